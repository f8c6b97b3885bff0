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
     |g|^2/(2 mu) and |g|/mu      with mu.lower > 0, |g| with its rounding added     (theory: PL inequality)
     Fenchel duality              for a loss over data with l2 > 0, needs no curvature
   c is what bn_curvature_bound gave, or the caller's assumption. */
BN_API bn_status bn_certify(bn_certificate *out, bn_objective *f, const double *x, const bn_curvature *c,
                            bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
