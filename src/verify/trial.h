/* What is on trial, and the two looks at it: at f, and at its Hessian. */
#ifndef BN_VERIFY_TRIAL_H
#define BN_VERIFY_TRIAL_H

#include <banach/verify.h>

#include "base/interval.h"

enum { BN_ON_SQUARED, BN_ON_LOGISTIC, BN_ON_QUADRATIC };

typedef struct bn_trial {
    const bn_dataset *data;
    const bn_dataset_info *info;
    size_t loss, dim; /* dim: unknowns */
    double l2, high;  /* high: the larger of two labels */
    bool intercept;
    const double *w; /* the point */
    mpfr_prec_t bits;
    int threads;
} bn_trial;

/* S, the sum of the weights; 1 for a quadratic. */
void bn_trial_total(bn_interval *S, const bn_trial *t);

/* look.c: bounds of f and |grad f| at the point, and of f - min f by duality (infinite: none). */
enum { BN_VALUE_LO, BN_VALUE_HI, BN_NORM_LO, BN_NORM_HI, BN_DUAL, BN_BOUNDS };

typedef struct bn_look {
    mpfr_t bound[BN_BOUNDS];
    double *curve; /* logistic: lower bounds of phi'', for each row */
} bn_look;

bn_status bn_look_at(bn_look *out, const bn_trial *t, bn_error *err); /* free it, failed or not */
void bn_look_free(bn_look *look);

/* hessian.c: H = (1/S) sum s_i c_i x_i x_i' + l2 I, no l2 for the intercept; c is the largest phi'' or, with curve,
   the lower bounds there. *out stays NULL when there are too many unknowns to form it. */
typedef struct bn_tried_hessian bn_tried_hessian;

bn_status bn_tried_hessian_new(bn_tried_hessian **out, const bn_trial *t, const double *curve, bn_error *err);
void bn_tried_hessian_free(bn_tried_hessian *h); /* takes NULL */

/* True only if proved; side +1: H - tau I is positive semidefinite; side -1: tau I - H is. */
bool bn_tried_side(bn_tried_hessian *h, int side, double tau);

/* A number that is proved to be below every eigenvalue of H, if it can be within 1/1000; 0: none was found. */
double bn_tried_least(bn_tried_hessian *h);

#endif
