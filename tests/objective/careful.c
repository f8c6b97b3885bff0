/* Evaluations in doubled precision against quad precision: bounds that hold, and that are small. */
#include "objective/problem.h"

#include "objective/careful.h"
#include "objective/objective.h"

TestSuite(careful, .fini = bn_no_leaks);

enum { MOST = 16 };

static void draw_recipe(dice *d, recipe *r)
{
    static const double spreads[] = { 1, 100, 1e4, 1e8 };
    *r = (recipe){ .n = 2 + draw_bits(d) % 40,
                   .d = 1 + draw_bits(d) % 12,
                   .logistic = draw_bits(d) % 2,
                   .intercept = draw_bits(d) % 2,
                   .weighted = draw_bits(d) % 4 == 0,
                   .l2 = draw_bits(d) % 4 ? draw_log(d, 1e-9, 1e2) : 0,
                   .spread = spreads[draw_bits(d) % 4],
                   .noise = draw_bits(d) % 2 };
    if (draw_bits(d) % 8 == 0)
        r->n += 600; /* more than one block */
}

/* What the errors are made of, each part at its limit, is a bound of how far the gradient is off. */
static void check_at(const problem *p, const double *x, double *sharpest)
{
    double grad[MOST], error[MOST];
    quad truth[MOST], off = 0;
    bn_evaluation plain;
    bn_careful look = { .grad = grad, .error = error };
    cr_assert(!bn_evaluate(&plain, p->f, x, NULL, NULL));
    cr_assert(!p->f->kind->evaluate_careful(&look, p->f, x, NULL));
    const quad value = truth_at(p, x, truth, NULL);
    for (size_t j = 0; j < p->dim; j++) {
        quad largest = 1;
        for (size_t i = 0; i < p->n && j < p->d; i++)
            largest = quad_max(largest, quad_abs(p->X[i * p->d + j]));
        const quad own = quad_abs(grad[j] - truth[j]);
        cr_assert(own <= error[j] + look.slope_error * largest, "off by %g, bound %g and %g", (double)own,
                  error[j], look.slope_error);
        off += own * own;
    }
    const double grad_off = (double)quad_sqrt(off), value_off = (double)quad_abs(look.at.value - value);
    cr_assert(grad_off <= look.at.grad_error, "gradient off by %g, bound %g", grad_off, look.at.grad_error);
    cr_assert(value_off <= look.at.value_error, "f off by %g, bound %g", value_off, look.at.value_error);
    cr_assert_leq(look.at.grad_error, plain.grad_error * (1 + 1e-6), "worse than a plain look");
    if (!p->logistic)
        cr_assert_leq(look.at.grad_error, 0x1p-52 * look.at.grad_norm + 0x1p-30 * plain.grad_error);
    *sharpest = fmax(*sharpest, grad_off / look.at.grad_error);
}

Test(careful, bounds_hold_and_are_small)
{
    dice d = { 1 };
    double sharpest = 0;
    for (size_t repeat = 0; repeat < draws(600); repeat++) {
        recipe r;
        double x[MOST] = { 0 };
        draw_recipe(&d, &r);
        problem p = problem_draw(&d, &r);
        if (repeat % 3 == 0)
            truth_minimum(&p, x);
        else
            for (size_t j = 0; j < p.dim; j++)
                x[j] = draw_normal(&d) / (j < p.d ? fabs(p.X[j]) : 1) * (repeat % 3 == 1 ? 1e-3 : 3);
        check_at(&p, x, &sharpest);
        problem_free(&p);
    }
    cr_expect(sharpest > 0.05, "no error came near its bound: %g", sharpest);
}

Test(careful, bounds_hold_where_weighted_slopes_underflow)
{
    dice d = { 3 };
    for (size_t repeat = 0; repeat < draws(60); repeat++) {
        problem p = problem_of_lost_slopes(&d, repeat % 2);
        double grad[3], error[3];
        quad truth[3], off = 0;
        bn_careful look = { .grad = grad, .error = error };
        cr_assert(!p.f->kind->evaluate_careful(&look, p.f, (double[3]){ 0 }, NULL));
        truth_at(&p, (double[3]){ 0 }, truth, NULL);
        for (size_t j = 0; j < p.dim; j++)
            off += (grad[j] - truth[j]) * (grad[j] - truth[j]);
        cr_expect(quad_sqrt(off) <= look.at.grad_error, "off by %g, bound %g", (double)quad_sqrt(off),
                  look.at.grad_error);
        problem_free(&p);
    }
}

/* A point whose f overflows: nothing is known of it, and nothing is NaN. */
Test(careful, bounds_beyond_doubles_are_infinite)
{
    for (int how = 0; how < 4; how++) {
        const recipe r = { .n = 5, .d = 2, .intercept = how % 2, .l2 = how / 2, .spread = 1 };
        dice d = { 1 };
        problem p = problem_draw(&d, &r);
        const double x[MOST] = { 1e200, -1e200, 1e200 };
        double grad[MOST], error[MOST];
        bn_evaluation plain;
        bn_careful look = { .grad = grad, .error = error };
        cr_assert(!bn_evaluate(&plain, p.f, x, NULL, NULL));
        cr_assert(!p.f->kind->evaluate_careful(&look, p.f, x, NULL));
        cr_expect(plain.value_error == HUGE_VAL && plain.dual_gap == HUGE_VAL);
        cr_expect(look.at.value_error == HUGE_VAL && look.at.dual_gap == HUGE_VAL, "%d: %g, %g", how,
                  look.at.value_error, look.at.dual_gap);
        problem_free(&p);
    }
}

Test(careful, same_bits_at_any_thread_count)
{
    dice d = { 2 };
    problem p =
        problem_draw(&d, &(recipe){ .n = 9000, .d = 5, .logistic = true, .intercept = true, .noise = 1 });
    double x[6], grad[2][6], error[2][6];
    for (size_t j = 0; j < 6; j++)
        x[j] = draw_normal(&d);
    bn_careful look[2];
    for (unsigned k = 0; k < 2; k++) {
        bn_objective *f;
        cr_assert(!bn_objective_new(&f, &bn_logistic, p.data,
                                    &(bn_objective_options){ .intercept = true, .threads = k ? 4 : 1 },
                                    NULL));
        look[k] = (bn_careful){ .grad = grad[k], .error = error[k] };
        cr_assert(!f->kind->evaluate_careful(&look[k], f, x, NULL));
        bn_objective_free(f);
    }
    cr_expect(!memcmp(grad[0], grad[1], sizeof grad[0]) && !memcmp(error[0], error[1], sizeof error[0]));
    cr_expect(!memcmp(&look[0].at, &look[1].at, sizeof look[0].at));
    problem_free(&p);
}

/* A quadratic whose gradient cancels to its last digits. */
Test(careful, quadratic_near_its_minimizer)
{
    const double A[] = { 2, 1, 1, 2 }, b[] = { 1, 0x1p-60 }, x[] = { 2.0 / 3, -1.0 / 3 };
    bn_objective *f;
    double grad[2], error[2];
    bn_careful look = { .grad = grad, .error = error };
    cr_assert(!bn_objective_quadratic(&f, 2, A, b, NULL));
    cr_assert(!f->kind->evaluate_careful(&look, f, x, NULL));
    for (size_t i = 0; i < 2; i++) {
        const quad g = (quad)A[2 * i] * x[0] + (quad)A[2 * i + 1] * x[1] - b[i];
        cr_expect(quad_abs(grad[i] - g) <= error[i] && error[i] <= 1e-15 * fabs(grad[i]) + 1e-28,
                  "%g, error %g", grad[i], error[i]);
    }
    bn_objective_free(f);
}
