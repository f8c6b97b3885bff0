/* What is on trial: data, an objective, a point. */
#ifndef BN_VERIFY_TRIAL_H
#define BN_VERIFY_TRIAL_H

#include <banach/verify.h>

#include "verify/interval.h"

enum { BN_ON_SQUARED, BN_ON_LOGISTIC, BN_ON_QUADRATIC }; /* losses, in the order of bn_trial_losses */
extern const char *const bn_trial_losses[];              /* NULL after the last */

typedef struct bn_trial {
    const bn_dataset *data;
    const bn_dataset_info *info;
    const double *means, *scales; /* cols each, to standardize with; NULL: rows stand as they are */
    size_t loss, dim;             /* dim: unknowns */
    double l2, high;              /* high: the larger label */
    bool intercept;
    const double *w; /* the point */
    mpfr_prec_t bits;
    int threads;
} bn_trial;

/* Row i as it is minimized over; cols numbers of room are used where it must be standardized. */
const double *bn_trial_row(const bn_trial *t, size_t i, double *room);

/* S, the sum of the row weights; 1 for a quadratic. */
void bn_trial_total(bn_interval *S, const bn_trial *t);

/* look.c: bounds of f and |grad f| at the point, and of f - min f by duality (infinite: none). */
enum { BN_VALUE_LO, BN_VALUE_HI, BN_NORM_LO, BN_NORM_HI, BN_DUAL, BN_BOUNDS };

typedef struct bn_look {
    mpfr_t bound[BN_BOUNDS];
    double *curve; /* logistic: lower bounds of phi'', for each row */
} bn_look;

bn_status bn_look_at(bn_look *out, const bn_trial *t, bn_error *err); /* free it, failed or not */
void bn_look_free(bn_look *look);

/* hessian.c: H = (c/S) sum s_i phi''_i x_i x_i' + l2 I, the intercept without l2, phi'' being its largest value c or,
   with curve, those lower bounds of it (c = 1). Where unknowns outnumber rows the matrix x_i'x_j stands for it. */
typedef struct bn_hessian_matrix bn_hessian_matrix;

bn_status bn_hessian_new(bn_hessian_matrix **out, const bn_trial *t, const double *curve, bn_error *err);
void bn_hessian_free(bn_hessian_matrix *h); /* takes NULL */

/* side +1: is H - tau I positive semidefinite? side -1: is tau I - H? */
bn_finding bn_hessian_side(const bn_hessian_matrix *h, int side, double tau);

/* A number that is proved to be below every eigenvalue of H, if it can be within 1/1000; 0: none was found. */
double bn_hessian_least(const bn_hessian_matrix *h);

#endif
