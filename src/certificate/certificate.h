/* The certificate as a pure function, for solvers that have just evaluated f anyway; and what more can be
   had. */
#ifndef BN_CERTIFICATE_CERTIFICATE_H
#define BN_CERTIFICATE_CERTIFICATE_H

#include <banach/certificate.h>

/* From one look at f. */
bn_certificate bn_certificate_of(const bn_evaluation *at, const bn_enclosure *mu);

/* c, the certificate of a plain look at x, made better as long as its gap bound is above enough: by a look in
   doubled precision, then by the Hessian at x. With enough = HUGE_VAL the first only, and that always. What
   cannot be had leaves c as it is. */
bn_status bn_certificate_improve(bn_certificate *c, bn_objective *f, const double *x, const bn_enclosure *mu,
                                 double enough, bn_error *err);

/* A proven bound beats an unproven one; among equals the smaller one wins. */
void bn_offer(bn_bound *best, double bound, bn_proof status, const char *rule);

#endif
