/* Gram matrices in doubled precision against exact ones, and what their factors say of vectors. */
#include "base/gram.h"

#include <math.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "base/rng.h"
#include "support/support.h"

TestSuite(gram, .fini = bn_no_leaks);

enum {
    N = 1300,
    M = 180,
    BITS = 256,
    EXACT = 2300
}; /* more than 2e7 products; exact ones have no rounding */

static double *draw(uint64_t seed, size_t count, double low, double high)
{
    const bn_rng rng = bn_rng_open(seed, "gram", 0);
    double *x = malloc(count * sizeof *x);
    cr_assert(x);
    for (size_t k = 0; k < count; k++) {
        const double size = exp2(low + (high - low) * bn_rng_uniform(rng, 2 * k));
        x[k] = bn_rng_below(rng, 2 * k + 1, 7) ? size * bn_rng_normal(rng, 2 * k + 1) : 0;
    }
    return x;
}

/* Entry (a, b), and what it is made of in absolute values. */
static void exactly(mpfr_t sum, mpfr_t size, const bn_rows *x, const double *s, size_t a, size_t b)
{
    mpfr_t p;
    mpfr_init2(p, EXACT);
    mpfr_set_zero(sum, 1);
    mpfr_set_zero(size, 1);
    for (size_t i = 0; i < x->n; i++) {
        mpfr_set_d(p, bn_rows_at(x, i, a), MPFR_RNDN);
        mpfr_mul_d(p, p, bn_rows_at(x, i, b), MPFR_RNDN);
        mpfr_mul_d(p, p, s[i], MPFR_RNDN);
        mpfr_add(sum, sum, p, MPFR_RNDN);
        mpfr_abs(p, p, MPFR_RNDN);
        mpfr_add(size, size, p, MPFR_RNDN);
    }
    mpfr_clear(p);
}

/* Sizes from 2^low to 2^high; the last are too far apart for doubled precision. */
Test(gram, misses_what_it_says_at_most)
{
    static const double range[][2] = { { 0, 0 }, { -60, 60 }, { -250, 250 }, { -400, -300 }, { 200, 420 } };
    for (size_t k = 0; k < sizeof range / sizeof *range; k++) {
        double *rows = draw(k, N * (M - 1), range[k][0], range[k][1]), *s = draw(100 + k, N, -20, 20);
        const bn_rows x = { N, M - 1, M - 1, rows, true };
        bn_triangle *G = bn_triangle_new(M, BITS, 2);
        mpfr_t sum, size;
        mpfr_inits2(EXACT, sum, size, (mpfr_ptr)0);
        for (size_t i = 0; i < N; i++)
            s[i] = fabs(s[i]);
        cr_assert(G && bn_gram_add(G, &x, s));
        for (size_t a = 0; a < M; a += 17)
            for (size_t b = 0; b <= a; b += 7) {
                exactly(sum, size, &x, s, a, b);
                mpfr_sub(sum, sum, bn_triangle_row(G->A, a)[b], MPFR_RNDA);
                mpfr_mul_d(size, size, 0x1p-94, MPFR_RNDN);
                cr_expect(mpfr_cmpabs(sum, size) <= 0,
                          "range %zu: entry (%zu,%zu) is off by 2^%ld of its size", k, a, b,
                          mpfr_zero_p(sum) ? 0 : mpfr_get_exp(sum) - mpfr_get_exp(size) - 94);
                cr_expect(mpfr_cmpabs(sum, G->error) <= 0);
            }
        mpfr_clears(sum, size, (mpfr_ptr)0);
        bn_triangle_free(G);
        free(rows);
        free(s);
    }
}

/* |x|_(A^-1)^2 = x'A^-1 x: for A = D + vv' by Sherman and Morrison; and rows as vectors of intervals. */
Test(gram, reach_is_a_norm_and_a_close_one)
{
    enum { D = 12, ROWS = 21 };
    for (int k = 0; k < 3; k++) { /* well scaled, badly, and beyond what the inverse in doubles can do */
        const double spread = k == 1 ? 40 : 0, large = k == 2 ? 0x1p45 : 1;
        double *v = draw(7, D, 0, 0), *rows = draw(8, ROWS * D, 0, 0), reach[ROWS], diagonal[D];
        bn_triangle *A = bn_triangle_new(D, BITS, 1);
        mpfr_t shift, t;
        mpfr_inits2(EXACT, shift, t, (mpfr_ptr)0);
        for (size_t a = 0; a < D; a++) {
            const double unit = exp2(spread * ((double)a / D - 0.5));
            v[a] *= unit * large;
            diagonal[a] = unit * unit;
            for (size_t b = 0; b <= a; b++) {
                mpfr_set_d(bn_triangle_row(A->A, a)[b], v[a], MPFR_RNDN);
                mpfr_mul_d(bn_triangle_row(A->A, a)[b], bn_triangle_row(A->A, a)[b], v[b], MPFR_RNDN);
            }
            mpfr_add_d(bn_triangle_row(A->A, a)[a], bn_triangle_row(A->A, a)[a], diagonal[a], MPFR_RNDN);
        }
        mpfr_set_d(shift, exp2(-2 * spread - 100), MPFR_RNDN);
        cr_assert(bn_triangle_exceeds(A, 1, shift));
        cr_assert(bn_triangle_reach(reach, A, &(bn_rows){ ROWS, D, D, rows, false }));
        for (size_t i = 0; i < ROWS; i++) {
            double xx = 0, xv = 0, vv = 0, norm;
            bn_interval *g = bn_intervals_new(D, BITS);
            for (size_t a = 0; a < D; a++) {
                xx += rows[i * D + a] * rows[i * D + a] / diagonal[a];
                xv += rows[i * D + a] * v[a] / diagonal[a];
                vv += v[a] * v[a] / diagonal[a];
                bn_interval_set(&g[a], rows[i * D + a]);
            }
            const double truth = sqrt(xx - xv * xv / (1 + vv));
            bn_triangle_norm(t, A, g);
            norm = mpfr_get_d(t, MPFR_RNDU);
            cr_expect(reach[i] >= norm * (1 - 1e-15) && bn_close(reach[i], truth, 1e-6),
                      "%d: %.17g, %.17g, %.17g", k, reach[i], norm, truth);
            cr_expect(bn_close(norm, truth, 1e-9));
            free(g);
        }
        mpfr_clears(shift, t, (mpfr_ptr)0);
        bn_triangle_free(A);
        free(v);
        free(rows);
    }
}
