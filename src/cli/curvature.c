/* banach curvature: how strongly the objective of a file bends. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/point.h"
#include "cli/problem.h"

enum { JACOBI = 2048 }; /* unknowns up to which singular values to full accuracy are worth their time */

typedef struct cli_curvature_run {
    const cli_settings *settings;
    cli_problem problem;
    double *x; /* where, NULL: everywhere */
    double *spectrum;
    bn_curvature everywhere, here;
    bn_advice *advice;
} cli_curvature_run;

static bn_status go_to_optimum(cli_curvature_run *r, bn_error *err)
{
    bn_result result;
    const bn_solve_options options = { .curvature = &r->everywhere, .tol = 1e-14 };
    bn_status status = bn_solve(cli_default_method(r->problem.f), r->problem.f, r->x, &options, &result, err);
    if (!status && result.outcome != BN_CONVERGED)
        cli_note("the optimum is known to f - f* <= %.1e only (%s)", result.gap_bound,
                 bn_outcome_name(result.outcome));
    return status;
}

static bn_status stay(cli_curvature_run *r, bn_error *err)
{
    (void)r, (void)err;
    return BN_OK; /* x is the origin already */
}

static bn_status go_to_file(cli_curvature_run *r, bn_error *err)
{
    return cli_point_read(r->x, bn_objective_describe(r->problem.f)->dim, r->settings->at, err);
}

static bn_status go(cli_curvature_run *r, bn_error *err)
{
    static const struct {
        const char *name;
        bn_status (*to)(cli_curvature_run *r, bn_error *err);
    } places[] = { { "origin", stay }, { "optimum", go_to_optimum } };
    const char *at = r->settings->at;
    if (!at || !strcmp(at, "global"))
        return BN_OK;
    bn_status status = bn_point_new(&r->x, r->problem.f, err);
    for (size_t i = 0; !status && i < sizeof places / sizeof *places; i++)
        if (!strcmp(at, places[i].name))
            return places[i].to(r, err);
    return status ? status : go_to_file(r, err);
}

static bn_status look(cli_curvature_run *r, bn_error *err)
{
    bn_status status = r->x ? bn_curvature_at(&r->here, r->problem.f, r->x, err) : BN_OK;
    if (!status && r->settings->advice)
        status = bn_advise(&r->advice, r->problem.f,
                           &(bn_advice_options){ .tol = r->settings->tol, .curvature = &r->everywhere }, err);
    if (status || !r->settings->spectrum)
        return status;
    status = bn_point_new(&r->spectrum, r->problem.f, err);
    return status ? status : bn_spectrum(r->spectrum, r->problem.f, r->x, err);
}

static bn_status report(cli_curvature_run *r, bn_error *err)
{
    bn_curvature_report what = { .f = r->problem.f,
                                 .everywhere = &r->everywhere,
                                 .here = r->x ? &r->here : NULL,
                                 .at = r->settings->at,
                                 .spectrum = r->spectrum,
                                 .cond_X = NAN,
                                 .cond_XtX = NAN,
                                 .tol = r->settings->tol,
                                 .advice = r->advice };
    const bn_objective_info *info = bn_objective_describe(r->problem.f);
    if (info->terms && (info->dim <= JACOBI || info->terms + info->intercept < info->dim)) {
        bn_status status = bn_condition(&what.cond_X, &what.cond_XtX, r->problem.f, err);
        if (status)
            return status;
    }
    return bn_report_curvature(stdout, r->settings->json ? BN_JSON : BN_TEXT, &what, err);
}

static bn_status check_memory(const cli_curvature_run *r, bn_error *err)
{
    bn_memory plan = bn_memory_plan(NULL, r->problem.f, NULL);
    if (r->settings->advice) { /* two more tables at a time, and an objective over one */
        plan.total += 2 * plan.data + plan.objective;
        plan.data *= 3;
        plan.objective *= 2;
    }
    return bn_memory_check(&plan, r->settings->memory_limit, err);
}

static bn_status curvature(cli_curvature_run *r, bn_error *err)
{
    bn_status status = cli_problem_load(&r->problem, r->settings, err);
    if (!status)
        status = check_memory(r, err);
    if (!status)
        status = bn_curvature_bound(&r->everywhere, r->problem.f, err);
    if (!status)
        status = go(r, err);
    if (!status)
        status = look(r, err);
    return status ? status : report(r, err);
}

static bn_status run(int *ended, const cli_settings *settings, bn_error *err)
{
    cli_curvature_run r = { .settings = settings };
    bn_status status = curvature(&r, err);
    *ended = CLI_DONE;
    free(r.x);
    free(r.spectrum);
    bn_advice_free(r.advice);
    cli_problem_free(&r.problem);
    return status;
}

const cli_command cli_curvature = {
    .name = "curvature",
    .bit = CLI_CURVATURE,
    .operands = "DATA",
    .least = 1,
    .most = 1,
    .summary = "mu, L, kappa and safe steps of a loss over a file",
    .details =
        "DATA as in banach fit.\n"
        "    banach curvature data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize --spectrum\n"
        "    banach curvature data/breast_cancer.csv --loss logistic --advice\n"
        "Global numbers hold at every point. A point in a file is in the unknowns of the objective:\n"
        "standardized coefficients with --standardize, the intercept last.\n"
        "Advice: what stands in the way of a fast fit (sizes of columns, columns that say nothing new,\n"
        "steep rows, classes), what a change is worth in passes, and kappa in other units.",
    .run = run,
};
