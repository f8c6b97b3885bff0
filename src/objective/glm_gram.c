/* Second derivatives of a loss over data: H = X'DX/S + l2 I, D = diag(s phi''). */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/threads.h"
#include "linalg/blas.h"
#include "linalg/cascade.h"
#include "objective/glm.h"

/* Square roots of the row weights s_i phi''(z_i)/S at x, or s_i sup phi''/S with x NULL, for one block. */
void bn_glm_root_weights(const bn_glm *g, const double *x, size_t first, size_t count, double *out)
{
    double z[256], phi[256], d1[256], dual[256];
    const bn_loss_block b = { .phi = phi, .d1 = d1, .d2 = out, .dual = dual };
    if (x) {
        g->X.kind->product(&g->X, first, count, x, z);
        for (size_t i = 0; i < count; i++)
            z[i] += g->base.info.intercept ? x[g->X.cols] : 0;
        g->loss->eval(count, z, g->y + first, &b);
    }
    for (size_t i = 0; i < count; i++) {
        double curve = x ? out[i] : g->loss->sup_d2;
        out[i] = sqrt((g->weights ? g->weights[first + i] : 1) * curve / g->total);
    }
}

/* count rows of sqrt(D) [X 1], dim columns each. */
static void weighted_rows(const bn_glm *g, const double *x, size_t first, size_t count, double *out)
{
    double scale[256];
    const size_t dim = g->base.info.dim;
    bn_glm_root_weights(g, x, first, count, scale);
    g->X.kind->scaled_rows(&g->X, first, count, scale, out, dim);
    if (g->base.info.intercept)
        for (size_t i = 0; i < count; i++)
            out[i * dim + dim - 1] = scale[i];
}

/* Gram lanes: fewer than those of a pass, as each holds a cascade of matrices. */
enum { GRAM_LANES = 4 };

typedef struct lane {
    bn_cascade sum;
    double *rows, *trace, *total;
} lane;

static size_t gram_span(const bn_glm *g)
{
    size_t blocks = (g->X.rows + BN_BLOCK - 1) / BN_BLOCK;
    return (blocks + GRAM_LANES - 1) / GRAM_LANES * BN_BLOCK;
}

/* Sum of Z'Z over the rows of one lane, in blocks summed pairwise; the cascade's vectors are dim x dim. */
static void gram_lane(const bn_glm *g, const double *x, size_t k, lane *l)
{
    const size_t dim = g->base.info.dim, span = gram_span(g), n = g->X.rows;
    size_t end = (k + 1) * span < n ? (k + 1) * span : n;
    for (size_t first = k * span; first < end; first += BN_BLOCK) {
        size_t count = end - first < BN_BLOCK ? end - first : BN_BLOCK;
        weighted_rows(g, x, first, count, l->rows);
        bn_syrk_t(dim, count, 1.0, l->rows, dim, 0.0, bn_cascade_open(&l->sum), dim);
        bn_cascade_push(&l->sum);
    }
    bn_cascade_sum(&l->sum, l->total);
}

/* Squares of entries below 2^-511 underflow; each of the n dim^2 products loses at most 2^-1075. */
static double lost_squares(const bn_glm *g)
{
    return (double)g->X.rows * (double)g->base.info.dim * 0x1p-1074;
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
    return error * (1 + 1e-9) + lost_squares(g);
}

/* Bounds |fl(H) - H|: the above, and summation of the Gram matrix. */
static double gram_error(const bn_glm *g, const double *x, double trace)
{
    const size_t block = BN_BLOCK < g->X.rows ? BN_BLOCK : g->X.rows;
    const double depth = (double)(block + bn_cascade_depth(gram_span(g) / BN_BLOCK) + GRAM_LANES + 12);
    const double sum = bn_gamma(depth) * trace + 2 * bn_gamma(4) * g->base.info.l2;
    return sum * (1 + 1e-9) + lost_squares(g) + rows_error(g, x, trace + lost_squares(g));
}

static bn_status too_large(bn_error *err)
{
    return bn_fail(err, BN_NOT_FINITE,
                   "the numbers are so large that their squares overflow: scale the columns (standardize)");
}

static size_t lane_room(const bn_glm *g)
{
    const size_t dim = g->base.info.dim, cells = dim * dim;
    return BN_BLOCK * dim + cells + bn_cascade_room(cells, gram_span(g) / BN_BLOCK);
}

double bn_glm_hessian_room(const bn_glm *g)
{
    return (double)GRAM_LANES * (double)lane_room(g);
}

bn_status bn_glm_hessian(double *H, double *error, bn_objective *f, const double *x, bn_error *err)
{
    const bn_glm *g = (const bn_glm *)f;
    const size_t dim = f->info.dim, cells = dim * dim, per_lane = gram_span(g) / BN_BLOCK;
    const size_t each = lane_room(g);
    if (!bn_fits_int(dim) || cells / dim != dim)
        return bn_fail(err, BN_NO_MEMORY, "a Hessian of %zu x %zu does not fit in memory", dim, dim);
    double *room = bn_doubles(GRAM_LANES, each);
    if (!room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a Hessian of %zu x %zu", dim, dim);

    const unsigned threads = bn_threads_for(g->threads, (double)g->X.rows * (double)cells);
    int before = bn_serial_begin();
#pragma omp parallel for schedule(static, 1) num_threads(threads) if (threads > 1)
    for (size_t k = 0; k < GRAM_LANES; k++) {
        double *own = room + k * each;
        lane l = { .rows = own,
                   .total = own + BN_BLOCK * dim,
                   .sum = bn_cascade_in(own + BN_BLOCK * dim + cells, cells, per_lane) };
        gram_lane(g, x, k, &l);
    }
    bn_serial_end(before);

    double trace = 0;
    for (size_t i = 0; i < dim; i++)
        for (size_t j = i; j < dim; j++) {
            double sum = 0;
            for (size_t k = 0; k < GRAM_LANES; k++)
                sum += room[k * each + BN_BLOCK * dim + i * dim + j];
            trace += i == j ? sum : 0;
            H[i * dim + j] = H[j * dim + i] = sum + (i == j && i < g->X.cols ? f->info.l2 : 0);
        }
    free(room);
    if (!bn_all_finite(cells, H))
        return too_large(err);
    if (error)
        *error = gram_error(g, x, trace);
    return BN_OK;
}

static size_t product_room(const bn_glm *g)
{
    return bn_cascade_room(g->base.info.dim, (g->X.rows + BN_BLOCK - 1) / BN_BLOCK);
}

double bn_glm_product_room(const bn_glm *g)
{
    return (double)product_room(g);
}

/* Hv = X'(D (Xv))/S + l2 v, block by block. */
bn_status bn_glm_product(double *Hv, bn_objective *f, const double *x, const double *v, bn_error *err)
{
    const bn_glm *g = (const bn_glm *)f;
    const size_t d = g->X.cols, dim = f->info.dim, blocks = (g->X.rows + BN_BLOCK - 1) / BN_BLOCK;
    double *room = bn_doubles(1, product_room(g));
    if (!room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a Hessian product");
    bn_cascade sum = bn_cascade_in(room, dim, blocks);
    for (size_t first = 0; first < g->X.rows; first += BN_BLOCK) {
        size_t count = g->X.rows - first < BN_BLOCK ? g->X.rows - first : BN_BLOCK;
        double scale[256], Xv[256], *out = bn_cascade_open(&sum);
        bn_glm_root_weights(g, x, first, count, scale);
        g->X.kind->product(&g->X, first, count, v, Xv);
        for (size_t i = 0; i < count; i++)
            Xv[i] = scale[i] * scale[i] * (Xv[i] + (f->info.intercept ? v[d] : 0));
        g->X.kind->add_transposed(&g->X, first, count, Xv, out);
        for (size_t i = 0; i < count && f->info.intercept; i++)
            out[d] += Xv[i];
        bn_cascade_push(&sum);
    }
    bn_cascade_sum(&sum, Hv);
    free(room);
    for (size_t j = 0; j < d; j++)
        Hv[j] += f->info.l2 * v[j];
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
