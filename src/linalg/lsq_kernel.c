/* Wide data, d > n: the minimizer is w = sum_i a_i x_i, and the n multipliers a solve
       s_i (y_i - b - x_i'w) = ridge a_i,     sum_i a_i = 0 with an intercept.
   With a = sqrt(S) c the rough inverse is that of K = Z Z' + ridge, Z = sqrt(S)(X - 1 centre'), n x n. Nothing is
   divided by the ridge, so a tiny one, or none (then w is the interpolant of least |w|), does no harm. */
#include "linalg/lsq_parts.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "linalg/matrix.h"

#include <stdlib.h>

#define KERNEL_LIMIT 0x1p21 /* of kappa(Z), contracts by 2^-11; the SVD is the only other route, and dear */

typedef struct kernel {
    const bn_lsq_frame *frame;
    double *R;    /* rows x rows, diag(unit) K diag(unit) = R'R */
    double *root; /* sqrt(s_i) */
    double *unit; /* powers of two that bring the diagonal of K to 1 .. 4 */
    bn_dd *a, *e; /* multipliers; the residuals of their equations */
    bn_dd *parts; /* sums of row blocks */
    double *g;
} kernel;

static size_t row_blocks(const bn_lsq_frame *f)
{
    return (f->problem->rows + BN_BLOCK - 1) / BN_BLOCK;
}

/* Z Z' over blocks of columns: row-major transposed copies make it the syrk of tall blocks. */
static bn_status gram(kernel *k)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows, d = f->problem->cols;
    double *block = bn_doubles(BN_BLOCK, n), *strip = bn_doubles(BN_BLOCK, 1);
    for (size_t left = 0; block && strip && left < d; left += BN_BLOCK) {
        size_t width = d - left < BN_BLOCK ? d - left : BN_BLOCK;
        for (size_t i = 0; i < n; i++) {
            bn_lsq_rows(f, i, 1, left, width, strip);
            for (size_t j = 0; j < width; j++)
                block[j * n + i] = strip[j];
        }
        bn_syrk_t(n, width, 1, block, n, 1, k->R, n);
    }
    bn_status status = block && strip ? BN_OK : BN_NO_MEMORY;
    free(block);
    free(strip);
    return status;
}

/* K + ridge + mean(diag K) qq', q = root/|root|: with an intercept q is in the null space of K, and no
   correction has a part along q, so the last term only makes the matrix regular. A row of weight 0 is decoupled. */
static void complete(kernel *k)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows;
    double ridge = bn_lsq_penalty(f, 0).hi, trace = 0;
    for (size_t i = 0; i < n; i++)
        trace += k->R[i * n + i];
    double lift = f->problem->intercept ? trace / (double)f->used / f->total.hi : 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i; j < n; j++)
            k->R[i * n + j] += lift * k->root[i] * k->root[j];
        k->R[i * n + i] += k->root[i] > 0 ? ridge : 1;
    }
    for (size_t i = 0; i < n; i++) {
        double root = sqrt(k->R[i * n + i]);
        k->unit[i] = root > 0 && isfinite(root) ? ldexp(1, -ilogb(root)) : 1;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            k->R[i * n + j] *= k->unit[i] * k->unit[j];
}

/* v = sum_i a_i x_i. */
static void primal(bn_dd *v, const kernel *k)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows, d = f->problem->cols, blocks = row_blocks(f);
#pragma omp parallel for schedule(static) num_threads(bn_lsq_threads(f->problem, blocks))
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
        k->a[i] = bn_dd_add_product(k->a[i], shift, bn_lsq_weight(f, i));
}

/* e_i = s_i (y_i - b - x_i'v) - ridge a_i, where b is the weighted mean of y - Xv. Returns b. */
static bn_dd residuals(kernel *k, const bn_dd *v)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows;
    bn_dd b = bn_dd_from(0), minus_ridge = bn_dd_neg(bn_lsq_penalty(f, 0));
#pragma omp parallel for schedule(static) num_threads(bn_lsq_threads(f->problem, row_blocks(f)))
    for (size_t i = 0; i < n; i++)
        if (k->root[i] > 0)
            k->e[i] = bn_dd_add_d(bn_dd_neg(bn_lsq_row_dot(f, i, v)), bn_lsq_target(f, i));
    for (size_t i = 0; f->problem->intercept && i < n; i++)
        b = bn_dd_add_product(b, k->e[i], bn_lsq_weight(f, i));
    b = bn_dd_div(b, f->total);
    for (size_t i = 0; i < n; i++) {
        bn_dd r = bn_dd_mul_d(bn_dd_sub(k->e[i], b), bn_lsq_weight(f, i));
        k->e[i] = bn_dd_add(r, bn_dd_mul(minus_ridge, k->a[i]));
    }
    return b;
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

static bn_status make(kernel *k, bool *safe, double *condition)
{
    const bn_lsq_frame *f = k->frame;
    size_t n = f->problem->rows, d = f->problem->cols, blocks = row_blocks(f);
    k->R = bn_doubles(n, n);
    k->root = bn_doubles(n, 1);
    k->unit = bn_doubles(n, 1);
    k->g = bn_doubles(n, 1);
    k->a = bn_dds(n);
    k->e = bn_dds(n);
    k->parts = d < SIZE_MAX / blocks ? bn_dds(blocks * d) : NULL;
    if (!k->R || !k->root || !k->unit || !k->g || !k->a || !k->e || !k->parts)
        return BN_NO_MEMORY;
    for (size_t i = 0; i < n; i++)
        k->root[i] = sqrt(bn_lsq_weight(f, i));
    int threads = bn_serial_begin();
    bn_status status = gram(k);
    if (!status) {
        complete(k);
        *condition = bn_potrf(n, k->R, n) ? HUGE_VAL : 1 / bn_rcond(n, k->R, n);
        *safe = *condition <= KERNEL_LIMIT;
    }
    bn_serial_end(threads);
    return status;
}

bn_status bn_lsq_kernel(bn_dd *v, bn_dd *level, bn_lsq_progress *progress, bool *safe, double *condition,
                        const bn_lsq_frame *f, bn_error *err)
{
    kernel k = { .frame = f };
    bn_status status = make(&k, safe, condition);
    *progress = (bn_lsq_progress){ 0 };
    while (!status && *safe && !progress->finished) {
        residuals(&k, v);
        correct(&k, progress);
        if (f->problem->intercept)
            constrain(&k);
        primal(v, &k);
    }
    if (!status && *safe && f->problem->intercept) { /* level = b + centre'v */
        *level = residuals(&k, v);
        for (size_t j = 0; j < f->problem->cols; j++)
            *level = bn_dd_add_product(*level, v[j], f->centre[j]);
    }
    free(k.R);
    free(k.root);
    free(k.unit);
    free(k.g);
    free(k.a);
    free(k.e);
    free(k.parts);
    return status ? bn_fail(err, status, "no memory for the kernel matrix of %zu rows", f->problem->rows) : BN_OK;
}
