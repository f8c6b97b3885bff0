/* Gram matrices in MPFR. */
#include "base/gram.h"

#include <omp.h>

enum { BLOCK = BN_GRAM_BLOCK, SUMS = 8 };

static double dot(const double *s, const double *x, const double *y)
{
    double sum[SUMS] = { 0 };
    for (size_t i = 0; i < BLOCK; i += SUMS)
        for (size_t k = 0; k < SUMS; k++)
            sum[k] += x[i + k] * y[i + k] * s[i + k];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* Row a of G; zeros, which data are full of, cost nothing. */
static void add_exactly(mpfr_t *row, size_t a, const double *s, const double *x, mpfr_t *scratch)
{
    mpfr_ptr v = scratch[0], p = scratch[1];
    for (size_t i = 0; i < BLOCK; i++) {
        mpfr_set_d(v, x[a * BLOCK + i], MPFR_RNDN);
        mpfr_mul_d(v, v, s[i], MPFR_RNDN);
        for (size_t b = 0; !mpfr_zero_p(v) && b <= a; b++)
            if (x[b * BLOCK + i] != 0) {
                mpfr_mul_d(p, v, x[b * BLOCK + i], MPFR_RNDN);
                mpfr_add(row[b], row[b], p, MPFR_RNDN);
            }
    }
}

void bn_gram_add(mpfr_t *G, size_t m, const double *s, const double *x, bool exact, mpfr_t *scratch,
                 int threads)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
    for (size_t a = 0; a < m; a++) {
        mpfr_t *row = bn_triangle_row(G, a);
        if (exact)
            add_exactly(row, a, s, x, scratch + 2 * omp_get_thread_num());
        for (size_t b = 0; !exact && b <= a; b++)
            mpfr_add_d(row[b], row[b], dot(s, x + a * BLOCK, x + b * BLOCK), MPFR_RNDN);
    }
}

/* Of each product at most eps s |x y| is missed: n additions in MPFR, and in doubles gamma_16; and 2^-1074 (1
   + s) where doubles underflow. As sum s |x y| <= sqrt(G_aa G_bb), the norm is at most eps tr(G) + m 2^-1074
   (n + S). */
void bn_gram_error(mpfr_t out, mpfr_t *G, size_t m, size_t n, mpfr_t S, bool exact, mpfr_t *scratch)
{
    mpfr_ptr eps = scratch[0];
    mpfr_set_d(eps, 1.1 * (double)n + 8, MPFR_RNDU);
    mpfr_div_2ui(eps, eps, (unsigned long)mpfr_get_prec(eps) - 1, MPFR_RNDU);
    mpfr_add_d(eps, eps, exact ? 0 : 17 * 0x1p-53, MPFR_RNDU);
    mpfr_set_zero(out, 1);
    for (size_t a = 0; a < m; a++)
        mpfr_add(out, out, bn_triangle_row(G, a)[a], MPFR_RNDU);
    mpfr_mul(out, out, eps, MPFR_RNDU);
    mpfr_add_d(eps, S, (double)n, MPFR_RNDU);
    mpfr_mul_d(eps, eps, exact ? 0 : (double)m * 0x1p-1074, MPFR_RNDU);
    mpfr_add(out, out, eps, MPFR_RNDU);
}
