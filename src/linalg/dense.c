/* The dense row-major design matrix. Its inner loops are in dense_kernels.c. */
#include "linalg/dense_kernels.h"
#include "linalg/matrix.h"

/* Sizes of blocks in bytes. Measured with a first-level cache of 48 KB and a second one of 2 MB, and chosen
   for halves of these: from 16 to 48 KB, and with 2 or 4 lines, the speed of a pass changes by a few percent.
 */
enum {
    CACHED = 24 << 10, /* stays in the first level between two uses */
    NEAR = 48 << 10,   /* the next block may be asked for as a whole; beyond this, half of it */
    FAR = 512 << 10,   /* the next block would push out this one */
    MOST = 64          /* rows */
};

static bn_rows rows_of(const bn_matrix *X, size_t first, size_t count)
{
    const double *x = X->entries + first * X->stride;
    const size_t bytes = count * X->stride * sizeof *x;
    const bool ahead = bytes <= FAR && first + 2 * count <= X->rows;
    return (bn_rows){ .cols = X->cols,
                      .stride = X->stride,
                      .count = count,
                      .x = x,
                      .next = (const char *)(ahead ? x + count * X->stride : x),
                      .lines = bytes <= NEAR ? 4 : 2 };
}

static size_t together(const bn_matrix *X)
{
    const size_t rows = CACHED / (X->stride * sizeof *X->entries) / BN_DENSE_GROUP * BN_DENSE_GROUP;
    return rows < BN_DENSE_GROUP ? BN_DENSE_GROUP : rows < MOST ? rows : MOST;
}

static void product(const bn_matrix *X, size_t first, size_t count, const double *w, double *z)
{
    const bn_rows rows = rows_of(X, first, count);
    X->kernels->product(&rows, w, z);
}

/* One multiplication, d/8 + 1 additions in a lane, 3 in the tree of lanes. */
static size_t product_depth(const bn_matrix *X)
{
    return X->cols / 8 + 5;
}

static void add_transposed(const bn_matrix *X, size_t first, size_t count, const double *a, double *g)
{
    const bn_rows rows = rows_of(X, first, count);
    X->kernels->add_transposed(&rows, a, g);
}

/* One multiplication, 3 additions in a group, one per group of a block, one per row that is left over at its
 * end. */
static size_t transposed_depth(const bn_matrix *X)
{
    const size_t block = X->rows < BN_BLOCK ? X->rows : BN_BLOCK;
    return 4 + block / BN_DENSE_GROUP + BN_DENSE_GROUP - 1;
}

static void row_axpy(const bn_matrix *X, size_t i, double a, double *y)
{
    add_transposed(X, i, 1, &a, y);
}

static void sweep(const bn_matrix *X, const bn_sweep *s, double along, double learned, double dots[2])
{
    const double *x = X->entries;
    const size_t stride = X->stride;
    const bn_sweep_rows rows = { x + s->done * stride, x + s->here * stride, x + s->next * stride,
                                 x + s->wanted * stride };
    X->kernels->sweep(s, &rows, X->cols, along, learned, dots);
}

static void scaled_rows(const bn_matrix *X, size_t first, size_t count, const double *scale, double *out,
                        size_t stride)
{
    for (size_t i = 0; i < count; i++) {
        const double *x = X->entries + (first + i) * X->stride;
        for (size_t j = 0; j < X->cols; j++)
            out[i * stride + j] = scale ? scale[i] * x[j] : x[j];
    }
}

static void scaled_panels(const bn_matrix *X, size_t first, size_t count, const double *scale, double *out,
                          size_t stride)
{
    const bn_rows rows = rows_of(X, first, count);
    X->kernels->pack(&rows, scale, out, stride);
}

static const bn_matrix_kind dense = {
    .name = "dense",
    .together = together,
    .product = product,
    .add_transposed = add_transposed,
    .scaled_rows = scaled_rows,
    .scaled_panels = scaled_panels,
    .row_axpy = row_axpy,
    .sweep = sweep,
    .product_depth = product_depth,
    .transposed_depth = transposed_depth,
};

bn_matrix bn_matrix_dense(size_t rows, size_t cols, size_t stride, const double *entries)
{
    return (bn_matrix){ .kind = &dense,
                        .rows = rows,
                        .cols = cols,
                        .stride = stride,
                        .entries = entries,
                        .kernels = bn_dense_kernels_here() };
}
