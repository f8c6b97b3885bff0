/* The step rules: their names, who takes them, and what a contract says of a step that is too long. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "problem.h"
#include "support/support.h"

TestSuite(steps, .fini = bn_no_leaks);

Test(steps, names_and_rules_are_one_to_one)
{
    bn_step_rule found;
    for (bn_step_rule rule = BN_STEP_AUTO; rule <= BN_STEP_KNOWN_MIN; rule++) {
        const bool known = bn_step_rule_find(&found, bn_step_rule_name(rule));
        cr_expect_eq(known, rule != BN_STEP_VALUE, "%s", bn_step_rule_name(rule));
        cr_expect(!known || found == rule);
    }
    cr_expect(!bn_step_rule_find(&found, "0.1") && !bn_step_rule_find(&found, ""));
    cr_expect_str_eq(bn_step_rule_name((bn_step_rule)99), "unknown");
}

static bn_status solve(bn_result *r, problem *p, const bn_method *method, const bn_solve_options *options,
                       bn_error *err)
{
    bn_solve_options o = *options;
    o.curvature = &p->curvature;
    problem_rewind(p);
    return bn_solve(method, p->f, p->x, &o, r, err);
}

static problem logistic(void)
{
    return problem_new(&(bn_synthetic_options){ .loss = "logistic", .rows = 100, .cols = 8, .noise = 1 },
                       1e-2);
}

static problem quadratic(double kappa)
{
    return problem_new(&(bn_synthetic_options){ .loss = "quadratic", .cols = 12, .kappa = kappa }, 0);
}

Test(steps, a_rule_that_a_method_does_not_take_is_refused_with_a_sentence)
{
    problem p = logistic();
    bn_result r;
    bn_error err;
    const struct {
        const bn_method *method;
        bn_solve_options o;
        bn_status status;
        const char *words;
    } wrong[] = {
        { &bn_newton, { .step_rule = BN_STEP_1_OVER_L }, BN_UNSUPPORTED, "its theorem gives the step" },
        { &bn_nesterov,
          { .step_rule = BN_STEP_ARMIJO },
          BN_UNSUPPORTED,
          "nesterov does not take the step rule armijo" },
        { &bn_gd, { .step_rule = BN_STEP_EXACT }, BN_UNSUPPORTED, "need a quadratic" },
        { &bn_gd, { .step_rule = (bn_step_rule)99 }, BN_BAD_ARGUMENT, "step_rule is 99" },
        { &bn_gd, { .step_rule = BN_STEP_VALUE }, BN_BAD_ARGUMENT, "step is 0" },
        { &bn_gd, { .step_rule = BN_STEP_BB, .step = -1 }, BN_BAD_ARGUMENT, "step is -1" },
        { &bn_gd, { .step_rule = BN_STEP_ARMIJO, .step = NAN }, BN_BAD_ARGUMENT, "step is" },
        { &bn_gd, { .step_rule = BN_STEP_KNOWN_MIN, .known_min = NAN }, BN_BAD_ARGUMENT, "known_min is" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cr_expect_eq(solve(&r, &p, wrong[i].method, &wrong[i].o, &err), wrong[i].status, "case %zu", i);
        cr_expect(strstr(err.message, wrong[i].words), "case %zu: %s", i, err.message);
    }
    problem_free(&p);
}

/* Each rule of gradient descent gets there, and no pass is spent on a look that was there already. */
Test(steps, every_rule_converges_to_the_minimizer)
{
    for (int loss = 0; loss < 2; loss++) {
        problem p = loss ? logistic() : quadratic(300);
        for (bn_step_rule rule = BN_STEP_AUTO; rule <= BN_STEP_KNOWN_MIN; rule++) {
            bn_result r;
            bn_error err;
            if (rule == BN_STEP_VALUE || (rule == BN_STEP_EXACT && loss))
                continue;
            for (int attained = 0; attained < 2; attained++) {
                const bn_solve_options o = { .step_rule = rule,
                                             .tol = 1e-10,
                                             .known_min_attained = attained,
                                             .known_min = attained ? p.value : p.value - 1 };
                cr_assert(!solve(&r, &p, &bn_gd, &o, &err), "%s", err.message);
                cr_expect_eq(r.outcome, BN_CONVERGED, "%s: %s: %s", p.label, bn_step_rule_name(rule),
                             r.advice);
                const double gap = problem_gap(&p, p.x);
                cr_expect(gap <= r.gap_bound + problem_gap_noise(&p, gap), "%s", bn_step_rule_name(rule));
                cr_expect_neq(r.contract.holds, BN_FAILS, "%s: %s", p.label, bn_step_rule_name(rule));
                cr_expect(rule == BN_STEP_BB || rule == BN_STEP_BB2 ||
                          r.contract.promised.one_minus_rate > 0);
            }
        }
        problem_free(&p);
    }
}

static const bn_hypothesis *violated(const bn_result *r)
{
    for (size_t i = 0; i < r->contract.count; i++)
        if (r->contract.hypotheses[i].status == BN_VIOLATED)
            return &r->contract.hypotheses[i];
    return NULL;
}

/* steps are in units of 1/L */
Test(steps, outside_the_safe_range_run_but_the_contract_says_what_to_expect)
{
    const struct {
        const bn_method *method;
        double step;
        bn_outcome outcome;
        const char *evidence, *advice;
    } cases[] = {
        { &bn_gd, 1.99, BN_CONVERGED, NULL, NULL },
        { &bn_gd, 2.5, BN_DIVERGED, "the steepest modes grow and change sign", "modes of curvature above" },
        { &bn_gd, 1e3, BN_DIVERGED, "every mode grows", "modes of curvature above" },
        { &bn_polyak, 2.5, BN_DIVERGED, "the steepest modes grow and change sign",
          "modes of curvature above" },
        { &bn_nesterov, 1, BN_CONVERGED, NULL, NULL },
        { &bn_nesterov, 1.2, BN_CONVERGED, "no mode of a quadratic grows", NULL },
        { &bn_nesterov, 1.9, BN_DIVERGED, "the steepest modes grow and change sign",
          "modes of curvature above" },
    };
    problem p = quadratic(100);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bn_result r;
        bn_error err;
        const bn_solve_options o = { .step_rule = BN_STEP_VALUE,
                                     .step = cases[i].step / p.curvature.L.upper };
        cr_assert(!solve(&r, &p, cases[i].method, &o, &err), "%s", err.message);
        const bn_hypothesis *h = violated(&r);
        cr_expect_eq(r.outcome, cases[i].outcome, "case %zu: %s", i, bn_outcome_name(r.outcome));
        cr_expect_eq(h != NULL, cases[i].evidence != NULL, "case %zu", i);
        cr_expect(!h || strstr(h->evidence, cases[i].evidence), "case %zu: %s", i, h->evidence);
        cr_expect(!cases[i].advice || strstr(r.advice, cases[i].advice), "case %zu: %s", i, r.advice);
        cr_expect(!h || !(r.contract.promised.one_minus_rate > 0), "case %zu: nothing may be promised", i);
        cr_expect_neq(r.contract.holds, BN_FAILS, "case %zu", i);
    }
    problem_free(&p);
}

/* L is an upper bound: where f bends less, too long a step can do no harm, and that is not certain
   beforehand. */
Test(steps, beyond_two_over_L_may_still_converge_on_logistic_loss)
{
    problem p = logistic();
    bn_result r;
    bn_error err;
    const bn_solve_options o = { .step_rule = BN_STEP_VALUE, .step = 2.1 / p.curvature.L.upper };
    cr_assert(!solve(&r, &p, &bn_gd, &o, &err), "%s", err.message);
    cr_expect_eq(r.outcome, BN_CONVERGED, "%s", r.advice);
    cr_expect(violated(&r) && strstr(violated(&r)->evidence, "where f bends that much"));
    problem_free(&p);
}

/* A curvature that the caller made up, ten times too small: the advice doubts it. */
Test(steps, inside_the_range_of_a_wrong_L_the_advice_doubts_L)
{
    problem p = quadratic(100);
    p.curvature = bn_curvature_assume(p.curvature.mu.lower, p.curvature.L.upper / 10);
    bn_result r;
    bn_error err;
    cr_assert(!solve(&r, &p, &bn_gd, &(bn_solve_options){ 0 }, &err), "%s", err.message);
    cr_expect_eq(r.outcome, BN_DIVERGED);
    cr_expect(strstr(r.advice, "(assumed)"), "%s", r.advice);
    problem_free(&p);
}

Test(steps, a_known_minimum_that_the_run_refutes_is_marked_so)
{
    problem p = quadratic(10);
    const struct {
        double shift;
        bool attained;
        const char *evidence;
    } cases[] = { { 0, true, NULL },
                  { 0, false, NULL },
                  { 1e-3, true, "f fell below it" },
                  { 1e-3, false, "f fell below it" },
                  { -1e-3, true, "f stays above it" },
                  { -1e-3, false, NULL } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bn_result r;
        bn_error err;
        const bn_solve_options o = { .step_rule = BN_STEP_KNOWN_MIN,
                                     .known_min = p.value + cases[i].shift * fabs(p.value),
                                     .known_min_attained = cases[i].attained,
                                     .tol = 1e-6 };
        cr_assert(!solve(&r, &p, &bn_gd, &o, &err), "%s", err.message);
        const bn_hypothesis *h = violated(&r);
        cr_expect_eq(h != NULL, cases[i].evidence != NULL, "case %zu: %s", i, h ? h->evidence : "holds");
        cr_expect(!h || strstr(h->evidence, cases[i].evidence), "case %zu: %s", i, h->evidence);
        cr_expect_neq(r.contract.holds, BN_FAILS, "case %zu", i);
    }
    problem_free(&p);
}

static double passes(problem *p, const bn_method *method, bn_step_rule rule)
{
    bn_result r;
    bn_error err;
    const bn_solve_options o = { .step_rule = rule, .max_passes = 1e6 };
    cr_assert(!solve(&r, p, method, &o, &err), "%s", err.message);
    cr_expect_eq(r.outcome, BN_CONVERGED, "%s: %s", bn_step_rule_name(rule), r.advice);
    return r.passes;
}

/* L holds everywhere; near the minimum of a logistic loss f bends far less, and searches see it. */
Test(steps, that_are_searched_for_follow_the_curvature_along_the_way)
{
    bn_dataset *data = NULL;
    bn_error err;
    cr_assert(!bn_dataset_load(&data, bn_test_source("data/breast_cancer.csv"),
                               &(bn_dataset_options){ .standardize = true }, &err),
              "%s", err.message);
    problem p = problem_of(data, "logistic", &(bn_objective_options){ .l2 = 3.3e-4 }, "breast cancer");
    const double constant = passes(&p, &bn_gd, BN_STEP_AUTO);
    for (bn_step_rule rule = BN_STEP_ARMIJO; rule <= BN_STEP_BB2; rule++) {
        const double searched = passes(&p, &bn_gd, rule);
        printf("# breast cancer, kappa 1e4: constant step %.0f passes, %s %.0f\n", constant,
               bn_step_rule_name(rule), searched);
        cr_expect_leq(searched, constant / 10, "%s", bn_step_rule_name(rule));
    }
    problem_free(&p);
}
