/* BLAS and LAPACK behind names that read like their formulas. */
#include "linalg/blas.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>
#include <lapacke.h>
#include <omp.h>

int bn_serial_begin(void)
{
    int before = omp_get_max_threads();
    omp_set_num_threads(1);
    return before;
}

void bn_serial_end(int before)
{
    omp_set_num_threads(before);
}

bool bn_blas_keeps_bits(void)
{
    return openblas_get_parallel() != OPENBLAS_THREAD;
}

const char *bn_blas_name(void)
{
    return openblas_get_config();
}

bool bn_fits_int(size_t n)
{
    return n <= INT_MAX;
}

static int to_int(size_t n)
{
    assert(bn_fits_int(n));
    return (int)n;
}

/* Vectors longer than INT_MAX go in pieces. */
#define PIECE ((size_t)1 << 30)

double bn_dot(size_t n, const double *x, const double *y)
{
    double sum = 0;
    for (size_t done = 0; done < n; done += PIECE)
        sum += cblas_ddot(to_int(n - done < PIECE ? n - done : PIECE), x + done, 1, y + done, 1);
    return sum;
}

double bn_norm(size_t n, const double *x)
{
    assert(n <= PIECE);
    return cblas_dnrm2(to_int(n), x, 1);
}

void bn_axpy(size_t n, double a, const double *x, double *y)
{
    for (size_t done = 0; done < n; done += PIECE)
        cblas_daxpy(to_int(n - done < PIECE ? n - done : PIECE), a, x + done, 1, y + done, 1);
}

void bn_scale(size_t n, double a, double *x)
{
    for (size_t done = 0; done < n; done += PIECE)
        cblas_dscal(to_int(n - done < PIECE ? n - done : PIECE), a, x + done, 1);
}

void bn_gemv(size_t m, size_t n, double a, const double *A, size_t lda, const double *x, double b, double *y)
{
    cblas_dgemv(CblasRowMajor, CblasNoTrans, to_int(m), to_int(n), a, A, to_int(lda), x, 1, b, y, 1);
}

void bn_gemv_t(size_t m, size_t n, double a, const double *A, size_t lda, const double *x, double b,
               double *y)
{
    cblas_dgemv(CblasRowMajor, CblasTrans, to_int(m), to_int(n), a, A, to_int(lda), x, 1, b, y, 1);
}

void bn_gemm(bool tA, bool tB, size_t m, size_t n, size_t k, double a, const double *A, size_t lda,
             const double *B, size_t ldb, double b, double *C, size_t ldc)
{
    cblas_dgemm(CblasRowMajor, tA ? CblasTrans : CblasNoTrans, tB ? CblasTrans : CblasNoTrans, to_int(m),
                to_int(n), to_int(k), a, A, to_int(lda), B, to_int(ldb), b, C, to_int(ldc));
}

void bn_syrk_t(size_t d, size_t n, double a, const double *X, size_t ldx, double b, double *C, size_t ldc)
{
    cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, to_int(d), to_int(n), a, X, to_int(ldx), b, C,
                to_int(ldc));
}

int bn_potrf(size_t d, double *A, size_t lda)
{
    return LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', to_int(d), A, to_int(lda));
}

void bn_potrs(size_t d, const double *R, size_t ldr, double *b)
{
    bn_trsv(true, d, R, ldr, b);
    bn_trsv(false, d, R, ldr, b);
}

/* A symmetric matrix is its own transpose: its row-major upper triangle is the column-major lower one, and
   calling the column-major routine saves the copy that LAPACKE makes. */
int bn_syevd(size_t d, double *A, size_t lda, double *values, bool vectors)
{
    int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, vectors ? 'V' : 'N', 'L', to_int(d), A, to_int(lda), values);
    if (!info && vectors) /* columns arrived as rows */
        for (size_t i = 0; i < d; i++)
            for (size_t j = i + 1; j < d; j++) {
                double t = A[i * lda + j];
                A[i * lda + j] = A[j * lda + i];
                A[j * lda + i] = t;
            }
    return info;
}

int bn_geqrf(size_t m, size_t n, double *A, size_t lda, double *tau)
{
    return LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, to_int(m), to_int(n), A, to_int(lda), tau);
}

int bn_ormqr_t(size_t m, size_t n, const double *A, size_t lda, const double *tau, double *b)
{
    return LAPACKE_dormqr(LAPACK_ROW_MAJOR, 'L', 'T', to_int(m), 1, to_int(n < m ? n : m), A, to_int(lda),
                          tau, b, 1);
}

int bn_ormqr(size_t m, size_t n, const double *A, size_t lda, const double *tau, double *b)
{
    return LAPACKE_dormqr(LAPACK_ROW_MAJOR, 'L', 'N', to_int(m), 1, to_int(n < m ? n : m), A, to_int(lda),
                          tau, b, 1);
}

int bn_trsv(bool transposed, size_t d, const double *R, size_t ldr, double *b)
{
    for (size_t j = 0; j < d; j++)
        if (R[j * ldr + j] == 0)
            return to_int(j) + 1;
    cblas_dtrsv(CblasRowMajor, CblasUpper, transposed ? CblasTrans : CblasNoTrans, CblasNonUnit, to_int(d), R,
                to_int(ldr), b, 1);
    return 0;
}

int bn_gejsv(size_t m, size_t n, double *A, size_t lda, double *values)
{
    double stat[7];
    int iwork[3];
    int info = LAPACKE_dgejsv(LAPACK_ROW_MAJOR, 'C', 'N', 'N', 'R', 'N', 'P', to_int(m), to_int(n), A,
                              to_int(lda), values, NULL, to_int(n), NULL, to_int(n), stat, iwork);
    if (info == 0) /* the routine may have scaled what it returns */
        for (size_t j = 0; j < n; j++)
            values[j] *= stat[0] / stat[1];
    return info;
}

/* Row-major A is column-major A' = LQ, and R = L' lies row-major where it belongs. */
int bn_triangle(size_t m, size_t n, double *A, size_t lda)
{
    double *tau = malloc((m < n ? m : n) * sizeof(double) + 1);
    int info = tau ? LAPACKE_dgelqf(LAPACK_COL_MAJOR, to_int(n), to_int(m), A, to_int(lda), tau) : -1;
    free(tau);
    for (size_t i = 1; i < m; i++)
        memset(A + i * lda, 0, (i < n ? i : n) * sizeof(double));
    return info;
}

int bn_invert_triangle(size_t d, double *R, size_t ldr)
{
    return LAPACKE_dtrtri(LAPACK_COL_MAJOR, 'L', 'N', to_int(d), R, to_int(ldr));
}

double bn_rcond(size_t d, const double *R, size_t ldr)
{
    double rcond = 0;
    return LAPACKE_dtrcon(LAPACK_COL_MAJOR, 'I', 'L', 'N', to_int(d), R, to_int(ldr), &rcond) ? 0 : rcond;
}

/* Column-major A' = V S U': the left vectors of A' are the right ones of A. */
int bn_right_svd(size_t m, size_t n, double *A, size_t lda, double *values, double *Vt, size_t ldv)
{
    size_t least = m < n ? m : n;
    double none, *superb = malloc(least * sizeof(double) + 1);
    int info = superb ? LAPACKE_dgesvd(LAPACK_COL_MAJOR, 'S', 'N', to_int(n), to_int(m), A, to_int(lda),
                                       values, Vt, to_int(ldv), &none, 1, superb)
                      : -1;
    free(superb);
    return info;
}

int bn_orthonormal_rows(size_t m, size_t n, double *A, size_t lda)
{
    double *tau = malloc(m * sizeof(double) + 1);
    int info = tau ? LAPACKE_dgeqrf(LAPACK_COL_MAJOR, to_int(n), to_int(m), A, to_int(lda), tau) : -1;
    if (info == 0)
        info = LAPACKE_dorgqr(LAPACK_COL_MAJOR, to_int(n), to_int(m), to_int(m), A, to_int(lda), tau);
    free(tau);
    return info;
}
