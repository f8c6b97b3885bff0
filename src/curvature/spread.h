/* How unequal the eigenvalues of the data are. */
#ifndef BN_CURVATURE_SPREAD_H
#define BN_CURVATURE_SPREAD_H

#include "objective/objective.h"

/* d tr(S^2)/(tr S)^2, S the mean of x_i x_i' over all rows ([x_i; 1] with an intercept): 1 when all
   eigenvalues are equal, d when one is all there is. An estimate from at most 32 rows, for less than half a
   pass; 1 without data. Weights are not looked at. */
double bn_spread(const bn_objective *f);

#endif
