/* exp and log1p of our own against MPFR at 200 bits: the proven error bounds hold, and are not much too
 * large. */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include <criterion/criterion.h>
#include <mpfr.h>

#include "base/elementary.h"
#include "support/support.h"
#include "theory/draw.h"

static void no_leaks(void)
{
    mpfr_free_cache();
    bn_no_leaks();
}

TestSuite(elementary, .fini = no_leaks);

/* Largest errors seen, in units of 2^-53 of the true value, beyond what underflow may take. */
typedef struct worst {
    double exp, inverse, log1p;
} worst;

/* |got - truth| beyond 2^tiny, in 2^-53 of the truth. */
static double error_of(double got, mpfr_t truth, long tiny)
{
    mpfr_t off, allowed;
    mpfr_inits2(200, off, allowed, (mpfr_ptr)0);
    mpfr_set_ui_2exp(allowed, 1, tiny, MPFR_RNDN);
    mpfr_set_d(off, got, MPFR_RNDN);
    mpfr_sub(off, off, truth, MPFR_RNDN);
    mpfr_abs(off, off, MPFR_RNDN);
    mpfr_sub(off, off, allowed, MPFR_RNDN);
    double error = 0;
    if (mpfr_sgn(off) > 0) {
        mpfr_div(off, off, truth, MPFR_RNDN);
        error = mpfr_get_d(off, MPFR_RNDN) * 0x1p53;
    }
    mpfr_clears(off, allowed, (mpfr_ptr)0);
    return error;
}

static void look_at_exp(double t, worst *w)
{
    mpfr_t truth;
    double inverse;
    const double got = bn_exp_minus(t, &inverse);
    mpfr_init2(truth, 200);
    mpfr_set_d(truth, t, MPFR_RNDN);
    mpfr_exp(truth, truth, MPFR_RNDN);
    if (mpfr_cmp_d(truth, DBL_MAX) <= 0)
        w->inverse = fmax(w->inverse, error_of(inverse, truth, -1075));
    mpfr_ui_div(truth, 1, truth, MPFR_RNDN);
    w->exp = fmax(w->exp, error_of(got, truth, -1075));
    mpfr_clear(truth);
}

static void look_at_log1p(double a, worst *w)
{
    mpfr_t truth;
    mpfr_init2(truth, 200);
    mpfr_set_d(truth, a, MPFR_RNDN);
    mpfr_log1p(truth, truth, MPFR_RNDN);
    w->log1p = fmax(w->log1p, error_of(bn_log1p(a), truth, -1074));
    mpfr_clear(truth);
}

static void expect_within(const worst *w)
{
    printf("# worst errors in 2^-53: exp(-t) %.3f, exp(t) %.3f (bound %.2f), log1p %.3f (bound %.2f)\n",
           w->exp, w->inverse, BN_EXP_ERROR, w->log1p, BN_LOG1P_ERROR);
    fflush(stdout);
    cr_expect_leq(w->exp, BN_EXP_ERROR);
    cr_expect_leq(w->inverse, BN_EXP_ERROR);
    cr_expect_leq(w->log1p, BN_LOG1P_ERROR);
}

Test(elementary, errors_are_within_their_bounds_at_random_points)
{
    dice d = { 1 };
    worst w = { 0 };
    const size_t repetitions = draws(100000);
    for (size_t k = 0; k < repetitions; k++) {
        look_at_exp(draw(&d, 0, 746), &w);
        look_at_exp(draw(&d, 0, 3), &w);
        look_at_exp(draw_log(&d, 1e-20, 1e3), &w);
        look_at_log1p(draw(&d, 0, 1), &w);
        look_at_log1p(draw(&d, 0.45, 0.55), &w);
        look_at_log1p(draw_log(&d, 1e-300, 1), &w);
    }
    expect_within(&w);
    cr_expect_geq(w.exp, 1, "a bound far from the truth is not worth much");
    cr_expect_geq(w.log1p, 2);
}

/* Next to every multiple of ln 2/2, where the reduction changes, and at the ends. */
Test(elementary, errors_are_within_their_bounds_at_edges)
{
    worst w = { 0 };
    for (int k = 0; k < 2160; k++) {
        double t = 0.34657359027997264 * k;
        for (int step = -4; step < 4; step++)
            t = nextafter(t, 0);
        for (int step = 0; step < 9; step++, t = nextafter(t, HUGE_VAL))
            look_at_exp(fabs(t), &w);
    }
    static const double points[] = { 0,      0x1p-1074, DBL_MIN, 0x1p-600, 0x1p-54, 0x1p-30, 0.25,
                                     0.3465, 0.3466,    708,     709,      744.4,   745.13,  745.14,
                                     745.2,  746,       747,     1e3,      1e10,    1e300,   DBL_MAX };
    for (size_t k = 0; k < sizeof points / sizeof *points; k++)
        look_at_exp(points[k], &w);
    static const double units[] = { 0,        0x1p-1074, 0x1p-1073, 0x1.8p-1073, DBL_MIN,
                                    0x1p-600, 0x1p-511,  0x1p-54,   0.5,         1 };
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        look_at_log1p(units[k], &w);
        look_at_log1p(nextafter(units[k], 0), &w);
        look_at_log1p(fmin(1, nextafter(units[k], 1)), &w);
    }
    expect_within(&w);
}

Test(elementary, special_values_are_what_they_should_be)
{
    double inverse;
    cr_expect_eq(bn_exp_minus(0, &inverse), 1);
    cr_expect_eq(inverse, 1);
    cr_expect_eq(bn_exp_minus(HUGE_VAL, &inverse), 0);
    cr_expect_eq(inverse, HUGE_VAL);
    cr_expect_eq(bn_exp_minus(1e308, &inverse), 0);
    cr_expect(isnan(bn_exp_minus(NAN, &inverse)));
    cr_expect(isnan(inverse));
    cr_expect_eq(bn_log1p(0), 0);
    cr_expect(isnan(bn_log1p(NAN)));
    cr_expect_eq(bn_choose(1, 2, 3), 2);
    cr_expect_eq(bn_choose(0, 2, 3), 3);
}

/* The loop that compilers vectorize gives the bits of the function called alone. */
CLONES static void many(size_t count, const double *t, double *a, double *inverse, double *l)
{
#pragma omp simd
    for (size_t i = 0; i < count; i++) {
        a[i] = bn_exp_minus(t[i], &inverse[i]);
        l[i] = bn_log1p(a[i]);
    }
}

Test(elementary, vectors_give_the_bits_of_single_calls)
{
    enum { COUNT = 1003 };
    static double t[COUNT], a[COUNT], inverse[COUNT], l[COUNT];
    dice d = { 2 };
    for (size_t i = 0; i < COUNT; i++)
        t[i] = i % 3 ? draw(&d, 0, 40) : draw_log(&d, 1e-10, 1e4);
    many(COUNT, t, a, inverse, l);
    for (size_t i = 0; i < COUNT; i++) {
        volatile double one = t[i];
        double back, alone = bn_exp_minus(one, &back);
        cr_expect(alone == a[i] && back == inverse[i] && bn_log1p(alone) == l[i], "at %a", t[i]);
    }
}
