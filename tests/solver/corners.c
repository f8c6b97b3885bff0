/* The driver where little is known or much is odd: functions of the caller, overflow, hardly any data. */
#include "objective/problem.h"

#include <banach/solver.h>

TestSuite(corners, .fini = bn_no_leaks);

enum { MOST = 16 };

/* The two that take every loss. */
static const bn_method *method_of(unsigned k)
{
    return k % 2 ? &bn_newton : &bn_gd;
}

/* ---- Functions of the caller ----------------------------------------------------------------- */

/* f = sum h_j (x_j - 1)^2/2, NaN from call number broken on. */
typedef struct bowl {
    double h[3];
    int calls, broken;
} bowl;

static double bowl_value(void *context, const double *x, double *grad)
{
    bowl *b = context;
    double sum = ++b->calls >= b->broken && b->broken ? NAN : 0;
    for (int j = 0; j < 3; j++) {
        sum += b->h[j] * (x[j] - 1) * (x[j] - 1) / 2;
        if (grad)
            grad[j] = b->h[j] * (x[j] - 1);
    }
    return sum;
}

static bn_objective *open_bowl(bowl *b)
{
    bn_objective *f;
    cr_assert(!bn_objective_custom(&f, 3, &(bn_functions){ .value = bowl_value }, b, NULL));
    return f;
}

Test(corners, functions_of_the_caller_converge_on_an_assumption)
{
    bowl b = { .h = { 1, 3, 10 } };
    bn_objective *f = open_bowl(&b);
    const bn_curvature c = bn_curvature_assume(1, 10);
    double x[3] = { 0 };
    bn_result r;
    bn_error err;
    cr_assert(!bn_solve(&bn_gd, f, x, &(bn_solve_options){ .curvature = &c }, &r, NULL));
    cr_expect(r.outcome == BN_CONVERGED && r.certificate.gap.status == BN_ASSUMED &&
              r.contract.holds == BN_HOLDS);
    cr_expect_eq(b.calls, (int)r.passes);
    cr_expect_eq(bn_solve(&bn_gd, f, x, NULL, &r, &err), BN_UNSUPPORTED);
    cr_expect(strstr(err.message, "assume"), "%s", err.message);
    bn_objective_free(f);
}

/* Nothing bounds the rounding of such a function: at the floor neither an endless run nor a broken promise.
 */
Test(corners, functions_of_the_caller_stop_at_their_floor)
{
    dice d = { 8 };
    for (int k = 0; k < 20; k++) {
        bowl b = { .h = { 1, draw(&d, 1, 10), 10 } };
        bn_objective *f = open_bowl(&b);
        const bn_curvature c = bn_curvature_assume(1, 10);
        double x[3] = { draw(&d, -9, 9), draw(&d, -9, 9), draw(&d, -9, 9) };
        bn_result r;
        cr_assert(!bn_solve(&bn_gd, f, x,
                            &(bn_solve_options){ .curvature = &c, .tol = -1, .max_passes = 5000 }, &r, NULL));
        cr_expect_eq(r.outcome, BN_PRECISION_LIMIT, "%s", bn_outcome_name(r.outcome));
        cr_expect(r.contract.holds == BN_HOLDS, "verdict %d", r.contract.holds);
        bn_objective_free(f);
    }
}

Test(corners, nan_from_a_function_ends_the_call_and_leaves_the_point)
{
    for (int broken = 1; broken < 6; broken++) {
        bowl b = { .h = { 1, 3, 10 }, .broken = broken };
        bn_objective *f = open_bowl(&b);
        const bn_curvature c = bn_curvature_assume(1, 10);
        double x[3] = { 5, 6, 7 };
        bn_result r = { .iterations = 7 };
        bn_error err = { 0 };
        cr_expect_eq(bn_solve(&bn_gd, f, x, &(bn_solve_options){ .curvature = &c, .tol = -1 }, &r, &err),
                     BN_NOT_FINITE);
        cr_expect(strstr(err.message, "your function"), "%s", err.message);
        cr_expect(x[0] == 5 && x[1] == 6 && x[2] == 7 && r.iterations == 7 && b.calls == broken);
        bn_objective_free(f);
    }
}

/* ---- Data ------------------------------------------------------------------------------------ */

Test(corners, indefinite_quadratic_has_no_minimizer)
{
    bn_objective *f;
    for (unsigned k = 0; k < 2; k++) {
        double x[] = { 1, 2 };
        bn_result r;
        cr_assert(!bn_objective_quadratic(&f, 2, (double[]){ 1, 2, 2, 1 }, (double[]){ 1, 1 }, NULL));
        cr_assert(!bn_solve(method_of(k), f, x, NULL, &r, NULL));
        cr_expect_eq(r.outcome, BN_NO_MINIMIZER, "%s", bn_outcome_name(r.outcome));
        cr_expect(strstr(r.advice, "not convex") && strstr(r.advice, "-1"), "%s", r.advice);
        cr_expect(x[0] == 1 && x[1] == 2 && r.gap_bound == HUGE_VAL && !isnan(r.step));
        bn_objective_free(f);
    }
}

/* Starts so far away that squares overflow, in doubles or sooner where they are doubled: f is infinite there,
   or the best point known; never NaN, and steps are still steps. */
Test(corners, what_overflows_is_infinite_and_never_nan)
{
    for (int far = 100; far < 308; far += 4)
        for (int large = 0; large < 20; large += 4) {
            const double s = pow(10, large), X[] = { s, 2 * s, -3 * s }, y[] = { 1, 2, 3 };
            problem p = {
                .n = 3, .d = 1, .intercept = true, .l2 = 0.125, .X = (double *)X, .y = (double *)y
            };
            bn_result r;
            problem_build(&p);
            for (unsigned k = 0; k < 2; k++) {
                double x[] = { pow(10, far), 0 };
                const bn_solve_options o = { .step_rule = k ? BN_STEP_EXACT : BN_STEP_AUTO,
                                             .max_passes = 1 + 2 * k,
                                             .tol = -1 };
                cr_assert(!bn_solve(&bn_gd, p.f, x, &o, &r, NULL));
                cr_expect(!isnan(r.value) && !isnan(r.gap_bound) && !isnan(r.scale), "1e%d, 1e%d", far,
                          large);
                cr_expect(!isnan(r.step), "1e%d, 1e%d: step %g", far, large, r.step);
            }
            bn_objective_free(p.f);
            bn_dataset_free(p.data);
        }
}

/* f* = 0 exactly and attained: targets of zero, started at the answer. */
Test(corners, targets_of_zero_are_met_exactly)
{
    const double X[] = { 1, 2, 3 }, y[] = { 0, 0, 0 };
    for (unsigned k = 0; k < 4; k++) {
        problem p = { .n = 3, .d = 1, .intercept = k & 2, .l2 = 0.5, .X = (double *)X, .y = (double *)y };
        double x[2] = { 0 };
        bn_result r;
        problem_build(&p);
        cr_assert(!bn_solve(method_of(k), p.f, x, NULL, &r, NULL));
        cr_expect(r.outcome == BN_CONVERGED && r.gap_bound == 0 && x[0] == 0, "%s, gap %g",
                  bn_outcome_name(r.outcome), r.gap_bound);
        bn_objective_free(p.f);
        bn_dataset_free(p.data);
    }
}

/* Zero columns, one row, one unknown, more unknowns than rows. A constant that fits every target leaves
   nothing that a relative tolerance could be of. */
Test(corners, small_and_degenerate_data_converge)
{
    dice d = { 9 };
    static const size_t shapes[][2] = { { 1, 1 }, { 1, 5 }, { 2, 1 }, { 3, 8 }, { 4, 4 } };
    for (unsigned k = 0; k < 40; k++) {
        const size_t *shape = shapes[k / 8];
        problem p = problem_draw(&d, &(recipe){ .n = shape[0],
                                                .d = shape[1],
                                                .logistic = (k & 1) && shape[0] > 1,
                                                .intercept = k & 2,
                                                .weighted = k & 4,
                                                .l2 = 0.2,
                                                .spread = 1,
                                                .noise = 1 });
        for (size_t i = 0; i < p.n; i++)
            p.X[i * p.d] *= k % 3 ? 1 : 0;
        bn_objective_free(p.f);
        bn_dataset_free(p.data);
        problem_build(&p);
        for (unsigned m = 0; m < 2; m++) {
            double x[MOST] = { 0 };
            bn_result r;
            cr_assert(!bn_solve(method_of(m), p.f, x, &(bn_solve_options){ .tol = 1e-6 }, &r, NULL));
            const bool nothing = p.intercept && r.scale < 1e-25 && r.gap_bound < 1e-25;
            cr_expect((r.outcome == BN_CONVERGED || nothing) && r.certificate.gap.status == BN_PROVEN,
                      "%u: %s: %s, gap %g of %g: %s", k, bn_method_name(method_of(m)),
                      bn_outcome_name(r.outcome), r.gap_bound, r.scale, r.advice);
        }
        problem_free(&p);
    }
}

/* Both sides of the data at scales whose squares still fit. */
Test(corners, units_of_the_data_do_not_matter)
{
    dice d = { 10 };
    static const double units[] = { 1e-100, 1e-30, 1, 1e30, 1e100 };
    for (unsigned k = 0; k < 20; k++) {
        problem p = problem_draw(
            &d, &(recipe){ .n = 30, .d = 3, .intercept = k & 1, .l2 = 0.2, .spread = 1, .noise = 1 });
        const double u = units[k / 2 % 5], v = k < 10 ? 1 : u;
        for (size_t i = 0; i < p.n * p.d; i++)
            p.X[i] *= u;
        for (size_t i = 0; i < p.n; i++)
            p.y[i] *= v;
        p.l2 *= u * u;
        bn_objective_free(p.f);
        bn_dataset_free(p.data);
        problem_build(&p);
        for (unsigned m = 0; m < 2 && (m == 0 || u <= 1e30); m++) {
            double x[MOST] = { 0 };
            bn_result r;
            cr_assert(!bn_solve(m ? &bn_gd : &bn_newton, p.f, x,
                                &(bn_solve_options){ .tol = 1e-4, .max_passes = 500 }, &r, NULL));
            cr_expect(r.outcome == BN_CONVERGED || (m && (k & 1) && u != 1),
                      "%u: %s units %g, %g: %s, gap %g of %g", k, m ? "gd" : "newton", u, v,
                      bn_outcome_name(r.outcome), r.gap_bound, r.scale);
        }
        problem_free(&p);
    }
}

static double quartic(void *context, const double *x, double *grad)
{
    (void)context;
    *grad = 4 * x[0] * x[0] * x[0];
    return x[0] * x[0] * x[0] * x[0];
}

/* Functions of yours have no l2 that could be raised. */
Test(corners, what_would_bound_the_gap_is_there_to_be_had)
{
    const bn_curvature c = bn_curvature_assume(0, 12);
    bn_functions mine = { .value = quartic };
    for (int known = 0; known < 2; known++) {
        bn_objective *f = NULL;
        bn_result r;
        double x = 1;
        mine.has_lower_bound = known;
        cr_assert(!bn_objective_custom(&f, 1, &mine, NULL, NULL));
        cr_assert(!bn_solve(&bn_gd, f, &x, &(bn_solve_options){ .curvature = &c, .tol = 1e-4 }, &r, NULL));
        cr_expect_eq(r.outcome, known ? BN_CONVERGED : BN_PASS_LIMIT, "%s", bn_outcome_name(r.outcome));
        cr_expect(known || (strstr(r.advice, "lower_bound") && !strstr(r.advice, "l2")), "%s", r.advice);
        bn_objective_free(f);
    }
}
