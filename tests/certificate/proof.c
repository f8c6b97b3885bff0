/* Claims against an optimum of 60 digits: 2000 fits, stopped anywhere; and what a proof must do on known
   data. */
#include "certificate/optimum.h"

#include <banach/solver.h>

TestSuite(proof, .fini = bn_no_leaks);

enum { FITS = 2000 };

static void draw_recipe(dice *d, recipe *r)
{
    static const double spreads[] = { 1, 1, 100, 1e5 }, noises[] = { 1e-6, 1e-2, 1, 1 };
    *r = (recipe){ .d = 1 + draw_bits(d) % 6,
                   .logistic = draw_bits(d) % 2,
                   .intercept = draw_bits(d) % 2,
                   .weighted = draw_bits(d) % 4 == 0,
                   .l2 = draw_bits(d) % 3 ? draw_log(d, 1e-9, 10) : 0,
                   .spread = spreads[draw_bits(d) % 4],
                   .noise = noises[draw_bits(d) % 4] };
    r->n = r->d + 4 + draw_bits(d) % 30;
    if (r->logistic && draw_bits(d) % 4) { /* enough noise that the classes overlap */
        r->noise = 3;
        r->n += 20;
    }
}

static const bn_method *draw_method(dice *d, const problem *p)
{
    const bn_method *methods[] = { &bn_gd,     &bn_newton, &bn_nesterov,
                                   &bn_newton, &bn_saga,   p->logistic ? &bn_newton : &bn_exact };
    return methods[draw_bits(d) % 6];
}

/* A separating direction must separate, in exact arithmetic. */
static bool separates(const problem *p, const double *x)
{
    bool all = true;
    mpfr_t z, t;
    mpfr_inits2(4200, z, t, (mpfr_ptr)0);
    for (size_t i = 0; i < p->n; i++) {
        mpfr_set_zero(z, 1);
        for (size_t j = 0; j < p->dim; j++) {
            mpfr_set_d(t, x[j], MPFR_RNDN);
            mpfr_mul_d(t, t, optimum_entry(p, i, j), MPFR_RNDN);
            mpfr_add(z, z, t, MPFR_RNDN);
        }
        all = all && (mpfr_sgn(z) * p->y[i] > 0 || (p->s && p->s[i] == 0));
    }
    mpfr_clears(z, t, (mpfr_ptr)0);
    return all;
}

typedef struct tally {
    size_t fits, bounded, separated, near, far; /* near: bounds within 1 % of the truth */
} tally;

static void check(const optimum *best, const bn_certificate *c, const double *x, const char *what, size_t k,
                  tally *t)
{
    double gap, distance;
    if (c->gap.status != BN_PROVEN || c->gap.bound == HUGE_VAL)
        return;
    cr_assert(best->found, "%zu: %s: gap <= %g by %s, but Newton finds no minimizer", k, what, c->gap.bound,
              c->gap.rule);
    optimum_compare(best, x, &gap, &distance);
    cr_expect(c->gap.bound >= gap, "%zu: %s: gap %.17g, bound %.17g by %s", k, what, gap, c->gap.bound,
              c->gap.rule);
    cr_expect(c->distance.status != BN_PROVEN || c->distance.bound >= distance,
              "%zu: %s: distance %.17g, bound %.17g by %s", k, what, distance, c->distance.bound,
              c->distance.rule);
    const double value = mpfr_get_d(best->value, MPFR_RNDN);
    cr_expect(fabs(c->at.value - value - gap) <= c->at.value_error + 1e-15 * (fabs(value) + gap),
              "%zu: %s: f", k, what);
    t->bounded++;
    t->near += c->gap.bound <= 1.01 * gap;
}

Test(proof, holds_wherever_a_fit_is_stopped)
{
    dice d = { 1 };
    tally t = { 0 };
    for (size_t k = 0; k < draws(FITS); k++) {
        recipe r;
        draw_recipe(&d, &r);
        problem p = problem_draw(&d, &r);
        double x[OPTIMUM_MOST] = { 0 };
        bn_curvature c;
        bn_certificate close;
        bn_result result;
        bn_error err;
        cr_assert(!bn_curvature_bound(&c, p.f, &err), "%zu: %s", k, err.message);
        const bn_solve_options o = { .max_passes =
                                         (double)(1 + draw_bits(&d) % (draw_bits(&d) % 2 ? 6 : 400)),
                                     .tol = draw_log(&d, 1e-16, 1e-2),
                                     .curvature = &c };
        cr_assert(!bn_solve(draw_method(&d, &p), p.f, x, &o, &result, &err), "%zu: %s", k, err.message);
        t.fits++;
        if (result.outcome == BN_NO_MINIMIZER) {
            cr_expect(separates(&p, x), "%zu: this does not separate", k);
            t.separated++;
        } else {
            double origin[OPTIMUM_MOST] = { 0 };
            optimum best = optimum_of(&p, origin);
            check(&best, &result.certificate, x, "the run", k, &t);
            cr_assert(!bn_certify_closely(&close, p.f, x, &c, &err), "%zu: %s", k, err.message);
            check(&best, &close, x, "closely", k, &t);
            cr_expect(close.gap.bound <= result.gap_bound * (1 + 1e-9) ||
                          close.gap.status < result.certificate.gap.status,
                      "%zu: a close look is no worse: %g by %s, %g by %s", k, close.gap.bound, close.gap.rule,
                      result.gap_bound, result.certificate.gap.rule);
            for (size_t j = 0; j < p.dim; j++)
                x[j] += draw_log(&d, 1e-12, 1) * draw_normal(&d);
            cr_assert(!bn_certify_closely(&close, p.f, x, &c, &err), "%zu: %s", k, err.message);
            check(&best, &close, x, "elsewhere", k, &t);
            optimum_free(&best);
        }
        problem_free(&p);
    }
    cr_log_info("%zu fits: %zu bounds checked, %zu within 1 %%, %zu separated", t.fits, t.bounded, t.near,
                t.separated);
    cr_expect_gt(t.bounded, t.fits);
    cr_expect_gt(t.near, t.fits / 2);
}

/* A point on the way to the optimum, nearer with every step; without one, a direction far out. */
static void draw_point(dice *d, const problem *p, const optimum *best, int step, double *x)
{
    bn_result r;
    if (best->found)
        for (size_t j = 0; j < p->dim; j++)
            x[j] = mpfr_get_d(best->x[j], MPFR_RNDN) * (1 - pow(2, -step)) +
                   pow(4, -step) * draw_normal(d) / (1 + fabs(p->X[j % p->d]));
    else
        cr_assert(!bn_solve(&bn_newton, p->f, x, &(bn_solve_options){ .max_passes = 4 }, &r, NULL));
    for (size_t j = 0; j < p->dim && !best->found; j++)
        x[j] *= 2;
}

/* From where nothing but duality says anything to where all rules agree; or where there is no minimizer. */
Test(proof, holds_around_any_point)
{
    dice d = { 2 };
    tally t = { 0 };
    size_t local = 0, around = 0, close = 0, lost = 0;
    for (size_t k = 0; k < draws(80); k++) {
        double origin[OPTIMUM_MOST] = { 0 }, x[OPTIMUM_MOST] = { 0 };
        recipe r;
        draw_recipe(&d, &r);
        r.logistic = true;
        r.noise = k % 8 ? 3 : 1e-3;
        r.l2 = k % 8 ? r.l2 : 0;
        problem p = problem_draw(&d, &r);
        optimum best = optimum_of(&p, origin);
        bn_curvature c;
        bn_error err;
        lost += !best.found;
        cr_assert(!bn_curvature_bound(&c, p.f, &err), "%zu: %s", k, err.message);
        for (int step = 0; step < 8; step++) {
            bn_certificate closely;
            double gap, distance;
            draw_point(&d, &p, &best, step, x);
            cr_assert(!bn_certify_closely(&closely, p.f, x, &c, &err), "%zu: %s", k, err.message);
            check(&best, &closely, x, "on the way", k, &t);
            optimum_compare(&best, x, &gap, &distance);
            local += !strcmp(closely.gap.rule, "local Newton decrement");
            around += !strcmp(closely.gap.rule, "sublevel set");
            close += !strcmp(closely.gap.rule, "sublevel set") && closely.gap.bound <= 2 * gap;
        }
        optimum_free(&best);
        problem_free(&p);
    }
    cr_log_info(
        "%zu bounds: %zu local, %zu by the sublevel set, %zu of these within a factor of 2; %zu problems "
        "without a minimizer",
        t.bounded, local, around, close, lost);
    cr_expect(local > draws(80) && around > draws(80) && close > around / 2 && lost > draws(4));
}

static double fit(const char *path, const bn_loss *loss, bool standardize, double l2, double tol,
                  bn_result *r)
{
    bn_dataset *data = NULL;
    bn_objective *f = NULL;
    double *x = NULL;
    bn_error err;
    const int failed =
        bn_dataset_load(&data, path, &(bn_dataset_options){ .standardize = standardize }, &err) ||
        bn_objective_new(&f, loss, data, &(bn_objective_options){ .l2 = l2, .intercept = true }, &err) ||
        bn_point_new(&x, f, &err) ||
        bn_solve(loss == &bn_logistic ? &bn_newton : &bn_exact, f, x, &(bn_solve_options){ .tol = tol }, r,
                 &err);
    cr_assert(!failed, "%s: %s", path, err.message);
    free(x);
    bn_objective_free(f);
    bn_dataset_free(data);
    return r->gap_bound / r->scale;
}

/* Condition numbers of 2e19 and 3e30. */
Test(proof, of_hard_least_squares_without_a_penalty)
{
    static const char *const sets[] = { "data/longley.csv", "data/filip.csv", "data/norris.csv" };
    for (size_t k = 0; k < 3; k++) {
        bn_result r;
        const double gap = fit(bn_test_source(sets[k]), &bn_squared, false, 0, 1e-12, &r);
        cr_expect_eq(r.outcome, BN_CONVERGED, "%s: %s, gap %g", sets[k], bn_outcome_name(r.outcome), gap);
        cr_expect_eq(r.certificate.gap.status, BN_PROVEN);
        cr_expect_eq(r.certificate.distance.status, BN_PROVEN);
        cr_expect(r.curvature.mu.status == BN_PROVEN && r.curvature.mu.lower > 0 &&
                      r.curvature.mu.upper <= r.curvature.mu.lower * (1 + 1e-4),
                  "%s: mu in [%g, %g]", sets[k], r.curvature.mu.lower, r.curvature.mu.upper);
    }
}

Test(proof, of_a_logistic_fit_with_little_or_no_penalty)
{
    const char *path = bn_test_data("libsvm/breast-cancer");
    if (!path)
        cr_skip_test("libsvm/breast-cancer was not fitted: BANACH_DATA has none");
    for (int k = 0; k < 2; k++) {
        bn_result r;
        const double gap = fit(path, &bn_logistic, true, k ? 1e-6 : 0, 1e-10, &r);
        cr_expect(r.outcome == BN_CONVERGED && gap <= 1e-10 && r.certificate.gap.status == BN_PROVEN,
                  "%s: gap %g by %s", bn_outcome_name(r.outcome), gap, r.certificate.gap.rule);
    }
}

/* One unknown and an intercept: {-1, 1} apart, then touching, then overlapping. */
Test(proof, that_there_is_no_minimizer)
{
    static const double X[3][4] = { { -2, -1, 1, 2 }, { -1, 0, 0, 1 }, { -1, 1, -1, 1 } };
    static const double y[3][4] = { { 0, 0, 1, 1 }, { 0, 0, 1, 1 }, { 0, 1, 1, 0 } };
    static const bn_method *const methods[] = { &bn_newton, &bn_gd, &bn_nesterov };
    for (size_t k = 0; k < 9; k++) {
        bn_dataset *data;
        bn_objective *f;
        bn_result r;
        double x[2] = { 0 };
        cr_assert(!bn_dataset_copy(&data, 4, 1, X[k / 3], y[k / 3], NULL, NULL, NULL));
        cr_assert(
            !bn_objective_new(&f, &bn_logistic, data, &(bn_objective_options){ .intercept = true }, NULL));
        cr_assert(!bn_solve(methods[k % 3], f, x, &(bn_solve_options){ .max_passes = 2000 }, &r, NULL));
        if (k / 3 == 0) {
            cr_expect_eq(r.outcome, BN_NO_MINIMIZER, "%zu: %s", k, bn_outcome_name(r.outcome));
            cr_expect(r.iterations < 10, "%zu: %zu iterations", k, r.iterations);
            cr_expect(strstr(r.advice, "separated"), "%s", r.advice);
            for (size_t i = 0; i < 4; i++)
                cr_expect((X[0][i] * x[0] + x[1]) * (y[0][i] - 0.5) > 0);
        } else {
            cr_expect_neq(r.outcome, BN_NO_MINIMIZER, "%zu", k);
            cr_expect((r.certificate.gap.bound < HUGE_VAL) == (r.outcome == BN_CONVERGED), "%zu: gap %g", k,
                      r.gap_bound);
            cr_expect(k / 3 == 1 ? r.outcome != BN_CONVERGED : r.certificate.gap.status == BN_PROVEN || k % 3,
                      "%zu: %s", k, bn_outcome_name(r.outcome));
            cr_expect(k / 3 == 2 || strstr(r.advice, "neither"), "%zu: %s", k, r.advice);
        }
        bn_objective_free(f);
        bn_dataset_free(data);
    }
}
