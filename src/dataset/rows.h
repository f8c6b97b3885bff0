/* Features as doubles, whatever they are stored as. */
#ifndef BN_DATASET_ROWS_H
#define BN_DATASET_ROWS_H

#include <banach/dataset.h>

static inline double bn_dataset_at(const bn_dataset *data, size_t i, size_t j)
{
    const double *x = bn_dataset_row(data, i);
    return x ? x[j] : bn_dataset_row_floats(data, i)[j];
}

/* Row i: a pointer into the dataset, or room, filled. */
static inline const double *bn_dataset_doubles(const bn_dataset *data, size_t i, double *room)
{
    const float *x = bn_dataset_row_floats(data, i);
    const size_t cols = bn_dataset_describe(data)->cols;
    for (size_t j = 0; x && j < cols; j++)
        room[j] = x[j];
    return x ? room : bn_dataset_row(data, i);
}

/* All rows, cols apart: a pointer into the dataset, or *own, a copy to be freed, NULL when memory is out. */
const double *bn_dataset_all_doubles(double **own, const bn_dataset *data);

/* Features of a fresh dataset of doubles that no one else uses yet become the floats next to them, and stay
   doubles. One beyond the floats is an error; the dataset is then only good to be freed. */
bn_status bn_dataset_round_to_floats(bn_dataset *data, bn_error *err);

#endif
