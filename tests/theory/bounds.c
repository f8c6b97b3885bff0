/* A posteriori bounds: they enclose the truth, outward, and no wider than they must. */
#include <banach/theory.h>
#include "support/support.h"
#include "draw.h"

#include <criterion/criterion.h>
#include <float.h>

TestSuite(bounds, .fini = bn_no_leaks);

Test(bounds, enclose_the_truth_on_quadratics)
{
    enum { DIM = 4 };
    dice d = { 31 };
    for (size_t i = 0; i < draws(5000); i++) {
        pair p = draw_pair(&d, 1e8);
        long double grad_sq = 0, distance_sq = 0, gap = 0;
        for (int j = 0; j < DIM; j++) {
            double lambda = j == 0 ? p.mu : j == 1 ? p.L : draw(&d, p.mu, p.L);
            long double e = draw_bits(&d) % 4 ? draw(&d, -1, 1) : 0;
            grad_sq += lambda * e * lambda * e;
            distance_sq += e * e;
            gap += lambda * e * e / 2;
        }
        double error = (double)sqrtl(grad_sq) * draw(&d, 0, 0.1);
        double grad_norm = (double)sqrtl(grad_sq) + error * draw(&d, -0.99, 0.99), widen = 1 + 1e-15;
        double distance = (double)sqrtl(distance_sq);
        error += 1e-15 * grad_norm;
        bn_range by_distance = bn_distance_bounds(grad_norm, error, p.mu, p.L);
        bn_range by_gap = bn_gap_bounds(grad_norm, error, p.mu, p.L);
        bn_range gaps = bn_gap_from_distance(distance, p.mu, p.L);
        bn_range distances = bn_distance_from_gap((double)gap, p.mu, p.L);
        cr_assert(by_distance.lower <= distance && distance <= by_distance.upper);
        cr_assert(by_gap.lower <= (double)gap && (double)gap <= by_gap.upper);
        cr_assert(gaps.lower <= (double)gap * widen && (double)gap <= gaps.upper * widen);
        cr_assert(distances.lower <= distance * widen && distance <= distances.upper * widen);
    }
}

/* One mode of curvature c = mu = L: all four inequalities are equalities, but for the outward rounding. */
Test(bounds, are_attained_on_one_mode)
{
    dice d = { 32 };
    for (size_t i = 0; i < draws(5000); i++) {
        double c = draw_log(&d, 1e-6, 1e6), e = draw_log(&d, 1e-6, 1e6), tight = 16 * DBL_EPSILON;
        bn_range by_distance = bn_distance_bounds(c * e, 0, c, c), by_gap = bn_gap_bounds(c * e, 0, c, c);
        bn_range gap = bn_gap_from_distance(e, c, c), distance = bn_distance_from_gap(c / 2 * e * e, c, c);
        cr_assert(bn_close(by_distance.lower, e, tight) && bn_close(by_distance.upper, e, tight));
        cr_assert(bn_close(by_gap.lower, c / 2 * e * e, tight) &&
                  bn_close(by_gap.upper, c / 2 * e * e, tight));
        cr_assert(bn_close(gap.lower, c / 2 * e * e, tight) && bn_close(gap.upper, c / 2 * e * e, tight));
        cr_assert(bn_close(distance.lower, e, tight) && bn_close(distance.upper, e, tight));
    }
}

/* The sign of fma(x, y, -z) is that of x y - z, so each end is compared with the exact quotient. Norms of 24
   bits make G^2 exact. */
Test(bounds, are_rounded_outward)
{
    dice d = { 33 };
    for (size_t i = 0; i < draws(50000); i++) {
        double G = ldexp(floor(draw(&d, 0, 0x1p24)), -12), c = draw_log(&d, 1e-3, 1e3);
        bn_range distance = bn_distance_bounds(G, 0, c, c), gap = bn_gap_bounds(G, 0, c, c);
        cr_assert(fma(distance.upper, c, -G) >= 0 && fma(distance.lower, c, -G) <= 0);
        cr_assert(fma(gap.upper, 2 * c, -G * G) >= 0 && fma(gap.lower, 2 * c, -G * G) <= 0);

        double error = G * draw(&d, 0, 1);
        distance = bn_distance_bounds(G, error, 1, 1);
        long double high = (long double)G + error, low = (long double)G - error;
        cr_assert(distance.upper >= high && distance.lower <= low);

        bn_range from_distance = bn_gap_from_distance(G, c, c), from_gap = bn_distance_from_gap(G, c, c);
        cr_assert(fma(G * G, c, -2 * from_distance.upper) <= 0 &&
                  fma(G * G, c, -2 * from_distance.lower) >= 0);
        long double upper = from_gap.upper, lower = from_gap.lower;
        cr_assert(upper * upper * c >= 2 * G * (1 - 1e-19L) && lower * lower * c <= 2 * G * (1 + 1e-19L));
    }
}

Test(bounds, a_norm_below_the_threshold_proves_the_target)
{
    dice d = { 34 };
    for (size_t i = 0; i < draws(20000); i++) {
        double mu = draw_log(&d, 1e-6, 1e3), target = draw_log(&d, 1e-12, 1), error = draw(&d, 0, 1);
        error *= mu * target;
        double norm = bn_grad_norm_for_distance(target, error, mu);
        cr_assert((long double)norm + error <= (long double)mu * target);
        cr_assert(norm >= (mu * target - error) - 8 * DBL_EPSILON * mu * target);
        error = sqrt(2 * mu * target) * draw(&d, 0, 1);
        norm = bn_grad_norm_for_gap(target, error, mu);
        long double G = (long double)norm + error;
        cr_assert(G * G <= 2 * (long double)mu * target);
        cr_assert(G * G >= 2 * (long double)mu * target * (1 - 16 * DBL_EPSILON));
    }
    cr_assert(bn_grad_norm_for_distance(1e-6, 1e-3, 1) < 0 && bn_grad_norm_for_gap(1e-8, 1e-3, 1) < 0);
    cr_assert(bn_grad_norm_for_gap(1, 0, 0) <= 0 && bn_grad_norm_for_distance(0, 0, 1) <= 0);
    cr_assert(isnan(bn_grad_norm_for_gap(-1, 0, 1)) && isnan(bn_grad_norm_for_distance(1, NAN, 1)));
}

static bool nothing(bn_range b)
{
    return isnan(b.lower) && isnan(b.upper);
}

Test(bounds, the_edges)
{
    bn_range b = bn_distance_bounds(2, 0, 0, 4);
    cr_assert(b.upper == HUGE_VAL && b.lower <= 0.5 && b.lower > 0.49);
    b = bn_gap_bounds(2, 0, 0, 4);
    cr_assert(b.upper == HUGE_VAL && b.lower <= 0.5 && b.lower > 0.49);
    b = bn_gap_bounds(2, 0, 1, HUGE_VAL);
    cr_assert(b.lower == 0 && b.upper >= 2 && b.upper < 2.01);
    b = bn_distance_bounds(0, 0, 1, 4);
    cr_assert(b.lower == 0 && b.upper == 0);
    b = bn_gap_bounds(0, 0, 1, 4);
    cr_assert(b.lower == 0 && b.upper == 0);
    b = bn_distance_bounds(1, 2, 1, 4);
    cr_assert(b.lower == 0 && b.upper >= 3);
    b = bn_gap_bounds(1e-170, 0, 1, 1);
    cr_assert(b.lower == 0 && b.upper > 0);
    b = bn_gap_bounds(1e160, 0, 1e100, 1e100);
    cr_assert(bn_close(b.upper, 5e219, 1e-14) && bn_close(b.lower, 5e219, 1e-14));
    b = bn_gap_bounds(HUGE_VAL, 0, 1, 1);
    cr_assert(b.lower == 0 && b.upper == HUGE_VAL);
    b = bn_distance_bounds(1, HUGE_VAL, 1, 1);
    cr_assert(b.lower == 0 && b.upper == HUGE_VAL);
    b = bn_distance_from_gap(1, 0, 2);
    cr_assert(b.upper == HUGE_VAL && b.lower <= 1 && b.lower > 0.99);
    b = bn_distance_from_gap(0, 1, 2);
    cr_assert(b.upper == 0 && b.lower == 0);
    cr_assert(nothing(bn_distance_bounds(NAN, 0, 1, 2)) && nothing(bn_gap_bounds(1, -1, 1, 2)));
    cr_assert(nothing(bn_distance_bounds(1, 0, 3, 2)) && nothing(bn_gap_bounds(1, 0, NAN, 2)));
    cr_assert(nothing(bn_gap_from_distance(-1, 1, 2)) && nothing(bn_distance_from_gap(1, -1, 2)));
    cr_assert(nothing(bn_distance_bounds(1, 0, 0, 0)));
}
