/* Moments in double-double: errors of n eps kappa become n eps^2 kappa, so that a column of large numbers
   with a small spread is standardized by its spread and not by rounding errors. Three passes in row
   order: largest entry, mean, deviations. */
#include "dataset/moments.h"

#include <float.h>
#include <math.h>
#include <string.h>

static bn_double_double quick_sum(double hi, double lo)
{
    double sum = hi + lo;
    return (bn_double_double){ sum, lo - (sum - hi) };
}

/* a + b, the error of the rounding kept */
static bn_double_double exact_sum(double a, double b)
{
    double sum = a + b, part = sum - a;
    return (bn_double_double){ sum, (a - (sum - part)) + (b - part) };
}

static bn_double_double add(bn_double_double a, bn_double_double b)
{
    bn_double_double sum = exact_sum(a.hi, b.hi);
    return quick_sum(sum.hi, sum.lo + (a.lo + b.lo));
}

static bn_double_double multiply(bn_double_double a, bn_double_double b)
{
    double product = a.hi * b.hi;
    return quick_sum(product, fma(a.hi, b.hi, -product) + (a.hi * b.lo + a.lo * b.hi));
}

static bn_double_double divide(bn_double_double a, bn_double_double b)
{
    double quotient = a.hi / b.hi;
    bn_double_double back = multiply(b, (bn_double_double){ quotient, 0 });
    bn_double_double rest = add(a, (bn_double_double){ -back.hi, -back.lo });
    return quick_sum(quotient, rest.hi / b.hi);
}

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
    bn_double_double w = { weight, 0 };
    column->weight = add(column->weight, w);
    column->sum = add(column->sum, multiply(w, (bn_double_double){ x * column->to_one, 0 }));
}

static void add_deviation(bn_moments *column, double x, double weight)
{
    bn_double_double minus_center = { -column->center.hi, -column->center.lo };
    bn_double_double deviation = add((bn_double_double){ x * column->to_one, 0 }, minus_center);
    bn_double_double w = { weight, 0 };
    column->squares = add(column->squares, multiply(w, multiply(deviation, deviation)));
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
    column->sd = sqrt(divide(column->squares, column->weight).hi) / column->to_one;
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
            out[j].center = divide(out[j].sum, out[j].weight);
    visit_entries(out, table, unit, add_deviation);
    for (size_t j = 0; j < table->cols; j++)
        finish(&out[j]);
}
