/* From a point and curvature to a bound: how far is this x from the best one?
   A certificate never takes a solver's word: it looks at f afresh at x. */
#ifndef BANACH_CERTIFICATE_H
#define BANACH_CERTIFICATE_H

#include <banach/objective.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A number that is at least what it bounds, how far that is proven, and the rule that gave it. */
typedef struct bn_bound {
    double bound;
    bn_proof status;
    const char *rule; /* such as "|g|^2/(2 mu)"; a constant string, "none" when bound is HUGE_VAL */
} bn_bound;

typedef struct bn_certificate {
    bn_evaluation at;  /* f, its gradient and their rounding at x */
    bn_bound gap;      /* f(x) - f*  <= gap.bound */
    bn_bound distance; /* |x - x*|   <= distance.bound */
    double floor;      /* the part of gap.bound that rounding alone would leave at a zero gradient */
} bn_certificate;

/* Rules, best one wins, a proven one before a smaller unproven one:
     |g|^2/(2 mu) and |g|/mu    with mu.lower > 0, |g| with its rounding added (theory: PL inequality)
     duality                    Fenchel's, for a loss over data with l2 > 0: needs no curvature
     sqrt(2 gap/mu)             the distance, from any bound of the gap
   c is what bn_curvature_bound gave, or the caller's assumption. Where rounding is much of |g|, f is looked
   at again in doubled precision, which costs about ten times as much. */
BN_API bn_status bn_certify(bn_certificate *out, bn_objective *f, const double *x, const bn_curvature *c,
                            bn_error *err);

/* By these rules and, with one or two Hessians and their factors, by those that need the Hessian at x itself:
     Newton decrement           g'H^-1 g/2, quadratics and squared loss: the gap itself, up to rounding
     local Newton decrement     that over 1 - a, if a = r (g'H^-1 g)^(1/2) < 1, r = max_i (x_i'H^-1
   x_i)^(1/2); proves that a minimizer exists, with l2 = 0 and a free intercept too H^-1 is not taken on
   trust: it is a rough inverse and a proof of how rough. */
BN_API bn_status bn_certify_closely(bn_certificate *out, bn_objective *f, const double *x,
                                    const bn_curvature *c, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
