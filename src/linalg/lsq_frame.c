/* Powers of two and means that bring a least-squares problem to unit size. */
#include "linalg/lsq_parts.h"

#include "base/alloc.h"
#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

/* Nothing may be larger than 2^1000 here: exponents of units are cut there. */
#define EXPONENT_LIMIT 1000

static double power_of_two(int exponent)
{
    if (exponent > EXPONENT_LIMIT)
        exponent = EXPONENT_LIMIT;
    return ldexp(1, exponent < -EXPONENT_LIMIT ? -EXPONENT_LIMIT : exponent);
}

#define NO_EXPONENT (-EXPONENT_LIMIT * 10) /* of zero, below all others */

/* k with 2^k <= |x| < 2^(k+1). */
static int exponent_of(double x)
{
    return x == 0 ? NO_EXPONENT : ilogb(x);
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

double bn_lsq_weight(const bn_lsq_frame *f, size_t i)
{
    return f->problem->weights ? f->problem->weights[i] * f->weight_unit : 1;
}

double bn_lsq_target(const bn_lsq_frame *f, size_t i)
{
    return f->problem->y[i] * f->target_unit;
}

static const double *row(const bn_lsq_frame *f, size_t i)
{
    return f->problem->X + i * f->problem->stride;
}

/* ridge unit_j <= sqrt(ridge) about, so the product in this order stays in range. */
bn_dd bn_lsq_penalty(const bn_lsq_frame *f, size_t j)
{
    return bn_dd_scale(bn_dd_scale(f->ridge, f->unit[j]), f->unit[j]);
}

/* ---- Rows ---------------------------------------------------------------------------------- */

void bn_lsq_rows(const bn_lsq_frame *f, size_t first, size_t count, size_t left, size_t width, double *out)
{
    const double *unit = f->unit + left, *shift = f->shift + left, *centre = f->centre + left;
    for (size_t i = first; i < first + count; i++, out += width) {
        const double *x = row(f, i) + left, root = sqrt(bn_lsq_weight(f, i));
        for (size_t j = 0; j < width; j++)
            out[j] = root == 0 ? 0 : root * (x[j] * unit[j] - shift[j] - centre[j]);
    }
}

/* Four sums side by side, so that one addition need not wait for the last. */
bn_dd bn_lsq_row_dot(const bn_lsq_frame *f, size_t i, const bn_dd *v)
{
    const double *x = row(f, i);
    bn_dd lane[4] = { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 } };
    for (size_t j = 0; j < f->problem->cols; j++) {
        bn_dd t = bn_two_sum(x[j] * f->unit[j], -f->shift[j]);
        lane[j % 4] = bn_dd_add_mul(lane[j % 4], v[j], t);
    }
    return bn_dd_add(bn_dd_add(lane[0], lane[1]), bn_dd_add(lane[2], lane[3]));
}

void bn_lsq_row_add(const bn_lsq_frame *f, size_t i, bn_dd a, bn_dd *sum)
{
    const double *x = row(f, i);
    for (size_t j = 0; j < f->problem->cols; j++)
        sum[j] = bn_dd_add_mul(sum[j], a, bn_two_sum(x[j] * f->unit[j], -f->shift[j]));
}

bn_dd bn_lsq_minus_dot(bn_dd a, const bn_lsq_frame *f, const double *c, const bn_dd *v)
{
    for (size_t j = 0; j < f->problem->cols; j++)
        a = bn_dd_add_mul(a, v[j], bn_dd_from(-c[j]));
    return a;
}

/* ---- Making a frame ------------------------------------------------------------------------ */

static bool finite_vector(size_t n, const double *x)
{
    double sum = 0; /* NaN as soon as one entry is not finite, and never otherwise */
    for (size_t i = 0; i < n; i++)
        sum += x[i] * 0;
    return sum == 0;
}

static bn_status check(const bn_lsq_problem *p, bn_error *err)
{
    if (!p->rows)
        return bn_fail(err, BN_BAD_ARGUMENT, "least squares needs at least one row");
    if (!(p->l2 >= 0) || !isfinite(p->l2))
        return bn_fail(err, BN_BAD_ARGUMENT, "l2 = %g; it must be a finite number >= 0", p->l2);
    for (size_t i = 0; i < p->rows; i++)
        if (!finite_vector(p->cols, p->X + i * p->stride) || !isfinite(p->y[i]))
            return bn_fail(err, BN_NOT_FINITE, "row %zu holds a number that is not finite", i + 1);
    for (size_t i = 0; p->weights && i < p->rows; i++)
        if (!(p->weights[i] >= 0) || !isfinite(p->weights[i]))
            return bn_fail(err, BN_BAD_ARGUMENT, "row %zu has weight %g; weights are finite and >= 0", i + 1,
                           p->weights[i]);
    return BN_OK;
}

static void scale_weights(bn_lsq_frame *f)
{
    const bn_lsq_problem *p = f->problem;
    double largest = 0;
    f->weight_unit = 1;
    for (size_t i = 0; p->weights && i < p->rows; i++)
        largest = fmax(largest, p->weights[i]);
    if (largest > 0)
        f->weight_unit = power_of_two(-ilogb(largest) / 2 * 2);
    for (size_t i = 0; i < p->rows; i++) {
        f->total = bn_dd_add_d(f->total, bn_lsq_weight(f, i));
        f->used += bn_lsq_weight(f, i) > 0;
    }
    f->ridge = bn_dd_mul_d(f->total, p->l2);
}

static void scale_targets(bn_lsq_frame *f)
{
    double largest = 0;
    for (size_t i = 0; i < f->problem->rows; i++)
        if (bn_lsq_weight(f, i) > 0)
            largest = fmax(largest, fabs(f->problem->y[i]));
    f->target_unit = largest > 0 ? power_of_two(-ilogb(largest)) : 1;
}

/* mean_j += weighted mean of x_ij unit_j - shift_j. */
static void add_means(const bn_lsq_frame *f, size_t start, double *mean)
{
    for (size_t i = start; i < f->problem->rows; i++) {
        const double *x = row(f, i), share = bn_lsq_weight(f, i) / f->total.hi;
        for (size_t j = 0; share > 0 && j < f->problem->cols; j++)
            mean[j] += share * (x[j] * f->unit[j] - f->shift[j]);
    }
}

/* First less the first row, which is exact for a constant column: its mean is exact then, and what is left
   is 0. */
static void centre_columns(bn_lsq_frame *f, size_t start)
{
    size_t d = f->problem->cols;
    for (size_t j = 0; j < d; j++)
        f->shift[j] = row(f, start)[j] * f->unit[j];
    add_means(f, start, f->centre);
    for (size_t j = 0; j < d; j++) {
        f->shift[j] += f->centre[j];
        f->centre[j] = 0;
    }
    add_means(f, start, f->centre);
}

/* The largest entry of each column to 1 .. 2: from here on squares are safe. */
static void first_units(bn_lsq_frame *f, size_t start, double *largest)
{
    size_t d = f->problem->cols;
    for (size_t i = start; i < f->problem->rows; i++)
        for (size_t j = 0; bn_lsq_weight(f, i) > 0 && j < d; j++)
            largest[j] = fmax(largest[j], fabs(row(f, i)[j]));
    for (size_t j = 0; j < d; j++)
        f->unit[j] = largest[j] > 0 ? power_of_two(-ilogb(largest[j])) : 1;
}

/* square_j = sum s_i (x^_ij - centre_j)^2 */
static void column_squares(const bn_lsq_frame *f, size_t start, double *square)
{
    size_t d = f->problem->cols;
    memset(square, 0, d * sizeof *square);
    for (size_t i = start; i < f->problem->rows; i++)
        for (size_t j = 0; bn_lsq_weight(f, i) > 0 && j < d; j++) {
            double t = row(f, i)[j] * f->unit[j] - f->shift[j] - f->centre[j];
            square[j] += bn_lsq_weight(f, i) * t * t;
        }
}

/* k with 2^k <= max(|column j of sqrt(S)(X - mean)|, sqrt(ridge)) < 2^(k+1), in the caller's units; but not
   so small that an entry of a nearly constant column would leave the range of doubles. */
static int size_exponent(const bn_lsq_frame *f, size_t j, double square)
{
    int first = -ilogb(f->unit[j]), own = exponent_of(sqrt(square)) + first;
    int ridge = exponent_of(sqrt(f->ridge.hi));
    if (square == 0 && f->ridge.hi == 0)
        return NO_EXPONENT;
    return larger(square > 0 ? larger(own, ridge) : ridge, first - EXPONENT_LIMIT + 100);
}

/* unit_j = 2^-k makes columns of the augmented matrix no shorter than 1 and no longer than 3, near the best
   scaling there is (van der Sluis 1969). A column that is constant beside an intercept, and not penalized,
   keeps its first unit. */
static void scale_columns(bn_lsq_frame *f, double *scratch, bool uniform)
{
    size_t d = f->problem->cols, start = 0;
    int top = NO_EXPONENT;
    while (bn_lsq_weight(f, start) == 0)
        start++;
    first_units(f, start, scratch);
    if (f->problem->intercept)
        centre_columns(f, start);
    column_squares(f, start, scratch);
    for (size_t j = 0; j < d; j++)
        top = larger(top, size_exponent(f, j, scratch[j]));
    for (size_t j = 0; j < d; j++) {
        int own = uniform ? top : size_exponent(f, j, scratch[j]);
        double unit = own == NO_EXPONENT ? f->unit[j] : power_of_two(-own);
        f->shift[j] *= unit / f->unit[j];
        f->centre[j] *= unit / f->unit[j];
        f->unit[j] = unit;
    }
}

bn_status bn_lsq_frame_new(bn_lsq_frame *f, const bn_lsq_problem *p, bool uniform, bn_error *err)
{
    *f = (bn_lsq_frame){ .problem = p };
    bn_status status = check(p, err);
    if (status)
        return status;
    scale_weights(f);
    if (!f->used)
        return bn_fail(err, BN_BAD_ARGUMENT, "every row has weight 0");
    if (!isfinite(f->ridge.hi))
        return bn_fail(err, BN_NOT_FINITE, "the sum of weights times l2 = %g overflows", p->l2);
    scale_targets(f);
    double *scratch = bn_doubles(p->cols, 1);
    f->unit = bn_doubles(p->cols, 1);
    f->shift = bn_doubles(p->cols, 1);
    f->centre = bn_doubles(p->cols, 1);
    if (f->unit && f->shift && f->centre && scratch)
        scale_columns(f, scratch, uniform);
    else
        status = bn_fail(err, BN_NO_MEMORY, "no memory for the scales of %zu columns", p->cols);
    free(scratch);
    return status;
}

void bn_lsq_frame_free(bn_lsq_frame *f)
{
    free(f->unit);
    free(f->shift);
    free(f->centre);
}

bn_status bn_lsq_unscale(bn_dd *z, const bn_lsq_frame *f, const bn_dd *v, bn_dd level, bn_error *err)
{
    const bn_lsq_problem *p = f->problem;
    for (size_t j = 0; j < p->cols; j++)
        z[j] = bn_dd_scale(v[j], f->unit[j] / f->target_unit);
    bn_dd base = bn_lsq_minus_dot(level, f, f->centre, v);
    if (p->intercept)
        z[p->cols] = bn_dd_scale(bn_lsq_minus_dot(base, f, f->shift, v), 1 / f->target_unit);
    for (size_t j = 0; j < p->cols + p->intercept; j++)
        if (!isfinite(z[j].hi))
            return bn_fail(err, BN_NOT_FINITE, "coefficient %zu is too large for a double", j + 1);
    return BN_OK;
}
