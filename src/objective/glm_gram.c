/* Second derivatives of a loss over data: H = X'DX/S + l2 I, D = diag(s phi''). */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/threads.h"
#include "linalg/blas.h"
#include "linalg/gram.h"
#include "objective/glm.h"

/* phi'' is constant or, as a function of |z|, falls: its least within t of z is that at |z| + t. */
static void spread_margins(const double *t, size_t count, double *z)
{
    for (size_t i = 0; i < count; i++)
        z[i] = (fabs(z[i]) + t[i]) * (1 + 0x1p-50);
}

void bn_glm_root_weights(const bn_glm *g, const double *x, size_t first, size_t count, double *out)
{
    double z[BN_BLOCK], phi[BN_BLOCK], d1[BN_BLOCK], dual[BN_BLOCK];
    const bn_loss_block b = { .phi = phi, .d1 = d1, .d2 = out, .dual = dual };
    const bool same = !x || g->loss->sup_d3 == 0; /* phi'' = sup phi'' */
    if (!same) {
        g->X.kind->product(&g->X, first, count, x, z);
        for (size_t i = 0; i < count; i++)
            z[i] += g->base.info.intercept ? x[g->X.cols] : 0;
        if (g->base.spread)
            spread_margins(g->base.spread + first, count, z);
        g->loss->eval(count, z, g->y + first, &b);
    }
    for (size_t i = 0; i < count; i++) {
        double curve = same ? g->loss->sup_d2 : out[i];
        out[i] = sqrt((g->weights ? g->weights[first + i] : 1) * curve / g->total);
    }
}

/* count rows of sqrt(D) [X 1], dim columns each. */
static void weighted_rows(const bn_glm *g, const double *x, size_t first, size_t count, double *out)
{
    double scale[BN_BLOCK];
    const size_t dim = g->base.info.dim;
    bn_glm_root_weights(g, x, first, count, scale);
    g->X.kind->scaled_rows(&g->X, first, count, scale, out, dim);
    if (g->base.info.intercept)
        for (size_t i = 0; i < count; i++)
            out[i * dim + dim - 1] = scale[i];
}

/* The same rows in panels, for the Gram matrix. */
typedef struct weighted {
    const bn_glm *g;
    const double *x;
} weighted;

static void weighted_panels(const void *context, size_t first, size_t count, double *panels, size_t stride)
{
    const weighted *w = context;
    const bn_glm *g = w->g;
    double scale[BN_GRAM_PIECE];
    bn_glm_root_weights(g, w->x, first, count, scale);
    g->X.kind->scaled_panels(&g->X, first, count, scale, panels, stride);
    if (!g->base.info.intercept)
        return;
    double *last = panels + g->X.cols / BN_PANEL * stride;
    if (g->X.cols % BN_PANEL == 0)
        memset(last, 0, count * BN_PANEL * sizeof *last);
    for (size_t i = 0; i < count; i++)
        last[i * BN_PANEL + g->X.cols % BN_PANEL] = scale[i];
}

/* Squares of entries below 2^-511 underflow; each of the n dim^2 products loses at most 2^-1075. */
static double lost_squares(const bn_glm *g)
{
    return (double)g->X.rows * (double)g->base.info.dim * 0x1p-1074;
}

/* The norm of sum_i lost_i [x_i; 1][x_i; 1]', where the weights underflow. */
static double lost_weights(const bn_glm *g)
{
    const double each = bn_glm_lost_weight(g) * (double)g->X.rows, x = g->size.x_max;
    return each * x * x + each * g->base.info.intercept;
}

double bn_glm_margin_error(const bn_glm *g, const double *x)
{
    const double gamma = bn_gamma((double)g->X.kind->product_depth(&g->X) + 4);
    double we = (double)g->X.cols * DBL_MIN;
    for (size_t j = 0; j < g->X.cols; j++)
        we += (x[j] * g->col_norm[j]) * (x[j] * g->col_norm[j]);
    return gamma * (g->size.e_max * sqrt(we) + (g->base.info.intercept ? fabs(x[g->X.cols]) : 0));
}

/* Bounds |Z'Z - data part of H| for the stored rows Z of weighted_rows, trace = |Z|_F^2: rounding of the
   entries, of phi'' itself, and of phi'' through the margin: |phi'''| bounds it, or, as |phi'''| <= phi'',
   exp(t) - 1 relatively (theory 10.7, 2.7). */
static double rows_error(const bn_glm *g, const double *x, double trace)
{
    double error = 2 * bn_gamma(4) * trace;
    if (x) {
        const double t = bn_glm_margin_error(g, x);
        const double absolute = g->loss->sup_d3 * t * (g->size.x2 + g->base.info.intercept);
        error += fmin(absolute, t <= 0.1 ? 1.3 * t * trace : HUGE_VAL) + 12 * 0x1p-53 * trace;
    }
    return (error + lost_weights(g)) * (1 + 1e-9) + lost_squares(g);
}

/* Bounds |fl(H) - H|: the above, and summation of the Gram matrix. */
static double gram_error(const bn_glm *g, const double *x, double trace)
{
    const double depth = (double)bn_gram_depth(g->X.rows, g->base.info.dim) + 12;
    const double sum = bn_gamma(depth) * trace + 2 * bn_gamma(4) * g->base.info.l2;
    return sum * (1 + 1e-9) + lost_squares(g) + rows_error(g, x, trace + lost_squares(g));
}

static bn_status too_large(bn_error *err)
{
    return bn_fail(err, BN_NOT_FINITE,
                   "the numbers are so large that their squares overflow: scale the columns (standardize)");
}

static unsigned threads_for(const bn_glm *g)
{
    const double dim = (double)g->base.info.dim;
    return bn_threads_for(g->base.threads, (double)g->X.rows * dim * dim);
}

static bn_gram_rows rows_of(const weighted *w)
{
    const bn_glm *g = w->g;
    return (bn_gram_rows){ .rows = g->X.rows,
                           .cols = g->base.info.dim,
                           .fill = weighted_panels,
                           .context = w,
                           .kernels = g->X.kernels };
}

double bn_glm_hessian_room(const bn_glm *g)
{
    const bn_gram_rows rows = rows_of(&(weighted){ .g = g });
    return (double)bn_gram_room(&rows, threads_for(g));
}

bn_status bn_glm_hessian(double *H, double *error, bn_objective *f, const double *x, bn_error *err)
{
    bn_glm *g = (bn_glm *)f;
    const size_t dim = f->info.dim;
    const weighted context = { g, x };
    const bn_gram_rows rows = rows_of(&context);
    const unsigned threads = threads_for(g);
    if (!g->gram_room && bn_fits_int(dim))
        g->gram_room = bn_doubles(1, bn_gram_room(&rows, threads));
    if (!g->gram_room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a Hessian of %zu x %zu", dim, dim);
    bn_gram(H, &rows, threads, g->gram_room);
    if (bn_glm_hessian_room(g) > BN_GLM_KEPT) {
        free(g->gram_room);
        g->gram_room = NULL;
    }
    double trace = 0;
    for (size_t i = 0; i < dim; i++) {
        trace += H[i * dim + i];
        H[i * dim + i] += i < g->X.cols ? f->info.l2 : 0;
    }
    if (!bn_all_finite(dim * dim, H))
        return too_large(err);
    if (error)
        *error = gram_error(g, x, trace);
    return BN_OK;
}

/* Rows per QR: R is a fifth of them. */
static size_t chunk_of(size_t dim)
{
    return (4 * dim + BN_BLOCK - 1) / BN_BLOCK * BN_BLOCK;
}

/* With what LAPACK takes for blocks of columns. */
double bn_glm_root_room(const bn_glm *g)
{
    const size_t dim = g->base.info.dim;
    return (double)(dim + chunk_of(dim) + 65) * (double)dim;
}

/* R with R'R = H by orthogonal transformations only: rows are folded into the triangle block by block, the
   penalty last as rows sqrt(l2) e_j. Keeps the small singular values that a Gram matrix loses
   (theory 10.5). */
bn_status bn_glm_root(double *R, bn_objective *f, const double *x, double l2, bn_error *err)
{
    const bn_glm *g = (const bn_glm *)f;
    const size_t dim = f->info.dim, n = g->X.rows;
    const size_t chunk = chunk_of(dim);
    double *rows = bn_doubles(dim + chunk, dim);
    bn_status status = rows ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory for a QR of %zu columns", dim);
    int before = bn_serial_begin();
    for (size_t first = 0; status == BN_OK && first < n; first += chunk) {
        size_t count = 0;
        for (; count < chunk && first + count < n; count += BN_BLOCK) {
            size_t left = n - first - count;
            weighted_rows(g, x, first + count, left < BN_BLOCK ? left : BN_BLOCK, rows + (dim + count) * dim);
        }
        count = first + count > n ? n - first : count;
        if (!bn_all_finite(count * dim, rows + dim * dim))
            status = too_large(err);
        else if ((status = bn_triangle(dim + count, dim, rows, dim)))
            bn_fail(err, status, "QR of the data: %s", bn_status_name(status));
    }
    if (status == BN_OK && l2 > 0) {
        memset(rows + dim * dim, 0, dim * dim * sizeof(double));
        for (size_t j = 0; j < g->X.cols; j++)
            rows[(dim + j) * dim + j] = sqrt(l2);
        if ((status = bn_triangle(2 * dim, dim, rows, dim)))
            bn_fail(err, status, "QR of the data: %s", bn_status_name(status));
    }
    bn_serial_end(before);
    if (!status)
        memcpy(R, rows, dim * dim * sizeof *R);
    free(rows);
    return status;
}

bn_status bn_glm_rows(double *B, double *error, bn_objective *f, const double *x, bn_error *err)
{
    const bn_glm *g = (const bn_glm *)f;
    for (size_t first = 0; first < g->X.rows; first += BN_BLOCK) {
        size_t left = g->X.rows - first;
        weighted_rows(g, x, first, left < BN_BLOCK ? left : BN_BLOCK, B + first * f->info.dim);
    }
    double trace = 0;
    for (size_t i = 0; i < g->X.rows; i++)
        trace += bn_dot(f->info.dim, B + i * f->info.dim, B + i * f->info.dim);
    if (!(trace < HUGE_VAL))
        return too_large(err);
    *error = rows_error(g, x, trace + lost_squares(g));
    return BN_OK;
}
