/* banach fit: from a file to a certified answer. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/problem.h"
#include "cli/progress.h"
#include "cli/running.h"

typedef struct cli_fit_run {
    const cli_settings *settings;
    cli_problem problem;
    const bn_method *method;
    bn_choice choices[BN_MAX_CHOICES];
    size_t choice_count; /* 0: the method was named */
    double *x, *errors, residual_sd;
    bn_trace *trace;
    bn_result result;
} cli_fit_run;

static bool is_auto(const char *method)
{
    return !method || !strcmp(method, "auto");
}

/* Is it one of a list of names? */
static bool is_among(const char *list, const char *name)
{
    for (size_t length; *list; list += length + strspn(list + length, ", ")) {
        length = strcspn(list, ",");
        if (length == strlen(name) && !memcmp(list, name, length))
            return true;
    }
    return false;
}

/* What only some methods read is no business of the others. */
static bn_status check_method(const cli_fit_run *r, bn_error *err)
{
    const cli_settings *s = r->settings;
    const char *name = bn_method_name(r->method);
    const struct {
        bool given;
        const char *option, *methods;
    } owned[] = {
        { s->restart, "restart", "nesterov" },
        { s->batch, "batch", "sgd, svrg, saga" },
        { s->sampling, "sampling", "sgd, svrg, saga" },
        { s->snapshot, "snapshot", "svrg" },
        { s->refresh > 0, "refresh", "svrg" },
        { s->epoch_length > 0, "epoch-length", "svrg" },
        { s->average, "average", "sgd" },
        { s->schedule, "schedule", "sgd" },
    };
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        if (owned[i].given && !is_among(owned[i].methods, name))
            return cli_fail(err, BN_BAD_ARGUMENT, "--%s is for %s: here the method is %s", owned[i].option,
                            owned[i].methods, name);
    if (s->step && strcmp(s->step, "auto") && !bn_method_has_step(r->method))
        return cli_fail(err, BN_BAD_ARGUMENT, "--step %s: %s finds its own steps", s->step, name);
    if (!r->choice_count && (s->explain || s->costs))
        return cli_fail(err, BN_BAD_ARGUMENT, "--%s is for --method auto: here it is %s",
                        s->explain ? "explain" : "costs", name);
    return BN_OK;
}

static bn_status choose_method(cli_fit_run *r, bn_error *err)
{
    const char *name = r->settings->method;
    bn_costs costs;
    const char *table = r->settings->costs;
    const bn_choose_options how = { .tol = r->settings->tol, .costs = table ? &costs : NULL };
    if (is_auto(name)) {
        bn_status status = table ? bn_costs_load(&costs, table, err) : BN_OK;
        if (!status)
            status = bn_method_choose(r->choices, &r->choice_count, r->problem.f, &how, err);
        if (status)
            return status;
    }
    r->method = r->choice_count ? r->choices[0].method : bn_method_find(name);
    const char *reason = bn_method_refuses(r->method, r->problem.f);
    return reason ? cli_fail(err, BN_UNSUPPORTED, "--method %s: %s", name, reason) : check_method(r, err);
}

/* A trace tells progress what it sees. */
static bn_status open_trace(cli_fit_run *r, bn_solve_options *options, bn_error *err)
{
    const bn_trace_options chain = { .points = r->settings->trace_points,
                                     .resumable = options->checkpoint.path,
                                     .next = options->observe,
                                     .next_context = options->observe_context };
    if (!r->settings->trace && !chain.points)
        return BN_OK;
    bn_status status = bn_trace_open(&r->trace, r->settings->trace, r->problem.f, &chain, err);
    options->observe = bn_trace_observe;
    options->observe_context = r->trace;
    options->remember = bn_trace_remember;
    options->measure_variance = r->settings->trace != NULL;
    return status;
}

static void note_memory(const cli_fit_run *r, const bn_solve_options *options)
{
    char text[BN_MEMORY_TEXT];
    const bn_memory plan = bn_memory_plan(r->method, r->problem.f, options);
    cli_note("at most %s", bn_memory_format(text, &plan));
}

static bn_status solve(cli_fit_run *r, bn_error *err)
{
    const cli_settings *s = r->settings;
    cli_progress progress = { .on = s->progress && !s->quiet && isatty(STDERR_FILENO), .first = NAN };
    bn_solve_options options;
    bn_status status = cli_running(&options, s, err);
    if (!status)
        status = cli_keeping(&options.checkpoint, s, err);
    options.stop = cli_interrupted;
    if (progress.on) {
        options.observe = cli_progress_observe;
        options.observe_context = &progress;
    }
    if (!status)
        status = open_trace(r, &options, err);
    if (status)
        return status;
    if (progress.on)
        note_memory(r, &options);
    status = bn_solve(r->method, r->problem.f, r->x, &options, &r->result, err);
    cli_interrupt_close();
    cli_progress_clear(&progress);
    return status;
}

/* Standard errors belong to ordinary least squares at its solution; where they do not exist there are
   none. */
static void look_for_errors(cli_fit_run *r)
{
    const bn_objective_info *info = bn_objective_describe(r->problem.f);
    if (strcmp(info->loss, "squared") || info->l2 > 0 ||
        (r->result.outcome != BN_CONVERGED && r->result.outcome != BN_PRECISION_LIMIT))
        return;
    r->errors = malloc(info->dim * sizeof *r->errors);
    if (r->errors && bn_standard_errors(r->errors, &r->residual_sd, r->problem.f, NULL)) {
        free(r->errors);
        r->errors = NULL;
    }
}

/* Where the run did not arrive: what to do about it. */
static void note_end(const cli_fit_run *r)
{
    const cli_settings *s = r->settings;
    const char *file = s->checkpoint ? s->checkpoint : s->resume;
    if (r->result.outcome == BN_CONVERGED)
        return;
    if ((s->json || s->quiet) && *r->result.advice)
        cli_note("%s: %s", bn_outcome_name(r->result.outcome), r->result.advice);
    if (file && !s->quiet && !r->result.checkpoint.status)
        cli_note("%.200s has the run as it is now: --resume goes on with it", file);
}

static bn_status report(const cli_fit_run *r, bn_error *err)
{
    const cli_settings *s = r->settings;
    const bn_fit_report what = { .method = r->method,
                                 .f = r->problem.f,
                                 .x = r->x,
                                 .result = &r->result,
                                 .errors = r->errors,
                                 .residual_sd = r->residual_sd,
                                 .choices = r->choice_count ? r->choices : NULL,
                                 .choice_count = r->choice_count,
                                 .explain = s->explain,
                                 .threads = cli_threads(s) };
    note_end(r);
    return s->json || !s->quiet ? bn_report_fit(stdout, s->json ? BN_JSON : BN_TEXT, &what, err) : BN_OK;
}

static bn_status save_model(const cli_fit_run *r, bn_error *err)
{
    bn_model *model = NULL;
    if (!r->settings->model)
        return BN_OK;
    bn_status status = bn_model_new(&model, r->problem.f, r->x, &r->result, err);
    if (!status)
        status = bn_model_save(model, r->settings->model, err);
    bn_model_free(model);
    return status;
}

static bn_status save_certificate(const cli_fit_run *r, bn_error *err)
{
    const bn_dataset_options reading = cli_reading(r->settings);
    if (!r->settings->certificate)
        return BN_OK;
    if (r->result.certificate.gap.status != BN_PROVEN || !isfinite(r->result.gap_bound))
        cli_note("the certificate holds no bound on f - f*: none is proven");
    return bn_certificate_save(r->settings->certificate, r->problem.f, r->x, &r->result, &reading, err);
}

/* What is known to fail is said before the work is done. */
static bn_status check(const cli_settings *s, bn_error *err)
{
    if (!is_auto(s->method) && !bn_method_find(s->method))
        return cli_no_method(err, s->method);
    const char *const outputs[][2] = { { "model", s->model },
                                       { "certificate", s->certificate },
                                       { "trace", s->trace },
                                       { "trace-points", s->trace_points } };
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs && !s->quiet; i++)
        if (outputs[i][1] && !strcmp(outputs[i][1], "-"))
            return cli_fail(err, BN_BAD_ARGUMENT,
                            "--%s - would mix with the report on standard output: add --quiet",
                            outputs[i][0]);
    if (s->model && s->loss && !strcmp(s->loss, "quadratic"))
        return cli_fail(err, BN_BAD_ARGUMENT,
                        "--model: a quadratic has no rows to predict, so it makes no model");
    if (s->checkpoint && !strcmp(s->checkpoint, "-"))
        return cli_fail(err, BN_BAD_ARGUMENT, "--checkpoint -: a checkpoint needs a file");
    if (s->resume && access(s->resume, R_OK))
        return cli_fail(err, BN_CANNOT_READ, "%.300s: cannot read: %s", s->resume, strerror(errno));
    return BN_OK;
}

/* Was the last checkpoint written? */
static bn_status tell_checkpoint(const cli_fit_run *r, bn_error *err)
{
    *err = r->result.checkpoint;
    return err->status;
}

/* What a run has found is not lost because one place for it is full: every other one gets it, and the first
   failure is told. */
static bn_status deliver(cli_fit_run *r, bn_error *err)
{
    static bn_status (*const places[])(
        const cli_fit_run *, bn_error *) = { report, save_model, save_certificate, tell_checkpoint };
    bn_error first = { BN_OK, "" };
    look_for_errors(r);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (places[i](r, err) && !first.status)
            first = *err;
    *err = first;
    return first.status;
}

static bn_status fit(cli_fit_run *r, bn_error *err)
{
    bn_status status = check(r->settings, err);
    if (!status)
        status = cli_problem_load(&r->problem, r->settings, err);
    if (!status)
        status = choose_method(r, err);
    if (!status)
        status = bn_point_new(&r->x, r->problem.f, err);
    if (!status)
        status = solve(r, err);
    return status ? status : deliver(r, err);
}

static bn_status run(int *ended, const cli_settings *settings, bn_error *err)
{
    cli_fit_run r = { .settings = settings };
    bn_status status = fit(&r, err);
    const bn_status traced = bn_trace_close(r.trace, status ? NULL : err);
    status = status ? status : traced;
    if (!status)
        *ended = r.result.outcome == BN_CONVERGED ? CLI_DONE : CLI_NOT_CONVERGED;
    free(r.x);
    free(r.errors);
    cli_problem_free(&r.problem);
    return status;
}

const cli_command cli_fit = {
    .name = "fit",
    .bit = CLI_FIT,
    .operands = "DATA",
    .least = 1,
    .most = 1,
    .summary = "minimize a loss over a file, and certify how far the answer can be from the best",
    .details =
        "DATA is a CSV, LIBSVM or NPY file, or - for standard input. The target is the last column of a "
        "CSV.\n"
        "    banach fit data/diabetes.csv --intercept --l2 0\n"
        "    banach fit data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize --model model.json\n"
        "It has converged when a bound on f - f*, proven where it says so, is at most tol times scale.",
    .run = run,
};
