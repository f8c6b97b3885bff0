/* Decimal digits to whole numbers, up to eight at once. */
#ifndef BN_BASE_DIGITS_H
#define BN_BASE_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/clones.h"

#define BN_EIGHT 8 /* bytes that bn_digits looks at */

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* Eight bytes, the first one lowest: a digit is 0 .. 9 in them, and nothing else is. */
INLINE uint64_t bn_digits_load(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word ^ UINT64_C(0x3030303030303030);
}

/* The highest bit of each byte that is no digit; wrong only behind the first of them. */
INLINE uint64_t bn_digits_others(uint64_t word)
{
    return ((word + UINT64_C(0x7676767676767676)) | word) & UINT64_C(0x8080808080808080);
}

/* The value of eight digits: neighbours to pairs, pairs to fours, fours to the number. */
INLINE uint64_t bn_digits_value(uint64_t word)
{
    word = word * 10 + (word >> 8);
    word = ((word & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x000F424000000064) +
            (word >> 16 & UINT64_C(0x000000FF000000FF)) * UINT64_C(0x0000271000000001)) >>
           32;
    return (uint32_t)word;
}

/* How many of the eight bytes at at are digits up to the first that is none, and their value. */
INLINE unsigned bn_digits(uint64_t *value, const char *at)
{
    const uint64_t word = bn_digits_load(at), others = bn_digits_others(word);
    const unsigned count = others ? (unsigned)__builtin_ctzll(others) / 8 : BN_EIGHT;
    *value = count ? bn_digits_value(word << 8 * (BN_EIGHT - count)) : 0;
    return count;
}

/* Are count bytes, 1 to 8 of the eight at at, digits and at most one point, and nothing else? Then *value is
   that of the digits, *behind of which stand behind the point. */
INLINE bool bn_digits_decimal(uint64_t *value, unsigned *behind, const char *at, size_t count)
{
    if (count - 1 >= BN_EIGHT)
        return false;
    const unsigned unused = 8 * (BN_EIGHT - (unsigned)count); /* bits: they become zeros in front */
    const uint64_t text = bn_digits_load(at), others = bn_digits_others(text) << unused;
    uint64_t word = text << unused;
    *behind = 0;
    if (others) {
        const uint64_t point = others >> 7, /* the lowest bit of its byte, if it is one and alone */
            before = point - 1, after = ~(point * 256 - 1);
        if (count == 1 || (others & (others - 1)) || (word & ~before & ~after) != point * ('.' ^ '0'))
            return false;
        *behind = (unsigned)__builtin_clzll(others) / 8;
        word = (word & after) | (word & before) << 8;
    }
    *value = bn_digits_value(word);
    return true;
}

/* Are count bytes, 1 to 3 of the four at at, digits? Then *value is theirs. */
INLINE bool bn_digits_few(uint32_t *value, const char *at, size_t count)
{
    const unsigned unused = 8 * (4 - (unsigned)count) & 31; /* bits: they become zeros in front */
    uint32_t word;
    memcpy(&word, at, sizeof word);
    word = (word ^ UINT32_C(0x30303030)) << unused;
    const uint32_t others = ((word + UINT32_C(0x76767676)) | word) & UINT32_C(0x80808080);
    word = word * 10 + (word >> 8);
    *value = (word & UINT32_C(0x00FF00FF)) * UINT32_C(0x00640001) >> 16;
    return (count - 1 < 3) & !others;
}

#else

INLINE unsigned bn_digits(uint64_t *value, const char *at)
{
    unsigned count = 0, digit;
    for (*value = 0; count < BN_EIGHT && (digit = (unsigned)(unsigned char)at[count] - '0') < 10; count++)
        *value = 10 * *value + digit;
    return count;
}

INLINE bool bn_digits_decimal(uint64_t *value, unsigned *behind, const char *at, size_t count)
{
    bool point = false;
    size_t k = 0;
    *value = *behind = 0;
    for (; k < count && k < BN_EIGHT && ((at[k] == '.' && !point) || (at[k] >= '0' && at[k] <= '9')); k++) {
        point = point || at[k] == '.';
        *behind += point && at[k] != '.';
        *value = at[k] == '.' ? *value : 10 * *value + (uint64_t)(at[k] - '0');
    }
    return k == count && count > point;
}

INLINE bool bn_digits_few(uint32_t *value, const char *at, size_t count)
{
    size_t k = 0;
    for (*value = 0; k < count && k < 3 && at[k] >= '0' && at[k] <= '9'; k++)
        *value = 10 * *value + (uint32_t)(at[k] - '0');
    return k && k == count;
}

#endif

#endif
