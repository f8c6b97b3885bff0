/* Checked allocation: no product of sizes is ever formed unchecked. */
#ifndef BN_BASE_ALLOC_H
#define BN_BASE_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* count objects of size bytes each, zeroed; NULL when the product overflows or memory is out. free() it. */
void *bn_array(size_t count, size_t size);

/* Rows of doubles, 64-byte aligned and zeroed: rows x cols. NULL as above. free() it. */
double *bn_doubles(size_t rows, size_t cols);

/* Room for rows x cols doubles at *x, 64-byte aligned, the first used rows as they were and the rest
   anything; x is NULL the first time. On failure false, and *x is as it was or at another place. While it
   moves there may be two of it. free() it. */
bool bn_doubles_resize(double **x, size_t used, size_t rows, size_t cols);

/* count doubles from x on are about to be written: the system is asked for all their pages by one call, which
   takes three quarters of the time of asking by touching each. What is in them stays. */
void bn_doubles_expect(double *x, size_t count);

/* Rows to expect at a time: at least one, and no more than stays in a core's cache until it is written. */
static inline size_t bn_rows_ahead(size_t cols)
{
    return ((size_t)1 << 15) / (cols + 1) + 1;
}

/* realloc with a checked product. On failure NULL, and the old block is as it was. */
void *bn_resize(void *old, size_t count, size_t size);

#endif
