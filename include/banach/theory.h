/* Numbers in, numbers out: what theory promises, given mu, L and a step.
   No function here allocates, fails, prints or reads data; all are safe from any thread.

   Letters. f is mu-strongly convex and L-smooth: mu |x-y|^2 <= <x-y, grad f(x) - grad f(y)> <= L |x-y|^2.
   kappa = L/mu. x* is the minimizer; distance = |x - x*|; gap = f(x) - f(x*). step is eta, momentum is beta.
   A plain factor multiplies a distance; a name ending in _sq says that the factor multiplies a squared
   distance. The two are never mixed. Sources: see the comment at each group. */
#ifndef BANACH_THEORY_H
#define BANACH_THEORY_H

#include <banach/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- How far a number can be trusted ------------------------------------------------------- */

typedef enum bn_proof {
    BN_PROVEN = 0, /* holds in real arithmetic for the stored doubles, every rounding of ours included */
    BN_PROBABLE,   /* holds except with a stated probability */
    BN_MEASURED,   /* an estimate by an algorithm */
    BN_ASSUMED,    /* the caller said so */
    BN_VIOLATED    /* a hypothesis that does not hold */
} bn_proof;

/* "proven", "probable", "measured", "assumed", "violated". */
BN_API const char *bn_proof_name(bn_proof proof);

/* A real number known by lower <= number <= upper, and the best single value for it.
   status is that of the side theory uses: the lower bound of mu, the upper bound of L. */
typedef struct bn_enclosure {
    double value, lower, upper;
    bn_proof status;
    const char *method; /* how it was found, a constant string such as "analytic" or "gram" */
} bn_enclosure;

/* Everything a step size needs to know of an objective. Theory is fed mu.lower and L.upper.
   L_max and L_mean are upper bounds of the largest and the mean smoothness constant of the terms
   f_i of f = mean f_i (0 when f has no terms). */
typedef struct bn_curvature {
    bn_enclosure mu, L;
    double L_max, L_mean;
} bn_curvature;

/* The curvature that a caller vouches for: status assumed, L_max = L_mean = 0. */
BN_API bn_curvature bn_curvature_assume(double mu, double L);
