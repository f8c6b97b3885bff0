/* Curvature of an objective: which matrix, by which route, and what of it is proven. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "curvature/lanczos.h"
#include "curvature/metric.h"
#include "curvature/spectrum.h"

#define WIDE_LIMIT 2048 /* unknowns up to which a wide problem is worth matrices of its unknowns */

/* Fewer terms than unknowns: H is l2 I plus a matrix of small rank. */
static bool is_wide(const bn_objective *f)
{
    return f->kind->rows && f->info.terms + f->info.intercept < f->info.dim;
}

static bn_status spectrum_of(bn_spectrum_bounds *s, bn_objective *f, const double *x, bn_error *err)
{
    return is_wide(f) ? bn_spectrum_wide(s, f, x, err) : bn_spectrum_dense(s, f, x, err);
}

/* mu: the proven lower bound if it is positive, else the measured value, which singular values give to full
   relative accuracy where the Gram matrix has lost it. A mu that is proven to be negative stays as it is. */
static bn_enclosure mu_of(const bn_spectrum_bounds *s, const bn_enclosure *analytic)
{
    bn_enclosure mu = { .value = s->mu_value,
                        .lower = s->extremes.min_lower,
                        .upper = s->extremes.min_upper,
                        .status = BN_PROVEN,
                        .method = s->mu_method };
    if (mu.upper < 0)
        return mu;
    if (analytic->lower >= mu.lower) {
        mu.lower = analytic->lower;
        mu.method = analytic->lower > 0 && mu.value <= analytic->lower ? analytic->method : mu.method;
    }
    mu.value = fmax(mu.value, mu.lower);
    if (!(mu.lower > 0)) {
        mu.status = BN_MEASURED;
        mu.lower = mu.value > 0 ? mu.value * (1 - 1e-6) : 0;
    }
    mu.upper = fmax(mu.upper, mu.value);
    return mu;
}

/* Where nothing bounds L from below, the Hessian is at least that of convex terms. */
static bn_enclosure L_of(const bn_spectrum_bounds *s)
{
    const double lower = s->extremes.max_lower > -HUGE_VAL ? s->extremes.max_lower : 0;
    return (bn_enclosure){ .value = s->extremes.max,
                           .lower = fmin(lower, s->extremes.max),
                           .upper = s->extremes.max_upper,
                           .status = BN_PROVEN,
                           .method = s->L_method };
}

static bool is_narrow(const bn_extremes *e)
{
    return e->min_upper - e->min_lower <= 1e-8 * e->min_lower;
}

/* A wide Hessian is l2 in most directions, so without an intercept mu is l2. */
static bool worth_a_metric(const bn_objective *f)
{
    return !is_wide(f) || (f->info.intercept && f->info.dim <= WIDE_LIMIT);
}

/* The Gram matrix knows the smallest eigenvalue to about d u L, a congruence to about sqrt(kappa) d u of
   itself, proven; where that is not enough digits either, singular values give more, unproven. */
static bn_status sharpen_mu(bn_spectrum_bounds *s, bn_objective *f, const double *x,
                            const bn_enclosure *analytic, bn_error *err)
{
    bn_extremes *e = &s->extremes;
    if (e->min_upper < 0 || is_narrow(e) || e->min_upper - analytic->lower <= 1e-8 * analytic->lower ||
        !worth_a_metric(f))
        return BN_OK;
    bn_metric m;
    bn_status status = bn_metric_new(&m, f, x, 1e-9, err);
    const bn_range mu = bn_metric_mu(&m);
    const bool better = mu.lower > e->min_lower;
    bn_metric_free(&m);
    if (better) {
        e->min_lower = mu.lower;
        e->min_upper = fmax(fmin(e->min_upper, mu.upper), mu.lower);
        s->mu_value = e->min_lower + (e->min_upper - e->min_lower) / 2;
    }
    if (!status && !is_wide(f) && !is_narrow(e))
        status = bn_spectrum_refine(s, f, x, err);
    if (better) {
        s->mu_value = fmin(fmax(s->mu_value, e->min_lower), e->min_upper);
        s->mu_method = "preconditioned";
    }
    return status;
}

/* No matrix fits: L by products, unless the mean of the terms' L, which bounds it for certain, is nearly as
   small. */
static bool is_large(const bn_objective *f)
{
    return f->info.dim > BN_DENSE_LIMIT && !(is_wide(f) && f->info.terms <= BN_DENSE_LIMIT);
}

double bn_curvature_room(const bn_objective *f, bool local)
{
    if (is_large(f))
        return bn_lanczos_room(f);
    const double first = is_wide(f) ? bn_spectrum_wide_room(f) : bn_spectrum_dense_room(f);
    if (!(local || f->kind->constant_hessian) || !worth_a_metric(f))
        return first;
    const double refined = is_wide(f) ? 0 : bn_spectrum_refine_room(f);
    return fmax(first, (double)f->info.dim + fmax(bn_metric_room(f), refined));
}

bn_status bn_curvature_by_products(bn_curvature *out, bn_objective *f, const double *x, bn_error *err)
{
    bn_curvature c = { 0 };
    if (f->kind->analytic)
        f->kind->analytic(&c, f);
    bn_enclosure *L = &c.L;
    bn_status status = bn_lanczos(&L->value, &L->upper, f, x, err);
    if (status)
        return status;
    L->lower = L->value * (1 - 1e-9);
    L->status = BN_PROBABLE;
    L->method = "lanczos";
    if (c.L_mean > 0 && c.L_mean <= 1.02 * L->upper) {
        L->upper = fmax(c.L_mean, L->value);
        L->status = BN_PROVEN;
        L->method = "trace";
    }
    if (c.mu.lower > 0 || !c.mu.method)
        c.mu.value = c.mu.lower;
    c.mu.upper = x || f->kind->constant_hessian ? L->upper : c.mu.lower;
    c.mu.method = c.mu.method ? c.mu.method : "none";
    *out = c;
    return BN_OK;
}

static bn_status curvature(bn_curvature *out, bn_objective *f, const double *x, bn_error *err)
{
    bn_curvature c = { 0 };
    bn_spectrum_bounds s = { 0 };
    if (is_large(f))
        return bn_curvature_by_products(out, f, x, err);
    if (f->kind->analytic)
        f->kind->analytic(&c, f);
    bn_status status = spectrum_of(&s, f, x, err);
    if (!status && (x || f->kind->constant_hessian))
        status = sharpen_mu(&s, f, x, &c.mu, err);
    if (status) {
        free(s.values);
        return status;
    }
    c.L = L_of(&s);
    if (x || f->kind->constant_hessian)
        c.mu = mu_of(&s, &c.mu);
    else /* the infimum over all x: some direction flattens every term */
        c.mu.upper = c.mu.lower;
    free(s.values);
    if (!(c.L.upper < HUGE_VAL) && !f->kind->analytic && !f->kind->constant_hessian)
        return bn_fail(err, BN_UNSUPPORTED,
                       "rounding in a Hessian of your own cannot be bounded: pass bn_curvature_assume");
    if (!(c.L.upper < HUGE_VAL))
        return bn_fail(err, BN_NOT_FINITE,
                       "the curvature is too large for a double: scale the columns (standardize)");
    *out = c;
    return BN_OK;
}

static bn_status needs_hessian(const bn_objective *f, const double *x, bn_error *err)
{
    if (!x && !f->kind->constant_hessian && !f->kind->analytic)
        return bn_fail(
            err, BN_UNSUPPORTED,
            "no curvature is known for functions of yours: pass bn_curvature_assume(mu, L) to the solver");
    return BN_OK;
}

bn_status bn_curvature_bound(bn_curvature *out, bn_objective *f, bn_error *err)
{
    bn_status status = needs_hessian(f, NULL, err);
    return status ? status : curvature(out, f, NULL, err);
}

bn_status bn_curvature_known(bn_curvature *out, const bn_objective *f, bn_error *err)
{
    bn_curvature c = { 0 };
    if (!f->kind->analytic)
        return bn_fail(err, BN_UNSUPPORTED, "of this objective no curvature is known before it is computed");
    f->kind->analytic(&c, f);
    if (!(c.L_mean < HUGE_VAL))
        return bn_fail(err, BN_NOT_FINITE,
                       "the curvature is too large for a double: scale the columns (standardize)");
    c.mu.upper = f->kind->constant_hessian ? c.L_mean : c.mu.lower;
    c.L = (bn_enclosure){
        .value = c.L_mean, .lower = 0, .upper = c.L_mean, .status = BN_PROVEN, .method = "trace"
    };
    *out = c;
    return BN_OK;
}

bn_status bn_curvature_at(bn_curvature *out, bn_objective *f, const double *x, bn_error *err)
{
    if (!bn_all_finite(f->info.dim, x))
        return bn_fail(err, BN_NOT_FINITE, "the point is not finite");
    return curvature(out, f, x, err);
}

bn_status bn_spectrum(double *eigenvalues, bn_objective *f, const double *x, bn_error *err)
{
    bn_spectrum_bounds s = { 0 };
    bn_status status = needs_hessian(f, x, err);
    if (!status)
        status = spectrum_of(&s, f, x, err);
    if (!status && !is_wide(f))
        status = bn_spectrum_refine(&s, f, x, err);
    for (size_t j = 0; !status && j < f->info.dim; j++)
        eigenvalues[j] = s.values[j];
    free(s.values);
    return status;
}

bn_status bn_condition(double *cond_X, double *cond_XtX, bn_objective *f, bn_error *err)
{
    if (!f->kind->root)
        return bn_fail(err, BN_UNSUPPORTED,
                       "a condition number of data was asked for, this objective has none");
    double kappa = HUGE_VAL;
    if (!is_wide(f)) {
        bn_status status = bn_singular_ratio(&kappa, f, err);
        if (status)
            return status;
    }
    *cond_X = kappa;
    *cond_XtX = kappa * kappa;
    return BN_OK;
}
