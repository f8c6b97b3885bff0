/* A quadratic, for solvers that use A and b themselves. */
#ifndef BN_OBJECTIVE_QUADRATIC_H
#define BN_OBJECTIVE_QUADRATIC_H

#include "objective/objective.h"

typedef struct bn_quadratic_objective {
    bn_objective base;
    double *A, *b, *room;  /* d x d symmetric, d, d; one block */
    double norm_A, norm_b; /* |A|_F, |b| */
} bn_quadratic_objective;

#endif
