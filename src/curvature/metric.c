/* Finding S, and looking how good it is. */
#include "curvature/metric.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "curvature/enclose.h"
#include "linalg/blas.h"
#include "objective/congruence.h"

static bn_status no_memory(size_t d, bn_error *err)
{
    return bn_fail(err, BN_NO_MEMORY, "no memory for a proof about %zu unknowns", d);
}

/* diag(unit) R^-1 from R, below which there are zeros then. */
static bool invert(double *S, size_t d, const double *unit)
{
    if (bn_invert_triangle(d, S, d))
        return false;
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < i; j++)
            S[i * d + j] = 0;
        bn_scale(d - i, unit[i], S + i * d + i);
    }
    return true;
}

/* S = diag(unit) R^-1 with R'R = diag(unit) H diag(unit), units powers of two that bring the diagonal
   near 1. */
static bool from_cholesky(double *S, size_t d, double *unit)
{
    for (size_t j = 0; j < d; j++) {
        if (!(S[j * d + j] > DBL_MIN) || !(S[j * d + j] < HUGE_VAL))
            return false;
        unit[j] = ldexp(1, -ilogb(S[j * d + j]) / 2);
    }
    for (size_t i = 0; i < d; i++)
        for (size_t j = i; j < d; j++)
            S[i * d + j] *= unit[i] * unit[j];
    return bn_all_finite(d * d, S) && !bn_potrf(d, S, d) && invert(S, d, unit);
}

/* The same from R itself, columns brought near 1 first. */
static bool from_triangle(double *S, size_t d, double *unit)
{
    for (size_t j = 0; j < d; j++) {
        double norm = 0;
        for (size_t i = 0; i <= j; i++)
            norm = hypot(norm, S[i * d + j]);
        if (!(norm > DBL_MIN) || !(norm < HUGE_VAL))
            return false;
        unit[j] = ldexp(1, -ilogb(norm));
        for (size_t i = 0; i <= j; i++)
            S[i * d + j] *= unit[j];
    }
    return invert(S, d, unit);
}

/* defect = |G - I|_F + error, HUGE_VAL if S is of no use. */
static bn_status look(bn_metric *m, bn_objective *f, const double *x, double *G, bn_error *err)
{
    const size_t d = m->dim;
    m->defect = HUGE_VAL;
    if (!bn_all_finite(d * d, m->S))
        return BN_OK;
    bn_congruence c = { .G = G, .each = m->each };
    bn_status status = f->kind->congruence(&c, f, x, m->S, err);
    if (status || !(c.error < HUGE_VAL))
        return status;
    double off = 0;
    for (size_t i = 0; i < d; i++) {
        G[i * d + i] -= 1;
        off = hypot(off, bn_norm(d, G + i * d));
    }
    m->defect = (off + c.error + 2 * DBL_EPSILON * (double)d) * (1 + 2 * bn_gamma(4 * (double)d + 16));
    m->reach = c.reach;
    return BN_OK;
}

/* |S|^2 = lambda_max(S'S), the product's rounding included; S is scaled by a power of two first. */
static bn_status measure(bn_metric *m, double *C, double *work, bn_error *err)
{
    const size_t d = m->dim;
    double largest = 0, *values = work + d * d, trace = 0;
    for (size_t k = 0; k < d * d; k++)
        largest = fmax(largest, fabs(m->S[k]));
    const int exponent = ilogb(largest);
    for (size_t k = 0; k < d * d; k++)
        work[k] = ldexp(m->S[k], -exponent);
    int before = bn_serial_begin();
    bn_syrk_t(d, d, 1.0, work, d, 0.0, C, d);
    for (size_t i = 0; i < d; i++) {
        trace += C[i * d + i];
        for (size_t j = i + 1; j < d; j++)
            C[j * d + i] = C[i * d + j];
    }
    memcpy(work, C, d * d * sizeof *C);
    bn_status status = bn_syevd(d, work, d, values, false);
    bn_serial_end(before);
    bn_extremes e = { 0 };
    status = status ? bn_no_spectrum(d, status, err) : bn_enclose(&e, d, C, values, err);
    if (status)
        return status;
    const double error = 2 * bn_gamma((double)d + 8) * trace + (double)d * (double)d * 0x1p-1000;
    m->norm2_lower = ldexp((e.max_lower - error) * (1 - DBL_EPSILON), 2 * exponent);
    m->norm2_upper = ldexp((e.max_upper + error) * (1 + DBL_EPSILON), 2 * exponent);
    m->norm2_lower = m->norm2_lower > 0 ? m->norm2_lower : 0;
    return BN_OK;
}

/* One way to S, and what it proves; kept where it is better than what is there. */
static bn_status attempt(bn_metric *m, bool triangle, bn_objective *f, const double *x, double *room,
                         bn_error *err)
{
    const size_t d = m->dim, n = f->info.terms;
    bn_metric next = { .dim = d, .S = bn_doubles(d, d), .each = bn_doubles(1, n), .defect = HUGE_VAL };
    bn_status status = next.S && next.each ? BN_OK : no_memory(d, err);
    if (!status)
        status = triangle ? f->kind->root(next.S, f, x, f->info.l2, err)
                          : f->kind->hessian(next.S, NULL, f, x, err);
    int before = bn_serial_begin();
    const bool found = !status && (triangle ? from_triangle : from_cholesky)(next.S, d, room);
    bn_serial_end(before);
    if (found)
        status = look(&next, f, x, room, err);
    if (!status && next.defect < 1 && next.defect < m->defect) {
        bn_metric_free(m);
        *m = next;
    } else {
        bn_metric_free(&next);
    }
    return status;
}

/* Two matrices S, with a number for each row, and the room, and one of the things that are done there. */
double bn_metric_room(const bn_objective *f)
{
    const bn_rooms r = f->kind->rooms(f);
    const double d = (double)f->info.dim, calls = fmax(fmax(r.hessian, r.root), r.congruence);
    return f->kind->congruence
               ? (4 * d + 1) * d + 2 * (double)f->info.terms + fmax(calls, bn_enclose_room(f->info.dim))
               : 0;
}

bn_status bn_metric_new(bn_metric *out, bn_objective *f, const double *x, double wanted, bn_error *err)
{
    const size_t d = f->info.dim;
    bn_metric m = { .dim = d, .defect = HUGE_VAL };
    bn_error why;
    *out = m;
    if (!f->kind->congruence || !bn_fits_int(d) || d > SIZE_MAX / d / 4)
        return BN_OK;
    double *room = bn_doubles(2 * d + 1, d);
    bn_status status = room ? attempt(&m, false, f, x, room, &why) : no_memory(d, &why);
    if (!status && m.defect > wanted && f->kind->root)
        status = attempt(&m, true, f, x, room, &why);
    if (!status && m.S)
        status = measure(&m, room, room + d * d, &why);
    free(room);
    if (status)
        bn_metric_free(&m);
    *out = m;
    if (status != BN_NO_MEMORY) /* numbers beyond doubles prove nothing, and harm nothing */
        return BN_OK;
    if (err)
        *err = why;
    return status;
}

void bn_metric_free(bn_metric *m)
{
    free(m->S);
    free(m->each);
    m->S = m->each = NULL;
}

bn_range bn_metric_mu(const bn_metric *m)
{
    if (!m->S || !(m->norm2_upper >= DBL_MIN))
        return (bn_range){ 0, HUGE_VAL };
    const double few = 8 * DBL_EPSILON;
    return (bn_range){ fmax(0, (1 - m->defect) / m->norm2_upper * (1 - few)),
                       m->norm2_lower > 0 ? (1 + m->defect) / m->norm2_lower * (1 + few) : HUGE_VAL };
}

/* |fl(S'g) - S'g| <= gamma |S|'|g|, entry by entry. */
double bn_metric_norm(const bn_metric *m, const double *g, const double *error, double *room)
{
    const size_t d = m->dim;
    const double gamma = bn_gamma((double)d + 8);
    double norm = 0;
    for (size_t j = 0; j < d; j++)
        room[j] = 0;
    for (size_t i = 0; i < d; i++)
        for (size_t j = i; j < d; j++)
            room[j] += fabs(m->S[i * d + j]) * (error[i] + gamma * fabs(g[i]));
    for (size_t j = 0; j < d; j++) {
        double sum = 0;
        for (size_t i = 0; i <= j; i++)
            sum += m->S[i * d + j] * g[i];
        norm = hypot(norm, fabs(sum) + room[j] * (1 + 2 * gamma) + (double)d * 0x1p-1070);
    }
    return norm * (1 + 4 * gamma);
}
