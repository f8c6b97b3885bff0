/* The two-loop recursion. */
#include "solver/secants.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"

bn_status bn_secants_new(bn_secants *out, size_t dim, bn_error *err)
{
    double *room = bn_doubles(2 * BN_SECANTS, dim);
    if (!room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for %zu vectors of %zu numbers", 2 * BN_SECANTS, dim);
    *out = (bn_secants){ .dim = dim, .s = room, .y = room + BN_SECANTS * dim };
    return BN_OK;
}

double bn_secants_room(const bn_objective *f)
{
    return 2.0 * BN_SECANTS * (double)bn_objective_describe(f)->dim;
}

void bn_secants_free(bn_secants *m)
{
    free(m->s);
}

void bn_secants_take(bn_secants *m, const double *x, const double *x_before, const double *grad,
                     const double *grad_before)
{
    const size_t d = m->dim, place = m->count % BN_SECANTS;
    double *s = m->s + place * d, *y = m->y + place * d;
    for (size_t j = 0; j < d; j++) {
        s[j] = x[j] - x_before[j];
        y[j] = grad[j] - grad_before[j];
    }
    const double curve = bn_dot(d, s, y);
    if (!(curve > 0x1p-40 * bn_norm(d, s) * bn_norm(d, y)) || !(curve < HUGE_VAL)) {
        m->count = 0; /* one pair is overwritten: the rest would be out of order */
        return;
    }
    m->curve[place] = curve;
    m->count++;
}

/* Pairs that are there: first .. count - 1. */
static size_t first_of(const bn_secants *m)
{
    return m->count > BN_SECANTS ? m->count - BN_SECANTS : 0;
}

void bn_secants_down(bn_secants *m, double *p)
{
    const size_t d = m->dim;
    for (size_t i = m->count; i > first_of(m); i--) {
        const size_t k = (i - 1) % BN_SECANTS;
        m->share[k] = bn_dot(d, m->s + k * d, p) / m->curve[k];
        bn_axpy(d, -m->share[k], m->y + k * d, p);
    }
}

void bn_secants_up(const bn_secants *m, double *p)
{
    const size_t d = m->dim;
    for (size_t i = first_of(m); i < m->count; i++) {
        const size_t k = i % BN_SECANTS;
        bn_axpy(d, m->share[k] - bn_dot(d, m->y + k * d, p) / m->curve[k], m->s + k * d, p);
    }
}

double bn_secants_scale(const bn_secants *m)
{
    const size_t d = m->dim, k = (m->count + BN_SECANTS - 1) % BN_SECANTS;
    return m->count ? m->curve[k] / bn_dot(d, m->y + k * d, m->y + k * d) : 0;
}

void bn_secants_remember(bn_secants *m, bn_checkpoint *c)
{
    bn_checkpoint_size(c, "pairs", &m->count, SIZE_MAX);
    bn_checkpoint_doubles(c, "s", BN_SECANTS * m->dim, m->s);
    bn_checkpoint_doubles(c, "y", BN_SECANTS * m->dim, m->y);
    bn_checkpoint_doubles(c, "s'y", BN_SECANTS, m->curve);
}
