/* Mean and standard deviation of every column, to the last digit or nearly so. */
#ifndef BN_DATASET_MOMENTS_H
#define BN_DATASET_MOMENTS_H

#include "dataset/table.h"
#include "linalg/dd.h"

/* An entry counts if it is not NaN and its row weighs more than 0. */
typedef struct bn_moments {
    size_t known;   /* entries that count; without any, everything else is 0 */
    double largest; /* of their absolute values */
    double first;
    bool varies;   /* some entry differs from the first */
    double mean;   /* sum w x / sum w */
    double sd;     /* population: sqrt(sum w (x - mean)^2 / sum w); 0 exactly when nothing varies */
    double to_one; /* a power of two that takes the largest near 1: no square over- or underflows */
    bn_dd weight, sum, center, squares; /* of entries times to_one */
} bn_moments;

/* table->cols moments. Weights count as frequencies: a row of weight 2 stands for two rows. */
void bn_moments_measure(bn_moments *out, const bn_table *table);

#endif
