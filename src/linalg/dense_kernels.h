/* The two inner loops of every pass over dense rows, once per vector width that a processor may have. All
   widths give the same bits. Row r of x starts at x + r * stride; next is what will be read after these rows
   (or x itself): each loop asks the memory for a part of it while it computes, the product for the first
   part. */
#ifndef BN_LINALG_DENSE_KERNELS_H
#define BN_LINALG_DENSE_KERNELS_H

#include "linalg/matrix.h"

typedef struct bn_rows {
    size_t cols, stride, count;
    const double *x;
    const char *next;
    size_t lines; /* cache lines of next to ask for, per 64 numbers read: 2 or 4, a multiple of 2 */
} bn_rows;

/* The rows of a sweep (matrix.h). */
typedef struct bn_sweep_rows {
    const double *done, *here, *next, *wanted;
} bn_sweep_rows;

typedef void bn_dense_sweep(const bn_sweep *s, const bn_sweep_rows *rows, size_t cols, double along,
                            double learned, double dots[2]);

#ifdef SWEEP
extern bn_dense_sweep SWEEP; /* of the width that is being compiled: dense_sweep.c */
#endif

typedef struct bn_dense_kernels {
    const char *name;
    /* z[r] = row_r'w */
    void (*product)(const bn_rows *rows, const double *w, double *z);
    /* g += sum_r a[r] row_r */
    void (*add_transposed)(const bn_rows *rows, const double *a, double *g);
    /* panels[p * stride + 8 * r + k] = scale[r] row_r[8 p + k], 0 beyond the last column; scale NULL: ones */
    void (*pack)(const bn_rows *rows, const double *scale, double *panels, size_t stride);
    /* C (8 x 8 count) += A'B for a panel A of rows rows, and count panels B, at most tile_panels; those of B
       start stride numbers apart, the panels of C that number apart. A term is rounded once per row at most,
       and once when the sum is added to C. */
    void (*add_tile)(size_t rows, const double *A, const double *B, size_t count, size_t stride, double *C,
                     size_t apart);
    size_t tile_panels;
    /* bn_matrix_kind.sweep */
    bn_dense_sweep *sweep;
} bn_dense_kernels;

/* Those that this build has, widest first, NULL at the end. */
extern const bn_dense_kernels *const bn_dense_kernels_all[];

/* The widest one that this processor can run. */
const bn_dense_kernels *bn_dense_kernels_here(void);

/* True if this processor can run them. */
bool bn_dense_kernels_run(const bn_dense_kernels *kernels);

/* Rows that are added to g together: the shape of the sum. */
#define BN_DENSE_GROUP ((size_t)8)

#endif
