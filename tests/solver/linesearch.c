/* The searches along a line, on functions of one variable: what they accept meets the conditions that they
   state. */
#include "solver/linesearch.h"

#include <math.h>

#include <criterion/criterion.h>

#include "support/support.h"

TestSuite(linesearch, .fini = bn_no_leaks);

/* ---- Curves: phi(t) and phi'(t) ------------------------------------------------------------ */

typedef double curve(double t, double *slope);

static double parabola(double t, double *slope)
{
    *slope = t - 3;
    return 0.5 * t * (t - 6);
}

/* Falls to t = sqrt 2 and rises to 0 again: not convex. */
static double bump(double t, double *slope)
{
    const double bottom = t * t + 2;
    *slope = (t * t - 2) / (bottom * bottom);
    return -t / bottom;
}

/* Falls for a long way, then rises steeply. */
static double trough(double t, double *slope)
{
    const double s = t + 0.004;
    *slope = 5 * pow(s, 4) - 8 * pow(s, 3);
    return pow(s, 5) - 2 * pow(s, 4);
}

/* Nearly a kink at 1. */
static double kink(double t, double *slope)
{
    const double d = t - 1, root = sqrt(d * d + 1e-6);
    *slope = d / root - 0.1;
    return root - 0.1 * t;
}

static double barrier(double t, double *slope)
{
    *slope = t < 1 ? -1.5 + 1 / (1 - t) : HUGE_VAL;
    return t < 1 ? -1.5 * t - log1p(-t) : HUGE_VAL;
}

static curve *const curves[] = { parabola, bump, trough, kink, barrier };

enum { CURVES = sizeof curves / sizeof *curves };

typedef struct walk {
    curve *phi;
    double last; /* looked at */
    size_t looks;
} walk;

static bn_status look(bn_probe *out, double t, void *context)
{
    walk *w = context;
    *out = (bn_probe){ .t = t };
    out->value = w->phi(t, &out->slope);
    w->last = t;
    w->looks++;
    return BN_OK;
}

static bn_line line_of(walk *w)
{
    bn_line line = { .look = look, .context = w };
    look(&line.start, 0, w);
    line.reference = line.start.value;
    w->looks = 0;
    return line;
}

Test(linesearch, armijo_meets_its_condition_and_ends_where_it_looked_last)
{
    for (size_t i = 0; i < CURVES; i++)
        for (double first = 1e-6; first < 1e6; first *= 7)
            for (double c1 = 1e-4; c1 < 0.5; c1 *= 10) {
                walk w = { .phi = curves[i] };
                const bn_line line = line_of(&w);
                bn_probe p;
                cr_assert(!bn_search_armijo(&p, &line, c1, first));
                cr_expect(p.t > 0 && p.t == w.last, "curve %zu from %g: t = %g, last look %g", i, first, p.t,
                          w.last);
                cr_expect(p.value <= line.start.value + c1 * p.t * line.start.slope, "curve %zu from %g", i,
                          first);
                cr_expect(p.t == first || p.t <= first / 2);
            }
}

Test(linesearch, wolfe_meets_both_conditions_and_ends_where_it_looked_last)
{
    static const double c[][2] = { { 1e-4, 0.9 }, { 0.1, 0.9 }, { 1e-4, 0.1 }, { 1e-3, 0.01 } };
    size_t most = 0;
    for (size_t i = 0; i < CURVES; i++)
        for (double first = 1e-6; first < 1e6; first *= 7)
            for (size_t k = 0; k < 4; k++) {
                walk w = { .phi = curves[i] };
                const bn_line line = line_of(&w);
                bn_probe p;
                cr_assert(!bn_search_wolfe(&p, &line, c[k][0], c[k][1], first));
                cr_expect(p.t > 0 && p.t == w.last, "curve %zu from %g: t = %g, last look %g", i, first, p.t,
                          w.last);
                cr_expect(p.value <= line.start.value + c[k][0] * p.t * line.start.slope,
                          "curve %zu from %g: the first condition, t = %g", i, first, p.t);
                cr_expect(fabs(p.slope) <= c[k][1] * fabs(line.start.slope),
                          "curve %zu from %g: the second condition, t = %g, slope %g of %g", i, first, p.t,
                          p.slope, line.start.slope);
                most = w.looks > most ? w.looks : most;
            }
    cr_expect_leq(most, 60, "%zu looks", most);
}

/* A huge constant hides every difference of values: the slopes decide, and decide right. */
static double hidden_parabola(double t, double *slope)
{
    return 1e6 + 1e-12 * parabola(t, slope);
}

static double steep_hidden(double t, double *slope)
{
    const double value = hidden_parabola(t, slope);
    *slope *= 1e-12;
    return value;
}

Test(linesearch, rounding_in_the_values_does_not_stop_them)
{
    const double c1 = 0.1, c2 = 0.5;
    for (double first = 1e-3; first < 1e3; first *= 3) {
        walk w = { .phi = steep_hidden };
        const bn_line line = line_of(&w);
        bn_probe p;
        cr_assert(!bn_search_armijo(&p, &line, c1, first));
        cr_expect(p.t > 0 && p.t <= 2 * (1 - c1) * 3 * (1 + 1e-9), "first %g: t = %g", first, p.t);
        cr_assert(!bn_search_wolfe(&p, &line, c1, c2, first));
        cr_expect(fabs(p.t - 3) <= c2 * 3 * (1 + 1e-9), "first %g: t = %g", first, p.t);
    }
}

/* A reference above phi(0) lets phi rise. */
Test(linesearch, a_reference_makes_the_search_nonmonotone)
{
    walk w = { .phi = parabola };
    bn_line line = line_of(&w);
    bn_probe p;
    line.reference = 20;
    cr_assert(!bn_search_armijo(&p, &line, 1e-4, 8));
    cr_expect_eq(p.t, 8);
    cr_expect_gt(p.value, line.start.value);
}

static double cliff(double t, double *slope)
{
    *slope = -1;
    return t > 0 ? 1 : 0;
}

Test(linesearch, a_slope_that_lies_ends_at_the_start)
{
    walk w = { .phi = cliff };
    const bn_line line = line_of(&w);
    bn_probe p;
    cr_assert(!bn_search_armijo(&p, &line, 1e-4, 1));
    cr_expect_leq(p.t, 1e-14, "t = %g", p.t);
    cr_assert(!bn_search_wolfe(&p, &line, 1e-4, 0.9, 1));
    cr_expect_leq(p.t, 1e-14, "t = %g", p.t);
}
