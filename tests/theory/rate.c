/* Every promise is run against: |quantity_k| <= constant (1 + growth k) rate^k |quantity_0|. */
#include <banach/theory.h>
#include "support/support.h"
#include "draw.h"

#include <criterion/criterion.h>
#include <float.h>

TestSuite(rate, .fini = bn_no_leaks);

/* ---- Objectives with minimizer 0 and minimum 0: sums of functions of one variable ------------ */

enum { DIM = 5, STEPS = 400 };

/* Strongly convex with mu = 1, L = 25, and not a quadratic: Lessard, Recht & Packard 2016, section 4.6. */
static double lrp_slope(double x)
{
    return x < 1 ? 25 * x : x < 2 ? x + 24 : 25 * x - 24;
}

static double lrp_value(double x)
{
    return x < 1 ? 12.5 * x * x : x < 2 ? x * x / 2 + 24 * x - 12 : 12.5 * x * x - 24 * x + 36;
}

typedef struct problem {
    bool quadratic;
    double curvature[DIM]; /* quadratic: the eigenvalues */
} problem;

static double slope(const problem *f, int i, double x)
{
    return f->quadratic ? f->curvature[i] * x : lrp_slope(x);
}

static double value(const problem *f, const double *x)
{
    double sum = 0;
    for (int i = 0; i < DIM; i++)
        sum += f->quadratic ? f->curvature[i] / 2 * x[i] * x[i] : lrp_value(x[i]);
    return sum;
}

static double norm_sq(const double *x)
{
    double sum = 0;
    for (int i = 0; i < DIM; i++)
        sum += x[i] * x[i];
    return sum;
}

/* Eigenvalues in [mu, L], the two ends often among them: what is known of a problem is an interval. */
static problem draw_quadratic(dice *d, pair p)
{
    problem f = { .quadratic = true };
    for (int i = 0; i < DIM; i++)
        f.curvature[i] = draw(d, p.mu, p.L);
    if (draw_bits(d) % 4)
        f.curvature[0] = p.mu;
    if (draw_bits(d) % 4)
        f.curvature[1] = p.L;
    return f;
}

static void draw_point(dice *d, double *x)
{
    for (int i = 0; i < DIM; i++)
        x[i] = draw_bits(d) % 4 ? draw(d, -4, 4) : 0;
    x[0] += 1e-3;
}

/* ---- The methods as their comments write them --------------------------------------------- */

typedef struct run {
    const problem *f;
    double x[DIM], before[DIM], y[DIM];
} run;

static void heavy_ball(run *r, const bn_rate *rate)
{
    for (int i = 0; i < DIM; i++) {
        double next =
            r->x[i] - rate->step * slope(r->f, i, r->x[i]) + rate->momentum * (r->x[i] - r->before[i]);
        r->before[i] = r->x[i];
        r->x[i] = next;
    }
}

static void nesterov(run *r, const bn_rate *rate)
{
    for (int i = 0; i < DIM; i++) {
        double next = r->y[i] - rate->step * slope(r->f, i, r->y[i]);
        r->y[i] = next + rate->momentum * (next - r->x[i]);
        r->x[i] = next;
    }
}

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

/* ---- Reading a promise --------------------------------------------------------------------- */

Test(rate, the_number_of_steps_is_enough_from_there_on_and_one_less_is_not)
{
    dice d = { 50 };
    for (size_t i = 0; i < draws(2000); i++) {
        pair p = draw_pair(&d, i % 10 ? 1e3 : 1e14);
        bn_rate a = bn_rate_heavy_ball_quadratic(p.mu, p.L), b = bn_rate_nesterov(p.mu, p.L);
        bn_rate rates[] = { a, b };
        for (size_t j = 0; j < 2; j++) {
            double ratio = draw_log(&d, 1e-12, 10), k = bn_rate_steps(&rates[j], ratio);
            cr_assert(k == floor(k) && k >= 0);
            for (int later = 0; later < 50; later++)
                cr_assert(bn_rate_after(&rates[j], k + later) <= ratio * (1 + 1e-10));
            cr_assert(k == 0 || bn_rate_after(&rates[j], k - 1) > ratio * (1 - 1e-10));
        }
    }
}

Test(rate, steps_and_promises_at_the_edges)
{
    bn_rate exact = bn_rate_heavy_ball_quadratic(2, 2), gd = bn_rate_gd(0.5, 1, 2),
            none = bn_rate_nesterov(0, 2);
    bn_rate wrong = bn_rate_nesterov(2, 1);
    cr_assert(exact.rate == 0 && exact.momentum == 0 && bn_close(exact.step, 0.5, 1e-15));
    cr_assert(bn_rate_steps(&exact, 0) == 1 && bn_rate_steps(&exact, 2) == 0);
    cr_assert(bn_rate_after(&exact, 0) == 1 && bn_rate_after(&exact, 1) == 0);
    cr_assert(bn_rate_steps(&gd, 1) == 0 && bn_rate_steps(&gd, 0.125) == 3 &&
              bn_rate_steps(&gd, 0) == HUGE_VAL);
    cr_assert(bn_rate_after(&gd, HUGE_VAL) == 0);
    cr_assert(bn_rate_steps(&none, 0.5) == HUGE_VAL && bn_rate_after(&none, 1000) == 1);
    cr_assert(none.step == 0.5 && none.momentum == 0 && !(none.rate < 1));
    cr_assert(isnan(bn_rate_steps(&wrong, 0.5)) && isnan(bn_rate_after(&wrong, 1)));
    cr_assert(isnan(bn_rate_after(&gd, -1)) && isnan(bn_rate_steps(&gd, NAN)));
}

static bool meaningless(bn_rate r)
{
    return isnan(r.step) && isnan(r.momentum) && isnan(r.rate) && isnan(r.one_minus_rate) &&
           isnan(r.constant) && isnan(r.growth) && isnan(r.floor);
}

Test(rate, arguments_without_meaning_give_nan_everywhere)
{
    bn_rate (*const tuned[])(double, double) = { bn_rate_exact_search, bn_rate_nesterov,
                                                 bn_rate_nesterov_quadratic, bn_rate_heavy_ball_quadratic };
    bn_rate (*const stepped[])(double, double, double) = { bn_rate_monotone, bn_rate_gd, bn_rate_pl,
                                                           bn_rate_heavy_ball };
    for (size_t i = 0; i < 4; i++) {
        cr_assert(meaningless(tuned[i](2, 1)) && meaningless(tuned[i](NAN, 1)) &&
                  meaningless(tuned[i](0, 0)));
        cr_assert(meaningless(stepped[i](1, 2, 1)) && meaningless(stepped[i](NAN, 1, 2)));
        cr_assert(meaningless(stepped[i](-1, 1, 2)) && meaningless(stepped[i](1, 1, HUGE_VAL)));
    }
    cr_assert_str_eq(bn_quantity_name(BN_DISTANCE), "distance");
    cr_assert_str_eq(bn_quantity_name(BN_DISTANCE_SQ), "distance_sq");
    cr_assert_str_eq(bn_quantity_name(BN_GAP), "gap");
    cr_assert_str_eq(bn_quantity_name(BN_LYAPUNOV), "lyapunov");
    cr_assert_str_eq(bn_quantity_name((bn_quantity)9), "unknown quantity");
}

/* ---- Without strong convexity, and the limits --------------------------------------------- */

/* Huber's function with threshold d0/(2 k + 1), L = 1, from d0: every step is the threshold. */
Test(rate, the_convex_bound_of_gradient_descent_is_attained)
{
    for (int k = 1; k < 60; k++) {
        double d0 = 3, threshold = d0 / (2 * k + 1), x = d0;
        for (int i = 0; i < k; i++)
            x -= fmin(x, threshold);
        cr_assert(bn_close(threshold * (x - threshold / 2), bn_gap_convex_gd(1, d0, k), 1e-12));
    }
}

Test(rate, nesterov_keeps_the_convex_bound)
{
    dice d = { 51 };
    for (size_t i = 0; i < draws(200); i++) {
        double L = draw_log(&d, 1e-2, 1e2), t = 1;
        problem f = draw_quadratic(&d, (pair){ L * 1e-6, L });
        run r = { .f = &f };
        bn_rate rate = { .step = 1 / L };
        for (int j = 0; j < DIM; j++) {
            f.curvature[j] = j ? draw_log(&d, 1e-6, 1) * L : L;
            r.x[j] = r.y[j] = draw(&d, -1, 1);
        }
        double d0 = sqrt(norm_sq(r.x));
        for (int k = 1; k < STEPS; k++) {
            double next = (1 + sqrt(1 + 4 * t * t)) / 2;
            rate.momentum = (t - 1) / next;
            nesterov(&r, &rate);
            t = next;
            cr_assert(value(&f, r.x) <= bn_gap_convex_nesterov(L, d0, k) * (1 + 1e-12));
        }
    }
    cr_assert(isnan(bn_gap_convex_gd(0, 1, 1)) && isnan(bn_gap_convex_nesterov(1, -1, 1)));
    cr_assert(isnan(bn_gap_convex_gd(1, 1, NAN)) && bn_gap_convex_gd(2, 3, 0) == 9);
}

Test(rate, conjugate_gradients_beat_the_speed_limit)
{
    dice d = { 52 };
    for (size_t i = 0; i < draws(500); i++) {
        pair p = draw_pair(&d, 1e3);
        problem f = draw_quadratic(&d, p);
        double x[DIM], g[DIM], v[DIM], start, gg = 0;
        draw_point(&d, x);
        start = value(&f, x);
        for (int j = 0; j < DIM; j++) {
            g[j] = f.curvature[j] * x[j];
            v[j] = -g[j];
            gg += g[j] * g[j];
        }
        for (int k = 1; k < DIM; k++) {
            double curvature = 0, next = 0;
            for (int j = 0; j < DIM; j++)
                curvature += f.curvature[j] * v[j] * v[j];
            if (curvature == 0)
                break;
            for (int j = 0; j < DIM; j++) {
                x[j] += gg / curvature * v[j];
                g[j] = f.curvature[j] * x[j];
                next += g[j] * g[j];
            }
            for (int j = 0; j < DIM; j++)
                v[j] = -g[j] + next / gg * v[j];
            gg = next;
            cr_assert(sqrt(value(&f, x) / start) <= bn_speed_limit(p.mu, p.L, k) * (1 + 1e-9) + 1e-12);
        }
    }
    cr_assert(bn_speed_limit(1, 4, 0) == 1 && bn_speed_limit(0, 4, 9) == 1 && bn_speed_limit(4, 4, 1) == 0);
    cr_assert(bn_speed_limit(1, 4, HUGE_VAL) == 0 && isnan(bn_speed_limit(4, 1, 1)) &&
              isnan(bn_speed_limit(1, 4, -1)));
}

Test(rate, the_restart_interval_minimizes_the_factor_per_step)
{
    dice d = { 53 };
    for (size_t i = 0; i < draws(1000); i++) {
        double kappa = draw_log(&d, 1, 1e8), k = bn_restart_interval(1, kappa),
               other = k * draw_log(&d, 0.2, 5);
        cr_assert(log(4 * kappa / (k * k)) / k <= log(4 * kappa / (other * other)) / other + 1e-15);
    }
    cr_assert(bn_restart_interval(0, 1) == HUGE_VAL && isnan(bn_restart_interval(2, 1)));
}
