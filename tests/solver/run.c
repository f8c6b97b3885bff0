/* The driver: when a run ends, what it returns, what it leaves alone. */
#include "objective/problem.h"

#include <banach/solver.h>
#include <banach/synthetic.h>

TestSuite(run, .fini = bn_no_leaks);

enum { MOST = 16 };

static problem draw_problem(dice *d, unsigned k, double l2)
{
    return problem_draw(d, &(recipe){ .n = 10 + draw_bits(d) % 60,
                                      .d = 1 + draw_bits(d) % 6,
                                      .logistic = k & 1,
                                      .intercept = k & 2,
                                      .weighted = k & 4,
                                      .l2 = l2,
                                      .spread = 2,
                                      .noise = 1 });
}

/* The two that take every loss. */
static const bn_method *method_of(unsigned k)
{
    return k % 2 ? &bn_newton : &bn_gd;
}

/* Outcome converged and gap.bound <= tol scale are one and the same, for any tolerance. */
Test(run, converged_means_that_the_gap_is_below_the_target)
{
    dice d = { 1 };
    size_t converged = 0, others = 0;
    for (unsigned k = 0; k < draws(100); k++) {
        problem p = draw_problem(&d, k / 2, draw_log(&d, 1e-3, 1));
        double x[MOST] = { 0 }, best[MOST] = { 0 };
        const double tol = draw_log(&d, 1e-18, 1);
        const quad least = truth_minimum(&p, best);
        bn_result r;
        bn_error err = { 0 };
        bn_evaluation at;
        cr_assert(
            !bn_solve(method_of(k), p.f, x, &(bn_solve_options){ .tol = tol, .max_passes = 60 }, &r, &err),
            "%s", err.message);
        cr_expect((r.outcome == BN_CONVERGED) == (r.gap_bound <= tol * r.scale),
                  "%u: %s with gap %g, target %g", k, bn_outcome_name(r.outcome), r.gap_bound, tol * r.scale);
        cr_expect(r.gap_bound >= (double)(truth_at(&p, x, NULL, NULL) - least) * (1 - 1e-9) - 1e-28);
        cr_assert(!bn_evaluate(&at, p.f, x, NULL, NULL)); /* the certificate belongs to the returned point */
        cr_expect(at.value == r.value && at.grad_norm == r.grad_norm && at.value == r.certificate.at.value);
        cr_expect(r.gap_bound == r.certificate.gap.bound && r.distance_bound == r.certificate.distance.bound);
        cr_expect(r.scale >= fabs(r.value) && r.used.tol == tol && r.used.max_passes == 60);
        cr_expect((r.outcome == BN_CONVERGED) == (*r.advice == '\0'), "advice: %s", r.advice);
        converged += r.outcome == BN_CONVERGED;
        others += r.outcome != BN_CONVERGED;
        problem_free(&p);
    }
    cr_expect(converged > 0 && others > 0, "%zu converged, %zu did not", converged, others);
}

/* The scale of tol is f of the best constant model, whatever the units of the target. */
Test(run, scale_is_the_null_model)
{
    static const double units[] = { 1, 1e-20, 1e20 };
    for (int k = 0; k < 6; k++) {
        const double s = units[k / 2], X[] = { 1, 2, 3, 5 }, y[] = { 1 * s, 3 * s, 2 * s, 6 * s };
        problem p = { .n = 4, .d = 1, .intercept = k % 2, .l2 = 0.1, .X = (double *)X, .y = (double *)y };
        double x[2] = { 0 };
        bn_result r;
        problem_build(&p);
        cr_assert(!bn_solve(&bn_newton, p.f, x, NULL, &r, NULL));
        cr_expect(bn_close(r.scale, (k % 2 ? 14.0 / 8 : 50.0 / 8) * s * s, 1e-12), "units %g: scale %g", s,
                  r.scale);
        cr_expect_eq(r.outcome, BN_CONVERGED);
        bn_objective_free(p.f);
        bn_dataset_free(p.data);
    }
}

/* Where doubles end the run ends, soon, with a bound that holds. */
Test(run, impossible_tolerance_ends_at_the_precision_limit)
{
    dice d = { 2 };
    for (unsigned k = 0; k < draws(48); k++) {
        problem p = draw_problem(&d, k / 2, 0.1);
        double x[MOST] = { 0 }, best[MOST] = { 0 };
        const quad least = truth_minimum(&p, best);
        bn_result r;
        cr_assert(!bn_solve(method_of(k), p.f, x, &(bn_solve_options){ .tol = 1e-40, .max_passes = 20000 },
                            &r, NULL));
        cr_expect_eq(r.outcome, BN_PRECISION_LIMIT, "%u: %s after %zu: gap %g", k, bn_outcome_name(r.outcome),
                     r.iterations, r.gap_bound);
        cr_expect_leq(r.iterations, k % 2 ? 60 : 6000, "%u: %zu iterations", k, r.iterations);
        const double gap = (double)(truth_at(&p, x, NULL, NULL) - least);
        cr_expect(r.gap_bound >= gap - 1e-30 * r.scale && r.gap_bound < 1e-20 * r.scale,
                  "%u: gap bound %g, true %g, scale %g", k, r.gap_bound, gap, r.scale);
        cr_expect(r.contract.holds != BN_FAILS, "%u: rounding at the floor is no broken promise", k);
        cr_expect(strstr(r.advice, "precision"), "%s", r.advice);
        problem_free(&p);
    }
}

Test(run, limits_are_kept)
{
    dice d = { 3 };
    problem p = draw_problem(&d, 1, 1e-9);
    bn_result r;
    for (int passes = 1; passes < 8; passes++) {
        double x[MOST] = { 0 };
        cr_assert(
            !bn_solve(&bn_gd, p.f, x, &(bn_solve_options){ .tol = -1, .max_passes = passes }, &r, NULL));
        cr_expect_eq(r.outcome, BN_PASS_LIMIT);
        cr_expect(r.passes == passes && r.iterations == (size_t)passes - 1, "%g passes, %zu iterations",
                  r.passes, r.iterations);
        cr_expect(*r.advice);
    }
    double x[MOST] = { 0 };
    cr_assert(!bn_solve(&bn_gd, p.f, x,
                        &(bn_solve_options){ .tol = -1, .max_passes = 1e9, .max_seconds = 0.02 }, &r, NULL));
    cr_expect(r.outcome == BN_TIME_LIMIT || r.outcome == BN_PRECISION_LIMIT);
    cr_expect(r.seconds < 1);
    cr_expect_eq(r.used.max_seconds, 0.02);
    problem_free(&p);
}

Test(run, options_without_meaning_are_refused_and_nothing_changes)
{
    dice d = { 4 };
    problem p = draw_problem(&d, 0, 0.1);
    const bn_curvature twisted = bn_curvature_assume(3, 2), nothing = bn_curvature_assume(NAN, 1);
    const bn_solve_options bad[] = { { .tol = NAN },
                                     { .tol = HUGE_VAL },
                                     { .max_passes = -1 },
                                     { .max_passes = NAN },
                                     { .max_seconds = -1 },
                                     { .step_rule = BN_STEP_VALUE },
                                     { .step_rule = BN_STEP_VALUE, .step = -1 },
                                     { .step_rule = BN_STEP_VALUE, .step = NAN },
                                     { .step_rule = (bn_step_rule)77 },
                                     { .restart = (bn_restart)3 },
                                     { .sampling = (bn_sampling)3 },
                                     { .snapshot = (bn_snapshot)3 },
                                     { .average = (bn_average)3 },
                                     { .schedule = (bn_schedule)2 },
                                     { .curvature = &twisted },
                                     { .curvature = &nothing } };
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        double x[MOST] = { 7 };
        bn_result r = { .iterations = 7 };
        bn_error err = { 0 };
        cr_expect_eq(bn_solve(&bn_gd, p.f, x, &bad[k], &r, &err), BN_BAD_ARGUMENT, "case %zu", k);
        cr_expect(x[0] == 7 && r.iterations == 7 && strlen(err.message) > 10, "case %zu: %s", k, err.message);
        cr_expect_eq(bn_solve(&bn_gd, p.f, x, &bad[k], &r, NULL), BN_BAD_ARGUMENT);
    }
    double x[MOST] = { NAN };
    bn_result r = { .iterations = 7 };
    cr_expect_eq(bn_solve(&bn_gd, p.f, x, NULL, &r, NULL), BN_NOT_FINITE);
    cr_expect_eq(bn_solve(NULL, p.f, x, NULL, &r, NULL), BN_BAD_ARGUMENT);
    cr_expect_eq(bn_solve(&bn_gd, NULL, x, NULL, &r, NULL), BN_BAD_ARGUMENT);
    cr_expect_eq(r.iterations, 7);
    problem_free(&p);
}

static bool cancel_at_three(const bn_progress *now, void *context)
{
    ++*(size_t *)context;
    return now->k < 3;
}

Test(run, observer_sees_every_iteration_once_and_may_cancel)
{
    dice d = { 5 };
    problem p = draw_problem(&d, 0, 0.1);
    double x[MOST] = { 0 };
    size_t calls = 0;
    bn_result r;
    cr_assert(
        !bn_solve(&bn_gd, p.f, x,
                  &(bn_solve_options){ .tol = 1e-14, .observe = cancel_at_three, .observe_context = &calls },
                  &r, NULL));
    cr_expect(r.outcome == BN_CANCELLED && r.iterations == 3 && calls == 4 && isfinite(r.gap_bound));
    problem_free(&p);
}

/* From the answer a run is done at once; and a run cut in two is the whole run. */
Test(run, warm_start_goes_on_where_the_last_run_stopped)
{
    dice d = { 6 };
    for (unsigned k = 0; k < 8; k++) {
        problem p = draw_problem(&d, k, 0.1);
        double x[MOST] = { 0 }, y[MOST] = { 0 };
        bn_result r;
        cr_assert(!bn_solve(&bn_gd, p.f, x, &(bn_solve_options){ .tol = -1, .max_passes = 13 }, &r, NULL));
        cr_assert(!bn_solve(&bn_gd, p.f, y, &(bn_solve_options){ .tol = -1, .max_passes = 6 }, &r, NULL));
        cr_assert(!bn_solve(&bn_gd, p.f, y, &(bn_solve_options){ .tol = -1, .max_passes = 8 }, &r, NULL));
        cr_expect_arr_eq(x, y, p.dim * sizeof *x);
        cr_assert(!bn_solve(&bn_newton, p.f, x, &(bn_solve_options){ .tol = 1e-12 }, &r, NULL));
        memcpy(y, x, sizeof y);
        cr_assert(!bn_solve(&bn_gd, p.f, x, &(bn_solve_options){ .tol = 1e-12 }, &r, NULL));
        cr_expect(r.outcome == BN_CONVERGED && r.iterations == 0 && r.passes == 1);
        cr_expect_arr_eq(x, y, p.dim * sizeof *x);
        problem_free(&p);
    }
}

/* Every method of the registry on each loss that it takes, large enough for threads to share passes, Hessians
   and factors. */
Test(run, bits_do_not_depend_on_threads)
{
    enum { N = 4000, D = 150 };
    static const char *const losses[] = { "logistic", "squared" };
    for (unsigned k = 0; k < 4; k++) {
        const char *loss = losses[k / 2];
        const bn_objective_options o = { .l2 = 1e-3, .intercept = k % 2 };
        const bn_synthetic_options made = { .loss = loss, .rows = N, .cols = D, .kappa = 100, .noise = 1 };
        bn_dataset *data;
        cr_assert(!bn_synthetic(&data, NULL, &made, NULL));
        for (const bn_method *const *m = bn_methods(); *m; m++) {
            double x[2][D + 1] = { { 0 } };
            bn_result r[2] = { { 0 } };
            for (unsigned t = 0; t < 2; t++) {
                bn_objective_options threaded = o;
                bn_objective *f;
                threaded.threads = t + 1;
                cr_assert(!bn_objective_new(&f, bn_loss_find(loss), data, &threaded, NULL));
                if (!bn_method_refuses(*m, f))
                    cr_assert(!bn_solve(*m, f, x[t], &(bn_solve_options){ .max_passes = 12 }, &r[t], NULL));
                bn_objective_free(f);
            }
            cr_expect_arr_eq(x[0], x[1], sizeof x[0], "%s, %s", bn_method_name(*m), loss);
            cr_expect(r[0].gap_bound == r[1].gap_bound && r[0].iterations == r[1].iterations, "%s, %s",
                      bn_method_name(*m), loss);
        }
        bn_dataset_free(data);
    }
}
