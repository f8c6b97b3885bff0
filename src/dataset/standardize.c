/* z = (x - mean) / scale with the very doubles that the dataset shows as means and scales: anyone can
   repeat it, bit for bit. Weights are frequencies: the weighted mean and deviation are those of a table
   with repeated rows. */
#include "base/alloc.h"
#include "base/fail.h"
#include "dataset/moments.h"
#include "dataset/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Halves keep the difference of two huge numbers finite. */
static double standard(double x, double mean, double scale)
{
    double difference = x - mean;
    return isfinite(difference) ? difference / scale : (x / 2 - mean / 2) / (scale / 2);
}

/* A deviation is 0 exactly when all values are equal, and then the mean is that value: the column becomes
   zeros. */
static void keep_moments(bn_table *table, const bn_moments *column)
{
    for (size_t j = 0; j < table->cols; j++) {
        table->means[j] = column[j].mean;
        table->scales[j] = column[j].sd > 0 ? column[j].sd : 1;
    }
}

static bn_status transform(bn_table *table, const char *name, bn_error *err)
{
    for (size_t i = 0; i < table->rows; i++) {
        double *x = table->X + i * table->cols;
        for (size_t j = 0; j < table->cols; j++) {
            x[j] = standard(x[j], table->means[j], table->scales[j]);
            if (!isfinite(x[j]))
                return bn_fail(err, BN_NOT_FINITE,
                               "%s: row %zu, feature %zu is out of range when standardized", name, i + 1,
                               j + 1);
        }
    }
    return BN_OK;
}

bn_status bn_table_standardize(bn_table *table, const char *name, bn_error *err)
{
    bn_moments *column = bn_array(table->cols, sizeof *column);
    table->means = bn_doubles(table->cols, 1);
    table->scales = bn_doubles(table->cols, 1);
    bool whole = column && table->means && table->scales;
    if (whole) {
        bn_moments_measure(column, table);
        keep_moments(table, column);
    }
    free(column);
    return whole ? transform(table, name, err) : bn_out_of_memory(name, err);
}

bn_status bn_table_standardize_by(bn_table *table, const double *means, const double *scales,
                                  const char *name, bn_error *err)
{
    table->means = bn_doubles(table->cols, 1);
    table->scales = bn_doubles(table->cols, 1);
    if (!table->means || !table->scales)
        return bn_out_of_memory(name, err);
    memcpy(table->means, means, table->cols * sizeof *means);
    memcpy(table->scales, scales, table->cols * sizeof *scales);
    return transform(table, name, err);
}
