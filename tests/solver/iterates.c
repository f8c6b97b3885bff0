/* The iterates of vectors.json, exact decimals or 17 digits, reproduced by whole runs of bn_solve. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include <banach/solver.h>

#include "solver/linesearch.h"
#include "support/support.h"

TestSuite(iterates, .fini = bn_no_leaks);

enum { D = 3, K = 8 };

/* A vector, the quadratic in it, and what a run on it did. */
typedef struct run {
    json_t *file;
    const json_t *in, *expected;
    double tol;
    size_t d, k; /* dimension, steps wanted */
    bn_objective *f;
    bn_curvature curvature;
    double start[D];
    double x[K + 1][D], value[K + 1], step[K + 1];
    double passes;
    bn_result result;
} run;

static void numbers(double *out, const json_t *list)
{
    size_t i;
    const json_t *number;
    json_array_foreach(list, i, number) out[i] = json_number_value(number);
}

static double in(const run *r, const char *name)
{
    const json_t *number = json_object_get(r->in, name);
    cr_assert(json_is_number(number), "no input %s", name);
    return json_number_value(number);
}

/* The vector called key#1: x'Ax/2 - b'x, started at x0 or x. */
static run open_vector(const char *key)
{
    json_error_t error;
    bn_error err;
    run r = { .file = json_load_file(bn_test_source("tests/theory/vectors.json"), 0, &error) };
    cr_assert_not_null(r.file, "vectors.json:%d: %s", error.line, error.text);
    size_t i;
    const json_t *item, *row;
    json_array_foreach(json_object_get(r.file, "vectors"), i, item)
    {
        if (strcmp(json_string_value(json_object_get(item, "key")), key) != 0)
            continue;
        r.in = json_object_get(item, "inputs");
        r.expected = json_object_get(item, "expected");
        r.tol = json_number_value(json_object_get(item, "tol"));
        break;
    }
    cr_assert_not_null(r.in, "no vector %s", key);
    double A[D * D], b[D] = { 0 };
    r.d = json_array_size(json_object_get(r.in, "A"));
    json_array_foreach(json_object_get(r.in, "A"), i, row) numbers(A + i * r.d, row);
    numbers(b, json_object_get(r.in, "b"));
    numbers(r.start, json_object_get(r.in, json_object_get(r.in, "x0") ? "x0" : "x"));
    cr_assert(!bn_objective_quadratic(&r.f, r.d, A, b, &err) && !bn_curvature_bound(&r.curvature, r.f, &err),
              "%s", err.message);
    r.k = json_object_get(r.in, "k") ? (size_t)in(&r, "k") : 1;
    return r;
}

static void close_vector(run *r)
{
    bn_objective_free(r->f);
    json_decref(r->file);
}

static bool record(const bn_progress *now, void *context)
{
    run *r = context;
    cr_assert_leq(now->k, K);
    memcpy(r->x[now->k], now->x, r->d * sizeof *now->x);
    r->value[now->k] = now->certificate->at.value;
    r->step[now->k] = now->step;
    r->passes = now->passes;
    return now->k < r->k;
}

/* k steps from the start. */
static void go(run *r, const bn_method *method, bn_solve_options o)
{
    bn_error err;
    double x[D];
    memcpy(x, r->start, sizeof x);
    o.curvature = o.curvature ? o.curvature : &r->curvature;
    o.tol = -1;
    o.observe = record;
    o.observe_context = r;
    cr_assert(!bn_solve(method, r->f, x, &o, &r->result, &err), "%s", err.message);
    cr_assert_eq(r->result.iterations, r->k);
}

static void is(const run *r, const char *name, double value)
{
    const double reference = json_number_value(json_object_get(r->expected, name));
    cr_expect(fabs(value - reference) <= r->tol * fmax(1, fabs(reference)), "%s is %.17g, expected %.17g",
              name, value, reference);
}

static void are(const run *r, const char *name, const double *values, size_t count)
{
    const json_t *list = json_object_get(r->expected, name);
    cr_assert_eq(json_array_size(list), count, "%s has %zu entries", name, json_array_size(list));
    for (size_t i = 0; i < count; i++) {
        const double reference = json_number_value(json_array_get(list, i));
        cr_expect(fabs(values[i] - reference) <= r->tol * fmax(1, fabs(reference)),
                  "%s[%zu] is %.17g, expected %.17g", name, i, values[i], reference);
    }
}

Test(iterates, of_gradient_descent_with_a_constant_step)
{
    run r = open_vector("gd.iterates");
    go(&r, &bn_gd, (bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = in(&r, "eta") });
    are(&r, "x", r.x[r.k], r.d);
    is(&r, "f", r.value[r.k]);
    is(&r, "rho", r.result.contract.promised.rate);
    close_vector(&r);
}

Test(iterates, of_the_exact_line_search)
{
    run r = open_vector("gd.exact_line_search");
    go(&r, &bn_gd, (bn_solve_options){ .step_rule = BN_STEP_EXACT });
    are(&r, "x", r.x[r.k], r.d);
    are(&r, "etas", r.step + 1, r.k);
    is(&r, "f", r.value[r.k]);
    is(&r, "rate_bound", r.result.contract.promised.rate);
    close_vector(&r);
}

Test(iterates, of_the_worst_case_of_the_exact_line_search)
{
    run r = open_vector("gd.els_worst_case");
    double ratios[K];
    go(&r, &bn_gd, (bn_solve_options){ .step_rule = BN_STEP_EXACT });
    for (size_t k = 0; k < r.k; k++)
        ratios[k] = r.value[k + 1] / r.value[k];
    are(&r, "ratios", ratios, r.k);
    are(&r, "x", r.x[r.k], r.d);
    is(&r, "limit", r.result.contract.promised.rate);
    close_vector(&r);
}

static void barzilai_borwein(const char *key, bn_step_rule rule)
{
    run r = open_vector(key);
    const size_t k = r.k++; /* one more, for next_eta */
    go(&r, &bn_gd, (bn_solve_options){ .step_rule = rule, .step = in(&r, "eta0") });
    are(&r, "x", r.x[k], r.d);
    are(&r, "etas_used", r.step + 1, k);
    is(&r, "next_eta", r.step[k + 1]);
    cr_expect(!(r.result.contract.promised.one_minus_rate > 0), "no rate is known");
    close_vector(&r);
}

Test(iterates, of_barzilai_and_borwein)
{
    barzilai_borwein("gd.barzilai_borwein1", BN_STEP_BB);
    barzilai_borwein("gd.barzilai_borwein2", BN_STEP_BB2);
}

Test(iterates, of_polyaks_step)
{
    run r = open_vector("gd.polyak_step");
    go(&r, &bn_gd,
       (bn_solve_options){
           .step_rule = BN_STEP_KNOWN_MIN, .known_min = in(&r, "f_star"), .known_min_attained = true });
    are(&r, "x", r.x[r.k], r.d);
    are(&r, "etas", r.step + 1, r.k);
    is(&r, "contraction_bound_sq", r.result.contract.promised.rate);
    close_vector(&r);
}

/* phi(t) = f(x - t grad f(x)) on a diagonal quadratic, the start being x. */
static bn_status along_gradient(bn_probe *out, double t, void *context)
{
    const run *r = context;
    double x[D], g[D], at[D];
    bn_evaluation e;
    bn_error err;
    cr_assert(!bn_evaluate(&e, r->f, r->start, g, &err), "%s", err.message);
    for (size_t j = 0; j < r->d; j++)
        x[j] = r->start[j] - t * g[j];
    cr_assert(!bn_evaluate(&e, r->f, x, at, &err), "%s", err.message);
    *out = (bn_probe){ t, e.value, e.value_error, 0 };
    for (size_t j = 0; j < r->d; j++)
        out->slope -= at[j] * g[j];
    return BN_OK;
}

static bn_line line_of(run *r)
{
    bn_line line = { .look = along_gradient, .context = r };
    along_gradient(&line.start, 0, r);
    line.reference = line.start.value;
    return line;
}

Test(iterates, of_armijos_halving)
{
    run r = open_vector("gd.armijo");
    const bn_line line = line_of(&r);
    bn_probe found;
    cr_assert_eq(in(&r, "shrink"), 0.5);
    cr_assert(!bn_search_armijo(&found, &line, in(&r, "c1"), in(&r, "eta0")));
    is(&r, "eta", found.t);
    is(&r, "f_new", found.value);
    is(&r, "eta_lower_bound", (1 - in(&r, "c1")) / 10);
    go(&r, &bn_gd, (bn_solve_options){ .step_rule = BN_STEP_ARMIJO, .step = in(&r, "eta0") });
    is(&r, "eta", r.step[1]);
    is(&r, "f_new", r.value[1]);
    is(&r, "backtracks", r.passes - 2); /* a pass for the start, one for the step that was taken */
    close_vector(&r);
}

/* Just inside an end of the interval a step is taken at once, just outside it is not. */
Test(iterates, of_the_wolfe_conditions_meet_the_whole_interval_and_no_more)
{
    run r = open_vector("gd.wolfe_interval");
    const bn_line line = line_of(&r);
    const double lo = json_number_value(json_object_get(r.expected, "lo"));
    const double hi = json_number_value(json_object_get(r.expected, "hi")), c1 = in(&r, "c1"),
                 c2 = in(&r, "c2");
    const struct {
        double first;
        bool inside;
    } ends[] = { { lo * (1 + 1e-9), true },
                 { lo * (1 - 1e-9), false },
                 { hi * (1 - 1e-9), true },
                 { hi * (1 + 1e-9), false } };
    bn_probe found;
    for (size_t i = 0; i < 4; i++) {
        cr_assert(!bn_search_wolfe(&found, &line, c1, c2, ends[i].first));
        cr_expect_eq(found.t == ends[i].first, ends[i].inside, "first %.17g, found %.17g", ends[i].first,
                     found.t);
    }
    for (double first = 1e-8; first < 1e8; first *= 3) {
        go(&r, &bn_gd, (bn_solve_options){ .step_rule = BN_STEP_WOLFE, .step = first });
        cr_expect(r.step[1] >= lo && r.step[1] <= hi, "first %g, found %.17g", first, r.step[1]);
    }
    close_vector(&r);
}

/* The curvature under which the method's own formulas give the momentum of the vector. */
static bn_curvature curvature_for(double L, double momentum)
{
    const double root = (1 - momentum) / (1 + momentum); /* sqrt(mu/L) */
    return bn_curvature_assume(root * root * L, L);
}

Test(iterates, of_heavy_ball)
{
    run r = open_vector("momentum.heavy_ball_iterates");
    const double root = sqrt(in(&r, "beta")), sum = 2 / sqrt(in(&r, "eta")); /* r, sqrt L + sqrt mu */
    const double m = sum * (1 - root) / 2, M = sum * (1 + root) / 2;
    const bn_curvature c = bn_curvature_assume(m * m, M * M);
    go(&r, &bn_polyak, (bn_solve_options){ .curvature = &c });
    are(&r, "x", r.x[r.k], r.d);
    close_vector(&r);
}

/* The run returns y; x_k = (y_k + beta x_k-1)/(1 + beta). */
Test(iterates, of_nesterov)
{
    run r = open_vector("momentum.nesterov_iterates");
    const bn_curvature c = curvature_for(1 / in(&r, "eta"), in(&r, "beta"));
    go(&r, &bn_nesterov, (bn_solve_options){ .curvature = &c });
    are(&r, "y", r.x[r.k], r.d);
    double x[D];
    memcpy(x, r.start, sizeof x);
    for (size_t k = 1; k <= r.k; k++)
        for (size_t j = 0; j < r.d; j++)
            x[j] = (r.x[k][j] + in(&r, "beta") * x[j]) / (1 + in(&r, "beta"));
    are(&r, "x", x, r.d);
    close_vector(&r);
}

Test(iterates, of_nesterov_without_strong_convexity)
{
    run r = open_vector("momentum.fista_iterates");
    const bn_curvature c = bn_curvature_assume(0, 1 / in(&r, "eta"));
    go(&r, &bn_nesterov, (bn_solve_options){ .curvature = &c, .restart = BN_RESTART_NEVER });
    are(&r, "y", r.x[r.k], r.d);
    close_vector(&r);
}
