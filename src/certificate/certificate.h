/* The certificate as a pure function, for solvers that have just evaluated f anyway. */
#ifndef BN_CERTIFICATE_CERTIFICATE_H
#define BN_CERTIFICATE_CERTIFICATE_H

#include <banach/certificate.h>

bn_certificate bn_certificate_of(const bn_evaluation *at, const bn_enclosure *mu);

#endif
