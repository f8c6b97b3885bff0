/* Compensated sums of products, and proven bounds of what they lose.

   A sum is kept as s + c: s takes the products p = fl(a b), and c what s and p could not hold, q of two_sum
   and e of two_prod. s + sum (q + e) is the exact sum; only c is rounded. |q| <= u |s|, |e| <= u |p|, so
   after m products c is off by at most gamma_(m+2) (m + 1) u A (1 + gamma_m), A = sum |a b| (Ogita, Rump &
   Oishi 2005). The bound 4 gamma_(m+16)^2 A has room for the few operations in doubled precision that go
   before and after, each off by less than 8 u^2 of what it adds or multiplies. */
#ifndef BN_LINALG_CAREFUL_H
#define BN_LINALG_CAREFUL_H

#include "linalg/dd.h"

#include <stddef.h>

typedef struct bn_careful_sum {
    bn_dd value;
    double size; /* sum |x_j w_j|, to a few roundings per term */
} bn_careful_sum;

/* x'w, off by at most 4 gamma_(n+16)^2 size + n BN_CAREFUL_TINY. Fixed lanes: the bits depend on n alone. */
bn_careful_sum bn_careful_dot(size_t n, const double *x, const double *w);

/* high + low += a x, n sums at once. Each is off by at most 4 gamma_(m+16)^2 A + m BN_CAREFUL_TINY after m
   calls. */
void bn_careful_axpy(size_t n, bn_dd a, const double *x, double *high, double *low);

/* More than a product and the operations on it lose when they underflow. */
#define BN_CAREFUL_TINY 0x1p-1066

#endif
