/* What a resumed run accepts and refuses. */
#include <math.h>

#include "solver/resumed.h"

TestSuite(resume, .init = resumed_init, .fini = folder_remove);

/* ---- What has to be the same --------------------------------------------------------------- */

Test(resume, names_the_option_that_differs)
{
    problem p = made("logistic", 30, 1e-2);
    const bn_curvature other = bn_curvature_assume(1e-3, 1);
    const bn_solve_options svrg = { .max_passes = 20, .seed = 4 }, gd = { .max_passes = 20 };
    const struct {
        const char *sentence;
        bn_solve_options change;
    } draws[] = {
        { "seed is 4; here it is 5", { .seed = 5 } },
        { "batch is 1; here it is 2", { .seed = 4, .batch = 2 } },
        { "sampling is uniform; here it is shuffled", { .seed = 4, .sampling = BN_SAMPLE_SHUFFLED } },
        { "snapshot is loopless; here it is average", { .seed = 4, .snapshot = BN_SNAPSHOT_AVERAGE } },
        { "refresh is 0.0333", { .seed = 4, .refresh = 0.5 } },
        { "epoch length is 60; here it is 9", { .seed = 4, .epoch_length = 9 } },
        { "average is none; here it is suffix", { .seed = 4, .average = BN_AVERAGE_SUFFIX } },
        { "schedule is constant; here it is switching", { .seed = 4, .schedule = BN_SCHEDULE_SWITCHING } },
    },
      steps[] = {
          { "step rule is auto; here it is optimal", { .step_rule = BN_STEP_OPTIMAL } },
          { "step rule is auto; here it is VALUE", { .step_rule = BN_STEP_VALUE, .step = 0.1 } },
          { "step is 0; here it is 0.1", { .step = 0.1 } },
          { "known minimum is 0; here it is -1", { .known_min = -1 } },
          { "claim to know the minimum is false; here it is true", { .known_min_attained = true } },
          { "restart is auto; here it is never", { .restart = BN_RESTART_NEVER } },
          { "mu is 0.01; here it is 0.001", { .curvature = &other } },
      };
    leave(&p, &bn_svrg, svrg);
    for (size_t k = 0; k < sizeof draws / sizeof *draws; k++)
        refused(draws[k].sentence, &p, &bn_svrg, &draws[k].change);
    refused("method is svrg; here it is saga", &p, &bn_saga, &svrg);
    leave(&p, &bn_gd, gd);
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++)
        refused(steps[k].sentence, &p, &bn_gd, &steps[k].change);
    problem_free(&p);
}

Test(resume, names_what_is_other_about_the_objective)
{
    const bn_solve_options few = { .max_passes = 20 };
    problem p = made("logistic", 30, 1e-2), rows = made("logistic", 31, 1e-2), l2 = made("logistic", 30, 0.1),
            loss = made("squared", 30, 1e-2);
    leave(&p, &bn_gd, few);
    refused("number of terms is 30; here it is 31", &rows, &bn_gd, &few);
    refused("l2 is 0.01; here it is 0.1", &l2, &bn_gd, &few);
    refused("loss is logistic; here it is squared", &loss, &bn_gd, &few);
    problem_free(&rows);
    problem_free(&l2);
    problem_free(&loss);
    problem_free(&p);
}

/* Functions of the caller have nothing to compare but what they say. */
static double bowl(void *context, const double *x, double *grad)
{
    const double steep = *(const double *)context;
    double sum = 0;
    for (size_t j = 0; j < DIM; j++) {
        grad[j] = steep * (x[j] - 1) + 0.1 * (x[j] - 1);
        sum += (steep + 0.1) * (x[j] - 1) * (x[j] - 1) / 2;
    }
    return sum;
}

Test(resume, functions_of_the_caller_are_known_by_what_they_say_at_the_origin)
{
    double steep = 1;
    problem p = { .curvature = bn_curvature_assume(0.1, 9) };
    bn_error err;
    const bn_solve_options few = { .max_passes = 5, .tol = -1 };
    strcpy(p.file, folder_path("run"));
    cr_assert(!bn_objective_custom(&p.f, DIM, &(bn_functions){ .value = bowl }, &steep, NULL));
    leave(&p, &bn_gd, few);
    steep = 1 + 0x1p-50;
    refused("is of another function, or of another kind of processor", &p, &bn_gd, &few);
    steep = 1;
    cr_expect(!resume(&err, &p, &bn_gd, few));
    problem_free(&p);
}

/* ---- What may change ----------------------------------------------------------------------- */

static bool count_calls(const bn_progress *now, void *calls)
{
    (void)now;
    ++*(size_t *)calls;
    return true;
}

Test(resume, limits_and_tolerance_may_change_and_the_run_goes_on)
{
    problem p = made("logistic", 30, 1e-2);
    size_t calls = 0;
    double x[DIM] = { 0 }, whole[DIM] = { 0 };
    bn_result r, w;
    bn_solve_options o = { .curvature = &p.curvature, .tol = 1e-12, .max_passes = 1000 };
    cr_assert(!bn_solve(&bn_nesterov, p.f, whole, &o, &w, NULL));
    cr_assert_eq(w.outcome, BN_CONVERGED);
    leave(&p, &bn_nesterov, (bn_solve_options){ .max_passes = 7, .tol = 1e-6 });
    o.checkpoint.resume = p.file;
    o.observe = count_calls;
    o.observe_context = &calls;
    cr_assert(!bn_solve(&bn_nesterov, p.f, x, &o, &r, NULL));
    cr_expect(r.outcome == BN_CONVERGED && r.iterations == w.iterations && r.passes == w.passes);
    cr_expect(!memcmp(x, whole, sizeof x) && r.gap_bound == w.gap_bound);
    cr_expect(r.contract.measured_rate == w.contract.measured_rate && r.contract.holds == w.contract.holds);
    cr_expect_eq(calls, w.iterations + 1 - 6, "%zu calls", calls);
    cr_expect_eq(r.used.tol, 1e-12);
    o.max_passes = 3; /* below what is done already */
    cr_assert(!bn_solve(&bn_nesterov, p.f, x, &o, &r, NULL));
    cr_expect(r.outcome == BN_PASS_LIMIT && r.passes == 7 && r.iterations == 6);
    problem_free(&p);
}

/* A run that is over may be resumed: it is over at once, or goes on to a smaller tolerance. */
Test(resume, of_a_run_that_ended_ends_the_same)
{
    problem p = made("squared", 30, 1e-2);
    for (const bn_method *const *m = bn_methods(); *m; m++) {
        const bn_result first = leave(&p, *m, (bn_solve_options){ .max_passes = 60 });
        double x[DIM];
        bn_result r;
        memset(x, 0, sizeof x);
        cr_assert(!bn_solve(
            *m, p.f, x,
            &(bn_solve_options){ .curvature = &p.curvature, .max_passes = 60, .checkpoint.resume = p.file },
            &r, NULL));
        cr_expect(r.outcome == first.outcome && r.iterations == first.iterations &&
                      r.passes == first.passes && r.gap_bound == first.gap_bound && r.value == first.value &&
                      r.seconds >= first.seconds,
                  "%s", bn_method_name(*m));
    }
    problem_free(&p);
}

/* The direction that is left is flat, f falls along it for ever, and another step would find just that. */
Test(resume, of_a_run_that_had_nothing_more_to_do_does_nothing)
{
    const double A[DIM * DIM] = { 1 }, b[DIM] = { 1, 1 };
    const bn_solve_options o = { .max_passes = 60 };
    problem p = { .f = NULL };
    double x[DIM] = { 0 };
    bn_result r;
    strcpy(p.file, folder_path("run"));
    cr_assert(!bn_objective_quadratic(&p.f, DIM, A, b, NULL));
    cr_assert(!bn_curvature_bound(&p.curvature, p.f, NULL));
    const bn_result first = leave(&p, &bn_cg, o);
    cr_assert_eq(first.outcome, BN_PRECISION_LIMIT);
    cr_assert(!bn_solve(
        &bn_cg, p.f, x,
        &(bn_solve_options){ .curvature = &p.curvature, .max_passes = 60, .checkpoint.resume = p.file }, &r,
        NULL));
    cr_expect(r.outcome == first.outcome && r.iterations == first.iterations && r.passes == first.passes,
              "%zu iterations, were %zu", r.iterations, first.iterations);
    problem_free(&p);
}

static bool after(void *left)
{
    return --*(size_t *)left == 0;
}

Test(resume, stop_cancels_and_costs_no_look)
{
    problem p = made("logistic", 30, 1e-2);
    size_t left = 4, never = 0;
    double x[DIM] = { 0 };
    bn_result r, w;
    bn_solve_options o = { .curvature = &p.curvature, .stop = after, .stop_context = &left };
    cr_assert(!bn_solve(&bn_gd, p.f, x, &o, &r, NULL));
    cr_expect(r.outcome == BN_CANCELLED && r.iterations == 3 && isfinite(r.gap_bound));
    o.stop_context = &never;
    cr_assert(!bn_solve(&bn_saga, p.f, memset(x, 0, sizeof x), &o, &r, NULL));
    o.stop = NULL;
    cr_assert(!bn_solve(&bn_saga, p.f, memset(x, 0, sizeof x), &o, &w, NULL));
    cr_expect(r.passes == w.passes && r.value == w.value);
    problem_free(&p);
}

/* Stopped anywhere, also between two looks of a method that looks seldom, or where another step would not
   help: a resumed run that may not go on ends the same. */
Test(resume, of_a_run_that_was_stopped_knows_where_it_was)
{
    problem p = made("squared", 30, 1e-2);
    for (const bn_method *const *m = bn_methods(); *m; m++)
        for (size_t steps = 1; steps < 12; steps++) {
            size_t left = steps;
            /* a snapshot of svrg that hardly ever changes is looked at once */
            bn_solve_options o = {
                .tol = 1e-40, .max_passes = 60, .refresh = 1e-3, .stop = after, .stop_context = &left
            };
            const bn_result first = leave(&p, *m, o);
            double x[DIM] = { 0 };
            bn_result r;
            o = (bn_solve_options){ .curvature = &p.curvature,
                                    .tol = 1e-40,
                                    .refresh = 1e-3,
                                    .max_passes = first.outcome == BN_CANCELLED ? 1e-9 : 60,
                                    .checkpoint.resume = p.file };
            cr_assert(!bn_solve(*m, p.f, x, &o, &r, NULL));
            cr_expect(r.iterations == first.iterations && r.passes == first.passes && r.step == first.step,
                      "%s after %zu: %zu iterations and %g passes, were %zu and %g", bn_method_name(*m),
                      steps, r.iterations, r.passes, first.iterations, first.passes);
        }
    problem_free(&p);
}

Test(resume, options_without_meaning_are_refused)
{
    problem p = made("squared", 30, 1e-2);
    const bn_checkpoint_options bad[] = { { .every_passes = -1 }, { .every_seconds = NAN } };
    for (size_t k = 0; k < 2; k++) {
        double x[DIM] = { 0 };
        bn_result r;
        cr_expect_eq(bn_solve(&bn_gd, p.f, x, &(bn_solve_options){ .checkpoint = bad[k] }, &r, NULL),
                     BN_BAD_ARGUMENT);
    }
    problem_free(&p);
}
