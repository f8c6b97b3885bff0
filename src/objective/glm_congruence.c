/* S'HS for a loss over data, H = X'DX/S + l2 I: rows b_i = S'[x_i; 1] in blocks, their weighted Gram matrix,
   and l2 times that of the penalized rows of S. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/threads.h"
#include "linalg/blas.h"
#include "linalg/cascade.h"
#include "objective/congruence.h"
#include "objective/glm.h"

enum { LANES = 4 }; /* as many as the Gram matrix has: each holds a cascade of matrices */

/* Of one lane of rows; weights are D/S. */
typedef struct lane {
    bn_cascade sum;
    double *rows, *products, *total;
    double off2;  /* sum of weight |fl(b_i) - b_i|^2 */
    double reach; /* max |b_i| */
} lane;

typedef struct task {
    const bn_glm *g;
    const double *x, *S, *norms; /* norms: of the rows of S */
    double gamma;                /* of a product with S */
    double *each;                /* |b_i| */
} task;

static size_t span_of(const bn_glm *g)
{
    const size_t blocks = (g->X.rows + BN_BLOCK - 1) / BN_BLOCK;
    return (blocks + LANES - 1) / LANES * BN_BLOCK;
}

/* |fl(S'x) - S'x| <= gamma sum_j |x_j| |row j of S|, for sums in any order (theory 11.1), and dim^(3/2)
   2^-1075 where products underflow. */
static double product_error(const task *t, const double *x)
{
    const size_t dim = t->g->base.info.dim;
    double sum = 0;
    for (size_t j = 0; j < dim; j++)
        sum += fabs(x[j]) * t->norms[j];
    return t->gamma * sum + (double)dim * 0x1p-1055;
}

static void add_block(lane *l, const task *t, size_t first, size_t count)
{
    const bn_glm *g = t->g;
    const size_t dim = g->base.info.dim;
    double root[BN_BLOCK];
    g->X.kind->scaled_rows(&g->X, first, count, NULL, l->rows, dim);
    for (size_t i = 0; g->base.info.intercept && i < count; i++)
        l->rows[i * dim + dim - 1] = 1;
    bn_gemm(false, false, count, dim, dim, 1.0, l->rows, dim, t->S, dim, 0.0, l->products, dim);
    bn_glm_root_weights(g, t->x, first, count, root);
    for (size_t i = 0; i < count; i++) {
        double *b = l->products + i * dim;
        if (!g->weights || g->weights[first + i] > 0) {
            const double off = product_error(t, l->rows + i * dim);
            l->off2 += root[i] * root[i] * off * off;
            const double norm = (sqrt(bn_dot(dim, b, b)) + off + 1e-150) * (1 + 1e-6);
            l->reach = fmax(l->reach, norm);
            if (t->each)
                t->each[first + i] = norm;
        }
        bn_scale(dim, root[i], b);
    }
    bn_syrk_t(dim, count, 1.0, l->products, dim, 0.0, bn_cascade_open(&l->sum), dim);
    bn_cascade_push(&l->sum);
}

static void pass(lane *l, const task *t)
{
    const bn_glm *g = t->g;
    const size_t span = span_of(g), n = g->X.rows;
    const double dim = (double)g->base.info.dim;
    const unsigned threads = bn_threads_for(g->base.threads, (double)n * dim * dim);
    int before = bn_serial_begin();
#pragma omp parallel for schedule(static, 1) num_threads(threads) if (threads > 1)
    for (size_t k = 0; k < LANES; k++) {
        const size_t end = (k + 1) * span < n ? (k + 1) * span : n;
        for (size_t first = k * span; first < end; first += BN_BLOCK)
            add_block(&l[k], t, first, end - first < BN_BLOCK ? end - first : BN_BLOCK);
        bn_cascade_sum(&l[k].sum, l[k].total);
    }
    bn_serial_end(before);
}

/* G = the lanes' sum and l2 S_w'S_w, both triangles; the trace of the first part. */
static double assemble(double *G, const lane *l, const task *t)
{
    const size_t dim = t->g->base.info.dim, d = t->g->X.cols;
    const double l2 = t->g->base.info.l2;
    double trace = 0;
    int before = bn_serial_begin();
    bn_syrk_t(dim, d, l2, t->S, dim, 0.0, G, dim);
    bn_serial_end(before);
    for (size_t i = 0; i < dim; i++)
        for (size_t j = i; j < dim; j++) {
            double sum = 0;
            for (size_t k = 0; k < LANES; k++)
                sum += l[k].total[i * dim + j];
            G[i * dim + j] += sum;
            G[j * dim + i] = G[i * dim + j];
            trace += i == j ? sum : 0;
        }
    return trace;
}

/* Relative change of phi'' by rounding in itself and, as |phi'''| <= phi'' for losses that curve (logistic),
   in the margin, which is off by at most m: exp(m) - 1. A bound for every row at once. */
static double weight_error(const bn_glm *g, const double *x)
{
    const double few = 2 * bn_gamma(8);
    if (!x || g->loss->sup_d3 == 0)
        return few;
    const double m = bn_glm_margin_error(g, x);
    return m <= 0.1 ? few + (12 * 0x1p-53 + 1.06 * m) : HUGE_VAL;
}

/* With B the exact rows sqrt(weight) b_i and B^ the computed ones, |B^ - B|_F^2 = off2:
     |B^'B^ - B'B| <= 2 |B^| |B^ - B|_F + |B^ - B|_F^2,
   then the weights, which underflow as well, and summation: gamma times the trace, which bounds the norm of
   |B^|'|B^|. */
static double error_of(const lane *l, const task *t, const double *G, double trace, double reach)
{
    const bn_glm *g = t->g;
    const size_t dim = g->base.info.dim, block = BN_BLOCK < g->X.rows ? BN_BLOCK : g->X.rows;
    const double depth = (double)(block + bn_cascade_depth(span_of(g) / BN_BLOCK) + LANES + 12);
    double off2 = 0, penalty = 0, size = 0;
    for (size_t k = 0; k < LANES; k++)
        off2 += l[k].off2;
    for (size_t i = 0; i < dim; i++) {
        double row = 0; /* the norm is at most the largest row sum */
        for (size_t j = 0; j < dim; j++)
            row += fabs(G[i * dim + j]);
        size = fmax(size, row);
        penalty += i < g->X.cols ? g->base.info.l2 * t->norms[i] * t->norms[i] : 0;
    }
    const double weights = weight_error(g, t->x), tiny = (double)g->X.rows * (double)dim * 0x1p-1060;
    const double sums = bn_gamma(depth) * trace + bn_gamma((double)dim + 8) * (penalty + size);
    const double rows = 2 * sqrt((size + sums) * (off2 + tiny)) + off2;
    const double lost = (double)g->X.rows * bn_glm_lost_weight(g) * reach * reach;
    return (sums + rows + 1.2 * weights * (size + sums + rows) + lost) * (1 + 1e-6) + tiny;
}

void bn_row_norms(double *norms, size_t dim, const double *S)
{
    for (size_t j = 0; j < dim; j++)
        norms[j] = bn_norm(dim, S + j * dim) * (1 + 4 * bn_gamma((double)dim + 8));
}

static size_t lane_room(const bn_glm *g)
{
    const size_t dim = g->base.info.dim, cells = dim * dim;
    return 2 * BN_BLOCK * dim + cells + bn_cascade_room(cells, span_of(g) / BN_BLOCK);
}

double bn_glm_congruence_room(const bn_glm *g)
{
    return (double)LANES * (double)lane_room(g) + (double)g->base.info.dim;
}

bn_status bn_glm_congruence(bn_congruence *out, bn_objective *f, const double *x, const double *S,
                            bn_error *err)
{
    const bn_glm *g = (const bn_glm *)f;
    const size_t dim = f->info.dim, cells = dim * dim, count = span_of(g) / BN_BLOCK;
    const size_t room_each = lane_room(g);
    double *room = bn_doubles(LANES, room_each), *norms = bn_doubles(1, dim);
    if (!room || !norms) {
        free(room);
        free(norms);
        return bn_fail(err, BN_NO_MEMORY, "no memory for a proof about %zu unknowns", dim);
    }
    lane l[LANES];
    for (size_t k = 0; k < LANES; k++) {
        double *own = room + k * room_each, *total = own + 2 * BN_BLOCK * dim;
        l[k] = (lane){ .rows = own,
                       .products = own + BN_BLOCK * dim,
                       .total = total,
                       .sum = bn_cascade_in(total + cells, cells, count) };
    }
    bn_row_norms(norms, dim, S);
    const task t = { g, x, S, norms, bn_gamma((double)dim + 8), out->each };
    pass(l, &t);
    out->reach = 0;
    for (size_t k = 0; k < LANES; k++)
        out->reach = fmax(out->reach, l[k].reach);
    const double trace = assemble(out->G, l, &t), error = error_of(l, &t, out->G, trace, out->reach);
    out->error = error < HUGE_VAL && bn_all_finite(cells, out->G) ? error : HUGE_VAL;
    free(room);
    free(norms);
    return BN_OK;
}
