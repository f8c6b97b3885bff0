/* Decimal digits to whole numbers, up to eight at once. */
#ifndef BN_BASE_DIGITS_H
#define BN_BASE_DIGITS_H

#include <stdint.h>
#include <string.h>

#include "base/clones.h"

#define BN_EIGHT 8 /* bytes that bn_digits looks at */

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* How many of the eight bytes at at are digits up to the first that is none, and their value. */
INLINE unsigned bn_digits(uint64_t *value, const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    word ^= UINT64_C(0x3030303030303030); /* a digit is 0 .. 9 now, and nothing else is */
    /* The highest bit of each byte that is no digit; wrong only behind the first of them. */
    const uint64_t others = ((word + UINT64_C(0x7676767676767676)) | word) & UINT64_C(0x8080808080808080);
    const unsigned count = others ? (unsigned)__builtin_ctzll(others) / 8 : BN_EIGHT;
    if (!count)
        return *value = 0;
    /* Zeros in front, the last digit in the highest byte; then neighbours to pairs, pairs to fours, fours to
       the number. */
    word <<= 8 * (BN_EIGHT - count);
    word = word * 10 + (word >> 8);
    word = ((word & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064) +
            (word >> 16 & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001)) >>
           32;
    *value = (uint32_t)word;
    return count;
}

#else

INLINE unsigned bn_digits(uint64_t *value, const char *at)
{
    unsigned count = 0, digit;
    for (*value = 0; count < BN_EIGHT && (digit = (unsigned)(unsigned char)at[count] - '0') < 10; count++)
        *value = 10 * *value + digit;
    return count;
}

#endif

#endif
