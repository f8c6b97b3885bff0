/* Symmetric matrices that are known up to an error, in MPFR, and proofs that they are positive definite. */
#ifndef BN_BASE_TRIANGLE_H
#define BN_BASE_TRIANGLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/interval.h"

typedef struct bn_triangle {
    size_t m;
    mpfr_prec_t bits;
    int threads;
    mpfr_t *A;                   /* the lower triangle by rows, zeros at first */
    mpfr_t *L;                   /* as much: the last factor */
    mpfr_t *v, *scratch;         /* m numbers; two for each thread */
    mpfr_ptr error;              /* the caller's: of what A is off by in the spectral norm, at most */
    mpfr_ptr shift, trace, p, q; /* of the last factor; scratch */
} bn_triangle;

/* NULL when memory is out. */
bn_triangle *bn_triangle_new(size_t m, mpfr_prec_t bits, int threads);
void bn_triangle_free(bn_triangle *t); /* takes NULL */

/* Row a of a triangle: entry (a, b) at [b], b <= a. */
static inline mpfr_t *bn_triangle_row(mpfr_t *A, size_t a)
{
    return A + a * (a + 1) / 2;
}

/* Theorem (Rump 2006). Where a plain Cholesky of a matrix B runs through, in precision u, LL' >= 0 and |B -
   LL'| <= gamma tr(B), with gamma a little over (m + 2) u, here with the double rounding of products. So side
   A - shift I > 0 is proven by factoring what is less than it by error and by that loss. side is 1 or -1. A
   proof leaves L with LL' <= side A - shift I. */
bool bn_triangle_exceeds(bn_triangle *t, int side, mpfr_t shift);

/* out >= |g|_((side A)^-1) for each g, after a proof with a positive shift. */
void bn_triangle_norm(mpfr_t out, bn_triangle *t, const bn_interval *g);

/* n vectors of cols doubles, each stride behind the one before; with one, a 1 follows each. */
typedef struct bn_rows {
    size_t n, cols, stride;
    const double *first;
    bool one;
} bn_rows;

static inline double bn_rows_at(const bn_rows *x, size_t i, size_t a)
{
    return a < x->cols ? x->first[i * x->stride + a] : 1;
}

/* Of row i, rounded up. */
double bn_rows_norm(const bn_rows *x, size_t i);

/* reach[i] >= |row i|_(A^-1), after a proof with side 1. In doubles, by T near L^-1 and a bound of |T L - I|;
   or, where that will not do, row by row. False when memory is out. */
bool bn_triangle_reach(double *reach, bn_triangle *t, const bn_rows *x);

#endif
