/* Pairwise summation of a stream of vectors: block results come in order, and each is added at most
   log2(count) times on its way into the sum. More accurate than a running sum, and of fixed shape. */
#ifndef BN_LINALG_CASCADE_H
#define BN_LINALG_CASCADE_H

#include <stddef.h>

typedef struct bn_cascade {
    size_t length; /* of each vector */
    size_t levels; /* enough for 2^levels - 1 vectors */
    size_t count;  /* vectors pushed */
    double *stack; /* levels + 1 vectors, the last is the open one */
} bn_cascade;

/* Doubles of memory that a cascade of up to count vectors needs. */
size_t bn_cascade_room(size_t length, size_t count);

/* A cascade in memory of bn_cascade_room doubles. */
bn_cascade bn_cascade_in(double *room, size_t length, size_t count);

/* The vector to fill next, zeroed. */
double *bn_cascade_open(bn_cascade *c);

/* Adds the open vector to the sum. */
void bn_cascade_push(bn_cascade *c);

/* out = the sum of all vectors pushed. */
void bn_cascade_sum(const bn_cascade *c, double *out);

/* Additions that any entry meets on its way into the sum of count vectors. */
size_t bn_cascade_depth(size_t count);

#endif
