/* A Hessian known up to a factor near 1: a triangle S with |S'HS - I| <= defect, proven, whatever LAPACK did.

   Then, in the order of symmetric matrices, (1 - defect) M <= H <= (1 + defect) M with M = (S S')^-1, and so
     lambda_i(H) is within these factors of lambda_i(M) = 1/lambda_(d+1-i)(S'S),
     g'H^-1 g <= |S'g|^2/(1 - defect),
     |h|^2 <= |S|^2 h'Hh/(1 - defect).
   S comes from a Cholesky factor of H, or, where that is too rough, from the triangle of the data, which is
   good up to condition numbers of H of about 1e25, and columns of any size. */
#ifndef BN_CURVATURE_METRIC_H
#define BN_CURVATURE_METRIC_H

#include <banach/curvature.h>

#include "objective/objective.h"

typedef struct bn_metric {
    size_t dim;
    double *S;           /* dim x dim, upper triangle; NULL: no proof was found */
    double defect;       /* below 1 when there is an S */
    double reach, *each; /* |S'[x_i; 1]| at most, and of each of n rows; 0 and none for quadratics */
    double norm2_lower, norm2_upper; /* of |S|^2 */
} bn_metric;

/* At x, or, with x NULL, of the constant Hessian or the matrix that bounds it. A Cholesky factor is good
   enough when it proves a defect of at most wanted. That nothing can be proven is no failure: S is
   NULL then. */
bn_status bn_metric_new(bn_metric *out, bn_objective *f, const double *x, double wanted, bn_error *err);
void bn_metric_free(bn_metric *m); /* takes an empty one too */

/* Doubles that it takes at its height, S included; 0 where it cannot prove anything. */
double bn_metric_room(const bn_objective *f);

/* lambda_min(H) in [lower, upper]; 0 and HUGE_VAL without S. */
bn_range bn_metric_mu(const bn_metric *m);

/* |S'v| for every v with |v_j - g_j| <= error_j, rounded up. room: dim numbers. */
double bn_metric_norm(const bn_metric *m, const double *g, const double *error, double *room);

#endif
