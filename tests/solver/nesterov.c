/* Nesterov's method: restarts where mu is 0, and how many passes a certified gap takes beside gradient
   descent. */
#include <math.h>
#include <stdio.h>

#include <criterion/criterion.h>

#include "problem.h"
#include "support/support.h"

TestSuite(nesterov, .fini = bn_no_leaks);

static bn_result solve(problem *p, const bn_method *method, bn_restart restart)
{
    bn_error err;
    bn_result r;
    problem_rewind(p);
    const bn_solve_options o = { .curvature = &p->curvature, .restart = restart, .max_passes = 1e6 };
    cr_assert(!bn_solve(method, p->f, p->x, &o, &r, &err), "%s: %s", p->label, err.message);
    cr_expect_eq(r.outcome, BN_CONVERGED, "%s: %s: %s", p->label, bn_method_name(method), r.advice);
    cr_expect_neq(r.contract.holds, BN_FAILS, "%s: %s", p->label, bn_method_name(method));
    return r;
}

/* At most limit times the passes of gradient descent to the same certified gap. */
static void check_passes(problem *p, bn_restart restart, double limit)
{
    const double gd = solve(p, &bn_gd, BN_RESTART_AUTO).passes,
                 passes = solve(p, &bn_nesterov, restart).passes;
    printf("# %s: gd %.0f, nesterov %.0f passes, 1/%.1f\n", p->label, gd, passes, gd / passes);
    cr_expect_leq(passes, limit * gd, "%s: %g passes, gradient descent %g", p->label, passes, gd);
}

/* Standardized, l2 = L/9999 with L of the data alone: kappa = 1e4. */
Test(nesterov, needs_a_twentieth_of_the_passes_of_gradient_descent_on_breast_cancer)
{
    bn_dataset *data = NULL;
    bn_error err;
    cr_assert(!bn_dataset_load(&data, bn_test_source("data/breast_cancer.csv"),
                               &(bn_dataset_options){ .standardize = true }, &err),
              "%s", err.message);
    problem p =
        problem_of(data, "logistic", &(bn_objective_options){ .l2 = 3.32040192056 / 9999 }, "breast cancer");
    cr_expect(bn_close(p.curvature.L.upper / p.curvature.mu.lower, 1e4, 1e-6));
    check_passes(&p, BN_RESTART_AUTO, 1.0 / 20);
    problem_free(&p);
}

Test(nesterov, needs_a_twentieth_on_a_geometric_spectrum)
{
    for (uint64_t seed = 0; seed < 3; seed++) {
        problem p = problem_new(
            &(bn_synthetic_options){
                .loss = "quadratic", .spectrum = "geometric", .cols = 100, .kappa = 1e4, .seed = seed },
            0);
        check_passes(&p, BN_RESTART_AUTO, 1.0 / 20);
        problem_free(&p);
    }
}

Test(nesterov, with_restarts_needs_a_fifth_on_spectra_that_momentum_from_mu_does_not_suit)
{
    static const char *const spectra[] = { "flat", "spiked", "uniform" };
    for (size_t i = 0; i < 3; i++) {
        problem p = problem_new(
            &(bn_synthetic_options){ .loss = "quadratic", .spectrum = spectra[i], .cols = 100, .kappa = 1e4 },
            0);
        check_passes(&p, BN_RESTART_ALWAYS, 1.0 / 5);
        problem_free(&p);
    }
}

/* mu is 0 with an intercept; |grad f| tells of convergence, and the local mu at the end bounds the gap. */
Test(nesterov, restarts_by_itself_and_converges_where_mu_is_zero)
{
    bn_error err;
    bn_dataset *data = NULL;
    cr_assert(!bn_synthetic(
                  &data, NULL,
                  &(bn_synthetic_options){ .loss = "logistic", .rows = 300, .kappa = 1e3, .noise = 1 }, &err),
              "%s", err.message);
    problem p =
        problem_of(data, "logistic", &(bn_objective_options){ .l2 = 1e-4, .intercept = true }, "intercept");
    bn_result r;
    cr_expect_eq(p.curvature.mu.lower, 0);
    const bn_solve_options o = { .curvature = &p.curvature, .max_passes = 3000, .tol = -1 };
    cr_assert(!bn_solve(&bn_nesterov, p.f, p.x, &o, &r, &err), "%s", err.message);
    cr_expect_leq(problem_gap(&p, p.x), 1e-12, "gap %g after %zu steps", problem_gap(&p, p.x), r.iterations);
    cr_expect(!(r.contract.promised.one_minus_rate > 0), "nothing may be promised");
    problem_free(&p);
}

/* A = diag(0, 1e-4 ... 1), b in its range: f* = -sum b^2/(2 lambda). */
Test(nesterov, restarts_on_a_singular_quadratic)
{
    enum { D = 21 };
    double A[D * D] = { 0 }, b[D] = { 0 }, x[D] = { 0 }, f_star = 0;
    for (size_t j = 1; j < D; j++) {
        A[j * D + j] = pow(10, -4 + 4 * (double)(j - 1) / (D - 2));
        b[j] = j % 2 ? 1 : -1;
        f_star -= 0.5 / A[j * D + j];
    }
    bn_objective *f = NULL;
    bn_error err;
    bn_result r;
    const bn_curvature c = bn_curvature_assume(0, 1);
    cr_assert(!bn_objective_quadratic(&f, D, A, b, &err), "%s", err.message);
    const bn_solve_options o = { .curvature = &c, .max_passes = 3000, .tol = -1 };
    cr_assert(!bn_solve(&bn_nesterov, f, x, &o, &r, &err), "%s", err.message);
    cr_expect(r.value - f_star <= 1e-10 * -f_star, "f - f* = %g of %g", r.value - f_star, -f_star);
    bn_objective_free(f);
}

enum { MODES = 40 };

typedef struct modes {
    double lambda[MODES], x[MODES], d0_sq;
} modes;

/* f(x_k) - f* <= 2 L d0^2/(k + 1)^2, with x_k out of the point y_k that the run shows. */
static bool check_convex_bound(const bn_progress *now, void *context)
{
    modes *m = context;
    double gap = 0;
    for (size_t j = 0; j < MODES; j++) {
        m->x[j] = (now->x[j] + now->momentum * m->x[j]) / (1 + now->momentum);
        gap += 0.5 * m->lambda[j] * m->x[j] * m->x[j];
    }
    const double bound = now->k ? bn_gap_convex_nesterov(1, sqrt(m->d0_sq), (double)now->k) : HUGE_VAL;
    cr_expect(gap <= bound, "gap %g after %zu steps, promised %g", gap, now->k, bound);
    return now->k < 2000;
}

Test(nesterov, without_restarts_falls_like_one_over_k_squared_where_mu_is_zero)
{
    double A[MODES * MODES] = { 0 }, b[MODES] = { 0 }, x[MODES];
    modes m = { .d0_sq = MODES };
    for (size_t j = 0; j < MODES; j++) {
        A[j * MODES + j] = m.lambda[j] = pow(10, -8 * (double)j / (MODES - 1));
        x[j] = m.x[j] = 1;
    }
    bn_objective *f = NULL;
    bn_error err;
    bn_result r;
    const bn_curvature c = bn_curvature_assume(0, 1);
    cr_assert(!bn_objective_quadratic(&f, MODES, A, b, &err), "%s", err.message);
    const bn_solve_options o = { .curvature = &c,
                                 .restart = BN_RESTART_NEVER,
                                 .tol = -1,
                                 .observe = check_convex_bound,
                                 .observe_context = &m };
    cr_assert(!bn_solve(&bn_nesterov, f, x, &o, &r, &err), "%s", err.message);
    cr_expect_eq(r.iterations, 2000);
    bn_objective_free(f);
}
