/* Polyak's heavy ball: what the tuned values are worth off quadratics, and that the choice with a theorem
   is not slow. */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/rng.h"
#include "problem.h"
#include "support/support.h"

TestSuite(polyak, .fini = bn_no_leaks);

/* ---- The function of Lessard, Recht & Packard 2016, section 4.6: mu = 1, L = 25 ------------ */

static double three_pieces(void *context, const double *x, double *grad)
{
    (void)context;
    grad[0] = *x < 1 ? 25 * *x : *x < 2 ? *x + 24 : 25 * *x - 24;
    return *x < 1 ? 12.5 * *x * *x : *x < 2 ? 0.5 * *x * *x + 24 * *x - 12 : 12.5 * *x * *x - 24 * *x + 36;
}

static bn_objective *three_pieces_new(void)
{
    bn_objective *f = NULL;
    bn_error err;
    cr_assert(!bn_objective_custom(&f, 1, &(bn_functions){ .value = three_pieces }, NULL, &err), "%s",
              err.message);
    return f;
}

typedef struct tail {
    double x[3];
} tail;

static bool keep_tail(const bn_progress *now, void *context)
{
    ((tail *)context)->x[now->k % 3] = *now->x;
    return true;
}

static bn_result solve_three_pieces(bn_objective *f, const bn_method *method, bn_step_rule rule, double start,
                                    tail *t)
{
    const bn_curvature c = bn_curvature_assume(1, 25);
    bn_error err;
    bn_result r;
    double x = start;
    const bn_solve_options o = { .curvature = &c,
                                 .step_rule = rule,
                                 .max_passes = 3000,
                                 .observe = t ? keep_tail : NULL,
                                 .observe_context = t };
    cr_assert(!bn_solve(method, f, &x, &o, &r, &err), "%s", err.message);
    return r;
}

static bool in_cycle(double x)
{
    const double cycle[] = { 2592.0 / 1225, 792.0 / 1225, -2208.0 / 1225 };
    for (size_t i = 0; i < 3; i++)
        if (fabs(x - cycle[i]) < 1e-9)
            return true;
    return false;
}

Test(polyak, tuned_values_off_quadratics_are_refused_by_the_contract_and_cycle_when_forced)
{
    bn_objective *f = three_pieces_new();
    tail t;
    const bn_result r = solve_three_pieces(f, &bn_polyak, BN_STEP_OPTIMAL, 3.3, &t);
    cr_expect_eq(r.outcome, BN_PASS_LIMIT, "%s", bn_outcome_name(r.outcome));
    cr_expect(bn_close(r.step, 1.0 / 9, 1e-15) && bn_close(r.momentum, 4.0 / 9, 1e-15));
    for (size_t i = 0; i < 3; i++)
        cr_expect(in_cycle(t.x[i]), "x = %.17g", t.x[i]);
    cr_expect(fabs(t.x[0] - t.x[1]) > 1 && fabs(t.x[1] - t.x[2]) > 1);
    bool refused = false;
    for (size_t i = 0; i < r.contract.count; i++)
        refused = refused || (!strcmp(r.contract.hypotheses[i].name, "f is quadratic") &&
                              r.contract.hypotheses[i].status == BN_VIOLATED);
    cr_expect(refused);
    cr_expect(!(r.contract.promised.one_minus_rate > 0), "nothing may be promised");
    cr_expect(strstr(r.advice, "f is quadratic"), "%s", r.advice);
    bn_objective_free(f);
}

/* The starts of theory 6.8 that cycle, and others; every other first-order choice too. */
Test(polyak, auto_converges_from_every_start_that_traps_the_tuned_values)
{
    static const double traps[][2] = { { 0.9705, 1.038 }, { 2.751, 2.8555 }, { 2.8575, 2.92 },
                                       { 3.0615, 3.463 }, { 5.394, 5.555 },  { -6, 6 } };
    bn_objective *f = three_pieces_new();
    size_t cycles = 0;
    for (size_t i = 0; i < sizeof traps / sizeof *traps; i++)
        for (int j = 0; j <= 20; j++) {
            const double x = traps[i][0] + (traps[i][1] - traps[i][0]) * j / 20;
            if (x == 0)
                continue;
            cycles += solve_three_pieces(f, &bn_polyak, BN_STEP_OPTIMAL, x, NULL).outcome == BN_PASS_LIMIT;
            const bn_method *const methods[] = { &bn_polyak, &bn_nesterov, &bn_gd };
            for (size_t m = 0; m < 3; m++) {
                const bn_result r = solve_three_pieces(f, methods[m], BN_STEP_AUTO, x, NULL);
                cr_expect_eq(r.outcome, BN_CONVERGED, "%s from %g: %s", bn_method_name(methods[m]), x,
                             bn_outcome_name(r.outcome));
                cr_expect_neq(r.contract.holds, BN_FAILS, "%s from %g", bn_method_name(methods[m]), x);
            }
        }
    cr_expect_geq(cycles, 90, "only %zu starts cycle", cycles);
    bn_objective_free(f);
}

/* ---- Random functions of one variable with slopes from mu to L: piecewise quadratics ------- */

enum { PIECES = 6 };

typedef struct pieces {
    double at[PIECES], bend[PIECES + 1]; /* f'' is bend[i] to the left of at[i] */
} pieces;

static double between_0_and(double x, double t)
{
    return x > 0 ? fmin(fmax(t, 0), x) : fmax(fmin(t, 0), x);
}

/* f(0) = f'(0) = 0; of the piece from a to b, f' gets bend (b - a) and f the integral of bend (x - u) over
   it. */
static double value_of(void *context, const double *x, double *grad)
{
    const pieces *p = context;
    double slope = 0, value = 0;
    for (size_t i = 0; i <= PIECES; i++) {
        const double left = i > 0 ? p->at[i - 1] : -HUGE_VAL, right = i < PIECES ? p->at[i] : HUGE_VAL;
        const double a = between_0_and(*x, *x > 0 ? left : right),
                     b = between_0_and(*x, *x > 0 ? right : left);
        slope += p->bend[i] * (b - a);
        value += 0.5 * p->bend[i] * ((*x - a) + (*x - b)) * (b - a);
    }
    *grad = slope;
    return value;
}

typedef struct watch {
    double gap[400];
    size_t count;
} watch;

static bool write_gap(const bn_progress *now, void *context)
{
    watch *w = context;
    if (now->k < 400)
        w->gap[now->k] = now->certificate->at.value, w->count = now->k + 1;
    return now->k < 399;
}

/* On functions made to trap momentum the promise of theorem 2, by gap, is kept in every step: f* is 0. */
Test(polyak, auto_keeps_its_promise_on_random_piecewise_quadratics)
{
    const size_t functions = (size_t)ceil(400 * bn_test_multiplier());
    const bn_rng rng = bn_rng_open(7, "pieces", 0);
    for (size_t n = 0; n < functions; n++) {
        pieces p;
        const double kappa = exp(bn_rng_uniform(rng, 100 * n) * log(1000)), width = 4;
        for (size_t i = 0; i < PIECES; i++)
            p.at[i] = width * ((double)i + bn_rng_uniform(rng, 100 * n + 1 + i)) / PIECES - width / 2;
        for (size_t i = 0; i <= PIECES; i++)
            p.bend[i] = bn_rng_coin(rng, 100 * n + 20 + i, 0.5) ? 1 : kappa;
        bn_objective *f = NULL;
        bn_error err;
        bn_result r;
        watch w = { .count = 0 };
        const bn_curvature c = bn_curvature_assume(1, kappa);
        double x = 8 * bn_rng_uniform(rng, 100 * n + 40) - 4;
        cr_assert(!bn_objective_custom(&f, 1, &(bn_functions){ .value = value_of }, &p, &err), "%s",
                  err.message);
        const bn_solve_options o = {
            .curvature = &c, .tol = 1e-12, .observe = write_gap, .observe_context = &w
        };
        cr_assert(!bn_solve(&bn_polyak, f, &x, &o, &r, &err), "%s", err.message);
        for (size_t k = 1; k < w.count; k++)
            cr_expect(w.gap[k] <= bn_rate_after(&r.contract.promised, (double)k) * w.gap[0] * (1 + 1e-9),
                      "function %zu, kappa %g: gap %g of %g after %zu steps", n, kappa, w.gap[k], w.gap[0],
                      k);
        bn_objective_free(f);
    }
}

/* The guard lets momentum work: kappa = 1e4 takes gradient descent some 20000 passes. */
Test(polyak, auto_on_logistic_loss_is_not_slower_than_on_quadratics)
{
    for (int i = 0; bn_synthetic_spectra()[i]; i++) {
        problem p = problem_new(&(bn_synthetic_options){ .loss = "logistic",
                                                         .spectrum = bn_synthetic_spectra()[i],
                                                         .rows = 200,
                                                         .kappa = 1e4,
                                                         .noise = 1 },
                                0.25 / 9999);
        bn_error err;
        bn_result r;
        cr_assert(!bn_solve(&bn_polyak, p.f, p.x, &(bn_solve_options){ .curvature = &p.curvature }, &r, &err),
                  "%s", err.message);
        cr_expect_eq(r.outcome, BN_CONVERGED, "%s: %s", p.label, r.advice);
        cr_expect_leq(r.passes, 1000, "%s: %g passes", p.label, r.passes);
        problem_free(&p);
    }
}
