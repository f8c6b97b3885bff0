/* Functions of the caller's own: what they may leave out, and what happens when they go wrong. */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include <banach/curvature.h>
#include <banach/objective.h>

#include "support/support.h"

TestSuite(custom, .fini = bn_no_leaks);

/* f = |x|^2/2 + x_0, the mean of f_0 = |x|^2 and f_1 = 2 x_0; what is set to NaN is told by the context. */
typedef struct faults {
    double value, grad, product, term;
    int calls;
} faults;

static double value(void *context, const double *x, double *grad)
{
    faults *wrong = context;
    wrong->calls++;
    if (grad) {
        grad[0] = x[0] + 1;
        grad[1] = x[1] + wrong->grad;
    }
    return (x[0] * x[0] + x[1] * x[1]) / 2 + x[0] + wrong->value;
}

static void product(void *context, const double *x, const double *v, double *Hv)
{
    (void)x;
    Hv[0] = v[0];
    Hv[1] = v[1] + ((faults *)context)->product;
}

static void term(void *context, size_t i, const double *x, double *grad)
{
    grad[0] = i ? 2 : 2 * x[0];
    grad[1] = (i ? 0 : 2 * x[1]) + ((faults *)context)->term;
}

static const bn_functions all = { .value = value, .product = product, .term = term, .terms = 2 };

Test(custom, functions_are_called_and_trusted_no_further_than_assumed)
{
    faults none = { 0 };
    bn_objective *f;
    bn_evaluation at;
    const double x[] = { 3, 4 }, v[] = { 5, 6 };
    double grad[2], H[4], Hv[2], mean[2], part[2], worst;
    cr_assert(!bn_objective_custom(&f, 2, &all, &none, NULL));
    cr_expect_eq(bn_objective_describe(f)->terms, 2);
    cr_assert(!bn_evaluate(&at, f, x, grad, NULL));
    cr_expect(at.value == 15.5 && grad[0] == 4 && grad[1] == 4);
    cr_expect(at.rounding == BN_ASSUMED && at.value_error == 0 && at.grad_error == 0 &&
              at.dual_gap == HUGE_VAL);
    cr_assert(!bn_evaluate(&at, f, x, NULL, NULL));
    cr_expect(bn_close(at.grad_norm, sqrt(32), 1e-15));
    cr_assert(!bn_hessian(H, f, x, NULL));
    cr_expect(H[0] == 1 && H[1] == 0 && H[2] == 0 && H[3] == 1);
    cr_assert(!bn_hessian_product(Hv, f, x, v, NULL));
    cr_expect(Hv[0] == 5 && Hv[1] == 6);
    cr_assert(!bn_term_gradient(mean, f, 0, x, NULL) && !bn_term_gradient(part, f, 1, x, NULL));
    cr_expect((mean[0] + part[0]) / 2 == grad[0] && (mean[1] + part[1]) / 2 == grad[1]);
    cr_assert(!bn_gradient_check(&worst, f, x, NULL));
    cr_expect_lt(worst, 1e-8);
    bn_objective_free(f);
}

Test(custom, only_the_value_must_be_there)
{
    faults none = { 0 };
    bn_objective *f;
    bn_error err;
    bn_curvature c;
    const double x[] = { 3, 4 };
    double out[4];
    cr_assert(!bn_objective_custom(&f, 2, &(bn_functions){ .value = value }, &none, NULL));
    cr_expect_eq(bn_hessian_product(out, f, x, x, &err), BN_UNSUPPORTED);
    cr_expect_eq(bn_hessian(out, f, x, &err), BN_UNSUPPORTED);
    cr_expect_eq(bn_term_gradient(out, f, 0, x, &err), BN_UNSUPPORTED);
    cr_expect_eq(bn_curvature_bound(&c, f, &err), BN_UNSUPPORTED);
    cr_expect(strstr(err.message, "bn_curvature_assume"), "%s", err.message);
    bn_objective_free(f);
    f = NULL;
    cr_expect_eq(bn_objective_custom(&f, 2, &(bn_functions){ .term = term, .terms = 2 }, NULL, &err),
                 BN_BAD_ARGUMENT);
    cr_expect_eq(bn_objective_custom(&f, 2, &(bn_functions){ .value = value, .term = term }, NULL, &err),
                 BN_BAD_ARGUMENT);
    cr_expect_eq(bn_objective_custom(&f, 0, &all, NULL, &err), BN_BAD_ARGUMENT);
    cr_expect_eq(bn_objective_custom(&f, 2, NULL, NULL, &err), BN_BAD_ARGUMENT);
    cr_expect_null(f);
}

Test(custom, numbers_that_are_not_finite_are_reported_and_outputs_stay)
{
    faults wrong[] = {
        { .value = NAN }, { .grad = NAN }, { .grad = HUGE_VAL }, { .product = NAN }, { .term = -HUGE_VAL }
    };
    const double x[] = { 3, 4 };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        bn_objective *f;
        bn_evaluation at = { .value = 7 };
        bn_error err = { 0 };
        double grad[] = { 7, 7 }, out[2];
        cr_assert(!bn_objective_custom(&f, 2, &all, &wrong[k], NULL));
        bn_status status = k < 3    ? bn_evaluate(&at, f, x, grad, &err)
                           : k == 3 ? bn_hessian_product(out, f, x, x, &err)
                                    : bn_term_gradient(out, f, 1, x, &err);
        cr_expect_eq(status, BN_NOT_FINITE, "fault %zu", k);
        cr_expect_eq(err.status, BN_NOT_FINITE);
        cr_expect(strstr(err.message, "your"), "%s", err.message);
        cr_expect(at.value == 7 && grad[0] == 7 && grad[1] == 7, "fault %zu", k);
        bn_objective_free(f);
    }
}

Test(custom, wrong_gradient_is_found_by_the_check)
{
    faults wrong = { .grad = 1 };
    bn_objective *f;
    double worst;
    cr_assert(!bn_objective_custom(&f, 2, &all, &wrong, NULL));
    cr_assert(!bn_gradient_check(&worst, f, (double[]){ 0.5, 0.5 }, NULL));
    cr_expect_gt(worst, 0.1);
    bn_objective_free(f);
}

Test(custom, known_lower_bound_is_a_gap)
{
    faults none = { 0 };
    bn_functions with = all;
    bn_objective *f;
    bn_evaluation at;
    with.has_lower_bound = true;
    with.lower_bound = -0.5;
    cr_assert(!bn_objective_custom(&f, 2, &with, &none, NULL));
    cr_assert(!bn_evaluate(&at, f, (double[]){ 3, 4 }, NULL, NULL));
    cr_expect_eq(at.dual_gap, 16);
    cr_expect_eq(at.rounding, BN_ASSUMED);
    bn_objective_free(f);
}
