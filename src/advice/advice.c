/* Advice: made part by part, released. */
#include "advice/doctor.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "solver/outlook.h"

static const char *name_of(const char *const *names, size_t count, size_t k)
{
    return k < count ? names[k] : "unknown";
}

const char *bn_separation_name(bn_separation separation)
{
    static const char *const names[] = { "none", "separated", "weakly separated", "overlapping", "open" };
    return name_of(names, sizeof names / sizeof *names, (size_t)separation);
}

const char *bn_units_name(bn_units units)
{
    static const char *const names[BN_UNITS_COUNT] = { "file", "standardized", "equilibrated",
                                                       "fewer_columns" };
    return name_of(names, BN_UNITS_COUNT, (size_t)units);
}

const char *bn_topic_name(bn_topic topic)
{
    static const char *const names[BN_TOPIC_COUNT] = { "convexity", "separation", "units",   "columns",
                                                       "intercept", "rows",       "classes", "correlation" };
    return name_of(names, BN_TOPIC_COUNT, (size_t)topic);
}

void bn_doctor_depends(bn_doctor *d, const bn_dependence *found)
{
    d->depends[found->column] = true;
    d->dependence[d->facts.dependent++] = *found;
}

bn_status bn_doctor_thin(bn_dataset **out, const bn_doctor *d, bn_error *err)
{
    const size_t rows = d->data->rows, cols = d->facts.cols - d->facts.dependent;
    double *X = cols ? bn_doubles(rows, cols) : NULL, *at = X;
    if (!X)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a table of %zu columns", cols);
    for (size_t i = 0; i < rows; i++) {
        const double *x = bn_doctor_row(d, i);
        for (size_t j = 0; j < d->facts.cols; j++)
            if (!d->depends[j])
                *at++ = x[j];
    }
    bn_status status = bn_dataset_copy(out, rows, cols, X, d->data->targets, d->data->weights, NULL, err);
    free(X);
    return status;
}

/* The columns of a table; those of a quadratic are not measured. */
static bn_status measure(bn_doctor *d, bn_error *err)
{
    const size_t cols = d->facts.cols;
    d->dependence = bn_array(cols, sizeof *d->dependence);
    d->depends = bn_array(cols, sizeof *d->depends);
    d->column = d->f->info.terms ? bn_array(cols, sizeof *d->column) : NULL;
    d->size = bn_doubles(2, cols + 1);
    if (!d->dependence || !d->depends || !d->size || (d->f->info.terms && !d->column))
        return bn_fail(err, BN_NO_MEMORY, "no memory for advice about %zu columns", cols);
    d->room = d->size + cols + 1;
    d->facts.dependence = d->dependence;
    d->facts.column = d->column;
    if (!d->column)
        return BN_OK;
    bn_status status = bn_dataset_columns(d->column, d->f->info.data, err);
    for (size_t j = 0; j < cols && !status; j++)
        d->size[j] = hypot(d->column[j].mean, d->column[j].sd);
    d->size[cols] = 1;
    return status;
}

bn_status bn_doctor_pardon(bn_status status, const bn_error *why, bn_error *err)
{
    if (status != BN_NO_MEMORY)
        return BN_OK;
    if (err)
        *err = *why;
    return status;
}

/* Standardized columns have mean 0: nothing in them can stand in for a constant. */
static bn_status weigh_null(bn_doctor *d, bn_error *err)
{
    bn_objective *with;
    const bn_objective_info *info = &d->f->info;
    if (!d->data || !d->data->means || info->intercept)
        return BN_OK;
    bn_status status = bn_objective_new(
        &with, bn_loss_find(info->loss), info->data,
        &(bn_objective_options){ .l2 = info->l2, .intercept = true, .threads = d->threads }, err);
    if (status)
        return status;
    const double null = d->f->kind->null_value(d->f);
    d->unexplained = (null - with->kind->null_value(with)) / null;
    bn_objective_free(with);
    return BN_OK;
}

static bn_status examine(bn_doctor *d, bn_error *err)
{
    static bn_status (*const part[])(bn_doctor * d, bn_error * err) = {
        measure,        weigh_null,        bn_doctor_multiples, bn_doctor_rank,
        bn_doctor_rows, bn_doctor_classes, bn_doctor_prospects,
    };
    bn_status status = BN_OK;
    for (size_t k = 0; k < sizeof part / sizeof *part && !status; k++)
        status = part[k](d, err);
    if (!status)
        bn_doctor_remarks(d);
    return status;
}

bn_status bn_advise(bn_advice **out, bn_objective *f, const bn_advice_options *options, bn_error *err)
{
    if (!bn_loss_find(f->info.loss))
        return bn_fail(err, BN_UNSUPPORTED, "advice is about a table, and functions of yours have none");
    bn_doctor *d = bn_array(1, sizeof *d);
    if (!d)
        return bn_fail(err, BN_NO_MEMORY, "no memory for advice");
    bn_curvature curvature;
    d->f = f;
    d->options = options ? *options : (bn_advice_options){ 0 };
    d->options.tol = d->options.tol > 0 ? d->options.tol : BN_DEFAULT_TOL;
    d->data = f->info.terms ? bn_dataset_describe(f->info.data) : NULL;
    d->threads = f->threads;
    d->facts.cols = f->info.dim - f->info.intercept;
    d->facts.tol = d->options.tol;
    d->facts.units = d->data && d->data->means ? BN_UNITS_STANDARD : BN_UNITS_FILE;
    bn_status status = d->options.curvature ? BN_OK : bn_curvature_bound(&curvature, f, err);
    d->options.curvature = d->options.curvature ? d->options.curvature : &curvature;
    if (!status)
        status = examine(d, err);
    if (status)
        bn_advice_free(&d->facts);
    else
        *out = &d->facts;
    return status;
}

void bn_advice_free(bn_advice *advice)
{
    bn_doctor *d = (bn_doctor *)advice;
    if (!d)
        return;
    free(d->column);
    free(d->size);
    free(d->dependence);
    free(d->depends);
    free(d->direction);
    free(d->passes);
    free(d);
}
