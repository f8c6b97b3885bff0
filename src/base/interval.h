/* Intervals of MPFR numbers, rounded outward: the few operations that sums over data take. */
#ifndef BN_BASE_INTERVAL_H
#define BN_BASE_INTERVAL_H

#include <math.h>
#include <stddef.h>

#include <mpfr.h>

typedef struct bn_interval {
    mpfr_t lo, hi;
} bn_interval;

/* count zeros of that many bits, as bn_numbers_new makes them: free() releases them all. */
bn_interval *bn_intervals_new(size_t count, mpfr_prec_t bits);

/* t is scratch, of the same number of bits. */
void bn_interval_set(bn_interval *r, double x);
void bn_interval_put(bn_interval *r, const bn_interval *a, double x, mpfr_t t);      /* r = x a */
void bn_interval_add(bn_interval *r, const bn_interval *a, double x, mpfr_t t);      /* r += x a */
void bn_interval_add_square(bn_interval *r, const bn_interval *a, mpfr_t t);         /* r += a^2 */
void bn_interval_divide(bn_interval *r, const bn_interval *a);                       /* r /= a, a > 0 */
void bn_interval_norm(bn_interval *r, const bn_interval *a, size_t count, mpfr_t t); /* Euclid's */

void bn_interval_sum(bn_interval *r, const double *x, size_t n); /* r += sum x_j */

/* 1/(2 + exp(z) + exp(-z)), rounded down. */
double bn_down_bell(double z, bn_interval *scratch);

/* Doubles rounded outward: what one rounded operation gave is at most up of it, and, if it cannot be
   negative, at least down of it. */
static inline double bn_up(double x)
{
    return nextafter(x, HUGE_VAL);
}

static inline double bn_down(double x)
{
    return x > 0 ? nextafter(x, 0) : 0;
}

#endif
