/* Decimal text to the nearest double and back, without a look at the locale. Three ways in, each tried
   when the one before cannot promise the nearest double: one exact operation, one long product, whole
   numbers. */
#include "base/number.h"
#include "base/decimal.h"
#include "base/digits.h"
#include "base/tens.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT_DIGITS 19                /* as many as always fit in 64 bits */
#define EXACT_TEN 22                  /* the last power of ten that is a double */
#define FAR INT64_C(1000000000000000) /* no text is long enough to make up for such an exponent */

const uint64_t bn_number_tens[16] = { 1,
                                      10,
                                      100,
                                      1000,
                                      10000,
                                      100000,
                                      1000000,
                                      10000000,
                                      100000000,
                                      1000000000,
                                      10000000000,
                                      100000000000,
                                      1000000000000,
                                      10000000000000,
                                      100000000000000,
                                      1000000000000000 };

static const double tens[EXACT_TEN + 1] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/* What the grammar finds: value = mantissa 10^exponent, exactly unless more. */
typedef struct {
    uint64_t mantissa; /* the first KEPT_DIGITS significant digits */
    int digits;        /* how many of them there are */
    int64_t exponent;
    bool more;          /* a nonzero digit was left out */
    bn_decimal decimal; /* all digits, for the exact way */
} scanned;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool matches(const char *text, size_t length, const char *word)
{
    size_t i = 0;
    while (i < length && word[i] && (text[i] | 0x20) == word[i])
        i++;
    return i == length && !word[i];
}

static bn_number_kind name_of(const char *text, size_t length)
{
    if (matches(text, length, "inf") || matches(text, length, "infinity"))
        return BN_NUMBER_INFINITE;
    bool nan = length >= 3 && matches(text, 3, "nan");
    bool payload = length > 4 && text[3] == '(' && text[length - 1] == ')';
    return nan && (length == 3 || payload) ? BN_NUMBER_NAN : BN_NUMBER_NONE;
}

/* digits [. digits]; returns what follows, or NULL when there is no digit. */
static const char *scan_mantissa(scanned *s, const char *at, const char *end)
{
    const char *first = NULL, *point = NULL;
    int64_t seen = 0, past_point = 0, dropped = 0;
    for (; at < end && (is_digit(*at) || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = at;
            continue;
        }
        seen++;
        past_point += point != NULL;
        if (!first && *at == '0')
            continue;
        first = first ? first : at;
        if (s->digits < KEPT_DIGITS) {
            s->mantissa = 10 * s->mantissa + (uint64_t)(*at - '0');
            s->digits++;
        } else {
            dropped++;
            s->more = s->more || *at != '0';
        }
    }
    s->decimal = (bn_decimal){ first, first ? (size_t)(at - first) : 0, -past_point };
    s->exponent = dropped - past_point;
    return seen ? at : NULL;
}

/* e [sign] digits; returns what follows, or NULL when "e" stands alone. */
static const char *scan_exponent(scanned *s, const char *at, const char *end)
{
    bool negative = ++at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    if (at == end || !is_digit(*at))
        return NULL;
    int64_t exponent = 0;
    for (; at < end && is_digit(*at); at++)
        exponent = exponent < FAR ? 10 * exponent + (*at - '0') : exponent;
    s->exponent += negative ? -exponent : exponent;
    s->decimal.exponent += negative ? -exponent : exponent;
    return at;
}

/* One exact operand each side, one rounding. */
static bool by_one_operation(double *out, const scanned *s)
{
    if (s->more || s->mantissa > UINT64_C(1) << DBL_MANT_DIG || llabs(s->exponent) > EXACT_TEN)
        return false;
    double m = (double)s->mantissa;
    *out = s->exponent < 0 ? m / tens[-s->exponent] : m * tens[s->exponent];
    return true;
}

static double by_whole_numbers(const scanned *s)
{
    double guess = (double)s->mantissa;
    int64_t k = s->exponent;
    for (; k > EXACT_TEN; k -= EXACT_TEN)
        guess *= tens[EXACT_TEN];
    for (; k < -EXACT_TEN; k += EXACT_TEN)
        guess /= tens[EXACT_TEN];
    return bn_decimal_round(&s->decimal, k < 0 ? guess / tens[-k] : guess * tens[k]);
}

static double nearest(const scanned *s)
{
    double x;
    int64_t magnitude = s->exponent + s->digits; /* 10^(magnitude - 1) <= value < 10^magnitude */
    if (!s->mantissa || magnitude < -325)
        return 0;
    if (magnitude > 310)
        return INFINITY;
    if (by_one_operation(&x, s) || bn_tens_round(&x, s->mantissa, (int)s->exponent, s->more))
        return x;
    return by_whole_numbers(s);
}

/* The whole grammar, all digits remembered. Returns what follows, or NULL when no number begins at at. */
static const char *scan(scanned *s, const char *at, const char *end)
{
    at = scan_mantissa(s, at, end);
    return at && at < end && (*at == 'e' || *at == 'E') ? scan_exponent(s, at, end) : at;
}

/* n = n 10^(digits) + digits, as far as they go. */
static const char *take_digits(uint64_t *n, const char *at, const char *end)
{
    for (unsigned count = BN_EIGHT; count == BN_EIGHT && end - at >= BN_EIGHT; at += count) {
        uint64_t value;
        count = bn_digits(&value, at);
        *n = *n * bn_number_tens[count] + value;
    }
    for (; at < end && is_digit(*at); at++)
        *n = 10 * *n + (uint64_t)(*at - '0');
    return at;
}

/* digits [. digits] without a list of the digits. NULL when there are none, or more than KEPT_DIGITS after
   the zeros in front. */
static const char *scan_short(scanned *s, const char *at, const char *end)
{
    const char *start = at;
    bool point = false;
    at = take_digits(&s->mantissa, at, end);
    if (at < end && *at == '.') {
        const char *fraction = at + 1;
        at = take_digits(&s->mantissa, fraction, end);
        s->exponent = fraction - at;
        point = true;
    }
    ptrdiff_t digits = at - start - point;
    for (; digits > KEPT_DIGITS && (*start == '0' || *start == '.'); start++)
        digits -= *start == '0';
    return digits > 0 && digits <= KEPT_DIGITS ? at : NULL;
}

static bool by_short_ways(double *out, const scanned *s)
{
    const bool within = llabs(s->exponent) < 300;
    *out = 0;
    return !s->mantissa || by_one_operation(out, s) ||
           (within && bn_tens_round(out, s->mantissa, (int)s->exponent, false));
}

const char *bn_number_take_long(double *out, const char *at, const char *end)
{
    scanned s = { .digits = 0 };
    double x = 0;
    const bool negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    const char *after = scan_short(&s, at, end);
    if (after && after < end && (*after == 'e' || *after == 'E'))
        after = scan_exponent(&s, after, end);
    if (!after || !by_short_ways(&x, &s)) {
        s = (scanned){ .digits = 0 };
        after = scan(&s, at, end);
        x = after ? nearest(&s) : 0;
    }
    if (!after || x > DBL_MAX)
        return NULL;
    *out = negative ? -x : x;
    return after;
}

bn_number_kind bn_number_parse(double *out, const char *text, size_t length)
{
    const char *at = text, *end = text + length, *after;
    scanned s = { .digits = 0 };
    double x;
    if (length && (after = bn_number_take(&x, text, end)) && after == end) {
        *out = x;
        return BN_NUMBER;
    }
    at += length && (*at == '-' || *at == '+');
    if (at < end && !is_digit(*at) && *at != '.')
        return name_of(at, (size_t)(end - at));
    return scan(&s, at, end) == end ? BN_NUMBER_OVERFLOW : BN_NUMBER_NONE;
}

/* printf's decimal point is the locale's and may be several bytes; everything that printf does not write
   in the C locale is that point. */
static void use_point(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        bool ours = is_digit(*from) || *from == '-' || *from == '+' || *from == 'e';
        if (ours || to == text || to[-1] != '.')
            *to++ = ours ? *from : '.';
    }
    *to = 0;
}

const char *bn_number_format(char out[BN_NUMBER_TEXT], double x)
{
    double back = 0;
    if (fabs(x) < 1e15 && x == floor(x)) { /* 10 rather than 1e+01 */
        snprintf(out, BN_NUMBER_TEXT, "%.0f", x + 0.0);
        return out;
    }
    /* %g strips zeros, so a normal number loses nothing by starting where any decimal of that length
     * survives. */
    for (int precision = fabs(x) < DBL_MIN ? 1 : DBL_DIG; precision <= DBL_DECIMAL_DIG; precision++) {
        snprintf(out, BN_NUMBER_TEXT, "%.*g", precision, x);
        use_point(out);
        if (bn_number_parse(&back, out, strlen(out)) == BN_NUMBER && back == x)
            break;
    }
    return out;
}
