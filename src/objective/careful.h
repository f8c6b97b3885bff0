/* A look at f in doubled precision: what to do when the rounding of a plain one stands in the way of a
   proof. Costs about ten plain ones. */
#ifndef BN_OBJECTIVE_CAREFUL_H
#define BN_OBJECTIVE_CAREFUL_H

#include "linalg/dd.h"
#include "objective/objective.h"

/* The true gradient is  grad + a + sum_i (s_i/S) e_i [x_i; 1]  with |a_j| <= error_j and mean |e_i| <=
   slope_error: a is what storing and summing did, about u |grad_j|; e_i is what computing phi' itself did,
   of second order where phi' is a residual. */
struct bn_careful {
    bn_evaluation at;     /* as bn_evaluate has it; a dual gap only where it needs nothing but the gradient */
    double *grad, *error; /* dim each, the caller's */
    double slope_error;
};

/* What a compensated sum of m products loses, relative to the sum of their sizes (linalg/careful.h). */
static inline double bn_careful_lost(double m)
{
    const double gamma = bn_gamma(m + 16);
    return 4 * gamma * gamma;
}

/* Fills out->at from grad, error and what else the gradient can be off by. NaN, the outcome of overflows,
   bounds nothing. */
void bn_careful_finish(bn_careful *out, size_t dim, double more_error, bn_dd value, double value_error,
                       double grow);

#endif
