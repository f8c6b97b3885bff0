/* What steps tell of the Hessian: pairs s = x+ - x, y = grad f(x+) - grad f(x), with y = H s for some mean H
   between the two. The two-loop recursion (Nocedal 1980; Nocedal & Wright 2006, algorithm 7.4) corrects any
   positive definite guess B of H^-1 so that the newest pair fits exactly:
     bn_secants_down(p);  p = B p;  bn_secants_up(p) */
#ifndef BN_SOLVER_SECANTS_H
#define BN_SOLVER_SECANTS_H

#include "base/checkpoint.h"

#include <banach/objective.h>

#define BN_SECANTS ((size_t)20) /* the newest ones are kept */

typedef struct bn_secants {
    size_t dim, count; /* count: ever taken since they were cleared; pair i is at i mod BN_SECANTS */
    double *s, *y;     /* BN_SECANTS * dim each */
    double curve[BN_SECANTS], share[BN_SECANTS]; /* s'y, and what down leaves for up */
} bn_secants;

bn_status bn_secants_new(bn_secants *out, size_t dim, bn_error *err);
double bn_secants_room(const bn_objective *f); /* doubles */
void bn_secants_free(bn_secants *m);

/* Takes the pair of two points, unless rounding or f itself left it without curvature. */
void bn_secants_take(bn_secants *m, const double *x, const double *x_before, const double *grad,
                     const double *grad_before);

void bn_secants_down(bn_secants *m, double *p);
void bn_secants_up(const bn_secants *m, double *p);

/* s'y/y'y of the newest pair, a scale for H^-1 (the short step of Barzilai & Borwein); 0 without a pair. */
double bn_secants_scale(const bn_secants *m);

void bn_secants_remember(bn_secants *m, bn_checkpoint *c);

#endif
