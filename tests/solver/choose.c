/* The ranking of methods: complete, sorted, the same again, and moved by what it is said to be moved by. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include <banach/choose.h>
#include <banach/synthetic.h>

#include "base/rng.h"
#include "support/support.h"

TestSuite(choose, .fini = bn_no_leaks);

static bn_objective *make(bn_dataset **data, const char *loss, size_t n, size_t d, double l2)
{
    bn_error err;
    bn_objective *f = NULL;
    const bn_synthetic_options made = { .loss = loss, .rows = n, .cols = d, .kappa = 100, .noise = 1 };
    cr_assert(!bn_synthetic(data, NULL, &made, &err), "%s", err.message);
    cr_assert(!bn_objective_new(&f, bn_loss_find(loss), *data, &(bn_objective_options){ .l2 = l2 }, &err),
              "%s", err.message);
    return f;
}

static size_t place_of(const bn_choice *c, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(bn_method_name(c[i].method), name))
            return i;
    cr_assert_fail("%s is not ranked", name);
    return count;
}

Test(choose, ranks_every_method_that_takes_the_objective_fastest_first)
{
    static const char *const losses[] = { "squared", "logistic" };
    for (size_t k = 0; k < 4; k++) {
        bn_dataset *data;
        bn_objective *f = make(&data, losses[k % 2], 200, 10, k / 2 ? 0.01 : 0);
        bn_choice c[BN_MAX_CHOICES], again[BN_MAX_CHOICES];
        size_t count = 0, count_again = 0;
        cr_assert(!bn_method_choose(c, &count, f, NULL, NULL) &&
                  !bn_method_choose(again, &count_again, f, NULL, NULL));
        cr_expect_eq(count, k % 2 ? 6 : 8);
        cr_assert_eq(count, count_again);
        for (size_t i = 0; i < count; i++) {
            cr_expect(!bn_method_refuses(c[i].method, f));
            cr_expect(c[i].method == again[i].method && c[i].seconds == again[i].seconds);
            cr_expect(c[i].seconds > 0 && (i == 0 || c[i - 1].seconds <= c[i].seconds));
        }
        cr_expect(c[0].seconds < HUGE_VAL);
        if (!(k % 2)) /* without a penalty nothing is known of the condition number */
            cr_expect_eq(c[0].method == &bn_exact, k / 2 == 0, "%s", bn_method_name(c[0].method));
        bn_objective_free(f);
        bn_dataset_free(data);
    }
}

/* What it takes is what is needed: the choice converges. */
Test(choose, takes_a_method_that_converges)
{
    for (size_t k = 0; k < 6; k++) {
        bn_dataset *data;
        bn_objective *f =
            make(&data, k % 2 ? "squared" : "logistic", k < 4 ? 300 : 20, 12, pow(10, -(double)k));
        bn_choice c[BN_MAX_CHOICES];
        size_t count;
        double *x = NULL;
        bn_result r;
        cr_assert(!bn_method_choose(c, &count, f, &(bn_choose_options){ .tol = 1e-9 }, NULL));
        cr_assert(!bn_point_new(&x, f, NULL) &&
                  !bn_solve(c[0].method, f, x, &(bn_solve_options){ .tol = 1e-9 }, &r, NULL));
        cr_expect_eq(r.outcome, BN_CONVERGED, "%zu: %s: %s", k, bn_method_name(c[0].method),
                     bn_outcome_name(r.outcome));
        free(x);
        bn_objective_free(f);
        bn_dataset_free(data);
    }
}

/* Passes predicted over passes taken. */
static double foretold(const char *method, bn_objective *f, double tol)
{
    bn_choice c[BN_MAX_CHOICES];
    size_t count;
    double *x = NULL;
    bn_result r;
    cr_assert(!bn_method_choose(c, &count, f, &(bn_choose_options){ .tol = tol }, NULL));
    const bn_choice *own = &c[place_of(c, count, method)];
    cr_assert(!bn_point_new(&x, f, NULL) &&
              !bn_solve(own->method, f, x, &(bn_solve_options){ .tol = tol }, &r, NULL));
    cr_expect(!own->promised && r.outcome == BN_CONVERGED, "%s: %s", method, bn_outcome_name(r.outcome));
    free(x);
    return own->passes / r.passes;
}

/* Random problems, which the estimates were not fitted to. */
Test(choose, estimates_are_mostly_right_within_a_factor_of_three)
{
    static const char *const methods[] = { "lbfgs", "newton-cg", "cg" };
    const bn_rng rng = bn_rng_open(1, "estimates", 0);
    const size_t problems = (size_t)(60 * fmax(1, bn_test_multiplier())); /* fewer say nothing of a share */
    size_t close = 0, far = 0;
    for (size_t k = 0; k < problems; k++) {
        const size_t d = 10 + bn_rng_below(rng, 8 * k, 100), n = d * (2 + bn_rng_below(rng, 8 * k + 1, 10));
        const char *const loss = k % 3 < 2 ? "logistic" : "squared";
        const bn_synthetic_options made = {
            .loss = loss,
            .spectrum = bn_synthetic_spectra()[bn_rng_below(rng, 8 * k + 2, 6)],
            .rows = n,
            .cols = d,
            .kappa = pow(10, 1 + 4 * bn_rng_uniform(rng, 8 * k + 3)),
            .noise = 1,
            .seed = k,
        };
        const double l2 = (k % 2 ? 1 : 0.01) / (double)n,
                     tol = pow(10, -2 - 7 * bn_rng_uniform(rng, 8 * k + 4));
        bn_dataset *data;
        bn_objective *f;
        cr_assert(!bn_synthetic(&data, NULL, &made, NULL) &&
                  !bn_objective_new(&f, bn_loss_find(loss), data, &(bn_objective_options){ .l2 = l2 }, NULL));
        const double off = fabs(log(foretold(methods[k % 3], f, tol)));
        close += off < log(3);
        far += off > log(6);
        bn_objective_free(f);
        bn_dataset_free(data);
    }
    cr_expect(3 * close > 2 * problems, "%zu of %zu are right within a factor of three", close, problems);
    cr_expect(10 * far < problems, "%zu of %zu are off by more than six", far, problems);
}

/* A table of one's own: where Hessians cost the world, methods without them come first. */
Test(choose, follows_the_table)
{
    bn_dataset *data;
    bn_objective *f = make(&data, "logistic", 500, 20, 0.01);
    bn_costs costs = *bn_costs_here();
    bn_choice c[BN_MAX_CHOICES];
    size_t count;
    cr_assert(!bn_method_choose(c, &count, f, &(bn_choose_options){ .costs = &costs }, NULL));
    cr_expect_eq(c[0].method, &bn_newton);
    costs.gram *= 1e4;
    costs.cholesky *= 1e4;
    cr_assert(!bn_method_choose(c, &count, f, &(bn_choose_options){ .costs = &costs }, NULL));
    cr_expect(place_of(c, count, "lbfgs") < place_of(c, count, "newton"));
    cr_expect(place_of(c, count, "newton-cg") < place_of(c, count, "newton"));
    bn_objective_free(f);
    bn_dataset_free(data);
}

/* Eigenvalues of a wide table are those of the small matrix of its rows. */
Test(choose, counts_rows_where_there_are_fewer_than_unknowns)
{
    bn_dataset *data;
    bn_objective *f = make(&data, "logistic", 3, 2000, 0.01);
    bn_choice c[BN_MAX_CHOICES];
    size_t count;
    cr_assert(!bn_method_choose(c, &count, f, NULL, NULL));
    const bn_choice *nesterov = &c[place_of(c, count, "nesterov")];
    cr_expect(nesterov->seconds < nesterov->passes * 1e-4, "%g seconds for %g passes", nesterov->seconds,
              nesterov->passes);
    bn_objective_free(f);
    bn_dataset_free(data);
}

Test(choose, refuses_what_has_no_meaning)
{
    bn_choice c[BN_MAX_CHOICES];
    size_t count = 7;
    bn_dataset *data;
    bn_objective *f = make(&data, "squared", 30, 3, 1);
    cr_expect_eq(bn_method_choose(c, &count, NULL, NULL, NULL), BN_BAD_ARGUMENT);
    cr_expect_eq(bn_method_choose(c, &count, f, &(bn_choose_options){ .tol = NAN }, NULL), BN_BAD_ARGUMENT);
    cr_expect_eq(count, 7);
    bn_objective_free(f);
    bn_dataset_free(data);
}
