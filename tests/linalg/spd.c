/* Positive definite systems: exact where the answer is known, refused where there is none. */
#include "linalg/spd.h"
#include "support/support.h"

#include <criterion/criterion.h>

TestSuite(spd, .fini = bn_no_leaks);

#define D 8

/* lcm(1 .. 15) times the Hilbert matrix: integers, condition 1.5e10; its row sums belong to x = (1, ..,
   1). */
static void make(double *A, double *b)
{
    for (size_t i = 0; i < D; i++) {
        b[i] = 0;
        for (size_t j = 0; j < D; j++)
            b[i] += A[i * D + j] = 360360 / (double)(i + j + 1);
    }
}

Test(spd, hilbert_exactly)
{
    double A[D * D], b[D];
    bn_dd x[D];
    make(A, b);
    for (unsigned threads = 1; threads <= 2; threads++) {
        cr_assert(!bn_spd_solve(x, D, A, b, threads, NULL));
        for (size_t j = 0; j < D; j++)
            cr_expect(x[j].hi == 1 && fabs(x[j].lo) <= 0x1p-70, "%.17g + %g", x[j].hi, x[j].lo);
    }
}

/* diag(t) A diag(t) with powers of two: x_j / t_j, whatever the sizes. */
Test(spd, scaled)
{
    double A[D * D], b[D], t[D];
    bn_dd x[D];
    make(A, b);
    for (size_t i = 0; i < D; i++)
        t[i] = ldexp(1, 60 * (int)i - 210);
    for (size_t i = 0; i < D; i++) {
        b[i] *= t[i];
        for (size_t j = 0; j < D; j++)
            A[i * D + j] *= t[i] * t[j];
    }
    cr_assert(!bn_spd_solve(x, D, A, b, 0, NULL));
    for (size_t j = 0; j < D; j++)
        cr_expect(x[j].hi == 1 / t[j], "%zu: %g", j, x[j].hi * t[j]);
}

Test(spd, refusals)
{
    double indefinite[] = { 1, 2, 2, 1 }, singular[] = { 1, 1, 1, 1 }, negative[] = { -1, 0, 0, 1 },
           b[] = { 1, 2 };
    const double *bad[] = { indefinite, singular, negative };
    bn_dd x[2];
    for (size_t k = 0; k < 3; k++)
        cr_expect(bn_spd_solve(x, 2, bad[k], b, 0, NULL) == BN_NUMERICAL, "matrix %zu", k);
    double zeros[2] = { 0 }, identity[] = { 1, 0, 0, 1 };
    cr_assert(!bn_spd_solve(x, 2, identity, zeros, 0, NULL));
    cr_expect(x[0].hi == 0 && x[1].hi == 0);
}
