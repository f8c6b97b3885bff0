/* What mu, L and the promises would be in other units: each time a copy of the table, an objective over it,
   and its curvature, the same way as for the one that was asked for. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/doctor.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "curvature/lanczos.h"
#include "dataset/standardize.h"
#include "solver/outlook.h"

/* A problem of its own; data is NULL for a quadratic. */
typedef struct remake {
    bn_dataset *data;
    bn_objective *f;
} remake;

static void discard(remake *r)
{
    bn_objective_free(r->f);
    bn_dataset_free(r->data);
}

static bn_status no_memory(bn_error *err)
{
    return bn_fail(err, BN_NO_MEMORY, "no memory for a copy of the table");
}

static bn_status over(bn_objective **out, const bn_dataset *data, const bn_loss *loss, double l2,
                      const bn_doctor *d, bn_error *err)
{
    return bn_objective_new(
        out, loss, data,
        &(bn_objective_options){ .l2 = l2, .intercept = d->f->info.intercept, .threads = d->threads }, err);
}

/* In doubles. */
static bn_status copy(remake *r, const bn_doctor *d, bool standardize, bn_error *err)
{
    const bn_dataset_info *info = d->data;
    double *own = NULL;
    const double *X = bn_dataset_all_doubles(&own, d->f->info.data);
    bn_status status = X ? bn_dataset_copy(&r->data, info->rows, info->cols, X, info->targets, info->weights,
                                           &(bn_dataset_options){ .standardize = standardize }, err)
                         : no_memory(err);
    free(own);
    return status;
}

/* A copy turned into (x - mean)/scale. */
static bn_status rescale(remake *r, const bn_doctor *d, bn_units units, bn_error *err)
{
    const size_t cols = d->facts.cols;
    double *mean = bn_doubles(2, cols), *scale = mean ? mean + cols : NULL;
    bn_status status = mean ? copy(r, d, false, err) : no_memory(err);
    for (size_t j = 0; !status && j < cols; j++) {
        const double sd = units == BN_UNITS_FILE ? d->data->scales[j] : 1;
        mean[j] = units == BN_UNITS_FILE ? -d->data->means[j] / sd : 0;
        scale[j] = units == BN_UNITS_FILE ? 1 / sd : d->size[j] > 0 ? d->size[j] : 1;
    }
    if (!status)
        status = bn_dataset_standardize(r->data, mean, scale, err);
    free(mean);
    return status;
}

/* A with rows and columns divided by the roots of its diagonal. */
static bn_status equilibrated(remake *r, const bn_doctor *d, bn_error *err)
{
    const size_t dim = d->f->info.dim;
    double *A = bn_doubles(dim + 2, dim), *D = A ? A + dim * dim : NULL;
    bn_status status = A ? d->f->kind->hessian(A, NULL, d->f, NULL, err) : no_memory(err);
    for (size_t i = 0; !status && i < dim; i++) {
        D[i] = 1 / sqrt(A[i * dim + i]);
        if (!isfinite(D[i]))
            status = bn_fail(err, BN_NUMERICAL, "the diagonal of A is not positive");
    }
    for (size_t i = 0; !status && i < dim; i++)
        for (size_t j = 0; j < dim; j++)
            A[i * dim + j] *= D[i] * D[j];
    if (!status)
        status = bn_objective_quadratic(&r->f, dim, A, D + dim, err);
    free(A);
    return status;
}

static bn_status make(remake *r, const bn_doctor *d, bn_units units, bn_error *err)
{
    if (!d->column)
        return equilibrated(r, d, err);
    bn_status status = units == BN_UNITS_STANDARD ? copy(r, d, true, err)
                       : units == BN_UNITS_FEWER  ? bn_doctor_thin(&r->data, d, err)
                                                  : rescale(r, d, units, err);
    return status ? status : over(&r->f, r->data, bn_loss_find(d->f->info.loss), d->f->info.l2, d, err);
}

/* ---- What it is worth ---------------------------------------------------------------------- */

static void promise(bn_prospect *p, double *passes, const bn_objective *f, double tol)
{
    const bn_facts facts = bn_facts_of(f, &p->everywhere);
    p->passes = passes;
    p->best_passes = HUGE_VAL;
    for (const bn_method *const *m = bn_methods(); *m; m++, passes++) {
        *passes = bn_outlook_of(*m, f, &facts, tol).passes;
        if (*m != &bn_exact && *passes < p->best_passes) {
            p->best_passes = *passes;
            p->best = *m;
        }
    }
}

/* A matrix of the unknowns, or of the terms, is out of the question. */
static bool is_large(const bn_objective *f)
{
    return f->info.dim > BN_ADVICE_DENSE && !(f->info.terms && f->info.terms <= BN_ADVICE_DENSE);
}

static bn_status look_at_origin(bn_prospect *p, bn_objective *f, bn_error *err)
{
    double *origin;
    bn_status status = bn_point_new(&origin, f, err);
    if (status)
        return status;
    status = bn_curvature_at(&p->origin, f, origin, err);
    free(origin);
    return status;
}

static bn_status look(bn_prospect *p, double *passes, bn_objective *f, const bn_curvature *known, double tol,
                      bn_error *err)
{
    bn_status status = BN_OK;
    if (known)
        p->everywhere = *known;
    else
        status = is_large(f) ? bn_curvature_by_products(&p->everywhere, f, NULL, err)
                             : bn_curvature_bound(&p->everywhere, f, err);
    p->origin = p->everywhere;
    if (!status && !f->kind->constant_hessian && !(p->everywhere.mu.lower > 0) && !is_large(f))
        status = look_at_origin(p, f, err);
    p->known = !status;
    if (p->known)
        promise(p, passes, f, tol);
    return status;
}

/* lambda_max/lambda_min of X'X in equal units: the curvature of squared loss without a penalty. */
static bn_range condition(const bn_curvature *c)
{
    return (bn_range){ c->L.lower > 0 ? c->L.lower / fmax(c->mu.upper, 0) : 0,
                       c->mu.lower > 0 ? c->L.upper / c->mu.lower : HUGE_VAL };
}

/* data: the table in equal units, classes as numbers. */
static bn_status equal_condition(bn_doctor *d, const bn_dataset *data, bn_error *err)
{
    bn_curvature c;
    bn_objective *f;
    if (d->f->info.dim > BN_ADVICE_DENSE)
        return BN_OK;
    bn_status status = over(&f, data, &bn_squared, 0, d, err);
    if (status)
        return status;
    status = bn_curvature_bound(&c, f, err);
    if (!status)
        d->facts.equal_condition = condition(&c);
    bn_objective_free(f);
    return status;
}

static bool is_wanted(const bn_doctor *d, bn_units units)
{
    if (units == d->facts.units)
        return false;
    if (!d->column)
        return units == BN_UNITS_EQUAL;
    if (units == BN_UNITS_EQUAL) /* as standardized columns are */
        return d->facts.units == BN_UNITS_FILE;
    return units != BN_UNITS_FEWER || (d->facts.dependent && d->facts.dependent < d->facts.cols);
}

/* One of the prospects. */
static bn_status imagine(bn_doctor *d, bn_units units, double *passes, bn_error *err)
{
    remake r = { NULL, NULL };
    bn_prospect *p = &d->facts.prospect[units];
    bn_status status = make(&r, d, units, err);
    if (!status)
        status = look(p, passes, r.f, NULL, d->options.tol, err);
    if (!status && units == BN_UNITS_EQUAL && d->column)
        status = equal_condition(d, r.data, err);
    else if (!status && units == BN_UNITS_EQUAL)
        d->facts.equal_condition = condition(&p->everywhere);
    discard(&r);
    return status;
}

/* Standardized columns have equal sizes. */
static bn_status standardized_condition(bn_doctor *d, bn_error *err)
{
    remake r = { NULL, NULL };
    bn_status status = copy(&r, d, false, err);
    if (!status)
        status = equal_condition(d, r.data, err);
    discard(&r);
    return status;
}

bn_status bn_doctor_prospects(bn_doctor *d, bn_error *err)
{
    size_t methods = 0;
    bn_error why;
    while (bn_methods()[methods])
        methods++;
    d->passes = bn_doubles(BN_UNITS_COUNT, methods);
    if (!d->passes)
        return bn_fail(err, BN_NO_MEMORY, "no memory for advice");
    const bn_units own = d->facts.units;
    bn_status status = look(&d->facts.prospect[own], d->passes + own * methods, d->f, d->options.curvature,
                            d->options.tol, err);
    for (size_t units = 0; !status && units < BN_UNITS_COUNT; units++)
        if (is_wanted(d, (bn_units)units))
            status =
                bn_doctor_pardon(imagine(d, (bn_units)units, d->passes + units * methods, &why), &why, err);
    if (!status && own == BN_UNITS_STANDARD)
        status = bn_doctor_pardon(standardized_condition(d, &why), &why, err);
    return status;
}
