/* Intervals of MPFR numbers, rounded outward. The only operation that sums over data need is r += x a. */
#ifndef BN_VERIFY_INTERVAL_H
#define BN_VERIFY_INTERVAL_H

#include <stddef.h>

#include <mpfr.h>

typedef struct bn_interval {
    mpfr_t lo, hi;
} bn_interval;

/* count zeros of that many bits; NULL when memory is out. */
bn_interval *bn_intervals_new(size_t count, mpfr_prec_t bits);
void bn_intervals_free(bn_interval *a, size_t count); /* takes NULL */

/* r += x a. t is scratch, of the same bits. */
void bn_interval_add(bn_interval *r, const bn_interval *a, double x, mpfr_t t);

/* r += a^2 */
void bn_interval_add_square(bn_interval *r, const bn_interval *a, mpfr_t t);

#endif
