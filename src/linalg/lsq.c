/* The ladder: the cheapest route whose refinement converges gives the answer. */
#include "linalg/lsq_parts.h"

#include "base/fail.h"
#include "linalg/matrix.h"

#include <stdlib.h>

const char *bn_lsq_route_name(bn_lsq_route route)
{
    static const char *const names[] = {
        [BN_LSQ_CHOLESKY] = "cholesky",       [BN_LSQ_QR] = "qr",         [BN_LSQ_SVD] = "svd",
        [BN_LSQ_TRUNCATED] = "truncated_svd", [BN_LSQ_KERNEL] = "kernel", [BN_LSQ_KERNEL_QR] = "kernel_qr",
    };
    return (size_t)route < sizeof names / sizeof *names ? names[route] : "unknown route";
}

static bool through_kernel(bn_lsq_route route)
{
    return route == BN_LSQ_KERNEL || route == BN_LSQ_KERNEL_QR;
}

/* In a frame, v all zeros: sets report and *good, and leaves the solution in v and level. */
static bn_status solve_in(bn_dd *v, bn_dd *level, bool *good, bn_lsq_report *report, const bn_lsq_frame *f,
                          bn_lsq_route route, bn_error *err)
{
    const bn_lsq_problem *p = f->problem;
    bn_lsq_progress progress = { 0 };
    bn_status status;
    *level = bn_dd_from(0);
    report->route = route;
    if (through_kernel(route)) {
        status = bn_lsq_kernel(v, level, &progress, good, &report->condition, f, route, err);
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
    /* A frame reads the data for its check, its largest entries, its squares, and twice for its means; a
       factor once, the kernel's once more for its units; a sweep once, the kernel's twice. */
    bool kernel = through_kernel(route);
    report->passes += 3 + 2 * p->intercept + 1 + kernel + progress.sweeps * (kernel ? 2.0 : 1.0);
    *good = *good && progress.converged;
    report->sweeps = progress.sweeps;
    report->correction = progress.correction;
    return status;
}

/* More unknowns than rows: n x n problems; d x d ones too where a penalty makes them regular and d is not
   much larger than n (columns of very different sizes do better there); the SVD for what l2 = 0 may bring. */
static bool suits(bn_lsq_route route, const bn_lsq_problem *p)
{
    bool wide = p->cols + p->intercept > p->rows;
    if (through_kernel(route))
        return wide;
    return !wide || (p->l2 > 0 ? p->cols / 8 <= p->rows : route >= BN_LSQ_SVD);
}

static bn_status try_route(bn_dd *z, bool *good, const bn_lsq_problem *p, bn_lsq_route route,
                           bn_lsq_report *report, bn_error *err)
{
    bn_lsq_frame f;
    bn_dd level, *v = NULL;
    bn_status status = bn_lsq_frame_new(&f, p, through_kernel(route), err);
    if (!status && !(v = bn_dds(p->cols)))
        status = bn_fail(err, BN_NO_MEMORY, "no memory for %zu coefficients", p->cols);
    if (!status)
        status = solve_in(v, &level, good, report, &f, route, err);
    if (!status && *good)
        status = bn_lsq_unscale(z, &f, v, level, err);
    free(v);
    bn_lsq_frame_free(&f);
    return status;
}

/* A factor, the stack of a QR that makes it, and what LAPACK takes; then the parts of a residual. The
   kernel's matrices are n x n. */
double bn_lsq_room(const bn_lsq_problem *p)
{
    const double n = (double)p->rows, d = (double)p->cols, blocks = n / BN_BLOCK + 1,
                 parts = 2 * (d + 1) * blocks;
    const double m = p->cols + p->intercept > p->rows ? n : d, most = 2 * m < BN_BLOCK ? BN_BLOCK : 2 * m;
    const double stack = (m + most + 66) * m, factor = m * m;
    return 8 * (d + m) + factor + (m < d ? stack + parts : stack > parts ? stack : parts);
}

bn_status bn_lsq_solve(bn_dd *z, const bn_lsq_problem *p, bn_lsq_report *report, bn_error *err)
{
    static const bn_lsq_route cheap_to_sure[] = { BN_LSQ_KERNEL, BN_LSQ_CHOLESKY, BN_LSQ_KERNEL_QR,
                                                  BN_LSQ_QR,     BN_LSQ_SVD,      BN_LSQ_TRUNCATED };
    bn_lsq_report unused;
    bn_status status = BN_OK;
    bool good = false;
    report = report ? report : &unused;
    *report = (bn_lsq_report){ 0 };
    for (size_t k = 0; k < sizeof cheap_to_sure / sizeof *cheap_to_sure && !status && !good; k++)
        if (suits(cheap_to_sure[k], p))
            status = try_route(z, &good, p, cheap_to_sure[k], report, err);
    if (!status && !good)
        status = bn_fail(err, BN_NUMERICAL,
                         "least squares with %zu rows and %zu columns: refinement did not converge", p->rows,
                         p->cols);
    return status;
}
