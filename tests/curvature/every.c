/* 20 000 symmetric matrices, easy and hostile: no enclosure of any eigenvalue may be wrong. A tenth in each
   run. */
#include "curvature/inertia.h"
#include "curvature/metric.h"
#include "objective/objective.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include <banach/curvature.h>

#include "objective/problem.h"

TestSuite(every, .fini = bn_no_leaks);

enum { MOST = 60, MATRICES = 2000 };

typedef enum shape {
    RANDOM,
    GRAM,
    DEFICIENT,
    HILBERT,
    LAEUCHLI,
    GRADED,
    CLUSTER,
    DIAGONAL,
    LAPLACE,
    SHAPES
} shape;

static double entry(dice *r, shape kind, size_t d, size_t i, size_t j, const double *B)
{
    double dot = 0;
    const size_t rank = kind == DEFICIENT ? (d + 1) / 2 : d;
    if (kind == GRAM || kind == DEFICIENT || kind == GRADED)
        for (size_t k = 0; k < rank; k++)
            dot += B[i * d + k] * B[j * d + k];
    switch (kind) {
    case GRAM:
    case DEFICIENT:
        return dot;
    case GRADED:
        return dot * pow(10, -0.4 * (double)(i + j));
    case HILBERT:
        return 1 / (double)(i + j + 1);
    case LAEUCHLI: /* X'X as rounded, X = [1 ... 1; eps I] */
        return 1 + (i == j ? pow(2, -26 - (double)(d % 30)) : 0);
    case CLUSTER:
        return (i == j) + 1e-13 * draw_normal(r);
    case DIAGONAL:
        return i == j ? draw_normal(r) * pow(2, (double)(draw_bits(r) % 80) - 40) : 0;
    case LAPLACE:
        return i == j ? 2 : i == j + 1 ? -1 : 0;
    default:
        return draw_normal(r);
    }
}

static void draw_matrix(dice *r, shape kind, size_t d, double *A)
{
    double *B = malloc(d * d * sizeof *B);
    for (size_t k = 0; k < d * d; k++)
        B[k] = draw_normal(r);
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j <= i; j++)
            A[i * d + j] = A[j * d + i] = entry(r, kind, d, i, j, B);
    free(B);
}

/* Denormal and huge matrices too; far apart sizes of unknowns. */
static void rescale(dice *r, size_t d, double *A)
{
    static const int sizes[] = { 0, 0, 0, 0, -1030, -1000, -600, 600, 900, 20 };
    const int size = sizes[draw_bits(r) % 10];
    const bool uneven = draw_bits(r) % 4 == 0 && size == 0;
    int own[MOST];
    for (size_t i = 0; i < d; i++)
        own[i] = uneven ? (int)(draw_bits(r) % 41) - 20 : 0;
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j <= i; j++)
            A[i * d + j] = A[j * d + i] = ldexp(A[i * d + j], own[i] + own[j] + size);
}

static mpfr_prec_t bits_for(size_t d, const double *A)
{
    int high = -2000, low = 2000;
    for (size_t k = 0; k < d * d; k++)
        if (A[k] != 0) {
            const int e = ilogb(A[k]);
            high = e > high ? e : high;
            low = e < low ? e : low;
        }
    return 256 + 2 * (high > low ? high - low : 0);
}

static size_t judge(size_t d, const double *A, const double *lower, const double *upper)
{
    const mpfr_prec_t bits = bits_for(d, A);
    mpfr_t *M = inertia_numbers(d * d, bits);
    size_t wrong = 0;
    for (size_t k = 0; k < d * d; k++)
        mpfr_set_d(M[k], A[k], MPFR_RNDN);
    inertia h = inertia_of(d, M, bits);
    for (size_t i = 0; i < d; i++) {
        wrong += inertia_below(&h, lower[i], -1) > i;
        wrong += upper[i] < HUGE_VAL && inertia_below(&h, upper[i], 1) < i + 1;
    }
    inertia_free(&h);
    inertia_free_numbers(M, d * d);
    return wrong;
}

Test(every, eigenvalue_is_within_its_bounds)
{
    dice r = { 1 };
    double lower[MOST], upper[MOST], b[MOST] = { 0 }, *A = malloc(MOST * MOST * sizeof *A);
    size_t refused = 0, wrong = 0, narrow = 0;
    for (size_t k = 0; k < draws(MATRICES); k++) {
        const double part = draw(&r, 0, 1);
        const size_t d = 1 + (size_t)(MOST * part * part * part);
        const shape kind = k % SHAPES;
        bn_objective *f;
        bn_curvature c;
        bn_error err;
        draw_matrix(&r, kind, d, A);
        rescale(&r, d, A);
        cr_assert(!bn_objective_quadratic(&f, d, A, b, &err), "%s", err.message);
        if (bn_spectrum_enclose(lower, upper, f, NULL, &err)) {
            refused++;
        } else {
            const size_t violations = judge(d, A, lower, upper);
            cr_expect_eq(violations, 0, "matrix %zu: shape %d, d = %zu: %zu bounds are wrong", k, kind, d,
                         violations);
            wrong += violations;
            narrow += upper[0] - lower[0] <= 1e-6 * fabs(upper[0]);
        }
        if (!bn_curvature_bound(&c, f, &err) && c.mu.status == BN_PROVEN) {
            double low[MOST], high[MOST];
            for (size_t i = 0; i < d; i++) {
                low[i] = i ? -HUGE_VAL : c.mu.lower;
                high[i] = i + 1 < d ? HUGE_VAL : c.L.upper;
            }
            low[d - 1] = d > 1 ? c.L.lower : fmax(c.mu.lower, c.L.lower);
            high[0] = d > 1 ? c.mu.upper : fmin(c.mu.upper, c.L.upper);
            for (size_t i = 1; i + 1 < d; i++)
                low[i] = c.mu.lower;
            cr_expect_eq(judge(d, A, low, high), 0,
                         "matrix %zu: shape %d, d = %zu: mu in [%g, %g], L in [%g, %g]", k, kind, d,
                         c.mu.lower, c.mu.upper, c.L.lower, c.L.upper);
        }
        bn_objective_free(f);
    }
    cr_expect_lt(refused, draws(MATRICES) / 20 + 1, "%zu were refused", refused);
    cr_log_info("%zu matrices, %zu bounds wrong, %zu refused, %zu least eigenvalues to 1e-6", draws(MATRICES),
                wrong, refused, narrow);
    free(A);
}

/* Points so far out that phi'' is subnormal, or 0: H and a proof about it still have to know. */
Test(every, hessian_and_metric_where_weights_underflow)
{
    dice r = { 5 };
    size_t proven = 0;
    for (size_t repeat = 0; repeat < draws(200); repeat++) {
        const double size = draw_log(&r, 1e5, 1e60), margin = draw(&r, 690, 750);
        problem p = problem_empty(&(recipe){ .n = 6, .d = 2, .logistic = true });
        for (size_t i = 0; i < p.n; i++) {
            p.y[i] = i % 2 ? 1 : -1;
            p.X[2 * i] = p.y[i] * size * (1 + draw(&r, 0, 1e-3));
            p.X[2 * i + 1] = size * draw_normal(&r);
        }
        problem_build(&p);
        const double x[] = { margin / size, 0 };
        quad H[4], off = 0;
        bn_metric m;
        double computed[4], error;
        cr_assert(!bn_metric_new(&m, p.f, x, 1e-9, NULL));
        cr_assert(!p.f->kind->hessian(computed, &error, p.f, x, NULL));
        truth_at(&p, x, NULL, H);
        for (size_t k = 0; k < 4; k++)
            off += (computed[k] - H[k]) * (computed[k] - H[k]);
        /* The norm of Frobenius is at most sqrt(2) times the spectral one. */
        cr_expect(quad_sqrt(off / 2) <= error, "margin %g, size %g: H is off by %g, bound %g", margin, size,
                  (double)quad_sqrt(off / 2), error);
        off = 0;
        for (size_t a = 0; m.S && a < 2; a++)
            for (size_t b = 0; b < 2; b++) {
                quad sum = -(a == b);
                for (size_t k = 0; k < 4; k++)
                    sum += (quad)m.S[k / 2 * 2 + a] * H[k] * m.S[k % 2 * 2 + b];
                off += sum * sum;
            }
        cr_expect(quad_sqrt(off / 2) <= m.defect, "margin %g, size %g: off by %g, bound %g", margin, size,
                  (double)quad_sqrt(off / 2), m.defect);
        proven += m.S != NULL;
        bn_metric_free(&m);
        problem_free(&p);
    }
    cr_expect(proven > 0, "no metric was found");
}
