/* The spectrum when there are fewer terms than unknowns: H = B'B + l2 I - l2 ee', B n x dim, e the
   intercept's axis (no last part without an intercept). H - l2 I = M S M' with M = [B' e], S = diag(I, -l2);
   with M = QR its nonzero eigenvalues are those of R S R', a matrix of n (+ 1) rows. All others of H are
   l2. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "curvature/spectrum.h"
#include "linalg/blas.h"

/* T = R S R', k x k with k = n + intercept; M (dim x k) is overwritten. */
static bn_status small_matrix(const bn_objective *f, double *M, size_t k, double *T)
{
    bn_status status = bn_triangle(f->info.dim, k, M, k);
    for (size_t i = 0; !status && i < k; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t p = i; p < k; p++)
                sum += M[i * k + p] * M[j * k + p] * (f->info.intercept && p == k - 1 ? -f->info.l2 : 1);
            T[i * k + j] = T[j * k + i] = sum;
        }
    return status;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* lambda_max(H) <= l2 + lambda_max(BB') + error, n x n, enclosed with the rounding of its entries. */
static bn_status upper_bound(double *out, const bn_objective *f, const double *B, double error, double *G,
                             bn_error *err)
{
    const size_t n = f->info.terms, dim = f->info.dim;
    double trace = 0, *values = bn_doubles(n + 1, n);
    if (!values)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a %zu x %zu matrix", n, n);
    double *work = values + n;
    bn_extremes e = { 0 };
    int before = bn_serial_begin();
    bn_gemm(false, true, n, n, dim, 1.0, B, dim, B, dim, 0.0, G, n);
    for (size_t i = 0; i < n; i++) {
        trace += G[i * n + i];
        for (size_t j = 0; j < i; j++)
            G[i * n + j] = G[j * n + i];
    }
    memcpy(work, G, n * n * sizeof *G);
    bn_status status = bn_all_finite(n * n, G) ? bn_syevd(n, work, n, values, false) : BN_NUMERICAL;
    bn_serial_end(before);
    status = status ? bn_no_spectrum(n, status, err) : bn_enclose(&e, n, G, values, err);
    if (!status)
        *out = (f->info.l2 + e.max_upper + bn_gamma((double)(dim + n) + 4) * trace + error) *
               (1 + 8 * DBL_EPSILON);
    free(values);
    return status;
}

/* B, M, T, and Gram matrix, workspace and enclosure; LAPACK wants some for each row and column. */
double bn_spectrum_wide_room(const bn_objective *f)
{
    const double n = (double)f->info.terms, d = (double)f->info.dim, k = n + 1;
    return n * d + d * k + k * k + (n + 1) * n + bn_enclose_room(f->info.terms) + 70 * (k + d);
}

bn_status bn_spectrum_wide(bn_spectrum_bounds *out, bn_objective *f, const double *x, bn_error *err)
{
    const size_t n = f->info.terms, dim = f->info.dim, k = n + f->info.intercept;
    double *B = bn_doubles(n, dim), *M = bn_doubles(dim, k), *T = bn_doubles(k, k), *small = bn_doubles(1, k),
           *values = bn_doubles(1, dim), upper = HUGE_VAL, error = HUGE_VAL;
    bn_status status = B && M && T && small && values
                           ? BN_OK
                           : bn_fail(err, BN_NO_MEMORY, "no memory for the spectrum of %zu unknowns", dim);
    if (!status)
        status = f->kind->rows(B, &error, f, x, err);
    if (!status)
        status = upper_bound(&upper, f, B, error, T, err);
    if (!status) {
        for (size_t j = 0; j < dim; j++)
            for (size_t i = 0; i < n; i++)
                M[j * k + i] = B[i * dim + j];
        for (size_t j = 0; f->info.intercept && j < dim; j++)
            M[j * k + n] = j == dim - 1;
        int before = bn_serial_begin();
        status = small_matrix(f, M, k, T);
        if (!status)
            status = bn_syevd(k, T, k, small, false);
        bn_serial_end(before);
        if (status)
            bn_no_spectrum(k, status, err);
    }
    if (status) {
        free(values);
    } else {
        for (size_t j = 0; j < dim; j++)
            values[j] = f->info.l2 + (j < k ? small[j] : 0);
        qsort(values, dim, sizeof *values, ascending);
        *out = (bn_spectrum_bounds){
            .values = values,
            .extremes = { .min = values[0],
                          .max = values[dim - 1],
                          .min_lower = -HUGE_VAL,
                          .min_upper = f->info.l2,
                          .max_lower = -HUGE_VAL,
                          .max_upper = fmax(upper, values[dim - 1]) },
            .mu_value = fmax(values[0], 0),
            .mu_method = "wide",
            .L_method = "wide",
        };
    }
    free(B);
    free(M);
    free(T);
    free(small);
    return status;
}
