/* Doubled precision: exact transformations are exact, and operations are good to 2^-102. */
#include "linalg/dd.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <stdint.h>

TestSuite(dd, .fini = bn_no_leaks);

/* A number with a random 53-bit significand, sign and exponent in [-range, range]. */
static double draw(uint64_t *state, int range)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    int exponent = (int)(*state >> 33) % (range + 1) * (*state & 0x80000000u ? 1 : -1);
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    double x = ldexp((double)((*state >> 11) | (UINT64_C(1) << 52)), exponent - 52);
    return *state & 1024 ? x : -x;
}

static bn_dd draw_dd(uint64_t *state, int range)
{
    double hi = draw(state, range);
    return bn_quick_two_sum(hi, hi * draw(state, 0) * 0x1p-56);
}

static bool close_dd(bn_dd a, bn_dd b)
{
    return fabs(bn_dd_sub(a, b).hi) <= 0x1p-102 * fabs(b.hi);
}

Test(dd, transformations_are_exact)
{
    uint64_t state = 1;
    for (int k = 0; k < 100000; k++) {
        double a = draw(&state, 60), b = draw(&state, 60);
        bn_dd s = bn_two_sum(a, b), p = bn_two_prod(a, b);
        cr_assert(s.hi == a + b && p.hi == a * b);
        cr_assert(p.lo == fma(a, b, -p.hi), "%a * %a: %a", a, b, p.lo); /* fma rounds once: the exact error */
        /* a + b - hi is a double, and each of these differences is exact by Sterbenz' lemma or order of
           size. */
        double larger = fabs(a) >= fabs(b) ? a : b, smaller = fabs(a) >= fabs(b) ? b : a;
        cr_assert(s.lo == smaller - (s.hi - larger), "%a + %a: %a", a, b, s.lo);
    }
}

/* Products and sums that fit in 106 bits come out exactly: integers of 50 bits by integer arithmetic. */
Test(dd, integers)
{
    bn_dd a = bn_dd_from(0x1p52 + 1), square = bn_dd_mul(a, a); /* 2^104 + 2^53 + 1 */
    cr_expect(square.hi == 0x1p104 + 0x1p53 && square.lo == 1);
    bn_dd back = bn_dd_sub(bn_dd_sub(square, bn_dd_from(0x1p104)), bn_dd_from(0x1p53));
    cr_expect(back.hi == 1 && back.lo == 0);
    bn_dd root = bn_dd_sqrt(square);
    cr_expect(root.hi == 0x1p52 + 1 && root.lo == 0);
    bn_dd quotient = bn_dd_div(square, a);
    cr_expect(quotient.hi == 0x1p52 + 1 && quotient.lo == 0);
    bn_dd sum = bn_dd_from(0);
    for (int k = 1; k <= 1000; k++)
        sum = bn_dd_add_mul(sum, a, bn_dd_from(k));
    cr_expect(sum.hi + sum.lo == 500500 * (0x1p52 + 1) && sum.hi == 500500 * 0x1p52 + 500500);
}

Test(dd, field_laws)
{
    uint64_t state = 2;
    for (int k = 0; k < 100000; k++) {
        bn_dd a = draw_dd(&state, 30), b = draw_dd(&state, 30), c = draw_dd(&state, 30);
        cr_assert(close_dd(bn_dd_mul(bn_dd_div(a, b), b), a));
        cr_assert(close_dd(bn_dd_mul(a, bn_dd_mul(b, c)), bn_dd_mul(bn_dd_mul(a, b), c)));
        bn_dd ab = bn_dd_add(a, b), left = bn_dd_mul(ab, c),
              right = bn_dd_add(bn_dd_mul(a, c), bn_dd_mul(b, c));
        double size = fabs(a.hi * c.hi) + fabs(b.hi * c.hi);
        cr_assert(fabs(bn_dd_sub(left, right).hi) <= 0x1p-102 * size);
        bn_dd square = bn_dd_mul(a, a), root = bn_dd_sqrt(square);
        cr_assert(close_dd(root, a.hi < 0 ? bn_dd_neg(a) : a));
        bn_dd step = bn_dd_add_mul(a, b, c), same = bn_dd_add(a, bn_dd_mul(b, c));
        cr_assert(fabs(bn_dd_sub(step, same).hi) <= 0x1p-102 * (fabs(a.hi) + fabs(b.hi * c.hi)));
        cr_assert(close_dd(bn_dd_add_d(a, c.hi), bn_dd_add(a, bn_dd_from(c.hi))) ||
                  fabs(a.hi + c.hi) < fabs(a.hi));
    }
}

/* 1/3 and sqrt(2) to 32 digits, as hi + lo from their binary expansions. */
Test(dd, constants)
{
    bn_dd third = bn_dd_div(bn_dd_from(1), bn_dd_from(3)), root = bn_dd_sqrt(bn_dd_from(2));
    cr_expect(third.hi == 0x1.5555555555555p-2 && bn_close(third.lo, 0x1.5555555555555p-56, 1e-15));
    cr_expect(root.hi == 0x1.6a09e667f3bcdp0 && bn_close(root.lo, -0x1.bdd3413b26456p-54, 1e-15), "%a",
              root.lo);
    cr_expect(bn_dd_sqrt(bn_dd_from(0)).hi == 0);
    cr_expect(bn_dd_scale(third, 4).hi == 4 * third.hi && bn_dd_scale(third, 4).lo == 4 * third.lo);
}
