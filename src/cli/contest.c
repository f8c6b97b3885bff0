/* Several methods run on one problem, from the same start to the same gap. */
#include "cli/contest.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/progress.h"

enum { PATH = 4096 };

/* DIR/gd-armijo.csv, with the seed behind the name when there are several. */
static bn_status trace_path(char out[PATH], const char *folder, const cli_entry *e, uint64_t seed,
                            bn_error *err)
{
    char name[CLI_LABEL], number[24] = "";
    strcpy(name, e->label);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '.')
            *c = '-';
    if (e->runs > 1)
        snprintf(number, sizeof number, "-%llu", (unsigned long long)seed);
    if (snprintf(out, PATH, "%s/%s%s.csv", folder, name, number) < PATH)
        return BN_OK;
    return cli_fail(err, BN_BAD_ARGUMENT, "--trace-dir: the name of the folder is too long");
}

/* Wires the observers of run k: curve, then trace, then progress. */
static bn_status watch(bn_trace **trace, cli_progress *progress, const cli_contest *c, cli_entry *e, size_t k,
                       bn_solve_options *options, bn_error *err)
{
    char path[PATH];
    cli_curve *curve = &e->curves[k];
    options->observe = cli_curve_observe;
    options->observe_context = curve;
    curve->next = progress->on ? cli_progress_observe : NULL;
    curve->next_context = progress;
    if (!c->settings->trace_dir)
        return BN_OK;
    const bn_trace_options chain = { .next = curve->next, .next_context = curve->next_context };
    bn_status status = trace_path(path, c->settings->trace_dir, e, options->seed, err);
    if (!status)
        status = bn_trace_open(trace, path, c->f, &chain, err);
    curve->next = bn_trace_observe;
    curve->next_context = *trace;
    options->measure_variance = true;
    return status;
}

/* Run k of an entry from x, which holds zeros. What the method answers is the entry's; what goes wrong with
   the trace is ours. */
static bn_status run_once(const cli_contest *c, cli_entry *e, size_t k, double *x, bn_error *err)
{
    cli_progress progress = { .on = c->settings->progress && isatty(STDERR_FILENO), .first = NAN };
    bn_solve_options options = e->options;
    bn_trace *trace = NULL;
    options.curvature = c->curvature;
    options.seed += k;
    bn_status status = watch(&trace, &progress, c, e, k, &options, err);
    if (status)
        return status;
    bn_solve(e->method, c->f, x, &options, &e->results[k], &e->failure);
    cli_progress_clear(&progress);
    if (e->curves[k].no_memory)
        status = cli_fail(err, BN_NO_MEMORY, "no memory for the curve of %s", e->label);
    const bn_status closed = bn_trace_close(trace, status ? NULL : err);
    return status ? status : closed;
}

static bn_status run_entry(const cli_contest *c, cli_entry *e, bn_error *err)
{
    const char *refusal = bn_method_refuses(e->method, c->f);
    bn_status status = BN_OK;
    if (refusal)
        cli_fail(&e->failure, BN_UNSUPPORTED, "%s", refusal);
    for (size_t k = 0; k < e->runs && !status && !e->failure.status; k++) {
        double *x = NULL;
        status = bn_point_new(&x, c->f, err);
        if (!status)
            status = run_once(c, e, k, x, err);
        free(x);
    }
    return status;
}

bn_status cli_contest_run(cli_contest *c, bn_error *err)
{
    const char *folder = c->settings->trace_dir;
    if (folder && mkdir(folder, 0777) && errno != EEXIST)
        return cli_fail(err, BN_CANNOT_WRITE, "%s: cannot make this folder: %s", folder, strerror(errno));
    bn_status status = BN_OK;
    for (size_t i = 0; i < c->count && !status; i++)
        status = run_entry(c, &c->entry[i], err);
    return status;
}
