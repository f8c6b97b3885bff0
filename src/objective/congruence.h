/* S'HS for an S that is thought to make it the identity.

   Where S = R^-1 for a triangle R with R'R near H, the product is near I, and how near can be bounded by
   looking: through the rows, |fl(Z S) - Z S| is about u cond(Z), where the Gram matrix H = Z'Z itself is off
   by u cond(Z)^2. Whatever S is, the bound holds: S need not be trusted (Rump's way with
   verified inverses). */
#ifndef BN_OBJECTIVE_CONGRUENCE_H
#define BN_OBJECTIVE_CONGRUENCE_H

#include "objective/objective.h"

struct bn_congruence {
    double *G;    /* dim x dim, the caller's: S'H(x)S as computed, both triangles. x NULL as for hessian */
    double error; /* the spectral norm of what it is off by; HUGE_VAL when that is not known */
    double reach; /* max_i |S'[x_i; 1]|, rounded up, over rows of positive weight; 0 for a quadratic */
    double *each; /* these, for each row, 0 at weight 0; the caller's n zeros, NULL: not wanted */
};

/* Norms of the rows of S (dim x dim), rounded up. */
void bn_row_norms(double *norms, size_t dim, const double *S);

#endif
