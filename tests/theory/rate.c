/* Every promise is run against: |quantity_k| <= constant (1 + growth k) rate^k |quantity_0|. */
#include <banach/theory.h>
#include "support/support.h"
#include "run.h"

#include <criterion/criterion.h>
#include <float.h>

TestSuite(rate, .fini = bn_no_leaks);

static double quantity(const run *r, bn_quantity which)
{
    return which == BN_GAP ? value(r->f, r->x) : which == BN_DISTANCE ? sqrt(norm_sq(r->x)) : norm_sq(r->x);
}

/* Asserts the promise over a run, as long as rounding allows; returns how near the run came to it, and in
 *exceeds how far it went beyond the bare rate^k. */
static double keeps(const problem *f, const bn_rate *rate, void (*step)(run *, const bn_rate *),
                    const double *x, double *exceeds)
{
    run r = { .f = f };
    for (int i = 0; i < DIM; i++)
        r.x[i] = r.before[i] = r.y[i] = x[i];
    double start = quantity(&r, rate->quantity), nearest = 0;
    double floor = rate->quantity == BN_DISTANCE ? 1e-12 : 1e-24;
    for (int k = 1; k <= STEPS; k++) {
        step(&r, rate);
        double left = quantity(&r, rate->quantity) / start, promise = bn_rate_after(rate, k);
        if (promise < floor)
            break;
        double noise = 1e-14 * (rate->quantity == BN_DISTANCE ? 1 : sqrt(promise));
        cr_assert(left <= promise * (1 + 1e-9) + noise, "step %d: %g of the start is left, promised %g", k,
                  left, promise);
        nearest = fmax(nearest, left / promise);
        if (exceeds)
            *exceeds = fmax(*exceeds, left / (rate->constant * pow(rate->rate, k)));
    }
    return nearest;
}

static const problem lrp = { .quadratic = false };

/* ---- Promises --------------------------------------------------------------------------- */

Test(rate, heavy_ball_keeps_its_promise_on_quadratics_and_needs_the_growth)
{
    dice d = { 41 };
    double x[DIM], exceeds = 0, nearest = 0;
    for (size_t i = 0; i < draws(300); i++) {
        pair p = draw_pair(&d, 1e4);
        problem f = draw_quadratic(&d, p);
        bn_rate rate = bn_rate_heavy_ball_quadratic(p.mu, p.L);
        cr_assert(rate.quantity == BN_DISTANCE && !rate.in_expectation);
        draw_point(&d, x);
        nearest = fmax(nearest, keeps(&f, &rate, heavy_ball, x, &exceeds));
    }
    cr_assert(exceeds > 5, "plain r^k would do: %g", exceeds);
    cr_assert(nearest > 0.9 && nearest <= 1 + 1e-9, "%g", nearest);
}

Test(rate, nesterov_tuned_for_quadratics_keeps_its_promise)
{
    dice d = { 42 };
    double x[DIM], exceeds = 0;
    for (size_t i = 0; i < draws(300); i++) {
        pair p = draw_pair(&d, 1e4);
        problem f = draw_quadratic(&d, p);
        bn_rate rate = bn_rate_nesterov_quadratic(p.mu, p.L);
        cr_assert_eq(rate.quantity, BN_DISTANCE);
        draw_point(&d, x);
        keeps(&f, &rate, nesterov, x, &exceeds);
    }
    cr_assert(exceeds > 5, "plain rate^k would do: %g", exceeds);
}

Test(rate, nesterov_keeps_its_promise_on_every_strongly_convex_function)
{
    dice d = { 43 };
    double x[DIM];
    for (size_t i = 0; i < draws(300); i++) {
        pair p = i % 2 ? (pair){ 1, 25 } : draw_pair(&d, 1e4);
        problem f = draw_quadratic(&d, p);
        bn_rate rate = bn_rate_nesterov(p.mu, p.L);
        cr_assert_eq(rate.quantity, BN_GAP);
        draw_point(&d, x);
        keeps(i % 2 ? &lrp : &f, &rate, nesterov, x, NULL);
    }
}

/* V = gap(x) + (mu/2) |z|^2, z = y + sqrt(kappa) (y - x), falls by the rate at every single step. */
Test(rate, nesterov_lyapunov_value_falls_at_every_step)
{
    dice d = { 44 };
    for (size_t i = 0; i < draws(300); i++) {
        pair p = i % 2 ? (pair){ 1, 25 } : draw_pair(&d, 1e4);
        problem f = draw_quadratic(&d, p);
        bn_rate rate = bn_rate_nesterov(p.mu, p.L);
        run r = { .f = i % 2 ? &lrp : &f };
        draw_point(&d, r.x);
        for (int j = 0; j < DIM; j++)
            r.y[j] = r.x[j];
        double before = HUGE_VAL, start = 0;
        for (int k = 0; k < STEPS; k++) {
            double z[DIM];
            for (int j = 0; j < DIM; j++)
                z[j] = r.y[j] + sqrt(p.L / p.mu) * (r.y[j] - r.x[j]);
            double gap = value(r.f, r.x), v = gap + p.mu / 2 * norm_sq(z);
            if (k == 0) {
                start = v;
                cr_assert(v <= rate.constant * gap * (1 + 1e-12));
            } else if (v > 1e-20 * start) {
                cr_assert(v <= before * rate.rate * (1 + 1e-9), "step %d of %zu: %g, then %g", k, i, before,
                          v);
            }
            before = v;
            nesterov(&r, &rate);
        }
    }
}

Test(rate, heavy_ball_with_a_theorem_keeps_it_on_every_strongly_convex_function)
{
    dice d = { 45 };
    double x[DIM];
    for (size_t i = 0; i < draws(600); i++) {
        pair p = i % 2 ? (pair){ 1, 25 } : draw_pair(&d, 1e4);
        problem f = draw_quadratic(&d, p);
        bn_rate rate = bn_rate_heavy_ball(draw(&d, 0, 1.3) / p.L, p.mu, p.L);
        cr_assert_eq(rate.quantity, BN_GAP);
        draw_point(&d, x);
        keeps(i % 2 ? &lrp : &f, &rate, heavy_ball, x, NULL);
    }
    cr_assert(bn_rate_heavy_ball(0.1, 1, 4).momentum > 0);
    cr_assert(bn_rate_heavy_ball(0.25, 1, 4).momentum == 0 && bn_rate_heavy_ball(0.3, 1, 4).momentum == 0);
}

Test(rate, tuned_heavy_ball_can_cycle_where_its_theorem_does_not_apply)
{
    bn_rate rate = bn_rate_heavy_ball_quadratic(1, 25);
    run r = { .f = &lrp, .x = { 3.3 }, .before = { 3.3 } };
    for (int k = 0; k < 10000; k++)
        heavy_ball(&r, &rate);
    cr_assert(fabs(r.x[0]) > 0.6);
}

Test(rate, gradient_descent_keeps_its_promise_and_meets_it_on_the_worst_mode)
{
    dice d = { 46 };
    double x[DIM], nearest = 0;
    for (size_t i = 0; i < draws(300); i++) {
        pair p = i % 2 ? (pair){ 1, 25 } : draw_pair(&d, 1e4);
        problem f = draw_quadratic(&d, p);
        double step = draw(&d, 0, 1.99) / p.L;
        bn_rate rate = bn_rate_gd(step, p.mu, p.L), gap = rate, loose = bn_rate_monotone(step, p.mu, p.L);
        cr_assert(rate.quantity == BN_DISTANCE && loose.quantity == BN_DISTANCE_SQ);
        gap.quantity = BN_GAP; /* rho^2 for the gap */
        gap.rate = rate.rate * rate.rate;
        gap.one_minus_rate = rate.one_minus_rate * (2 - rate.one_minus_rate);
        draw_point(&d, x);
        nearest = fmax(nearest, keeps(i % 2 ? &lrp : &f, &rate, heavy_ball, x, NULL));
        keeps(i % 2 ? &lrp : &f, &gap, heavy_ball, x, NULL);
        keeps(i % 2 ? &lrp : &f, &loose, heavy_ball, x, NULL);
    }
    cr_assert(nearest > 0.9);
}

Test(rate, pl_needs_no_strong_convexity)
{
    dice d = { 47 };
    double x[DIM];
    for (size_t i = 0; i < draws(300); i++) {
        pair p = draw_pair(&d, 1e4);
        problem f = draw_quadratic(&d, p);
        f.curvature[3] = f.curvature[4] = 0; /* flat directions; mu is the least nonzero eigenvalue */
        bn_rate rate = bn_rate_pl(draw(&d, 0, 1.99) / p.L, p.mu, p.L);
        cr_assert_eq(rate.quantity, BN_GAP);
        draw_point(&d, x);
        keeps(&f, &rate, heavy_ball, x, NULL);
    }
    cr_assert(bn_rate_pl(0.5, 1, 4).rate >= 1 && bn_rate_pl(0, 1, 4).rate >= 1);
    cr_assert(bn_close(bn_rate_pl(0.25, 1, 4).rate, 0.75, 1e-15));
}

Test(rate, exact_search_attains_its_rate_at_every_step)
{
    dice d = { 48 };
    for (size_t i = 0; i < draws(100); i++) {
        double kappa = draw_log(&d, 1.01, 1e3), x = kappa, y = 1;
        bn_rate rate = bn_rate_exact_search(1, kappa);
        for (int k = 0; k < 5; k++) {
            double gap = (x * x + kappa * y * y) / 2, g = x, h = kappa * y;
            double step = (g * g + h * h) / (g * g + kappa * h * h);
            x -= step * g;
            y -= step * h;
            cr_assert(bn_close((x * x + kappa * y * y) / 2, rate.rate * gap, 1e-9));
        }
        cr_assert(rate.quantity == BN_GAP && rate.step == 0);
    }
}

/* ---- The tunings -------------------------------------------------------------------------- */

static double worst(double (*radius)(double, double, double), double step, double momentum, pair p)
{
    return fmax(radius(step, momentum, p.mu), radius(step, momentum, p.L));
}

Test(rate, the_tunings_for_quadratics_have_the_radius_they_promise_and_none_is_better)
{
    dice d = { 49 };
    for (size_t i = 0; i < draws(5000); i++) {
        pair p = draw_pair(&d, 1e6);
        bn_rate a = bn_rate_heavy_ball_quadratic(p.mu, p.L), b = bn_rate_nesterov_quadratic(p.mu, p.L);
        cr_assert(fabs(worst(bn_radius_heavy_ball, a.step, a.momentum, p) - a.rate) <= 1e-7);
        cr_assert(fabs(worst(bn_radius_nesterov, b.step, b.momentum, p) - b.rate) <= 1e-7);
        double step = draw(&d, 0, 4) / p.L, momentum = draw(&d, 0, 1);
        cr_assert(worst(bn_radius_heavy_ball, step, momentum, p) >= a.rate - 1e-7);
        cr_assert(worst(bn_radius_nesterov, step, momentum, p) >= b.rate - 1e-7);
        cr_assert(a.rate <= b.rate + 1e-15 && b.rate <= bn_rate_nesterov(p.mu, p.L).rate + 1e-15);
        cr_assert(b.rate <= bn_rho(bn_step_optimal(p.mu, p.L), p.mu, p.L) + 1e-15);
    }
}

Test(rate, rates_keep_their_digits_at_both_ends_of_conditioning)
{
    for (double e = -15; e <= 15; e += 0.125) {
        double L = 1 + pow(10, e);
        long double kappa = L, root = sqrtl(kappa), s = sqrtl(3 * kappa + 1);
        bn_rate a = bn_rate_heavy_ball_quadratic(1, L), b = bn_rate_nesterov(1, L);
        bn_rate c = bn_rate_nesterov_quadratic(1, L), e2 = bn_rate_exact_search(1, L);
        long double minus = kappa - 1, r = minus / ((root + 1) * (root + 1)), t = 3 * minus / ((s + 2) * s);
        double few = 8 * DBL_EPSILON;
        cr_assert(bn_close(a.rate, (double)r, few) && bn_close(a.momentum, (double)(r * r), few));
        cr_assert(bn_close(a.one_minus_rate, (double)(2 / (root + 1)), few));
        cr_assert(bn_close(a.step, (double)(4 / ((root + 1) * (root + 1))), few));
        cr_assert(bn_close(b.rate, (double)(minus / (kappa + root)), few));
        cr_assert(bn_close(b.one_minus_rate, (double)(1 / root), few) &&
                  bn_close(b.momentum, (double)r, few));
        cr_assert(bn_close(c.rate, (double)t, few) && bn_close(c.one_minus_rate, (double)(2 / s), few));
        cr_assert(bn_close(c.momentum, (double)(t * s / (s + 2)), few));
        cr_assert(bn_close(e2.rate, (double)(minus * minus / ((kappa + 1) * (kappa + 1))), few));
        cr_assert(bn_close(e2.one_minus_rate, (double)(4 * kappa / ((kappa + 1) * (kappa + 1))), few));
    }
}
