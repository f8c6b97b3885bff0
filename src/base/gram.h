/* Gram matrices in MPFR: G = sum s_i x_i x_i' of doubles, s_i >= 0, with a proven bound of what rounding did
 * to it. */
#ifndef BN_BASE_GRAM_H
#define BN_BASE_GRAM_H

#include "base/triangle.h"

enum { BN_GRAM_BLOCK = 64 };

/* G += sum s_i x_i x_i' over BN_GRAM_BLOCK rows; entry i of column a is x[a * BN_GRAM_BLOCK + i].
   exact: every product is formed without error and added with one rounding. Otherwise, fast: the products of
   a block are summed in doubles, eight sums side by side. scratch: two numbers for each thread. */
void bn_gram_add(mpfr_t *G, size_t m, const double *s, const double *x, bool exact, mpfr_t *scratch,
                 int threads);

/* A bound of the spectral norm of what G is off by, after n rows in all; S is at least the sum of s. */
void bn_gram_error(mpfr_t out, mpfr_t *G, size_t m, size_t n, mpfr_t S, bool exact, mpfr_t *scratch);

#endif
