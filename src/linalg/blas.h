/* The only file that knows CBLAS and LAPACKE. Sizes become int here and nowhere else, with a check;
   every call is serial, because BLAS gives other bits at two threads than at one: we thread around it.
   Calls on vectors see to it by themselves, those on matrices stand between bn_serial_begin and
   bn_serial_end. Matrices are row-major. What a call needs scanned for NaN and infinity, its caller has
   scanned: LAPACK may hang. */
#ifndef BN_LINALG_BLAS_H
#define BN_LINALG_BLAS_H

#include <banach/status.h>

/* Between begin and end, BLAS calls of this thread run on one thread; end restores what begin found.
   In an OpenMP build of OpenBLAS this touches the calling thread only. Calls inside a parallel region are
   serial by themselves. Pairs may nest. */
int bn_serial_begin(void);
void bn_serial_end(int before);

/* True if the linked BLAS lets us keep the promise of equal bits at any thread count. */
bool bn_blas_keeps_bits(void);

/* "OpenBLAS 0.3.21 SkylakeX, OpenMP": the version that is linked, the core whose kernels it runs, and whether
   it threads by OpenMP; for reports and checkpoints. Any threads may ask at once. */
#define BN_BLAS_NAME 128
void bn_blas_name(char out[BN_BLAS_NAME]);

/* Every size that is about to be an int: true if it fits. */
bool bn_fits_int(size_t n);

double bn_dot(size_t n, const double *x, const double *y);
double bn_norm(size_t n, const double *x);                    /* |x|, no overflow on the way; n <= 2^30 */
void bn_axpy(size_t n, double a, const double *x, double *y); /* y += a x */
void bn_scale(size_t n, double a, double *x);                 /* x *= a */
void bn_gemv(size_t m, size_t n, double a, const double *A, size_t lda, const double *x, double b,
             double *y); /* y = a A x + b y, A is m x n */
void bn_gemv_t(size_t m, size_t n, double a, const double *A, size_t lda, const double *x, double b,
               double *y); /* y = a A'x + b y */
void bn_gemm(bool tA, bool tB, size_t m, size_t n, size_t k, double a, const double *A, size_t lda,
             const double *B, size_t ldb, double b, double *C,
             size_t ldc); /* C = a op(A) op(B) + b C, C is m x n */
void bn_syrk_t(size_t d, size_t n, double a, const double *X, size_t ldx, double b, double *C,
               size_t ldc); /* upper triangle of C = a X'X + b C; X is n x d */

/* LAPACK. Each returns BN_OK, BN_NUMERICAL if the algorithm failed, or BN_NO_MEMORY; after a failure what it
   was given is lost. */
bn_status bn_potrf(size_t d, double *A, size_t lda);             /* upper triangle -> R, A = R'R */
void bn_potrs(size_t d, const double *R, size_t ldr, double *b); /* b = A^-1 b */
bn_status bn_syevd(size_t d, double *A, size_t lda, double *values,
                   bool vectors); /* upper in; values ascending; columns of A = eigenvectors */
bn_status bn_gejsv(size_t d, double *A, size_t lda, double *values); /* descending, relatively accurate */
bn_status bn_triangle(size_t m, size_t n, double *A,
                      size_t lda); /* A = QR, keeps R: rows 0 .. min(m, n) - 1 of A, upper */
bn_status bn_invert_triangle(size_t d, double *R, size_t ldr); /* R = R^-1, R upper */
bn_status bn_rcond(double *rcond, size_t d, const double *R,
                   size_t ldr); /* estimate of 1/(|R| |R^-1|), R upper */
bn_status bn_right_svd(size_t m, size_t n, double *A, size_t lda, double *values, double *Vt, size_t ldv);
/* min(m, n) singular values, descending, and as many right vectors, rows of Vt */
bn_status bn_orthonormal_rows(size_t m, size_t n, double *A,
                              size_t lda); /* of the same span; m <= n, full rank */

#endif
