/* Bounds that cost more than a look: rounding taken out of the gradient, and the Hessian at the point. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "certificate/certificate.h"
#include "curvature/metric.h"
#include "objective/careful.h"

/* Theorem. Let |S'H(x)S - I| <= defect < 1, N = |S'grad f(x)|/sqrt(1 - defect) >= (g'H^-1 g)^(1/2), the
   Newton decrement, and r = max_i |S'[x_i; 1]|/sqrt(1 - defect), so that |[x_i; 1]'h| <= r |h|_H for every h,
   where |h|_H^2 = h'H(x)h. If |phi'''| <= phi'' (logistic), then f''(s) >= f''(0) exp(-r |h|_H s) along every
   ray x + s h. If a = r N < 1,
     f has a minimizer,   f(x) - f* <= N^2/(2 (1 - a)),   |x - x*|_H <= -ln(1 - a)/r <= N/(1 - a).
   Proof: f(x + s h) - f(x) >= -N s + (exp(-r s) + r s - 1)/r^2 for |h|_H = 1, whose least value, at exp(-r s)
   = 1 - a, is -(a + (1 - a) ln(1 - a))/r^2 >= -N^2/(2 (1 - a)); f grows along every ray beyond. (Theory 2.7
   in the metric of H: it needs no l2, takes a free intercept, and does not change with the units of the
   columns.) For a constant Hessian the same with a = 0, and f(x) - f* = g'H^-1 g/2.

   The slopes' own error, see careful.h, changes |S'g| by at most its mean times max_i |S'[x_i; 1]|. */
static void offer_decrement(bn_certificate *c, const bn_metric *m, const bn_careful *look, bool constant,
                            double *room)
{
    const double keep = 1 - m->defect, up = 1 + 0x1p-48;
    const double norm =
        (bn_metric_norm(m, look->grad, look->error, room) + look->slope_error * m->reach) * up;
    const double a = constant ? 0 : norm * m->reach / keep * up, rest = (1 - a) * keep / up;
    if (!(a < 1) || !(rest > 0) || !(norm < HUGE_VAL))
        return;
    const bn_rule rule = constant ? BN_RULE_NEWTON : BN_RULE_LOCAL_NEWTON;
    const double tiny = norm > 0 ? 0x1p-1074 : 0;
    bn_offer(&c->gap, norm / rest * (norm / 2) * up + tiny, BN_PROVEN, rule);
    bn_offer(&c->distance, norm / rest * sqrt(m->norm2_upper) * up + tiny, BN_PROVEN, rule);
}

static bn_status by_hessian(bn_certificate *c, bn_objective *f, const double *x, const bn_careful *look,
                            bn_error *err)
{
    const bool constant = f->kind->constant_hessian;
    bn_metric m = { 0 };
    double *room = bn_doubles(1, f->info.dim);
    bn_status status = room ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory for a certificate");
    if (!status)
        status = bn_metric_new(&m, f, constant ? NULL : x, 0.01, err);
    if (!status && m.S)
        offer_decrement(c, &m, look, constant, room);
    bn_metric_free(&m);
    free(room);
    return status;
}

/* The bounds of a plain look and of one in doubled precision, each where it is better. */
static void merge(bn_certificate *c, const bn_careful *look, const bn_enclosure *mu)
{
    const bn_certificate plain = *c;
    if (!(look->at.grad_error < plain.at.grad_error))
        return;
    *c = bn_certificate_of(&look->at, mu);
    bn_prefer(&c->gap, &plain.gap);
    bn_prefer(&c->distance, &plain.distance);
}

double bn_certificate_room(const bn_objective *f, bool closely)
{
    const double d = (double)f->info.dim;
    return 3 * d + fmax(f->kind->rooms(f).careful, closely ? bn_metric_room(f) : 0);
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
        const bool wanting = c->gap.bound > enough || (c->gap.status != BN_PROVEN && enough < HUGE_VAL);
        if (wanting && look.at.grad_error < HUGE_VAL)
            status = by_hessian(c, f, x, &look, err);
    }
    free(room);
    return status;
}
