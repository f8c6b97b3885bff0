/* Proven bounds for extreme eigenvalues from an untrusted Cholesky factor. */
#include "curvature/enclose.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <banach/theory.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"

/* One side: sign +1 bounds lambda_max from above by S = tau I - C, sign -1 bounds lambda_min from below by
   S = C - tau I. C has been scaled by a power of two to a norm near 1. */
typedef struct side {
    size_t d;
    const double *C;
    double sign;
    double *R, *P; /* d x d each: the factor, and S - R'R */
    double *v;     /* d */
} side;

/* Upper triangle of S into S; |fl(S) - S| <= u max|S_ii| on the diagonal, exact elsewhere. */
static void shifted(const side *s, double tau, double *S)
{
    for (size_t i = 0; i < s->d; i++) {
        for (size_t j = i; j < s->d; j++)
            S[i * s->d + j] = -s->sign * s->C[i * s->d + j];
        S[i * s->d + i] = s->sign * (tau - s->C[i * s->d + i]);
    }
}

static bool factor(const side *s, double tau)
{
    shifted(s, tau, s->R);
    if (bn_potrf(s->d, s->R, s->d))
        return false;
    for (size_t i = 1; i < s->d; i++)
        memset(s->R + i * s->d, 0, i * sizeof(double));
    return true;
}

/* A bound of the norm of |R|'|R|, which is at most max_i (|R|'|R| v)_i/v_i for any v > 0 (Collatz; v
   = ones). */
static double size_of(const side *s)
{
    const size_t d = s->d;
    double largest = 0;
    for (size_t i = 0; i < d; i++)
        s->v[i] = 0;
    for (size_t i = 0; i < d; i++) {
        double row = 0;
        for (size_t j = i; j < d; j++)
            row += fabs(s->R[i * d + j]);
        for (size_t j = i; j < d; j++)
            s->v[j] += fabs(s->R[i * d + j]) * row;
    }
    for (size_t i = 0; i < d; i++)
        largest = fmax(largest, s->v[i]);
    return largest;
}

/* |S - R'R|, rounded up: the computed difference, the rounding of R'R (2 gamma_(d+4) ||R|'|R||, as |S| <=
   |R|'|R| + |E|), of S, and of underflow. */
static double residual_bound(const side *s, double tau)
{
    const size_t d = s->d;
    shifted(s, tau, s->P);
    bn_syrk_t(d, d, -1.0, s->R, d, 1.0, s->P, d);
    double off = 0, diagonal = 0, factor_norm = 0, largest = 0;
    for (size_t i = 0; i < d; i++) {
        for (size_t j = i + 1; j < d; j++)
            off += s->P[i * d + j] * s->P[i * d + j];
        diagonal += s->P[i * d + i] * s->P[i * d + i];
        for (size_t j = i; j < d; j++)
            factor_norm += s->R[i * d + j] * s->R[i * d + j];
        largest = fmax(largest, fabs(tau) + fabs(s->C[i * d + i]));
    }
    const double terms = (double)d * (double)d;
    return (sqrt(2 * off + diagonal) + 2 * bn_gamma((double)d + 4) * fmin(factor_norm, size_of(s)) +
            DBL_EPSILON * largest) *
               (1 + 2 * bn_gamma(terms + 4)) +
           (double)d * 1e-300;
}

/* A vector close to the extreme eigenvector by two solves with the factor, then its Rayleigh quotient with
   the rounding of v'Cv / v'v taken off: a bound from the inside. */
static double rayleigh(const side *s)
{
    const size_t d = s->d;
    for (size_t i = 0; i < d; i++)
        s->v[i] = 1 + 0.5 * sin((double)(i + 1)); /* no structure of C is orthogonal to this on purpose */
    for (int solve = 0; solve < 3; solve++) {
        bn_potrs(d, s->R, d, s->v);
        double norm = bn_norm(d, s->v);
        if (!(norm > 0) || !isfinite(norm))
            return NAN;
        bn_scale(d, 1 / norm, s->v);
    }
    double *Cv = s->P; /* free by now */
    bn_gemv(d, d, 1.0, s->C, d, s->v, 0.0, Cv);
    double vv = bn_dot(d, s->v, s->v), quotient = bn_dot(d, s->v, Cv) / vv, weight = 0;
    for (size_t i = 0; i < d; i++)
        weight += bn_dot(d, s->C + i * d, s->C + i * d);
    return quotient - s->sign * bn_gamma(3 * (double)d + 8) * sqrt(weight) * 1.01;
}

/* Widens tau geometrically from the estimate until the factorization runs through and the bound is had. */
static bool enclose_side(const side *s, double estimate, double scale, double *outer, double *inner)
{
    double width = DBL_EPSILON * (double)(s->d + 4) * scale;
    for (int attempt = 0; attempt < 60; attempt++, width *= 4) {
        double tau = estimate + s->sign * width;
        if (!factor(s, tau))
            continue;
        *outer = tau + s->sign * residual_bound(s, tau);
        *outer += s->sign * DBL_EPSILON * fabs(*outer);
        *inner = rayleigh(s);
        return true;
    }
    return false;
}

double bn_enclose_room(size_t d)
{
    return (3 * (double)d + 1) * (double)d;
}

bn_status bn_enclose(bn_extremes *out, size_t d, const double *C, const double *values, bn_error *err)
{
    double largest = 0;
    for (size_t i = 0; i < d * d; i++)
        largest = fmax(largest, fabs(C[i]));
    if (largest == 0) {
        *out = (bn_extremes){ 0 };
        return BN_OK;
    }
    if (!isfinite(values[0]) || !isfinite(values[d - 1]))
        return bn_fail(err, BN_NOT_FINITE,
                       "the curvature is too large for a double: scale the columns (standardize)");
    int exponent;
    frexp(largest, &exponent);
    double *room = bn_doubles(3 * d + 1, d);
    if (!room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for the enclosure of a %zu x %zu spectrum", d, d);
    double *scaled = room;
    for (size_t i = 0; i < d * d; i++)
        scaled[i] = ldexp(C[i], -exponent);
    const double low = ldexp(values[0], -exponent), high = ldexp(values[d - 1], -exponent);
    const double scale = fmax(fabs(low), fabs(high));

    side s = { .d = d, .C = scaled, .R = room + d * d, .P = room + 2 * d * d, .v = room + 3 * d * d };
    bn_extremes e = { .min = values[0], .max = values[d - 1] };
    int before = bn_serial_begin();
    s.sign = 1;
    bool found = enclose_side(&s, high, scale, &e.max_upper, &e.max_lower);
    s.sign = -1;
    found = found && enclose_side(&s, low, scale, &e.min_lower, &e.min_upper);
    bn_serial_end(before);
    free(room);
    if (!found)
        return bn_fail(err, BN_NUMERICAL, "no Cholesky factor found near the ends of a %zu x %zu spectrum", d,
                       d);

    /* ldexp is exact unless it underflows, and then off by less than the smallest number. */
    e.max_upper = ldexp(e.max_upper, exponent) + 0x1p-1074;
    e.min_lower = ldexp(e.min_lower, exponent) - 0x1p-1074;
    e.max_lower = isnan(e.max_lower) ? -HUGE_VAL : ldexp(e.max_lower, exponent) - 0x1p-1074;
    e.min_upper = isnan(e.min_upper) ? HUGE_VAL : ldexp(e.min_upper, exponent) + 0x1p-1074;
    *out = e;
    return BN_OK;
}

bn_status bn_no_spectrum(size_t d, bn_status status, bn_error *err)
{
    return bn_fail(err, status, "the spectrum of a %zu x %zu matrix: %s", d, d, bn_status_name(status));
}
