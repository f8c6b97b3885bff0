/* The dense row-major design matrix. Its inner loops are in dense_kernels.c. */
#include "linalg/dense_kernels.h"

/* Sizes in bytes, chosen by measurement with a first-level cache of 48 KB and a second one of 2 MB. Few rows
   at a time, so that the processor can start on the next ones before it has finished with these. */
enum {
    NEAR = 16 << 10, /* rows that are taken together stay in the first level; beyond, as few as possible */
    FAR = 512 << 10, /* what is asked for ahead would push out these rows */
    LEAD = 4 << 10,  /* how far beyond the next rows to ask: memory answers late */
    LONG = 4 << 10,  /* rows beyond that are asked for as they are read, */
    WITHIN = 1 << 10 /* so far ahead in each */
};

/* Rows first .. first + count - 1, of which so many are worked on at once. */
static bn_rows rows_of(const bn_matrix *X, size_t first, size_t count, size_t at_once)
{
    const size_t size = X->kernels->size, bytes = at_once * X->row_bytes,
                 ahead = at_once * X->stride + LEAD / size, left = (X->rows - first) * X->stride;
    return (bn_rows){ .cols = X->cols,
                      .stride = X->stride,
                      .count = count,
                      .x = (const char *)X->entries + first * X->row_bytes,
                      .ahead = bytes <= FAR && count * X->stride + ahead <= left ? ahead : 0,
                      .lines = (bytes <= NEAR ? 4 : 2) * size / sizeof(double),
                      .within = X->row_bytes > LONG ? WITHIN / size : 0 };
}

static void pass(const bn_matrix *X, size_t first, size_t count, const double *w, const bn_between *between,
                 double *g)
{
    const size_t together = BN_DENSE_TOGETHER * X->row_bytes <= NEAR ? BN_DENSE_TOGETHER : BN_DENSE_GROUP;
    const bn_rows rows = rows_of(X, first, count, together);
    X->kernels->pass(&rows, together, first, w, between, g);
}

static void product(const bn_matrix *X, size_t first, size_t count, const double *w, double *z)
{
    const bn_rows rows = rows_of(X, first, count, count);
    X->kernels->product(&rows, w, z);
}

/* One multiplication, (d - 1)/8 additions in a lane, 3 in the tree of lanes. */
static size_t product_depth(const bn_matrix *X)
{
    return 1 + (X->cols - 1) / 8 + 3;
}

static void add_transposed(const bn_matrix *X, size_t first, size_t count, const double *a, double *g)
{
    const bn_rows rows = rows_of(X, first, count, count);
    X->kernels->add_transposed(&rows, a, g);
}

/* One multiplication, 3 additions in a group, one per group of a block, one per row left over at its end. */
static size_t transposed_depth(const bn_matrix *X)
{
    const size_t block = X->rows < BN_BLOCK ? X->rows : BN_BLOCK;
    return 4 + block / BN_DENSE_GROUP + BN_DENSE_GROUP - 1;
}

static void row_axpy(const bn_matrix *X, size_t i, double a, double *y)
{
    add_transposed(X, i, 1, &a, y);
}

static void sweep(const bn_matrix *X, const bn_sweep *s, double dots[3])
{
    X->kernels->sweep(s, X->entries, X->cols, X->stride, dots);
}

static void squares(const bn_matrix *X, size_t first, size_t count, const double *scale, double *squares,
                    double *columns)
{
    const bn_rows rows = rows_of(X, first, count, count);
    X->kernels->squares(&rows, scale, squares, columns);
}

static void scaled_rows(const bn_matrix *X, size_t first, size_t count, const double *scale, double *out,
                        size_t stride)
{
    const bn_rows rows = rows_of(X, first, count, count);
    X->kernels->spread(&rows, out, stride);
    for (size_t i = 0; scale && i < count; i++)
        for (size_t j = 0; j < X->cols; j++)
            out[i * stride + j] *= scale[i];
}

static void scaled_panels(const bn_matrix *X, size_t first, size_t count, const double *scale, double *out,
                          size_t stride)
{
    const bn_rows rows = rows_of(X, first, count, count);
    X->kernels->pack(&rows, scale, out, stride);
}

static const bn_matrix_kind dense = {
    .name = "dense",
    .pass = pass,
    .product = product,
    .add_transposed = add_transposed,
    .squares = squares,
    .scaled_rows = scaled_rows,
    .scaled_panels = scaled_panels,
    .row_axpy = row_axpy,
    .sweep = sweep,
    .product_depth = product_depth,
    .transposed_depth = transposed_depth,
};

static bn_matrix matrix_of(size_t rows, size_t cols, size_t stride, const void *entries,
                           const bn_dense_kernels *kernels)
{
    return (bn_matrix){ .kind = &dense,
                        .rows = rows,
                        .cols = cols,
                        .stride = stride,
                        .entries = entries,
                        .row_bytes = stride * kernels->size,
                        .kernels = kernels };
}

bn_matrix bn_matrix_dense(size_t rows, size_t cols, size_t stride, const double *entries)
{
    return matrix_of(rows, cols, stride, entries, bn_dense_kernels_here());
}

bn_matrix bn_matrix_floats(size_t rows, size_t cols, size_t stride, const float *entries)
{
    return matrix_of(rows, cols, stride, entries, bn_dense_kernels_floats_here());
}
