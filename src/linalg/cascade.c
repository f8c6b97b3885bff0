/* Pairwise summation as a binary counter: level k holds the sum of 2^k vectors or nothing. */
#include "linalg/cascade.h"

#include <string.h>

size_t bn_cascade_depth(size_t count)
{
    size_t depth = 1;
    while (count >>= 1)
        depth++;
    return depth + 1;
}

size_t bn_cascade_room(size_t length, size_t count)
{
    return length * (bn_cascade_depth(count) + 1);
}

bn_cascade bn_cascade_in(double *room, size_t length, size_t count)
{
    return (bn_cascade){ .length = length, .levels = bn_cascade_depth(count), .stack = room };
}

double *bn_cascade_open(bn_cascade *c)
{
    return memset(c->stack + c->levels * c->length, 0, c->length * sizeof(double));
}

static void add(size_t n, const double *restrict x, double *restrict y)
{
    for (size_t j = 0; j < n; j++)
        y[j] += x[j];
}

void bn_cascade_push(bn_cascade *c)
{
    double *carry = c->stack + c->levels * c->length;
    size_t level = 0;
    for (size_t bit = 1; c->count & bit; bit <<= 1, level++)
        add(c->length, c->stack + level * c->length, carry);
    memcpy(c->stack + level * c->length, carry, c->length * sizeof(double));
    c->count++;
}

void bn_cascade_sum(const bn_cascade *c, double *out)
{
    memset(out, 0, c->length * sizeof(double));
    size_t level = 0;
    for (size_t left = c->count; left; left >>= 1, level++)
        if (left & 1)
            add(c->length, c->stack + level * c->length, out);
}
