/* Reference values of momentum (theory 6). */
#include <stdio.h>

#include "theory/run.h"
#include "theory/vector.h"

/* What is called stable converges, and nothing else does. */
static void radii(vector *v, double (*of)(double step, double beta, double lambda),
                  double (*stable)(double step, double beta))
{
    const double step = in(v, "eta"), beta = in(v, "beta"), lambda = in(v, "lambda"),
                 radius = of(step, beta, lambda);
    is(v, "radius", radius);
    is_true(v, "stable", radius < 1);
    cr_expect_eq(radius < 1, lambda < stable(step, beta), "%s", v->id);
}

static void heavy_ball_radius(vector *v)
{
    radii(v, bn_radius_heavy_ball, bn_stable_heavy_ball);
}

static void nesterov_radius(vector *v)
{
    radii(v, bn_radius_nesterov, bn_stable_nesterov);
}

static void tuned(vector *v, bn_rate rate, const char *name)
{
    is(v, "eta", rate.step);
    is(v, "beta", rate.momentum);
    is(v, name, rate.rate);
}

static void heavy_ball_optimal(vector *v)
{
    tuned(v, bn_rate_heavy_ball_quadratic(in(v, "mu"), in(v, "L")), "rate");
}

static void nesterov_quadratic(vector *v)
{
    tuned(v, bn_rate_nesterov_quadratic(in(v, "mu"), in(v, "L")), "rate");
}

static void nesterov_standard(vector *v)
{
    bn_rate rate = bn_rate_nesterov(in(v, "mu"), in(v, "L"));
    tuned(v, rate, "lyapunov_factor");
    double radius = bn_radius_nesterov(rate.step, rate.momentum, in(v, "mu"));
    within(v, "quadratic_radius", radius, 1e-7); /* a double root, and a momentum that is rounded */
}

static void restart_interval(vector *v)
{
    is(v, "k_star_2e_sqrt_kappa", bn_restart_interval(in(v, "mu"), in(v, "L")));
}

static void oscillation(vector *v)
{
    double step = in(v, "eta"), beta = in(v, "beta"),
           period = bn_period_heavy_ball(step, beta, in(v, "lambda"));
    double low = json_number_value(entry(v, "complex_lambda_low"));
    double high = json_number_value(entry(v, "complex_lambda_high")), beside = 1e-9;
    is(v, "period", period);
    is(v, "theta", 2 * acos(-1) / period);
    is(v, "cos_theta", cos(2 * acos(-1) / period));
    cr_expect(bn_period_heavy_ball(step, beta, low * (1 - beside)) == HUGE_VAL);
    cr_expect(bn_period_heavy_ball(step, beta, low * (1 + beside)) < HUGE_VAL);
    cr_expect(bn_period_heavy_ball(step, beta, high * (1 - beside)) > 2 + 1e-9);
    cr_expect(bn_period_heavy_ball(step, beta, high * (1 + beside)) < 2 + 1e-9);
}

static void convex_bound(vector *v)
{
    is(v, "gd", bn_gap_convex_gd(in(v, "L"), in(v, "dist0"), in(v, "k")));
    is(v, "nesterov", bn_gap_convex_nesterov(in(v, "L"), in(v, "dist0"), in(v, "k")));
    not_offered(v, "gd_loose");
}

static void speed_limit(vector *v)
{
    is(v, "factor", bn_speed_limit(1, in(v, "kappa"), in(v, "k")));
}

/* x_first to x_(first + count - 1) of the tuned heavy ball, on the function where it cycles for ever. */
static void lrp_run(const vector *v, int first, size_t count, double *out)
{
    bn_rate rate = bn_rate_heavy_ball_quadratic(1, 25);
    double before = in(v, "x_minus1"), x = in(v, "x0");
    for (int k = 1; k < first + (int)count; k++) {
        double next = x - rate.step * lrp_slope(x) + rate.momentum * (x - before);
        before = x, x = next;
        if (k >= first)
            out[k - first] = x;
    }
}

static void lrp_function(vector *v)
{
    double values[4], slopes[4];
    for (size_t i = 0; i < 4; i++) {
        values[i] = lrp_value(in_at(v, "x", i));
        slopes[i] = lrp_slope(in_at(v, "x", i));
    }
    are(v, "f", values, 4);
    are(v, "grad", slopes, 4);
}

static void lrp_first(vector *v)
{
    double x[6];
    lrp_run(v, 1, 6, x);
    are(v, "x1_to_x6", x, 6);
}

static void lrp_cycle(vector *v)
{
    double x[3], cycle[3], slopes[3], values[3];
    lrp_run(v, 1201, 3, x);
    are(v, "x1201_to_x1203", x, 3);
    for (size_t i = 0; i < 3; i++) {
        cycle[i] = x[(i + 1) % 3]; /* the list starts at the largest */
        slopes[i] = lrp_slope(cycle[i]);
        values[i] = lrp_value(cycle[i]);
    }
    are(v, "cycle", cycle, 3);
    are(v, "grads", slopes, 3);
    are(v, "values", values, 3);
    const json_t *exact = entry(v, "cycle_exact");
    for (size_t i = 0; i < 3; i++) {
        long top, bottom;
        cr_expect_eq(sscanf(json_string_value(json_array_get(exact, i)), "%ld/%ld", &top, &bottom), 2);
        cr_expect(agree(cycle[i], (double)top / (double)bottom, v->tol));
    }
}

const home vector_momentum[] = {
    { "momentum.heavy_ball_radius", heavy_ball_radius },
    { "momentum.nesterov_radius", nesterov_radius },
    { "momentum.heavy_ball_optimal", heavy_ball_optimal },
    { "momentum.nesterov_standard", nesterov_standard },
    { "momentum.nesterov_quadratic_optimal", nesterov_quadratic },
    { "momentum.restart_interval", restart_interval },
    { "momentum.hb_oscillation", oscillation },
    { "momentum.convex_bound", convex_bound },
    { "momentum.lrp_first_iterates", lrp_first },
    { "momentum.lrp_limit_cycle", lrp_cycle },
    { "momentum.lrp_function", lrp_function },
    { "momentum.chebyshev_bound", speed_limit },
    { NULL, NULL },
};
