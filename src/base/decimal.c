/* Exactly rounded decimals: compare the decimal with the midpoint of two doubles, as integers.
   D 10^E against (2m + 1) 2^(e-1): negative powers change sides, so both sides are whole numbers. */
#include "base/decimal.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

/* A midpoint of doubles has at most 767 significant digits: beyond them only "is there anything more?"
   matters. */
#define MAX_DIGITS 800
/* The larger side is below 2^54 10^(MAX_DIGITS + 331) < 2^3812. */
#define WORDS 128

typedef struct {
    uint32_t word[WORDS]; /* least significant first */
    size_t used;
} whole;

/* a = a factor + carry */
static void multiply_add(whole *a, uint32_t factor, uint32_t carry)
{
    uint64_t rest = carry;
    for (size_t i = 0; i < a->used; i++) {
        rest += (uint64_t)a->word[i] * factor;
        a->word[i] = (uint32_t)rest;
        rest >>= 32;
    }
    if (rest)
        a->word[a->used++] = (uint32_t)rest;
}

/* a = a base^power; chunk = base^step is as much as one word takes at a time. */
static void multiply_power(whole *a, uint32_t base, uint32_t chunk, int64_t step, int64_t power)
{
    for (; power >= step; power -= step)
        multiply_add(a, chunk, 0);
    for (; power > 0; power--)
        multiply_add(a, base, 0);
}

static int compare(const whole *a, const whole *b)
{
    if (a->used != b->used)
        return a->used < b->used ? -1 : 1;
    for (size_t i = a->used; i-- > 0;)
        if (a->word[i] != b->word[i])
            return a->word[i] < b->word[i] ? -1 : 1;
    return 0;
}

/* The digits as a whole number, and the power of ten that belongs to it. */
static int64_t gather(whole *digits, const bn_decimal *decimal)
{
    int64_t kept = 0, dropped = 0;
    bool more = false;
    digits->used = 0;
    for (size_t i = 0; i < decimal->length; i++) {
        uint32_t digit = (uint32_t)(decimal->text[i] - '0');
        if (decimal->text[i] == '.')
            continue;
        if (kept < MAX_DIGITS) {
            multiply_add(digits, 10, digit);
            kept++;
        } else {
            more = more || digit;
            dropped++;
        }
    }
    if (more) { /* any digit there tells that the decimal lies above what was kept */
        multiply_add(digits, 10, 1);
        dropped--;
    }
    return decimal->exponent + dropped;
}

/* Does D 10^E round to something above x >= 0? */
static bool rounds_above(const whole *digits, int64_t ten, double x)
{
    int two;
    frexp(x, &two);
    two = x > 0 && two - 53 > -1074 ? two - 53 : -1074;
    uint64_t m = (uint64_t)ldexp(x, -two), middle = 2 * m + 1;

    whole left = *digits, right = { { (uint32_t)middle, (uint32_t)(middle >> 32) }, middle >> 32 ? 2 : 1 };
    multiply_power(&left, 10, 1000000000, 9, ten);
    multiply_power(&right, 10, 1000000000, 9, -ten);
    multiply_power(&left, 2, UINT32_C(1) << 31, 31, 1 - two);
    multiply_power(&right, 2, UINT32_C(1) << 31, 31, two - 1);
    int order = compare(&left, &right);
    return order > 0 || (order == 0 && m % 2 == 1);
}

double bn_decimal_round(const bn_decimal *decimal, double guess)
{
    whole digits;
    int64_t ten = gather(&digits, decimal);
    double x = guess < DBL_MAX ? guess : DBL_MAX;
    while (x <= DBL_MAX && rounds_above(&digits, ten, x))
        x = nextafter(x, INFINITY);
    while (x > 0 && !rounds_above(&digits, ten, nextafter(x, 0)))
        x = nextafter(x, 0);
    return x;
}
