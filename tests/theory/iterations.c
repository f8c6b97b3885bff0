/* Counting steps, and what errors leave of a contraction. */
#include <banach/theory.h>
#include "support/support.h"
#include "draw.h"

#include <criterion/criterion.h>
#include <float.h>

TestSuite(iterations, .fini = bn_no_leaks);

static long double power(double gain, double k)
{
    return expl((long double)k * log1pl(-(long double)gain));
}

Test(iterations, the_count_is_enough_and_one_less_is_not)
{
    dice d = { 21 };
    for (size_t i = 0; i < draws(20000); i++) {
        double gain = draw_log(&d, 1e-15, 0.9), ratio = draw_log(&d, 1e-200, 1),
               k = bn_iterations_to(gain, ratio);
        long double slack = 16 * DBL_EPSILON * (fabsl(logl(ratio)) + 1); /* 4 ulp of k, seen in the power */
        cr_assert(k == floor(k) && k >= 0);
        cr_assert(power(gain, k) <= ratio * (1 + slack));
        cr_assert(k == 0 || power(gain, k - 1) > ratio * (1 - slack));
    }
}

Test(iterations, whole_answers_are_found_exactly)
{
    for (int k = 1; k < 1000; k++)
        cr_assert_eq(bn_iterations_to(0.5, ldexp(1, -k)), k);
    cr_assert_eq(bn_iterations_to(0.9, 1e-3), 3);
    cr_assert_eq(bn_iterations_to(0.5, nextafter(0.125, 1)), 3);
}

Test(iterations, the_count_grows_with_the_demand)
{
    dice d = { 22 };
    for (size_t i = 0; i < draws(2000); i++) {
        double gain = draw_log(&d, 1e-12, 1), ratio = draw_log(&d, 1e-100, 1), f = draw(&d, 0, 1);
        cr_assert(bn_iterations_to(gain, ratio * f) >= bn_iterations_to(gain, ratio));
        cr_assert(bn_iterations_to(gain * f, ratio) >= bn_iterations_to(gain, ratio));
    }
}

Test(iterations, the_edges)
{
    cr_assert_eq(bn_iterations_to(0.1, 1), 0);
    cr_assert_eq(bn_iterations_to(-1, 2), 0);
    cr_assert_eq(bn_iterations_to(0, 0.5), HUGE_VAL);
    cr_assert_eq(bn_iterations_to(-0.1, 0.5), HUGE_VAL);
    cr_assert_eq(bn_iterations_to(0.1, 0), HUGE_VAL);
    cr_assert_eq(bn_iterations_to(1, 0), 1);
    cr_assert_eq(bn_iterations_to(1, 1e-300), 1);
    cr_assert_eq(bn_iterations_to(1e-300, 0.5), ceil(log(0.5) / -1e-300));
    cr_assert(isnan(bn_iterations_to(NAN, 0.5)) && isnan(bn_iterations_to(0.5, NAN)));
    cr_assert(isnan(bn_iterations_to(1.5, 0.5)) && isnan(bn_iterations_to(0.5, -1)));
}

Test(iterations, inexact_distance_is_the_recursion)
{
    dice d = { 23 };
    for (size_t i = 0; i < draws(1000); i++) {
        double gain = draw_bits(&d) % 8 ? draw(&d, -0.1, 1) : 0, e = draw(&d, 0, 1), d0 = draw(&d, 0, 1);
        long double distance = d0;
        for (int k = 0; k <= 50; k++, distance = (1 - (long double)gain) * distance + e)
            cr_assert(bn_close(bn_inexact_distance(gain, e, d0, k), (double)distance, 1e-13));
    }
    cr_assert(bn_close(bn_inexact_distance(1e-12, 1, 0, 10), 10 * (1 - 4.5e-12), 1e-15));
    cr_assert(bn_close(bn_inexact_distance(1e-12, 1e-15, 7, HUGE_VAL), 1e-3, 1e-15));
    cr_assert_eq(bn_inexact_distance(0, 1, 1, HUGE_VAL), HUGE_VAL);
    cr_assert_eq(bn_inexact_distance(0, 0, 1, HUGE_VAL), 1);
    cr_assert_eq(bn_inexact_distance(-1, 0, 0, HUGE_VAL), 0);
    cr_assert_eq(bn_inexact_distance(-1, 1, 0, HUGE_VAL), HUGE_VAL);
    cr_assert_eq(bn_inexact_distance(1, 0.5, 1, 3), 0.5);
    cr_assert(isnan(bn_inexact_distance(2, 0, 1, 1)) && isnan(bn_inexact_distance(0.5, -1, 1, 1)));
    cr_assert(isnan(bn_inexact_distance(0.5, 0, NAN, 1)) && isnan(bn_inexact_distance(0.5, 0, 1, -1)));
}

Test(iterations, the_radius_of_an_inexact_gradient_does_not_depend_on_the_step)
{
    dice d = { 24 };
    for (size_t i = 0; i < draws(1000); i++) {
        pair p = draw_pair(&d, 1e6);
        double step = bn_step_optimal(p.mu, p.L) * draw(&d, 0.01, 0.999), eps = draw_log(&d, 1e-9, 1);
        double radius = bn_inexact_distance(bn_one_minus_rho(step, p.mu, p.L), step * eps, 1, HUGE_VAL);
        cr_assert(bn_close(radius, eps / p.mu, 1e-9));
    }
}

/* Gradient descent on a diagonal quadratic, in doubles and in long doubles, from the same point. */
Test(iterations, the_drift_bounds_the_distance_to_the_ideal_run)
{
    enum { DIM = 5 };
    dice d = { 25 };
    double closest = 0;
    for (size_t run = 0; run < draws(50); run++) {
        pair p = draw_pair(&d, 1e3);
        double step = bn_step_auto(p.mu, p.L), rho = bn_rho_upper(step, p.mu, p.L), drift = 0;
        double curvature[DIM], center[DIM], x[DIM];
        long double ideal[DIM];
        for (int i = 0; i < DIM; i++) {
            curvature[i] = draw(&d, p.mu, p.L);
            center[i] = draw(&d, -1, 1);
            ideal[i] = x[i] = draw(&d, -5, 5);
        }
        for (int k = 0; k < 200; k++) {
            double grad_sq = 0, move_sq = 0, point_sq = 0;
            long double apart_sq = 0;
            for (int i = 0; i < DIM; i++) {
                double g = curvature[i] * (x[i] - center[i]), move = step * g;
                x[i] -= move;
                ideal[i] -= (long double)step * curvature[i] * (ideal[i] - center[i]);
                grad_sq += g * g;
                move_sq += move * move;
                point_sq += x[i] * x[i];
                apart_sq += (x[i] - ideal[i]) * (x[i] - ideal[i]);
            }
            double grad_error = bn_gamma(3) * sqrt(grad_sq);
            drift = bn_drift(drift, rho, bn_update_error(step, grad_error, sqrt(move_sq), sqrt(point_sq)));
            cr_assert(sqrtl(apart_sq) <= drift, "step %d: %Lg > %g", k, sqrtl(apart_sq), drift);
            closest = fmax(closest, (double)sqrtl(apart_sq) / drift);
        }
    }
    cr_assert(closest > 0.05, "the bound is never near: %g", closest);
}

Test(iterations, update_error_and_drift_edges)
{
    cr_assert_eq(bn_update_error(0.5, 0, 0, 0), 0);
    cr_assert(bn_update_error(0.5, 2, 0, 0) >= 1 && bn_update_error(0.5, 2, 0, 0) < 1 + 1e-11);
    cr_assert(isnan(bn_update_error(-1, 0, 0, 0)) && isnan(bn_update_error(1, NAN, 0, 0)));
    cr_assert(isnan(bn_update_error(1, 0, -1, 0)) && isnan(bn_update_error(1, 0, 0, NAN)));
    cr_assert_eq(bn_drift(0, 0.9, 0.25), 0.25);
    cr_assert(bn_drift(1, 0.5, 0.25) > 0.75 && bn_drift(1, 0.5, 0.25) < 0.75 + 1e-15);
    cr_assert(isnan(bn_drift(-1, 0.5, 0)) && isnan(bn_drift(1, NAN, 0)));
}

/* gamma >= ku/(1 - ku) exactly when gamma (1 - ku) - ku >= 0; 1 - ku is exact for a whole k, and a fused
   multiply-add has the sign of the exact value. */
Test(iterations, gamma_is_rounded_up_and_tight)
{
    dice d = { 26 };
    for (size_t i = 0; i < draws(20000); i++) {
        double k = i < 1000 ? (double)i : floor(draw_log(&d, 1, 0x1p53)), ku = k * 0x1p-53;
        double gamma = bn_gamma(k);
        cr_assert(fma(gamma, 1 - ku, -ku) >= 0);
        cr_assert(gamma <= ku / (1 - ku) * (1 + 4 * DBL_EPSILON));
    }
    cr_assert_eq(bn_gamma(0), 0);
    cr_assert_eq(bn_gamma(0x1p53), HUGE_VAL);
    cr_assert_eq(bn_gamma(HUGE_VAL), HUGE_VAL);
    cr_assert(bn_gamma(0x1p53 - 1) >= 0x1p53 - 1);
    cr_assert(isnan(bn_gamma(-1)) && isnan(bn_gamma(NAN)));
}
