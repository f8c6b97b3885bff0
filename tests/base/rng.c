/* Random numbers: published vectors, no memory of earlier calls, and distributions that chi-square takes for
   what they claim to be. Every seed is fixed, so a test that passes passes always. */
#include "base/rng.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rng, .fini = bn_no_leaks);

/* Random123's known answers for threefry2x64 with 20 rounds. */
Test(rng, block_function_gives_the_published_vectors)
{
    static const struct {
        uint64_t counter[2], key[2], expected[2];
    } known[] = {
        { { 0, 0 }, { 0, 0 }, { UINT64_C(0xc2b6e3a8c2c69865), UINT64_C(0x6f81ed42f350084d) } },
        { { UINT64_MAX, UINT64_MAX },
          { UINT64_MAX, UINT64_MAX },
          { UINT64_C(0xe02cb7c4d95d277a), UINT64_C(0xd06633d0893b8b68) } },
        { { UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344) },
          { UINT64_C(0xa4093822299f31d0), UINT64_C(0x082efa98ec4e6c89) },
          { UINT64_C(0x263c7d30bb0f0af1), UINT64_C(0x56be8361d3311526) } },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint64_t out[2];
        bn_threefry(out, known[i].key, known[i].counter);
        cr_assert(out[0] == known[i].expected[0] && out[1] == known[i].expected[1], "vector %zu", i);
    }
}

/* sum (found - expected)^2 / expected over equally likely cells, against its mean and 5 deviations. */
static void check_even(const size_t *cells, size_t count, const char *what)
{
    double total = 0, square = 0, freedom = (double)count - 1;
    for (size_t i = 0; i < count; i++)
        total += (double)cells[i];
    for (size_t i = 0; i < count; i++)
        square += pow((double)cells[i] - total / (double)count, 2) / (total / (double)count);
    cr_assert_lt(square, freedom + 5 * sqrt(2 * freedom), "%s: chi-square %g with %g degrees", what, square,
                 freedom);
}

Test(rng, a_draw_is_the_same_whatever_was_drawn_before)
{
    enum { COUNT = 500 };
    bn_rng rng = bn_rng_open(11, "order", 3), other = bn_rng_open(11, "order", 4);
    double forward[COUNT][4];
    for (size_t i = 0; i < COUNT; i++) {
        forward[i][0] = bn_rng_uniform(rng, i);
        forward[i][1] = bn_rng_normal(rng, i);
        forward[i][2] = (double)bn_rng_below(rng, i, 1000003);
        forward[i][3] = bn_rng_coin(rng, i, 0.3);
    }
    for (size_t i = COUNT; i-- > 0;) {
        bn_rng_normal(other, i);
        double again[4] = { bn_rng_uniform(rng, i), bn_rng_normal(rng, i),
                            (double)bn_rng_below(rng, i, 1000003), bn_rng_coin(rng, i, 0.3) };
        cr_assert_eq(memcmp(again, forward[i], sizeof again), 0, "index %zu", i);
    }
}

/* The vector code and the plain one, at every length, rejections and rare coins included. */
Test(rng, many_at_a_time_are_the_same_as_one_by_one)
{
    enum { MOST = 200 };
    static const uint64_t ranges[] = { 1, 2, 3, 1000, UINT64_C(1) << 40, UINT64_C(3) << 62, UINT64_MAX };
    static const double chances[] = { 0, 0x1p-70, 1e-3, 0.02, 0.5, 1 - 0x1p-53, 1 };
    for (size_t k = 0; k < sizeof ranges / sizeof *ranges; k++) {
        bn_rng rng = bn_rng_open(k, "many", 7);
        size_t out[MOST];
        for (size_t count = 0; count < MOST; count += 1 + count / 5) {
            const uint64_t first = UINT64_C(1000003) * count;
            bn_rng_below_in_row(rng, first, ranges[k], count, out);
            for (size_t i = 0; i < count; i++)
                cr_assert(out[i] == bn_rng_below(rng, first + i, ranges[k]), "below %zu: number %zu", k, i);
            size_t before = 0;
            while (before < count && !bn_rng_coin(rng, first + before, chances[k]))
                before++;
            cr_assert_eq(bn_rng_coins_before(rng, first, chances[k], count), before, "chance %g", chances[k]);
        }
    }
}

/* Each of 128 * 64 bits differs with probability 1/2, and each of the 64 columns is even by itself. */
static void check_unrelated(bn_rng a, bn_rng b, const char *what)
{
    enum { COUNT = 4096 };
    size_t differ = 0, column[64] = { 0 };
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t difference = bn_rng_bits(a, i) ^ bn_rng_bits(b, i);
        for (size_t bit = 0; bit < 64; bit++) {
            column[bit] += difference >> bit & 1;
            differ += difference >> bit & 1;
        }
    }
    cr_assert_lt(fabs((double)differ - 32.0 * COUNT), 5 * sqrt(16.0 * COUNT), "%s: %zu bits differ", what,
                 differ);
    for (size_t bit = 0; bit < 64; bit++)
        cr_assert_lt(fabs((double)column[bit] - COUNT / 2.0), 5 * sqrt(COUNT / 4.0), "%s: bit %zu", what,
                     bit);
}

Test(rng, streams_of_another_seed_purpose_or_epoch_are_unrelated)
{
    bn_rng rng = bn_rng_open(1, "svrg row", 0);
    check_unrelated(rng, bn_rng_open(2, "svrg row", 0), "next seed");
    check_unrelated(rng, bn_rng_open(UINT64_C(1) << 63 | 1, "svrg row", 0), "one bit of the seed");
    check_unrelated(rng, bn_rng_open(1, "svrg row", 1), "next epoch");
    check_unrelated(rng, bn_rng_open(1, "svrg rov", 0), "one bit of the purpose");
    check_unrelated(rng, bn_rng_open(0, "svrg row", 1), "seed and epoch exchanged");
}

Test(rng, neighbouring_indices_are_unrelated)
{
    bn_rng rng = bn_rng_open(5, "neighbours", 0);
    size_t cells[256] = { 0 };
    for (size_t i = 0; i < 200000; i++)
        cells[(bn_rng_bits(rng, i) >> 60) << 4 | bn_rng_bits(rng, i + 1) >> 60]++;
    check_even(cells, 256, "pairs");
}

Test(rng, uniform_is_even_in_its_high_and_low_digits)
{
    bn_rng rng = bn_rng_open(17, "uniform", 0);
    size_t high[1000] = { 0 }, low[256] = { 0 };
    for (size_t i = 0; i < 400000; i++) {
        double u = bn_rng_uniform(rng, i), digits = u * 0x1p53;
        cr_assert(u >= 0 && u < 1 && digits == floor(digits));
        high[(size_t)(u * 1000)]++;
        low[(uint64_t)digits % 256]++;
    }
    check_even(high, 1000, "thousandths");
    check_even(low, 256, "last eight digits");
}

Test(rng, below_is_even_for_small_ranges)
{
    for (uint64_t n = 1; n <= 24; n++) {
        bn_rng rng = bn_rng_open(n, "below", 0);
        size_t cells[24] = { 0 };
        for (size_t i = 0; i < 24000; i++) {
            uint64_t x = bn_rng_below(rng, i, n);
            cr_assert_lt(x, n);
            cells[x]++;
        }
        if (n > 1)
            check_even(cells, (size_t)n, "below");
    }
}

/* With n = 3 2^62 a remainder alone would make the first third twice as likely as the others. */
Test(rng, below_is_even_where_a_remainder_would_be_lopsided)
{
    bn_rng rng = bn_rng_open(23, "below", 1);
    size_t thirds[3] = { 0 };
    for (size_t i = 0; i < 30000; i++)
        thirds[bn_rng_below(rng, i, UINT64_C(3) << 62) >> 62]++;
    check_even(thirds, 3, "thirds");
}

/* What is accepted must be a whole number of runs of n: its first value is the remainder of 2^64 by n. Every
   attempt is replayed here, with that remainder by doubling 1 modulo n. */
Test(rng, below_takes_the_first_attempt_that_is_in_a_whole_run)
{
    static const uint64_t sizes[] = {
        1, 2, 3, 1000003, UINT64_C(1) << 63, (UINT64_C(1) << 63) + 1, UINT64_C(3) << 62, UINT64_MAX
    };
    size_t rejected = 0;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        uint64_t n = sizes[k], remainder = 1 % n;
        for (int i = 0; i < 64; i++)
            remainder = remainder >= n - remainder ? remainder - (n - remainder) : 2 * remainder;
        bn_rng rng = bn_rng_open(29, "below", k);
        for (uint64_t i = 0; i < 2000; i++) {
            uint64_t bits[2], count = 0;
            do
                bn_threefry(bits, rng.key, (const uint64_t[2]){ i, count++ });
            while (bits[0] < remainder);
            rejected += count - 1;
            cr_assert_eq(bn_rng_below(rng, i, n), bits[0] % n);
        }
    }
    cr_assert_gt(rejected, 2000);
}

Test(rng, coin_keeps_its_probability)
{
    bn_rng rng = bn_rng_open(31, "coin", 0);
    static const double chances[] = { 1e-3, 0.3, 0.5, 0.999 };
    enum { COUNT = 100000 };
    for (size_t k = 0; k < 4; k++) {
        size_t heads = 0;
        for (size_t i = 0; i < COUNT; i++)
            heads += bn_rng_coin(rng, k * COUNT + i, chances[k]);
        double p = chances[k], off = fabs((double)heads - p * COUNT);
        cr_assert_lt(off, 5 * sqrt(p * (1 - p) * COUNT), "p = %g: %zu heads", p, heads);
    }
    for (size_t i = 0; i < 1000; i++)
        cr_assert(!bn_rng_coin(rng, i, 0) && bn_rng_coin(rng, i, 1));
}

/* A draw below 2^52, about one in 4096: then (draw + 1/2) 2^-64 is a double that agrees in all 64 digits. */
Test(rng, coin_looks_further_when_64_digits_agree)
{
    size_t heads = 0, found = 0;
    bn_rng rng = bn_rng_open(37, "coin", 0);
    for (uint64_t i = 0; i < 400000; i++) {
        uint64_t bits = bn_rng_bits(rng, i), next[2];
        if (bits >> 52)
            continue;
        bn_threefry(next, rng.key, (const uint64_t[2]){ i, 1 });
        bool expected = next[0] < UINT64_C(1) << 63;
        cr_assert_eq(bn_rng_coin(rng, i, ((double)bits + 0.5) * 0x1p-64), expected);
        cr_assert_not(bn_rng_coin(rng, i, (double)bits * 0x1p-64));
        cr_assert(bn_rng_coin(rng, i, (double)(bits + 1) * 0x1p-64));
        heads += expected;
        found++;
    }
    cr_assert(found > 50 && heads > 0 && heads < found);
}

static double normal_below(double x)
{
    return erfc(-x * sqrt(0.5)) / 2;
}

Test(rng, normal_has_the_normal_distribution)
{
    enum { COUNT = 400000, CELLS = 200 };
    bn_rng rng = bn_rng_open(41, "normal", 0);
    size_t cells[CELLS] = { 0 };
    double power[4] = { 0 };
    for (size_t i = 0; i < COUNT; i++) {
        double x = bn_rng_normal(rng, i), place = normal_below(x) * CELLS;
        cells[place < CELLS ? (size_t)place : CELLS - 1]++;
        for (int k = 0; k < 4; k++)
            power[k] += pow(x, k + 1) / COUNT;
    }
    check_even(cells, CELLS, "quantiles");
    cr_assert_lt(fabs(power[0]), 5 * sqrt(1.0 / COUNT));
    cr_assert_lt(fabs(power[1] - 1), 5 * sqrt(2.0 / COUNT));
    cr_assert_lt(fabs(power[2]), 5 * sqrt(15.0 / COUNT));
    cr_assert_lt(fabs(power[3] - 3), 5 * sqrt(96.0 / COUNT));
}

/* An odd multiple of 2^-53 in (-1, 1), by whole numbers. */
static double odd(uint64_t bits)
{
    return ldexp((double)(2 * (int64_t)(bits >> 11) + 1 - (INT64_C(1) << 53)), -53);
}

/* The same formula with libm's logarithm. */
Test(rng, normal_agrees_with_libm)
{
    bn_rng rng = bn_rng_open(43, "normal", 0);
    for (uint64_t i = 0; i < 20000; i++) {
        double u, v, s;
        for (uint64_t count = 0;; count++) {
            uint64_t bits[2];
            bn_threefry(bits, rng.key, (const uint64_t[2]){ i, count });
            u = odd(bits[0]);
            v = odd(bits[1]);
            s = u * u + v * v;
            if (s < 1)
                break;
        }
        cr_assert(bn_close(bn_rng_normal(rng, i), u * sqrt(-2 * log(s) / s), 2e-15), "index %d", (int)i);
    }
}

/* Only operations that IEEE 754 rounds correctly. These bits come from a program in another language. */
Test(rng, normal_has_the_same_bits_everywhere)
{
    static const double expected[] = { -0x1.558226e5e1954p-1, -0x1.6bdf81d2e0edap-4, -0x1.df80ae3ed75d6p+0,
                                       0x1.5806e45654ae1p+0 };
    bn_rng rng = bn_rng_open(47, "normal", 0);
    for (uint64_t i = 0; i < 4; i++)
        cr_expect(bn_rng_normal(rng, i) == expected[i], "%a", bn_rng_normal(rng, i));
}

Test(rng, every_order_of_four_is_as_likely)
{
    size_t cells[24] = { 0 };
    for (uint64_t epoch = 0; epoch < 24000; epoch++) {
        size_t order[4], rank = 0;
        bn_rng_permutation(bn_rng_open(53, "shuffle", epoch), 4, order);
        for (size_t i = 0; i < 4; i++) {
            size_t smaller = 0;
            for (size_t j = i + 1; j < 4; j++)
                smaller += order[j] < order[i];
            rank = rank * (4 - i) + smaller;
        }
        cells[rank]++;
    }
    check_even(cells, 24, "orders");
}

Test(rng, a_permutation_has_every_number_once)
{
    enum { COUNT = 1000 };
    size_t order[COUNT];
    bool seen[COUNT] = { false };
    bn_rng_permutation(bn_rng_open(59, "shuffle", 0), COUNT, order);
    for (size_t i = 0; i < COUNT; i++) {
        cr_assert(order[i] < COUNT && !seen[order[i]]);
        seen[order[i]] = true;
    }
}

Test(rng, every_set_of_three_of_six_is_as_likely)
{
    size_t cells[64] = { 0 }, compact[20], count = 0;
    bool taken[6] = { false };
    for (uint64_t epoch = 0; epoch < 20000; epoch++) {
        size_t set[3];
        bn_rng_choose(bn_rng_open(61, "batch", epoch), 6, 3, set, taken);
        cells[1u << set[0] | 1u << set[1] | 1u << set[2]]++;
    }
    for (size_t i = 0; i < 64; i++)
        if (cells[i])
            compact[count++] = cells[i];
    cr_assert_eq(count, 20);
    check_even(compact, 20, "sets");
}

Test(rng, a_choice_is_distinct_and_leaves_no_marks)
{
    enum { COUNT = 300 };
    bool taken[COUNT] = { false };
    size_t out[COUNT];
    for (size_t b = 0; b <= COUNT; b += 50) {
        bool seen[COUNT] = { false };
        bn_rng_choose(bn_rng_open(67, "batch", b), COUNT, b, out, taken);
        for (size_t i = 0; i < b; i++) {
            cr_assert(out[i] < COUNT && !seen[out[i]]);
            seen[out[i]] = true;
        }
        for (size_t i = 0; i < COUNT; i++)
            cr_assert_not(taken[i]);
    }
}
