/* Proven ends of a spectrum, against quad-precision eigenvalues of the very doubles that were given. */
#include "curvature/eigen.h"

#include <float.h>

#include "curvature/enclose.h"
#include "linalg/blas.h"

TestSuite(enclose, .fini = bn_no_leaks);

enum { MOST = 24 };

typedef enum shape {
    RANDOM,
    GRAM,
    DEFICIENT,
    GRADED,
    HILBERT,
    DIAGONAL,
    INDEFINITE_HOLLOW,
    CLUSTER,
    SHAPES
} shape;

/* Symmetric bit for bit. */
static void draw_matrix(dice *r, shape kind, size_t d, double *A)
{
    double B[MOST * MOST];
    for (size_t i = 0; i < d * d; i++)
        B[i] = draw_normal(r);
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j <= i; j++) {
            double a = B[i * d + j], dot = 0;
            for (size_t k = 0; k < (kind == DEFICIENT ? (d + 1) / 2 : d); k++)
                dot += B[i * d + k] * B[j * d + k];
            switch (kind) {
            case GRAM:
            case DEFICIENT:
                a = dot;
                break;
            case GRADED:
                a = dot * pow(10, -0.5 * (double)(i + j));
                break;
            case HILBERT:
                a = 1 / (double)(i + j + 1);
                break;
            case DIAGONAL:
                a = i == j ? a : 0;
                break;
            case INDEFINITE_HOLLOW:
                a = i == j ? 0 : a;
                break;
            case CLUSTER:
                a = (i == j) + 1e-12 * a;
                break;
            default:
                break;
            }
            A[i * d + j] = A[j * d + i] = a;
        }
}

static bn_extremes enclose(size_t d, const double *A)
{
    double work[MOST * MOST], values[MOST];
    bn_extremes e;
    bn_error err;
    memcpy(work, A, d * d * sizeof *A);
    cr_assert_eq(bn_syevd(d, work, d, values, false), 0);
    cr_assert(!bn_enclose(&e, d, A, values, &err), "%s", err.message);
    return e;
}

static void truth(size_t d, const double *A, quad *values)
{
    quad Q[MOST * MOST];
    for (size_t i = 0; i < d * d; i++)
        Q[i] = A[i];
    eigen_values(d, Q, values);
}

Test(enclose, holds_for_matrices_of_every_shape)
{
    dice r = { 1 };
    double widest = 0;
    for (size_t repeat = 0; repeat < draws(320); repeat++) {
        const size_t d = repeat % 15 ? 1 + draw_bits(&r) % 14 : MOST;
        const shape kind = repeat % SHAPES;
        const quad slack = 1e-28; /* of the judge, relative to the norm */
        double A[MOST * MOST];
        quad values[MOST];
        draw_matrix(&r, kind, d, A);
        const bn_extremes e = enclose(d, A);
        truth(d, A, values);
        const quad low = values[0], high = values[d - 1], norm = quad_max(quad_abs(low), quad_abs(high));
        cr_assert(e.max_upper >= high - slack * norm && e.max_lower <= high + slack * norm,
                  "shape %d, d=%zu: largest %.20g in [%.20g, %.20g]", kind, d, (double)high, e.max_lower,
                  e.max_upper);
        cr_assert(e.min_lower <= low + slack * norm && e.min_upper >= low - slack * norm,
                  "shape %d, d=%zu: smallest %.20g in [%.20g, %.20g]", kind, d, (double)low, e.min_lower,
                  e.min_upper);
        widest = fmax(widest, (e.max_upper - (double)high) / (double)norm / (double)d);
        widest = fmax(widest, ((double)low - e.min_lower) / (double)norm / (double)d);
    }
    cr_expect_lt(widest, 1e-13, "outer bounds are %g d |A| off", widest);
}

/* 2^k A has 2^k times the bounds of A, wherever nothing underflows. */
Test(enclose, scales_exactly_with_powers_of_two)
{
    dice r = { 2 };
    for (int k = -900; k <= 900; k += 300) {
        double A[9 * 9], B[9 * 9];
        draw_matrix(&r, k % 200 ? GRAM : RANDOM, 9, A);
        for (size_t i = 0; i < 81; i++)
            B[i] = ldexp(A[i], k);
        const bn_extremes a = enclose(9, A), b = enclose(9, B);
        cr_expect(bn_close(ldexp(a.max_upper, k), b.max_upper, 1e-14), "2^%d: %g and %g", k,
                  ldexp(a.max_upper, k), b.max_upper);
        cr_expect(bn_close(ldexp(a.max_lower, k), b.max_lower, 1e-12), "2^%d", k);
        cr_expect(fabs(ldexp(a.min_lower, k) - b.min_lower) <= 1e-13 * b.max_upper, "2^%d", k);
    }
}

Test(enclose, survives_the_ends_of_the_range)
{
    static const double sizes[] = { DBL_MAX / 4, 1e300, 1e-300, DBL_MIN, 4 * DBL_TRUE_MIN, DBL_TRUE_MIN };
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        const double s = sizes[k], one[] = { s }, two[] = { s, s / 2, s / 2, s }, hollow[] = { 0, s, s, 0 };
        quad values[2];
        bn_extremes e = enclose(1, one);
        cr_expect(e.max_upper >= s && e.min_lower <= s && e.max_lower <= s && e.min_upper >= s, "size %g", s);
        e = enclose(2, two);
        truth(2, two, values);
        cr_expect(e.max_upper >= values[1] && e.min_lower <= values[0], "size %g: [%g, %g]", s, e.min_lower,
                  e.max_upper);
        e = enclose(2, hollow);
        cr_expect(e.max_upper >= s && e.min_lower <= -s, "size %g: [%g, %g]", s, e.min_lower, e.max_upper);
    }
    const bn_extremes zero = enclose(3, (double[9]){ 0 });
    cr_expect(zero.max_upper == 0 && zero.min_lower == 0);
}

/* The certificate must not trust the estimates it is given. */
Test(enclose, holds_for_wrong_estimates_too)
{
    dice r = { 3 };
    double A[64], wrong[8];
    quad values[8];
    draw_matrix(&r, GRAM, 8, A);
    truth(8, A, values);
    for (int k = 0; k < 40; k++) {
        for (size_t j = 0; j < 8; j++)
            wrong[j] = (double)values[j] * draw(&r, 0.5, 2);
        bn_extremes e;
        if (bn_enclose(&e, 8, A, wrong, NULL))
            continue;
        cr_expect(e.max_upper >= values[7] && e.min_lower <= values[0]);
        cr_expect(e.max_lower <= values[7] && e.min_upper >= values[0]);
    }
}

/* The first shift that is tried is (d + 4) u |A| from the estimate: here that is just beyond the eigenvalue
   or just short of it. Where a matrix has a factor though it is not positive, what the factor leaves makes a
   bound of it. */
Test(enclose, holds_where_rounding_decides_if_there_is_a_factor)
{
    dice r = { 4 };
    for (shape kind = RANDOM; kind < SHAPES; kind++)
        for (size_t d = 2; d <= MOST; d += 2) {
            double A[MOST * MOST], near[MOST] = { 0 };
            quad values[MOST];
            draw_matrix(&r, kind, d, A);
            truth(d, A, values);
            const quad low = values[0], high = values[d - 1], norm = quad_max(quad_abs(low), quad_abs(high));
            for (int k = 0; k < 40; k++) {
                bn_extremes e;
                const double off = ((double)d + 4 + draw(&r, -2, 4)) * DBL_EPSILON * (double)norm;
                near[0] = (double)low + off;
                near[d - 1] = (double)high - off;
                cr_assert(!bn_enclose(&e, d, A, near, NULL));
                cr_assert(e.max_upper >= high - 1e-28 * norm && e.min_lower <= low + 1e-28 * norm,
                          "shape %d, d=%zu, %d: %g and %g of the norm off", kind, d, k,
                          (double)((high - e.max_upper) / norm), (double)((e.min_lower - low) / norm));
            }
        }
}
