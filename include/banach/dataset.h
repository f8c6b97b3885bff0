/* A table of numbers: n rows of d features, a target for each row, perhaps a weight for each row. */
#ifndef BANACH_DATASET_H
#define BANACH_DATASET_H

#include <banach/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Does not change once it is made: any number of threads may share a dataset. */
typedef struct bn_dataset bn_dataset;

/* Answers to questions about a file, each explained where bn_dataset_options asks it. */
typedef enum bn_header { BN_HEADER_AUTO = 0, BN_HEADER_YES, BN_HEADER_NO } bn_header;
typedef enum bn_missing { BN_MISSING_ERROR = 0, BN_MISSING_DROP, BN_MISSING_MEAN } bn_missing;
typedef enum bn_storage { BN_STORAGE_FLOAT64 = 0, BN_STORAGE_FLOAT32 } bn_storage;
typedef enum bn_index_base { BN_INDEX_AUTO = 0, BN_INDEX_ZERO, BN_INDEX_ONE } bn_index_base;

/* Zero means the default written beside the field; a NULL pointer to the whole means all defaults. */
typedef struct bn_dataset_options {
    const char *format;  /* "csv", "libsvm" or "npy"; NULL or "auto": recognised by content */
    const char *target;  /* CSV, NPY: name or 1-based number of a column; NULL: the last but for weights */
    const char *weights; /* CSV, NPY: name or number of a column of row weights >= 0; NULL: all 1 */
    bn_header header;    /* CSV: auto: yes if a cell of the first row is not a number, except that words in
                            the target alone, there and in the next row, are labels */
    bn_missing missing;  /* CSV, NPY: what a missing feature (NaN in NPY) does: it is an error, drops its
                            row, or becomes the mean of its column. A missing target or weight drops its
                            row too, and is an error otherwise */
    bn_index_base index_base; /* LIBSVM: auto: 0-based if an index 0 occurs anywhere, else 1-based */
    size_t cols;         /* number of features; 0: the file decides. LIBSVM: an index beyond it is an error.
                         CSV, NPY: a table of just so many columns, weights aside, has no target */
    bool no_target;      /* CSV, NPY: every column is a feature; targets are all 0 */
    bool standardize;    /* (x - mean)/sd per feature, population sd; a constant column becomes zeros */
    bn_storage storage;  /* float32: features, standardized or not, are rounded to floats and kept so: half
                           the memory, half the time to read it. All that is computed from them is
                           computed, and proven, of the rounded numbers, in doubles. One beyond 3.4e38 is
                           an error */
    size_t memory_limit; /* bytes that the file, and the table made of it, may take: more is BN_NO_MEMORY,
                            before it is taken. 0: as many as the machine has */
} bn_dataset_options;

/* Reads path ("-" is standard input) into a new dataset. err names the file, line, column, what was found and
   what was expected. BN_BAD_FORMAT for a file that is not what it should be, BN_UNSUPPORTED for one that is
   meant for others (compressed, numbers of another kind), BN_BAD_ARGUMENT for options that do not fit it,
   BN_NOT_FINITE where standardizing overflows. Release with bn_dataset_free. */
BN_API bn_status bn_dataset_load(bn_dataset **out, const char *path, const bn_dataset_options *options,
                                 bn_error *err);

/* Copies an n x d row-major matrix X, n targets y (NULL: all 0) and n weights (NULL: all 1) into a new
   dataset. Of the options only standardize, storage and memory_limit are read. Everything must be finite. No
   rows or no columns, or a negative weight: BN_BAD_ARGUMENT; no weight that is not 0: BN_BAD_FORMAT. */
BN_API bn_status bn_dataset_copy(bn_dataset **out, size_t rows, size_t cols, const double *X, const double *y,
                                 const double *weights, const bn_dataset_options *options, bn_error *err);

/* Once no objective borrows it any more. */
BN_API void bn_dataset_free(bn_dataset *data);

/* What a dataset says about itself; every pointer lives as long as the dataset. */
typedef struct bn_dataset_info {
    const char *path;         /* as given, or "memory" */
    const char *format;       /* name of the reader, or "memory" */
    size_t rows, cols;        /* n and d */
    bool no_target;           /* every column is a feature; targets are all 0 */
    const double *targets;    /* n numbers; for a target of words, the number of the class (from 0) */
    const double *weights;    /* n nonnegative numbers, or NULL when every weight is 1 */
    const char *target_name;  /* from the header, or NULL */
    const char *const *names; /* d feature names from the header, or NULL */
    size_t classes;           /* number of distinct targets, 0 when there are more than BN_MAX_CLASSES */
    const char *const *class_names; /* sorted: by value for numbers, by bytes for words */
    bool words;                     /* the targets are words: no regression is possible */
    const char *words_where; /* "FILE:LINE:COLUMN: "yes" is not a number", for the first word; NULL without */
    bn_storage storage;      /* of the features */
    const double *means;     /* d numbers when standardized, else NULL */
    const double *scales;    /* likewise; 1 for a constant column */
    size_t constant_columns; /* columns whose values are all equal, rows of weight 0 left out */
    size_t notes;            /* decisions and warnings worth showing, such as "index base 0" */
    const char *const *note; /* as many sentences for people */
} bn_dataset_info;

/* Targets that differ more often than this are not counted as classes. */
#define BN_MAX_CLASSES 64

/* Never NULL. */
BN_API const bn_dataset_info *bn_dataset_describe(const bn_dataset *data);

/* Row i < rows as d doubles or d floats, standardized if the dataset is: a pointer that lives as long as the
   dataset, or NULL from the one that is not its storage. */
BN_API const double *bn_dataset_row(const bn_dataset *data, size_t i);
BN_API const float *bn_dataset_row_floats(const bn_dataset *data, size_t i);

/* A column, in the units that the dataset holds, rows of weight 0 left out; weights count as frequencies. */
typedef struct bn_column {
    double mean;
    double sd; /* population; 0 exactly when all entries are equal, and then mean is their value */
} bn_column;

/* All d columns into out. */
BN_API bn_status bn_dataset_columns(bn_column *out, const bn_dataset *data, bn_error *err);

/* Who reads a file format: a constant of the library. */
typedef struct bn_reader bn_reader;

/* All of them, NULL-terminated, in the order in which they are asked whether a file is theirs; the name that
   bn_dataset_options.format takes; and in a line what it reads. */
BN_API const bn_reader *const *bn_readers(void);
BN_API const char *bn_reader_name(const bn_reader *reader);
BN_API const char *bn_reader_summary(const bn_reader *reader);

#ifdef __cplusplus
}
#endif
#endif
