/* Searches for a step along a line. They see phi(t) = f(x + t p) and its slope only, so p may be any
   direction in which f falls at first: minus the gradient, or what a quasi-Newton method makes of it. */
#ifndef BN_SOLVER_LINESEARCH_H
#define BN_SOLVER_LINESEARCH_H

#include <banach/status.h>

typedef struct bn_probe {
    double t, value, error, slope; /* phi(t), what rounding may have done to it, phi'(t) */
} bn_probe;

typedef struct bn_line {
    bn_probe start;   /* at t = 0, slope < 0 */
    double reference; /* phi has to fall below it: phi(0), or more in a nonmonotone search */
    bn_status (*look)(bn_probe *out, double t, void *context); /* value HUGE_VAL where phi is not a number */
    void *context;
} bn_line;

/* Both write the probe that they accept, the last one looked at, or one with t = 0 when they find none.
   first > 0 is tried first. 0 < c1 < c2 < 1; c1 < 1/2 lets the minimizer of a parabola pass. */

/* Halves t until phi(t) <= reference + c1 t phi'(0). */
bn_status bn_search_armijo(bn_probe *found, const bn_line *line, double c1, double first);

/* Strong Wolfe conditions: phi(t) <= reference + c1 t phi'(0) and |phi'(t)| <= c2 |phi'(0)|. */
bn_status bn_search_wolfe(bn_probe *found, const bn_line *line, double c1, double c2, double first);

#endif
