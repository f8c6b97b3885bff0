/* Symmetric matrices and their Cholesky factors in MPFR, rounded to nearest: m x m, the lower triangle by
   rows, entry (a, b) at a (a + 1)/2 + b. */
#ifndef BN_BASE_TRIANGLE_H
#define BN_BASE_TRIANGLE_H

#include <stdbool.h>

#include "base/numbers.h"

static inline mpfr_t *bn_triangle_row(mpfr_t *A, size_t a)
{
    return A + a * (a + 1) / 2;
}

/* A = LL' in place by plain loops. False, and A is lost, when a pivot is not a positive number.
   Then |A - LL'| <= loss in the spectral norm, given trace >= tr(A): in precision u the loss of Cholesky is
   at most gamma tr(A) with gamma a little over (m + 2) u (Rump 2006), here with the double rounding of
   products. scratch: a number for each thread. */
bool bn_triangle_factor(mpfr_t *A, size_t m, mpfr_t *scratch, int threads);
void bn_triangle_loss(mpfr_t loss, size_t m, mpfr_prec_t bits, mpfr_t trace);

/* Substitution: v becomes L^-1 v up to a rest, |v before - L v after| <= rest; size >= |v after|. */
void bn_triangle_solve(mpfr_t size, mpfr_t rest, mpfr_t *v, mpfr_t *L, size_t m, mpfr_prec_t bits,
                       mpfr_t trace);

#endif
