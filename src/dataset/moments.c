/* Moments in doubled precision: errors of n eps kappa become n eps^2 kappa, so that a column of large numbers
   with a small spread is standardized by its spread and not by rounding errors. Three passes in row
   order: largest entry, mean, deviations. */
#include "dataset/moments.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef void entry_visitor(bn_moments *column, double x, double weight);

/* Calls visit for every entry that counts. */
static void visit_entries(bn_moments *column, const bn_table *table, double unit, entry_visitor *visit)
{
    for (size_t i = 0; i < table->rows; i++) {
        const size_t first = i * table->cols;
        const double weight = table->weights ? table->weights[i] * unit : 1;
        for (size_t j = 0; weight > 0 && j < table->cols; j++) {
            const double x = table->X ? table->X[first + j] : table->floats[first + j];
            if (!isnan(x))
                visit(&column[j], x, weight);
        }
    }
}

static void see_largest(bn_moments *column, double x, double weight)
{
    (void)weight;
    column->first = column->known++ ? column->first : x;
    column->varies = column->varies || x != column->first;
    column->largest = fmax(column->largest, fabs(x));
}

static void add_entry(bn_moments *column, double x, double weight)
{
    column->weight = bn_dd_add_d(column->weight, weight);
    column->sum = bn_dd_add(column->sum, bn_two_prod(weight, x * column->to_one));
}

static void add_deviation(bn_moments *column, double x, double weight)
{
    const bn_dd deviation = bn_dd_sub(bn_dd_from(x * column->to_one), column->center);
    column->squares = bn_dd_add(column->squares, bn_dd_mul_d(bn_dd_mul(deviation, deviation), weight));
}

/* 2^-k for the largest entry 2^k; its inverse must be a double too. */
static double power_to_one(double largest)
{
    int k = largest > 0 ? ilogb(largest) : 0;
    return ldexp(1, k > 1022 ? -1022 : k < -1022 ? 1022 : -k);
}

/* Weights enter as multiples of a power of two near the largest, so that their sum cannot overflow. */
static double unit_of_weights(const bn_table *table)
{
    double heaviest = 0;
    for (size_t i = 0; table->weights && i < table->rows; i++)
        heaviest = fmax(heaviest, table->weights[i]);
    return power_to_one(heaviest);
}

/* Rounding must neither move the mean of equal values nor hide the spread of different ones. */
static void finish(bn_moments *column)
{
    column->mean = column->first;
    if (!column->varies)
        return;
    column->mean = column->center.hi / column->to_one;
    column->sd = sqrt(bn_dd_div(column->squares, column->weight).hi) / column->to_one;
    column->sd = fmax(column->sd, DBL_TRUE_MIN);
}

void bn_moments_measure(bn_moments *out, const bn_table *table)
{
    double unit = unit_of_weights(table);
    memset(out, 0, table->cols * sizeof *out);
    visit_entries(out, table, unit, see_largest);
    for (size_t j = 0; j < table->cols; j++)
        out[j].to_one = power_to_one(out[j].largest);
    visit_entries(out, table, unit, add_entry);
    for (size_t j = 0; j < table->cols; j++)
        if (out[j].known)
            out[j].center = bn_dd_div(out[j].sum, out[j].weight);
    visit_entries(out, table, unit, add_deviation);
    for (size_t j = 0; j < table->cols; j++)
        finish(&out[j]);
}
