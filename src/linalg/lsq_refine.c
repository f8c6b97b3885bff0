/* Iterative refinement: the gradient of the very problem that was given, in doubled precision; a correction by
   the rough inverse; a solution carried in doubled precision. What the inverse lacks costs sweeps, not digits. */
#include "linalg/lsq_parts.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/matrix.h"

#include <stdlib.h>

#include <omp.h>

#define SWEEP_LIMIT 60
#define THREAD_WORTH 64 /* columns of a block, about: less work is done before a second thread has woken up */
#define ENOUGH                                                                                               \
    0x1p-80 /* expected size of the next correction: a coefficient 1e-8 of the largest has 16 digits */
#define TOLERABLE                                                                                            \
    0x1p-20 /* where a huge condition number stops it earlier, a larger last correction is no answer */

bn_dd *bn_dds(size_t count)
{
    return (bn_dd *)bn_doubles(count, 2);
}

int bn_lsq_threads(const bn_lsq_problem *p)
{
    size_t most = p->threads ? p->threads : (size_t)omp_get_max_threads();
    size_t useful = p->rows / BN_BLOCK * p->cols / THREAD_WORTH + 1;
    return (int)(useful < most ? useful : most);
}

void bn_lsq_sum_pairwise(bn_dd *parts, size_t count, size_t length)
{
    for (size_t gap = 1; gap < count; gap *= 2)
        for (size_t k = 0; k + gap < count; k += 2 * gap)
            for (size_t j = 0; j < length; j++)
                parts[k * length + j] = bn_dd_add(parts[k * length + j], parts[(k + gap) * length + j]);
}

/* Corrections shrink by a steady factor; when the next one would be too small to matter, done. When they no
   longer halve, either rounding is reached, or the inverse is too rough. The first is measured against nothing. */
void bn_lsq_judge(bn_lsq_progress *now, double size, double norm)
{
    double relative = norm > 0 ? size / norm : 0;
    double rate = now->sweeps && now->correction > 0 ? relative / now->correction : 1;
    now->sweeps++;
    now->correction = relative;
    bool done = size == 0 || (now->sweeps > 1 && relative * fmin(rate, 1) <= ENOUGH);
    now->finished =
        done || now->sweeps == SWEEP_LIMIT || !(rate <= 0.5 || now->sweeps <= 3) || !isfinite(size);
    now->converged = done || relative <= TOLERABLE;
}

/* sum += s_i r_i (x_i, 1) over the rows of one block, r_i = y_i - b - x_i'v. */
static void add_block(bn_dd *sum, const bn_lsq_frame *f, bool targets, const bn_dd *v, bn_dd b, size_t block)
{
    size_t d = f->problem->cols, first = block * BN_BLOCK, end = first + BN_BLOCK;
    for (size_t i = first; i < end && i < f->problem->rows; i++) {
        double s = bn_lsq_weight(f, i);
        if (s == 0)
            continue;
        bn_dd r = bn_dd_neg(bn_dd_add(bn_lsq_row_dot(f, i, v), b));
        if (targets)
            r = bn_dd_add_d(r, bn_lsq_target(f, i));
        bn_dd a = bn_dd_mul_d(r, s);
        bn_lsq_row_add(f, i, a, sum);
        sum[d] = bn_dd_add(sum[d], a);
    }
}

/* parts[0 .. d]: minus the gradient by (w, b), the penalty's part left out. */
static void residual_pass(bn_dd *parts, size_t blocks, const bn_lsq_frame *f, bool targets, const bn_dd *v,
                          bn_dd b)
{
    size_t length = f->problem->cols + 1;
#pragma omp parallel for schedule(static) num_threads(bn_lsq_threads(f->problem))
    for (size_t k = 0; k < blocks; k++) {
        for (size_t j = 0; j < length; j++)
            parts[k * length + j] = bn_dd_from(0);
        add_block(parts + k * length, f, targets, v, b, k);
    }
    bn_lsq_sum_pairwise(parts, blocks, length);
}

/* Minus the gradient by (v, level), from that by (w, b): g_v = g_w - centre g_b. Rounded to doubles last. */
static double finish_gradient(double *g, const bn_lsq_frame *f, bn_lsq_right right, const bn_dd *gw,
                              const bn_dd *v)
{
    size_t d = f->problem->cols;
    bn_dd gb = bn_dd_add_d(gw[d], right.linear ? right.linear[d] : 0);
    for (size_t j = 0; j < d; j++) {
        bn_dd t = bn_dd_sub(gw[j], bn_dd_mul(bn_lsq_penalty(f, j), v[j]));
        if (right.linear)
            t = bn_dd_add_d(t, right.linear[j]);
        g[j] = bn_dd_add_product(t, gb, -f->centre[j]).hi;
    }
    return gb.hi;
}

/* v += V^-1 g_v, level += g_level / S until nothing changes. */
bn_status bn_lsq_refine(bn_dd *v, bn_dd *level, bn_lsq_progress *progress, const bn_lsq_frame *f,
                        const bn_lsq_factor *F, bn_lsq_right right, bn_error *err)
{
    size_t d = f->problem->cols, blocks = (f->problem->rows + BN_BLOCK - 1) / BN_BLOCK;
    bn_dd *parts = d < SIZE_MAX / (blocks + 1) - 1 ? bn_dds(blocks * (d + 1)) : NULL;
    double *g = bn_doubles(d, 1);
    bn_status status =
        parts && g ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory for the residuals of %zu blocks", blocks);
    *progress = (bn_lsq_progress){ 0 };
    while (!status && !progress->finished) {
        residual_pass(parts, blocks, f, right.targets, v, bn_lsq_intercept(f, v, *level));
        double rise = finish_gradient(g, f, right, parts, v) / f->total.hi;
        bn_lsq_factor_solve(F, g);
        double size = 0, norm = 0;
        if (f->problem->intercept) {
            *level = bn_dd_add_d(*level, rise);
            size = fabs(rise);
            norm = fabs(level->hi);
        }
        for (size_t j = 0; j < d; j++) {
            v[j] = bn_dd_add_d(v[j], g[j]);
            size = fmax(size, fabs(g[j]));
            norm = fmax(norm, fabs(v[j].hi));
        }
        bn_lsq_judge(progress, size, norm);
    }
    free(parts);
    free(g);
    return status;
}
