/* Lanczos' method with a random start and full reorthogonalization (theory 10.2, A14). */
#include "curvature/lanczos.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/rng.h"
#include "curvature/enclose.h"
#include "linalg/blas.h"
#include "objective/objective.h"

enum { STEPS = 120 };

/* Two theorems bound how far theta, the largest Ritz value of A >= 0, d x d, after k products from a start q
   uniform on the sphere, can be below lambda_max; each may fail with half of the probability that is allowed.

   Kuczynski & Wozniakowski 1992: P(theta < (1 - eps) lambda_max) <= 1.648 sqrt(d) exp(-sqrt(eps) (2 k - 1)).
   Solved for eps, lambda_max - theta <= theta eps/(1 - eps). */
static double shortfall(double theta, size_t d, size_t k)
{
    const double root = log(1.648 * sqrt((double)d) / (BN_LANCZOS_FAILURE / 2)) / (2 * (double)k - 1);
    return theta * root * root / (1 - root * root);
}

/* Where the next beta is small, lambda_max - theta <= beta/|v'q|, v the eigenvector of lambda_max, and
   P(|v'q| < t) <= sqrt(2 d/pi) t. Proof: (A - theta_i) y_i = beta s_ki q_next for a Ritz vector y_i = Q s_i,
   so |v'y_i| (lambda_max - theta) <= beta |s_ki|; q = sum_i s_1i y_i, and the rows of an orthogonal S have
   norm 1. */
static double hidden(double beta, size_t d)
{
    return beta * sqrt((double)d / 1.5707963267948966) / (BN_LANCZOS_FAILURE / 2);
}

static void unit(size_t d, double *q)
{
    bn_scale(d, 1 / bn_norm(d, q), q);
}

static void draw_start(size_t d, double *q)
{
    const bn_rng rng = bn_rng_open(0, "lanczos start", 0);
    for (size_t j = 0; j < d; j++)
        q[j] = bn_rng_normal(rng, j);
    unit(d, q);
}

/* z less its components along the k rows of Q, twice. */
static void purge(size_t d, size_t k, const double *Q, double *z, double *work)
{
    for (int twice = 0; twice < 2; twice++) {
        bn_gemv(k, d, 1.0, Q, d, z, 0.0, work);
        bn_gemv_t(k, d, -1.0, Q, d, work, 1.0, z);
    }
}

/* theta = the largest eigenvalue of the k x k tridiagonal T; T is overwritten. */
static bn_status top(double *theta, size_t k, const double *alpha, const double *beta, double *T,
                     double *values)
{
    memset(T, 0, k * k * sizeof *T);
    for (size_t i = 0; i < k; i++) {
        T[i * k + i] = alpha[i];
        if (i + 1 < k)
            T[i * k + i + 1] = T[(i + 1) * k + i] = beta[i];
    }
    bn_status status = bn_syevd(k, T, k, values, false);
    *theta = status ? NAN : values[k - 1];
    return status;
}

double bn_lanczos_room(const bn_objective *f)
{
    const double d = (double)f->info.dim, most = fmin(d, STEPS);
    return (most + 1) * d + (most + 4) * most;
}

bn_status bn_lanczos(double *value, double *upper, bn_objective *f, const double *x, bn_error *err)
{
    const size_t d = f->info.dim, most = d < STEPS ? d : STEPS;
    double *Q = bn_doubles(most + 1, d), *small = bn_doubles(most + 4, most);
    bn_status status =
        Q && small ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory for %zu vectors of %zu numbers", most, d);
    double *alpha = small, *beta = alpha + (small ? most : 0), *work = beta + (small ? most : 0);
    size_t k = 0;
    bool exhausted = false;
    if (!status)
        draw_start(d, Q);
    int before = bn_serial_begin();
    while (!status && k < most && !exhausted) {
        double *q = Q + k * d, *z = q + d, size = 0;
        status = f->kind->product(z, f, x, q, err);
        if (!status && !bn_all_finite(d, z))
            status = bn_fail(err, BN_NOT_FINITE,
                             "the curvature is too large for a double: scale the columns (standardize)");
        if (status)
            break;
        alpha[k] = bn_dot(d, q, z);
        purge(d, k + 1, Q, z, work);
        beta[k] = bn_norm(d, z);
        for (size_t i = 0; i <= k; i++)
            size = fmax(size, alpha[i]);
        exhausted = !(beta[k] > 0x1p-50 * size); /* z is rounding, and no longer orthogonal to Q */
        if (!exhausted)
            bn_scale(d, 1 / beta[k], z);
        k++;
    }
    double theta;
    if (!status && (status = top(&theta, k, alpha, beta, work + most, work)))
        bn_no_spectrum(k, status, err);
    bn_serial_end(before);
    if (!status) {
        const double rounding = 1e-10 + 100 * bn_gamma((double)d + 1024);
        *value = theta;
        const double more = k == d ? 0 : exhausted ? hidden(beta[k - 1], d) : shortfall(theta, d, k);
        *upper = (theta + more) * (1 + rounding);
    }
    free(Q);
    free(small);
    return status;
}
