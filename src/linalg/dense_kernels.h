/* The inner loops over dense rows, once per vector width that a processor may have and once per kind of
   numbers that rows are made of. All widths give the same bits but where fma is used, which the portable
   form does not; floats give the bits of the doubles that they are equal to. Row r starts at x + r * stride.
   product and add_transposed each ask the memory for a part of what lies ahead while they compute, the
   product for the first part: so many numbers after x, or, with ahead 0, nothing new. In long rows the
   product asks within each of them instead. */
#ifndef BN_LINALG_DENSE_KERNELS_H
#define BN_LINALG_DENSE_KERNELS_H

#include "linalg/matrix.h"

typedef struct bn_rows {
    size_t cols, stride, count;
    const void *x; /* doubles or floats */
    size_t ahead;
    size_t lines;  /* cache lines to ask for, per 64 numbers read: a multiple of 2, or 1 or 0 */
    size_t within; /* how far ahead in a row, in numbers; 0: rows are short */
} bn_rows;

typedef void bn_dense_sweep(const bn_sweep *s, const void *rows, size_t cols, size_t stride, double dots[3]);

#ifdef SWEEP
extern bn_dense_sweep SWEEP; /* of what is being compiled: dense_sweep.c */
#endif

typedef struct bn_dense_kernels {
    const char *name;
    size_t size; /* of a number in a row */
    /* z[r] = row_r'w */
    void (*product)(const bn_rows *rows, const double *w, double *z);
    /* g += sum_r a[r] row_r */
    void (*add_transposed)(const bn_rows *rows, const double *a, double *g);
    /* bn_matrix_kind.pass, so many rows together: a multiple of BN_DENSE_GROUP, at most BN_DENSE_TOGETHER */
    void (*pass)(const bn_rows *rows, size_t together, size_t first, const double *w,
                 const bn_between *between, double *g);
    /* squares[r] = sum_j (scale[j] row_r[j])^2, its terms added to columns[j]; scale NULL: ones */
    void (*squares)(const bn_rows *rows, const double *scale, double *squares, double *columns);
    /* out[r * stride + j] = row_r[j] */
    void (*spread)(const bn_rows *rows, double *out, size_t stride);
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

/* Those that this build has, for doubles and for floats, widest first, NULL at the end. */
extern const bn_dense_kernels *const bn_dense_kernels_all[];
extern const bn_dense_kernels *const bn_dense_kernels_floats[];

/* The widest ones that this processor can run. */
const bn_dense_kernels *bn_dense_kernels_here(void);
const bn_dense_kernels *bn_dense_kernels_floats_here(void);

/* True if this processor can run them. */
bool bn_dense_kernels_run(const bn_dense_kernels *kernels);

/* Rows that are added to g together: the shape of the sum. */
#define BN_DENSE_GROUP ((size_t)8)
#define BN_DENSE_TOGETHER ((size_t)16)

#endif
