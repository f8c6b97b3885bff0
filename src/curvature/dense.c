/* The spectrum of a dim x dim Hessian. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "curvature/spectrum.h"
#include "linalg/blas.h"

static bn_status no_memory(size_t d, bn_error *err)
{
    return bn_fail(err, BN_NO_MEMORY, "no memory for the spectrum of %zu unknowns (%zu x %zu doubles)", d, d,
                   d);
}

/* Descending singular values of R with [R'R = data part + l2]. *rank_gap is sigma_min/sigma_max after the
   columns were given norm 1, which is what decides rank whatever the units of the columns. */
static bn_status singular_values(double *sigma, double *rank_gap, bn_objective *f, const double *x, double l2,
                                 bn_error *err)
{
    const size_t d = f->info.dim;
    double *R = bn_doubles(2 * d + 1, d), *scaled = R ? R + d * d : NULL, *work = R ? R + 2 * d * d : NULL;
    if (!R)
        return no_memory(d, err);
    bn_status status = f->kind->root(R, f, x, l2, err);
    for (size_t j = 0; j < d && !status; j++) {
        double norm = 0;
        for (size_t i = 0; i <= j; i++)
            norm = hypot(norm, R[i * d + j]);
        for (size_t i = 0; i < d; i++)
            scaled[i * d + j] = norm > 0 ? R[i * d + j] / norm : 0;
    }
    int before = bn_serial_begin();
    if (!status && ((status = bn_gejsv(d, R, d, sigma)) || (status = bn_gejsv(d, scaled, d, work))))
        bn_no_spectrum(d, status, err);
    bn_serial_end(before);
    *rank_gap = status || !(work[0] > 0) ? 0 : work[d - 1] / work[0];
    free(R);
    return status;
}

/* Where columns cannot be told from dependent ones in double precision. */
static double rank_tolerance(size_t d)
{
    return 8 * DBL_EPSILON * (double)d;
}

bn_status bn_singular_ratio(double *ratio, bn_objective *f, bn_error *err)
{
    const size_t d = f->info.dim;
    double *sigma = bn_doubles(1, d), gap;
    if (!sigma)
        return no_memory(d, err);
    bn_status status = singular_values(sigma, &gap, f, NULL, 0, err);
    if (!status)
        *ratio = gap > rank_tolerance(d) ? sigma[0] / sigma[d - 1] : HUGE_VAL;
    free(sigma);
    return status;
}

/* The Gram matrix has absolute accuracy. Eigenvalues that its width may have moved by a thousandth come from
   singular values instead, which take twenty times as long. */
bn_status bn_spectrum_refine(bn_spectrum_bounds *s, bn_objective *f, const double *x, bn_error *err)
{
    const size_t d = f->info.dim;
    const double coarse = 1e3 * s->width;
    if (!f->kind->root || s->values[0] >= coarse)
        return BN_OK;
    double *sigma = bn_doubles(1, d), gap;
    if (!sigma)
        return no_memory(d, err);
    bn_status status = singular_values(sigma, &gap, f, x, f->info.l2, err);
    if (!status) {
        const bool full = gap > rank_tolerance(d);
        for (size_t j = 0; j < d && s->values[j] < coarse; j++)
            s->values[j] = sigma[d - 1 - j] * sigma[d - 1 - j];
        s->values[0] = full ? s->values[0] : 0;
        s->mu_value = s->values[0];
        s->mu_method = full ? "svd" : "svd: rank deficient";
    }
    free(sigma);
    return status;
}

enum { LAPACK = 70 }; /* doubles for each unknown, that its routines take */

double bn_spectrum_dense_room(const bn_objective *f)
{
    const double d = (double)f->info.dim, lapack = LAPACK * d;
    return d +
           fmax(2 * d * d + fmax(f->kind->rooms(f).hessian, lapack), d * d + bn_enclose_room(f->info.dim));
}

double bn_spectrum_refine_room(const bn_objective *f)
{
    const double d = (double)f->info.dim;
    return f->kind->root ? (2 * d + 3) * d + fmax(f->kind->rooms(f).root, LAPACK * d) : 0;
}

bn_status bn_spectrum_dense(bn_spectrum_bounds *out, bn_objective *f, const double *x, bn_error *err)
{
    const size_t d = f->info.dim;
    if (d > SIZE_MAX / d || !bn_fits_int(d))
        return no_memory(d, err);
    double *H = bn_doubles(d, d), *work = bn_doubles(d, d), *values = bn_doubles(1, d), error = 0;
    bn_status status = H && work && values ? BN_OK : no_memory(d, err);
    if (!status)
        status = f->kind->hessian(H, &error, f, x, err);
    int before = bn_serial_begin();
    if (!status && (status = bn_syevd(d, memcpy(work, H, d * d * sizeof *H), d, values, false)))
        bn_no_spectrum(d, status, err);
    bn_serial_end(before);
    free(work);
    bn_spectrum_bounds s = { .values = values, .mu_method = "gram", .L_method = "gram" };
    if (!status)
        status = bn_enclose(&s.extremes, d, H, values, err);
    free(H);
    if (!status) {
        s.extremes.min_lower = nextafter(s.extremes.min_lower - error, -HUGE_VAL);
        s.extremes.min_upper = nextafter(s.extremes.min_upper + error, HUGE_VAL);
        s.extremes.max_lower = nextafter(s.extremes.max_lower - error, -HUGE_VAL);
        s.extremes.max_upper = nextafter(s.extremes.max_upper + error, HUGE_VAL);
        s.mu_value = values[0];
        s.width = s.extremes.min_upper - s.extremes.min_lower;
    }
    if (status)
        free(values);
    else
        *out = s;
    return status;
}
