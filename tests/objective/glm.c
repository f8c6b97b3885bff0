/* Losses over data: derivatives against differences and each other, weights, terms, doors. */
#include "objective/problem.h"
#include "objective/margins.h"
#include "objective/objective.h"

TestSuite(glm, .fini = bn_no_leaks);

enum { MOST = 16 };

/* Both losses, with and without intercept and weights. */
static problem draw_kind(dice *d, unsigned kind, size_t n, size_t cols, double l2)
{
    return problem_draw(d, &(recipe){ .n = n,
                                      .d = cols,
                                      .logistic = kind & 1,
                                      .intercept = kind & 2,
                                      .weighted = kind & 4,
                                      .l2 = l2,
                                      .spread = 3,
                                      .noise = 1 });
}

static void draw_point(dice *d, const problem *p, double *x)
{
    for (size_t j = 0; j < p->dim; j++)
        x[j] = 0.3 * draw_normal(d);
}

static double evaluate(const problem *p, const double *x, double *grad)
{
    bn_evaluation at;
    cr_assert(!bn_evaluate(&at, p->f, x, grad, NULL));
    return at.value;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-13 * fmax(1, fabs(a));
}

Test(glm, gradient_is_the_slope_of_the_value)
{
    dice d = { 1 };
    for (unsigned k = 0; k < draws(64); k++) {
        problem p = draw_kind(&d, k, 2 + k * 5 % 300, 1 + k % 9, k % 3 ? 0.1 : 0);
        double x[MOST], worst;
        draw_point(&d, &p, x);
        cr_assert(!bn_gradient_check(&worst, p.f, x, NULL));
        cr_expect_lt(worst, 1e-7, "kind %u, %zu rows, %zu columns: off by %g", k % 8, p.n, p.d, worst);
        problem_free(&p);
    }
}

Test(glm, hessian_is_the_slope_of_the_gradient)
{
    dice d = { 2 };
    for (unsigned k = 0; k < draws(64); k++) {
        problem p = draw_kind(&d, k, 2 + k * 7 % 600, 1 + k % 9, k % 3 ? 0.1 : 0);
        double x[MOST], H[MOST * MOST], plus[MOST], minus[MOST], largest = 1;
        draw_point(&d, &p, x);
        cr_assert(!bn_hessian(H, p.f, x, NULL));
        for (size_t i = 0; i < p.dim * p.dim; i++)
            largest = fmax(largest, fabs(H[i]));
        for (size_t j = 0; j < p.dim; j++) {
            const double at = x[j], h = 1e-5;
            x[j] = at + h;
            evaluate(&p, x, plus);
            x[j] = at - h;
            evaluate(&p, x, minus);
            x[j] = at;
            for (size_t i = 0; i < p.dim; i++)
                cr_expect(fabs((plus[i] - minus[i]) / (2 * h) - H[i * p.dim + j]) <= 1e-8 * largest,
                          "kind %u: H[%zu][%zu]", k % 8, i, j);
        }
        problem_free(&p);
    }
}

Test(glm, hessian_agrees_with_quad_precision_and_with_its_products)
{
    dice d = { 3 };
    for (unsigned k = 0; k < draws(48); k++) {
        problem p = draw_kind(&d, k, 1 + k * 31 % 1500, 1 + k % 12, k % 3 ? 0.1 : 0);
        double x[MOST], v[MOST], H[MOST * MOST], Hv[MOST], largest = 0;
        quad truth[MOST * MOST], grad[MOST];
        draw_point(&d, &p, x);
        draw_point(&d, &p, v);
        truth_at(&p, x, grad, truth);
        cr_assert(!bn_hessian(H, p.f, x, NULL));
        cr_assert(!bn_hessian_product(Hv, p.f, x, v, NULL));
        for (size_t i = 0; i < p.dim * p.dim; i++)
            largest = fmax(largest, fabs(H[i]));
        for (size_t i = 0; i < p.dim; i++) {
            double sum = 0;
            for (size_t j = 0; j < p.dim; j++) {
                sum += H[i * p.dim + j] * v[j];
                cr_expect_eq(H[i * p.dim + j], H[j * p.dim + i]);
                cr_expect(quad_abs(H[i * p.dim + j] - truth[i * p.dim + j]) <= 1e-14 * largest,
                          "kind %u: H[%zu][%zu]", k % 8, i, j);
            }
            cr_expect(fabs(sum - Hv[i]) <= 1e-13 * largest, "kind %u: (Hv)[%zu]", k % 8, i);
        }
        problem_free(&p);
    }
}

/* By weights of rows that are handed over: the Hessian times a vector, with one weight or thread as with
 * more. */
Test(glm, products_by_margins_agree_with_the_hessian)
{
    dice d = { 12 };
    for (unsigned k = 0; k < draws(48); k++) {
        problem p = draw_kind(&d, k, 1 + k * 97 % 3000, 1 + k % 12, k % 3 ? 0.1 : 0);
        const bn_margin_kind *by = p.f->kind->by_margins;
        double x[MOST], v[MOST], Hv[MOST], wanted[MOST], *z = calloc(2 * p.n, sizeof *z), *c = z + p.n;
        double largest = 0;
        draw_point(&d, &p, x);
        draw_point(&d, &p, v);
        p.f->margins = z;
        evaluate(&p, x, wanted);
        p.f->margins = NULL;
        by->curves(c, p.f, z);
        by->product(Hv, p.f, c, v);
        cr_assert(!bn_hessian_product(wanted, p.f, x, v, NULL));
        for (size_t j = 0; j < p.dim; j++)
            largest = fmax(largest, fabs(wanted[j]));
        for (size_t j = 0; j < p.dim; j++)
            cr_expect(fabs(Hv[j] - wanted[j]) <= 1e-12 * largest, "kind %u, %zu rows: %g and %g", k % 8, p.n,
                      Hv[j], wanted[j]);
        const bn_slice here = by->slice(p.f, z, z, 0);
        bn_evaluation at;
        cr_assert(!bn_evaluate(&at, p.f, x, NULL, NULL));
        double w2 = 0;
        for (size_t j = 0; j < p.d; j++)
            w2 += x[j] * x[j];
        cr_expect(same(here.value + 0.5 * p.l2 * w2, at.value), "kind %u: the value on a line", k % 8);
        free(z);
        problem_free(&p);
    }
}

/* Sizes that leave rows, columns and blocks over, and that are worth several threads. */
Test(glm, threads_change_no_bit)
{
    static const size_t shapes[][2] = {
        { 70001, 3 }, { 20001, 7 }, { 16385, 8 }, { 3000, 31 }, { 1025, 100 }
    };
    dice d = { 11 };
    for (unsigned k = 0; k < 20; k++) {
        problem p = draw_kind(&d, k, shapes[k / 4][0], shapes[k / 4][1], 0.1);
        double x[101], grad[2][101], *H = calloc(2 * p.dim * p.dim, sizeof *H), error[2];
        bn_evaluation at[2];
        draw_point(&d, &p, x);
        for (unsigned threads = 1; threads <= 5; threads += threads == 1 ? 1 : 3) {
            bn_objective_options options = { .l2 = 0.1, .intercept = p.intercept, .threads = threads };
            const size_t side = threads > 1;
            bn_objective *f;
            cr_assert(!bn_objective_new(&f, p.logistic ? &bn_logistic : &bn_squared, p.data, &options, NULL));
            cr_assert(!bn_evaluate(&at[side], f, x, grad[side], NULL));
            cr_assert(!f->kind->hessian(H + side * p.dim * p.dim, &error[side], f, x, NULL));
            bn_objective_free(f);
            if (!side)
                continue;
            cr_expect(at[0].value == at[1].value && at[0].value_error == at[1].value_error &&
                          at[0].grad_error == at[1].grad_error && at[0].dual_gap == at[1].dual_gap,
                      "%zu x %zu: f at %u threads", p.n, p.d, threads);
            cr_expect(!memcmp(grad[0], grad[1], p.dim * sizeof *grad[0]), "%zu x %zu: gradient", p.n, p.d);
            cr_expect(!memcmp(H, H + p.dim * p.dim, p.dim * p.dim * sizeof *H) && error[0] == error[1],
                      "%zu x %zu: Hessian", p.n, p.d);
        }
        free(H);
        problem_free(&p);
    }
}

Test(glm, gradient_is_the_mean_of_those_of_its_terms)
{
    dice d = { 4 };
    for (unsigned k = 0; k < draws(32); k++) {
        problem p = draw_kind(&d, k, 1 + k * 17 % 400, 1 + k % 9, 0.1);
        double x[MOST], grad[MOST], term[MOST], mean[MOST] = { 0 };
        draw_point(&d, &p, x);
        evaluate(&p, x, grad);
        cr_assert_eq(bn_objective_describe(p.f)->terms, p.n);
        for (size_t i = 0; i < p.n; i++) {
            cr_assert(!bn_term_gradient(term, p.f, i, x, NULL));
            for (size_t j = 0; j < p.dim; j++)
                mean[j] += term[j] / (double)p.n;
        }
        for (size_t j = 0; j < p.dim; j++)
            cr_expect(fabs(mean[j] - grad[j]) <= 1e-12, "kind %u: coordinate %zu: %g and %g", k % 8, j,
                      mean[j], grad[j]);
        bn_error err;
        cr_expect_eq(bn_term_gradient(term, p.f, p.n, x, &err), BN_BAD_ARGUMENT);
        problem_free(&p);
    }
}

/* Value, gradient, Hessian, null model's value at a point of two objectives that should be one. */
static void expect_same(const problem *a, const problem *b, const double *x, const char *what)
{
    double ga[MOST], gb[MOST], Ha[MOST * MOST], Hb[MOST * MOST];
    cr_expect(same(evaluate(a, x, ga), evaluate(b, x, gb)), "f, %s", what);
    cr_assert(!bn_hessian(Ha, a->f, x, NULL) && !bn_hessian(Hb, b->f, x, NULL));
    for (size_t j = 0; j < a->dim; j++)
        cr_expect(same(ga[j], gb[j]), "gradient, %s: %.17g and %.17g", what, ga[j], gb[j]);
    for (size_t j = 0; j < a->dim * a->dim; j++)
        cr_expect(same(Ha[j], Hb[j]), "Hessian, %s", what);
}

Test(glm, whole_weights_are_repeated_rows_and_zero_is_no_row)
{
    dice d = { 5 };
    for (unsigned k = 0; k < draws(32); k++) {
        problem p = draw_kind(&d, k | 4, 40, 1 + k % 9, 0.1);
        problem twin = problem_empty(&(recipe){
            .n = 3 * p.n, .d = p.d, .logistic = p.logistic, .intercept = p.intercept, .l2 = p.l2 });
        twin.n = 0;
        for (size_t i = 0; i < p.n; i++) {
            p.s[i] = i < 2 ? 1 : (double)(draw_bits(&d) % 4);
            for (size_t r = 0; r < (size_t)p.s[i]; r++, twin.n++) {
                memcpy(twin.X + twin.n * p.d, p.X + i * p.d, p.d * sizeof *p.X);
                twin.y[twin.n] = p.y[i];
            }
        }
        p.y[1] = -p.y[0]; /* both classes, whatever the weights */
        twin.y[1] = p.y[1];
        problem_rebuild(&p);
        problem_build(&twin);
        double x[MOST];
        draw_point(&d, &p, x);
        expect_same(&p, &twin, x, "repeated rows");
        problem_free(&p);
        problem_free(&twin);
    }
}

Test(glm, weights_matter_only_by_their_ratios)
{
    dice d = { 6 };
    static const double factors[] = { 0.5, 3, 1e9, 1e-200, 1e-290, 1e250, 1e300 };
    for (unsigned k = 0; k < 28; k++) {
        problem p = draw_kind(&d, (k & 3) | 4, 30, 3, 0.1);
        problem twin = problem_empty(&(recipe){ .n = p.n,
                                                .d = p.d,
                                                .logistic = p.logistic,
                                                .intercept = p.intercept,
                                                .weighted = true,
                                                .l2 = p.l2 });
        memcpy(twin.X, p.X, p.n * p.d * sizeof *p.X);
        memcpy(twin.y, p.y, p.n * sizeof *p.y);
        for (size_t i = 0; i < p.n; i++)
            twin.s[i] = p.s[i] * factors[k / 4];
        problem_build(&twin);
        double x[MOST];
        draw_point(&d, &p, x);
        expect_same(&p, &twin, x, "scaled weights");
        problem_free(&p);
        problem_free(&twin);
    }
}

Test(glm, weights_too_far_apart_are_refused_with_a_sentence)
{
    const double X[] = { 1, 2 }, y[] = { 1, 2 }, s[] = { 1e308, 1e-308 };
    bn_dataset *data;
    bn_objective *f = NULL;
    bn_error err = { 0 };
    cr_assert(!bn_dataset_copy(&data, 2, 1, X, y, s, NULL, NULL));
    cr_expect_eq(bn_objective_new(&f, &bn_squared, data, NULL, &err), BN_NOT_FINITE);
    cr_expect_null(f);
    cr_expect(strstr(err.message, "too far apart"), "%s", err.message);
    bn_dataset_free(data);
}

Test(glm, data_too_large_to_square_is_refused_with_a_sentence)
{
    static const double sizes[][2] = { { 1e160, 1 }, { 1, 1e160 } };
    for (int k = 0; k < 2; k++) {
        const double X[] = { 1, sizes[k][0] }, y[] = { sizes[k][1], 2 };
        bn_dataset *data;
        bn_objective *f = NULL;
        bn_error err = { 0 };
        cr_assert(!bn_dataset_copy(&data, 2, 1, X, y, NULL, NULL, NULL));
        cr_expect_eq(bn_objective_new(&f, &bn_squared, data, NULL, &err), BN_NOT_FINITE);
        cr_expect_null(f);
        cr_expect(strstr(err.message, "too large"), "%s", err.message);
        bn_dataset_free(data);
    }
}

/* The larger label is +1, whatever the two numbers are. */
Test(glm, two_labels_become_minus_one_and_one)
{
    const double X[] = { 1, 2, 3 }, labels[][3] = { { 0, 1, 1 }, { 2, 1, 2 }, { -7, 0.5, -7 } },
                 sign[][3] = { { -1, 1, 1 }, { 1, -1, 1 }, { -1, 1, -1 } };
    for (int k = 0; k < 3; k++) {
        problem p = { .n = 3, .d = 1, .logistic = true, .X = (double *)X, .y = (double *)labels[k] };
        problem_build(&p);
        const double x[] = { 0.7 };
        double grad, wanted = 0;
        evaluate(&p, x, &grad);
        for (int i = 0; i < 3; i++)
            wanted -= sign[k][i] * X[i] / (1 + exp(sign[k][i] * 0.7 * X[i])) / 3;
        cr_expect(same(grad, wanted));
        bn_objective_free(p.f);
        bn_dataset_free(p.data);
    }
}

Test(glm, other_numbers_of_classes_are_refused_with_a_sentence)
{
    const double X[] = { 1, 2, 3 }, one[] = { 1, 1, 1 }, three[] = { 1, 2, 3 };
    bn_error err;
    for (int k = 0; k < 2; k++) {
        bn_dataset *data;
        bn_objective *f = NULL;
        cr_assert(!bn_dataset_copy(&data, 3, 1, X, k ? three : one, NULL, NULL, NULL));
        cr_expect_eq(bn_objective_new(&f, &bn_logistic, data, NULL, &err), BN_BAD_FORMAT);
        cr_expect(strstr(err.message, k ? "3 distinct labels" : "only one class"), "%s", err.message);
        cr_expect_null(f);
        bn_dataset_free(data);
    }
}

Test(glm, arguments_without_meaning_are_refused_and_outputs_stay)
{
    dice d = { 7 };
    problem p = draw_kind(&d, 0, 5, 2, 0.1);
    bn_objective *f = NULL;
    bn_error err;
    static const double bad[] = { -1, NAN, HUGE_VAL, 0x1p-1073 };
    for (int k = 0; k < 4; k++) {
        cr_expect_eq(bn_objective_new(&f, &bn_squared, p.data, &(bn_objective_options){ .l2 = bad[k] }, &err),
                     BN_BAD_ARGUMENT);
        cr_expect(strstr(err.message, "l2"), "%s", err.message);
    }
    cr_expect_null(f);
    const double x[] = { 0, NAN }, v[] = { 1, 1 };
    double out[4] = { 7, 7, 7, 7 };
    bn_evaluation at = { .value = 7 };
    cr_expect_eq(bn_evaluate(&at, p.f, x, out, &err), BN_NOT_FINITE);
    cr_expect(strstr(err.message, "coordinate 2"), "%s", err.message);
    cr_expect_eq(bn_hessian(out, p.f, x, NULL), BN_NOT_FINITE);
    cr_expect_eq(bn_hessian_product(out, p.f, x, v, NULL), BN_NOT_FINITE);
    cr_expect_eq(bn_hessian_product(out, p.f, v, x, NULL), BN_NOT_FINITE);
    cr_expect_eq(bn_term_gradient(out, p.f, 0, x, NULL), BN_NOT_FINITE);
    cr_expect(at.value == 7 && out[0] == 7 && out[1] == 7 && out[2] == 7 && out[3] == 7);
    problem_free(&p);
}

/* An overflow at a far point is an infinite or NaN value with bounds that say so, not a wrong number. */
Test(glm, overflow_at_a_far_point_is_visible)
{
    dice d = { 8 };
    for (unsigned k = 0; k < 8; k++) {
        problem p = draw_kind(&d, k, 20, 3, 0.1);
        const double x[] = { 1e300, -1e300, 1e300, 1 };
        double grad[4];
        bn_evaluation at;
        cr_assert(!bn_evaluate(&at, p.f, x, grad, NULL));
        cr_expect(!isfinite(at.value) && at.value_error == HUGE_VAL, "kind %u: f = %g +- %g", k, at.value,
                  at.value_error);
        cr_expect(!(at.grad_error < 1e280), "kind %u: gradient +- %g", k, at.grad_error);
        problem_free(&p);
    }
}

Test(glm, one_row_and_zero_columns_work)
{
    const double X[] = { 0, 2, 0 }, y[] = { 3 }, x[] = { 5, 1, -1, 0.5 };
    problem p = { .n = 1, .d = 3, .intercept = true, .l2 = 0.25, .X = (double *)X, .y = (double *)y };
    double grad[4], H[16];
    problem_build(&p);
    cr_expect(same(evaluate(&p, x, grad), 0.5 * 0.25 + 0.125 * 27));
    const double wanted[] = { 1.25, 0.25 - 1, -0.25, -0.5 };
    for (int j = 0; j < 4; j++)
        cr_expect(same(grad[j], wanted[j]));
    cr_assert(!bn_hessian(H, p.f, x, NULL));
    cr_expect(H[0] == 0.25 && H[5] == 4.25 && H[15] == 1 && H[7] == 2 && H[1] == 0);
    bn_objective_free(p.f);
    bn_dataset_free(p.data);
}

Test(glm, registry_names_every_loss)
{
    size_t count = 0;
    for (const bn_loss *const *loss = bn_losses(); *loss; loss++, count++) {
        cr_expect_eq(bn_loss_find(bn_loss_name(*loss)), *loss);
        cr_expect(*bn_loss_summary(*loss));
    }
    cr_expect_geq(count, 3);
    cr_expect_null(bn_loss_find("no such loss"));
}
