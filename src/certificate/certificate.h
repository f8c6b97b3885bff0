/* The certificate as a pure function, for solvers that have just evaluated f anyway; and what more can be
   had. */
#ifndef BN_CERTIFICATE_CERTIFICATE_H
#define BN_CERTIFICATE_CERTIFICATE_H

#include <banach/certificate.h>

#include "objective/objective.h"

/* From one look at f. */
bn_certificate bn_certificate_of(const bn_evaluation *at, const bn_enclosure *mu);

/* c, the certificate of a plain look at x, made better as long as its gap bound is above enough: by a look in
   doubled precision, then by Hessians, these too where no distance is known. With enough = HUGE_VAL the first
   only, and that always. What cannot be had leaves c as it is. */
bn_status bn_certificate_improve(bn_certificate *c, bn_objective *f, const double *x, const bn_enclosure *mu,
                                 double enough, bn_error *err);

/* Doubles that it takes at its height, when Hessians are allowed or not. */
double bn_certificate_room(const bn_objective *f, bool closely);

/* The rules that there are; bn_rule_names has what they are called, in this order, and ends with NULL. A
   bn_bound points to one of these names, and a checkpoint finds it again by its text. */
typedef enum bn_rule {
    BN_RULE_NONE = 0,
    BN_RULE_GRADIENT,          /* |g|^2/(2 mu) */
    BN_RULE_GRADIENT_DISTANCE, /* |g|/mu */
    BN_RULE_DUALITY,
    BN_RULE_GAP_DISTANCE, /* sqrt(2 gap/mu) */
    BN_RULE_NEWTON,       /* the decrement, for a constant Hessian */
    BN_RULE_LOCAL_NEWTON,
    BN_RULE_SUBLEVEL
} bn_rule;
extern const char *const bn_rule_names[];

/* decrement.c: by Hessians, from a look in doubled precision. With enough < 0 every rule is tried, otherwise
   those that may come as far. */
bn_status bn_offer_decrements(bn_certificate *c, bn_objective *f, const double *x, const bn_careful *look,
                              double enough, bn_error *err);

/* A proven bound beats an unproven one; among equals the smaller one wins. */
void bn_offer(bn_bound *best, double bound, bn_proof status, bn_rule rule);
void bn_prefer(bn_bound *best, const bn_bound *other);

#endif
