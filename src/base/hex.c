/* Doubles as exact text. No radix character appears, so no locale matters. */
#include "base/hex.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *bn_hex_format(char out[BN_HEX_TEXT], double x)
{
    int exponent = 0;
    double mantissa = ldexp(frexp(fabs(x), &exponent), 53);
    exponent -= mantissa > 0 ? 53 : 0;
    while (mantissa > 0 && fmod(mantissa, 2) == 0) {
        mantissa /= 2;
        exponent++;
    }
    snprintf(out, BN_HEX_TEXT, "%s0x%llxp%+d", signbit(x) ? "-" : "", (unsigned long long)mantissa, exponent);
    return out;
}

bool bn_hex_parse(double *out, const char *text)
{
    const bool negative = *text == '-';
    const char *p = strchr(text, 'p');
    if (strncmp(text + negative, "0x", 2) || !p)
        return false;
    const char *digits = text + negative + 2;
    const size_t length = (size_t)(p - digits), power = strlen(p + 1);
    const size_t sign = p[1] == '+' || p[1] == '-';
    if (length < 1 || length > 14 || strspn(digits, "0123456789abcdef") != length)
        return false;
    if (power <= sign || power > 6 || strspn(p + 1 + sign, "0123456789") != power - sign)
        return false;
    const unsigned long long mantissa = strtoull(digits, NULL, 16);
    const int exponent = (int)strtol(p + 1, NULL, 10);
    const double x = ldexp((double)mantissa, exponent);
    if (mantissa > 1ULL << 53 || !isfinite(x) || ldexp(x, -exponent) != (double)mantissa)
        return false;
    *out = negative ? -x : x;
    return true;
}
