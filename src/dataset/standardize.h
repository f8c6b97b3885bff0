/* Standardizing by numbers that are given. */
#ifndef BN_DATASET_STANDARDIZE_H
#define BN_DATASET_STANDARDIZE_H

#include <banach/dataset.h>

/* Turns the features of a fresh dataset that no one else uses yet, not standardized, into (x - mean)/scale,
   the way options.standardize does with means and scales of its own; cols numbers each, scales > 0. On
   failure the dataset is only good to be freed. */
bn_status bn_dataset_standardize(bn_dataset *data, const double *means, const double *scales, bn_error *err);

#endif
