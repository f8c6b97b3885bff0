/* The method exact, and standard errors, through the public door. */
#include "support/support.h"

#include <banach/solver.h>

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(exact, .fini = bn_no_leaks);

static bn_objective *squared(bn_dataset **data, const char *name, double l2, bool intercept)
{
    bn_objective *f = NULL;
    bn_error err;
    cr_assert(!bn_dataset_load(data, bn_test_source(name), NULL, &err), "%s", err.message);
    cr_assert(!bn_objective_new(&f, &bn_squared, *data,
                                &(bn_objective_options){ .l2 = l2, .intercept = intercept }, &err),
              "%s", err.message);
    return f;
}

/* Certified by NIST (Norris, Longley); the decimal data, so one digit less than the certificate has. */
Test(exact, nist_certificates)
{
    static const struct {
        const char *file;
        double first, intercept, first_error, intercept_error, residual_sd;
    } set[] = {
        { "data/norris.csv", 1.00211681802045, -0.262323073774029, 0.429796848199937e-3, 0.232818234301152,
          0.884796396144373 },
        { "data/longley.csv", 15.0618722713733, -3482258.63459582, 84.9149257747669, 890420.383607373,
          304.854073561965 },
    };
    for (size_t k = 0; k < 2; k++) {
        bn_dataset *data;
        bn_objective *f = squared(&data, set[k].file, 0, true);
        size_t last = bn_objective_describe(f)->dim - 1;
        double *x, *errors, sd;
        bn_result r;
        bn_error err;
        cr_assert(!bn_point_new(&x, f, NULL) && !bn_point_new(&errors, f, NULL));
        cr_assert(!bn_solve(&bn_exact, f, x, NULL, &r, &err), "%s", err.message);
        cr_assert(!bn_standard_errors(errors, &sd, f, &err), "%s", err.message);
        cr_expect(bn_close(x[0], set[k].first, 1e-13) && bn_close(x[last], set[k].intercept, 1e-13),
                  "%.15g %.15g", x[0], x[last]);
        cr_expect(bn_close(errors[0], set[k].first_error, 1e-13) &&
                      bn_close(errors[last], set[k].intercept_error, 1e-13),
                  "%.15g %.15g", errors[0], errors[last]);
        cr_expect(bn_close(sd, set[k].residual_sd, 1e-13), "%.15g", sd);
        cr_expect(r.iterations == 1 && r.contract.holds != BN_FAILS);
        free(x);
        free(errors);
        bn_objective_free(f);
        bn_dataset_free(data);
    }
}

Test(exact, converges_in_one_step_with_a_proof)
{
    for (int intercept = 0; intercept < 2; intercept++) {
        bn_dataset *data;
        bn_objective *f = squared(&data, "data/diabetes.csv", 1e-3, intercept);
        double *x;
        bn_result r;
        bn_error err;
        cr_assert(!bn_point_new(&x, f, NULL));
        cr_assert(!bn_solve(&bn_exact, f, x, NULL, &r, &err), "%s", err.message);
        cr_expect(r.outcome == BN_CONVERGED && r.iterations == 1 && r.contract.holds == BN_HOLDS);
        cr_expect(r.gap_bound <= 1e-12 * r.scale, "%g", r.gap_bound);
        free(x);
        bn_objective_free(f);
        bn_dataset_free(data);
    }
}

Test(exact, quadratics)
{
    const double A[] = { 4, 1, 1, 3 }, b[] = { 1, 2 };
    bn_objective *f;
    bn_result r;
    double x[] = { 5, -5 };
    cr_assert(!bn_objective_quadratic(&f, 2, A, b, NULL));
    cr_assert(!bn_solve(&bn_exact, f, x, NULL, &r, NULL));
    cr_expect(r.outcome == BN_CONVERGED && x[0] == 1.0 / 11 && x[1] == 7.0 / 11, "%.17g %.17g", x[0], x[1]);
    double errors[2], sd;
    cr_expect(bn_standard_errors(errors, &sd, f, NULL) == BN_UNSUPPORTED);
    bn_objective_free(f);
}

static double quartic(void *context, const double *x, double *grad)
{
    (void)context;
    if (grad)
        *grad = 4 * *x * *x * *x;
    return *x * *x * *x * *x;
}

Test(exact, refuses_what_is_not_quadratic)
{
    bn_objective *f;
    cr_assert(!bn_objective_custom(&f, 1, &(bn_functions){ .value = quartic }, NULL, NULL));
    cr_expect(bn_method_refuses(&bn_exact, f) != NULL);
    bn_objective_free(f);
}
