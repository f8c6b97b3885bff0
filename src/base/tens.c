/* m 10^q = (m 5^q) 2^q: of 5^q the first 128 binary digits, and a bound of what is missing, which is carried
   to the end. If both ends of the interval that is left round to the same double, that is it (after Clinger
   1990 and Lemire 2021, Number parsing at a gigabyte per second; theirs prove that few cases are left over,
   here these are told apart and left to decimal.c). */
#include "base/tens.h"

#include <string.h>

#ifdef __SIZEOF_INT128__

__extension__ typedef unsigned __int128 wide;

/* 5^b 2^-floor(log2 5^b) 2^63, exact. */
static const uint64_t small[28] = {
    UINT64_C(0x8000000000000000), UINT64_C(0xa000000000000000), UINT64_C(0xc800000000000000),
    UINT64_C(0xfa00000000000000), UINT64_C(0x9c40000000000000), UINT64_C(0xc350000000000000),
    UINT64_C(0xf424000000000000), UINT64_C(0x9896800000000000), UINT64_C(0xbebc200000000000),
    UINT64_C(0xee6b280000000000), UINT64_C(0x9502f90000000000), UINT64_C(0xba43b74000000000),
    UINT64_C(0xe8d4a51000000000), UINT64_C(0x9184e72a00000000), UINT64_C(0xb5e620f480000000),
    UINT64_C(0xe35fa931a0000000), UINT64_C(0x8e1bc9bf04000000), UINT64_C(0xb1a2bc2ec5000000),
    UINT64_C(0xde0b6b3a76400000), UINT64_C(0x8ac7230489e80000), UINT64_C(0xad78ebc5ac620000),
    UINT64_C(0xd8d726b7177a8000), UINT64_C(0x878678326eac9000), UINT64_C(0xa968163f0a57b400),
    UINT64_C(0xd3c21bcecceda100), UINT64_C(0x84595161401484a0), UINT64_C(0xa56fa5b99019a5c8),
    UINT64_C(0xcecb8f27f4200f3a),
};

/* The same of 5^(28 a), a = -13 .. 11, times 2^127 and rounded down: less than 1 is missing. */
static const uint64_t large[25][2] = {
    { UINT64_C(0xe1afa13afbd14d6d), UINT64_C(0x82189c09a3a1ec21) },
    { UINT64_C(0xe3e27a444d8d98b7), UINT64_C(0xfd1b1b2308169b25) },
    { UINT64_C(0xe61acf033d1a45df), UINT64_C(0x6fb92487298e33bd) },
    { UINT64_C(0xe858ad248f5c22c9), UINT64_C(0xd1b3400f8f9cff68) },
    { UINT64_C(0xea9c227723ee8bcb), UINT64_C(0x465e15a979c1cadc) },
    { UINT64_C(0xece53cec4a314ebd), UINT64_C(0xa4f8bf5635246428) },
    { UINT64_C(0xef340a98172aace4), UINT64_C(0x86fb897116c87c34) },
    { UINT64_C(0xf18899b1bc3f8ca1), UINT64_C(0xdc44e6c3cb279ac1) },
    { UINT64_C(0xf3e2f893dec3f126), UINT64_C(0x5a89dba3c3efccfa) },
    { UINT64_C(0xf64335bcf065d37d), UINT64_C(0x4d4617b5ff4a16d5) },
    { UINT64_C(0xf8a95fcf88747d94), UINT64_C(0x75a44c6397ce912a) },
    { UINT64_C(0xfb158592be068d2e), UINT64_C(0xeed6e2f0f0d56712) },
    { UINT64_C(0xfd87b5f28300ca0d), UINT64_C(0x8bca9d6e188853fc) },
    { UINT64_C(0x8000000000000000), UINT64_C(0x0000000000000000) },
    { UINT64_C(0x813f3978f8940984), UINT64_C(0x4000000000000000) },
    { UINT64_C(0x82818f1281ed449f), UINT64_C(0xbff8f10e7a8921a4) },
    { UINT64_C(0x83c7088e1aab65db), UINT64_C(0x792667c6da79e0fa) },
    { UINT64_C(0x850fadc09923329e), UINT64_C(0x03e2cf6bc604ddb0) },
    { UINT64_C(0x865b86925b9bc5c2), UINT64_C(0x0b8a2392ba45a9b2) },
    { UINT64_C(0x87aa9aff79042286), UINT64_C(0x90fb44d2f05d0842) },
    { UINT64_C(0x88fcf317f22241e2), UINT64_C(0x441fece3bdf81f03) },
    { UINT64_C(0x8a5296ffe33cc92f), UINT64_C(0x82bd6b70d99aaa6f) },
    { UINT64_C(0x8bab8eefb6409c1a), UINT64_C(0x1ad089b6c2f7548e) },
    { UINT64_C(0x8d07e33455637eb2), UINT64_C(0xdb0b487b6423e1e8) },
    { UINT64_C(0x8e679c2f5e44ff8f), UINT64_C(0x570f09eaa7ea7648) },
};

/* 5^q = T 2^(exponent - 127), 2^127 <= T, and less than *missing more; 0: exactly. q = 28 a + b: the product
   drops less than 1, and what is missing of 5^(28 a) adds less than 1; doubled to fill 128 digits. */
static wide power_of_five(int q, unsigned *missing)
{
    const int a = (q + 364) / 28 - 13, b = q - 28 * a;
    *missing = 0;
    if (a == 0)
        return (wide)small[b] << 64;
    const wide T = (wide)large[a + 13][0] * small[b] + ((wide)large[a + 13][1] * small[b] >> 64);
    *missing = 4;
    return T >> 127 ? T : T << 1;
}

static int floor_log2_of_five_to(int q)
{
    return (152170 * q - (q < 0 ? 65535 : 0)) / 65536; /* exact for |q| < 400 */
}

bool bn_tens_round(double *out, uint64_t m, int q, bool more)
{
    unsigned missing;
    const wide T = power_of_five(q, &missing);
    const int zeros = __builtin_clzll(m);
    const uint64_t M = m << zeros, unit = more ? (uint64_t)1 << zeros : 0;
    const wide tail_product = (wide)M * (uint64_t)T;
    wide x = (wide)M * (uint64_t)(T >> 64) + (tail_product >> 64);
    /* The true product is at least x, and less than x + slack, or x itself without slack. */
    wide slack = missing + ((uint64_t)tail_product || missing ? 1u : 0u);
    if (more)
        slack += (wide)unit * ((uint64_t)(T >> 64) + 1) + missing + 1;
    int exponent = 63 - zeros + floor_log2_of_five_to(q) + q;
    if (x >> 127) {
        exponent++;
    } else {
        x <<= 1;
        slack <<= 1;
    }
    const wide half = (wide)1 << 74, rest = x & (2 * half - 1);
    uint64_t kept = (uint64_t)(x >> 75);
    if (exponent < -1022 || exponent > 1023)
        return false;
    if (rest > half && slack <= half)
        kept++;
    else if (slack == 0 && rest == half)
        kept += kept % 2;
    else if (slack > 0 && rest + slack > half)
        return false;
    const uint64_t bits = ((uint64_t)(exponent + 1022) << 52) + kept; /* the first digit of kept adds 1 */
    memcpy(out, &bits, sizeof *out);
    return true;
}

#else

bool bn_tens_round(double *out, uint64_t m, int q, bool more)
{
    (void)out, (void)m, (void)q, (void)more;
    return false;
}

#endif
