/* Plain stochastic gradients: the floor, the switching step, averages, shuffles. */
#include <math.h>

#include "objective/problem.h"
#include "solver/stochastic.h"

TestSuite(sgd, .fini = bn_no_leaks);

static bn_result solve(bn_objective *f, double *x, const bn_solve_options *o)
{
    bn_result r;
    bn_error err = { 0 };
    cr_assert(!bn_solve(&bn_sgd, f, x, o, &r, &err), "%s", err.message);
    return r;
}

/* Mean over seeds of |x - x*|^2 after some passes. */
static double error_of(const problem *p, const double *best, bn_solve_options o)
{
    double sum = 0;
    for (o.seed = 0; o.seed < 30; o.seed++) {
        double x[8] = { 0 };
        bench b;
        bn_curvature c;
        cr_assert(!bn_curvature_bound(&c, p->f, NULL));
        bench_open(&b, &bn_sgd, p->f, &c, x, &o, &(bn_script){ .count = 64 * p->n });
        bench_run(&b);
        sum += distance_sq(p->dim, b.s.x, best) / 30;
        bench_close(&b);
    }
    return sum;
}

Test(sgd, averages_shuffles_and_the_switching_step_get_below_the_floor)
{
    dice random = { 11 };
    problem p = problem_draw(&random, &(recipe){ .n = 60, .d = 4, .l2 = 0.2, .noise = 1 });
    double best[8];
    bench_optimum(p.f, best);
    const double constant = error_of(&p, best, (bn_solve_options){ 0 });
    const double all = error_of(&p, best, (bn_solve_options){ .average = BN_AVERAGE_ALL });
    const double suffix = error_of(&p, best, (bn_solve_options){ .average = BN_AVERAGE_SUFFIX });
    const double switching = error_of(&p, best, (bn_solve_options){ .schedule = BN_SCHEDULE_SWITCHING });
    const double shuffled = error_of(&p, best, (bn_solve_options){ .sampling = BN_SAMPLE_SHUFFLED });
    cr_log_info("constant %g, average %g, suffix %g, switching %g, shuffled %g", constant, all, suffix,
                switching, shuffled);
    cr_expect(all < constant / 2 && suffix < constant / 2 && switching < constant / 2 &&
                  shuffled < constant / 2,
              "constant %g, average %g, suffix %g, switching %g, shuffled %g", constant, all, suffix,
              switching, shuffled);
    problem_free(&p);
}

/* Gower et al.'s Theorem 3.2, over seeds, once the step has switched. */
Test(sgd, the_switching_step_keeps_its_bound)
{
    dice random = { 12 };
    problem p = problem_draw(&random, &(recipe){ .n = 20, .d = 3, .l2 = 1, .noise = 1 });
    double best[8], sigma = 0;
    bn_curvature c;
    bench_optimum(p.f, best);
    cr_assert(!bn_curvature_bound(&c, p.f, NULL));
    for (size_t i = 0; i < p.n; i++) {
        double g[8];
        cr_assert(!bn_term_gradient(g, p.f, i, best, NULL));
        sigma += distance_sq(p.dim, g, (double[8]){ 0 }) / (double)p.n;
    }
    const double K = ceil(c.L_max / c.mu.lower);
    const size_t count = (size_t)(40 * K);
    double sum = 0;
    for (size_t seed = 0; seed < 200; seed++) {
        double x[8] = { 0 };
        bench b;
        bench_open(&b, &bn_sgd, p.f, &c, x,
                   &(bn_solve_options){ .seed = seed, .schedule = BN_SCHEDULE_SWITCHING },
                   &(bn_script){ .count = count });
        bench_run(&b);
        sum += distance_sq(p.dim, b.s.x, best) / 200;
        bench_close(&b);
    }
    const double k = (double)count, d0 = distance_sq(p.dim, best, (double[8]){ 0 });
    const double bound = 8 * sigma / (c.mu.lower * c.mu.lower * k) + 16 * K * K * d0 / (exp(2) * k * k);
    cr_expect(sum <= bound, "mean %g, bound %g", sum, bound);
    problem_free(&p);
}

/* The suffix covers the last half to three quarters, the other average everything: on one row, where nothing
   is random, both are means of gradient descent. */
Test(sgd, averages_are_means_of_the_points)
{
    dice random = { 13 };
    problem p = problem_draw(&random, &(recipe){ .n = 1, .d = 2, .l2 = 0.5 });
    bn_curvature c;
    cr_assert(!bn_curvature_bound(&c, p.f, NULL));
    double points[65][2] = { { 0 } };
    for (size_t k = 0; k < 64; k++) {
        double g[2];
        bn_evaluation e;
        cr_assert(!bn_evaluate(&e, p.f, points[k], g, NULL));
        for (size_t j = 0; j < 2; j++)
            points[k + 1][j] = points[k][j] - g[j] / (2 * c.L.upper);
    }
    const struct {
        bn_average average;
        size_t count, from;
    } cases[] = { { BN_AVERAGE_ALL, 13, 0 },
                  { BN_AVERAGE_SUFFIX, 16, 9 },
                  { BN_AVERAGE_SUFFIX, 25, 9 },
                  { BN_AVERAGE_SUFFIX, 64, 33 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x[2] = { 0 }, mean[2] = { 0 };
        bench b;
        bench_open(&b, &bn_sgd, p.f, &c, x, &(bn_solve_options){ .average = cases[i].average },
                   &(bn_script){ .count = cases[i].count });
        bench_run(&b);
        for (size_t k = cases[i].from; k <= cases[i].count; k++)
            for (size_t j = 0; j < 2; j++)
                mean[j] += points[k][j] / (double)(cases[i].count + 1 - cases[i].from);
        cr_expect(sqrt(distance_sq(2, mean, b.s.x)) < 1e-13, "case %zu: %g %g, expected %g %g", i, b.s.x[0],
                  b.s.x[1], mean[0], mean[1]);
        bench_close(&b);
    }
    problem_free(&p);
}

Test(sgd, promises_a_rate_to_a_floor_only_where_a_theorem_does)
{
    dice random = { 14 };
    problem p = problem_draw(&random, &(recipe){ .n = 40, .d = 3, .l2 = 0.1, .noise = 1 });
    double x[8] = { 0 };
    bn_result r = solve(p.f, x, &(bn_solve_options){ .max_passes = 5 });
    cr_expect(r.contract.promised.one_minus_rate > 0 && r.contract.promised.floor == HUGE_VAL);
    cr_expect(r.contract.predicted_passes == HUGE_VAL && r.contract.holds == BN_UNDECIDED);
    r = solve(p.f, x, &(bn_solve_options){ .max_passes = 5, .batch = 40 });
    cr_expect(r.contract.promised.floor == 0 && r.contract.predicted_passes < HUGE_VAL);
    r = solve(p.f, x, &(bn_solve_options){ .max_passes = 5, .sampling = BN_SAMPLE_SHUFFLED });
    cr_expect(r.contract.promised.one_minus_rate == 0);
    r = solve(p.f, x, &(bn_solve_options){ .max_passes = 5, .average = BN_AVERAGE_ALL });
    cr_expect(r.contract.promised.one_minus_rate == 0);
    problem_free(&p);
}
