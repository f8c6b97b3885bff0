/* R'R = A for large A, by the tiles of gram.h on all threads, and A x = b from it. R lies in panels of eight
   columns, each a column of rows of eight numbers, so that every loop runs along memory. The bits depend on
   neither the threads nor the vector width, only on whether the kernels have fma. */
#ifndef BN_LINALG_CHOLESKY_H
#define BN_LINALG_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/* Doubles of R, zeroed by the caller, and, of those, how many a factor is; the rest is scratch. */
size_t bn_cholesky_room(size_t d);
size_t bn_cholesky_length(size_t d);

/* R'R = A + shift I for the upper triangle of A, d x d and finite. threads: at least 1. False: a pivot is not
   positive. */
bool bn_cholesky(double *R, size_t d, const double *A, double shift, unsigned threads);

/* R'R x = b in place of b, d numbers. */
void bn_cholesky_solve(const double *R, size_t d, double *b);

#endif
