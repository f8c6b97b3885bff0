/* Bounds that cost more than a look: rounding taken out of the gradient, and Hessians. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "certificate/certificate.h"
#include "curvature/metric.h"
#include "objective/careful.h"

/* The bounds of a plain look and of one in doubled precision, each where it is better. */
static void merge(bn_certificate *c, const bn_careful *look, const bn_enclosure *mu)
{
    const bn_certificate plain = *c;
    bn_evaluation at = look->at;
    if (!(at.grad_error < plain.at.grad_error))
        return;
    if (!(at.value_error < plain.at.value_error)) { /* doubled numbers overflow earlier */
        at.value = plain.at.value;
        at.value_error = plain.at.value_error;
    }
    *c = bn_certificate_of(&at, mu);
    bn_prefer(&c->gap, &plain.gap);
    bn_prefer(&c->distance, &plain.distance);
}

double bn_certificate_room(const bn_objective *f, bool closely)
{
    const double d = (double)f->info.dim, n = (double)f->info.terms;
    return 3 * d + fmax(f->kind->rooms(f).careful, closely ? n + bn_metric_room(f) : 0);
}

bn_status bn_certificate_improve(bn_certificate *c, bn_objective *f, const double *x, const bn_enclosure *mu,
                                 double enough, bn_error *err)
{
    const size_t dim = f->info.dim;
    if (!f->kind->evaluate_careful)
        return BN_OK;
    double *room = bn_doubles(2, dim);
    bn_careful look = { .grad = room, .error = room ? room + dim : NULL };
    bn_status status = room ? f->kind->evaluate_careful(&look, f, x, err)
                            : bn_fail(err, BN_NO_MEMORY, "no memory for a certificate");
    if (!status) {
        merge(c, &look, mu);
        const bool wanting =
            c->gap.bound > enough || c->gap.status != BN_PROVEN || c->distance.bound == HUGE_VAL;
        if (wanting && enough < HUGE_VAL && look.at.grad_error < HUGE_VAL)
            status = bn_offer_decrements(c, f, x, &look, enough, err);
    }
    free(room);
    return status;
}
