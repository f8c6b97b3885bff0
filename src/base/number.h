/* Decimal numbers as text, the same in every locale: exactly rounded in, shortest that round-trips out. */
#ifndef BN_BASE_NUMBER_H
#define BN_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digits.h"

typedef enum bn_number_kind {
    BN_NUMBER = 0,      /* a finite double, the nearest one; too small to represent is 0, not an error */
    BN_NUMBER_OVERFLOW, /* decimal, but beyond the largest double */
    BN_NUMBER_NAN,      /* nan, NaN, nan(...), signed or not */
    BN_NUMBER_INFINITE, /* inf, Infinity, signed or not */
    BN_NUMBER_NONE      /* anything else: hexadecimal, "1.2.3", "1e", "1,5", blanks, nothing at all */
} bn_number_kind;

/* Reads the whole of text[0..length). *out is written only for BN_NUMBER. */
bn_number_kind bn_number_parse(double *out, const char *text, size_t length);

/* The longest finite decimal that begins at at < end: returns what follows it, and *out is the double
   nearest to it. NULL where none does, where it overflows, and where "e" follows without digits: then
   bn_number_parse knows what there is instead. */
const char *bn_number_take_long(double *out, const char *at, const char *end);

extern const uint64_t bn_number_tens[16]; /* 10^0 .. 10^15 */

/* The same, without a call for what most numbers are: one digit; or up to fifteen, seven of them before the
   point, without an exponent. Such a mantissa is below 2^53, and so is the power of ten. No branch depends on
   the sign, or on how many digits there are while fewer than eight stand on a side. */
INLINE const char *bn_number_take(double *out, const char *at, const char *end)
{
    const char *start = at;
    if (end - at < 4 * BN_EIGHT)
        return bn_number_take_long(out, at, end);
    const unsigned digit = (unsigned)(unsigned char)*at - '0';
    if (digit < 10 && (at[1] == ',' || at[1] == ' ' || at[1] == '\n')) {
        *out = digit;
        return at + 1;
    }
    uint64_t whole, part = 0, rest;
    const bool minus = *at == '-';
    const unsigned before = bn_digits(&whole, at += minus);
    unsigned behind = 0, more = 0;
    at += before;
    if (*at == '.') {
        behind = bn_digits(&part, ++at);
        at += behind;
    }
    if (behind == BN_EIGHT) {
        more = bn_digits(&rest, at);
        part = part * bn_number_tens[more] + rest;
        behind += more;
        at += more;
    }
    if (before == BN_EIGHT || more == BN_EIGHT || before + behind - 1 > 14 || (*at | 0x20) == 'e')
        return bn_number_take_long(out, start, end);
    const int64_t ten = (int64_t)bn_number_tens[behind];
    *out = (double)(whole * (uint64_t)ten + part) / (double)(minus ? -ten : ten);
    return at;
}

#define BN_COMMON 17 /* bytes: what is longer goes to bn_number_take_long at once, if its end is known */
#define BN_SHORT (BN_EIGHT + 1) /* bytes that bn_number_short may look at */

/* Is the text, of any length, up to eight bytes of digits and a point, perhaps behind a minus, and nothing
   else? Then *out is the number. No branch depends on the length, the sign, or where the point is. */
INLINE bool bn_number_short(double *out, const char *text, size_t length)
{
    static const double signs[] = { 1, -1 };
    const bool minus = *text == '-';
    uint64_t value;
    unsigned behind;
    if (!bn_digits_decimal(&value, &behind, text + minus, length - minus))
        return false;
    *out = signs[minus] * (double)(int64_t)value;
    if (behind)
        *out /= (double)(int64_t)bn_number_tens[behind];
    return true;
}

/* The same for up to three digits and nothing else, which is faster where most are that short. *out is
   written in any case. */
INLINE bool bn_number_tiny(double *out, const char *text, size_t length)
{
    uint32_t value;
    const bool tiny = bn_digits_few(&value, text, length);
    *out = value;
    return tiny;
}

#define BN_NUMBER_TEXT 32

/* The shortest decimal that reads back as x ("1", "0.5", "1e+300"); returns out. x must be finite; -0 is
   "0". */
const char *bn_number_format(char out[BN_NUMBER_TEXT], double x);

#endif
