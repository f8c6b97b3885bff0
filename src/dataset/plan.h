/* What bn_synthetic is to make: options with their defaults filled in, and found sensible. */
#ifndef BN_DATASET_PLAN_H
#define BN_DATASET_PLAN_H

#include <banach/synthetic.h>

typedef enum bn_plan_loss { BN_PLAN_SQUARED = 0, BN_PLAN_LOGISTIC, BN_PLAN_QUADRATIC } bn_plan_loss;

typedef struct bn_plan {
    bn_synthetic_options options;
    bn_plan_loss loss;
    size_t rows, cols, rank; /* n, d and the smaller of them */
} bn_plan;

bn_synthetic_options bn_synthetic_defaults(const bn_synthetic_options *options);

bn_status bn_plan_make(bn_plan *out, const bn_synthetic_options *options, bn_error *err);

#endif
