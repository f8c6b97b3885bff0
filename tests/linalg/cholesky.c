/* The factor times itself is the matrix, to its rounding; solutions; bits at any thread count; refusals. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include <banach/theory.h>

#include "base/alloc.h"
#include "linalg/blas.h"
#include "linalg/cholesky.h"
#include "support/support.h"
#include "theory/draw.h"

TestSuite(cholesky, .fini = bn_no_leaks);

static const size_t sizes[] = { 1, 2, 7, 8, 9, 16, 63, 127, 128, 129, 200, 257, 300, 521 };
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Z'Z for a Z of d + 3 rows. */
static double *draw_matrix(dice *d, size_t n)
{
    double *Z = bn_doubles(n + 3, n), *A = bn_doubles(n, n);
    for (size_t i = 0; i < (n + 3) * n; i++)
        Z[i] = draw(d, -1, 1);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n + 3; k++)
            bn_axpy(n, Z[k * n + i], Z + k * n, A + i * n);
    free(Z);
    return A;
}

/* Entry (i, j), i <= j, as cholesky.h has it. */
static double entry(const double *R, size_t n, size_t i, size_t j)
{
    const size_t ld = (n + 7) / 8 * 8;
    return R[(j / 8 * ld + i) * 8 + j % 8];
}

/* |R'R - A| <= gamma_(n + 1) |R|'|R|, entry by entry (Higham, theorem 10.3). */
static void check_factor(const double *R, size_t n, const double *A, double shift)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++) {
            double sum = 0, size = 0;
            for (size_t k = 0; k <= i; k++) {
                const double product = entry(R, n, k, i) * entry(R, n, k, j);
                sum += product;
                size += fabs(product);
            }
            const double off = fabs(sum - (A[i * n + j] + (i == j ? shift : 0)));
            cr_assert(off <= 2 * bn_gamma((double)n + 8) * size, "%zu: (%zu, %zu) is off by %g of %g", n, i,
                      j, off, size);
        }
}

Test(cholesky, factors_and_solves_at_any_size)
{
    dice d = { 1 };
    for (size_t s = 0; s < SIZES; s++) {
        const size_t n = sizes[s];
        double *A = draw_matrix(&d, n), *R = bn_doubles(1, bn_cholesky_room(n)), *b = bn_doubles(2, n),
               *x = b + n;
        cr_assert(bn_cholesky(R, n, A, 0.5, 2));
        check_factor(R, n, A, 0.5);
        for (size_t j = 0; j < n; j++) {
            x[j] = draw(&d, -1, 1);
            bn_axpy(n, x[j], A + j * n, b);
            b[j] += 0.5 * x[j];
        }
        bn_cholesky_solve(R, n, b);
        for (size_t j = 0; j < n; j++) /* the condition number is below 10 n */
            cr_assert(fabs(b[j] - x[j]) <= 1e-12 * (double)(n * n), "%zu: %g", n, b[j] - x[j]);
        free(A);
        free(R);
        free(b);
    }
}

Test(cholesky, threads_change_no_bit)
{
    dice d = { 2 };
    for (size_t s = 0; s < SIZES; s++) {
        const size_t n = sizes[s], length = bn_cholesky_length(n);
        double *A = draw_matrix(&d, n), *R[3];
        for (unsigned threads = 1; threads <= 3; threads++) {
            R[threads - 1] = bn_doubles(1, bn_cholesky_room(n));
            cr_assert(bn_cholesky(R[threads - 1], n, A, 1e-3, threads));
            cr_assert(!memcmp(R[threads - 1], R[0], length * sizeof **R), "%zu, %u threads", n, threads);
        }
        free(A);
        for (size_t k = 0; k < 3; k++)
            free(R[k]);
    }
}

/* A pivot that is not positive, wherever it is, and one that is not finite. */
Test(cholesky, refusals)
{
    dice d = { 3 };
    const size_t n = 300, places[] = { 0, 5, 127, 128, 200, 299 };
    double *A = draw_matrix(&d, n), *R = bn_doubles(1, bn_cholesky_room(n));
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        double *pivot = A + places[k] * n + places[k], before = *pivot;
        *pivot = -1e-3;
        for (unsigned threads = 1; threads <= 2; threads++)
            cr_expect(!bn_cholesky(R, n, A, 0, threads), "%zu", places[k]);
        *pivot = HUGE_VAL;
        cr_expect(!bn_cholesky(R, n, A, 0, 1), "%zu", places[k]);
        *pivot = before;
    }
    cr_expect(bn_cholesky(R, n, A, 0, 2));
    free(A);
    free(R);
}
