/* Lanczos' method with a random start and full reorthogonalization (theory 10.2, A14). */
#include "curvature/lanczos.h"

#include <math.h>
#include <stdlib.h>

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

/* Uniform on the sphere. */
static void draw_start(size_t d, double *q)
{
    const bn_rng rng = bn_rng_open(0, "lanczos start", 0);
    for (size_t j = 0; j < d; j++)
        q[j] = bn_rng_normal(rng, j);
    bn_scale(d, 1 / bn_norm(d, q), q);
}

/* The rows of Q are a basis of Krylov's space, k so far and the one to come; in it A is tridiagonal, alpha on
   and beta beside the diagonal. */
typedef struct krylov {
    bn_objective *f;
    const double *x;
    size_t d, k;
    double *Q;                       /* STEPS + 1 rows of d, or d + 1 */
    double *alpha, *beta, *work, *T; /* so many numbers each; T is square */
    bool exhausted;                  /* no next row */
} krylov;

/* z less its components along rows 0 .. k of Q, twice. */
static void purge(const krylov *K, double *z)
{
    for (int twice = 0; twice < 2; twice++) {
        bn_gemv(K->k + 1, K->d, 1.0, K->Q, K->d, z, 0.0, K->work);
        bn_gemv_t(K->k + 1, K->d, -1.0, K->Q, K->d, K->work, 1.0, z);
    }
}

/* alpha = q'Aq, and the part of Aq that is new, beta times the next q: unless it is rounding alone, which
   would not be orthogonal to Q. */
static bn_status extend(krylov *K, bn_error *err)
{
    double *q = K->Q + K->k * K->d, *z = q + K->d, size = 0;
    bn_status status = K->f->kind->product(z, K->f, K->x, q, err);
    if (!status && !bn_all_finite(K->d, z))
        status = bn_fail(err, BN_NOT_FINITE,
                         "the curvature is too large for a double: scale the columns (standardize)");
    if (status)
        return status;
    K->alpha[K->k] = bn_dot(K->d, q, z);
    purge(K, z);
    const double beta = K->beta[K->k] = bn_norm(K->d, z);
    for (size_t i = 0; i <= K->k; i++)
        size = fmax(size, K->alpha[i]);
    K->exhausted = !(beta > 0x1p-50 * size);
    if (!K->exhausted)
        bn_scale(K->d, 1 / beta, z);
    K->k++;
    return BN_OK;
}

/* theta = the largest eigenvalue of T. */
static bn_status top(double *theta, const krylov *K, bn_error *err)
{
    const size_t k = K->k;
    for (size_t i = 0; i < k; i++) {
        K->T[i * k + i] = K->alpha[i];
        if (i + 1 < k)
            K->T[i * k + i + 1] = K->T[(i + 1) * k + i] = K->beta[i];
    }
    bn_status status = bn_syevd(k, K->T, k, K->work, false);
    *theta = K->work[k - 1];
    return status ? bn_no_spectrum(k, status, err) : BN_OK;
}

static double upper_from(const krylov *K, double theta)
{
    const double rounding = 1e-10 + 100 * bn_gamma((double)K->d + 1024);
    double more = 0; /* d products see all of A */
    if (K->k < K->d)
        more = K->exhausted ? hidden(K->beta[K->k - 1], K->d) : shortfall(theta, K->d, K->k);
    return (theta + more) * (1 + rounding);
}

double bn_lanczos_room(const bn_objective *f)
{
    const double d = (double)f->info.dim, most = fmin(d, STEPS);
    return (most + 1) * d + (most + 3) * most;
}

bn_status bn_lanczos(double *value, double *upper, bn_objective *f, const double *x, bn_error *err)
{
    const size_t d = f->info.dim, most = d < STEPS ? d : STEPS;
    krylov K = { .f = f, .x = x, .d = d };
    double *small = bn_doubles(most + 3, most), theta = 0;
    bn_status status = BN_OK;
    K.Q = bn_doubles(most + 1, d);
    if (!K.Q || !small)
        status = bn_fail(err, BN_NO_MEMORY, "no memory for %zu vectors of %zu numbers", most, d);
    int before = bn_serial_begin();
    if (!status) {
        K.alpha = small;
        K.beta = small + most;
        K.work = small + 2 * most;
        K.T = small + 3 * most;
        draw_start(d, K.Q);
    }
    while (!status && K.k < most && !K.exhausted)
        status = extend(&K, err);
    status = status ? status : top(&theta, &K, err);
    bn_serial_end(before);
    if (!status) {
        *value = theta;
        *upper = upper_from(&K, theta);
    }
    free(K.Q);
    free(small);
    return status;
}
