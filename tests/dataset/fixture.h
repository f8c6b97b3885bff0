/* Datasets from strings, for the tests of this folder. */
#ifndef TESTS_DATASET_FIXTURE_H
#define TESTS_DATASET_FIXTURE_H

#include <banach/dataset.h>

/* Reads bytes as the file "t". NULL when that fails; then failure() is the sentence. */
bn_dataset *read_bytes(const void *bytes, size_t size, const bn_dataset_options *options);

/* Reads text or fails the test. Free it. */
bn_dataset *accept(const char *text, const bn_dataset_options *options);

/* Fails the test unless reading text fails with a sentence that contains fragment. */
void reject(const char *text, const bn_dataset_options *options, const char *fragment);

/* The status and sentence of the last read_bytes that failed. */
const bn_error *failure(void);

/* Fails the test unless the features, row by row, have the same bits as X. */
void has_features(const bn_dataset *data, size_t rows, size_t cols, const double *X);

/* Is there a note that contains fragment? */
bool notes(const bn_dataset *data, const char *fragment);

/* "a,b,c" */
void has_list(const char *const *items, size_t count, const char *joined);

#endif
