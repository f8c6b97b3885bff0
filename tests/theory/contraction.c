/* q and rho: their identities, their edges, and their proven upper bounds. */
#include <banach/theory.h>
#include "support/support.h"
#include "draw.h"

#include <criterion/criterion.h>
#include <float.h>

TestSuite(contraction, .fini = bn_no_leaks);

/* Exact arithmetic: step, mu and L are a, m and l times 2^-26 with a, m, l < 2^27, so 2^104 q is whole. */
__extension__ typedef __int128 whole;

typedef struct grid {
    int64_t a, m, l;
} grid;

static double on_grid(int64_t x)
{
    return ldexp((double)x, -26);
}

static grid draw_grid(dice *d)
{
    grid g = { (int64_t)(draw_bits(d) >> 37), 0, 1 + (int64_t)(draw_bits(d) >> 37) };
    g.l = g.l < INT64_C(1) << 27 ? g.l : (INT64_C(1) << 27) - 1;
    g.m = (int64_t)(draw(d, 0, 1) * (double)g.l);
    return g;
}

static whole exact_one_minus_q(grid g)
{
    whole al = (whole)g.a * g.l;
    return ((whole)g.a * g.m << 53) - al * al;
}

Test(contraction, q_is_the_textbook_polynomial)
{
    dice d = { 1 };
    for (size_t i = 0; i < draws(20000); i++) {
        pair p = draw_pair(&d, 1e12);
        double step = draw(&d, 0, 3) / p.L;
        long double t = (long double)step * p.L;
        long double q = 1 - 2 * (long double)step * p.mu + t * t;
        cr_assert(fabsl(bn_q_sq(step, p.mu, p.L) - q) <= 8 * DBL_EPSILON * (1 + t * t));
        cr_assert(fabsl(bn_one_minus_q_sq(step, p.mu, p.L) - (1 - q)) <= 8 * DBL_EPSILON * (1 + t * t));
    }
}

Test(contraction, one_minus_q_keeps_its_digits_beside_the_edge)
{
    dice d = { 2 };
    for (size_t i = 0; i < draws(20000); i++) {
        grid g = draw_grid(&d);
        g.m = (int64_t)((whole)g.a * g.l * g.l >> 53); /* 2 mu = step L^2, but for the rounding to the grid */
        if (g.m > g.l)
            continue;
        long double exact = ldexpl((long double)exact_one_minus_q(g), -104);
        double ours = bn_one_minus_q_sq(on_grid(g.a), on_grid(g.m), on_grid(g.l));
        cr_assert(fabsl(ours - exact) <= 2 * DBL_EPSILON * fabsl(exact), "%.17g, exactly %.17Lg", ours,
                  exact);
    }
}

Test(contraction, one_minus_q_and_one_minus_rho_survive_where_the_factor_rounds_to_one)
{
    cr_assert_eq(bn_q_sq(1e-20, 1, 2), 1);
    cr_assert(bn_close(bn_one_minus_q_sq(1e-20, 1, 2), 2e-20, 1e-15));
    cr_assert_eq(bn_rho(1e-20, 1, 2), 1);
    cr_assert_eq(bn_one_minus_rho(1e-20, 1, 2), 1e-20);
    cr_assert_eq(bn_one_minus_q_sq(0.5, 1, 2), 0);
    cr_assert_eq(bn_one_minus_rho(1, 1, 2), 0);
}

Test(contraction, rho_squared_is_at_most_q)
{
    dice d = { 3 };
    for (size_t i = 0; i < draws(20000); i++) {
        pair p = draw_pair(&d, 1e12);
        double step = draw(&d, 0, 3) / p.L, rho = bn_rho(step, p.mu, p.L), q = bn_q_sq(step, p.mu, p.L);
        cr_assert(rho * rho <= q * (1 + 8 * DBL_EPSILON));
        long double a = 1 - (long double)step * p.mu, b = (long double)step * step;
        long double sum = a * a + b * ((long double)p.L - p.mu) * ((long double)p.L + p.mu);
        cr_assert(fabsl(q - sum) <= 1e-14L * sum + 1e-18L * fabsl(a));
        if (p.mu == p.L)
            cr_assert(bn_close(rho * rho, q, 4 * DBL_EPSILON));
        else if (p.L > 2 * p.mu && step * p.L > 1e-3)
            cr_assert(rho * rho < q);
    }
}

Test(contraction, a_rotation_attains_q)
{
    dice d = { 4 };
    for (size_t i = 0; i < draws(1000); i++) {
        double mu = draw(&d, 0, 2), omega = draw(&d, -2, 2), step = draw(&d, 0, 1), L = hypot(mu, omega);
        double x = draw(&d, -1, 1), y = draw(&d, -1, 1);
        double x1 = x - step * (mu * x - omega * y), y1 = y - step * (omega * x + mu * y);
        double q = (x1 * x1 + y1 * y1) / (x * x + y * y);
        cr_assert(fabs(q - bn_q_sq(step, mu, fmax(L, mu))) <= 1e-13);
    }
}

Test(contraction, rho_is_the_worst_mode_between_mu_and_L)
{
    dice d = { 5 };
    for (size_t i = 0; i < draws(2000); i++) {
        pair p = draw_pair(&d, 1e6);
        double step = draw(&d, 0, 3) / p.L, rho = bn_rho(step, p.mu, p.L);
        cr_assert(rho >= bn_radius_gd(step, draw(&d, p.mu, p.L)) * (1 - DBL_EPSILON));
        cr_assert(rho == bn_radius_gd(step, p.mu) || rho == bn_radius_gd(step, p.L));
        cr_assert(bn_close(1 - rho, bn_one_minus_rho(step, p.mu, p.L), 1e-9) ||
                  fabs(1 - rho - bn_one_minus_rho(step, p.mu, p.L)) <= 4 * DBL_EPSILON);
    }
}

Test(contraction, the_cocoercive_factor_lies_above_rho_squared_and_meets_it_at_the_optimum)
{
    dice d = { 6 };
    for (size_t i = 0; i < draws(5000); i++) {
        pair p = draw_pair(&d, 1e8);
        double best = bn_step_optimal(p.mu, p.L), step = best * draw(&d, 0, 1);
        double rho = bn_rho(step, p.mu, p.L), least = bn_rho(best, p.mu, p.L);
        cr_assert(bn_cocoercive_sq(step, p.mu, p.L) >= rho * rho - 4 * DBL_EPSILON);
        cr_assert(fabs(bn_cocoercive_sq(best, p.mu, p.L) - least * least) <= 8 * DBL_EPSILON);
        cr_assert_eq(bn_cocoercive_sq(best * 1.001, p.mu, p.L), HUGE_VAL);
    }
}

Test(contraction, upper_bounds_hold_in_exact_arithmetic_and_are_tight)
{
    dice d = { 7 };
    for (size_t i = 0; i < draws(50000); i++) {
        grid g = draw_grid(&d);
        if (i % 4 == 0)
            g.m = g.l;
        if (i % 8 == 0)
            g.a = (INT64_C(1) << 52) / g.l < INT64_C(1) << 27 ? (INT64_C(1) << 52) / g.l
                                                              : 0; /* q, rho near 0 */
        double step = on_grid(g.a), mu = on_grid(g.m), L = on_grid(g.l);
        double q = bn_q_sq_upper(step, mu, L), rho = bn_rho_upper(step, mu, L);
        whole exact_q = ((whole)1 << 104) - exact_one_minus_q(g);
        int64_t at_mu = (INT64_C(1) << 52) - g.a * g.m, at_L = (INT64_C(1) << 52) - g.a * g.l;
        int64_t exact_rho = llabs(at_mu) > llabs(at_L) ? llabs(at_mu) : llabs(at_L);
        cr_assert((whole)ldexp(q, 104) >= exact_q);
        cr_assert((int64_t)ldexp(rho, 52) >= exact_rho);
        cr_assert(q <= (double)ldexpl((long double)exact_q, -104) * (1 + 16 * DBL_EPSILON) + 1e-300);
        cr_assert(rho <= ldexp((double)exact_rho, -52) * (1 + 4 * DBL_EPSILON) + 1e-300);
    }
}

Test(contraction, a_wider_interval_gives_a_larger_upper_bound)
{
    dice d = { 8 };
    for (size_t i = 0; i < draws(5000); i++) {
        pair p = draw_pair(&d, 1e6);
        double mu = p.mu * draw(&d, 0, 1), L = p.L * draw(&d, 1, 2), step = draw(&d, 0, 2) / p.L;
        cr_assert(bn_q_sq_upper(step, mu, L) >= bn_q_sq(step, p.mu, p.L));
        cr_assert(bn_rho_upper(step, mu, L) >= bn_rho(step, p.mu, p.L));
    }
}

Test(contraction, arguments_without_meaning_give_nan)
{
    double bad[][3] = { { 1, 2, 1 },   { -1, 1, 2 },  { 1, -1, 2 },       { 1, 0, 0 },       { NAN, 1, 2 },
                        { 1, NAN, 2 }, { 1, 1, NAN }, { 1, 1, HUGE_VAL }, { HUGE_VAL, 1, 2 } };
    double (*const functions[])(double, double, double) = {
        bn_q_sq, bn_one_minus_q_sq, bn_rho, bn_one_minus_rho, bn_cocoercive_sq, bn_q_sq_upper, bn_rho_upper
    };
    for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
            cr_assert(isnan(functions[f](bad[i][0], bad[i][1], bad[i][2])), "function %zu, case %zu", f, i);
}

Test(contraction, the_edges_promise_no_contraction)
{
    cr_assert_eq(bn_q_sq(0, 1, 2), 1);
    cr_assert_eq(bn_rho(0, 1, 2), 1);
    cr_assert_eq(bn_one_minus_q_sq(0, 1, 2), 0);
    cr_assert_eq(bn_one_minus_rho(0, 1, 2), 0);
    cr_assert(bn_q_sq(0.1, 0, 2) > 1 && bn_one_minus_q_sq(0.1, 0, 2) < 0);
    cr_assert_eq(bn_rho(0.1, 0, 2), 1);
    cr_assert_eq(bn_q_sq(0.25, 4, 4), 0);
    cr_assert_eq(bn_rho(0.25, 4, 4), 0);
    cr_assert_eq(bn_one_minus_rho(0.25, 4, 4), 1);
    for (double L = 1; L < 100; L += 1) /* 1 - q of 1 and no more, though 1/L is rounded */
        cr_assert(bn_one_minus_q_sq(1 / L, L, L) <= 1 && bn_one_minus_rho(1 / L, L, L) <= 1);
    cr_assert(bn_one_minus_q_sq(1e300, 1, 1e300) == -HUGE_VAL && bn_q_sq(1e300, 1, 1e300) == HUGE_VAL);
}

Test(contraction, consistent_pairs_and_their_names)
{
    cr_assert(bn_curvature_consistent(1, 1) && bn_curvature_consistent(0, 1e-300));
    cr_assert(!bn_curvature_consistent(2, 1) && !bn_curvature_consistent(0, 0) &&
              !bn_curvature_consistent(-1, 1));
    cr_assert(!bn_curvature_consistent(NAN, 1) && !bn_curvature_consistent(0, NAN));
    cr_assert(!bn_curvature_consistent(0, HUGE_VAL));
    bn_curvature c = bn_curvature_assume(1, 4);
    cr_assert(c.mu.value == 1 && c.mu.lower == 1 && c.mu.upper == 1 && c.mu.status == BN_ASSUMED);
    cr_assert(c.L.value == 4 && c.L.lower == 4 && c.L.upper == 4 && c.L.status == BN_ASSUMED);
    cr_assert(c.L_max == 0 && c.L_mean == 0);
    cr_assert_str_eq(c.L.method, "assumed");
    cr_assert_str_eq(bn_proof_name(BN_PROVEN), "proven");
    cr_assert_str_eq(bn_proof_name(BN_VIOLATED), "violated");
    cr_assert_str_eq(bn_proof_name((bn_proof)99), "unknown proof");
}
