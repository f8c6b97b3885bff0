/* From a point to a bound of the gap and of the distance: against the true ones. */
#include "curvature/eigen.h"

#include <banach/certificate.h>
#include <banach/curvature.h>

TestSuite(certificate, .fini = bn_no_leaks);

enum { MOST = 12 };

/* x* in quad, from truth_minimum's doubles by one more Newton step; and f* by what that step gains, to six
   digits of it: certificates are sharp enough to tell. */
static quad minimizer(const problem *p, double *near, quad *star)
{
    quad grad[MOST], step[MOST], H[MOST * MOST], gain = 0;
    truth_minimum(p, near);
    const quad value = truth_at(p, near, grad, H);
    memcpy(step, grad, sizeof step);
    cr_assert(quad_solve(p->dim, H, step));
    for (size_t j = 0; j < p->dim; j++) {
        star[j] = near[j] - step[j];
        gain += grad[j] * step[j] / 2;
    }
    return value - gain * (1 + 1e-6);
}

Test(certificate, bounds_hold_at_random_points)
{
    dice d = { 1 };
    size_t by_rule[3] = { 0 }; /* duality, gradient, none */
    double nearest = 0;
    for (size_t repeat = 0; repeat < draws(240); repeat++) {
        recipe r = { .n = 2 + draw_bits(&d) % 40,
                     .d = 1 + draw_bits(&d) % 8,
                     .logistic = repeat & 1,
                     .intercept = repeat & 2,
                     .weighted = repeat % 8 == 4,
                     .l2 = draw_log(&d, 1e-6, 10),
                     .spread = repeat % 3 ? 1 : 100,
                     .noise = draw_log(&d, 1e-6, 1) };
        problem p = problem_draw(&d, &r);
        bn_curvature c;
        double best[MOST] = { 0 }, x[MOST];
        quad star[MOST];
        cr_assert(!bn_curvature_bound(&c, p.f, NULL));
        const quad least = minimizer(&p, best, star);
        for (int point = 0; point < 6; point++) {
            bn_certificate k;
            const double away = point ? draw_log(&d, 1e-15, 100) : 0;
            for (size_t j = 0; j < p.dim; j++)
                x[j] = best[j] + away * draw_normal(&d);
            cr_assert(!bn_certify(&k, p.f, x, &c, NULL));
            quad distance = 0;
            for (size_t j = 0; j < p.dim; j++)
                distance += (x[j] - star[j]) * (x[j] - star[j]);
            const double gap = (double)(truth_at(&p, x, NULL, NULL) - least),
                         far = (double)quad_sqrt(distance);
            cr_assert(k.gap.bound >= gap * (1 - 1e-5) - 1e-31 * (double)least, "%zu: gap %g, bound %g by %s",
                      repeat, gap, k.gap.bound, k.gap.rule);
            cr_assert(k.distance.bound >= far * (1 - 1e-9) - 1e-25, "%zu: distance %g, bound %g by %s",
                      repeat, far, k.distance.bound, k.distance.rule);
            cr_assert(k.gap.status == BN_PROVEN ||
                          (k.gap.bound == HUGE_VAL && p.logistic && p.intercept && away > 0.1),
                      "%zu", repeat);
            cr_assert((k.distance.bound < HUGE_VAL) == (c.mu.lower > 0));
            cr_assert(k.distance.bound == HUGE_VAL ? k.distance.status == BN_ASSUMED
                                                   : k.distance.status == c.mu.status);
            cr_assert(k.floor <= k.gap.bound || !strcmp(k.gap.rule, "duality"));
            nearest = fmax(nearest, gap / k.gap.bound);
            by_rule[!strcmp(k.gap.rule, "duality") ? 0 : !strcmp(k.gap.rule, "|g|^2/(2 mu)") ? 1 : 2]++;
        }
        problem_free(&p);
    }
    cr_expect(by_rule[0] > 0 && by_rule[1] > 0);
    cr_expect(nearest > 0.5, "no bound came near the truth: %g", nearest);
}

static bn_objective *quadratic(size_t d, const double *A, const double *b)
{
    bn_objective *f;
    cr_assert(!bn_objective_quadratic(&f, d, A, b, NULL));
    return f;
}

/* diag(mu, L) along its axes: the rule |g|^2/(2 mu) is an equality on the first. */
Test(certificate, is_tight_where_the_theory_is)
{
    bn_objective *f = quadratic(2, (double[]){ 0.25, 0, 0, 4 }, (double[]){ 0, 0 });
    bn_curvature c;
    bn_certificate k;
    cr_assert(!bn_curvature_bound(&c, f, NULL));
    cr_assert(!bn_certify(&k, f, (double[]){ 2, 0 }, &c, NULL));
    cr_expect(k.gap.bound >= 0.5 && k.gap.bound <= 0.5 * (1 + 1e-12), "%.17g", k.gap.bound);
    cr_expect(k.distance.bound >= 2 && k.distance.bound <= 2 * (1 + 1e-12), "%.17g", k.distance.bound);
    cr_expect(k.gap.status == BN_PROVEN && k.distance.status == BN_PROVEN);
    cr_expect_str_eq(k.gap.rule, "|g|^2/(2 mu)");
    cr_expect_str_eq(k.distance.rule, "|g|/mu");
    bn_objective_free(f);
}

/* The table's point of 3 unknowns. */
Test(certificate, meets_the_reference_value)
{
    bn_objective *f = quadratic(3, (double[]){ 4, 1, 0, 1, 3, 1, 0, 1, 2 }, (double[]){ 1, 2, 3 });
    bn_curvature c;
    bn_certificate k;
    cr_assert(!bn_curvature_bound(&c, f, NULL));
    cr_assert(!bn_certify(&k, f, (double[]){ 1, -1, 2 }, &c, NULL));
    cr_expect(bn_close(k.gap.bound, 3.1547005383792515, 1e-12) &&
              bn_close(k.distance.bound, 2.230710143300821, 1e-12));
    bn_objective_free(f);
}

/* floor is what a gradient of computed zeros would still leave. */
Test(certificate, floor_is_the_bound_at_a_zero_gradient)
{
    bn_objective *f = quadratic(2, (double[]){ 0.25, 0, 0, 4 }, (double[]){ 1, 4 });
    bn_curvature c;
    bn_certificate k;
    cr_assert(!bn_curvature_bound(&c, f, NULL));
    cr_assert(!bn_certify(&k, f, (double[]){ 4, 1 }, &c, NULL)); /* the minimizer, computed exactly */
    cr_expect_eq(k.at.grad_norm, 0);
    cr_expect(k.floor > 0 && k.floor == k.gap.bound, "floor %g, bound %g", k.floor, k.gap.bound);
    cr_expect(bn_close(k.floor, k.at.grad_error * k.at.grad_error / (2 * c.mu.lower), 1e-12));
    cr_assert(!bn_certify(&k, f, (double[]){ 0, 0 }, &c, NULL));
    cr_expect(k.floor < 1e-20 * k.gap.bound);
    bn_objective_free(f);
}

Test(certificate, bounds_are_no_better_than_their_curvature)
{
    bn_objective *f = quadratic(2, (double[]){ 1, 0, 0, 4 }, (double[]){ 0, 0 });
    bn_curvature c = bn_curvature_assume(0.5, 8);
    bn_certificate k;
    cr_assert(!bn_certify(&k, f, (double[]){ 1, 1 }, &c, NULL));
    cr_expect(k.gap.status == BN_ASSUMED && k.distance.status == BN_ASSUMED);
    cr_expect(bn_close(k.gap.bound, 17, 1e-12));
    c.mu.status = BN_MEASURED;
    cr_assert(!bn_certify(&k, f, (double[]){ 1, 1 }, &c, NULL));
    cr_expect(k.gap.status == BN_MEASURED && k.distance.status == BN_MEASURED);
    c = bn_curvature_assume(0, 8);
    cr_assert(!bn_certify(&k, f, (double[]){ 1, 1 }, &c, NULL));
    cr_expect(k.gap.bound == HUGE_VAL && k.distance.bound == HUGE_VAL && k.floor == 0);
    cr_expect_str_eq(k.gap.rule, "none");
    bn_objective_free(f);
}

static double bowl(void *context, const double *x, double *grad)
{
    (void)context;
    grad[0] = x[0];
    grad[1] = 2 * x[1];
    return x[0] * x[0] / 2 + x[1] * x[1];
}

/* The rounding of functions of the caller is not known, which no curvature makes up for. */
Test(certificate, is_proven_no_better_than_the_rounding_of_f)
{
    bn_objective *f;
    bn_curvature c = bn_curvature_assume(1, 2);
    bn_certificate k;
    c.mu.status = BN_PROVEN;
    cr_assert(!bn_objective_custom(&f, 2, &(bn_functions){ .value = bowl }, NULL, NULL));
    for (int one = 0; one < 2; one++) { /* distance by |g|/mu, and by the gap */
        cr_assert(!bn_certify(&k, f, (double[]){ 1, one }, &c, NULL));
        cr_expect(k.gap.status == BN_ASSUMED && k.distance.status == BN_ASSUMED, "%s, %s", k.gap.rule,
                  k.distance.rule);
    }
    bn_objective_free(f);
}

/* Duality needs no curvature: it beats any assumption, which can be wrong. */
Test(certificate, proof_is_preferred_to_a_smaller_assumption)
{
    dice d = { 2 };
    for (unsigned kind = 0; kind < 4; kind++) {
        problem p = problem_draw(
            &d,
            &(recipe){ .n = 20, .d = 3, .logistic = kind & 1, .intercept = kind & 2, .l2 = 0.1, .noise = 1 });
        const bn_curvature wrong = bn_curvature_assume(1e6, 1e7), unknown = bn_curvature_assume(0, 1e7);
        bn_certificate k;
        double best[4] = { 0 };
        const quad least = truth_minimum(&p, best);
        const double x[] = { 1, -1, 0.5, 0.25 }, gap = (double)(truth_at(&p, x, NULL, NULL) - least);
        cr_assert(!bn_certify(&k, p.f, x, &wrong, NULL));
        cr_expect(k.gap.status == BN_PROVEN && k.gap.bound >= gap, "kind %u: gap %g, bound %g by %s", kind,
                  gap, k.gap.bound, k.gap.rule);
        cr_expect_eq(k.distance.status, BN_ASSUMED);
        cr_assert(!bn_certify(&k, p.f, x, &unknown, NULL));
        cr_expect(k.gap.status == BN_PROVEN && k.gap.bound >= gap);
        problem_free(&p);
    }
}

/* Squares of the gradient underflow or overflow here, the gap does not. */
Test(certificate, survives_extreme_scales)
{
    static const double sizes[][2] = {
        { 1e-300, 1e-170 }, { 1e300, 1e170 }, { 1e-200, 1e-200 }, { 1e150, 1e-100 }
    };
    for (int k = 0; k < 4; k++) {
        const double mu = sizes[k][0], g = sizes[k][1];
        bn_objective *f = quadratic(1, &mu, (double[]){ 0 });
        bn_curvature c;
        bn_certificate at;
        cr_assert(!bn_curvature_bound(&c, f, NULL));
        cr_assert(!bn_certify(&at, f, (double[]){ g / mu }, &c, NULL));
        const quad gap = (quad)g / mu * g / 2;
        cr_expect(at.gap.bound >= gap * (1 - 1e-15) && at.gap.bound <= gap * (1 + 1e-10) + 1e-320,
                  "mu %g, |g| %g: gap %g, bound %g", mu, g, (double)gap, at.gap.bound);
        cr_expect(bn_close(at.distance.bound, g / mu, 1e-10));
        bn_objective_free(f);
    }
}
