/* The last resort of number parsing: exact integer arithmetic for decimals that no shortcut decides. */
#ifndef BN_BASE_DECIMAL_H
#define BN_BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

/* digits read as one integer, times 10^exponent. text may hold one decimal point, which is skipped,
   and does not begin with a zero digit. 10^-330 <= value <= 10^311 is required. */
typedef struct bn_decimal {
    const char *text;
    size_t length;
    int64_t exponent;
} bn_decimal;

/* The double nearest to the decimal, ties to even, infinity beyond the largest. guess: any double within
   some ulps of the answer; a worse one costs time, not correctness. */
double bn_decimal_round(const bn_decimal *decimal, double guess);

#endif
