/* A whole number times a power of ten, to the nearest double, by one long product. */
#ifndef BN_BASE_TENS_H
#define BN_BASE_TENS_H

#include <stdbool.h>
#include <stdint.h>

/* *out = m 10^q, or more than that and less than (m + 1) 10^q if there is more. m > 0, -364 <= q <= 335.
   False where 128 binary digits do not tell which double is the nearest, and for subnormal ones: then *out is
   not written. Overflow is infinity or false. */
bool bn_tens_round(double *out, uint64_t m, int q, bool more);

#endif
