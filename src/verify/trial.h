/* What is on trial: data, an objective, a point. */
#ifndef BN_VERIFY_TRIAL_H
#define BN_VERIFY_TRIAL_H

#include <banach/verify.h>

#include "verify/interval.h"

typedef enum bn_charge { BN_ON_SQUARED, BN_ON_LOGISTIC, BN_ON_QUADRATIC } bn_charge;

typedef struct bn_trial {
    const bn_dataset *data;
    const bn_dataset_info *info;
    const double *means, *scales; /* cols each, to standardize with; NULL: rows stand as they are */
    bn_charge loss;
    double l2, high; /* high: the larger of two labels */
    size_t dim;
    bool intercept;
    const double *w;
    mpfr_prec_t bits;
    int threads;
} bn_trial;

/* Fills loss, high, dim, bits and threads; checks that loss, data and l2 go together. */
bn_status bn_trial_open(bn_trial *t, const char *loss, const bn_verify_options *options, bn_error *err);

/* Row i as it is minimized over; room for cols numbers is used when it must be standardized. */
const double *bn_trial_row(const bn_trial *t, size_t i, double *room);

/* S, the sum of the row weights. */
void bn_trial_total(bn_interval *S, const bn_trial *t);

/* look.c: f and its gradient at w, every number a bound. */
enum { BN_VALUE_LO, BN_VALUE_HI, BN_NORM_LO, BN_NORM_HI, BN_DUAL, BN_BOUNDS };

typedef struct bn_look_at {
    mpfr_t bound[BN_BOUNDS]; /* of f, |grad f|, and f - min f by duality (infinite: none) */
    double *curve;           /* logistic: lower bounds of phi'' for each row */
} bn_look_at;

bn_status bn_look_at_point(bn_look_at *out, const bn_trial *t, bn_error *err); /* release, failed or not */
void bn_look_release(bn_look_at *look);

/* hessian.c: H = (c/S) sum s_i phi''_i x_i x_i' + l2 I, the intercept without l2, with the largest phi'' or with
   the lower bounds in curve. Where unknowns outnumber rows, the matrix x_i'x_j stands for it. */
typedef struct bn_hessian_of bn_hessian_of;

bn_status bn_hessian_open(bn_hessian_of **out, const bn_trial *t, const double *curve, bn_error *err);
void bn_hessian_close(bn_hessian_of *h); /* takes NULL */

/* side +1: is H - tau I positive semidefinite? side -1: is tau I - H? */
bn_finding bn_hessian_side(const bn_hessian_of *h, int side, double tau);

/* A number that no eigenvalue of H is below, within 1e-5 of the largest such one; 0 if none is found. */
double bn_hessian_least(const bn_hessian_of *h);

#endif
