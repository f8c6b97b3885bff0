/* What is on trial, and the two looks at it: at f, and at its Hessian. */
#ifndef BN_VERIFY_TRIAL_H
#define BN_VERIFY_TRIAL_H

#include <banach/verify.h>

#include "base/interval.h"
#include "base/triangle.h"

enum { BN_ON_SQUARED, BN_ON_LOGISTIC, BN_ON_QUADRATIC };

typedef struct bn_trial {
    const bn_dataset *data;
    const bn_dataset_info *info;
    bn_rows x;        /* with a 1 where there is an intercept */
    size_t loss, dim; /* dim: unknowns */
    double l2, high;  /* high: the larger of two labels */
    const double *w;  /* the point */
    double *doubles;  /* the features, where the dataset has floats */
    mpfr_prec_t bits;
    int threads;
    bn_interval *S; /* the sum of the weights; 1 for a quadratic; then scratch */
} bn_trial;

/* look.c: what is true of f at the point. */
typedef struct bn_look {
    double value_lo, value_hi, norm_lo, norm_hi; /* bounds of f and |grad f| */
    double dual; /* f - min f is at most that, by duality; HUGE_VAL: not known */
    bn_interval *grad;
    double *margin; /* logistic: |z_i| at most, for each row */
} bn_look;

bn_status bn_look_at(bn_look *out, const bn_trial *t, bn_error *err);
void bn_look_free(bn_look *look); /* whether it failed or not */

/* hessian.c: H = (1/S) sum s_i c_i x_i x_i' + l2 I, no l2 for the intercept; c is the largest phi'' or, with
   curve, the lower bounds there. *out stays as it is when there are too many unknowns to form it. */
typedef struct bn_tried_hessian bn_tried_hessian;
bn_status bn_tried_hessian_new(bn_tried_hessian **out, const bn_trial *t, const double *curve, bn_error *err);
void bn_tried_hessian_free(bn_tried_hessian *h); /* takes NULL */

/* True only if proved; side +1: H - tau I is positive semidefinite; side -1: tau I - H is. */
bool bn_tried_side(bn_tried_hessian *h, int side, double tau);

/* A number that is proved to be below every eigenvalue of H, if it can be within 1 %; 0: none was found. */
double bn_tried_least(bn_tried_hessian *h);

/* After bn_tried_factor, and before anything else is asked of h: upper bounds of (g'H^-1 g)^(1/2), and of the
   same for every row with its 1, 0 where its weight is. */
bool bn_tried_factor(bn_tried_hessian *h); /* false: H is not proved to be definite */
double bn_tried_norm(bn_tried_hessian *h, const bn_interval *g);
bool bn_tried_reach(double *reach, bn_tried_hessian *h); /* false: memory is out */

#endif
