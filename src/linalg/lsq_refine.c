/* Iterative refinement: the gradient of the very problem that was given, in doubled precision; a correction
   by the rough inverse; a solution carried in doubled precision. A rough inverse costs sweeps, not digits. */
#include "linalg/lsq_parts.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/threads.h"
#include "linalg/matrix.h"

#include <stdlib.h>

#define SWEEP_LIMIT 60
#define STRIKE_LIMIT 3    /* sweeps that did not halve the correction */
#define THREAD_WORTH 64   /* columns of a block, about: less is done before a second thread wakes up */
#define ENOUGH 0x1p-80    /* of the next correction: a coefficient 1e-8 of the largest then has 16 digits */
#define TOLERABLE 0x1p-20 /* of the last correction, where a huge condition number stops it earlier */

bn_dd *bn_dds(size_t count)
{
    return (bn_dd *)bn_doubles(count, 2);
}

int bn_lsq_threads(const bn_lsq_problem *p)
{
    size_t most = bn_threads(p->threads);
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

/* Corrections shrink by a steady factor, which may take a sweep or two to show (they shrink in the norm
   |Bv|); when the next one would be too small to matter, done. When they no longer halve, either the
   rounding of doubled numbers is reached, or the inverse is too rough. */
void bn_lsq_judge(bn_lsq_progress *now, double size, double norm)
{
    double rate = now->size > 0 ? size / now->size : 1;
    now->sweeps++;
    now->size = size;
    now->correction = norm > 0 ? size / norm : 0;
    bool tolerable = now->correction <= TOLERABLE;
    bool done = size == 0 || (tolerable && now->correction * fmin(rate, 1) <= ENOUGH);
    now->strikes += now->sweeps > 1 && !(rate <= 0.5);
    now->finished = done || now->strikes == STRIKE_LIMIT || now->sweeps == SWEEP_LIMIT || !isfinite(size);
    now->converged = tolerable;
}

/* sum += s_i r_i (x_i, 1) over the rows of one block, r_i = y_i - base - x_i'v. */
static void add_block(bn_dd *sum, const bn_lsq_frame *f, bool targets, const bn_dd *v, bn_dd base,
                      size_t block)
{
    size_t d = f->problem->cols, first = block * BN_BLOCK, end = first + BN_BLOCK;
    for (size_t i = first; i < end && i < f->problem->rows; i++) {
        double s = bn_lsq_weight(f, i);
        if (s == 0)
            continue;
        bn_dd r = bn_dd_neg(bn_dd_add(bn_lsq_row_dot(f, i, v), base));
        if (targets)
            r = bn_dd_add_d(r, bn_lsq_target(f, i));
        bn_dd a = bn_dd_mul_d(r, s);
        bn_lsq_row_add(f, i, a, sum);
        sum[d] = bn_dd_add(sum[d], a);
    }
}

/* parts[0 .. d]: minus the gradient by (w, b), the penalty's part left out. */
static void residual_pass(bn_dd *parts, size_t blocks, const bn_lsq_frame *f, bool targets, const bn_dd *v,
                          bn_dd base)
{
    size_t length = f->problem->cols + 1;
#pragma omp parallel for schedule(static) num_threads(bn_lsq_threads(f->problem))
    for (size_t k = 0; k < blocks; k++) {
        for (size_t j = 0; j < length; j++)
            parts[k * length + j] = bn_dd_from(0);
        add_block(parts + k * length, f, targets, v, base, k);
    }
    bn_lsq_sum_pairwise(parts, blocks, length);
}

/* Minus the gradient by (v, level) from that by (v, base): g_v - centre g_base; linear goes from (w, b) the
   same way, by shift. Rounded to doubles last. Returns the one by level. */
static double finish_gradient(double *g, const bn_lsq_frame *f, bn_lsq_right right, const bn_dd *parts,
                              const bn_dd *v)
{
    size_t d = f->problem->cols;
    const double *linear = right.linear;
    bn_dd by_base = bn_dd_add_d(parts[d], linear ? linear[d] : 0);
    for (size_t j = 0; j < d; j++) {
        bn_dd t = bn_dd_sub(parts[j], bn_dd_mul(bn_lsq_penalty(f, j), v[j]));
        if (linear)
            t = bn_dd_add_d(bn_dd_add(t, bn_two_prod(linear[d], -f->shift[j])), linear[j]);
        g[j] = bn_dd_add_mul(t, by_base, bn_dd_from(-f->centre[j])).hi;
    }
    return by_base.hi;
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
        residual_pass(parts, blocks, f, right.targets, v, bn_lsq_minus_dot(*level, f, f->centre, v));
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
