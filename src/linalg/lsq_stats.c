/* Classical statistics of a least-squares fit without penalty. */
#include "linalg/lsq_parts.h"

#include "base/alloc.h"
#include "base/fail.h"

#include <stdlib.h>

/* A residual this small beside the terms it is the sum of is the rounding of z: it counts as 0. */
#define EXACT 0x1p-72

/* sum s_i r_i^2 in the frame's units, 0 when every residual counts as 0. */
static double residual_square(const bn_lsq_frame *f, const bn_dd *v, bn_dd base)
{
    const bn_lsq_problem *p = f->problem;
    bn_dd sum = bn_dd_from(0);
    bool exact = true;
    for (size_t i = 0; i < p->rows; i++) {
        double s = bn_lsq_weight(f, i), y = bn_lsq_target(f, i), size = fabs(y) + fabs(base.hi);
        if (s == 0)
            continue;
        for (size_t j = 0; j < p->cols; j++)
            size += fabs(p->X[i * p->stride + j] * f->unit[j] * v[j].hi) + fabs(f->shift[j] * v[j].hi);
        bn_dd r = bn_dd_add_d(bn_dd_neg(bn_dd_add(bn_lsq_row_dot(f, i, v), base)), y);
        exact = exact && fabs(r.hi) <= EXACT * size;
        sum = bn_dd_add_mul(sum, bn_dd_mul(r, r), bn_dd_from(s));
    }
    return exact ? 0 : sum.hi;
}

/* ((A'SA)^-1)_kk in the frame's units: entry k of the solution of A'SA z = e_k. */
static bn_status inverse_entry(double *out, size_t k, const bn_lsq_frame *f, const bn_lsq_factor *F, bn_dd *v,
                               double *linear, bool *good, bn_error *err)
{
    size_t d = f->problem->cols;
    bn_dd level = bn_dd_from(0);
    bn_lsq_progress progress;
    for (size_t j = 0; j < d; j++)
        v[j] = bn_dd_from(0);
    linear[k] = 1;
    bn_status status = bn_lsq_refine(v, &level, &progress, f, F, (bn_lsq_right){ .linear = linear }, err);
    linear[k] = 0;
    *good = !status && progress.converged;
    *out = k < d ? v[k].hi : bn_lsq_minus_dot(bn_lsq_minus_dot(level, f, f->centre, v), f, f->shift, v).hi;
    return status;
}

/* Of the routes that keep full rank, the first whose refinement converges for every column. */
static bn_status inverse_diagonal(double *out, bool *good, const bn_lsq_frame *f, bn_lsq_route route,
                                  bn_error *err)
{
    size_t d = f->problem->cols, unknowns = d + f->problem->intercept;
    bn_lsq_factor F;
    bn_status status = bn_lsq_factor_new(&F, f, route, err);
    double *linear = bn_doubles(d + 1, 1);
    bn_dd *v = bn_dds(d);
    if (!status && !(linear && v))
        status = bn_fail(err, BN_NO_MEMORY, "no memory for %zu columns of the inverse", d);
    *good = !status && F.safe && F.rank == d;
    for (size_t k = 0; k < unknowns && !status && *good; k++)
        status = inverse_entry(out + k, k, f, &F, v, linear, good, err);
    free(linear);
    free(v);
    bn_lsq_factor_free(&F);
    return status;
}

/* (v, base) from (w, b). */
static bn_dd rescale(bn_dd *v, const bn_lsq_frame *f, const bn_dd *z)
{
    size_t d = f->problem->cols;
    for (size_t j = 0; j < d; j++)
        v[j] = bn_dd_scale(z[j], 1 / (f->unit[j] / f->target_unit));
    if (!f->problem->intercept)
        return bn_dd_from(0);
    bn_dd minus_b = bn_dd_scale(bn_dd_neg(z[d]), f->target_unit);
    return bn_dd_neg(bn_lsq_minus_dot(minus_b, f, f->shift, v));
}

bn_status bn_lsq_statistics_at(bn_lsq_statistics *out, double *errors, const bn_lsq_problem *p,
                               const bn_dd *z, bn_error *err)
{
    size_t d = p->cols, unknowns = d + p->intercept;
    bool good = false;
    bn_lsq_frame f;
    bn_dd *v = NULL;
    double *inverse = NULL;
    if (p->l2 != 0)
        return bn_fail(err, BN_UNSUPPORTED, "standard errors need l2 = 0, not %g", p->l2);
    bn_status status = bn_lsq_frame_new(&f, p, false, err);
    if (!status && f.used <= unknowns)
        status =
            bn_fail(err, BN_UNSUPPORTED,
                    "standard errors need more rows than unknowns: %zu rows, %zu unknowns", f.used, unknowns);
    if (!status && !((v = bn_dds(d)) && (inverse = bn_doubles(unknowns, 1))))
        status = bn_fail(err, BN_NO_MEMORY, "no memory for %zu coefficients", d);
    for (bn_lsq_route route = BN_LSQ_CHOLESKY; route <= BN_LSQ_SVD && !status && !good; route++)
        status = inverse_diagonal(inverse, &good, &f, route, err);
    if (!status && !good)
        status = bn_fail(err, BN_NUMERICAL, "standard errors need full rank: columns depend on each other");
    if (!status) {
        bn_dd base = rescale(v, &f, z);
        out->freedom = f.used - unknowns;
        double s = sqrt(residual_square(&f, v, base) / (double)out->freedom);
        out->residual_sd = s / f.target_unit / sqrt(f.weight_unit);
        for (size_t k = 0; k < unknowns; k++)
            errors[k] = s * sqrt(inverse[k]) * ((k < d ? f.unit[k] : 1) / f.target_unit);
    }
    free(v);
    free(inverse);
    bn_lsq_frame_free(&f);
    return status;
}
