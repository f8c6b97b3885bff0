/* Intervals of MPFR numbers, rounded outward: the few operations that sums over data take. */
#include "base/interval.h"

#include <stdint.h>

#include "base/numbers.h"

bn_interval *bn_intervals_new(size_t count, mpfr_prec_t bits)
{
    return count <= SIZE_MAX / 2 ? (bn_interval *)bn_numbers_new(2 * count, bits) : NULL;
}

void bn_interval_set(bn_interval *r, double x)
{
    mpfr_set_d(r->lo, x, MPFR_RNDD);
    mpfr_set_d(r->hi, x, MPFR_RNDU);
}

void bn_interval_put(bn_interval *r, const bn_interval *a, double x, mpfr_t t)
{
    bn_interval_set(r, 0);
    bn_interval_add(r, a, x, t);
}

void bn_interval_add(bn_interval *r, const bn_interval *a, double x, mpfr_t t)
{
    if (x == 0)
        return;
    mpfr_mul_d(t, x > 0 ? a->lo : a->hi, x, MPFR_RNDD);
    mpfr_add(r->lo, r->lo, t, MPFR_RNDD);
    mpfr_mul_d(t, x > 0 ? a->hi : a->lo, x, MPFR_RNDU);
    mpfr_add(r->hi, r->hi, t, MPFR_RNDU);
}

void bn_interval_add_square(bn_interval *r, const bn_interval *a, mpfr_t t)
{
    const int low_is_far = mpfr_cmpabs(a->lo, a->hi) > 0;
    mpfr_sqr(t, low_is_far ? a->hi : a->lo, MPFR_RNDD);
    if (mpfr_sgn(a->lo) > 0 || mpfr_sgn(a->hi) < 0)
        mpfr_add(r->lo, r->lo, t, MPFR_RNDD);
    mpfr_sqr(t, low_is_far ? a->lo : a->hi, MPFR_RNDU);
    mpfr_add(r->hi, r->hi, t, MPFR_RNDU);
}

void bn_interval_divide(bn_interval *r, const bn_interval *a)
{
    mpfr_div(r->lo, r->lo, mpfr_sgn(r->lo) < 0 ? a->lo : a->hi, MPFR_RNDD);
    mpfr_div(r->hi, r->hi, mpfr_sgn(r->hi) < 0 ? a->hi : a->lo, MPFR_RNDU);
}

void bn_interval_norm(bn_interval *r, const bn_interval *a, size_t count, mpfr_t t)
{
    bn_interval_set(r, 0);
    for (size_t j = 0; j < count; j++)
        bn_interval_add_square(r, &a[j], t);
    mpfr_sqrt(r->lo, r->lo, MPFR_RNDD);
    mpfr_sqrt(r->hi, r->hi, MPFR_RNDU);
}

void bn_interval_sum(bn_interval *r, const double *x, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        mpfr_add_d(r->lo, r->lo, x[j], MPFR_RNDD);
        mpfr_add_d(r->hi, r->hi, x[j], MPFR_RNDU);
    }
}

/* k/(1 + k)^2 with k = exp(-|z|), which it grows with. */
double bn_down_bell(double z, bn_interval *scratch)
{
    mpfr_ptr k = scratch->lo, q = scratch->hi;
    mpfr_set_d(k, -fabs(z), MPFR_RNDD);
    mpfr_exp(k, k, MPFR_RNDD);
    mpfr_add_ui(q, k, 1, MPFR_RNDU);
    mpfr_sqr(q, q, MPFR_RNDU);
    mpfr_div(k, k, q, MPFR_RNDD);
    return mpfr_get_d(k, MPFR_RNDD);
}
