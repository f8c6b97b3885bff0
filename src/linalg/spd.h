/* A x = b for a symmetric positive definite A, to the last digit. */
#ifndef BN_LINALG_SPD_H
#define BN_LINALG_SPD_H

#include "linalg/dd.h"

#include <banach/status.h>

/* A is d x d, row-major, both triangles; A and b finite. Cholesky in doubles of A scaled by powers of two,
   refined with residuals in doubled precision. BN_NUMERICAL: A is not positive definite, or not so in the
   eyes of doubles. threads as everywhere: 0 is as many as OpenMP would take, and no bit depends on it. */
bn_status bn_spd_solve(bn_dd *x, size_t d, const double *A, const double *b, unsigned threads, bn_error *err);

/* Doubles that it takes at its height. */
double bn_spd_room(size_t d);

#endif
