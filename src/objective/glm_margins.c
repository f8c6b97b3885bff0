/* A loss over data by its margins: f along a line, and products with the Hessian that they weigh. */
#include <string.h>

#include "base/threads.h"
#include "objective/glm.h"

/* What the blocks of a pass are handed. */
typedef struct along {
    const double *z, *u;
    double t;
} along;

enum { VALUE, SLOPE, CURVE, SUMS };

static void slice_block(const bn_glm *g, const void *context, size_t first, size_t count, double *out)
{
    const along *a = context;
    double z[BN_BLOCK] = { 0 }, phi[BN_BLOCK], d1[BN_BLOCK], d2[BN_BLOCK], dual[BN_BLOCK];
    const bn_loss_block b = { phi, d1, d2, dual };
    const double *u = a->u + first;
    for (size_t i = 0; i < count; i++)
        z[i] = a->z[first + i] + a->t * u[i];
    g->loss->eval(count, z, g->y + first, &b);
    for (size_t i = 0; i < count; i++) {
        const double s = g->weights ? g->weights[first + i] : 1;
        out[VALUE] += s * b.phi[i];
        out[SLOPE] += s * b.d1[i] * u[i];
        out[CURVE] += s * b.d2[i] * u[i] * u[i];
    }
}

static bn_slice slice(bn_objective *f, const double *z, const double *u, double t)
{
    bn_glm *g = (bn_glm *)f;
    const double *sum = bn_glm_sum(g, SUMS, bn_glm_scalar_work(g), slice_block, &(along){ z, u, t });
    return (bn_slice){ sum[VALUE] / g->total, sum[SLOPE] / g->total, sum[CURVE] / g->total };
}

static void curves(double *c, bn_objective *f, const double *z)
{
    const bn_glm *g = (const bn_glm *)f;
    const unsigned threads = bn_threads_for(g->base.threads, bn_glm_scalar_work(g));
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
    for (size_t first = 0; first < g->X.rows; first += BN_BLOCK) {
        double phi[BN_BLOCK], d1[BN_BLOCK], dual[BN_BLOCK];
        const size_t left = g->X.rows - first, count = left < BN_BLOCK ? left : BN_BLOCK;
        const bn_loss_block b = { .phi = phi, .d1 = d1, .d2 = c + first, .dual = dual };
        g->loss->eval(count, z + first, g->y + first, &b);
        for (size_t i = first; i < first + count; i++)
            c[i] *= (g->weights ? g->weights[i] : 1) / g->total;
    }
}

/* Of H v = X'(c (Xv)) + l2 v: the weights of all rows, or, with c NULL, those at x. */
typedef struct factors {
    const double *c, *x, *v;
} factors;

typedef struct weighing {
    const double *c; /* of the rows from first on */
    size_t first;
    double offset, sum; /* of the intercept: in v and in the product */
} weighing;

/* c (Xv) */
static void weigh(void *context, size_t first, size_t count, double *z, double *a)
{
    weighing *w = context;
    const double *c = w->c + (first - w->first);
    for (size_t i = 0; i < count; i++) {
        a[i] = c[i] * (z[i] + w->offset);
        w->sum += a[i];
    }
}

/* X'(c (Xv)). Weights at x take a look at the block of their own, which leaves it in the cache. */
static void product_block(const bn_glm *g, const void *context, size_t first, size_t count, double *out)
{
    const factors *f = context;
    const size_t d = g->X.cols;
    const bool intercept = g->base.info.intercept;
    double here[BN_BLOCK];
    if (!f->c) {
        bn_glm_root_weights(g, f->x, first, count, here);
        for (size_t i = 0; i < count; i++)
            here[i] *= here[i];
    }
    weighing w = { f->c ? f->c + first : here, first, intercept ? f->v[d] : 0, 0 };
    g->X.kind->pass(&g->X, first, count, f->v, &(bn_between){ weigh, &w }, out);
    if (intercept)
        out[d] = w.sum;
}

static void multiply(double *Hv, bn_glm *g, const factors *f)
{
    const size_t d = g->X.cols, dim = g->base.info.dim;
    const double work = 4.0 * (double)g->X.rows * (double)d;
    memcpy(Hv, bn_glm_sum(g, dim, work, product_block, f), dim * sizeof *Hv);
    for (size_t j = 0; j < d; j++)
        Hv[j] += g->base.info.l2 * f->v[j];
}

static void product(double *Hv, bn_objective *f, const double *c, const double *v)
{
    multiply(Hv, (bn_glm *)f, &(factors){ .c = c, .v = v });
}

bn_status bn_glm_product(double *Hv, bn_objective *f, const double *x, const double *v, bn_error *err)
{
    (void)err;
    multiply(Hv, (bn_glm *)f, &(factors){ .x = x, .v = v });
    return BN_OK;
}

/* sum_i c_i x_ij^2 as if the weights did not depend on the row: from the norms of the columns. */
static void diagonal(double *out, const bn_objective *f, const double *c)
{
    const bn_glm *g = (const bn_glm *)f;
    const size_t d = g->X.cols;
    double sum = 0;
    for (size_t i = 0; i < g->X.rows; i++)
        sum += c[i];
    for (size_t j = 0; j < d; j++)
        out[j] = sum / (double)g->X.rows * g->col_norm[j] * g->col_norm[j] + f->info.l2;
    if (f->info.intercept)
        out[d] = sum;
}

const bn_margin_kind bn_glm_margins = {
    .slice = slice, .curves = curves, .product = product, .diagonal = diagonal
};
