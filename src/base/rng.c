/* Random numbers as a function: the block function, and the distributions made of it. */
#include "base/rng.h"

#include <assert.h>
#include <math.h>

#include "base/clones.h"

/* Four of the 20 rounds: add, rotate, xor. */
INLINE void four_rounds(uint64_t *a, uint64_t *b, unsigned i, unsigned j, unsigned k, unsigned l)
{
    const unsigned turns[4] = { i, j, k, l };
#pragma GCC unroll 4
    for (unsigned round = 0; round < 4; round++) {
        *a += *b;
        *b = (*b << turns[round] | *b >> (64 - turns[round])) ^ *a;
    }
}

/* A word of the key and a count go in after every fourth round. */
INLINE void threefry(uint64_t *a, uint64_t *b, const uint64_t key[2])
{
    const uint64_t keys[3] = { key[0], key[1], key[0] ^ key[1] ^ UINT64_C(0x1BD11BDAA9FC1A22) };
    *a += keys[0];
    *b += keys[1];
#pragma GCC unroll 5
    for (unsigned group = 1; group <= 5; group++) {
        if (group % 2)
            four_rounds(a, b, 16, 42, 12, 31);
        else
            four_rounds(a, b, 16, 32, 24, 21);
        *a += keys[group % 3];
        *b += keys[(group + 1) % 3] + group;
    }
}

void bn_threefry(uint64_t out[2], const uint64_t key[2], const uint64_t counter[2])
{
    out[0] = counter[0];
    out[1] = counter[1];
    threefry(&out[0], &out[1], key);
}

/* FNV-1a. */
static uint64_t hash(const char *text)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return h;
}

/* A key is a draw itself. */
bn_rng bn_rng_open(uint64_t seed, const char *purpose, uint64_t epoch)
{
    bn_rng rng;
    bn_threefry(rng.key, (const uint64_t[2]){ seed, hash(purpose) },
                (const uint64_t[2]){ epoch, UINT64_MAX });
    return rng;
}

static void attempt(uint64_t out[2], bn_rng rng, uint64_t index, uint64_t count)
{
    bn_threefry(out, rng.key, (const uint64_t[2]){ index, count });
}

uint64_t bn_rng_bits(bn_rng rng, uint64_t index)
{
    uint64_t bits[2];
    attempt(bits, rng, index, 0);
    return bits[0];
}

enum { TOGETHER = 64 };

/* out[i] = bn_rng_bits(rng, first + i), in vector code. */
CLONES static void bits_in_row(uint64_t out[TOGETHER], bn_rng rng, uint64_t first)
{
#pragma omp simd
    for (size_t i = 0; i < TOGETHER; i++) {
        uint64_t a = first + i, b = 0;
        threefry(&a, &b, rng.key);
        out[i] = a;
    }
}

static double unit(uint64_t bits)
{
    return (double)(bits >> 11) * 0x1p-53;
}

double bn_rng_uniform(bn_rng rng, uint64_t index)
{
    return unit(bn_rng_bits(rng, index));
}

/* What is accepted is 2^64 mod n .. 2^64 - 1: a whole number of runs of n, in each of which every remainder
   occurs once. A value of at least n is accepted without a look at 2^64 mod n, which is less. */
uint64_t bn_rng_below(bn_rng rng, uint64_t index, uint64_t n)
{
    assert(n > 0);
    for (uint64_t count = 0;; count++) {
        uint64_t bits[2];
        attempt(bits, rng, index, count);
        if (bits[0] >= n || bits[0] >= (0 - n) % n)
            return bits[0] % n;
    }
}

void bn_rng_below_in_row(bn_rng rng, uint64_t first, uint64_t n, size_t count, size_t *out)
{
    uint64_t bits[TOGETHER];
    for (size_t i = 0; i < count; i++) {
        if (i % TOGETHER == 0)
            bits_in_row(bits, rng, first + i);
        const uint64_t draw = bits[i % TOGETHER];
        out[i] = (size_t)(draw >= n ? draw % n : bn_rng_below(rng, first + i, n));
    }
}

/* Is a random number of [0, 1) below p? 64 binary digits of both at a time, until they differ. */
bool bn_rng_coin(bn_rng rng, uint64_t index, double p)
{
    if (p >= 1)
        return true;
    for (uint64_t count = 0; p > 0; count++) {
        uint64_t bits[2];
        attempt(bits, rng, index, count);
        double scaled = p * 0x1p64;
        uint64_t digits = (uint64_t)scaled;
        if (bits[0] != digits)
            return bits[0] < digits;
        p = scaled - (double)digits;
    }
    return false;
}

/* The first 64 digits decide alone, but for one coin in 2^64; where they let a coin fall, it is asked. */
size_t bn_rng_coins_before(bn_rng rng, uint64_t first, double p, size_t most)
{
    const uint64_t digits = p < 1 ? (uint64_t)(p * 0x1p64) : UINT64_MAX;
    uint64_t bits[TOGETHER];
    for (size_t i = 0; i < most; i++) {
        if (i % TOGETHER == 0)
            bits_in_row(bits, rng, first + i);
        if (bits[i % TOGETHER] <= digits && bn_rng_coin(rng, first + i, p))
            return i;
    }
    return most;
}

/* log x for 0 < x < 1 to some units in the last place: x = 2^e m with m near 1,
   log m = 2 artanh(t) = 2t (1 + t^2/3 + t^4/5 + ...) with t = (m - 1)/(m + 1), t^2 < 0.0295. */
static double logarithm(double x)
{
    int e;
    double m = frexp(x, &e), sum = 0;
    if (m < 0x1.6a09e6p-1) {
        m *= 2;
        e--;
    }
    const double t = (m - 1) / (m + 1), tt = t * t;
    for (int k = 21; k > 0; k -= 2)
        sum = sum * tt + 1.0 / k;
    return 2 * t * sum + e * 0x1.62e42fefa39efp-1;
}

/* Marsaglia's polar method: (u, v) in the unit disc, s = u^2 + v^2  =>  u sqrt(-2 log(s) / s) is normal.
   frexp is exact and sqrt correctly rounded. u and v are odd multiples of 2^-53: symmetric, never 0. */
double bn_rng_normal(bn_rng rng, uint64_t index)
{
    for (uint64_t count = 0;; count++) {
        uint64_t bits[2];
        attempt(bits, rng, index, count);
        double u = 2 * unit(bits[0]) - (1 - 0x1p-53), v = 2 * unit(bits[1]) - (1 - 0x1p-53);
        double s = u * u + v * v;
        if (s < 1)
            return u * sqrt(-2 * logarithm(s) / s);
    }
}

/* Fisher and Yates, from the inside out. */
void bn_rng_permutation(bn_rng rng, size_t n, size_t *out)
{
    for (size_t i = 0; i < n; i++) {
        size_t j = (size_t)bn_rng_below(rng, i, i + 1);
        out[i] = i;
        out[i] = out[j];
        out[j] = i;
    }
}

/* Floyd: a number of 0 .. i, or i itself if that is taken already, for the last b values of i. */
void bn_rng_choose(bn_rng rng, size_t n, size_t b, size_t *out, bool *taken)
{
    assert(b <= n);
    for (size_t i = 0; i < b; i++) {
        size_t last = n - b + i, j = (size_t)bn_rng_below(rng, i, last + 1);
        out[i] = taken[j] ? last : j;
        taken[out[i]] = true;
    }
    for (size_t i = 0; i < b; i++)
        taken[out[i]] = false;
}
