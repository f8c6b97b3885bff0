/* The design matrix as an interface: what a pass over data needs, and nothing of how rows are stored.
   Other storages (float, sparse, mapped, distributed) are other kinds; no caller changes.
   A call works on a block of rows [first, first + count); row blocks are what we thread over. */
#ifndef BN_LINALG_MATRIX_H
#define BN_LINALG_MATRIX_H

#include <stdbool.h>
#include <stddef.h>

/* Rows in one block of a pass: small enough to stay in cache, the unit of pairwise summation. */
#define BN_BLOCK ((size_t)256)

typedef struct bn_matrix bn_matrix;

/* For a method that goes along single rows, one sweep over the columns: the end of one step or two, and the
   products that the next ones begin with. First shift += sum_k learned_k done_k (learns); then, with
   t = x + sum_k along_k done_k and u = keep t + shift,

       BN_ONE_ROW     x = u                 dots = next_0't
       BN_EARLY       x = u                 dots = next_0'u, next_0'here: here's step is not known yet
       BN_TWO_ROWS    x = keep u + shift    dots = next_0't, next_0'next_1, next_1'u

   wanted are rows of later steps, which are asked for meanwhile, but for BN_ONE_ROW: its rows are near. */
typedef enum bn_sweep_form { BN_ONE_ROW, BN_EARLY, BN_TWO_ROWS } bn_sweep_form;

typedef struct bn_sweep {
    bn_sweep_form form;
    double *x, *shift; /* cols numbers each; shift may be NULL: zeros that learn nothing */
    double keep;
    bool learns;
    size_t done[2], here, next[2], wanted[2]; /* rows; all of them exist, if need be twice */
    double along[2], learned[2];
} bn_sweep;

/* What happens in the middle of a pass: a, count numbers, of the margins z of rows first .. first + count
   - 1. These begin a multiple of 8 after the block; z may be changed. */
typedef struct bn_between {
    void (*run)(void *context, size_t first, size_t count, double *z, double *a);
    void *context;
} bn_between;

typedef struct bn_matrix_kind {
    const char *name;
    /* g += X_block' a with a made of z = X_block w, a few rows at a time and in their order, so that the
       block is read from memory once, and the memory is kept busy meanwhile. At most BN_BLOCK rows. */
    void (*pass)(const bn_matrix *X, size_t first, size_t count, const double *w, const bn_between *between,
                 double *g);
    /* z = X_block w */
    void (*product)(const bn_matrix *X, size_t first, size_t count, const double *w, double *z);
    /* g += X_block' a, for a block of at most BN_BLOCK rows */
    void (*add_transposed)(const bn_matrix *X, size_t first, size_t count, const double *a, double *g);
    /* squares[r] = sum_j (scale[j] x_rj)^2 of the block's rows, the terms added to columns[j]; scale NULL:
       ones */
    void (*squares)(const bn_matrix *X, size_t first, size_t count, const double *scale, double *squares,
                    double *columns);
    /* out (count x stride) = diag(scale) X_block, scale NULL: ones */
    void (*scaled_rows)(const bn_matrix *X, size_t first, size_t count, const double *scale, double *out,
                        size_t stride);
    /* out[p * stride + 8 * i + k] = scale[i] times column 8 p + k of row first + i, 0 beyond the last one */
    void (*scaled_panels)(const bn_matrix *X, size_t first, size_t count, const double *scale, double *out,
                          size_t stride);
    /* y += a row_i */
    void (*row_axpy)(const bn_matrix *X, size_t i, double a, double *y);
    void (*sweep)(const bn_matrix *X, const bn_sweep *s, double dots[3]);
    /* Roundings that a term meets at most in product and in add_transposed: the k of gamma_k, theory 11.1. */
    size_t (*product_depth)(const bn_matrix *X);
    size_t (*transposed_depth)(const bn_matrix *X);
} bn_matrix_kind;

struct bn_matrix {
    const bn_matrix_kind *kind;
    size_t rows, cols, stride; /* row i starts i * stride numbers after entries */
    const void *entries;       /* doubles or floats */
    size_t row_bytes;
    const struct bn_dense_kernels *kernels; /* of a dense matrix: its inner loops on this processor */
};

/* Row-major doubles, or floats whose sums are of doubles all the same; borrowed. */
bn_matrix bn_matrix_dense(size_t rows, size_t cols, size_t stride, const double *entries);
bn_matrix bn_matrix_floats(size_t rows, size_t cols, size_t stride, const float *entries);

#endif
