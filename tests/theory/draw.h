/* Random problems for the property tests: the same ones in every run. */
#ifndef TESTS_THEORY_DRAW_H
#define TESTS_THEORY_DRAW_H

#include "support/support.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

typedef struct dice {
    uint64_t state;
} dice;

typedef struct pair {
    double mu, L;
} pair;

/* splitmix64 */
static inline uint64_t draw_bits(dice *d)
{
    uint64_t z = d->state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static inline double draw(dice *d, double low, double high)
{
    return low + (high - low) * ((double)(draw_bits(d) >> 11) * 0x1p-53);
}

static inline double draw_log(dice *d, double low, double high)
{
    return exp(draw(d, log(low), log(high)));
}

/* Any scale; one pair in eight has kappa = 1. */
static inline pair draw_pair(dice *d, double kappa_max)
{
    double L = draw_log(d, 1e-6, 1e6);
    double kappa = draw_bits(d) % 8 ? draw_log(d, 1, kappa_max) : 1;
    return (pair){ fmin(L / kappa, L), L };
}

static inline size_t draws(size_t count)
{
    return (size_t)((double)count * bn_test_multiplier());
}

#endif
