/* Random numbers as a function: bits = F(key, index). No state, so any order, any thread, any resumed run
   sees the same numbers. F is Threefry-2x64-20 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy
   as 1, 2, 3, 2011): the key is 128 bits, the counter is (index, attempt), and a second attempt is made only
   where the first may be rejected.

   One index, one draw: two calls with the same key and index look at the same bits, so take another index,
   or open another stream, for another quantity. What is drawn uses only operations that IEEE 754 rounds
   correctly (and the library is compiled without contraction), never libm: the numbers are the same on every
   machine. */
#ifndef BN_BASE_RNG_H
#define BN_BASE_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct bn_rng {
    uint64_t key[2];
} bn_rng;

/* The stream of this seed, purpose ("svrg row", a constant in the code that draws) and epoch. Streams that
   differ in one of the three are independent. */
bn_rng bn_rng_open(uint64_t seed, const char *purpose, uint64_t epoch);

uint64_t bn_rng_bits(bn_rng rng, uint64_t index);
double bn_rng_uniform(bn_rng rng, uint64_t index);             /* [0, 1), a multiple of 2^-53 */
uint64_t bn_rng_below(bn_rng rng, uint64_t index, uint64_t n); /* 0 .. n - 1, each exactly as likely; n > 0 */
bool bn_rng_coin(bn_rng rng, uint64_t index, double p); /* true with probability p exactly; p in [0, 1] */
double bn_rng_normal(bn_rng rng, uint64_t index);       /* mean 0, variance 1; at most 12.1 in size */

/* Many at a time, several times as fast: out[i] = bn_rng_below(rng, first + i, n), and how many coins of the
   indices first, first + 1, ... fall false before one falls true, most at most. */
void bn_rng_below_in_row(bn_rng rng, uint64_t first, uint64_t n, size_t count, size_t *out);
size_t bn_rng_coins_before(bn_rng rng, uint64_t first, double p, size_t most);

/* These two use the indices 0, 1, ... of the stream: one stream for each permutation, for each batch. */

/* out = 0 .. n - 1 in random order, each order as likely. */
void bn_rng_permutation(bn_rng rng, size_t n, size_t *out);

/* out = b distinct numbers of 0 .. n - 1 in no particular order, each set as likely; time O(b). b <= n.
   taken: n falses, which it is again afterwards. */
void bn_rng_choose(bn_rng rng, size_t n, size_t b, size_t *out, bool *taken);

/* The block function itself. */
void bn_threefry(uint64_t out[2], const uint64_t key[2], const uint64_t counter[2]);

#endif
