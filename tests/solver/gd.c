/* Gradient descent: its theorem step by step against the minimizer in quad precision, and what happens
   outside. */
#include "objective/problem.h"

#include <stdio.h>

#include <jansson.h>

#include <banach/solver.h>

TestSuite(gd, .fini = bn_no_leaks);

enum { MOST = 16 };

/* x* and f* in quad, by one more Newton step from the doubles of truth_minimum. */
typedef struct optimum {
    const problem *p;
    quad x[MOST], value;
} optimum;

static optimum optimum_of(const problem *p)
{
    optimum o = { .p = p };
    double x[MOST] = { 0 };
    quad H[MOST * MOST];
    o.value = truth_minimum(p, x);
    truth_at(p, x, o.x, H);
    cr_assert(quad_solve(p->dim, H, o.x));
    for (size_t j = 0; j < p->dim; j++)
        o.x[j] = x[j] - o.x[j];
    return o;
}

typedef struct watch {
    const optimum *at;
    double rho, noise;           /* noise: of one update, relative to |x| */
    double distance, gap, slope; /* of the last look */
    size_t looks;
} watch;

/* Each of the three parts of the theorem in each step; every certificate a bound. */
static bool keeps_the_theorem(const bn_progress *now, void *context)
{
    watch *w = context;
    quad square = 0, size = 0;
    for (size_t j = 0; j < w->at->p->dim; j++) {
        square += (now->x[j] - w->at->x[j]) * (now->x[j] - w->at->x[j]);
        size += (quad)now->x[j] * now->x[j];
    }
    const double distance = (double)quad_sqrt(square), moved = w->noise * (double)quad_sqrt(size);
    const double gap = (double)(truth_at(w->at->p, now->x, NULL, NULL) - w->at->value);
    const double slope = now->certificate->at.grad_norm, error = now->certificate->at.grad_error;
    cr_assert_eq(now->k, w->looks);
    cr_assert(now->certificate->gap.bound >= gap * (1 - 1e-9) - 1e-28 * (double)w->at->value);
    cr_assert(now->certificate->distance.bound >= distance * (1 - 1e-9) - 1e-20);
    if (w->looks++ > 0) {
        cr_assert(distance <= w->rho * w->distance * (1 + 1e-12) + moved,
                  "step %zu: distance %g after %g, rho %g", now->k, distance, w->distance, w->rho);
        cr_assert(sqrt(fmax(gap, 0)) <= w->rho * sqrt(fmax(w->gap, 0)) * (1 + 1e-9) +
                                            1e-9 * sqrt((double)w->at->value) + 1e4 * moved,
                  "step %zu: gap %g after %g, rho %g", now->k, gap, w->gap, w->rho);
        cr_assert(slope <= w->rho * w->slope * (1 + 1e-12) + 4 * error, "step %zu: |grad| %g after %g",
                  now->k, slope, w->slope);
    }
    w->distance = distance;
    w->gap = gap;
    w->slope = slope;
    return true;
}

Test(gd, theorem_holds_at_every_step)
{
    static const bn_step_rule rules[] = { BN_STEP_AUTO, BN_STEP_OPTIMAL, BN_STEP_1_OVER_L, BN_STEP_VALUE };
    dice d = { 1 };
    for (unsigned k = 0; k < draws(48); k++) {
        problem p = problem_draw(&d, &(recipe){ .n = 5 + draw_bits(&d) % 40,
                                                .d = 1 + draw_bits(&d) % 5,
                                                .logistic = k / 4 & 1,
                                                .intercept = !(k / 4 & 1) && (k / 8 & 1),
                                                .l2 = draw_log(&d, 1e-2, 1),
                                                .spread = 2,
                                                .noise = 1 });
        const optimum best = optimum_of(&p);
        bn_curvature c;
        bn_result r;
        bn_error err = { 0 };
        double x[MOST];
        cr_assert(!bn_curvature_bound(&c, p.f, NULL));
        for (size_t j = 0; j < p.dim; j++)
            x[j] = 3 * draw_normal(&d);
        const bn_rate promise = bn_method_promise(&bn_gd, &(bn_facts){ .mu = c.mu.lower, .L = c.L.upper }, 0);
        watch w = { .at = &best };
        bn_solve_options o = { .curvature = &c,
                               .step_rule = rules[k % 4],
                               .step = draw(&d, 0.05, 1.95) / c.L.upper,
                               .max_passes = 120,
                               .tol = 1e-10,
                               .observe = keeps_the_theorem,
                               .observe_context = &w };
        const double step = k % 4 == 0   ? promise.step
                            : k % 4 == 1 ? bn_step_optimal(c.mu.lower, c.L.upper)
                            : k % 4 == 2 ? 1 / c.L.upper
                                         : o.step;
        o.step = k % 4 == 3 ? o.step : 0;
        w.rho = bn_rho_upper(step, c.mu.lower, c.L.upper);
        bn_evaluation at;
        cr_assert(!bn_evaluate(&at, p.f, x, NULL, NULL));
        w.noise = 1e-14 + step * at.grad_error;
        cr_assert(!bn_solve(&bn_gd, p.f, x, &o, &r, &err), "%s", err.message);
        cr_expect_eq(r.step, step);
        cr_expect_eq(w.looks, r.iterations + 1);
        cr_expect(r.contract.holds == BN_HOLDS || (r.iterations < 3 && r.contract.holds == BN_UNDECIDED),
                  "rule %u: verdict %d after %zu steps", k % 4, r.contract.holds, r.iterations);
        cr_expect(r.contract.promised.rate <= w.rho && r.contract.promised.quantity == BN_DISTANCE);
        cr_expect(!(r.contract.measured_rate > w.rho * (1 + 1e-6)), "measured %g, promised %g",
                  r.contract.measured_rate, w.rho);
        problem_free(&p);
    }
}

static bn_objective *quadratic(size_t n, const double *A, const double *b)
{
    bn_objective *f;
    cr_assert(!bn_objective_quadratic(&f, n, A, b, NULL));
    return f;
}

static const bn_hypothesis *hypothesis(const bn_result *r, const char *name)
{
    for (size_t i = 0; i < r->contract.count; i++)
        if (strstr(r->contract.hypotheses[i].name, name))
            return &r->contract.hypotheses[i];
    return NULL;
}

Test(gd, step_beyond_two_over_L_diverges_soon_and_is_explained)
{
    bn_objective *f = quadratic(2, (double[]){ 1, 0, 0, 10 }, (double[]){ 1, 1 });
    for (int start = 0; start < 2; start++) { /* f = 0 at the origin: no scale to go by */
        double x[] = { 0, start };
        const double value = start ? 4 : 0;
        bn_result r;
        cr_assert(!bn_solve(&bn_gd, f, x, &(bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = 0.25 }, &r,
                            NULL));
        cr_expect_eq(r.outcome, BN_DIVERGED, "%s", bn_outcome_name(r.outcome));
        cr_expect_leq(r.iterations, 100, "%zu iterations", r.iterations);
        cr_expect(r.value <= value && isfinite(r.gap_bound), "the best point seen is returned: f = %g",
                  r.value);
        cr_assert(hypothesis(&r, "step"));
        cr_expect_eq(hypothesis(&r, "step")->status, BN_VIOLATED);
        cr_expect(r.contract.promised.rate >= 1 && r.contract.predicted_passes == HUGE_VAL &&
                  r.contract.holds == BN_UNDECIDED);
        cr_expect(strstr(r.advice, "0.2"), "the advice names the safe step: %s", r.advice);
    }
    bn_objective_free(f);
}

/* 2/L itself is not safe, the next number below is. */
Test(gd, edge_of_the_safe_range_is_open)
{
    bn_objective *f = quadratic(1, (double[]){ 2 }, (double[]){ 1 });
    const bn_curvature c = bn_curvature_assume(2, 2);
    for (int k = 0; k < 2; k++) {
        double x = 0;
        bn_result r;
        cr_assert(!bn_solve(&bn_gd, f, &x,
                            &(bn_solve_options){ .curvature = &c,
                                                 .step_rule = BN_STEP_VALUE,
                                                 .step = k ? 1 : nextafter(1, 0),
                                                 .max_passes = 9 },
                            &r, NULL));
        cr_expect_eq(hypothesis(&r, "step")->status, k ? BN_VIOLATED : BN_ASSUMED);
    }
    bn_objective_free(f);
}

/* Both overflow paths: f infinite at finite x, and x itself. */
Test(gd, overflow_is_divergence_and_not_an_error)
{
    bn_objective *f = quadratic(2, (double[]){ 1e200, 0, 0, 1e200 }, (double[]){ 1e100, 0 });
    const double steps[] = { 1e-50, 1e150, 1e300 };
    for (int k = 0; k < 3; k++) {
        double x[] = { 1e-100, 1e-100 };
        bn_result r;
        cr_assert(!bn_solve(&bn_gd, f, x, &(bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = steps[k] },
                            &r, NULL));
        cr_expect_eq(r.outcome, BN_DIVERGED, "step %g: %s", steps[k], bn_outcome_name(r.outcome));
        cr_expect(isfinite(x[0]) && isfinite(r.value));
    }
    bn_objective_free(f);
}

/* An assumed L that is too small makes the automatic step too long: the contract does not hold, and says
   so. */
Test(gd, wrong_assumption_breaks_the_contract)
{
    bn_objective *f = quadratic(2, (double[]){ 1, 0, 0, 10 }, (double[]){ 1, 1 });
    const bn_curvature low_L = bn_curvature_assume(1, 4), high_mu = bn_curvature_assume(5, 10);
    double x[] = { 3, 3 };
    bn_result r;
    cr_assert(!bn_solve(&bn_gd, f, x, &(bn_solve_options){ .curvature = &low_L }, &r, NULL));
    cr_expect(r.outcome == BN_DIVERGED && r.contract.holds == BN_FAILS);
    cr_expect_eq(hypothesis(&r, "L-smooth")->status, BN_ASSUMED);
    x[0] = x[1] = 3;
    cr_assert(!bn_solve(&bn_gd, f, x,
                        &(bn_solve_options){ .curvature = &high_mu, .max_passes = 50, .tol = -1 }, &r, NULL));
    cr_expect_eq(r.contract.holds, BN_FAILS);
    bn_objective_free(f);
}

/* mu = 0 promises no rate, takes 1/L, and knows no gap. */
Test(gd, singular_quadratic_has_no_gap_but_descends)
{
    bn_objective *f = quadratic(2, (double[]){ 1, 1, 1, 1 }, (double[]){ 1, 1 });
    double x[] = { 5, -1 };
    bn_result r;
    const bn_curvature c = bn_curvature_assume(0, 2);
    cr_assert(!bn_solve(&bn_gd, f, x, &(bn_solve_options){ .curvature = &c, .max_passes = 100 }, &r, NULL));
    cr_expect(r.outcome != BN_CONVERGED && r.gap_bound == HUGE_VAL && bn_close(r.value, -0.5, 1e-14));
    cr_expect_eq(r.step, 0.5);
    cr_expect_eq(hypothesis(&r, "strongly convex")->status, BN_VIOLATED);
    cr_expect(strstr(r.advice, "nothing bounds"), "%s", r.advice);
    bn_objective_free(f);
}

typedef struct record {
    double x[3], value;
    size_t k;
} record;

static bool stop_at(const bn_progress *now, void *context)
{
    record *r = context;
    if (now->k < r->k)
        return true;
    memcpy(r->x, now->x, sizeof r->x);
    r->value = now->certificate->at.value;
    return false;
}

/* gd.iterates of the table, seen by an observer that cancels after k steps. */
Test(gd, iterates_are_those_of_the_table)
{
    json_error_t where;
    json_t *root = json_load_file(bn_test_source("tests/theory/vectors.json"), 0, &where), *v;
    cr_assert(root, "%s:%d: %s", where.source, where.line, where.text);
    size_t i, seen = 0;
    json_array_foreach(json_object_get(root, "vectors"), i, v)
    {
        if (strcmp(json_string_value(json_object_get(v, "key")), "gd.iterates"))
            continue;
        const json_t *in = json_object_get(v, "inputs"), *out = json_object_get(v, "expected");
        double A[9], b[3], x[3], distance = 0;
        for (size_t j = 0; j < 9; j++)
            A[j] = json_number_value(json_array_get(json_array_get(json_object_get(in, "A"), j / 3), j % 3));
        for (size_t j = 0; j < 3; j++) {
            b[j] = json_number_value(json_array_get(json_object_get(in, "b"), j));
            x[j] = json_number_value(json_array_get(json_object_get(in, "x0"), j));
        }
        bn_objective *f = quadratic(3, A, b);
        record at = { .k = (size_t)json_integer_value(json_object_get(in, "k")) };
        bn_result r;
        cr_assert(!bn_solve(&bn_gd, f, x,
                            &(bn_solve_options){ .step_rule = BN_STEP_VALUE,
                                                 .step = json_number_value(json_object_get(in, "eta")),
                                                 .observe = stop_at,
                                                 .observe_context = &at },
                            &r, NULL));
        cr_expect_eq(r.outcome, BN_CANCELLED);
        cr_expect_eq(r.iterations, at.k);
        const double tol = json_number_value(json_object_get(v, "tol")),
                     star[] = { 2.0 / 9, 1.0 / 9, 13.0 / 9 };
        for (size_t j = 0; j < 3; j++) {
            cr_expect(
                bn_close(at.x[j], json_number_value(json_array_get(json_object_get(out, "x"), j)), tol));
            distance += (at.x[j] - star[j]) * (at.x[j] - star[j]);
        }
        cr_expect(bn_close(at.value, json_number_value(json_object_get(out, "f")), tol));
        cr_expect(bn_close(sqrt(distance), json_number_value(json_object_get(out, "dist")), tol));
        cr_expect(bn_close(r.contract.promised.rate, json_number_value(json_object_get(out, "rho")), tol));
        bn_objective_free(f);
        seen++;
    }
    cr_expect_eq(seen, 1);
    json_decref(root);
}

/* The same iteration in 113 bits; rounding has moved the run, and by no more than the contract says. */
Test(gd, the_run_stays_as_close_to_the_ideal_one_as_its_contract_says)
{
    static const double A[] = { 4, 1, 0, 1, 3, 1, 0, 1, 2 }, b[] = { 1.0 / 3, 0.7, -0.1 };
    bn_objective *f = NULL;
    cr_assert(!bn_objective_quadratic(&f, 3, A, b, NULL));
    for (size_t steps = 1; steps < 60; steps += 7) {
        bn_result r;
        double x[] = { 0.1, -1.0 / 7, 3 };
        __float128 ideal[] = { x[0], x[1], x[2] }, apart = 0;
        const bn_solve_options o = { .tol = -1, .max_passes = (double)steps + 1 };
        cr_assert(!bn_solve(&bn_gd, f, x, &o, &r, NULL));
        for (size_t k = 0; k < r.iterations; k++) {
            __float128 g[3];
            for (size_t i = 0; i < 3; i++)
                g[i] = A[3 * i] * ideal[0] + A[3 * i + 1] * ideal[1] + A[3 * i + 2] * ideal[2] - b[i];
            for (size_t i = 0; i < 3; i++)
                ideal[i] -= r.step * g[i];
        }
        for (size_t i = 0; i < 3; i++)
            apart += (x[i] - ideal[i]) * (x[i] - ideal[i]);
        cr_expect(r.iterations == steps && apart > 0 && sqrt((double)apart) <= r.contract.drift &&
                      r.contract.drift < 1e-13,
                  "%zu steps: %g, said to be at most %g", r.iterations, sqrt((double)apart),
                  r.contract.drift);
    }
    bn_objective_free(f);
}
