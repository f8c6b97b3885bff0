/* MPFR numbers in memory of our own: MPFR ends the process when its memory is out, we do not. What is left to
   MPFR is working space of its functions: none for sums, products, quotients and roots of up to some thousand
   bits, some kilobytes for exp and log. */
#ifndef BN_BASE_NUMBERS_H
#define BN_BASE_NUMBERS_H

#include <stddef.h>

#include <mpfr.h>

/* count zeros of that many bits; NULL when memory is out. One block: free() releases them all. They are not
   for mpfr_clear or mpfr_set_prec. */
mpfr_t *bn_numbers_new(size_t count, mpfr_prec_t bits);

#endif
