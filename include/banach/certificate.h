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

/* What is known of a point. */
typedef struct bn_certificate {
    bn_evaluation at;  /* f, its gradient and their rounding at x */
    bn_bound gap;      /* f(x) - f*  <= gap.bound */
    bn_bound distance; /* |x - x*|   <= distance.bound */
    double floor;      /* the part of gap.bound that rounding alone would leave at a zero gradient */
} bn_certificate;

/* Rules; the best bound wins, a proven one before a smaller unproven one:
     |g|^2/(2 mu) and |g|/mu    with mu.lower > 0, |g| with its rounding added (theory: PL inequality)
     duality                    Fenchel's, for a loss over data with l2 > 0: needs no curvature; at most f(x)
     sqrt(2 gap/mu)             the distance, from any bound of the gap
   c is what bn_curvature_bound gave, or the caller's assumption. Where rounding is much of |g|, f is looked
   at again in doubled precision, which costs about ten times as much. */
BN_API bn_status bn_certify(bn_certificate *out, bn_objective *f, const double *x, const bn_curvature *c,
                            bn_error *err);

/* By these rules, and by those of Newton's decrement: N^2 = g'M^-1 g and r_i^2 = [x_i; 1]'M^-1 [x_i; 1] with
   M the Hessian at x, or less than it is around x:
     Newton decrement           N^2/2, quadratics and squared loss: the gap itself, up to rounding
     local Newton decrement     N^2/(2 (1 - a)), logistic loss, M at x, if a = N max r_i < 1
     sublevel set               N^2/2, logistic loss, phi'' in M at its least within t_i of each margin, if
                                N r_i <= t_i, or t_i = |[x_i; 1]| distance with a bound of the distance:
                                such a set holds a minimizer. Reaches to a = 4 or so
   Each bounds the distance too, by N/mu^(1/2) with the least eigenvalue mu of M. The last two prove that a
   minimizer exists, and take l2 = 0 and a free intercept. M^-1 is not taken on trust: it is a rough inverse
   and a proof of how rough. Costs one to seven Hessians and as many factors. */
BN_API bn_status bn_certify_closely(bn_certificate *out, bn_objective *f, const double *x,
                                    const bn_curvature *c, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
