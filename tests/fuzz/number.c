/* Text to number: what the parser's shortcuts decide is what whole numbers decide, and what the C library
   says; and a number that is written reads back to its bits. */
#include "fuzz/fuzz.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/decimal.h"
#include "base/number.h"

enum { LONGEST = 2000 };

static bool same(double a, double b)
{
    return !memcmp(&a, &b, sizeof a);
}

/* The decimal in the text, which is known to be a number, and not 0. */
static bn_decimal decimal_of(const char *text, size_t length)
{
    const char *end = text + length, *at = text + (*text == '-' || *text == '+'), *point = NULL;
    bn_decimal d = { .text = NULL };
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        point = *at == '.' ? at : point;
        d.text = d.text || *at == '0' || *at == '.' ? d.text : at;
        d.exponent -= point && at > point;
    }
    d.length = d.text ? (size_t)(at - d.text) : 0;
    d.exponent += at < end ? strtoll(at + 1, NULL, 10) : 0;
    return d;
}

/* In a row of other numbers, where more of the text may be looked at. */
static void take_from_row(const char *text, size_t length, double x)
{
    char row[LONGEST + 40];
    double taken;
    memcpy(row, text, length);
    memset(row + length, ',', sizeof row - length);
    MUST(bn_number_take(&taken, row, row + length + 40) == row + length && same(taken, x));
}

/* From a guess some ulps off. */
static void decide_again(const char *text, size_t length, double x, unsigned off)
{
    const bn_decimal d = decimal_of(text, length);
    double guess = x;
    for (unsigned k = 0; k < off % 4; k++)
        guess = nextafter(guess, off & 4 ? 0 : HUGE_VAL);
    MUST(d.text && same(bn_decimal_round(&d, guess), x));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char text[LONGEST + 1], back[BN_NUMBER_TEXT], *end;
    double x = 7, y;
    if (size < 2 || size > LONGEST)
        return 0;
    const unsigned off = *bytes++;
    memcpy(text, bytes, --size);
    text[size] = '\0';
    const bn_number_kind kind = bn_number_parse(&x, text, size);
    MUST(kind == BN_NUMBER || x == 7);
    if (kind == BN_NUMBER) {
        const double theirs = strtod(text, &end);
        MUST(end == text + size && same(x, theirs));
        take_from_row(text, size, x);
        if (fabs(x) >= 1e-320 && fabs(x) < 1e308)
            decide_again(text, size, fabs(x), off);
        bn_number_format(back, x);
        MUST(bn_number_parse(&y, back, strlen(back)) == BN_NUMBER && y == x);
    } else if (kind == BN_NUMBER_OVERFLOW) {
        MUST(isinf(strtod(text, &end)) && end == text + size);
    } else if (kind == BN_NUMBER_NONE && strlen(text) == size && !strpbrk(text, "xXpPnN \t\n\v\f\r")) {
        strtod(text, &end); /* theirs takes hexadecimals, names and leading blanks besides */
        MUST(end != text + size);
    }
    return 0;
}
