/* Options of bn_synthetic: defaults, and the sentences about what cannot be made. */
#include "dataset/plan.h"
#include "base/fail.h"
#include "base/number.h"
#include "dataset/memory.h"
#include "dataset/spectra.h"
#include "linalg/blas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const losses[] = {
    [BN_PLAN_SQUARED] = "squared",
    [BN_PLAN_LOGISTIC] = "logistic",
    [BN_PLAN_QUADRATIC] = "quadratic",
};

enum { LOSSES = sizeof losses / sizeof *losses };

bn_synthetic_options bn_synthetic_defaults(const bn_synthetic_options *options)
{
    bn_synthetic_options o = options ? *options : (bn_synthetic_options){ .seed = 0 };
    o.loss = o.loss ? o.loss : losses[BN_PLAN_SQUARED];
    o.spectrum = o.spectrum ? o.spectrum : "geometric";
    o.cols = o.cols ? o.cols : 20;
    if (!o.rows)
        o.rows = strcmp(o.loss, losses[BN_PLAN_QUADRATIC]) ? 1000 : o.cols;
    o.kappa = o.kappa == 0 ? 100 : o.kappa;
    return o;
}

static bn_status check_names(bn_plan *plan, bn_error *err)
{
    const bn_synthetic_options *o = &plan->options;
    size_t loss = 0;
    while (loss < LOSSES && strcmp(o->loss, losses[loss]))
        loss++;
    if (loss == LOSSES)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "synthetic: loss \"%.60s\" asked for, expected squared, logistic or quadratic",
                       o->loss);
    plan->loss = (bn_plan_loss)loss;
    if (bn_spectrum_fill(NULL, 0, o->spectrum, 1))
        return BN_OK;
    char list[200] = "";
    for (const char *const *name = bn_synthetic_spectra(); *name; name++)
        strcat(strcat(list, *list ? ", " : ""), *name);
    return bn_fail(err, BN_BAD_ARGUMENT, "synthetic: spectrum \"%.60s\" asked for, expected one of %s",
                   o->spectrum, list);
}

static bn_status check_numbers(const bn_plan *plan, bn_error *err)
{
    const bn_synthetic_options *o = &plan->options;
    if (!(o->kappa >= 1 && isfinite(o->kappa)))
        return bn_fail(err, BN_BAD_ARGUMENT, "synthetic: kappa is %g, expected a number of at least 1",
                       o->kappa);
    if (!(o->noise >= 0 && isfinite(o->noise)))
        return bn_fail(err, BN_BAD_ARGUMENT, "synthetic: noise is %g, expected a number of at least 0",
                       o->noise);
    if (plan->loss == BN_PLAN_QUADRATIC && o->noise > 0)
        return bn_fail(err, BN_BAD_ARGUMENT, "synthetic: noise is %g, but a quadratic has none", o->noise);
    if (plan->loss == BN_PLAN_QUADRATIC && o->rows != o->cols)
        return bn_fail(err, BN_BAD_ARGUMENT, "synthetic: %zu rows and %zu columns, a quadratic has as many",
                       o->rows, o->cols);
    if (plan->loss == BN_PLAN_SQUARED && o->noise > 0 && o->rows <= o->cols)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "synthetic: noise with %zu rows and %zu columns, expected more rows than columns",
                       o->rows, o->cols);
    return BN_OK;
}

/* X twice, for a dataset holds a copy, and its two factors. */
static bn_status check_size(const bn_plan *plan, bn_error *err)
{
    double n = (double)plan->rows, d = (double)plan->cols,
           bytes = 8 * (2 * n * d + (n + d) * (double)plan->rank);
    if (bn_fits_int(plan->rows) && bn_fits_int(plan->cols) && bytes < (double)bn_physical_memory())
        return BN_OK;
    return bn_fail(err, BN_NO_MEMORY, "synthetic: %zu rows and %zu columns do not fit in memory", plan->rows,
                   plan->cols);
}

bn_status bn_plan_make(bn_plan *out, const bn_synthetic_options *options, bn_error *err)
{
    bn_synthetic_options o = bn_synthetic_defaults(options);
    *out =
        (bn_plan){ .options = o, .rows = o.rows, .cols = o.cols, .rank = o.rows < o.cols ? o.rows : o.cols };
    bn_status status = check_names(out, err);
    if (!status)
        status = check_numbers(out, err);
    return status ? status : check_size(out, err);
}

bn_status bn_synthetic_eigenvalues(double *eigenvalues, const bn_synthetic_options *options, bn_error *err)
{
    bn_plan plan;
    bn_status status = bn_plan_make(&plan, options, err);
    if (status)
        return status;
    size_t zeros = plan.cols - plan.rank;
    memset(eigenvalues, 0, zeros * sizeof *eigenvalues);
    bn_spectrum_fill(eigenvalues + zeros, plan.rank, plan.options.spectrum, plan.options.kappa);
    return BN_OK;
}

const char *bn_synthetic_command(char text[BN_SYNTHETIC_TEXT], const bn_synthetic_options *options)
{
    bn_synthetic_options o = bn_synthetic_defaults(options);
    char kappa[BN_NUMBER_TEXT], noise[BN_NUMBER_TEXT];
    snprintf(text, BN_SYNTHETIC_TEXT,
             "banach generate %.60s --spectrum %.60s --rows %zu --cols %zu --kappa %s --noise %s "
             "--seed %llu",
             o.loss, o.spectrum, o.rows, o.cols, bn_number_format(kappa, o.kappa),
             bn_number_format(noise, o.noise), (unsigned long long)o.seed);
    return text;
}
