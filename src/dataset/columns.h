/* Which column of a table is the target, which holds the weights; the rest are features. */
#ifndef BN_DATASET_COLUMNS_H
#define BN_DATASET_COLUMNS_H

#include <banach/dataset.h>

#define BN_NO_COLUMN SIZE_MAX

typedef struct bn_columns {
    size_t count;           /* of all columns */
    size_t features;        /* count without target and weights */
    size_t target, weights; /* from 0, or BN_NO_COLUMN */
} bn_columns;

/* Is wanted a plain number? A column number is one, a name usually not. *number is written when it is. */
bool bn_column_number(size_t *number, const char *wanted);

/* names: count names, or NULL without a header. A name wins over a number. file begins the sentence. */
bn_status bn_columns_choose(bn_columns *out, const bn_dataset_options *options, size_t count,
                            const char *const *names, const char *file, bn_error *err);

#endif
