/* From a dataset back to a file, so that loading the file gives the same numbers to the last bit. */
#ifndef BANACH_WRITE_H
#define BANACH_WRITE_H

#include <banach/dataset.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Writes data as "csv", "libsvm" or "npy"; NULL or "auto": as the path ends (.csv, .libsvm or .svm, .npy),
   else CSV.
     csv      a header if the columns have names, a record per row, the target last; words stay words
     libsvm   1-based, zeros left out; row weights and words with blanks are refused
     npy      doubles, a row per row, the target last; words are refused
   What is refused is BN_UNSUPPORTED; a format that is none of these, BN_BAD_ARGUMENT.
   Row weights become the last column but one. Rows are written as bn_dataset_row gives them: standardized
   ones stay so. comment (NULL: none) comes first, each of its lines behind a #; NPY has no place for it.
   A regular file appears whole or not at all: what was at path stays until everything is written. Whatever
   exists and is not a regular file (/dev/null, a pipe) is written through, and "-" is standard output. */
BN_API bn_status bn_dataset_write(const bn_dataset *data, const char *path, const char *format,
                                  const char *comment, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
