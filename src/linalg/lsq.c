/* The ladder: the cheapest route whose refinement converges gives the answer. */
#include "linalg/lsq_parts.h"

#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

const char *bn_lsq_route_name(bn_lsq_route route)
{
    static const char *const names[] = {
        [BN_LSQ_CHOLESKY] = "cholesky",
        [BN_LSQ_QR] = "qr",
        [BN_LSQ_SVD] = "svd",
        [BN_LSQ_KERNEL] = "kernel",
    };
    return (size_t)route < sizeof names / sizeof *names ? names[route] : "unknown route";
}

/* One rung: sets report and *good, and leaves the solution in v and level. */
static bn_status climb(bn_dd *v, bn_dd *level, bool *good, bn_lsq_report *report, const bn_lsq_frame *f,
                       bn_lsq_route route, bn_error *err)
{
    const bn_lsq_problem *p = f->problem;
    bn_lsq_progress progress = { 0 };
    bn_status status;
    memset(v, 0, p->cols * sizeof *v);
    *level = bn_dd_from(0);
    report->route = route;
    if (route == BN_LSQ_KERNEL) {
        status = bn_lsq_kernel(v, level, &progress, good, &report->condition, f, err);
        report->rank = f->ridge.hi > 0 ? p->cols + p->intercept : f->used;
    } else {
        bn_lsq_factor F;
        status = bn_lsq_factor_new(&F, f, route, err);
        *good = F.safe;
        if (!status && F.safe)
            status = bn_lsq_refine(v, level, &progress, f, &F, (bn_lsq_right){ .targets = true }, err);
        report->rank = F.rank + p->intercept;
        report->condition = F.condition;
        bn_lsq_factor_free(&F);
    }
    *good = *good && progress.converged;
    report->sweeps = progress.sweeps;
    report->correction = progress.correction;
    return status;
}

bn_status bn_lsq_solve(bn_dd *z, const bn_lsq_problem *p, bn_lsq_report *report, bn_error *err)
{
    static const bn_lsq_route tall[] = { BN_LSQ_CHOLESKY, BN_LSQ_QR, BN_LSQ_SVD }, wide[] = { BN_LSQ_KERNEL, BN_LSQ_SVD };
    bool is_wide = p->cols > p->rows, good = false;
    const bn_lsq_route *routes = is_wide ? wide : tall;
    size_t count = is_wide ? sizeof wide / sizeof *wide : sizeof tall / sizeof *tall;
    bn_lsq_report unused;
    bn_lsq_frame f;
    bn_dd level, *v = NULL;
    bn_status status = bn_lsq_frame_new(&f, p, is_wide, err);
    if (!status && !(v = bn_dds(p->cols)))
        status = bn_fail(err, BN_NO_MEMORY, "no memory for %zu coefficients", p->cols);
    for (size_t k = 0; k < count && !status && !good; k++)
        status = climb(v, &level, &good, report ? report : &unused, &f, routes[k], err);
    if (!status && !good)
        status = bn_fail(err, BN_NUMERICAL, "least squares with %zu rows and %zu columns: refinement did not converge",
                         p->rows, p->cols);
    if (!status)
        status = bn_lsq_unscale(z, &f, v, level, err);
    free(v);
    bn_lsq_frame_free(&f);
    return status;
}
