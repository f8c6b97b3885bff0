/* How noisy is the next gradient estimate? Measured over all terms, on request only. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "linalg/blas.h"
#include "objective/objective.h"
#include "solver/sampling.h"

/* out = grad f_i(x) - grad f_i(w), without the penalty where that is the method's to add; slopes are those at
   w, and without w and slopes nothing is taken away. out and scratch have dim numbers. */
static bn_status difference(const bn_sampler *b, size_t i, const double *x, const double *w,
                            const double *slopes, double *out, double *scratch)
{
    memset(out, 0, b->dim * sizeof *out);
    if (b->f->kind->slope) {
        b->f->kind->add_row(b->f, i, b->f->kind->slope(b->f, i, x) - (slopes ? slopes[i] : 0), out);
        return BN_OK;
    }
    bn_status status = b->f->kind->term(out, b->f, i, x, NULL);
    if (!status && w) {
        status = b->f->kind->term(scratch, b->f, i, w, NULL);
        bn_axpy(b->dim, -1, scratch, out);
    }
    return status;
}

/* sum p_i |v_i/(n p_i)|^2 - |mean v_i|^2 for one drawn term, v_i as above; times (n - b)/(b (n - 1)) for b of
   them, all different. NaN if a term refuses. room has 3 dim numbers. */
static double variance_of(const bn_sampler *b, const double *x, const double *w, const double *slopes,
                          double *room)
{
    const double n = (double)b->n, size = (double)b->batch;
    double *v = room, *mean = room + b->dim, *scratch = room + 2 * b->dim, square = 0;
    memset(mean, 0, b->dim * sizeof *mean);
    for (size_t i = 0; i < b->n; i++) {
        if (difference(b, i, x, w, slopes, v, scratch))
            return NAN;
        const double length = bn_norm(b->dim, v);
        square += length > 0 ? bn_sampler_weight(b, i) * length * length / n : 0;
        bn_axpy(b->dim, 1 / n, v, mean);
    }
    const double drift = bn_norm(b->dim, mean), single = fmax(0, square - drift * drift);
    return b->n > 1 ? single * (n - size) / (size * (n - 1)) : 0;
}

void bn_sampler_variance(const bn_sampler *b, const double *x, const double *w, const double *slopes,
                         double *variance, double *reduced)
{
    double *room = bn_doubles(3, b->dim);
    *variance = *reduced = NAN;
    if (room && bn_all_finite(b->dim, x)) {
        const double plain = variance_of(b, x, NULL, NULL, room);
        *variance = w ? variance_of(b, x, w, slopes, room) : plain;
        *reduced = w ? 1 - *variance / plain : NAN;
    }
    free(room);
}
