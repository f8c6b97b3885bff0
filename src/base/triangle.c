/* Symmetric matrices and their Cholesky factors in MPFR. */
#include "base/triangle.h"

#include <omp.h>

bool bn_triangle_factor(mpfr_t *A, size_t m, mpfr_t *scratch, int threads)
{
    for (size_t k = 0; k < m; k++) {
        mpfr_ptr pivot = bn_triangle_row(A, k)[k];
        if (!mpfr_number_p(pivot) || mpfr_sgn(pivot) <= 0)
            return false;
        mpfr_sqrt(pivot, pivot, MPFR_RNDN);
        for (size_t a = k + 1; a < m; a++)
            mpfr_div(bn_triangle_row(A, a)[k], bn_triangle_row(A, a)[k], pivot, MPFR_RNDN);
#pragma omp parallel for schedule(dynamic, 8) num_threads(threads) if (threads > 1 && m - k > 16)
        for (size_t a = k + 1; a < m; a++) {
            mpfr_t *row = bn_triangle_row(A, a);
            mpfr_ptr p = scratch[omp_get_thread_num()];
            for (size_t b = k + 1; b <= a; b++) {
                mpfr_mul(p, row[k], bn_triangle_row(A, b)[k], MPFR_RNDN);
                mpfr_sub(row[b], row[b], p, MPFR_RNDN);
            }
        }
    }
    return true;
}

/* (m + 4) 2^(4 - bits) tr(A), eight times what theory asks for. */
void bn_triangle_loss(mpfr_t loss, size_t m, mpfr_prec_t bits, mpfr_t trace)
{
    mpfr_mul_d(loss, trace, (double)m + 4, MPFR_RNDU);
    mpfr_div_2ui(loss, loss, (unsigned long)bits - 4, MPFR_RNDU);
}

/* Row by row (L + D) v = g with |D| <= gamma |L|, so that the rest is at most gamma |L|_F |v|, |L|_F^2 <=
 * tr(A). */
void bn_triangle_solve(mpfr_t size, mpfr_t rest, mpfr_t *v, mpfr_t *L, size_t m, mpfr_prec_t bits,
                       mpfr_t trace)
{
    mpfr_set_zero(size, 1);
    for (size_t a = 0; a < m; a++) {
        mpfr_t *row = bn_triangle_row(L, a);
        for (size_t b = 0; b < a; b++)
            if (!mpfr_zero_p(v[b])) {
                mpfr_mul(rest, row[b], v[b], MPFR_RNDN);
                mpfr_sub(v[a], v[a], rest, MPFR_RNDN);
            }
        mpfr_div(v[a], v[a], row[a], MPFR_RNDN);
        mpfr_sqr(rest, v[a], MPFR_RNDU);
        mpfr_add(size, size, rest, MPFR_RNDU);
    }
    mpfr_sqrt(rest, trace, MPFR_RNDU);
    bn_triangle_loss(rest, m, bits, rest);
    mpfr_sqrt(size, size, MPFR_RNDU);
    mpfr_mul(rest, rest, size, MPFR_RNDU);
}
