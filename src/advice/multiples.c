/* Columns that are constant, or a multiple of another one, with a shift where there is an intercept. Found
   without a d x d matrix: columns brought to mean 0 (with an intercept) and norm 1 are equal or opposite if
   one is a multiple of the other, and then so are their inner products with a random vector. These are
   sorted, and neighbours compared entry by entry. */
#include <math.h>
#include <stdlib.h>

#include "advice/doctor.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "base/rng.h"
#include "linalg/dd.h"

enum {
    LEAST_ROWS = 4,  /* among fewer, columns look alike by chance */
    NEIGHBOURS = 64, /* to compare a column with */
};

typedef struct sketch {
    double value;
    size_t column;
} sketch;

static double centre(const bn_doctor *d, size_t j)
{
    return d->f->info.intercept ? d->column[j].mean : 0;
}

static double width(const bn_doctor *d, size_t j)
{
    return d->f->info.intercept ? d->column[j].sd : d->size[j];
}

/* Without an intercept a constant column that is not zero serves as one. */
static void find_constant(bn_doctor *d)
{
    const size_t one = d->facts.cols;
    for (size_t j = 0; j < one; j++) {
        const bn_column *c = &d->column[j];
        if (d->size[j] == 0)
            bn_doctor_depends(d, &(bn_dependence){ .column = j });
        else if (c->sd == 0 && d->f->info.intercept)
            bn_doctor_depends(d, &(bn_dependence){ .column = j, .terms = 1, .term = { { one, c->mean } } });
    }
}

/* |sum r_i z_ij|, r normal, z the column at mean 0 and unit mean square: about sqrt(n). */
static size_t draw(sketch *s, const bn_doctor *d)
{
    const bn_rng rng = bn_rng_open(0, "column sketches", 0);
    size_t kept = 0;
    for (size_t j = 0; j < d->facts.cols; j++)
        s[j] = (sketch){ 0, j };
    for (size_t i = 0; i < d->data->rows; i++) {
        const double *x = bn_doctor_row(d, i), r = bn_rng_normal(rng, i);
        for (size_t j = 0; j < d->facts.cols && bn_doctor_counts(d, i); j++)
            s[j].value += r * (x[j] - centre(d, j));
    }
    for (size_t j = 0; j < d->facts.cols; j++)
        if (!d->depends[j] && width(d, j) > 0)
            s[kept++] = (sketch){ fabs(s[j].value / width(d, j)), j };
    return kept;
}

static int by_value(const void *a, const void *b)
{
    const sketch *s = a, *t = b;
    return s->value != t->value ? (s->value > t->value) - (s->value < t->value)
                                : (s->column > t->column) - (s->column < t->column);
}

/* Is this all of x y, nothing of it lost to underflow or overflow? */
static bool is_sound(double x, double y, bn_dd product)
{
    return x == 0 || y == 0 || (fabs(product.hi) > 1e-280 && fabs(product.hi) < 1e290);
}

/* x_k = ratio x_j exactly: x_ij x_pk = x_ik x_pj for all i, p the first row where x_j is not 0. */
static bool is_exact(const bn_doctor *d, size_t j, size_t k, double *ratio)
{
    double pj = 0, pk = 0;
    for (size_t i = 0; i < d->data->rows; i++) {
        const double *x = bn_doctor_row(d, i);
        if (!bn_doctor_counts(d, i))
            continue;
        if (pj == 0) {
            pj = x[j];
            pk = x[k];
        }
        const bn_dd a = bn_two_prod(x[j], pk), b = bn_two_prod(x[k], pj);
        if (a.hi != b.hi || a.lo != b.lo || (pj == 0 && x[k] != 0))
            return false;
        if (!is_sound(x[j], pk, a) || !is_sound(x[k], pj, b))
            return false;
    }
    *ratio = pk / pj;
    return pj != 0;
}

/* |z_k - s z_j|/|z_k| for the sign s that makes it less. */
static double difference(const bn_doctor *d, size_t j, size_t k, double *sign)
{
    double minus = 0, plus = 0, all = 0;
    for (size_t i = 0; i < d->data->rows; i++) {
        const double *x = bn_doctor_row(d, i);
        if (!bn_doctor_counts(d, i))
            continue;
        const double a = (x[j] - centre(d, j)) / width(d, j), b = (x[k] - centre(d, k)) / width(d, k);
        minus += (b - a) * (b - a);
        plus += (b + a) * (b + a);
        all += b * b;
    }
    *sign = minus <= plus ? 1 : -1;
    return sqrt(fmin(minus, plus) / all);
}

/* What storing entries far from 0 leaves of their differences. */
static double rounding(const bn_doctor *d, size_t j, size_t k)
{
    return 0x1p-50 * (d->size[j] / width(d, j) + d->size[k] / width(d, k));
}

/* Is column k a multiple of column j? */
static bool compare(bn_dependence *found, const bn_doctor *d, size_t j, size_t k)
{
    double sign, ratio;
    *found = (bn_dependence){ .column = k, .terms = 1, .status = BN_PROVEN };
    if (is_exact(d, j, k, &ratio)) {
        found->term[0] = (bn_term){ j, ratio };
        return true;
    }
    found->residual = difference(d, j, k, &sign);
    found->status = BN_MEASURED;
    ratio = sign * width(d, k) / width(d, j);
    found->term[0] = (bn_term){ j, ratio };
    const double shift = centre(d, k) - ratio * centre(d, j);
    if (fabs(shift) > 1e-9 * (fabs(centre(d, k)) + fabs(ratio * centre(d, j))) + 1e-12 * width(d, k)) {
        found->term[1] = (bn_term){ d->facts.cols, shift };
        found->terms = 2;
    }
    return found->residual <= 1e-10 + rounding(d, j, k);
}

static void compare_neighbours(bn_doctor *d, const sketch *s, size_t count)
{
    const double near = 1e-6 * sqrt((double)d->data->rows);
    for (size_t a = 0; a < count; a++)
        for (size_t b = a + 1; b < count && b <= a + NEIGHBOURS && s[b].value - s[a].value <= near; b++) {
            const size_t j = s[a].column, k = s[b].column, first = j < k ? j : k, second = j < k ? k : j;
            bn_dependence found;
            if (!d->depends[first] && !d->depends[second] && compare(&found, d, first, second))
                bn_doctor_depends(d, &found);
        }
}

bn_status bn_doctor_multiples(bn_doctor *d, bn_error *err)
{
    if (!d->column)
        return BN_OK;
    size_t rows = 0;
    for (size_t i = 0; i < d->data->rows; i++)
        rows += bn_doctor_counts(d, i);
    find_constant(d);
    if (rows < LEAST_ROWS)
        return BN_OK;
    sketch *s = bn_array(d->facts.cols, sizeof *s);
    if (!s)
        return bn_fail(err, BN_NO_MEMORY, "no memory for sketches of %zu columns", d->facts.cols);
    const size_t count = draw(s, d);
    qsort(s, count, sizeof *s, by_value);
    compare_neighbours(d, s, count);
    free(s);
    return BN_OK;
}
