/* banach compare: several methods on one problem. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/contest.h"
#include "cli/message.h"
#include "cli/problem.h"

static bn_contender contender_of(const cli_entry *e)
{
    bn_contender c = { .label = e->label, .method = e->method };
    if (e->failure.status) {
        c.reason = e->failure.message;
        c.refused = e->failure.status == BN_UNSUPPORTED;
        return c;
    }
    c.runs = e->runs;
    c.results = e->results;
    c.typical = bn_typical_run(e->runs, e->results);
    c.points = e->curves[c.typical].points;
    c.curve = e->curves[c.typical].point;
    return c;
}

/* Without gnuplot the picture is left as a script that draws it elsewhere. */
static bn_status plot(const char *path, const bn_comparison *what, bn_error *err)
{
    bn_status status = bn_plot_comparison(path, what, err);
    if (status != BN_UNSUPPORTED)
        return status;
    char *script = malloc(strlen(path) + sizeof ".gp");
    if (!script)
        return cli_fail(err, BN_NO_MEMORY, "no memory for a file name");
    strcat(strcpy(script, path), ".gp");
    cli_note("%s", err->message);
    status = bn_plot_comparison(script, what, err);
    if (!status)
        cli_note("%s has the plot as a script with all its data: gnuplot %s > %s", script, script, path);
    free(script);
    return status;
}

static bn_status report(const cli_contest *contest, bn_error *err)
{
    const cli_settings *s = contest->settings;
    bn_contender *all = calloc(contest->count, sizeof *all);
    if (!all)
        return cli_fail(err, BN_NO_MEMORY, "no memory for %zu methods", contest->count);
    for (size_t i = 0; i < contest->count; i++)
        all[i] = contender_of(&contest->entry[i]);
    const bn_comparison what = { contest->f, contest->curvature, contest->count, all };
    bn_status status = bn_report_comparison(stdout, s->json ? BN_JSON : BN_TEXT, &what, err);
    if (!status && s->plot)
        status = plot(s->plot, &what, err);
    free(all);
    return status;
}

static bn_status compare(const cli_problem *problem, const cli_settings *settings, bn_error *err)
{
    bn_curvature curvature;
    cli_contest contest = { .settings = settings, .f = problem->f, .curvature = &curvature };
    bn_status status = bn_curvature_bound(&curvature, problem->f, err);
    if (!status)
        status = cli_contest_open(&contest, err);
    if (!status)
        status = cli_contest_run(&contest, err);
    if (!status)
        status = report(&contest, err);
    cli_contest_free(&contest);
    return status;
}

/* The name says what it is; a device or a pipe takes SVG. */
static bn_status check_plot(const char *path, bn_error *err)
{
    if (path && !strcmp(path, "-"))
        return cli_fail(err, BN_BAD_ARGUMENT, "--plot - would mix with the report on standard output");
    const char *name = path ? strrchr(path, '/') : NULL,
               *ending = path ? strrchr(name ? name : path, '.') : NULL;
    if (ending && strcmp(ending, ".svg") && strcmp(ending, ".png") && strcmp(ending, ".gp"))
        return cli_fail(err, BN_BAD_ARGUMENT,
                        "--plot %.300s: %.20s is no kind of picture, expected .svg, .png or .gp", path,
                        ending);
    return BN_OK;
}

static bn_status run(int *ended, const cli_settings *settings, bn_error *err)
{
    cli_problem problem;
    bn_status status = check_plot(settings->plot, err);
    if (!status)
        status = cli_problem_load(&problem, settings, err);
    if (status)
        return status;
    *ended = CLI_DONE;
    status = compare(&problem, settings, err);
    cli_problem_free(&problem);
    return status;
}

const cli_command cli_compare = {
    .name = "compare",
    .bit = CLI_COMPARE,
    .operands = "DATA",
    .least = 1,
    .most = 1,
    .summary = "several methods on one problem, from the same start to the same certified gap",
    .details =
        "DATA as in banach fit. A method may be given a step rule of its own:\n"
        "    banach compare data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize --plot gaps.svg\n"
        "    banach compare data/diabetes.csv --methods gd,gd:armijo,gd:bb,nesterov --standardize\n"
        "Every method starts at 0 and stops when it can prove that f - f* is at most tol times scale. One\n"
        "that does not get there is shown with the reason. Curvature, computed once for all, is in no\n"
        "one's time.",
    .run = run,
};
