/* The vectors of theory/vectors.json about methods that draw terms, by their own step functions: traces with
   fed rows and coins to the vector's tolerance, expectations by means over seeds within 4 standard errors. */
#include <math.h>
#include <stdio.h>

#include <jansson.h>

#include "solver/stochastic.h"
#include "support/support.h"

TestSuite(stochastic_vectors, .fini = bn_no_leaks);

enum { MOST = 1000 };

/* Ridge regression, rows and coins of one vector. */
typedef struct vector {
    const char *id;
    const json_t *in, *out;
    double tol, eta, x0[2], best[2], f_best;
    bn_dataset *data;
    bn_objective *f;
    bn_curvature c;
    size_t rows[16], count;
    bool coins[16];
} vector;

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static double at(const json_t *list, size_t i)
{
    return json_number_value(json_array_get(list, i));
}

static void open_vector(vector *v, const json_t *entry)
{
    bn_error err = { 0 };
    double X[8], y[4];
    *v = (vector){ .id = json_string_value(json_object_get(entry, "id")),
                   .in = json_object_get(entry, "inputs"),
                   .out = json_object_get(entry, "expected"),
                   .tol = number(entry, "tol") };
    const json_t *rows = json_object_get(v->in, "indices_0based"),
                 *coins = json_object_get(v->in, "coin_flips");
    for (size_t i = 0; i < 4; i++) {
        y[i] = at(json_object_get(v->in, "y"), i);
        for (size_t j = 0; j < 2; j++)
            X[2 * i + j] = at(json_array_get(json_object_get(v->in, "X"), i), j);
    }
    v->count = json_array_size(rows);
    for (size_t k = 0; k < v->count; k++) {
        v->rows[k] = (size_t)at(rows, k);
        v->coins[k] = at(coins, k) > 0;
    }
    v->eta = number(v->in, "eta");
    cr_assert(!bn_dataset_copy(&v->data, 4, 2, X, y, NULL, NULL, &err), "%s", err.message);
    cr_assert(!bn_objective_new(&v->f, &bn_squared, v->data,
                                &(bn_objective_options){ .l2 = number(v->in, "lambda") }, &err));
    cr_assert(!bn_curvature_bound(&v->c, v->f, &err));
    v->f_best = bench_optimum(v->f, v->best);
}

static void close_vector(vector *v)
{
    bn_objective_free(v->f);
    bn_dataset_free(v->data);
}

static void expect(const vector *v, const char *key, const double *x, size_t d)
{
    const json_t *list = json_object_get(v->out, key);
    cr_assert_eq(json_array_size(list), d, "%s: no %s", v->id, key);
    for (size_t j = 0; j < d; j++)
        cr_expect(fabs(x[j] - at(list, j)) <= v->tol * fmax(1, fabs(at(list, j))),
                  "%s: %s[%zu] is %.17g, expected %.17g", v->id, key, j, x[j], at(list, j));
}

static bn_solve_options given(const vector *v)
{
    return (bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = v->eta };
}

static void run(bench *b, const bn_method *method, const vector *v, const bn_solve_options *o,
                const bn_script *script)
{
    bench_open(b, method, v->f, &v->c, v->x0, o, script);
    bench_run(b);
}

static void trace_sgd(const vector *v)
{
    bench b;
    const bn_solve_options o = given(v);
    run(&b, &bn_sgd, v, &o, &(bn_script){ .count = v->count, .rows = v->rows });
    expect(v, "w", b.s.x, 2);
    bench_close(&b);
}

/* Every point of the epoch as a random snapshot: their mean is that of w_0 .. w_(m-1). */
static void trace_svrg_epoch(const vector *v)
{
    bench b;
    bn_solve_options o = given(v);
    double mean[2] = { 0 };
    o.snapshot = BN_SNAPSHOT_RANDOM;
    o.epoch_length = v->count;
    for (size_t pick = 0; pick < v->count; pick++) {
        bench_open(&b, &bn_svrg, v->f, &v->c, v->x0, &o, &(bn_script){ v->count, v->rows, NULL, &pick });
        cr_assert(!b.method->step(&b.s));
        expect(v, "w_last", b.s.work[0], 2);
        for (size_t j = 0; j < 2; j++)
            mean[j] += b.s.x[j] / (double)v->count;
        bench_close(&b);
    }
    expect(v, "w_avg_0_to_m_minus_1", mean, 2);
    o.snapshot = BN_SNAPSHOT_AVERAGE;
    bench_open(&b, &bn_svrg, v->f, &v->c, v->x0, &o, &(bn_script){ .count = v->count, .rows = v->rows });
    cr_assert(!b.method->step(&b.s));
    expect(v, "w_avg_1_to_m", b.s.x, 2);
    expect(v, "w_last", b.s.work[0], 2);
    bench_close(&b);
}

static void trace_lsvrg(const vector *v)
{
    bench b;
    const bn_solve_options o = given(v);
    run(&b, &bn_svrg, v, &o, &(bn_script){ v->count, v->rows, v->coins, NULL });
    expect(v, "w", b.s.work[0], 2);
    expect(v, "snapshot", b.s.x, 2);
    bench_close(&b);
}

static void trace_saga(const vector *v)
{
    bench b;
    const bn_solve_options o = given(v);
    bench_open(&b, &bn_saga, v->f, &v->c, v->x0, &o, &(bn_script){ .count = v->count, .rows = v->rows });
    const double *table = b.s.slopes; /* of the method from its first step on */
    bench_run(&b);
    expect(v, "w", b.s.x, 2);
    expect(v, "scalar_table", table, 4);
    bench_close(&b);
}

/* Mean over seeds, and its standard error. */
typedef struct sample {
    double sum, squares;
    size_t count;
} sample;

static void take(sample *s, double value)
{
    s->sum += value;
    s->squares += value * value;
    s->count++;
}

static void expect_mean(const vector *v, const char *key, const sample *s)
{
    const double n = (double)s->count, mean = s->sum / n,
                 error = sqrt((s->squares / n - mean * mean) / (n - 1));
    const double truth = number(v->out, key);
    cr_expect(fabs(mean - truth) <= 4 * error, "%s: %s is %.6g +- %.2g over seeds, expected %.6g", v->id, key,
              mean, error, truth);
    fprintf(stderr, "%s: %s %.6g, %.1f standard errors off\n", v->id, key, mean, (mean - truth) / error);
}

static size_t seeds(void)
{
    return (size_t)(4000 * bn_test_multiplier());
}

static void expected_sgd(const vector *v)
{
    sample s = { 0 };
    bench b;
    bn_solve_options o = given(v);
    for (o.seed = 0; o.seed < seeds(); o.seed++) {
        run(&b, &bn_sgd, v, &o, &(bn_script){ .count = (size_t)number(v->in, "k") });
        take(&s, distance_sq(2, b.s.x, v->best));
        bench_close(&b);
    }
    expect_mean(v, "E_dist_sq", &s);
    cr_expect(s.sum / (double)s.count <= number(v->out, "bound_gower2019"));
}

static double gap(const vector *v, const double *x)
{
    bn_evaluation e;
    cr_assert(!bn_evaluate(&e, v->f, x, NULL, NULL));
    return e.value - v->f_best;
}

static void expected_svrg(const vector *v)
{
    sample last = { 0 }, random = { 0 };
    bench b;
    bn_solve_options o = given(v);
    o.snapshot = BN_SNAPSHOT_RANDOM;
    o.epoch_length = (size_t)number(v->in, "m");
    for (o.seed = 0; o.seed < seeds(); o.seed++) {
        bench_open(&b, &bn_svrg, v->f, &v->c, v->x0, &o, &(bn_script){ .count = o.epoch_length });
        cr_assert(!b.method->step(&b.s));
        take(&last, gap(v, b.s.work[0]));
        take(&random, gap(v, b.s.x));
        bench_close(&b);
    }
    cr_expect(bn_close(b.s.promise.rate, number(v->out, "johnson_zhang_alpha"), 1e-10), "rate %.17g",
              b.s.promise.rate);
    expect_mean(v, "E_subopt_last", &last);
    expect_mean(v, "E_subopt_random_0_to_m_minus_1", &random);
    cr_expect(random.sum / (double)random.count <= number(v->out, "bound"));
}

static const struct {
    const char *key;
    void (*check)(const vector *v);
} checks[] = {
    { "trace.sgd", trace_sgd },
    { "trace.svrg_epoch", trace_svrg_epoch },
    { "trace.lsvrg", trace_lsvrg },
    { "trace.saga_scalar_table_explicit_reg", trace_saga },
    { "expected.sgd_mean_square_error", expected_sgd },
    { "expected.svrg_epoch", expected_svrg },
};

/* Variants that are not offered. */
static const struct {
    const char *key, *why;
} outside[] = {
    { "trace.saga", "the penalty inside the table; ours keeps scalars and adds the penalty" },
    { "trace.sag", "not a method here: biased, and SAGA has the better theorem" },
    { "trace.lkatyusha", "not a method here" },
};

enum { CHECKS = sizeof checks / sizeof *checks, OUTSIDE = sizeof outside / sizeof *outside };

Test(stochastic_vectors, are_reproduced_by_the_step_functions)
{
    json_error_t error;
    json_t *file = json_load_file(bn_test_source("tests/theory/vectors.json"), 0, &error);
    cr_assert_not_null(file, "%s", error.text);
    size_t i, used = 0, named = 0;
    const json_t *entry;
    json_array_foreach(json_object_get(file, "vectors"), i, entry)
    {
        const char *key = json_string_value(json_object_get(entry, "key"));
        bool known = strncmp(key, "trace.", 6) && strncmp(key, "expected.", 9);
        for (size_t k = 0; k < CHECKS; k++)
            if (!strcmp(key, checks[k].key)) {
                vector v;
                open_vector(&v, entry);
                checks[k].check(&v);
                close_vector(&v);
                known = true;
                used++;
            }
        for (size_t k = 0; k < OUTSIDE; k++)
            if (!strcmp(key, outside[k].key)) {
                fprintf(stderr, "out of scope: %s (%s)\n", key, outside[k].why);
                known = true;
                named++;
            }
        cr_expect(known, "%s is neither checked nor out of scope", key);
    }
    cr_expect_eq(used, CHECKS);
    cr_expect_eq(named, OUTSIDE);
    json_decref(file);
}

/* theory.h's rates of the epoch form and of importance sampling. */
Test(stochastic_vectors, rates_of_epochs_and_of_importance_sampling)
{
    json_error_t error;
    json_t *file = json_load_file(bn_test_source("tests/theory/vectors.json"), 0, &error);
    cr_assert_not_null(file, "%s", error.text);
    size_t i, used = 0;
    const json_t *entry;
    json_array_foreach(json_object_get(file, "vectors"), i, entry)
    {
        const char *key = json_string_value(json_object_get(entry, "key"));
        const json_t *in = json_object_get(entry, "inputs"), *out = json_object_get(entry, "expected");
        const double tol = number(entry, "tol"), eta = number(in, "eta"), m = number(in, "m"),
                     mu = number(in, "mu");
        bn_facts f = { .mu = mu, .n = MOST };
        if (!strcmp(key, "svrg.johnson_zhang_alpha")) {
            f.L = f.L_max = number(in, "L");
            cr_expect(bn_close(bn_rate_svrg_random(&f, eta, m).rate, number(out, "alpha"), tol));
        } else if (!strcmp(key, "svrg.xiao_zhang_rho")) {
            f.L = f.L_max = number(in, "L_Q");
            cr_expect(bn_close(bn_rate_svrg_average(&f, eta, m).rate, number(out, "rho"), tol));
        } else if (!strcmp(key, "lsvrg.importance_sampling")) {
            const json_t *L = json_object_get(in, "L_i");
            f.L = f.L_max = (at(L, 0) + at(L, 1) + at(L, 2)) / 3;
            const bn_rate r = bn_rate_lsvrg(&f, number(in, "p"));
            cr_expect(bn_close(r.step, number(out, "gamma_importance"), tol));
            cr_expect(bn_close(r.rate, number(out, "factor_importance"), tol));
        } else {
            continue;
        }
        used++;
    }
    cr_expect_eq(used, 6);
    json_decref(file);
}
