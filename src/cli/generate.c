/* banach generate: problems made to order. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/problem.h"

enum { DEFAULT_COLS = 20 };

static bn_synthetic_options wanted(const cli_settings *s, size_t cols)
{
    return (bn_synthetic_options){
        .loss = s->operand[0],
        .spectrum =
            s->spectrum_name && !strcmp(s->spectrum_name, "mp") ? "marchenko-pastur" : s->spectrum_name,
        .rows = (size_t)s->rows,
        .cols = cols,
        .kappa = s->kappa,
        .noise = s->noise,
        .seed = s->seed,
    };
}

static bn_status check(const cli_settings *s, bn_error *err)
{
    if (s->optimum && !strcmp(s->operand[0], "logistic"))
        return cli_fail(
            err, BN_BAD_ARGUMENT,
            "--optimum: the minimizer of a logistic problem is not known; squared and quadratic have one");
    if (s->optimum && !strcmp(s->optimum, "-") && (!s->out || !strcmp(s->out, "-")))
        return cli_fail(err, BN_BAD_ARGUMENT,
                        "--optimum - would mix with the data on standard output: add --out");
    return BN_OK;
}

static bn_status make(const cli_settings *s, double *w, size_t cols, bn_error *err)
{
    char command[BN_SYNTHETIC_TEXT];
    const bn_synthetic_options options = wanted(s, cols);
    bn_dataset *data = NULL;
    bn_status status = bn_synthetic(&data, w, &options, err);
    if (!status)
        status = bn_dataset_write(data, s->out ? s->out : "-", cli_reading(s).format,
                                  bn_synthetic_command(command, &options), err);
    bn_dataset_free(data);
    return status || !s->optimum ? status : bn_point_save(s->optimum, cols, w, err);
}

static bn_status run(int *ended, const cli_settings *s, bn_error *err)
{
    const size_t cols = s->cols ? (size_t)s->cols : DEFAULT_COLS;
    *ended = CLI_DONE;
    bn_status status = check(s, err);
    if (status)
        return status;
    double *w = calloc(cols, sizeof *w);
    status = w ? make(s, w, cols, err) : cli_fail(err, BN_NO_MEMORY, "no memory for %zu columns", cols);
    free(w);
    return status;
}

const cli_command cli_generate = {
    .name = "generate",
    .bit = CLI_GENERATE,
    .operands = "KIND",
    .least = 1,
    .most = 1,
    .summary = "a problem with prescribed eigenvalues, and a minimizer that is known",
    .details = "KIND is squared, logistic or quadratic: the loss that it is made for. The first line of the\n"
               "file is the command that makes it again (not in NPY).\n"
               "    banach generate squared --rows 500 --kappa 1e4 --seed 7 --out made.csv --optimum w.txt\n"
               "    banach generate quadratic --cols 50 --spectrum mp | banach compare - --loss quadratic",
    .run = run,
};
