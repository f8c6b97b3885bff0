/* x'Ax/2 - b'x: bounds against quad precision, doors. */
#include <float.h>
#include <string.h>

#include <criterion/criterion.h>

#include <banach/objective.h>

#include "support/quad.h"
#include "theory/draw.h"

TestSuite(quadratic, .fini = bn_no_leaks);

enum { MOST = 12 };

/* Entries from -size to size, some of them 0. */
static void draw_symmetric(dice *d, size_t n, double size, double *A)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            A[i * n + j] = A[j * n + i] = draw_bits(d) % 4 ? size * draw(d, -1, 1) : 0;
}

Test(quadratic, value_and_gradient_are_within_their_bounds)
{
    dice dice_ = { 1 }, *d = &dice_;
    static const double sizes[] = { 1, 1e-8, 1e8, 1e100, 1e-100, 1e-160, 1e-310 };
    double worst = 0;
    for (size_t repeat = 0; repeat < draws(7000); repeat++) {
        const size_t n = 1 + draw_bits(d) % MOST;
        double A[MOST * MOST], b[MOST], x[MOST], grad[MOST];
        draw_symmetric(d, n, sizes[repeat % 7], A);
        for (size_t i = 0; i < n; i++) {
            b[i] = draw(d, -1, 1) * sizes[draw_bits(d) % 2 ? repeat % 7 : 0];
            x[i] = draw(d, -1, 1) * sizes[draw_bits(d) % 4];
        }
        bn_objective *f;
        bn_evaluation at;
        cr_assert(!bn_objective_quadratic(&f, n, A, b, NULL));
        cr_assert(!bn_evaluate(&at, f, x, grad, NULL));
        quad value = 0, off = 0, norm = 0;
        for (size_t i = 0; i < n; i++) {
            quad Ax = 0;
            for (size_t j = 0; j < n; j++)
                Ax += (quad)A[i * n + j] * x[j];
            value += x[i] * (Ax / 2 - b[i]);
            off += (grad[i] - Ax + b[i]) * (grad[i] - Ax + b[i]);
            norm += (quad)grad[i] * grad[i];
        }
        cr_assert(quad_abs(at.value - value) <= at.value_error, "n=%zu: f is off by %g, bound %g", n,
                  (double)quad_abs(at.value - value), at.value_error);
        cr_assert(quad_sqrt(off) <= at.grad_error, "n=%zu: the gradient is off by %g, bound %g", n,
                  (double)quad_sqrt(off), at.grad_error);
        cr_assert(quad_sqrt(norm) <= at.grad_norm);
        cr_assert_eq(at.rounding, BN_PROVEN);
        worst = fmax(worst, (double)quad_sqrt(off) / at.grad_error);
        bn_objective_free(f);
    }
    cr_expect_geq(worst, 0.01, "the bound is never within a factor 100: %g", worst);
}

Test(quadratic, gradient_hessian_and_product_agree)
{
    dice d = { 2 };
    for (size_t n = 1; n <= MOST; n++) {
        double A[MOST * MOST], b[MOST], x[MOST], Hv[MOST], H[MOST * MOST], worst;
        draw_symmetric(&d, n, 1, A);
        for (size_t i = 0; i < n; i++) {
            b[i] = draw(&d, -1, 1);
            x[i] = draw(&d, -1, 1);
        }
        bn_objective *f;
        cr_assert(!bn_objective_quadratic(&f, n, A, b, NULL));
        cr_assert(!bn_gradient_check(&worst, f, x, NULL));
        cr_expect_lt(worst, 1e-8);
        cr_assert(!bn_hessian(H, f, x, NULL));
        cr_expect_arr_eq(H, A, n * n * sizeof *A);
        cr_assert(!bn_hessian_product(Hv, f, x, x, NULL));
        for (size_t i = 0; i < n; i++) {
            double sum = 0;
            for (size_t j = 0; j < n; j++)
                sum += A[i * n + j] * x[j];
            cr_expect(fabs(sum - Hv[i]) <= 1e-14);
        }
        cr_expect_eq(bn_term_gradient(Hv, f, 0, x, NULL), BN_UNSUPPORTED);
        bn_objective_free(f);
    }
}

Test(quadratic, what_is_not_a_symmetric_finite_matrix_is_refused_with_a_sentence)
{
    bn_objective *f = NULL;
    bn_error err;
    const double skew[] = { 1, 2, 2 + DBL_EPSILON * 2, 1 }, b[] = { 1, 1 }, hole[] = { 1, NAN, NAN, 1 },
                 far[] = { 1, HUGE_VAL };
    cr_expect_eq(bn_objective_quadratic(&f, 2, skew, b, &err), BN_BAD_FORMAT);
    cr_expect(strstr(err.message, "row 1, column 2 has 2, but row 2, column 1 has 2.0000000000000004"), "%s",
              err.message);
    cr_expect_eq(bn_objective_quadratic(&f, 2, hole, b, &err), BN_NOT_FINITE);
    cr_expect_eq(bn_objective_quadratic(&f, 2, (double[]){ 1, 0, 0, 1 }, far, &err), BN_NOT_FINITE);
    cr_expect_eq(bn_objective_quadratic(&f, 0, skew, b, &err), BN_BAD_ARGUMENT);
    cr_expect_null(f);
}

Test(quadratic, table_of_A_and_b_is_the_same_objective)
{
    const double A[] = { 4, 1, 0, 1, 3, 1, 0, 1, 2 }, b[] = { 1, 2, 3 }, x[] = { 1, -1, 2 };
    bn_dataset *data;
    bn_objective *f, *g;
    bn_evaluation a, c;
    bn_error err;
    cr_assert(!bn_dataset_copy(&data, 3, 3, A, b, NULL, NULL, NULL));
    cr_assert(!bn_objective_new(&f, &bn_quadratic, data, NULL, NULL));
    cr_assert(!bn_objective_quadratic(&g, 3, A, b, NULL));
    cr_assert(!bn_evaluate(&a, f, x, NULL, NULL) && !bn_evaluate(&c, g, x, NULL, NULL));
    cr_expect_eq(a.value, c.value);
    cr_expect_eq(bn_objective_describe(f)->data, data);
    bn_objective_free(f);
    bn_objective_free(g);
    f = NULL;
    cr_expect_eq(bn_objective_new(&f, &bn_quadratic, data, &(bn_objective_options){ .l2 = 1 }, &err),
                 BN_BAD_ARGUMENT);
    cr_expect_eq(
        bn_objective_new(&f, &bn_quadratic, data, &(bn_objective_options){ .intercept = true }, &err),
        BN_BAD_ARGUMENT);
    bn_dataset_free(data);
    cr_assert(!bn_dataset_copy(&data, 2, 3, A, b, NULL, NULL, NULL));
    cr_expect_eq(bn_objective_new(&f, &bn_quadratic, data, NULL, &err), BN_BAD_FORMAT);
    cr_expect(strstr(err.message, "A square"), "%s", err.message);
    cr_expect_null(f);
    bn_dataset_free(data);
}
