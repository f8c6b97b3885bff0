/* Steps along the terms that are drawn. */
#include <string.h>

#include "objective/objective.h"
#include "solver/sampling.h"

/* vector += a (gradients of count terms at x) */
static bn_status add_vectors(bn_sampler *b, double a, const size_t *term, size_t count, const double *x)
{
    bn_status status = BN_OK;
    for (size_t k = 0; k < count && !status; k++) {
        status = b->f->kind->term(b->one, b->f, term[k], x, b->err);
        for (size_t j = 0; j < b->dim; j++)
            b->vector[j] += a * b->one[j];
    }
    b->reads += count;
    return status;
}

/* x = x + shift - step (mean of grad f_i(x) - grad f_i(anchor)), the penalty in each f_i. */
static bn_status along_vectors(bn_sampler *b, const bn_walk *w, const bn_draws *d)
{
    bn_status status = BN_OK;
    const double per_draw = w->step / (double)d->batch;
    for (size_t k = 0; k < d->steps && !status; k++) {
        const size_t *term = d->term + k * d->batch;
        memset(b->vector, 0, b->dim * sizeof *b->vector);
        status = add_vectors(b, 1, term, d->batch, w->x);
        if (!status && w->anchor)
            status = add_vectors(b, -1, term, d->batch, w->anchor);
        for (size_t j = 0; j < b->dim; j++)
            w->x[j] += (w->shift ? w->shift[j] : 0) - per_draw * b->vector[j];
    }
    return status;
}

bn_status bn_sampler_walk(bn_sampler *b, const bn_walk *walk, size_t steps)
{
    bn_status status = BN_OK;
    while (steps > 0 && !status) {
        const bn_draws d = bn_sampler_draw(b, steps);
        if (b->f->kind->walk) {
            b->f->kind->walk(b->f, walk, &d);
            b->reads += d.steps * d.batch;
        } else {
            status = along_vectors(b, walk, &d);
        }
        steps -= d.steps;
    }
    return status;
}
