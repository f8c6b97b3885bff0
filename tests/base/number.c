/* Decimal text in and out: the bits of strtod in the C locale, whatever the locale of the moment. */
#include "base/number.h"
#include "base/tens.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(number, .fini = bn_no_leaks);

static uint64_t state = 7;

/* splitmix64 */
static uint64_t random_bits(void)
{
    uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Any finite double, all exponents alike. */
static double random_double(void)
{
    for (;;) {
        uint64_t bits = random_bits();
        double x;
        memcpy(&x, &bits, sizeof x);
        if (isfinite(x))
            return x;
    }
}

static double random_everyday(void)
{
    return ((double)(random_bits() >> 11) * 0x1p-53 - 0.5) * pow(10, (double)(random_bits() % 12));
}

#define ROOM 1200

/* Ways to write numbers: as programs print them, with too few or too many digits, at the edges. */
static void seventeen_digits(char *text)
{
    snprintf(text, ROOM, "%.17g", random_double());
}

static void everyday(char *text)
{
    snprintf(text, ROOM, "%.*g", 1 + (int)(random_bits() % 18), random_everyday());
}

static void many_digits(char *text)
{
    snprintf(text, ROOM, "%.*e", (int)(random_bits() % 60), random_double());
}

static void fixed_point(char *text)
{
    snprintf(text, ROOM, "%.40f", random_everyday());
}

static void assembled(char *text)
{
    snprintf(text, ROOM, "%" PRIu64 ".%" PRIu64 "%" PRIu64 "E%d", random_bits() % 1000, random_bits(),
             random_bits(), (int)(random_bits() % 700) - 360);
}

static void subnormal(char *text)
{
    uint64_t bits = random_bits() >> (12 + random_bits() % 40);
    double x;
    memcpy(&x, &bits, sizeof x);
    snprintf(text, ROOM, "%.*g", 1 + (int)(random_bits() % 30), x);
}

/* Exactly between two doubles, or a hair beside: a power of two shows where the digits end. */
static void midpoint(char *text)
{
    double odd = (double)((random_bits() >> 11) | (UINT64_C(1) << 52));
    int shift = (int)(random_bits() % 40);
    uint64_t whole = (uint64_t)odd * 2 + 1; /* 54 bits, the last one set */
    static const char *const tails[] = { "", "000", "0001", "00000000000000000000000000001" };
    if (shift < 10)
        snprintf(text, ROOM, "%" PRIu64 "%s%se0", whole << shift, shift % 2 ? "." : "",
                 shift % 2 ? tails[shift % 4] : "");
    else
        snprintf(text, ROOM, "%" PRIu64 ".%se%d", whole, tails[random_bits() % 4], 0);
}

/* Digits of any number before and after the point: the words of eight end everywhere. */
static void short_one(char *text)
{
    const int before = (int)(random_bits() % 10), behind = (int)(random_bits() % 18);
    char *at = text + sprintf(text, "%s", random_bits() % 2 ? "-" : "");
    for (int i = 0; i < before; i++)
        *at++ = (char)('0' + random_bits() % 10);
    if (behind || !before || random_bits() % 2)
        *at++ = '.';
    for (int i = 0; i < behind + !(before + behind); i++)
        *at++ = (char)('0' + random_bits() % 10);
    *at = 0;
}

/* On its own, and in a row of other numbers, where more of the text may be looked at. */
static bool same_as_strtod(const char *text)
{
    static const char row[] = ",12345678,0.87654321,1e5,-3,0,17.25,4";
    const size_t length = strlen(text);
    double found = 0, taken = 0, expected = strtod(text, NULL);
    char longer[ROOM + sizeof row];
    const char *end = longer + sprintf(longer, "%s%s", text, row),
               *after = bn_number_take(&taken, longer, end);
    bn_number_kind kind = bn_number_parse(&found, text, length);
    if (isinf(expected))
        return kind == BN_NUMBER_OVERFLOW && !after;
    return kind == BN_NUMBER && !memcmp(&found, &expected, sizeof found) && after == longer + length &&
           !memcmp(&taken, &expected, sizeof taken);
}

Test(number, has_the_bits_of_strtod)
{
    static void (*const writers[])(char *) = { seventeen_digits, everyday,  many_digits, fixed_point,
                                               assembled,        subnormal, midpoint,    short_one };
    char text[ROOM];
    size_t runs = (size_t)(100000 * bn_test_multiplier());
    for (size_t i = 0; i < runs; i++) {
        writers[i % (sizeof writers / sizeof *writers)](text);
        cr_assert(same_as_strtod(text), "%s", text);
    }
}

Test(number, is_right_at_the_edges)
{
    static const char *const texts[] = {
        "0",
        "-0",
        "0.0e-999999999999999999999",
        "0e99999999999999999999999",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "2."
        "2250738585072011360574097967091319759348195463516456480234261097248222220210769455165295239081350879"
        "14149158913"
        "0396211068700864386945946455276572074078206217433799881410632673292535522868813721490129811224514518"
        "898490572223072"
        "8525513315575501591439747639798341180199932396254828901710708185069063066665599493827577257201576306"
        "269066333264756"
        "5300009245888316433037779791869612049497390377829704905051080609940730262937128958950003583799967207"
        "25430436028407"
        "8895766287741459e-308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "1e999999999999999999999",
        "1e-999999999999999999999",
        "9007199254740993",
        "9007199254740992.9999999999999999999",
        "1e22",
        "1e23",
        "1e44",
        "1e45",
        "1e-22",
        "1e-44",
        "1e-45",
        "18446744073709551615",
        "18446744073709551616",
        "9999999999999999999",
        "0.000000000000000000000000000000000000000000000000000000001e57",
        "123456789012345678901234567890e-20",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect(same_as_strtod(texts[i]), "%s", texts[i]);
}

/* Within one part in 2^116 of a midpoint of doubles, found by continued fractions: shortcuts cannot tell. */
Test(number, is_right_a_hair_beside_a_midpoint)
{
    static const char *const texts[] = {
        "7202841595437629673e29",  "2002187222588123953e40",  "8008748890352495812e40",
        "5573329417113950893e-43", "5446136629611347657e28",  "2948391542860828303e-30",
        "5896783085721656606e-30", "2916340984601552191e30",  "5832681969203104382e30",
        "6642997035308520329e-39", "6477987557504884013e35",  "3994889085164598869e-32",
        "2688917174565713277e-42", "5377834349131426554e-42", "127303464845611401e26",
        "254606929691222802e26",   "1018427718764891208e26",  "3182586621140285025e24",
        "5092138593824456040e25",  "835814237376782153e-39",  "1671628474753564306e-39",
        "4179071186883910765e-40", "3210571076255781153e-36", "6421142152511562306e-36",
        "6313186546839308451e34",  "5902140407902955151e38",  "5656660237070602773e30",
        "54897030182071313e29",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect(same_as_strtod(texts[i]), "%s", texts[i]);
}

/* The long product decides nearly always, and never wrongly: what is left over goes the slow way. */
Test(number, a_long_product_is_enough_but_for_a_few)
{
    size_t runs = (size_t)(100000 * bn_test_multiplier()), decided[2] = { 0 };
    for (size_t i = 0; i < runs; i++) {
        const uint64_t m = random_bits() % UINT64_C(9000000000000000000) + UINT64_C(1000000000000000000);
        const int q = (int)(random_bits() % 600) - 310, more = i % 2;
        char text[ROOM];
        double x = 0;
        snprintf(text, ROOM, "%" PRIu64 "%se%d", m, more ? ".000000000000000000000000000001" : "", q);
        const bool told = bn_tens_round(&x, m, q, more);
        const double truth = strtod(text, NULL);
        decided[more] += told || isinf(truth) || fabs(truth) < DBL_MIN;
        cr_assert(!told || x == truth, "%s: %.17g, expected %.17g", text, x, truth);
    }
    cr_expect((double)decided[0] > 0.49995 * (double)runs && (double)decided[1] > 0.495 * (double)runs,
              "%zu and %zu of %zu", decided[0], decided[1], runs);
}

/* Exponents and digits that cancel, with more zeros than any buffer. */
Test(number, counts_zeros_without_end)
{
    enum { ZEROS = 300000 };
    char *text = malloc(ZEROS + 20);
    double x = 0;
    cr_assert(text);
    memset(text, '0', ZEROS);
    sprintf(text + ZEROS, "e-%d", ZEROS);
    text[0] = '7';
    cr_expect(bn_number_parse(&x, text, strlen(text)) == BN_NUMBER && x == 0.7, "%g", x);
    memset(text, '0', ZEROS);
    text[1] = '.';
    sprintf(text + ZEROS, "5e%d", ZEROS);
    cr_expect(bn_number_parse(&x, text, strlen(text)) == BN_NUMBER && x == 50, "%g", x);
    /* Halfway between 1 and the next double; a last digit, far behind, decides. */
    int length = sprintf(text, "1.00000000000000011102230246251565404236316680908203125");
    memset(text + length, '0', ZEROS - (size_t)length);
    text[ZEROS] = 0;
    cr_expect(bn_number_parse(&x, text, ZEROS) == BN_NUMBER && x == 1, "%.17g", x);
    text[ZEROS - 1] = '1';
    cr_expect(bn_number_parse(&x, text, ZEROS) == BN_NUMBER && x == 1 + 0x1p-52, "%.17g", x);
    free(text);
}

Test(number, tells_what_is_not_a_finite_decimal)
{
    static const struct {
        const char *text;
        bn_number_kind kind;
    } cases[] = {
        { "5.", BN_NUMBER },
        { ".5", BN_NUMBER },
        { "+5", BN_NUMBER },
        { "007", BN_NUMBER },
        { "1.e5", BN_NUMBER },
        { "1E+05", BN_NUMBER },
        { "-1e999", BN_NUMBER_OVERFLOW },
        { "nan", BN_NUMBER_NAN },
        { "-NaN", BN_NUMBER_NAN },
        { "nan(12)", BN_NUMBER_NAN },
        { "inf", BN_NUMBER_INFINITE },
        { "+Infinity", BN_NUMBER_INFINITE },
        { "", BN_NUMBER_NONE },
        { "+", BN_NUMBER_NONE },
        { "-", BN_NUMBER_NONE },
        { ".", BN_NUMBER_NONE },
        { "-.", BN_NUMBER_NONE },
        { "e5", BN_NUMBER_NONE },
        { ".e5", BN_NUMBER_NONE },
        { "1e", BN_NUMBER_NONE },
        { "1e+", BN_NUMBER_NONE },
        { "1e5.0", BN_NUMBER_NONE },
        { "1..2", BN_NUMBER_NONE },
        { "1.2.3", BN_NUMBER_NONE },
        { "+-1", BN_NUMBER_NONE },
        { " 1", BN_NUMBER_NONE },
        { "1 ", BN_NUMBER_NONE },
        { "0x1p3", BN_NUMBER_NONE },
        { "1_000", BN_NUMBER_NONE },
        { "1,5", BN_NUMBER_NONE },
        { "1d5", BN_NUMBER_NONE },
        { "nanx", BN_NUMBER_NONE },
        { "nan(", BN_NUMBER_NONE },
        { "infi", BN_NUMBER_NONE },
        { "in", BN_NUMBER_NONE },
        { "1f", BN_NUMBER_NONE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x = 42;
        bn_number_kind kind = bn_number_parse(&x, cases[i].text, strlen(cases[i].text));
        cr_expect(kind == cases[i].kind, "\"%s\" is kind %d", cases[i].text, (int)kind);
        cr_expect(kind == BN_NUMBER || x == 42, "\"%s\" wrote %g", cases[i].text, x);
    }
}

Test(number, takes_the_longest_number_and_says_what_follows)
{
    static const struct {
        const char *text, *after; /* NULL: no number */
        double x;
    } cases[] = {
        { "1,2", ",2", 1 },
        { "12345678901,2", ",2", 12345678901 },
        { "0.25 x", " x", 0.25 },
        { "-7\n8", "\n8", -7 },
        { "+0.000000000000000000000000000012345678901234567890123456789;", ";",
          1.2345678901234567890123456789e-29 },
        { "123456789012345678901234567890,", ",", 123456789012345678901234567890.0 },
        { "1.5e3:", ":", 1500 },
        { "5.,", ",", 5 },
        { "1.2.3", ".3", 1.2 },
        { "12:1", ":1", 12 },
        { "1e,", NULL, 0 },
        { "1e999,", NULL, 0 },
        { "-,", NULL, 0 },
        { ",1", NULL, 0 },
        { "nan", NULL, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text, *end = text + strlen(text);
        double x = 42;
        const char *after = bn_number_take(&x, text, end);
        cr_expect((after != NULL) == (cases[i].after != NULL), "%s", text);
        cr_expect(after ? !strcmp(after, cases[i].after) && x == cases[i].x : x == 42, "%s: %g", text, x);
        char longer[200];
        double again = 42;
        const char *end_of_both = longer + sprintf(longer, "%s%050d", text, 0);
        const char *next = bn_number_take(&again, longer, end_of_both);
        cr_expect((next ? next - longer : -1) == (after ? after - text : -1) && again == x, "%s", longer);
    }
}

/* Up to eight digits and a point, a digit among them, perhaps behind a minus. */
static bool is_short(const char *text)
{
    const char *rest = text + (*text == '-'), *point = strchr(rest, '.');
    const size_t length = strlen(rest);
    return strspn(rest, "0123456789.") == length && length <= 8 && length > (point != NULL) &&
           (!point || !strchr(point + 1, '.'));
}

/* As many bytes of a longer text, and nothing of the rest of it. */
static void check_short(const char *text, size_t length)
{
    char alone[ROOM] = "";
    double x = 42;
    memcpy(alone, text, length);
    const double expected = strtod(alone, NULL);
    const bool found = bn_number_short(&x, text, length);
    cr_assert(found == is_short(alone) && (!found || !memcmp(&x, &expected, sizeof x)), "%s: %g", alone, x);
    const bool tiny = length && length <= 3 && strspn(alone, "0123456789") == length;
    cr_assert(bn_number_tiny(&x, text, length) == tiny && (!tiny || x == expected), "%s: %g", alone, x);
}

Test(number, short_ones_are_all_of_a_text_or_not_taken)
{
    static const char bytes[8] = "019.-+e,";
    char text[ROOM] = "......5,67.8";
    for (size_t k = 0; k < 1 << 18; k++) {
        for (size_t i = 0; i < 6; i++)
            text[i] = bytes[k >> 3 * i & 7];
        for (size_t length = 0; length <= 6; length++)
            check_short(text, length);
    }
    for (size_t k = 0; k < 20000; k++) {
        short_one(text);
        const size_t most = strlen(text);
        strcat(text, k % 2 ? ",12345678" : "\n-.5,0.7");
        for (size_t length = 0; length <= most; length++)
            check_short(text, length);
    }
}

Test(number, reads_no_further_than_the_length)
{
    double x;
    cr_expect(bn_number_parse(&x, "12345", 2) == BN_NUMBER && x == 12);
    cr_expect(bn_number_parse(&x, "1e5", 2) == BN_NUMBER_NONE);
    cr_expect(bn_number_parse(&x, "nan", 2) == BN_NUMBER_NONE);
}

Test(number, is_written_as_short_as_it_reads_back)
{
    static const struct {
        double x;
        const char *text;
    } cases[] = {
        { 1, "1" },
        { -0.0, "0" },
        { 10, "10" },
        { 0.5, "0.5" },
        { 0.1, "0.1" },
        { -2.5, "-2.5" },
        { 1e300, "1e+300" },
        { 5e-324, "5e-324" },
        { 452600, "452600" },
        { 1.0 / 3, "0.3333333333333333" },
        { 0.1 + 0.2, "0.30000000000000004" },
    };
    char text[BN_NUMBER_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(bn_number_format(text, cases[i].x), cases[i].text);
    for (int i = 0; i < 5000; i++) {
        double x = i % 2 ? random_double() : random_everyday(), back;
        bn_number_format(text, x);
        cr_assert(bn_number_parse(&back, text, strlen(text)) == BN_NUMBER && back == x, "%s", text);
    }
}

Test(number, has_a_point_in_every_locale)
{
    if (!bn_test_comma())
        cr_skip_test("not tested where numbers have commas: no such locale is installed");
    char text[BN_NUMBER_TEXT];
    double x;
    cr_expect_str_eq(bn_number_format(text, 1234.5), "1234.5");
    cr_expect_str_eq(bn_number_format(text, 1.5e-300), "1.5e-300");
    cr_expect(bn_number_parse(&x, "1.5", 3) == BN_NUMBER && x == 1.5);
    cr_expect(bn_number_parse(&x, "1,5", 3) == BN_NUMBER_NONE);
}
