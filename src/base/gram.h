/* Gram matrices of doubles in MPFR, with a proven bound of what rounding did to them. */
#ifndef BN_BASE_GRAM_H
#define BN_BASE_GRAM_H

#include "base/triangle.h"

/* G += sum s_i x_i x_i' over the rows, s_i >= 0, and G->error grows by what G is off by then, additions from
   before included. Up to 2e7 products are formed without error, each added with one rounding; of more, fifty
   times as fast, those of a block of rows are summed in doubled precision, unless numbers are too large or
   too small for it. False when memory is out. */
bool bn_gram_add(bn_triangle *G, const bn_rows *x, const double *s);

#endif
