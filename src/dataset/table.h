/* A table while it is being made: readers fill it, the steps below finish it, dataset.c hands it out.
   Until bn_table_settle_missing has run, NaN stands for a missing number. */
#ifndef BN_DATASET_TABLE_H
#define BN_DATASET_TABLE_H

#include <banach/dataset.h>

#include "dataset/labels.h"
#include "dataset/memory.h"
#include "dataset/strings.h"

typedef struct bn_table {
    size_t rows, cols;
    size_t room;        /* rows that there is memory for */
    double *X;          /* rows x cols, 64-byte aligned; NULL where they are floats */
    float *floats;      /* instead of X, or NULL */
    bool no_target;     /* every column is a feature */
    double *y;          /* rows targets; 0 where the target is a word */
    double *weights;    /* rows numbers, or NULL */
    bn_labels said;     /* the targets as they were written; only while loading */
    bn_span *labels;    /* a list of them; only while loading and if one is a word, or NULL */
    char *words_where;  /* the complaint about the first target that is a word, or NULL */
    char *target_name;  /* NULL without a header */
    char **names;       /* cols names, NULL without a header */
    char **class_names; /* NULL without classes */
    size_t classes;
    double *means, *scales; /* cols each, NULL unless standardized */
    size_t constant_columns;
    char **note;
    size_t notes;
    bn_strings strings; /* owns every string above */
    size_t limit;       /* bytes that loading may take; 0: as many as the machine has */
    size_t taken;       /* by the text, and by what was read of it */
} bn_table;

/* Room for so many rows of table->cols numbers, targets and, if wanted or there already, weights; what is in
   it is anything. A table that exceeds the limit is refused before anything is allocated. name begins the
   sentence. */
bn_status bn_table_grow(bn_table *table, size_t rows, bool weights, const char *name, bn_error *err);

/* Rows that are within the limit. */
size_t bn_table_most(const bn_table *table, bool weights);

/* rows x cols numbers, targets of 0 and, if wanted, weights: a table of known size at once. */
bn_status bn_table_reserve(bn_table *table, size_t rows, size_t cols, bool weights, const char *name,
                           bn_error *err);

/* No more room than for table->rows, and their labels in a list if there are words among them. */
bn_status bn_table_trim(bn_table *table, const char *name, bn_error *err);

void bn_table_free(bn_table *table);

/* Appends a decision or warning; note may be NULL, which is the failure of the call that should have made
   it. */
bn_status bn_table_note(bn_table *table, char *note, const char *name, bn_error *err);

/* The steps, in this order. Each has its own file. */

/* missing.c: drops rows that hold NaN, or gives it the mean of its column; nothing is NaN afterwards. */
bn_status bn_table_settle_missing(bn_table *table, bn_missing how, const char *name, bn_error *err);

/* classes.c: counts and names the distinct targets; targets that are words become numbers of classes. */
bn_status bn_table_classify(bn_table *table, const char *name, bn_error *err);

/* constant.c: counts the columns whose values are all equal. */
bn_status bn_table_count_constant(bn_table *table, const char *name, bn_error *err);

/* standardize.c: every column to mean 0 and standard deviation 1. */
bn_status bn_table_standardize(bn_table *table, const char *name, bn_error *err);

/* The same by numbers that are given, cols each, scales > 0. */
bn_status bn_table_standardize_by(bn_table *table, const double *means, const double *scales,
                                  const char *name, bn_error *err);

/* floats.c: every feature to the float next to it, which stays a double; */
bn_status bn_table_round_to_floats(bn_table *table, const char *name, bn_error *err);

/* and then to half the memory. */
void bn_table_store_floats(bn_table *table);

#endif
