/* A rough inverse, in doubles, of the normal matrix V = B'B of the augmented matrix
       B = [ sqrt(S)(X^ - 1 centre') ]     of a frame, rows + cols rows.
           [ sqrt(ridge) diag(unit)  ]
   It is only ever applied to residuals computed in doubled precision, so all that matters is how well it
   contracts. With u = 2^-53, M the matrix inverted and c a modest number,
       Cholesky of the Gram matrix:   M = V + E,             |I - M^-1 V| <= c u kappa(B)^2
       QR of B, R kept, Q not:        M = (B + E)'(B + E),   |I - M^-1 V| <= c u kappa(B)
   in the norm |Bv| (for QR: B R^-1 = Q - E R^-1, and the triangular solves err by as much). So the triangle
   of QR alone is as good as all of QR, once residuals are exact: the kappa^2 of the seminormal equations
   comes from their residuals (Bjorck 1987). */
#include "linalg/lsq_parts.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "base/sizes.h"
#include "linalg/blas.h"
#include "linalg/matrix.h"

#include <stdlib.h>
#include <string.h>

#define SPAN_LIMIT 0x1p40 /* between units of columns: beyond it find_span finds nothing but rounding */

/* out = sqrt(ridge) diag(unit) */
static void penalty_rows(const bn_lsq_frame *f, double *out)
{
    size_t d = f->problem->cols;
    memset(out, 0, d * d * sizeof(double));
    for (size_t j = 0; j < d; j++)
        out[j * d + j] = sqrt(f->ridge.hi) * f->unit[j];
}

/* Singular values that B can have: those of the penalty's rows included. */
static size_t svd_rows(const bn_lsq_frame *f)
{
    return f->ridge.hi > 0 ? f->problem->cols : bn_least(f->problem->rows, f->problem->cols);
}

/* A triangle is safe up to a condition number. */
static bn_status judge(bn_lsq_factor *F, double limit)
{
    double rcond = 0;
    bn_status status = bn_rcond(&rcond, F->cols, F->R, F->cols);
    F->condition = 1 / rcond;
    F->safe = F->condition <= limit;
    return status;
}

/* V = R'R by Cholesky, V summed over row blocks. */
static bn_status by_cholesky(bn_lsq_factor *F, const bn_lsq_frame *f)
{
    size_t d = F->cols, n = f->problem->rows;
    double *block = bn_doubles(BN_BLOCK, d);
    if (!block)
        return BN_NO_MEMORY;
    for (size_t i = 0; i < n; i += BN_BLOCK) {
        size_t count = bn_least(BN_BLOCK, n - i);
        bn_lsq_rows(f, i, count, 0, d, block);
        bn_syrk_t(d, count, 1, block, d, 1, F->R, d);
    }
    free(block);
    for (size_t j = 0; j < d; j++)
        F->R[j * d + j] += bn_lsq_penalty(f, j).hi;
    bn_status status = bn_potrf(d, F->R, d);
    return status ? status : judge(F, BN_LSQ_CHOLESKY_LIMIT);
}

/* R of B = QR, one block of rows after the other under the triangle so far. */
static bn_status triangle(double *R, const bn_lsq_frame *f)
{
    size_t d = f->problem->cols, n = f->problem->rows, most = d < BN_BLOCK / 2 ? BN_BLOCK : 2 * d;
    double *stack = bn_doubles(d + most, d);
    if (!stack)
        return BN_NO_MEMORY;
    bn_status status = BN_OK;
    for (size_t i = 0; i < n && !status; i += most) {
        size_t count = bn_least(most, n - i);
        bn_lsq_rows(f, i, count, 0, d, stack + d * d);
        status = bn_triangle(d + count, d, stack, d);
    }
    if (f->ridge.hi > 0 && !status) {
        penalty_rows(f, stack + d * d);
        status = bn_triangle(2 * d, d, stack, d);
    }
    memcpy(R, stack, d * d * sizeof(double));
    free(stack);
    return status;
}

static bn_status by_qr(bn_lsq_factor *F, const bn_lsq_frame *f)
{
    bn_status status = triangle(F->R, f);
    return status ? status : judge(F, BN_LSQ_QR_LIMIT);
}

/* Least |w| among all minimizers: w must lie in the span of the rows of X in the caller's units. The rows
   of R span those of X^; dividing column j by unit_j takes them back. */
static bn_status find_span(bn_lsq_factor *F, const bn_lsq_frame *f)
{
    size_t d = F->cols;
    double smallest = HUGE_VAL, largest = 0;
    for (size_t j = 0; j < d; j++) {
        smallest = fmin(smallest, f->unit[j]);
        largest = fmax(largest, f->unit[j]);
    }
    if (largest > SPAN_LIMIT * smallest)
        return BN_OK;
    F->span = bn_doubles(F->rank, d);
    F->shrink = bn_doubles(d, 1);
    if (!F->span || !F->shrink)
        return BN_NO_MEMORY;
    for (size_t k = 0; k < F->rank; k++)
        for (size_t j = 0; j < d; j++)
            F->span[k * d + j] = F->R[k * d + j] * (smallest / f->unit[j]);
    for (size_t j = 0; j < d; j++)
        F->shrink[j] = f->unit[j] / largest;
    return F->rank ? bn_orthonormal_rows(F->rank, d, F->span, d) : BN_OK;
}

/* B = U diag(sigma) R, R with orthonormal rows; sigma below rounding counts as 0. Made from the triangle of
   B; from B itself where that is wide, and then it is sqrt(S)(X^ - 1 centre') alone. */
static bn_status by_svd(bn_lsq_factor *F, const bn_lsq_frame *f)
{
    size_t d = F->cols, n = f->problem->rows, rows = svd_rows(f);
    double *A = bn_doubles(rows, d);
    F->values = bn_doubles(rows, 1);
    bn_status status = A && F->values ? BN_OK : BN_NO_MEMORY;
    if (!status && rows < d)
        bn_lsq_rows(f, 0, n, 0, d, A);
    else if (!status)
        status = triangle(A, f);
    if (!status)
        status = bn_right_svd(rows, d, A, d, F->values, F->R, d);
    free(A);
    if (status)
        return status;
    double share = F->route == BN_LSQ_TRUNCATED ? 0x1p-40 : 4 * 0x1p-53 * ((double)d + sqrt((double)n));
    double negligible = share * F->values[0];
    for (F->rank = 0; F->rank < rows && F->values[F->rank] > negligible; F->rank++)
        ;
    F->condition = F->rank ? F->values[0] / F->values[F->rank - 1] : 1;
    for (size_t k = 0; k < F->rank; k++)
        F->values[k] *= F->values[k];
    return F->rank < d && F->route == BN_LSQ_SVD ? find_span(F, f) : BN_OK;
}

bn_status bn_lsq_factor_new(bn_lsq_factor *F, const bn_lsq_frame *f, bn_lsq_route route, bn_error *err)
{
    size_t d = f->problem->cols, rows = route >= BN_LSQ_SVD ? svd_rows(f) : d;
    *F = (bn_lsq_factor){ .route = route, .cols = d, .rank = d, .condition = 1, .safe = true };
    F->R = bn_doubles(rows, d);
    F->work = bn_doubles(d, 1);
    bn_status status = F->R && F->work ? BN_OK : BN_NO_MEMORY;
    int threads = bn_serial_begin();
    if (!status && d)
        status = route == BN_LSQ_CHOLESKY ? by_cholesky(F, f)
                 : route == BN_LSQ_QR     ? by_qr(F, f)
                                          : by_svd(F, f);
    bn_serial_end(threads);
    if (status == BN_NO_MEMORY)
        return bn_fail(err, status, "no memory to factor %zu columns", d);
    if (status) { /* a factor that is not to be had is not safe: the next route is tried */
        F->condition = HUGE_VAL;
        F->safe = false;
    }
    return BN_OK;
}

void bn_lsq_factor_free(bn_lsq_factor *F)
{
    free(F->R);
    free(F->values);
    free(F->span);
    free(F->shrink);
    free(F->work);
}

/* g = R' diag(values)^-1 R g, then back into the span of the rows. */
static void solve_by_svd(const bn_lsq_factor *F, double *g)
{
    size_t r = F->rank, d = F->cols;
    bn_gemv(r, d, 1, F->R, d, g, 0, F->work);
    for (size_t k = 0; k < r; k++)
        F->work[k] /= F->values[k];
    bn_gemv_t(r, d, 1, F->R, d, F->work, 0, g);
    if (!F->span)
        return;
    for (size_t j = 0; j < d; j++)
        g[j] *= F->shrink[j];
    bn_gemv(r, d, 1, F->span, d, g, 0, F->work);
    bn_gemv_t(r, d, 1, F->span, d, F->work, 0, g);
    for (size_t j = 0; j < d; j++)
        g[j] /= F->shrink[j];
}

void bn_lsq_factor_solve(const bn_lsq_factor *F, double *g)
{
    int threads = bn_serial_begin();
    if (F->cols && F->route < BN_LSQ_SVD)
        bn_potrs(F->cols, F->R, F->cols, g);
    else if (F->rank)
        solve_by_svd(F, g);
    else
        memset(g, 0, F->cols * sizeof(double));
    bn_serial_end(threads);
}
