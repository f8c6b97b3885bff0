/* Memory runs out while an objective is made, looked at, bounded, certified and minimized. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "luck/problems.h"
#include "luck/sweep.h"

TestSuite(memory_solve, .init = folder_make, .fini = folder_remove);

enum { DIM = 13 };

static problem now;
static double x[DIM];

static void each_problem(const char *what, sweep_call *call, bool (*takes)(void))
{
    for (size_t k = 0; problem_name(k); k++) {
        char name[100];
        problem_make(&now, k);
        for (size_t j = 0; j < DIM; j++)
            x[j] = 0.1 * (double)(j + 1);
        snprintf(name, sizeof name, "%s of %s", what, problem_name(k));
        if (!takes || takes())
            sweep(name, call);
        problem_free(&now);
    }
}

static bool has_data(void)
{
    return now.loss != NULL;
}

static bn_status objective(bn_error *err)
{
    bn_objective *const none = (bn_objective *)&now, *f = none;
    bn_status status = now.loss ? bn_objective_new(&f, now.loss, now.data, &now.options, err)
                                : bn_objective_custom(&f, now.dim, &problem_wave, NULL, err);
    untouched(!status || f == none);
    if (status)
        return status;
    keep_text(bn_objective_describe(f)->formula);
    bn_objective_free(f);
    return BN_OK;
}

static bn_status point(bn_error *err)
{
    double *p = x;
    bn_status status = bn_point_new(&p, now.f, err);
    untouched(!status || p == x);
    if (!status)
        free(p);
    return status;
}

static bn_status looks(bn_error *err)
{
    bn_evaluation at;
    double v[DIM], H[DIM * DIM], worst;
    bn_status status = bn_evaluate(&at, now.f, x, v, err);
    keep(v, status ? 0 : now.dim * sizeof *v);
    if (!status)
        status = bn_hessian(H, now.f, x, err);
    keep(H, status ? 0 : now.dim * now.dim * sizeof *H);
    if (!status)
        status = bn_hessian_product(v, now.f, x, x, err);
    keep(v, status ? 0 : now.dim * sizeof *v);
    if (!status)
        status = bn_gradient_check(&worst, now.f, x, err);
    keep(&worst, status ? 0 : sizeof worst);
    return status;
}

Test(memory_solve, looks)
{
    each_problem("objective", objective, NULL);
    each_problem("point", point, NULL);
    each_problem("looks", looks, NULL);
}

static void keep_enclosure(const bn_enclosure *e)
{
    const double numbers[] = { e->value, e->lower, e->upper };
    keep(numbers, sizeof numbers);
    keep(&e->status, sizeof e->status);
    keep_text(e->method);
}

static bn_status curvature(bn_error *err)
{
    bn_curvature c = { .L_max = 7 };
    bn_status status = bn_curvature_bound(&c, now.f, err);
    untouched(!status || c.L_max == 7);
    keep_enclosure(&c.mu);
    keep_enclosure(&c.L);
    return status;
}

static bn_status curvature_here(bn_error *err)
{
    bn_curvature c = { .L_max = 7 };
    bn_status status = bn_curvature_at(&c, now.f, x, err);
    untouched(!status || c.L_max == 7);
    keep_enclosure(&c.mu);
    keep_enclosure(&c.L);
    return status;
}

static bn_status spectrum(bn_error *err)
{
    double values[DIM] = { 7 };
    bn_status status = bn_spectrum(values, now.f, x, err);
    untouched(!status || values[0] == 7);
    keep(values, now.dim * sizeof *values);
    return status;
}

static bn_status enclosed(bn_error *err)
{
    double lower[DIM] = { 7 }, upper[DIM] = { 7 };
    bn_status status = bn_spectrum_enclose(lower, upper, now.f, x, err);
    untouched(!status || (lower[0] == 7 && upper[0] == 7));
    keep(lower, now.dim * sizeof *lower);
    keep(upper, now.dim * sizeof *upper);
    return status;
}

static bn_status condition(bn_error *err)
{
    double of_X = 7, of_XtX = 7;
    bn_status status = bn_condition(&of_X, &of_XtX, now.f, err);
    untouched(!status || (of_X == 7 && of_XtX == 7));
    keep(&of_X, sizeof of_X);
    return status;
}

static bool has_rows(void)
{
    return now.loss && now.loss != &bn_quadratic;
}

/* Every fact that memory was needed for. */
static bn_status advice(bn_error *err)
{
    bn_advice *const none = (bn_advice *)&now, *a = none;
    bn_status status = bn_advise(&a, now.f, NULL, err);
    untouched(!status || a == none);
    if (status)
        return status;
    for (size_t k = 0; k < a->remarks; k++)
        keep_text(bn_topic_name(a->remark[k].topic));
    for (int u = 0; u < BN_UNITS_COUNT; u++)
        keep(&a->prospect[u].everywhere.L.upper, sizeof(double));
    keep(&a->dependent, sizeof a->dependent);
    keep(&a->rank.kept, sizeof a->rank.kept);
    keep(&a->nearest.residual, sizeof a->nearest.residual);
    keep(&a->separation, sizeof a->separation);
    keep(&a->equal_condition, sizeof a->equal_condition);
    bn_advice_free(a);
    return BN_OK;
}

static bn_status columns(bn_error *err)
{
    bn_column column[DIM] = { { .mean = 7 } };
    bn_status status = bn_dataset_columns(column, now.data, err);
    untouched(!status || column[0].mean == 7);
    keep(column, status ? 0 : sizeof *column);
    return status;
}

Test(memory_solve, advice)
{
    each_problem("advice", advice, has_data);
    each_problem("columns", columns, has_data);
}

Test(memory_solve, curvature)
{
    each_problem("curvature", curvature, has_data);
    each_problem("curvature at a point", curvature_here, has_data);
    each_problem("spectrum", spectrum, has_data);
    each_problem("enclosed spectrum", enclosed, has_data);
    each_problem("condition", condition, has_rows);
}

typedef bn_status certifier(bn_certificate *, bn_objective *, const double *, const bn_curvature *,
                            bn_error *);

static bn_status certified(certifier *certify, bn_error *err)
{
    bn_certificate c = { .floor = 7 };
    bn_status status = certify(&c, now.f, x, &now.curvature, err);
    untouched(!status || c.floor == 7);
    keep(&c.gap.bound, sizeof c.gap.bound);
    keep(&c.distance.bound, sizeof c.distance.bound);
    return status;
}

static bn_status certify(bn_error *err)
{
    return certified(bn_certify, err);
}

static bn_status certify_closely(bn_error *err)
{
    return certified(bn_certify_closely, err);
}

Test(memory_solve, certificates)
{
    each_problem("certificate", certify, NULL);
    each_problem("close certificate", certify_closely, NULL);
}

static const bn_method *method;
static bn_solve_options how;

static bn_status solve(bn_error *err)
{
    double z[DIM];
    bn_result r = { .passes = 7 };
    memcpy(z, x, sizeof z);
    bn_status status = bn_solve(method, now.f, z, &how, &r, err);
    untouched(!status || (!memcmp(z, x, sizeof z) && r.passes == 7));
    keep(z, sizeof z);
    keep(&r.outcome, sizeof r.outcome);
    keep(&r.passes, sizeof r.passes);
    keep(&r.gap_bound, sizeof r.gap_bound);
    return status;
}

static void solve_as(const char *variant, bn_solve_options options)
{
    for (size_t k = 0; problem_name(k); k++) {
        char name[100];
        problem_make(&now, k);
        snprintf(name, sizeof name, "%s%s of %s", bn_method_name(method), variant, problem_name(k));
        how = options;
        how.max_passes = options.max_passes > 0 ? options.max_passes : 12;
        how.curvature = &now.curvature;
        if (!bn_method_refuses(method, now.f) &&
            !bn_solve(method, now.f, x, &how, &(bn_result){ .seconds = 0 }, NULL)) {
            memset(x, 0, sizeof x);
            sweep(name, solve);
        }
        problem_free(&now);
    }
}

Test(memory_solve, every_method)
{
    for (const bn_method *const *m = bn_methods(); *m; m++) {
        method = *m;
        solve_as("", (bn_solve_options){ .tol = 1e-8 });
    }
}

/* The record of looks grows. */
Test(memory_solve, a_long_run)
{
    method = &bn_gd;
    solve_as(" for long", (bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = 1e-9, .max_passes = 150 });
}

Test(memory_solve, every_step_rule)
{
    method = &bn_gd;
    for (bn_step_rule rule = BN_STEP_AUTO; rule <= BN_STEP_KNOWN_MIN; rule++)
        solve_as(bn_step_rule_name(rule), (bn_solve_options){ .step_rule = rule, .step = 0.01 });
}

Test(memory_solve, every_way_to_draw)
{
    method = &bn_svrg;
    for (bn_snapshot s = BN_SNAPSHOT_LOOPLESS; s <= BN_SNAPSHOT_AVERAGE; s++)
        for (bn_sampling d = BN_SAMPLE_UNIFORM; d <= BN_SAMPLE_IMPORTANCE; d++)
            solve_as(" another way", (bn_solve_options){ .snapshot = s, .sampling = d });
    method = &bn_sgd;
    for (bn_average a = BN_AVERAGE_NONE; a <= BN_AVERAGE_SUFFIX; a++)
        solve_as(" averaged",
                 (bn_solve_options){ .average = a, .schedule = BN_SCHEDULE_SWITCHING, .batch = 2 });
    method = &bn_saga;
    solve_as(" in batches", (bn_solve_options){ .batch = 3, .sampling = BN_SAMPLE_SHUFFLED });
}

static bn_status errors(bn_error *err)
{
    double e[DIM] = { 7 }, sd = 7;
    bn_status status = bn_standard_errors(e, &sd, now.f, err);
    untouched(!status || (e[0] == 7 && sd == 7));
    keep(e, sizeof e);
    keep(&sd, sizeof sd);
    return status;
}

static bool has_errors(void)
{
    double e[DIM], sd;
    return !bn_standard_errors(e, &sd, now.f, NULL);
}

Test(memory_solve, standard_errors)
{
    each_problem("standard errors", errors, has_errors);
}
