/* Reading a promise: steps to a target, edges, arguments without meaning. */
#include <banach/theory.h>
#include "support/support.h"
#include "draw.h"

#include <criterion/criterion.h>

TestSuite(promise, .fini = bn_no_leaks);

Test(promise, the_number_of_steps_is_enough_from_there_on_and_one_less_is_not)
{
    dice d = { 50 };
    for (size_t i = 0; i < draws(2000); i++) {
        pair p = draw_pair(&d, i % 10 ? 1e3 : 1e14);
        bn_rate a = bn_rate_heavy_ball_quadratic(p.mu, p.L), b = bn_rate_nesterov(p.mu, p.L);
        bn_rate rates[] = { a, b };
        for (size_t j = 0; j < 2; j++) {
            double ratio = draw_log(&d, 1e-12, 10), k = bn_rate_steps(&rates[j], ratio);
            cr_assert(k == floor(k) && k >= 0);
            for (int later = 0; later < 50; later++)
                cr_assert(bn_rate_after(&rates[j], k + later) <= ratio * (1 + 1e-10));
            cr_assert(k == 0 || bn_rate_after(&rates[j], k - 1) > ratio * (1 - 1e-10));
        }
    }
}

Test(promise, steps_and_promises_at_the_edges)
{
    bn_rate exact = bn_rate_heavy_ball_quadratic(2, 2), gd = bn_rate_gd(0.5, 1, 2),
            none = bn_rate_nesterov(0, 2);
    bn_rate wrong = bn_rate_nesterov(2, 1);
    cr_assert(exact.rate == 0 && exact.momentum == 0 && bn_close(exact.step, 0.5, 1e-15));
    cr_assert(bn_rate_steps(&exact, 0) == 1 && bn_rate_steps(&exact, 2) == 0);
    cr_assert(bn_rate_after(&exact, 0) == 1 && bn_rate_after(&exact, 1) == 0);
    cr_assert(bn_rate_steps(&gd, 1) == 0 && bn_rate_steps(&gd, 0.125) == 3 &&
              bn_rate_steps(&gd, 0) == HUGE_VAL);
    cr_assert(bn_rate_after(&gd, HUGE_VAL) == 0);
    cr_assert(bn_rate_steps(&none, 0.5) == HUGE_VAL && bn_rate_after(&none, 1000) == 1);
    cr_assert(none.step == 0.5 && none.momentum == 0 && !(none.rate < 1));
    cr_assert(isnan(bn_rate_steps(&wrong, 0.5)) && isnan(bn_rate_after(&wrong, 1)));
    cr_assert(isnan(bn_rate_after(&gd, -1)) && isnan(bn_rate_steps(&gd, NAN)));
}

/* Both are given so that the small one has its digits. */
Test(promise, a_rate_and_its_complement_add_up_to_1)
{
    dice d = { 54 };
    for (size_t i = 0; i < draws(2000); i++) {
        const pair p = draw_pair(&d, 1e6);
        const double step = draw(&d, 0, 2.5) / p.L;
        const bn_rate rates[] = {
            bn_rate_exact_search(p.mu, p.L),       bn_rate_nesterov(p.mu, p.L),
            bn_rate_nesterov_quadratic(p.mu, p.L), bn_rate_heavy_ball_quadratic(p.mu, p.L),
            bn_rate_monotone(step / 2, p.mu, p.L), bn_rate_gd(step, p.mu, p.L),
            bn_rate_pl(step, p.mu, p.L),           bn_rate_heavy_ball(step, p.mu, p.L),
        };
        for (size_t k = 0; k < sizeof rates / sizeof *rates; k++)
            cr_assert(fabs(rates[k].rate + rates[k].one_minus_rate - 1) <= 1e-14 * (1 + rates[k].rate),
                      "rate %zu at step %g, mu %g, L %g: %g and %g", k, step, p.mu, p.L, rates[k].rate,
                      rates[k].one_minus_rate);
    }
}

static bool meaningless(bn_rate r)
{
    return isnan(r.step) && isnan(r.momentum) && isnan(r.rate) && isnan(r.one_minus_rate) &&
           isnan(r.constant) && isnan(r.growth) && isnan(r.floor);
}

Test(promise, arguments_without_meaning_give_nan_everywhere)
{
    bn_rate (*const tuned[])(double, double) = { bn_rate_exact_search, bn_rate_nesterov,
                                                 bn_rate_nesterov_quadratic, bn_rate_heavy_ball_quadratic };
    bn_rate (*const stepped[])(double, double, double) = { bn_rate_monotone, bn_rate_gd, bn_rate_pl,
                                                           bn_rate_heavy_ball };
    for (size_t i = 0; i < 4; i++) {
        cr_assert(meaningless(tuned[i](2, 1)) && meaningless(tuned[i](NAN, 1)) &&
                  meaningless(tuned[i](0, 0)));
        cr_assert(meaningless(stepped[i](1, 2, 1)) && meaningless(stepped[i](NAN, 1, 2)));
        cr_assert(meaningless(stepped[i](-1, 1, 2)) && meaningless(stepped[i](1, 1, HUGE_VAL)));
    }
    cr_assert_str_eq(bn_quantity_name(BN_DISTANCE), "distance");
    cr_assert_str_eq(bn_quantity_name(BN_DISTANCE_SQ), "distance_sq");
    cr_assert_str_eq(bn_quantity_name(BN_GAP), "gap");
    cr_assert_str_eq(bn_quantity_name(BN_LYAPUNOV), "lyapunov");
    cr_assert_str_eq(bn_quantity_name((bn_quantity)9), "unknown quantity");
}
