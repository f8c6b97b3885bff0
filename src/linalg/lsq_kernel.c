/* Wide data, d > n: the minimizer is w = sum_i a_i x_i, and the n multipliers a solve
       s_i (y_i - b - x_i'w) = ridge a_i,     sum_i a_i = 0 with an intercept.
   The rough inverse is that of Z Z' + ridge, Z = sqrt(S)(X^ - 1 centre'), n x n, by Cholesky or by QR of
   [Z sqrt(ridge)]'. Nothing is divided by the ridge, so a tiny one, or none (then w is the interpolant of
   least |w|), does no harm. */
#include "linalg/lsq_parts.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/sizes.h"
#include "linalg/blas.h"
#include "linalg/matrix.h"

#include <stdlib.h>
#include <string.h>

typedef struct kernel {
    const bn_lsq_frame *frame;
    double *R;    /* rows x rows: diag(unit) (Z Z' + ridge) diag(unit) = R'R */
    double *root; /* sqrt(s_i) */
    double *unit; /* powers of two that bring the diagonal to 1 .. 4 */
    double lift;  /* see penalty_rows */
    bn_dd *a, *e; /* multipliers; the residuals of their equations */
    bn_dd *parts; /* sums of row blocks */
    double *g;
} kernel;

static size_t row_blocks(const bn_lsq_frame *f)
{
    return (f->problem->rows + BN_BLOCK - 1) / BN_BLOCK;
}

/* ---- Factor -------------------------------------------------------------------------------- */

static void choose_units(kernel *k, double *strip)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows, d = f->problem->cols;
    double ridge = bn_lsq_penalty(f, 0).hi, trace = 0;
    for (size_t i = 0; i < n; i++) {
        double square = 0;
        k->root[i] = sqrt(bn_lsq_weight(f, i));
        for (size_t left = 0; left < d; left += BN_BLOCK) {
            size_t width = bn_least(BN_BLOCK, d - left);
            bn_lsq_rows(f, i, 1, left, width, strip);
            square += bn_dot(width, strip, strip);
        }
        trace += square;
        double size = sqrt(square + ridge);
        k->unit[i] = size > 0 && k->root[i] > 0 ? ldexp(1, -ilogb(size)) : 1;
    }
    k->lift = f->problem->intercept ? trace / (double)f->used / f->total.hi : 0;
}

/* out (width x rows) = columns [left, left + width) of diag(unit) Z, as rows. */
static void transposed_columns(const kernel *k, size_t left, size_t width, double *strip, double *out)
{
    size_t n = k->frame->problem->rows;
    for (size_t i = 0; i < n; i++) {
        bn_lsq_rows(k->frame, i, 1, left, width, strip);
        for (size_t j = 0; j < width; j++)
            out[j * n + i] = strip[j] * k->unit[i];
    }
}

/* out (rows + 1 rows): what else stands under Z'. First sqrt(lift) root': with an intercept Z'root = 0,
   which would leave a singular matrix where there is no ridge; no correction has a part along root, so the
   size does not matter. Then sqrt(ridge) on the diagonal; a row of weight 0 gets a 1, which decouples it. */
static void penalty_rows(const kernel *k, double *out)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows;
    double root = sqrt(bn_lsq_penalty(f, 0).hi);
    memset(out, 0, (n + 1) * n * sizeof *out);
    for (size_t i = 0; i < n; i++) {
        out[i] = sqrt(k->lift) * k->root[i] * k->unit[i];
        out[(i + 1) * n + i] = k->root[i] > 0 ? root * k->unit[i] : 1;
    }
}

/* stack = [R or Gram matrix so far; count new rows]: takes the rows in. */
static bn_status absorb(double *stack, size_t n, size_t count, bool qr)
{
    if (qr)
        return bn_triangle(n + count, n, stack, n);
    bn_syrk_t(n, count, 1, stack + n * n, n, 1, stack, n);
    return BN_OK;
}

static bn_status factor(kernel *k, bool qr, double *condition)
{
    size_t n = k->frame->problem->rows, d = k->frame->problem->cols, most = n < BN_BLOCK ? BN_BLOCK : n + 1;
    double *stack = bn_doubles(n + most, n), *strip = bn_doubles(most, 1);
    bn_status status = stack && strip ? BN_OK : BN_NO_MEMORY;
    double rcond = 0;
    if (!status)
        choose_units(k, strip);
    for (size_t left = 0; left < d && !status; left += most) {
        size_t width = bn_least(most, d - left);
        transposed_columns(k, left, width, strip, stack + n * n);
        status = absorb(stack, n, width, qr);
    }
    if (!status) {
        penalty_rows(k, stack + n * n);
        status = absorb(stack, n, n + 1, qr);
    }
    if (!status) {
        memcpy(k->R, stack, n * n * sizeof *stack);
        status = qr ? BN_OK : bn_potrf(n, k->R, n);
    }
    if (!status)
        status = bn_rcond(&rcond, n, k->R, n);
    *condition = 1 / rcond;
    free(stack);
    free(strip);
    return status;
}

/* ---- Refinement ---------------------------------------------------------------------------- */

/* v = sum_i a_i x_i. */
static void primal(bn_dd *v, const kernel *k)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows, d = f->problem->cols, blocks = row_blocks(f);
#pragma omp parallel for schedule(static) num_threads(bn_lsq_threads(f->problem))
    for (size_t block = 0; block < blocks; block++) {
        bn_dd *sum = k->parts + block * d;
        for (size_t j = 0; j < d; j++)
            sum[j] = bn_dd_from(0);
        for (size_t i = block * BN_BLOCK; i < n && i < (block + 1) * BN_BLOCK; i++)
            if (k->root[i] > 0)
                bn_lsq_row_add(f, i, k->a[i], sum);
    }
    bn_lsq_sum_pairwise(k->parts, blocks, d);
    for (size_t j = 0; j < d; j++)
        v[j] = k->parts[j];
}

/* a -= s sum(a)/S: exactly on the constraint again, after corrections that met it up to rounding. */
static void constrain(kernel *k)
{
    const bn_lsq_frame *f = k->frame;
    bn_dd sum = bn_dd_from(0);
    for (size_t i = 0; i < f->problem->rows; i++)
        sum = bn_dd_add(sum, k->a[i]);
    bn_dd shift = bn_dd_neg(bn_dd_div(sum, f->total));
    for (size_t i = 0; i < f->problem->rows; i++)
        k->a[i] = bn_dd_add_mul(k->a[i], shift, bn_dd_from(bn_lsq_weight(f, i)));
}

/* e_i = s_i (y_i - base - x_i'v) - ridge a_i, where base is the weighted mean of y - Xv. Returns base. */
static bn_dd residuals(kernel *k, const bn_dd *v)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows;
    bn_dd base = bn_dd_from(0), minus_ridge = bn_dd_neg(bn_lsq_penalty(f, 0));
#pragma omp parallel for schedule(static) num_threads(bn_lsq_threads(f->problem))
    for (size_t i = 0; i < n; i++)
        if (k->root[i] > 0)
            k->e[i] = bn_dd_add_d(bn_dd_neg(bn_lsq_row_dot(f, i, v)), bn_lsq_target(f, i));
    for (size_t i = 0; f->problem->intercept && i < n; i++)
        base = bn_dd_add_mul(base, k->e[i], bn_dd_from(bn_lsq_weight(f, i)));
    base = bn_dd_div(base, f->total);
    for (size_t i = 0; i < n; i++) {
        bn_dd r = bn_dd_mul_d(bn_dd_sub(k->e[i], base), bn_lsq_weight(f, i));
        k->e[i] = bn_dd_add(r, bn_dd_mul(minus_ridge, k->a[i]));
    }
    return base;
}

/* a += sqrt(S) K^-1 sqrt(S)^-1 e. */
static void correct(kernel *k, bn_lsq_progress *progress)
{
    size_t n = k->frame->problem->rows;
    for (size_t i = 0; i < n; i++)
        k->g[i] = k->root[i] > 0 ? k->unit[i] * (k->e[i].hi / k->root[i]) : 0;
    int threads = bn_serial_begin();
    bn_potrs(n, k->R, n, k->g);
    bn_serial_end(threads);
    double size = 0, norm = 0;
    for (size_t i = 0; i < n; i++) {
        k->a[i] = bn_dd_add_d(k->a[i], k->root[i] * (k->unit[i] * k->g[i]));
        if (k->root[i] > 0) {
            size = fmax(size, fabs(k->g[i]));
            norm = fmax(norm, fabs(k->a[i].hi / (k->root[i] * k->unit[i])));
        }
    }
    bn_lsq_judge(progress, size, norm);
}

static bn_status make(kernel *k)
{
    size_t n = k->frame->problem->rows, d = k->frame->problem->cols, blocks = row_blocks(k->frame);
    k->R = bn_doubles(n, n);
    k->root = bn_doubles(n, 1);
    k->unit = bn_doubles(n, 1);
    k->g = bn_doubles(n, 1);
    k->a = bn_dds(n);
    k->e = bn_dds(n);
    k->parts = d < SIZE_MAX / blocks ? bn_dds(blocks * d) : NULL;
    return k->R && k->root && k->unit && k->g && k->a && k->e && k->parts ? BN_OK : BN_NO_MEMORY;
}

static void release(kernel *k)
{
    free(k->R);
    free(k->root);
    free(k->unit);
    free(k->g);
    free(k->a);
    free(k->e);
    free(k->parts);
}

bn_status bn_lsq_kernel(bn_dd *v, bn_dd *level, bn_lsq_progress *progress, bool *safe, double *condition,
                        const bn_lsq_frame *f, bn_lsq_route route, bn_error *err)
{
    kernel k = { .frame = f };
    bn_status status = make(&k);
    *progress = (bn_lsq_progress){ 0 };
    if (!status) {
        int threads = bn_serial_begin();
        status = factor(&k, route == BN_LSQ_KERNEL_QR, condition);
        bn_serial_end(threads);
    }
    if (status == BN_NUMERICAL) { /* then the next route is tried */
        *condition = HUGE_VAL;
        status = BN_OK;
    }
    *safe = !status && *condition <= (route == BN_LSQ_KERNEL ? BN_LSQ_CHOLESKY_LIMIT : BN_LSQ_QR_LIMIT);
    while (*safe && !progress->finished) {
        residuals(&k, v);
        correct(&k, progress);
        if (f->problem->intercept)
            constrain(&k);
        primal(v, &k);
    }
    if (*safe && f->problem->intercept) { /* level = base + centre'v */
        *level = residuals(&k, v);
        for (size_t j = 0; j < f->problem->cols; j++)
            *level = bn_dd_add_mul(*level, v[j], bn_dd_from(f->centre[j]));
    }
    release(&k);
    return status ? bn_fail(err, status, "no memory for the kernel matrix of %zu rows", f->problem->rows)
                  : BN_OK;
}
