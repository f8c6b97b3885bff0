/* A loss over data in doubled precision, and how far it can still be off: one pass over the data. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/threads.h"
#include "linalg/blas.h"
#include "linalg/careful.h"
#include "objective/careful.h"
#include "objective/glm.h"

enum { GROUP = 16 }; /* rows that are looked at together */

static const double u = 0x1p-53;

/* What one lane of rows adds up to; s are the row weights. */
typedef struct sums {
    bn_dd value;        /* of s phi */
    double value_error; /* of that */
    double mass;        /* of s |phi'| */
    double error;       /* of s |e_i|, see careful.h */
    double pull;        /* of s |e_i| |x_i, 1| */
    double *high, *low; /* of s phi' [x; 1], dim each */
} sums;

/* A margin z = hi + lo and what it is off by; what the loss made of hi. */
typedef struct row {
    bn_dd z;
    double size, error; /* |z| <= size */
    double y, phi, d1, d2;
} row;

/* phi' at hi + lo and a bound of its error: z - y, or phi'(hi) + phi''(hi) lo with what |phi'''| leaves. */
static bn_dd slope(const bn_loss *loss, const row *r, double *off)
{
    const double lo = fabs(r->z.lo), first = r->d2 * r->z.lo;
    if (loss->residual) {
        *off = r->error + bn_careful_lost(1) * (r->size + fabs(r->y)) + BN_CAREFUL_TINY;
        return bn_dd_add_d(r->z, -r->y);
    }
    *off = loss->sup_d2 * r->error + loss->roundings * u * fabs(r->d1) +
           fmin(loss->sup_d3 * lo * lo, 2 * loss->sup_d2 * lo) +
           (2 * loss->roundings + 8) * u * (fabs(first) + u * fabs(r->d1)) + BN_CAREFUL_TINY;
    return bn_two_sum(r->d1, first);
}

/* phi at hi + lo: r^2/2, or phi(hi) + phi'(hi) lo with what phi'' leaves; a is phi', known up to off. */
static bn_dd loss_at(const bn_loss *loss, const row *r, bn_dd a, double off, double *value_off)
{
    const double d = fabs(a.hi), lo = fabs(r->z.lo);
    if (loss->residual) {
        *value_off = (d + off) * off + bn_careful_lost(1) * d * d + BN_CAREFUL_TINY;
        return bn_dd_scale(bn_dd_mul(a, a), 0.5);
    }
    *value_off = (loss->roundings + 4) * u * fabs(r->phi) + (d + off) * (r->error + 4 * u * lo) + off * lo +
                 2 * loss->sup_d2 * (lo + r->error) * (lo + r->error) + BN_CAREFUL_TINY;
    return bn_two_sum(r->phi, r->d1 * r->z.lo);
}

static void add_row(sums *t, const bn_glm *g, size_t i, const double *x, const row *r)
{
    const size_t d = g->X.cols;
    const double s = g->weights ? g->weights[i] : 1;
    double off, value_off;
    if (s == 0)
        return;
    const bn_dd a = slope(g->loss, r, &off), value = loss_at(g->loss, r, a, off, &value_off),
                sa = bn_dd_mul_d(a, s);
    bn_careful_axpy(d, sa, x, t->high, t->low);
    if (g->base.info.intercept) {
        const bn_dd q = bn_two_sum(t->high[d], sa.hi);
        t->high[d] = q.hi;
        t->low[d] += q.lo + sa.lo;
    }
    t->value = bn_dd_add(t->value, bn_dd_mul_d(value, s));
    t->value_error += s * value_off;
    t->mass += fabs(sa.hi);
    t->error += s * off;
    t->pull += s * off * (g->row_norm[i] + g->base.info.intercept);
}

static void group_pass(sums *t, const bn_glm *g, const double *w, size_t first, size_t count, double *x)
{
    const size_t d = g->X.cols;
    const double b = g->base.info.intercept ? w[d] : 0, lost = bn_careful_lost((double)d);
    double z[GROUP], phi[GROUP], d1[GROUP], d2[GROUP], dual[GROUP];
    row r[GROUP];
    g->X.kind->scaled_rows(&g->X, first, count, NULL, x, d);
    for (size_t i = 0; i < count; i++) {
        const bn_careful_sum sum = bn_careful_dot(d, x + i * d, w);
        r[i].z = bn_dd_add_d(sum.value, b);
        r[i].size = sum.size + fabs(b);
        r[i].error = lost * r[i].size + (double)d * BN_CAREFUL_TINY;
        z[i] = r[i].z.hi;
    }
    g->loss->eval(count, z, g->y + first, &(bn_loss_block){ .phi = phi, .d1 = d1, .d2 = d2, .dual = dual });
    for (size_t i = 0; i < count; i++) {
        r[i].y = g->y[first + i];
        r[i].phi = phi[i];
        r[i].d1 = d1[i];
        r[i].d2 = d2[i];
        add_row(t, g, first + i, x + i * d, &r[i]);
    }
}

/* All lanes, then their sum in lane 0. */
static void data_pass(sums *t, bn_glm *g, const double *w, double *room, size_t lane_room)
{
    const size_t dim = g->base.info.dim;
    const unsigned threads = bn_threads_for(g->base.threads, 4.0 * (double)g->X.rows * (double)g->X.cols);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1 && g->lanes > 1)
    for (size_t k = 0; k < g->lanes; k++) {
        double *own = room + k * lane_room;
        size_t first, end;
        t[k] = (sums){ .high = own, .low = own + dim };
        bn_glm_lane(g, k, &first, &end);
        for (; first < end; first += GROUP)
            group_pass(&t[k], g, w, first, end - first < GROUP ? end - first : GROUP, own + 2 * dim);
    }
    for (size_t k = 0; k < g->lanes; k++)
        for (size_t j = 0; j < dim; j++) {
            const bn_dd add = bn_two_sum(t[k].high[j], t[k].low[j]);
            const bn_dd sum = k ? bn_dd_add((bn_dd){ t[0].high[j], t[0].low[j] }, add) : add;
            t[0].high[j] = sum.hi;
            t[0].low[j] = sum.lo;
        }
    for (size_t k = 1; k < g->lanes; k++) {
        t[0].value = bn_dd_add(t[0].value, t[k].value);
        t[0].value_error += t[k].value_error;
        t[0].mass += t[k].mass;
        t[0].error += t[k].error;
        t[0].pull += t[k].pull;
    }
}

static bn_dd total_weight(const bn_glm *g)
{
    bn_dd total = bn_dd_from(g->weights ? 0 : (double)g->X.rows);
    for (size_t i = 0; g->weights && i < g->X.rows; i++)
        total = bn_dd_add_d(total, g->weights[i]);
    return total;
}

/* What sums over rows lose, relative to the sum of sizes; the sum of weights included. */
static double lost_rows(const bn_glm *g)
{
    return bn_careful_lost(g->weights ? (double)g->X.rows : (double)g->X.rows / (double)g->lanes + 576);
}

/* grad_j = T_j/S + l2 w_j, and error_j: what rounding to a double, the sums and these operations lost, and in
   each row s_i phi'_i and its product with x_ij where they underflow. sum_i |s_i phi'_i x_ij| is at most the
   mass of the slopes times |column j|. */
static void finish_gradient(bn_careful *out, const bn_glm *g, const double *w, const sums *t, bn_dd S)
{
    const size_t d = g->X.cols;
    const double lost = lost_rows(g), tiny = BN_CAREFUL_TINY * (double)g->X.rows / S.hi;
    for (size_t j = 0; j < g->base.info.dim; j++) {
        const bn_dd data = bn_dd_div((bn_dd){ t->high[j], t->low[j] }, S);
        const bn_dd penalty = j < d ? bn_two_prod(g->base.info.l2, w[j]) : bn_dd_from(0);
        const bn_dd sum = bn_dd_add(data, penalty);
        const double column = j < d ? g->col_norm[j] : 1;
        const double sizes = fabs(data.hi) + fabs(penalty.hi) + t->mass / S.hi * column;
        out->grad[j] = sum.hi;
        out->error[j] = fabs(sum.lo) + lost * sizes + tiny * (1 + column) + 2 * BN_CAREFUL_TINY;
    }
}

static bn_dd value_of(const bn_glm *g, const double *w, const sums *t, bn_dd S, double *error)
{
    bn_dd penalty = { 0, 0 }, mean = bn_dd_div(t->value, S);
    for (size_t j = 0; j < g->X.cols && g->base.info.l2 > 0; j++)
        penalty = bn_dd_add(penalty, bn_two_prod(w[j], w[j]));
    penalty = bn_dd_mul_d(penalty, 0.5 * g->base.info.l2);
    *error = t->value_error / S.hi + bn_careful_lost((double)g->X.cols) * penalty.hi +
             lost_rows(g) * mean.hi +
             ((double)g->X.cols * g->base.info.l2 + 1 + (double)g->X.rows / S.hi) * BN_CAREFUL_TINY;
    return bn_dd_add(mean, penalty);
}

static void finish(bn_careful *out, const bn_glm *g, const double *w, const sums *t)
{
    const double l2 = g->base.info.l2, grow = 1 + 4 * bn_gamma((double)(g->X.rows + g->base.info.dim) + 64);
    const bn_dd S = total_weight(g);
    double value_error;
    const bn_dd value = value_of(g, w, t, S, &value_error);
    finish_gradient(out, g, w, t, S);
    out->slope_error = (t->error + (double)g->X.rows * BN_CAREFUL_TINY) / S.hi * grow;
    bn_careful_finish(out, g->base.info.dim, t->pull / S.hi, value, value_error, grow);
    const double whole = fmin(HUGE_VAL, (out->at.value + out->at.value_error) * grow); /* infinite for NaN */
    if (l2 > 0 && !g->base.info.intercept)
        out->at.dual_gap =
            fmin(whole, bn_gap_bounds(out->at.grad_norm, out->at.grad_error, l2, HUGE_VAL).upper);
    else if (g->loss->residual)
        out->at.dual_gap = whole;
}

static size_t lane_room(const bn_glm *g)
{
    return 2 * g->base.info.dim + GROUP * g->X.cols;
}

double bn_glm_careful_room(const bn_glm *g)
{
    const size_t one_sum = sizeof(sums) / sizeof(double);
    return (double)g->lanes * (double)(lane_room(g) + one_sum);
}

bn_status bn_glm_evaluate_careful(bn_careful *out, bn_objective *f, const double *x, bn_error *err)
{
    bn_glm *g = (bn_glm *)f;
    double *room = bn_doubles(g->lanes, lane_room(g));
    sums *t = bn_array(g->lanes, sizeof *t);
    bn_status status =
        room && t ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory for a pass in doubled precision");
    if (!status) {
        data_pass(t, g, x, room, lane_room(g));
        finish(out, g, x, t);
    }
    free(room);
    free(t);
    return status;
}

/* The sign of y_i z_i is certain where its margin exceeds what rounding did to it. */
bool bn_glm_separates(const bn_objective *f, const double *x, size_t *first)
{
    const bn_glm *g = (const bn_glm *)f;
    const size_t d = g->X.cols, n = g->X.rows;
    const double b = f->info.intercept ? x[d] : 0, lost = bn_careful_lost((double)d) * (1 + 1e-6);
    double *x_i = g->room;
    bool separate = g->loss->classifies;
    for (size_t k = 0, i = *first; separate && k < n; k++, i = i + 1 < n ? i + 1 : 0) {
        if (g->weights && g->weights[i] == 0)
            continue;
        g->X.kind->scaled_rows(&g->X, i, 1, NULL, x_i, d);
        const bn_careful_sum z = bn_careful_dot(d, x_i, x);
        const double margin = g->y[i] * bn_dd_add_d(z.value, b).hi;
        separate = margin > 2 * lost * (z.size + fabs(b)) + (double)d * BN_CAREFUL_TINY;
        *first = i;
    }
    return separate;
}
