/* Reference values of contraction, steps and stability, and those of one quadratic. */
#include "theory/vector.h"

/* ---- Contraction, section 3 ----------------------------------------------------------------- */

static void q(vector *v)
{
    double step = in(v, "eta"), mu = in(v, "mu"), L = in(v, "L"), value = bn_q_sq(step, mu, L);
    is(v, "q", value);
    is(v, "sqrt_q", sqrt(value));
    is(v, "one_minus_q", bn_one_minus_q_sq(step, mu, L));
    is_true(v, "is_contraction", bn_one_minus_q_sq(step, mu, L) > 0);
}

static void q_optimal(vector *v)
{
    double mu = in(v, "mu"), L = in(v, "L"), step = bn_step_best_monotone(mu, L);
    is(v, "eta_max_exclusive", bn_step_safe_monotone(mu, L));
    is(v, "eta_star", step);
    is(v, "q_star", bn_q_sq(step, mu, L));
    is(v, "kappa", sqrt(1 / bn_one_minus_q_sq(step, mu, L)));
}

static void rho_optimal(vector *v)
{
    double mu = in(v, "mu"), L = in(v, "L"), step = bn_step_optimal(mu, L);
    is(v, "eta_max_exclusive", bn_step_safe_smooth(L));
    is(v, "eta_star", step);
    is(v, "rho_star", bn_rho(step, mu, L));
}

static void rho_sharp(vector *v)
{
    double step = in(v, "eta"), mu = in(v, "mu"), L = in(v, "L"), rho = bn_rho(step, mu, L);
    is(v, "rho", rho);
    is(v, "rho_squared", rho * rho);
    is(v, "q", bn_q_sq(step, mu, L));
    cr_expect(agree(bn_one_minus_rho(step, mu, L), 1 - rho, v->tol));
}

static void cocoercive(vector *v)
{
    double mu = in(v, "mu"), L = in(v, "L");
    is(v, "dist_sq_factor", bn_cocoercive_sq(in(v, "eta"), mu, L));
    is(v, "valid_for_eta_le", bn_step_optimal(mu, L));
}

static void rotation(vector *v)
{
    double mu = in(v, "mu"), omega = in(v, "omega"), step = in(v, "eta"), L = hypot(mu, omega);
    double x = in_at(v, "x", 0), y = in_at(v, "x", 1);
    double next[] = { x - step * (mu * x - omega * y), y - step * (omega * x + mu * y) };
    is(v, "L", L);
    are(v, "x_next", next, 2);
    is(v, "norm_sq_next", bn_q_sq(step, mu, L) * (x * x + y * y));
    is(v, "q", bn_q_sq(step, mu, L));
}

static void iterations(vector *v)
{
    bool squared = !strcmp(json_string_value(json_object_get(v->inputs, "kind")), "q");
    double ratio = in(v, "eps") / in(v, "d0"), k;
    k = bn_iterations_to(1 - in(v, "factor"), squared ? ratio * ratio : ratio);
    is(v, "k", k);
    cr_expect_eq(ceil(json_number_value(entry(v, "k_real"))), k);
}

static void inexact_radius(vector *v)
{
    double step = in(v, "eta"), mu = in(v, "mu"), L = in(v, "L"), eps = in(v, "eps");
    double gain = bn_one_minus_q_sq(step, mu, L) / (1 + sqrt(bn_q_sq(step, mu, L)));
    is(v, "radius_via_rho", bn_inexact_distance(bn_one_minus_rho(step, mu, L), step * eps, 1, HUGE_VAL));
    is(v, "radius_via_sqrt_q", bn_inexact_distance(gain, step * eps, 1, HUGE_VAL));
    is(v, "eps_over_mu", eps / mu);
}

static void inexact_k(vector *v)
{
    is(v, "bound", bn_inexact_distance(1 - in(v, "rho"), in(v, "step_error"), in(v, "d0"), in(v, "k")));
}

static void certified_interval(vector *v)
{
    is(v, "q_upper", bn_q_sq_upper(in(v, "eta"), in(v, "mu_lo"), in(v, "L_hi")));
    is(v, "rho_upper", bn_rho_upper(in(v, "eta"), in(v, "mu_lo"), in(v, "L_hi")));
}

/* ---- The quadratic of section 2.1: eigenvalues 3 - sqrt(3), 3, 3 + sqrt(3), minimizer (2, 1, 13)/9 ---- */

static const double minimizer[3] = { 2.0 / 9, 1.0 / 9, 13.0 / 9 };

static void gradient(const vector *v, const double *x, double *g)
{
    const json_t *A = json_object_get(v->inputs, "A");
    for (size_t i = 0; i < 3; i++) {
        g[i] = -in_at(v, "b", i);
        for (size_t j = 0; j < 3; j++)
            g[i] += json_number_value(json_array_get(json_array_get(A, i), j)) * x[j];
    }
}

/* (x - x*)'A(x - x*)/2 = (x - x*)'g/2 */
static double gap_at(const vector *v, const double *x)
{
    double g[3], sum = 0;
    gradient(v, x, g);
    for (size_t i = 0; i < 3; i++)
        sum += (x[i] - minimizer[i]) * g[i] / 2;
    return sum;
}

static double distance(const double *x, const double *y)
{
    return hypot(hypot(x[0] - y[0], x[1] - y[1]), x[2] - y[2]);
}

static void aposteriori(vector *v)
{
    double x[3], g[3], zero[3] = { 0 }, mu = 3 - sqrt(3), L = 3 + sqrt(3);
    for (size_t i = 0; i < 3; i++)
        x[i] = in_at(v, "x", i);
    gradient(v, x, g);
    bn_range by_distance = bn_distance_bounds(distance(g, zero), 0, mu, L);
    bn_range by_gap = bn_gap_bounds(distance(g, zero), 0, mu, L);
    is(v, "dist_lower_g_over_L", by_distance.lower);
    is(v, "dist_upper_g_over_mu", by_distance.upper);
    is(v, "gap_lower", by_gap.lower);
    is(v, "gap_upper", by_gap.upper);
    is(v, "dist_true", distance(x, minimizer));
    is(v, "gap_true", gap_at(v, x));
}

static void nesterov_lyapunov(vector *v)
{
    double mu = 3 - sqrt(3), L = 3 + sqrt(3), x[3] = { 0 }, y[3] = { 0 }, g[3], z[3], values[5];
    bn_rate rate = bn_rate_nesterov(mu, L);
    for (int k = 0; k < 5; k++) {
        for (int i = 0; i < 3; i++)
            z[i] = y[i] + sqrt(L / mu) * (y[i] - x[i]);
        values[k] = gap_at(v, x) + mu / 2 * distance(z, minimizer) * distance(z, minimizer);
        gradient(v, y, g);
        for (int i = 0; i < 3; i++) {
            double next = y[i] - rate.step * g[i];
            y[i] = next + rate.momentum * (next - x[i]);
            x[i] = next;
        }
    }
    are(v, "V_0_to_4", values, 5);
    is(v, "factor", rate.rate);
}

/* ---- Steps and stability, section 5 ------------------------------------------------------------ */

static void pl(vector *v)
{
    is(v, "factor", bn_rate_pl(in(v, "eta"), in(v, "mu"), in(v, "L")).rate);
}

static void descent(vector *v)
{
    is(v, "guaranteed_decrease", bn_descent(in(v, "eta"), in(v, "L"), in(v, "grad_norm")));
}

static void stability(vector *v)
{
    is(v, "gd", bn_stable_gd(in(v, "eta")));
    is(v, "heavy_ball", bn_stable_heavy_ball(in(v, "eta"), in(v, "beta")));
    is(v, "nesterov", bn_stable_nesterov(in(v, "eta"), in(v, "beta")));
}

const home vector_steps[] = {
    { "contraction.q", q },
    { "contraction.q_optimal", q_optimal },
    { "contraction.rho_optimal", rho_optimal },
    { "contraction.rho_sharp", rho_sharp },
    { "contraction.coco", cocoercive },
    { "contraction.rotation_attains_q", rotation },
    { "contraction.iterations_to_eps", iterations },
    { "contraction.inexact_radius", inexact_radius },
    { "contraction.inexact_k", inexact_k },
    { "contraction.certified_interval", certified_interval },
    { "aposteriori.bounds", aposteriori },
    { "pl.rate", pl },
    { "descent.decrease", descent },
    { "stability.sharpness_limit", stability },
    { "momentum.nesterov_lyapunov", nesterov_lyapunov },
    { NULL, NULL },
};
