/* Bounds of every eigenvalue. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "curvature/enclose.h"
#include "curvature/metric.h"
#include "curvature/spectrum.h"
#include "linalg/blas.h"

static double frobenius(size_t d, const double *A)
{
    double norm = 0;
    for (size_t i = 0; i < d; i++)
        norm = hypot(norm, bn_norm(d, A + i * d));
    return norm * (1 + 4 * bn_gamma(2 * (double)d + 16));
}

/* Theorem (theory 10.6 a). C symmetric, V square, omega = |V'V - I| < 1, Lambda = diag(values) ascending:
   every eigenvalue of C is within |C V - V Lambda|/sqrt(1 - omega) of the value of its rank. C has been
   scaled to a size near 1; room: 3 d x d. HUGE_VAL, and values 0, where LAPACK's vectors prove nothing. */
static bn_status within(double *width, double *values, size_t d, const double *C, double *room, bn_error *err)
{
    double *V = room, *R = room + d * d, *W = room + 2 * d * d;
    memcpy(V, C, d * d * sizeof *V);
    bn_status status = bn_syevd(d, V, d, values, true);
    if (status == BN_NO_MEMORY)
        return bn_no_spectrum(d, status, err);
    *width = HUGE_VAL;
    if (status || !bn_all_finite(d * d, V) || !bn_all_finite(d, values)) {
        memset(values, 0, d * sizeof *values);
        return BN_OK;
    }
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            W[i * d + j] = V[i * d + j] * values[j];
    const double gamma = bn_gamma((double)d + 8), size = frobenius(d, V);
    const double lost = gamma * (frobenius(d, C) * size + frobenius(d, W)) + 1e-290;
    memcpy(R, W, d * d * sizeof *R);
    bn_gemm(false, false, d, d, d, 1.0, C, d, V, d, -1.0, R, d);
    const double residual = frobenius(d, R) + 2 * lost;
    bn_gemm(true, false, d, d, d, 1.0, V, d, V, d, 0.0, W, d);
    for (size_t i = 0; i < d; i++)
        W[i * d + i] -= 1;
    const double omega = frobenius(d, W) + 2 * gamma * size * size;
    if (omega < 0.5)
        *width = residual / sqrt(1 - omega) * (1 + 16 * DBL_EPSILON);
    return BN_OK;
}

/* 2^e C of a size near 1, in place. */
static int unit_size(size_t d, double *C)
{
    double largest = 0;
    int exponent = 0;
    for (size_t k = 0; k < d * d; k++)
        largest = fmax(largest, fabs(C[k]));
    if (largest > 0)
        frexp(largest, &exponent);
    for (size_t k = 0; k < d * d; k++)
        C[k] = ldexp(C[k], -exponent);
    return exponent;
}

/* From the Hessian as computed: the same width everywhere. */
static bn_status absolute(double *lower, double *upper, bn_objective *f, const double *x, double *H,
                          double *room, bn_error *err)
{
    const size_t d = f->info.dim;
    double error = 0, width = 0;
    bn_status status = f->kind->hessian(H, &error, f, x, err);
    const int exponent = status ? 0 : unit_size(d, H);
    if (!status)
        status = within(&width, lower, d, H, room, err);
    if (status)
        return status;
    width += (double)d * 0x1p-1074;
    for (size_t i = 0; i < d; i++) {
        const double value = lower[i];
        lower[i] = nextafter(ldexp(nextafter(value - width, -HUGE_VAL), exponent) - error, -HUGE_VAL);
        upper[i] = nextafter(ldexp(nextafter(value + width, HUGE_VAL), exponent) + error, HUGE_VAL);
    }
    return BN_OK;
}

/* From a metric: (1 - defect)/nu <= lambda_i <= (1 + defect)/nu for the eigenvalue nu of S'S of opposite
   rank. */
static bn_status relative(double *lower, double *upper, const bn_metric *m, double *C, double *values,
                          double *room, bn_error *err)
{
    const size_t d = m->dim;
    const int exponent = unit_size(d, m->S);
    double trace = 0, width = 0;
    bn_syrk_t(d, d, 1.0, m->S, d, 0.0, C, d);
    for (size_t i = 0; i < d; i++) {
        trace += C[i * d + i];
        for (size_t j = 0; j < i; j++)
            C[i * d + j] = C[j * d + i];
    }
    bn_status status = within(&width, values, d, C, room, err);
    width += 2 * bn_gamma((double)d + 8) * trace + 1e-290;
    for (size_t i = 0; !status && i < d; i++) {
        const double nu = values[d - 1 - i], few = 8 * DBL_EPSILON;
        const double low = ldexp((1 - m->defect) / (nu + width) * (1 - few), -2 * exponent);
        const double high =
            nu > width ? ldexp((1 + m->defect) / (nu - width) * (1 + few), -2 * exponent) : HUGE_VAL;
        if (low >= DBL_MIN && low > lower[i])
            lower[i] = low;
        if (high >= DBL_MIN && high < upper[i])
            upper[i] = high;
    }
    return status;
}

/* LAPACK takes two matrices more for vectors, beside S if there is one. */
double bn_spectrum_enclose_room(const bn_objective *f)
{
    const double d = (double)f->info.dim, here = fmax(f->kind->rooms(f).hessian, (3 * d + 70) * d);
    return (4 * d + 3) * d + fmax(here, bn_metric_room(f));
}

bn_status bn_spectrum_enclose(double *lower, double *upper, bn_objective *f, const double *x, bn_error *err)
{
    const size_t d = f->info.dim;
    if (!x && !f->kind->constant_hessian && !f->kind->analytic)
        return bn_fail(err, BN_UNSUPPORTED, "no curvature is known everywhere for functions of yours");
    if (x && !bn_all_finite(d, x))
        return bn_fail(err, BN_NOT_FINITE, "the point is not finite");
    double *C = d <= SIZE_MAX / d / 8 && bn_fits_int(d) ? bn_doubles(4 * d + 3, d) : NULL;
    if (!C)
        return bn_fail(err, BN_NO_MEMORY, "no memory for the spectrum of %zu unknowns", d);
    bn_metric m = { 0 };
    double *room = C + d * d, *values = room + 3 * d * d, *low = values + d, *high = low + d;
    int before = bn_serial_begin();
    bn_status status = absolute(low, high, f, x, C, room, err);
    bn_serial_end(before);
    if (!status)
        status = bn_metric_new(&m, f, x, 1e-8, err);
    before = bn_serial_begin();
    if (!status && m.S)
        status = relative(low, high, &m, C, values, room, err);
    bn_serial_end(before);
    if (!status) {
        memcpy(lower, low, d * sizeof *lower);
        memcpy(upper, high, d * sizeof *upper);
    }
    bn_metric_free(&m);
    free(C);
    return status;
}
