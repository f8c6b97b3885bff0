/* Decimal numbers as text, the same in every locale: exactly rounded in, shortest that round-trips out. */
#ifndef BN_BASE_NUMBER_H
#define BN_BASE_NUMBER_H

#include <stddef.h>

#include "base/clones.h"

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

/* The same; whole numbers of a few digits, of which some files hold nothing else, without a call. */
INLINE const char *bn_number_take(double *out, const char *at, const char *end)
{
    const char *start = at;
    unsigned n = 0, digit;
    for (; end - at > 1 && (digit = (unsigned)(unsigned char)*at - '0') < 10 && at - start < 4; at++)
        n = 10 * n + digit;
    if (at > start && (*at == ',' || *at == ' ' || *at == '\n')) {
        *out = n;
        return at;
    }
    return bn_number_take_long(out, start, end);
}

#define BN_NUMBER_TEXT 32

/* The shortest decimal that reads back as x ("1", "0.5", "1e+300"); returns out. x must be finite; -0 is
   "0". */
const char *bn_number_format(char out[BN_NUMBER_TEXT], double x);

#endif
