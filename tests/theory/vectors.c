/* The reference values of vectors.json (50 digits, printed with 17), each checked here, checked elsewhere, or
   waiting for what it describes. A key that is on no list fails the test. */
#include <banach/theory.h>
#include "support/support.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(vectors, .fini = bn_no_leaks);

/* ---- One vector --------------------------------------------------------------------------- */

typedef struct vector {
    const char *id;
    const json_t *inputs, *expected;
    double tol;
    size_t seen; /* entries of expected that were compared */
} vector;

static double in(const vector *v, const char *name)
{
    const json_t *number = json_object_get(v->inputs, name);
    cr_assert(json_is_number(number), "%s: no input %s", v->id, name);
    return json_number_value(number);
}

static double in_at(const vector *v, const char *name, size_t i)
{
    return json_number_value(json_array_get(json_object_get(v->inputs, name), i));
}

static const json_t *entry(vector *v, const char *name)
{
    const json_t *value = json_object_get(v->expected, name);
    cr_assert_not_null(value, "%s: no expected %s", v->id, name);
    v->seen++;
    return value;
}

/* tol is relative; near 0, where a difference of numbers around 1 is expected, absolute. */
static bool agree(double value, double reference, double tol)
{
    return fabs(value - reference) <= fmax(tol * fabs(reference), 1e-3 * tol);
}

static void within(vector *v, const char *name, double value, double tol)
{
    double reference = json_number_value(entry(v, name));
    cr_expect(agree(value, reference, tol), "%s: %s is %.17g, expected %.17g", v->id, name, value, reference);
}

static void is(vector *v, const char *name, double value)
{
    within(v, name, value, v->tol);
}

static void is_true(vector *v, const char *name, bool value)
{
    const json_t *reference = entry(v, name); /* json_is_true is a macro that reads its argument twice */
    cr_expect_eq(json_is_true(reference), value, "%s: %s is %d", v->id, name, value);
}

static void are(vector *v, const char *name, const double *values, size_t count)
{
    const json_t *list = entry(v, name);
    cr_expect_eq(json_array_size(list), count, "%s: %s has %zu entries", v->id, name, json_array_size(list));
    for (size_t i = 0; i < count; i++) {
        double reference = json_number_value(json_array_get(list, i));
        cr_expect(agree(values[i], reference, v->tol), "%s: %s[%zu] is %.17g, expected %.17g", v->id, name, i,
                  values[i], reference);
    }
}

/* A number that is not on offer: twice as weak as another, or the same before it is rounded to an integer. */
static void not_offered(vector *v, const char *name)
{
    entry(v, name);
}

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

/* ---- Momentum, section 6 ----------------------------------------------------------------------- */

static void heavy_ball_radius(vector *v)
{
    double step = in(v, "eta"), beta = in(v, "beta"), lambda = in(v, "lambda");
    double radius = bn_radius_heavy_ball(step, beta, lambda);
    is(v, "radius", radius);
    is_true(v, "stable", radius < 1);
    cr_expect_eq(radius < 1, lambda < bn_stable_heavy_ball(step, beta), "%s", v->id);
}

static void nesterov_radius(vector *v)
{
    double step = in(v, "eta"), beta = in(v, "beta"), lambda = in(v, "lambda");
    double radius = bn_radius_nesterov(step, beta, lambda);
    is(v, "radius", radius);
    is_true(v, "stable", radius < 1);
    cr_expect_eq(radius < 1, lambda < bn_stable_nesterov(step, beta), "%s", v->id);
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

/* The function on which the tuned heavy ball cycles for ever */
static double lrp_slope(double x)
{
    return x < 1 ? 25 * x : x < 2 ? x + 24 : 25 * x - 24;
}

static double lrp_value(double x)
{
    return x < 1 ? 12.5 * x * x : x < 2 ? x * x / 2 + 24 * x - 12 : 12.5 * x * x - 24 * x + 36;
}

/* x_first to x_(first + count - 1) of the tuned heavy ball */
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

/* ---- Batches, section 8.5 ----------------------------------------------------------------------- */

static size_t count_in(const vector *v, const char *name)
{
    return (size_t)in(v, name);
}

static void expected_smoothness(vector *v)
{
    bn_facts f = {
        .L = in(v, "L"), .L_max = in(v, "L_max"), .n = count_in(v, "n"), .batch = count_in(v, "b")
    };
    bn_facts simple = f;
    simple.L = in(v, "L_bar");
    is(v, "calL", bn_expected_smoothness(&f));
    is(v, "calL_simple", bn_expected_smoothness(&simple));
    is(v, "residual_rho", bn_expected_residual(&f));
    is(v, "sgd_max_step", 1 / (2 * bn_expected_smoothness(&f)));
}

static void unified_step(vector *v)
{
    bn_facts f = { .mu = in(v, "mu"), .L = in(v, "L"), .L_max = in(v, "L_max"), .n = count_in(v, "n") };
    f.batch = count_in(v, "b");
    is(v, "gamma", bn_step_unified(&f));
    is(v, "saga_factor", bn_rate_saga(&f).rate);
    is(v, "lsvrg_factor", bn_rate_lsvrg(&f, in(v, "p")).rate);
}

static void saga_derived(vector *v)
{
    bn_facts f = { .mu = in(v, "mu"), .L = in(v, "L_max"), .L_max = in(v, "L_max"), .n = count_in(v, "n") };
    is(v, "gamma", bn_rate_saga(&f).step);
    is(v, "factor", bn_rate_saga(&f).rate);
}

static void lsvrg(vector *v)
{
    bn_facts f = { .mu = in(v, "mu"), .L = in(v, "L_max"), .L_max = in(v, "L_max"), .n = 100 };
    is(v, "eta", bn_rate_lsvrg(&f, in(v, "p")).step);
    is(v, "factor", bn_rate_lsvrg(&f, in(v, "p")).rate);
}

static void saga_batch(vector *v)
{
    bn_facts f = { .mu = in(v, "mu"), .L = in(v, "L"), .L_max = in(v, "L_max"), .n = count_in(v, "n") };
    f.batch = bn_batch_saga(&f);
    is(v, "b_floor", (double)f.batch);
    is(v, "complexity_b_floor", bn_work_saga(&f));
    is(v, "gamma_b_floor", bn_step_saga(&f));
    cr_expect_eq(floor(json_number_value(entry(v, "b_real"))), (double)f.batch);
    cr_expect(fabs(json_number_value(entry(v, "b_scan")) - (double)f.batch) <= 1);
    f.batch = 1;
    is(v, "complexity_b1", bn_work_saga(&f));
    is(v, "gamma_b1", bn_step_saga(&f));
}

static void gamma_k(vector *v)
{
    double reference = json_number_value(entry(v, "gamma")), gamma = bn_gamma(in(v, "k"));
    cr_expect(bn_close(gamma, reference, v->tol), "%s: %.17g, expected %.17g", v->id, gamma, reference);
}

/* ---- Where each key is at home ------------------------------------------------------------------ */

typedef struct home {
    const char *prefix;
    void (*check)(vector *);
} home;

static const home here[] = {
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
    { "momentum.heavy_ball_radius", heavy_ball_radius },
    { "momentum.nesterov_radius", nesterov_radius },
    { "momentum.heavy_ball_optimal", heavy_ball_optimal },
    { "momentum.nesterov_standard", nesterov_standard },
    { "momentum.nesterov_quadratic_optimal", nesterov_quadratic },
    { "momentum.restart_interval", restart_interval },
    { "momentum.hb_oscillation", oscillation },
    { "momentum.convex_bound", convex_bound },
    { "momentum.nesterov_lyapunov", nesterov_lyapunov },
    { "momentum.lrp_first_iterates", lrp_first },
    { "momentum.lrp_limit_cycle", lrp_cycle },
    { "momentum.lrp_function", lrp_function },
    { "momentum.chebyshev_bound", speed_limit },
    { "expected_smoothness.b_nice", expected_smoothness },
    { "vr.unified_step_b_nice", unified_step },
    { "saga.derived_6L", saga_derived },
    { "saga.optimal_minibatch", saga_batch },
    { "lsvrg.rate", lsvrg },
    { "round.gamma", gamma_k },
};

/* Prefixes: tests of objectives, of curvature, and of the solver read them, not this program. */
static const char *const elsewhere[] = {
    "quadratic.",
    "ridge.",
    "logistic.",
    "cond.",
    "eig.",
    "round.gram_bound",
    "round.ridge_gradient_bound",
    "gd.",
    "trace.",
    "momentum.heavy_ball_iterates",
    "momentum.nesterov_iterates",
    "momentum.fista_iterates",
};

/* Nothing in the library computes these yet. */
static const char *const waits[] = {
    "softmax.",
    "huber.",
    "prox.",
    "flow.",
    "fedavg.",
    "compress.",
    "update.",
    "muon.",
    "gns.",
    "accumulate.",
    "clip.",
    "sgd.",
    "expected.",
    "svrg.",
    "sag.",
    "saga.rates_defazio",
    "lsvrg.importance_sampling",
    "lsvrg_d.",
    "freesvrg.",
    "lkatyusha.",
    "round.gamma_f32",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const home *home_of(const char *key)
{
    for (size_t i = 0; i < COUNT(here); i++)
        if (!strcmp(key, here[i].prefix))
            return &here[i];
    return NULL;
}

/* The index of the prefix that key starts with; count when there is none. */
static size_t listed(const char *key, const char *const *prefixes, size_t count)
{
    size_t i = 0;
    while (i < count && strncmp(key, prefixes[i], strlen(prefixes[i])) != 0)
        i++;
    return i;
}

static json_t *load(void)
{
    json_error_t error;
    json_t *root = json_load_file(bn_test_source("tests/theory/vectors.json"), 0, &error);
    cr_assert_not_null(root, "tests/theory/vectors.json, line %d: %s", error.line, error.text);
    return root;
}

static void check(const home *at, const json_t *item)
{
    vector v = { .id = json_string_value(json_object_get(item, "id")),
                 .inputs = json_object_get(item, "inputs"),
                 .expected = json_object_get(item, "expected"),
                 .tol = json_number_value(json_object_get(item, "tol")) };
    cr_assert(v.tol > 0 && v.tol < 1e-6, "%s: tolerance %g", v.id, v.tol);
    at->check(&v);
    cr_expect_eq(v.seen, json_object_size(v.expected), "%s: %zu of %zu entries compared", v.id, v.seen,
                 json_object_size(v.expected));
}

Test(vectors, every_reference_value_is_checked_or_accounted_for)
{
    json_t *root = load();
    const json_t *vectors = json_object_get(root, "vectors");
    size_t checked = 0, others = 0, waiting = 0, used[COUNT(waits)] = { 0 };
    for (size_t i = 0; i < json_array_size(vectors); i++) {
        const json_t *item = json_array_get(vectors, i);
        const char *key = json_string_value(json_object_get(item, "key"));
        const home *at = home_of(key);
        size_t w = listed(key, waits, COUNT(waits));
        if (at) {
            check(at, item);
            checked++;
        } else if (listed(key, elsewhere, COUNT(elsewhere)) < COUNT(elsewhere)) {
            others++;
        } else if (w < COUNT(waits)) {
            waiting++;
            used[w]++;
        } else {
            cr_expect_fail("%s: a key on no list", key);
        }
    }
    cr_expect_gt(checked, 0);
    fprintf(stderr, "%zu checked, %zu elsewhere, %zu wait:", checked, others, waiting);
    for (size_t w = 0; w < COUNT(waits); w++)
        if (used[w])
            fprintf(stderr, " %s", waits[w]);
    fprintf(stderr, "\n");
    json_decref(root);
}

/* A list that names what is not there would hide a vector that was renamed. */
Test(vectors, every_entry_of_the_lists_is_in_the_file)
{
    json_t *root = load();
    const json_t *vectors = json_object_get(root, "vectors");
    size_t n = json_array_size(vectors), used_here[COUNT(here)] = { 0 };
    size_t used_elsewhere[COUNT(elsewhere) + 1] = { 0 }, used_waits[COUNT(waits) + 1] = { 0 };
    for (size_t i = 0; i < n; i++) {
        const char *key = json_string_value(json_object_get(json_array_get(vectors, i), "key"));
        const home *at = home_of(key);
        if (at)
            used_here[at - here]++;
        used_elsewhere[listed(key, elsewhere, COUNT(elsewhere))]++;
        used_waits[listed(key, waits, COUNT(waits))]++;
    }
    for (size_t i = 0; i < COUNT(here); i++)
        cr_expect(used_here[i], "%s is not in the file", here[i].prefix);
    for (size_t i = 0; i < COUNT(elsewhere); i++)
        cr_expect(used_elsewhere[i], "%s is not in the file", elsewhere[i]);
    for (size_t i = 0; i < COUNT(waits); i++)
        cr_expect(used_waits[i], "%s is not in the file", waits[i]);
    json_decref(root);
}
