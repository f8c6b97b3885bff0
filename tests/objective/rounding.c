/* The bounds of what rounding did to f, its gradient and the dual gap, against quad precision. */
#include "objective/problem.h"

#include <float.h>

TestSuite(rounding, .fini = bn_no_leaks);

static void draw_recipe(dice *d, recipe *r)
{
    static const double spreads[] = { 1, 100, 1e4, 1e8 }, noises[] = { 0, 1e-9, 1e-3, 1 };
    *r = (recipe){ .n = 2 + draw_bits(d) % 40,
                   .d = 1 + draw_bits(d) % 12,
                   .logistic = draw_bits(d) % 2,
                   .intercept = draw_bits(d) % 2,
                   .weighted = draw_bits(d) % 4 == 0,
                   .l2 = draw_bits(d) % 4 ? draw_log(d, 1e-9, 1e2) : 0,
                   .spread = spreads[draw_bits(d) % 4],
                   .noise = noises[draw_bits(d) % 4] };
    if (draw_bits(d) % 16 == 0)
        r->n += 300; /* more than one block */
}

/* A point whose largest margin is about reach; or, with reach 0, one near the minimizer. */
static void draw_at(dice *d, const problem *p, double reach, double *x)
{
    double largest = 0;
    for (size_t j = 0; j < p->dim; j++) {
        double size = 1e-300;
        for (size_t i = 0; i < p->n && j < p->d; i++)
            size = fmax(size, fabs(p->X[i * p->d + j]));
        x[j] = draw_normal(d) / (j < p->d ? size : 1);
    }
    if (reach == 0) {
        truth_minimum(p, x);
        return;
    }
    for (size_t i = 0; i < p->n; i++)
        largest = fmax(largest, (double)quad_abs(truth_margin(p, i, x)));
    for (size_t j = 0; j < p->dim; j++)
        x[j] *= reach / largest;
}

/* How near the worst case comes to its bound. */
typedef struct nearness {
    double value, gradient;
} nearness;

static void check_at(const problem *p, const double *x, nearness *nearest)
{
    bn_evaluation at;
    double *grad = malloc(p->dim * sizeof *grad);
    quad *true_grad = malloc(p->dim * sizeof *true_grad), off = 0, norm = 0;
    cr_assert(!bn_evaluate(&at, p->f, x, grad, NULL));
    const quad value = truth_at(p, x, true_grad, NULL);
    for (size_t j = 0; j < p->dim; j++) {
        off += (grad[j] - true_grad[j]) * (grad[j] - true_grad[j]);
        norm += (quad)grad[j] * grad[j];
    }
    const double value_off = (double)quad_abs(at.value - value), grad_off = (double)quad_sqrt(off);
    cr_assert_eq(at.rounding, BN_PROVEN);
    cr_assert(quad_abs(at.value - value) <= at.value_error || value > DBL_MAX,
              "n=%zu d=%zu logistic=%d intercept=%d l2=%g: f is off by %g, bound %g", p->n, p->d, p->logistic,
              p->intercept, p->l2, value_off, at.value_error);
    cr_assert(quad_sqrt(off) <= at.grad_error,
              "n=%zu d=%zu logistic=%d intercept=%d l2=%g: gradient is off by %g, bound %g", p->n, p->d,
              p->logistic, p->intercept, p->l2, grad_off, at.grad_error);
    cr_assert(quad_sqrt(norm) <= at.grad_norm, "the norm of the computed gradient is below it");
    nearest->value = fmax(nearest->value, at.value_error > 0 ? value_off / at.value_error : 0);
    nearest->gradient = fmax(nearest->gradient, at.grad_error > 0 ? grad_off / at.grad_error : 0);
    free(grad);
    free(true_grad);
}

Test(rounding, is_within_its_bounds_at_random_points)
{
    dice d = { 1 };
    nearness nearest = { 0 };
    static const double reaches[] = { 0, 1e-3, 1, 30, 1e3, 1e4 };
    for (size_t repeat = 0; repeat < draws(1500); repeat++) {
        recipe r;
        draw_recipe(&d, &r);
        problem p = problem_draw(&d, &r);
        double *x = malloc(p.dim * sizeof *x);
        draw_at(&d, &p, reaches[repeat % 6], x);
        check_at(&p, x, &nearest);
        free(x);
        problem_free(&p);
    }
    cr_log_info("errors came to %.2g of the bound for f, %.2g for the gradient", nearest.value,
                nearest.gradient);
    cr_expect_geq(nearest.value, 0.01,
                  "a bound that is never within a factor 100 of the truth is not worth much");
    cr_expect_geq(nearest.gradient, 0.01);
}

/* Data of every size that can be squared, and targets, points and weights to go with it. */
Test(rounding, is_within_its_bounds_at_huge_and_tiny_scales)
{
    dice d = { 2 };
    nearness nearest = { 0 };
    static const double sizes[] = { 1e150, 1e100, 1e-100, 1e-150, 1e-170, 1e-250, 1e-308 };
    for (size_t k = 0; k < 28 * draws(4); k++) {
        recipe r = { .n = 9,
                     .d = 3,
                     .logistic = k % 2,
                     .intercept = k / 2 % 2,
                     .weighted = k % 3 == 0,
                     .spread = 1,
                     .noise = 1,
                     .l2 = k % 5 ? 1e-3 : 0 };
        problem p = problem_draw(&d, &r);
        const double size = sizes[k / 4 % 7];
        for (size_t i = 0; i < p.n * p.d; i++)
            p.X[i] *= size;
        for (size_t i = 0; i < p.n && !p.logistic && k / 2 % 3 == 0; i++)
            p.y[i] *= size;
        for (size_t i = 0; i < p.n && p.s && k % 2 == 0; i++)
            p.s[i] *= 1e-250;
        problem_rebuild(&p);
        double x[4] = { 0 };
        check_at(&p, x, &nearest);
        for (size_t j = 0; j < p.dim; j++)
            x[j] = draw_normal(&d) / (j < p.d ? fmax(size, 1e-300) : 1);
        check_at(&p, x, &nearest);
        for (size_t j = 0; j < p.dim; j++)
            x[j] = draw_normal(&d) * (k % 2 ? 1e-150 : 1e-3);
        check_at(&p, x, &nearest);
        problem_free(&p);
    }
}

Test(rounding, is_within_its_bounds_where_weighted_slopes_vanish)
{
    dice d = { 7 };
    nearness nearest = { 0 };
    for (size_t repeat = 0; repeat < draws(60); repeat++) {
        problem p = problem_of_lost_slopes(&d, repeat % 2);
        check_at(&p, (double[3]){ 0 }, &nearest);
        problem_free(&p);
    }
}

/* Weights whose sum is not exact in doubles. */
Test(rounding, of_the_sum_of_weights_is_included)
{
    enum { ROWS = 20000 };
    dice d = { 3 };
    nearness nearest = { 0 };
    problem p = problem_empty(&(recipe){ .n = ROWS, .d = 1, .weighted = true });
    for (size_t i = 0; i < ROWS; i++) {
        p.s[i] = i ? 0x1.8p-53 : 1; /* each is more than half an ulp of 1 and would round up */
        p.X[i] = 1;
        p.y[i] = 1;
    }
    problem_build(&p);
    check_at(&p, (double[]){ 3 }, &nearest);
    for (size_t i = 0; i < ROWS; i++)
        p.s[i] = draw(&d, 0, 1);
    problem_rebuild(&p);
    check_at(&p, (double[]){ 3 }, &nearest);
    problem_free(&p);
}

/* The minimum itself, to a few digits of quad precision, is the judge. */
Test(rounding, leaves_the_dual_gap_a_bound_of_the_true_one)
{
    dice d = { 4 };
    size_t known = 0, tight = 0;
    for (size_t repeat = 0; repeat < draws(600); repeat++) {
        recipe r;
        draw_recipe(&d, &r);
        r.l2 = draw_log(&d, 1e-8, 10);
        r.spread = fmin(r.spread, 1e4);
        problem p = problem_draw(&d, &r);
        double *best = calloc(p.dim, sizeof *best), *x = malloc(p.dim * sizeof *x);
        bn_evaluation at;
        const quad least = truth_minimum(&p, best);
        const double away = repeat % 4 ? draw_log(&d, 1e-14, 10) : 0;
        for (size_t j = 0; j < p.dim; j++)
            x[j] = best[j] * (1 + away * draw_normal(&d)) + (repeat % 3 ? 0 : away * draw_normal(&d));
        cr_assert(!bn_evaluate(&at, p.f, x, NULL, NULL));
        const double gap = (double)(truth_at(&p, x, NULL, NULL) - least);
        cr_assert(at.dual_gap >= gap * (1 - 1e-9) - 1e-28 * (double)least,
                  "n=%zu d=%zu logistic=%d intercept=%d weighted=%d l2=%g: dual gap %g, true gap %g", p.n,
                  p.d, p.logistic, p.intercept, p.s != NULL, p.l2, at.dual_gap, gap);
        known += at.dual_gap < HUGE_VAL;
        tight += at.dual_gap <= 1e-8 * (double)least;
        free(best);
        free(x);
        problem_free(&p);
    }
    cr_expect(known * 10 >= draws(600) * 9, "only %zu dual gaps are known", known);
    cr_expect(tight * 5 >= draws(600), "only %zu dual gaps are small", tight);
}

/* A wrong intercept that the best w for it hides: only the pull of the shrunk side shows how much w would
   gain. */
Test(rounding, leaves_the_dual_gap_a_bound_where_the_intercept_is_wrong)
{
    dice d = { 7 };
    for (int k = 0; k < 20; k++) {
        problem p = problem_draw(&d, &(recipe){ .n = 40, .d = 1, .intercept = true, .l2 = 1e-6, .noise = 1 });
        double x[] = { 0, 1 }, best[] = { 0, 0 }, along = 0, square = 0;
        bn_evaluation at;
        for (size_t i = 0; i < p.n; i++) {
            p.X[i] += 100;
            along += p.X[i] * (x[1] - p.y[i]) / (double)p.n;
            square += p.X[i] * p.X[i] / (double)p.n;
        }
        x[0] = -along / (square + p.l2);
        problem_rebuild(&p);
        const double gap = (double)(truth_at(&p, x, NULL, NULL) - truth_minimum(&p, best));
        cr_assert(!bn_evaluate(&at, p.f, x, NULL, NULL));
        cr_expect(at.dual_gap >= gap && at.dual_gap < HUGE_VAL, "dual gap %g, true gap %g", at.dual_gap, gap);
        problem_free(&p);
    }
}

/* Powers of two change no digit: nothing may depend on the units of the target. */
Test(rounding, bounds_of_squared_loss_scale_with_the_target)
{
    dice d = { 5 };
    problem p = problem_draw(
        &d, &(recipe){ .n = 30, .d = 4, .intercept = true, .l2 = 0.25, .spread = 3, .noise = 1 });
    double x[5], scaled[5];
    bn_evaluation small, large;
    for (size_t j = 0; j < 5; j++)
        scaled[j] = 0x1p60 * (x[j] = draw_normal(&d));
    cr_assert(!bn_evaluate(&small, p.f, x, NULL, NULL));
    for (size_t i = 0; i < p.n; i++)
        p.y[i] *= 0x1p60;
    problem_rebuild(&p);
    cr_assert(!bn_evaluate(&large, p.f, scaled, NULL, NULL));
    cr_expect_eq(large.value, 0x1p120 * small.value);
    cr_expect(bn_close(large.value_error, 0x1p120 * small.value_error, 1e-12));
    cr_expect(bn_close(large.grad_error, 0x1p60 * small.grad_error, 1e-12));
    cr_expect(bn_close(large.dual_gap, 0x1p120 * small.dual_gap, 1e-12), "dual gap %g and %g", large.dual_gap,
              small.dual_gap);
    problem_free(&p);
}

/* f of random problems of n rows, from 1 to 20000, is the same number at 1, 2 and 3 threads, bit for bit. */
Test(rounding, is_the_same_at_any_number_of_threads)
{
    dice d = { 6 };
    static const size_t rows[] = { 1, 2, 3, 255, 256, 257, 511, 2047, 2048, 4096, 4097, 6000, 12345, 20000 };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        enum { D = 7 };
        problem p = problem_draw(&d, &(recipe){ .n = rows[k],
                                                .d = D,
                                                .logistic = k % 2 && rows[k] > 1,
                                                .intercept = k % 3,
                                                .weighted = k % 4 == 1,
                                                .l2 = 0.1,
                                                .spread = 10,
                                                .noise = 1 });
        double x[D + 1], v[D + 1], grad[3][D + 1], H[3][(D + 1) * (D + 1)], Hv[3][D + 1];
        bn_evaluation at[3];
        for (size_t j = 0; j < p.dim; j++) {
            x[j] = draw_normal(&d);
            v[j] = draw_normal(&d);
        }
        for (unsigned t = 0; t < 3; t++) {
            bn_objective *f;
            cr_assert(!bn_objective_new(
                &f, p.logistic ? &bn_logistic : &bn_squared, p.data,
                &(bn_objective_options){ .l2 = p.l2, .intercept = p.intercept, .threads = t + 1 }, NULL));
            memset(&at[t], 0, sizeof at[t]);
            cr_assert(!bn_evaluate(&at[t], f, x, grad[t], NULL));
            cr_assert(!bn_hessian(H[t], f, x, NULL));
            cr_assert(!bn_hessian_product(Hv[t], f, x, v, NULL));
            bn_objective_free(f);
        }
        for (unsigned t = 1; t < 3; t++) {
            cr_expect(at[t].value == at[0].value && at[t].value_error == at[0].value_error &&
                          at[t].grad_norm == at[0].grad_norm && at[t].grad_error == at[0].grad_error &&
                          at[t].dual_gap == at[0].dual_gap,
                      "%zu rows, %u threads", rows[k], t + 1);
            cr_expect_arr_eq(grad[t], grad[0], p.dim * sizeof(double), "gradient, %zu rows, %u threads",
                             rows[k], t + 1);
            cr_expect_arr_eq(H[t], H[0], p.dim * p.dim * sizeof(double), "Hessian, %zu rows, %u threads",
                             rows[k], t + 1);
            cr_expect_arr_eq(Hv[t], Hv[0], p.dim * sizeof(double), "product, %zu rows, %u threads", rows[k],
                             t + 1);
        }
        problem_free(&p);
    }
}
