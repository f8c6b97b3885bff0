/* Without strong convexity, and the limits of what gradients can do. */
#include <banach/theory.h>
#include "support/support.h"
#include "run.h"

#include <criterion/criterion.h>

TestSuite(sublinear, .fini = bn_no_leaks);

/* Huber's function with threshold d0/(2 k + 1), L = 1, from d0: every step is the threshold. */
Test(sublinear, the_convex_bound_of_gradient_descent_is_attained)
{
    for (int k = 1; k < 60; k++) {
        double d0 = 3, threshold = d0 / (2 * k + 1), x = d0;
        for (int i = 0; i < k; i++)
            x -= fmin(x, threshold);
        cr_assert(bn_close(threshold * (x - threshold / 2), bn_gap_convex_gd(1, d0, k), 1e-12));
    }
}

Test(sublinear, nesterov_keeps_the_convex_bound)
{
    dice d = { 51 };
    for (size_t i = 0; i < draws(200); i++) {
        double L = draw_log(&d, 1e-2, 1e2), t = 1;
        problem f = draw_quadratic(&d, (pair){ L * 1e-6, L });
        run r = { .f = &f };
        bn_rate rate = { .step = 1 / L };
        for (int j = 0; j < DIM; j++) {
            f.curvature[j] = j ? draw_log(&d, 1e-6, 1) * L : L;
            r.x[j] = r.y[j] = draw(&d, -1, 1);
        }
        double d0 = sqrt(norm_sq(r.x));
        for (int k = 1; k < STEPS; k++) {
            double next = (1 + sqrt(1 + 4 * t * t)) / 2;
            rate.momentum = (t - 1) / next;
            nesterov(&r, &rate);
            t = next;
            cr_assert(value(&f, r.x) <= bn_gap_convex_nesterov(L, d0, k) * (1 + 1e-12));
        }
    }
    cr_assert(isnan(bn_gap_convex_gd(0, 1, 1)) && isnan(bn_gap_convex_nesterov(1, -1, 1)));
    cr_assert(isnan(bn_gap_convex_gd(1, 1, NAN)) && bn_gap_convex_gd(2, 3, 0) == 9);
}

Test(sublinear, conjugate_gradients_beat_the_speed_limit)
{
    dice d = { 52 };
    for (size_t i = 0; i < draws(500); i++) {
        pair p = draw_pair(&d, 1e3);
        problem f = draw_quadratic(&d, p);
        double x[DIM], g[DIM], v[DIM], start, gg = 0;
        draw_point(&d, x);
        start = value(&f, x);
        for (int j = 0; j < DIM; j++) {
            g[j] = f.curvature[j] * x[j];
            v[j] = -g[j];
            gg += g[j] * g[j];
        }
        for (int k = 1; k < DIM; k++) {
            double curvature = 0, next = 0;
            for (int j = 0; j < DIM; j++)
                curvature += f.curvature[j] * v[j] * v[j];
            if (curvature == 0)
                break;
            for (int j = 0; j < DIM; j++) {
                x[j] += gg / curvature * v[j];
                g[j] = f.curvature[j] * x[j];
                next += g[j] * g[j];
            }
            for (int j = 0; j < DIM; j++)
                v[j] = -g[j] + next / gg * v[j];
            gg = next;
            cr_assert(sqrt(value(&f, x) / start) <= bn_speed_limit(p.mu, p.L, k) * (1 + 1e-9) + 1e-12);
        }
    }
    cr_assert(bn_speed_limit(1, 4, 0) == 1 && bn_speed_limit(0, 4, 9) == 1 && bn_speed_limit(4, 4, 1) == 0);
    cr_assert(bn_speed_limit(1, 4, HUGE_VAL) == 0 && isnan(bn_speed_limit(4, 1, 1)) &&
              isnan(bn_speed_limit(1, 4, -1)));
}

Test(sublinear, the_restart_interval_minimizes_the_factor_per_step)
{
    dice d = { 53 };
    for (size_t i = 0; i < draws(1000); i++) {
        double kappa = draw_log(&d, 1, 1e8), k = bn_restart_interval(1, kappa),
               other = k * draw_log(&d, 0.2, 5);
        cr_assert(log(4 * kappa / (k * k)) / k <= log(4 * kappa / (other * other)) / other + 1e-15);
    }
    cr_assert(bn_restart_interval(0, 1) == HUGE_VAL && isnan(bn_restart_interval(2, 1)));
}
