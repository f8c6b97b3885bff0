/* The dense row-major design matrix. Sums run in fixed lanes and a fixed tree, so that the bits depend on
   neither the compiler's vector width nor the thread. */
#include "linalg/matrix.h"

#define LANES 8

static const double *row(const bn_matrix *X, size_t i)
{
    return X->entries + i * X->stride;
}

static double lanes_sum(const double *lane)
{
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

static double dot(size_t d, const double *x, const double *w)
{
    double lane[LANES] = { 0 };
    size_t j = 0;
    for (; j + LANES <= d; j += LANES)
        for (size_t k = 0; k < LANES; k++)
            lane[k] += x[j + k] * w[j + k];
    for (size_t k = 0; j < d; j++, k++)
        lane[k] += x[j] * w[j];
    return lanes_sum(lane);
}

static void product(const bn_matrix *X, size_t first, size_t count, const double *w, double *z)
{
    for (size_t i = 0; i < count; i++)
        z[i] = dot(X->cols, row(X, first + i), w);
}

/* One multiplication, d/8 + 1 additions in a lane, 3 in the tree. */
static size_t product_depth(const bn_matrix *X)
{
    return X->cols / LANES + 6;
}

#define TOGETHER 4 /* rows per sweep over g: a quarter of the traffic on g, and a quarter of the depth */

static void add_four(size_t d, const double *const x[TOGETHER], const double *a, double *restrict g)
{
    const double *restrict p = x[0], *restrict q = x[1], *restrict r = x[2], *restrict s = x[3];
    for (size_t j = 0; j < d; j++)
        g[j] += (a[0] * p[j] + a[1] * q[j]) + (a[2] * r[j] + a[3] * s[j]);
}

static void row_axpy(const bn_matrix *X, size_t i, double a, double *restrict y)
{
    const double *restrict x = row(X, i);
    for (size_t j = 0; j < X->cols; j++)
        y[j] += a * x[j];
}

static void add_transposed(const bn_matrix *X, size_t first, size_t count, const double *a, double *g)
{
    size_t i = 0;
    for (; i + TOGETHER <= count; i += TOGETHER) {
        const double *const x[TOGETHER] = { row(X, first + i), row(X, first + i + 1), row(X, first + i + 2),
                                            row(X, first + i + 3) };
        add_four(X->cols, x, a + i, g);
    }
    for (; i < count; i++)
        row_axpy(X, first + i, a[i], g);
}

/* One multiplication, two additions in a group, one per group or leftover row of a block. */
static size_t transposed_depth(const bn_matrix *X)
{
    size_t block = X->rows < BN_BLOCK ? X->rows : BN_BLOCK;
    return block / TOGETHER + TOGETHER + 3;
}

static void scaled_rows(const bn_matrix *X, size_t first, size_t count, const double *scale, double *out,
                        size_t stride)
{
    for (size_t i = 0; i < count; i++) {
        const double *x = row(X, first + i);
        for (size_t j = 0; j < X->cols; j++)
            out[i * stride + j] = scale ? scale[i] * x[j] : x[j];
    }
}

static const bn_matrix_kind dense = {
    .name = "dense",
    .product = product,
    .add_transposed = add_transposed,
    .scaled_rows = scaled_rows,
    .row_axpy = row_axpy,
    .product_depth = product_depth,
    .transposed_depth = transposed_depth,
};

bn_matrix bn_matrix_dense(size_t rows, size_t cols, size_t stride, const double *entries)
{
    return (bn_matrix){ .kind = &dense, .rows = rows, .cols = cols, .stride = stride, .entries = entries };
}
