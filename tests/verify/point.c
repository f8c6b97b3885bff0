/* Points from elsewhere: the bounds hold, and they are close. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/folder.h"
#include "support/support.h"
#include "verify/case.h"

TestSuite(point, .init = folder_make, .fini = folder_remove);

static const bn_check *find(const bn_verification *v, const char *claim)
{
    for (size_t k = 0; k < v->count; k++)
        if (!strcmp(v->checks[k].claim, claim))
            return &v->checks[k];
    return NULL;
}

/* The best point there is, from the exact methods. */
static double minimize(test_case *c, double *best)
{
    bn_result r;
    bn_error err;
    const bn_method *method = c->loss == &bn_logistic ? &bn_newton : &bn_exact;
    memset(best, 0, bn_objective_describe(c->f)->dim * sizeof *best);
    cr_assert(!bn_solve(method, c->f, best, &(bn_solve_options){ .tol = 1e-15 }, &r, &err), "%s",
              err.message);
    return r.value;
}

Test(point, bounds_hold_and_are_close)
{
    size_t tight = 0, bounded = 0;
    const uint64_t count = (uint64_t)(100 * bn_test_multiplier());
    for (uint64_t k = 0; k < count; k++) {
        test_case c;
        bn_verification v;
        bn_error err;
        double best[8];
        case_make(&c, 1000 + k, false);
        const bn_question q = { c.data, bn_loss_name(c.loss), c.options.l2, c.options.intercept, c.x };
        const size_t dim = bn_objective_describe(c.f)->dim;
        cr_assert(!bn_verify_point(&v, &q, NULL, &err), "%s: %s", c.text, err.message);
        const bn_check *gap = find(&v, "gap"), *distance = find(&v, "distance"),
                       *lower = find(&v, "value_lower");
        const double f_best = minimize(&c, best), noise = 1e-12 * fmax(1, fabs(f_best));
        cr_assert(gap && lower);
        double way = 0;
        for (size_t j = 0; j < dim; j++)
            way = hypot(way, c.x[j] - best[j]);
        const double truth = lower->found - f_best;
        cr_expect(!(gap->found < truth - noise), "%s: gap <= %g, but it is %g", c.text, gap->found, truth);
        cr_expect(!distance || !(distance->found < way * (1 - 1e-6) - 1e-6),
                  "%s: distance <= %g, but it is %g", c.text, distance->found, way);
        cr_expect_eq(v.holds, isfinite(gap->found), "%s", c.text);
        bounded += isfinite(gap->found);
        tight += gap->found <= 2 * fmax(truth, noise);
        case_free(&c);
    }
    cr_expect(bounded > count * 9 / 10, "%zu of %llu points have a bound", bounded,
              (unsigned long long)count);
    cr_expect(tight > count / 2, "%zu of %llu bounds are within a factor of 2", tight,
              (unsigned long long)count);
}

Test(point, what_makes_no_sense_is_refused)
{
    static const double X[] = { 1, 2, 3, 5, 8, 13 }, y[] = { 0, 1, 2 }, w[3] = { 0 };
    bn_dataset *data = NULL;
    bn_verification v;
    bn_error err;
    cr_assert(!bn_dataset_copy(&data, 3, 2, X, y, NULL, NULL, &err));
    cr_expect_eq(bn_verify_point(&v, &(bn_question){ data, "hinge", 1, false, w }, NULL, &err),
                 BN_BAD_ARGUMENT);
    cr_expect_eq(bn_verify_point(&v, &(bn_question){ data, "squared", -1, false, w }, NULL, &err),
                 BN_BAD_ARGUMENT);
    cr_expect_eq(bn_verify_point(&v, &(bn_question){ data, "logistic", 1, false, w }, NULL, &err),
                 BN_BAD_FORMAT);
    cr_expect_eq(bn_verify_point(&v, &(bn_question){ data, "quadratic", 0, false, w }, NULL, &err),
                 BN_BAD_FORMAT);
    cr_expect_eq(bn_verify_point(&v, &(bn_question){ data, "squared", 1, false, w },
                                 &(bn_verify_options){ .bits = 64 }, &err),
                 BN_BAD_ARGUMENT);
    cr_expect_eq(bn_verify_point(&v, &(bn_question){ data, "squared", 1, true, w }, NULL, &err), BN_OK);
    bn_dataset_free(data);
}

/* A minimum at which nothing rounds: f = (x - 1)^2/2. */
Test(point, a_minimizer_is_recognised)
{
    bn_dataset *data = NULL;
    bn_verification v;
    cr_assert(!bn_dataset_copy(&data, 2, 1, (double[]){ 1, -1 }, (double[]){ 1, -1 }, NULL, NULL, NULL));
    cr_assert(!bn_verify_point(&v, &(bn_question){ data, "squared", 0, false, (double[]){ 1 } }, NULL, NULL));
    cr_expect(v.holds && find(&v, "gap")->found < 1e-300 && find(&v, "distance")->found < 1e-30);
    cr_expect(bn_close(find(&v, "mu")->found, 1, 0.02));
    bn_dataset_free(data);
}

/* With a free intercept and more unknowns than matrices are made for, duality alone bounds the gap. At 0 the
   residuals are -y; the heavier side, of weight 5/3, shrinks by 0.6 to the 2/3 of the other. */
Test(point, duality_is_all_there_is_of_many_unknowns)
{
    enum { N = 3, D = 2100 };
    const double y[N] = { 1, -2, 4 }, l2 = 1e2;
    double *X = malloc(N * D * sizeof *X), *w = calloc(D + 1, sizeof *w), all = 0, heavy = 0;
    bn_dataset *data = NULL;
    bn_verification v;
    for (size_t k = 0; k < N * D; k++)
        X[k] = ((double)(k * k % 7) - 3) / 10;
    for (size_t j = 0; j < D; j++) {
        all = hypot(all, (X[j] - 2 * X[D + j] + 4 * X[2 * D + j]) / N);
        heavy = hypot(heavy, (X[j] + 4 * X[2 * D + j]) / N);
    }
    const double size = all + 0.6 * heavy, bound = 0.36 * (1 + 16) / 2 / N + size * size / (2 * l2);
    cr_assert(!bn_dataset_copy(&data, N, D, X, y, NULL, NULL, NULL));
    cr_assert(!bn_verify_point(&v, &(bn_question){ data, "squared", l2, true, w }, NULL, NULL));
    cr_assert(bound < find(&v, "value_upper")->found, "%g says nothing", bound);
    cr_expect_str_eq(find(&v, "gap")->rule, "duality");
    cr_expect(bn_close(find(&v, "gap")->found, bound, 1e-12), "%g, expected %g", find(&v, "gap")->found,
              bound);
    bn_dataset_free(data);
    free(w);
    free(X);
}
