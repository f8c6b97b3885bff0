/* From an evaluation and curvature to bounds on gap and distance. */
#include "certificate/certificate.h"

#include <math.h>

const char *const bn_rule_names[] = {
    [BN_RULE_NONE] = "none",
    [BN_RULE_GRADIENT] = "|g|^2/(2 mu)",
    [BN_RULE_GRADIENT_DISTANCE] = "|g|/mu",
    [BN_RULE_DUALITY] = "duality",
    [BN_RULE_GAP_DISTANCE] = "sqrt(2 gap/mu)",
    [BN_RULE_NEWTON] = "Newton decrement",
    [BN_RULE_LOCAL_NEWTON] = "local Newton decrement",
    [BN_RULE_SUBLEVEL] = "sublevel set",
    NULL,
};

static bn_proof weaker(bn_proof a, bn_proof b)
{
    return a > b ? a : b;
}

/* A proven bound beats an unproven one; among equals the clearly smaller one wins, so that a rule which only
   says the same again does not take the name away. */
void bn_prefer(bn_bound *best, const bn_bound *other)
{
    if (!(other->bound < HUGE_VAL))
        return;
    if (best->bound == HUGE_VAL || other->status < best->status ||
        (other->status == best->status && other->bound < 0.99 * best->bound))
        *best = *other;
}

void bn_offer(bn_bound *best, double bound, bn_proof status, bn_rule rule)
{
    bn_prefer(best, &(bn_bound){ bound, status, bn_rule_names[rule] });
}

/* With G = |grad f(x)| <= grad_norm + grad_error and 0 < mu (theory 4.1, 4.2):
     |x - x*| <= G/mu,   f(x) - f* <= G^2/(2 mu);   and f(x) - f* >= mu |x - x*|^2 / 2. */
bn_certificate bn_certificate_of(const bn_evaluation *at, const bn_enclosure *mu)
{
    const bn_bound none = { HUGE_VAL, BN_ASSUMED, bn_rule_names[BN_RULE_NONE] };
    bn_certificate c = { .at = *at, .gap = none, .distance = none, .floor = 0 };
    if (mu->lower > 0) {
        const bn_proof status = weaker(mu->status, at->rounding);
        bn_offer(&c.gap, bn_gap_bounds(at->grad_norm, at->grad_error, mu->lower, HUGE_VAL).upper, status,
                 BN_RULE_GRADIENT);
        bn_offer(&c.distance, bn_distance_bounds(at->grad_norm, at->grad_error, mu->lower, HUGE_VAL).upper,
                 status, BN_RULE_GRADIENT_DISTANCE);
        c.floor = bn_gap_bounds(0, at->grad_error, mu->lower, HUGE_VAL).upper;
    }
    bn_offer(&c.gap, at->dual_gap, at->rounding, BN_RULE_DUALITY);
    if (mu->lower > 0)
        bn_offer(&c.distance, bn_distance_from_gap(c.gap.bound, mu->lower, HUGE_VAL).upper,
                 weaker(mu->status, c.gap.status), BN_RULE_GAP_DISTANCE);
    return c;
}

/* Rounding stands in the way of a proof where it is not small against the gradient. */
static bn_status certify(bn_certificate *out, bool closely, bn_objective *f, const double *x,
                         const bn_enclosure *mu, bn_error *err)
{
    bn_evaluation at;
    bn_status status = bn_evaluate(&at, f, x, NULL, err);
    if (status)
        return status;
    bn_certificate found = bn_certificate_of(&at, mu);
    if (closely || at.grad_error > at.grad_norm / 16)
        status = bn_certificate_improve(&found, f, x, mu, closely ? -1 : HUGE_VAL, err);
    if (!status)
        *out = found;
    return status;
}

bn_status bn_certify(bn_certificate *out, bn_objective *f, const double *x, const bn_curvature *c,
                     bn_error *err)
{
    return certify(out, false, f, x, &c->mu, err);
}

bn_status bn_certify_closely(bn_certificate *out, bn_objective *f, const double *x, const bn_curvature *c,
                             bn_error *err)
{
    return certify(out, true, f, x, &c->mu, err);
}
