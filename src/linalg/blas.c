/* BLAS and LAPACK behind names that read like their formulas. */
#include "linalg/blas.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>
#include <lapacke.h>
#include <omp.h>

#include "base/alloc.h"

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

/* openblas_get_config() writes its answer anew in every call, into one place for all threads. Of that only
   the beginning, name and version, is what it was at every moment. */
void bn_blas_name(char out[BN_BLAS_NAME])
{
    const char *config = openblas_get_config(), *version = strchr(config, ' ');
    const size_t first = version ? (size_t)(version - config) + 1 : 0;
    const int length = (int)(first + strcspn(config + first, " "));
    snprintf(out, BN_BLAS_NAME, "%.*s %s%s", length, config, openblas_get_corename(),
             openblas_get_parallel() == OPENBLAS_OPENMP ? ", OpenMP" : "");
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

/* Vectors longer than INT_MAX go in pieces. OpenBLAS would take several threads for those longer than 10000:
   other partial sums, and more time to wake a thread than there is work. */
#define PIECE ((size_t)1 << 30)

double bn_dot(size_t n, const double *x, const double *y)
{
    const int before = bn_serial_begin();
    double sum = 0;
    for (size_t done = 0; done < n; done += PIECE)
        sum += cblas_ddot(to_int(n - done < PIECE ? n - done : PIECE), x + done, 1, y + done, 1);
    bn_serial_end(before);
    return sum;
}

double bn_norm(size_t n, const double *x)
{
    assert(n <= PIECE);
    const int before = bn_serial_begin();
    const double norm = cblas_dnrm2(to_int(n), x, 1);
    bn_serial_end(before);
    return norm;
}

void bn_axpy(size_t n, double a, const double *x, double *y)
{
    const int before = bn_serial_begin();
    for (size_t done = 0; done < n; done += PIECE)
        cblas_daxpy(to_int(n - done < PIECE ? n - done : PIECE), a, x + done, 1, y + done, 1);
    bn_serial_end(before);
}

void bn_scale(size_t n, double a, double *x)
{
    const int before = bn_serial_begin();
    for (size_t done = 0; done < n; done += PIECE)
        cblas_dscal(to_int(n - done < PIECE ? n - done : PIECE), a, x + done, 1);
    bn_serial_end(before);
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

/* ---- LAPACK --------------------------------------------------------------------------------

   LAPACKE's _work functions on columns: those neither allocate nor copy nor print. A row-major matrix is the
   transpose of a column-major one; a symmetric one is the same, its upper triangle the lower one there. */

static bn_status status_of(int info)
{
    return info ? BN_NUMERICAL : BN_OK;
}

/* A column-major matrix and whatever else a routine takes. */
typedef struct operands {
    int rows, cols, stride, vector_stride;
    double *A, *tau, *values, *vectors;
    char job;
    int *iwork;
} operands;

typedef int routine(const operands *o, double *work, int length);

/* Calls it twice: with length -1 it says how long work should be. */
static bn_status with_work_space(routine *call, const operands *o)
{
    double length;
    if (call(o, &length, -1))
        return BN_NUMERICAL;
    double *work = length <= INT_MAX ? bn_doubles(1, (size_t)length) : NULL;
    bn_status status = work ? status_of(call(o, work, (int)length)) : BN_NO_MEMORY;
    free(work);
    return status;
}

bn_status bn_potrf(size_t d, double *A, size_t lda)
{
    return status_of(LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'L', to_int(d), A, to_int(lda)));
}

void bn_potrs(size_t d, const double *R, size_t ldr, double *b)
{
    const int n = to_int(d), stride = to_int(ldr);
    cblas_dtrsv(CblasRowMajor, CblasUpper, CblasTrans, CblasNonUnit, n, R, stride, b, 1);
    cblas_dtrsv(CblasRowMajor, CblasUpper, CblasNoTrans, CblasNonUnit, n, R, stride, b, 1);
}

static void transpose(size_t d, double *A, size_t lda)
{
    for (size_t i = 0; i < d; i++)
        for (size_t j = i + 1; j < d; j++) {
            double t = A[i * lda + j];
            A[i * lda + j] = A[j * lda + i];
            A[j * lda + i] = t;
        }
}

static int syevd(const operands *o, double *work, int length)
{
    const int ilength = length == -1 ? -1 : o->job == 'V' ? 5 * o->rows + 3 : 1;
    return LAPACKE_dsyevd_work(LAPACK_COL_MAJOR, o->job, 'L', o->rows, o->A, o->stride, o->values, work,
                               length, o->iwork, ilength);
}

bn_status bn_syevd(size_t d, double *A, size_t lda, double *values, bool vectors)
{
    operands o = { .rows = to_int(d), .A = A, .stride = to_int(lda), .values = values };
    o.job = vectors ? 'V' : 'N';
    o.iwork = bn_array(d + 1, 5 * sizeof *o.iwork);
    bn_status status = o.iwork ? with_work_space(syevd, &o) : BN_NO_MEMORY;
    if (!status && vectors) /* columns arrived as rows */
        transpose(d, A, lda);
    free(o.iwork);
    return status;
}

bn_status bn_gejsv(size_t d, double *A, size_t lda, double *values)
{
    const int n = to_int(d), stride = to_int(lda);
    double *work = bn_doubles(d + 2, 4);
    int *iwork = bn_array(d, 4 * sizeof *iwork);
    bn_status status = work && iwork && bn_fits_int(4 * d + 8) ? BN_OK : BN_NO_MEMORY;
    transpose(d, A, lda);
    if (!status)
        status = status_of(LAPACKE_dgejsv_work(LAPACK_COL_MAJOR, 'C', 'N', 'N', 'R', 'N', 'P', n, n, A,
                                               stride, values, NULL, n, NULL, n, work, 4 * n + 8, iwork));
    for (size_t j = 0; !status && j < d; j++) /* the routine may have scaled what it returns */
        values[j] *= work[0] / work[1];
    free(work);
    free(iwork);
    return status;
}

static int gelqf(const operands *o, double *work, int length)
{
    return LAPACKE_dgelqf_work(LAPACK_COL_MAJOR, o->rows, o->cols, o->A, o->stride, o->tau, work, length);
}

/* A' = LQ, and R = L' lies by rows where it belongs. */
bn_status bn_triangle(size_t m, size_t n, double *A, size_t lda)
{
    operands o = { .rows = to_int(n), .cols = to_int(m), .A = A, .stride = to_int(lda) };
    o.tau = bn_doubles(1, m < n ? m : n);
    bn_status status = o.tau ? with_work_space(gelqf, &o) : BN_NO_MEMORY;
    free(o.tau);
    for (size_t i = 1; i < m; i++)
        memset(A + i * lda, 0, (i < n ? i : n) * sizeof(double));
    return status;
}

bn_status bn_invert_triangle(size_t d, double *R, size_t ldr)
{
    return status_of(LAPACKE_dtrtri_work(LAPACK_COL_MAJOR, 'L', 'N', to_int(d), R, to_int(ldr)));
}

bn_status bn_rcond(double *rcond, size_t d, const double *R, size_t ldr)
{
    double *work = bn_doubles(3, d);
    int *iwork = bn_array(d, sizeof *iwork);
    bn_status status = BN_NO_MEMORY;
    if (work && iwork)
        status = status_of(LAPACKE_dtrcon_work(LAPACK_COL_MAJOR, 'I', 'L', 'N', to_int(d), R, to_int(ldr),
                                               rcond, work, iwork));
    free(work);
    free(iwork);
    return status;
}

static int gesvd(const operands *o, double *work, int length)
{
    double none;
    return LAPACKE_dgesvd_work(LAPACK_COL_MAJOR, 'S', 'N', o->rows, o->cols, o->A, o->stride, o->values,
                               o->vectors, o->vector_stride, &none, 1, work, length);
}

/* A' = V S U': the left vectors of A' are the right ones of A. */
bn_status bn_right_svd(size_t m, size_t n, double *A, size_t lda, double *values, double *Vt, size_t ldv)
{
    const operands o = { .rows = to_int(n),
                         .cols = to_int(m),
                         .A = A,
                         .stride = to_int(lda),
                         .values = values,
                         .vectors = Vt,
                         .vector_stride = to_int(ldv) };
    return with_work_space(gesvd, &o);
}

static int geqrf(const operands *o, double *work, int length)
{
    return LAPACKE_dgeqrf_work(LAPACK_COL_MAJOR, o->rows, o->cols, o->A, o->stride, o->tau, work, length);
}

static int orgqr(const operands *o, double *work, int length)
{
    return LAPACKE_dorgqr_work(LAPACK_COL_MAJOR, o->rows, o->cols, o->cols, o->A, o->stride, o->tau, work,
                               length);
}

bn_status bn_orthonormal_rows(size_t m, size_t n, double *A, size_t lda)
{
    operands o = { .rows = to_int(n), .cols = to_int(m), .A = A, .stride = to_int(lda) };
    o.tau = bn_doubles(1, m);
    bn_status status = o.tau ? with_work_space(geqrf, &o) : BN_NO_MEMORY;
    if (!status)
        status = with_work_space(orgqr, &o);
    free(o.tau);
    return status;
}
