/* SAGA: certified convergence, cheap certificates, a mean that does not drift. */
#include <math.h>

#include "linalg/blas.h"
#include "objective/problem.h"
#include "solver/stochastic.h"

TestSuite(saga, .fini = bn_no_leaks);

static bn_result solve(bn_objective *f, double *x, const bn_solve_options *o)
{
    bn_result r;
    bn_error err = { 0 };
    cr_assert(!bn_solve(&bn_saga, f, x, o, &r, &err), "%s", err.message);
    return r;
}

Test(saga, converges_to_a_proven_gap)
{
    static const bn_solve_options options[] = { { .batch = 1 }, { .batch = 5 }, { .batch = 9 } };
    bench_proves_gaps(&bn_saga, 31, 3, options);
}

/* A look after every n steps would double the passes; the table spares nearly all of them. */
Test(saga, pays_for_few_looks)
{
    dice random = { 32 };
    problem p = problem_draw(&random, &(recipe){ .n = 1000, .d = 6, .logistic = true, .l2 = 2e-3 });
    double x[8] = { 0 };
    const bn_result r = solve(p.f, x, &(bn_solve_options){ 0 });
    const double steps = (double)r.iterations / 1000, looks = r.passes - steps;
    cr_expect_eq(r.outcome, BN_CONVERGED);
    cr_expect(steps >= 15 && looks <= 5, "%g passes of steps, %g looks", steps, looks);
    problem_free(&p);
}

/* Without a target every chunk computes the mean again, and the run ends in a look at the pass limit. */
Test(saga, ends_in_a_look_at_every_limit)
{
    dice random = { 33 };
    problem p = problem_draw(&random, &(recipe){ .n = 200, .d = 4, .logistic = true, .l2 = 1e-3 });
    for (double passes = 3; passes < 12; passes++) {
        double x[8] = { 0 };
        bn_evaluation e;
        const bn_result r =
            solve(p.f, x, &(bn_solve_options){ .max_passes = passes, .tol = passes > 6 ? -1 : 0 });
        cr_expect_eq(r.outcome, BN_PASS_LIMIT);
        cr_expect(r.passes >= passes && r.passes <= passes + 2, "%g passes of %g", r.passes, passes);
        cr_assert(!bn_evaluate(&e, p.f, x, NULL, NULL));
        cr_expect(e.value == r.value && r.value < r.scale);
    }
    problem_free(&p);
}

static bool stop_at_five(const bn_progress *now, void *context)
{
    double *f = context;
    *f = now->certificate->at.value;
    return now->k < 5 * 200;
}

Test(saga, an_observer_sees_and_gets_the_point_where_it_stops)
{
    dice random = { 34 };
    problem p = problem_draw(&random, &(recipe){ .n = 200, .d = 4, .logistic = true, .l2 = 1e-3 });
    double x[8] = { 0 }, f = 0;
    const bn_result r = solve(p.f, x, &(bn_solve_options){ .observe = stop_at_five, .observe_context = &f });
    cr_expect_eq(r.outcome, BN_CANCELLED);
    cr_expect_eq(r.iterations, 1000);
    cr_expect(r.value == f, "%.17g returned, %.17g seen", r.value, f);
    cr_expect_float_eq(r.passes, 7, 1e-12); /* start, five times n rows, and the look that a stop needs */
    problem_free(&p);
}

/* The running mean against the table it belongs to. */
Test(saga, the_mean_stays_that_of_the_table)
{
    dice random = { 35 };
    problem p = problem_draw(&random, &(recipe){ .n = 100, .d = 4, .l2 = 1e-3, .spread = 100, .noise = 1 });
    double x[8] = { 0 }, mean[8] = { 0 };
    bn_curvature c;
    bench b;
    cr_assert(!bn_curvature_bound(&c, p.f, NULL));
    bench_open(&b, &bn_saga, p.f, &c, x, &(bn_solve_options){ .batch = 3 }, &(bn_script){ .count = 4000 });
    const double *table = b.s.slopes;
    b.s.target_grad = HUGE_VAL; /* never recompute */
    bench_run(&b);
    for (size_t i = 0; i < p.n; i++)
        p.f->kind->add_row(p.f, i, -b.s.step * table[i] / (double)p.n, mean); /* -step times it is kept */
    const double off = sqrt(distance_sq(p.dim, mean, b.s.work[0]));
    cr_expect(off <= 4000 * 0x3p-53 * bn_norm(p.dim, mean) && off > 0, "off by %g", off);
    bench_close(&b);
    problem_free(&p);
}

Test(saga, importance_sampling_weighs_the_rarest_row_against_the_gain)
{
    dice random = { 36 };
    problem p = problem_draw(&random, &(recipe){ .n = 200, .d = 3, .l2 = 1e-4, .noise = 0.3 });
    double x[8] = { 0 };
    const bn_result r =
        solve(p.f, x, &(bn_solve_options){ .sampling = BN_SAMPLE_IMPORTANCE, .max_passes = 3000 });
    const bn_hypothesis *gain = &r.contract.hypotheses[r.contract.count - 1];
    cr_expect_eq(r.outcome, BN_CONVERGED, "%s", bn_outcome_name(r.outcome));
    cr_expect((gain->value > 1) == (r.used.sampling == BN_SAMPLE_IMPORTANCE), "gain %g", gain->value);
    problem_free(&p);
}
