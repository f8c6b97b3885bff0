/* Cholesky in doubles, residuals and solution in doubled precision. Each sweep multiplies the error by
   about u kappa(A), u = 2^-53, the columns scaled; so kappa up to 2^45 costs a few sweeps and no digit. */
#include "linalg/spd.h"

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "linalg/lsq_parts.h"

#include <stdlib.h>

typedef struct linear_system {
    size_t d;
    const double *A, *b;
    double *unit, target_unit; /* powers of two: diag(unit) A diag(unit) has diagonal entries 1 .. 4 */
    double *R, *g;
    bn_dd *v; /* x = diag(unit) v / target_unit */
} linear_system;

static bool factor(linear_system *s)
{
    size_t d = s->d;
    double largest = 0;
    for (size_t i = 0; i < d; i++) {
        if (!(s->A[i * d + i] > 0))
            return false;
        s->unit[i] = ldexp(1, -(ilogb(s->A[i * d + i]) / 2));
        largest = fmax(largest, fabs(s->b[i] * s->unit[i]));
    }
    s->target_unit = largest > 0 ? ldexp(1, -ilogb(largest)) : 1;
    for (size_t i = 0; i < d; i++)
        for (size_t j = i; j < d; j++)
            s->R[i * d + j] = s->A[i * d + j] * s->unit[i] * s->unit[j];
    return !bn_potrf(d, s->R, d);
}

/* g = b - A x, scaled. */
static void residual(linear_system *s, int threads)
{
    size_t d = s->d;
#pragma omp parallel for schedule(static) num_threads(threads)
    for (size_t i = 0; i < d; i++) {
        bn_dd r = bn_dd_from(s->b[i] * s->unit[i] * s->target_unit);
        for (size_t j = 0; j < d; j++)
            r = bn_dd_add_mul(r, s->v[j], bn_dd_from(-s->A[i * d + j] * s->unit[i] * s->unit[j]));
        s->g[i] = r.hi;
    }
}

static bool refine(linear_system *s, int threads)
{
    bn_lsq_progress progress = { 0 };
    while (!progress.finished) {
        residual(s, threads);
        int before = bn_serial_begin();
        bn_potrs(s->d, s->R, s->d, s->g);
        bn_serial_end(before);
        double size = 0, norm = 0;
        for (size_t j = 0; j < s->d; j++) {
            s->v[j] = bn_dd_add_d(s->v[j], s->g[j]);
            size = fmax(size, fabs(s->g[j]));
            norm = fmax(norm, fabs(s->v[j].hi));
        }
        bn_lsq_judge(&progress, size, norm);
    }
    return progress.converged;
}

double bn_spd_room(size_t d)
{
    return ((double)d + 4) * (double)d;
}

bn_status bn_spd_solve(bn_dd *x, size_t d, const double *A, const double *b, unsigned threads, bn_error *err)
{
    linear_system s = { .d = d, .A = A, .b = b };
    s.unit = bn_doubles(d, 2);
    s.R = bn_doubles(d, d);
    s.v = bn_dds(d);
    bool memory = s.unit && s.R && s.v, good = false;
    if (memory) {
        s.g = s.unit + d;
        int before = bn_serial_begin();
        good = factor(&s);
        bn_serial_end(before);
        bn_lsq_problem shape = { .rows = d, .cols = d, .threads = threads };
        good = good && refine(&s, bn_lsq_threads(&shape));
        for (size_t j = 0; j < d && good; j++)
            x[j] = bn_dd_scale(s.v[j], s.unit[j] / s.target_unit);
    }
    free(s.unit);
    free(s.R);
    free(s.v);
    if (!memory)
        return bn_fail(err, BN_NO_MEMORY, "no memory to factor a %zu x %zu matrix", d, d);
    return good ? BN_OK
                : bn_fail(err, BN_NUMERICAL,
                          "the matrix is not positive definite, or too close to one that is not");
}
