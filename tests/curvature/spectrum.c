/* mu, L and spectra of problems whose eigenvalues are known, or computed in quad precision. */
#include "curvature/eigen.h"

#include <float.h>
#include <stdio.h>

#include <banach/curvature.h>

TestSuite(spectrum, .fini = bn_no_leaks);

enum { MOST = 24 };

static bn_curvature bound_of(const problem *p, const double *x)
{
    bn_curvature c;
    bn_error err = { 0 };
    const bn_status status = x ? bn_curvature_at(&c, p->f, x, &err) : bn_curvature_bound(&c, p->f, &err);
    cr_assert(!status, "%s", err.message);
    return c;
}

/* Every side of both enclosures, for truths with an absolute error of slack L. */
static void expect_holds(const bn_curvature *c, quad mu, quad L, double slack, const char *what)
{
    const quad s = slack * L;
    cr_expect_eq(c->L.status, BN_PROVEN, "%s", what);
    cr_expect(c->L.upper >= L - s && c->L.lower <= L + s, "%s: L = %.17g in [%.17g, %.17g]", what, (double)L,
              c->L.lower, c->L.upper);
    cr_expect(c->L.value >= c->L.lower && c->L.value <= c->L.upper, "%s: L.value", what);
    cr_expect(c->mu.upper >= mu - s, "%s: mu = %g <= %g", what, (double)mu, c->mu.upper);
    cr_expect(c->mu.status != BN_PROVEN || c->mu.lower <= mu + s, "%s: mu = %.17g >= %.17g", what, (double)mu,
              c->mu.lower);
    cr_expect(c->mu.value >= c->mu.lower && c->mu.value <= c->mu.upper, "%s: mu.value", what);
    cr_expect(c->mu.lower >= 0 && c->mu.lower <= c->L.upper, "%s: 0 <= mu <= L", what);
}

static double width_of_L(const bn_curvature *c)
{
    return (c->L.upper - c->L.lower) / c->L.value;
}

Test(spectrum, bounds_hold_for_random_losses)
{
    dice d = { 1 };
    for (unsigned k = 0; k < draws(160); k++) {
        recipe r = { .n = 1 + draw_bits(&d) % 60,
                     .d = 1 + draw_bits(&d) % 9,
                     .logistic = k & 1,
                     .intercept = k & 2,
                     .weighted = k & 4,
                     .l2 = k % 3 ? draw_log(&d, 1e-10, 10) : 0,
                     .spread = k % 5 ? 1 : 1e5,
                     .noise = 1 };
        r.n += k % 16 ? 0 : 600;
        r.n += r.logistic && r.n < 2;
        problem p = problem_draw(&d, &r);
        double x[MOST], eigenvalues[MOST], sum = 0;
        quad truth[MOST], trace = 0;
        char what[160];
        for (size_t j = 0; j < p.dim; j++)
            x[j] = draw_normal(&d) / (r.spread > 1 ? r.spread : 0.3);
        for (int at = 0; at < 2; at++) {
            const bn_curvature c = bound_of(&p, at ? x : NULL);
            eigen_of_problem(&p, at ? x : NULL, truth);
            snprintf(what, sizeof what, "%u: n=%zu d=%zu logistic=%d intercept=%d l2=%g at=%d", k, p.n, p.d,
                     p.logistic, p.intercept, p.l2, at);
            expect_holds(&c, p.logistic && !at ? (p.intercept ? 0 : p.l2) : truth[0], truth[p.dim - 1], 1e-28,
                         what);
            cr_expect(p.n + p.intercept < p.dim || width_of_L(&c) <= 1e-9, "%s: width of L %g", what,
                      width_of_L(&c));
            cr_assert(!bn_spectrum(eigenvalues, p.f, at ? x : NULL, NULL));
            sum = 0;
            trace = 0;
            for (size_t j = 0; j < p.dim; j++) {
                cr_expect(j == 0 || eigenvalues[j] >= eigenvalues[j - 1], "%s: not ascending", what);
                cr_expect(fabs(eigenvalues[j] - (double)truth[j]) <= 1e-12 * (double)truth[p.dim - 1],
                          "%s: eigenvalue %zu is %g, %g", what, j, eigenvalues[j], (double)truth[j]);
                sum += eigenvalues[j];
                trace += truth[j];
            }
            cr_expect(bn_close(sum, (double)trace, 1e-12), "%s: trace", what);
        }
        problem_free(&p);
    }
}

/* L_max and L_mean are upper bounds of the smoothness of the terms, and not far above. */
Test(spectrum, constants_of_the_terms_are_upper_bounds)
{
    dice d = { 2 };
    for (unsigned k = 0; k < draws(40); k++) {
        problem p = problem_draw(&d, &(recipe){ .n = 2 + draw_bits(&d) % 400,
                                                .d = 1 + draw_bits(&d) % 9,
                                                .logistic = k & 1,
                                                .intercept = k & 2,
                                                .weighted = k & 4,
                                                .l2 = k % 3 ? 0.1 : 0,
                                                .spread = 100,
                                                .noise = 1 });
        const bn_curvature c = bound_of(&p, NULL);
        quad largest = 0, mean = 0, total = 0;
        for (size_t i = 0; i < p.n; i++)
            total += p.s ? p.s[i] : 1;
        for (size_t i = 0; i < p.n; i++) {
            quad square = p.intercept ? 1 : 0;
            for (size_t j = 0; j < p.d; j++)
                square += (quad)p.X[i * p.d + j] * p.X[i * p.d + j];
            const quad L = p.n * (p.s ? p.s[i] : 1) / total * (p.logistic ? 0.25 : 1) * square + p.l2;
            largest = quad_max(largest, L);
            mean += L / p.n;
        }
        cr_expect(c.L_max >= largest && c.L_max <= largest * (1 + 1e-11));
        cr_expect(c.L_mean >= mean && c.L_mean <= mean * (1 + 1e-11));
        cr_expect(c.L_mean >= c.L.lower && c.L_max >= c.L_mean * (1 - 1e-11));
        problem_free(&p);
    }
}

/* Squares that underflow are no reason to promise less. */
Test(spectrum, constants_of_terms_too_small_to_square_are_upper_bounds)
{
    const double X[] = { 0x1p-540, 0x1.8p-538 };
    bn_dataset *data = NULL;
    bn_objective *f = NULL;
    bn_curvature c;
    cr_assert(!bn_dataset_copy(&data, 2, 1, X, NULL, NULL, NULL, NULL));
    cr_assert(!bn_objective_new(&f, &bn_squared, data, NULL, NULL) && !bn_curvature_known(&c, f, NULL));
    const quad small = (quad)X[0] * X[0], large = (quad)X[1] * X[1];
    cr_expect(c.L_max >= large && c.L_mean >= (small + large) / 2, "%g, %g", c.L_max, c.L_mean);
    bn_objective_free(f);
    bn_dataset_free(data);
}

static problem from_table(size_t n, size_t d, const double *X, double l2)
{
    problem p = problem_empty(&(recipe){ .n = n, .d = d, .l2 = l2 });
    memcpy(p.X, X, n * d * sizeof *X);
    problem_build(&p);
    return p;
}

static double cond_of(const problem *p)
{
    double cond, square;
    cr_assert(!bn_condition(&cond, &square, p->f, NULL));
    cr_assert(square == cond * cond || (square == HUGE_VAL && cond == HUGE_VAL));
    return cond;
}

Test(spectrum, of_diagonal_data_is_its_squares)
{
    double X[6 * 6] = { 0 };
    for (int j = 0; j < 6; j++)
        X[7 * j] = ldexp(1, -3 * j);
    problem p = from_table(6, 6, X, 0);
    const bn_curvature c = bound_of(&p, NULL);
    expect_holds(&c, (quad)0x1p-30 / 6, (quad)1 / 6, 0, "diagonal");
    cr_expect(bn_close(c.mu.value, 0x1p-30 / 6, 1e-12), "mu %.17g", c.mu.value);
    cr_expect(bn_close(cond_of(&p), 0x1p15, 1e-12));
    problem_free(&p);
}

/* What the Gram matrix cannot see: eigenvalues 1e-16 and 2 of Laeuchli's matrix, 1e-17 of graded columns. */
Test(spectrum, small_eigenvalues_keep_their_digits)
{
    const double laeuchli[] = { 1, 1, 1e-8, 0, 0, 1e-8 };
    problem p = from_table(3, 2, laeuchli, 0);
    bn_curvature c = bound_of(&p, NULL);
    double eigenvalues[6];
    cr_expect(bn_close(c.mu.value, 1e-16 / 3, 1e-8), "mu %.17g by %s", c.mu.value, c.mu.method);
    cr_expect_eq(c.mu.status, BN_PROVEN);
    cr_expect(c.mu.lower <= 1e-16 / 3 && c.mu.upper >= 1e-16 / 3 * (1 - 1e-15) &&
              c.mu.upper <= c.mu.lower * (1 + 1e-5));
    cr_assert(!bn_spectrum(eigenvalues, p.f, NULL, NULL));
    cr_expect(bn_close(eigenvalues[0], 1e-16 / 3, 1e-8) && bn_close(eigenvalues[1], 2.0 / 3, 1e-12));
    cr_expect(bn_close(cond_of(&p), 141421356.23730952, 1e-9), "%.17g", cond_of(&p));
    problem_free(&p);

    dice d = { 3 };
    for (unsigned k = 0; k < draws(20); k++) {
        quad truth[6];
        problem q = problem_draw(
            &d, &(recipe){ .n = 12, .d = 5, .intercept = k % 2, .spread = 1e6, .l2 = k % 3 ? 0 : 1e-14 });
        eigen_of_problem(&q, NULL, truth);
        c = bound_of(&q, NULL);
        cr_expect(bn_close(c.mu.value, (double)truth[0], 1e-8), "mu %.17g by %s, truth %.17g", c.mu.value,
                  c.mu.method, (double)truth[0]);
        problem_free(&q);
    }
}

Test(spectrum, of_hilbert_data_holds)
{
    double X[8 * 8];
    quad truth[8];
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++)
            X[8 * i + j] = 1.0 / (i + j + 1);
    for (int k = 0; k < 2; k++) {
        problem p = from_table(8, 8, X, k ? 1e-12 : 0);
        const bn_curvature c = bound_of(&p, NULL);
        eigen_of_problem(&p, NULL, truth);
        expect_holds(&c, truth[0], truth[7], 1e-29, "hilbert");
        cr_expect(bn_close(c.mu.value, (double)truth[0], k ? 1e-8 : 1e-4), "mu %.17g by %s, truth %.17g",
                  c.mu.value, c.mu.method, (double)truth[0]);
        problem_free(&p);
    }
}

Test(spectrum, rank_deficient_data_have_no_mu_but_the_penalty)
{
    const double duplicate[] = { 1, 1, 2, 2, 3, 3, -1, -1 }, zero_column[] = { 1, 0, 2, 0, 3, 0, 1, 0 },
                 same_rows[] = { 1, 2, 1, 2, 1, 2, 1, 2 };
    const double *tables[] = { duplicate, zero_column, same_rows };
    for (int k = 0; k < 3; k++) {
        problem p = from_table(4, 2, tables[k], 0), q = from_table(4, 2, tables[k], 0.5);
        bn_curvature c = bound_of(&p, NULL);
        cr_expect(c.mu.value == 0 && c.mu.lower == 0, "table %d: mu %g", k, c.mu.value);
        cr_expect_eq(cond_of(&p), HUGE_VAL);
        c = bound_of(&q, NULL);
        cr_expect(c.mu.lower == 0.5 && c.mu.status == BN_PROVEN && bn_close(c.mu.value, 0.5, 1e-12),
                  "table %d: mu %.17g", k, c.mu.lower);
        problem_free(&p);
        problem_free(&q);
    }
}

Test(spectrum, one_number_is_its_own_curvature)
{
    problem p = from_table(1, 1, (double[]){ 3 }, 0.25);
    const bn_curvature c = bound_of(&p, NULL);
    expect_holds(&c, 9.25, 9.25, 0, "1 x 1");
    cr_expect(bn_close(c.mu.lower, 9.25, 1e-13) && bn_close(c.L.upper, 9.25, 1e-13));
    cr_expect(bn_close(cond_of(&p), 1, 1e-14));
    problem_free(&p);
}

/* A bound of 0 or below would make a step infinite. */
Test(spectrum, of_data_that_vanish_is_above_zero)
{
    static const double sizes[] = { 0, 1e-200, 1e-320 };
    for (int k = 0; k < 3; k++) {
        problem p = from_table(2, 2, (double[]){ sizes[k], 0, 0, -sizes[k] }, 0);
        const bn_curvature c = bound_of(&p, NULL);
        cr_expect(c.L.upper > 0 || sizes[k] == 0, "size %g: L %g", sizes[k], c.L.upper);
        cr_expect(c.L.upper < 1e-290 && c.mu.lower == 0);
        problem_free(&p);
    }
}

Test(spectrum, overflow_is_a_sentence_and_not_a_nan)
{
    const double A[] = { DBL_MAX, DBL_MAX, DBL_MAX, DBL_MAX }, b[] = { 1, 1 };
    bn_objective *f;
    bn_curvature c = { .L_max = 7 };
    bn_error err = { 0 };
    cr_assert(!bn_objective_quadratic(&f, 2, A, b, NULL));
    cr_expect_eq(bn_curvature_bound(&c, f, &err), BN_NOT_FINITE);
    cr_expect(strstr(err.message, "too large"), "%s", err.message);
    cr_expect_eq(c.L_max, 7);
    bn_objective_free(f);
    problem p = from_table(3, 2, (double[]){ 1e154, 1, 1e-154, 1e154, 3, 1e100 }, 0);
    const bn_status status = bn_curvature_bound(&c, p.f, &err);
    cr_expect(status == BN_NOT_FINITE || (!status && c.L.upper < HUGE_VAL && c.L.upper >= 1e308 / 3),
              "status %d, L %g", status, c.L.upper);
    problem_free(&p);
}

Test(spectrum, scales_with_powers_of_two)
{
    dice d = { 4 };
    for (int k = -400; k <= 400; k += 100) {
        problem p = problem_draw(&d, &(recipe){ .n = 40, .d = 5, .spread = 2 }),
                q = from_table(40, 5, p.X, 0);
        for (size_t i = 0; i < 200; i++)
            q.X[i] = ldexp(p.X[i], k);
        bn_objective_free(q.f);
        bn_dataset_free(q.data);
        problem_build(&q);
        const bn_curvature a = bound_of(&p, NULL), b = bound_of(&q, NULL);
        cr_expect(bn_close(ldexp(a.L.upper, 2 * k), b.L.upper, 1e-14), "2^%d: %.17g and %.17g", k,
                  ldexp(a.L.upper, 2 * k), b.L.upper);
        cr_expect(bn_close(ldexp(a.mu.lower, 2 * k), b.mu.lower, 1e-11), "2^%d", k);
        problem_free(&p);
        problem_free(&q);
    }
}

Test(spectrum, is_the_same_at_any_number_of_threads)
{
    dice d = { 5 };
    problem p = problem_draw(
        &d,
        &(recipe){
            .n = 3000, .d = 20, .logistic = true, .intercept = true, .l2 = 0.1, .spread = 3, .noise = 1 });
    bn_curvature c[3], at[3];
    double x[21];
    for (size_t j = 0; j < 21; j++)
        x[j] = 0.1 * draw_normal(&d);
    for (unsigned t = 0; t < 3; t++) {
        bn_objective *f;
        cr_assert(!bn_objective_new(&f, &bn_logistic, p.data,
                                    &(bn_objective_options){ .l2 = 0.1, .intercept = true, .threads = t + 1 },
                                    NULL));
        cr_assert(!bn_curvature_bound(&c[t], f, NULL) && !bn_curvature_at(&at[t], f, x, NULL));
        cr_expect(c[t].L.upper == c[0].L.upper && c[t].L.lower == c[0].L.lower && c[t].L_mean == c[0].L_mean);
        cr_expect(at[t].L.upper == at[0].L.upper && at[t].mu.lower == at[0].mu.lower &&
                  at[t].mu.value == at[0].mu.value);
        bn_objective_free(f);
    }
    problem_free(&p);
}

Test(spectrum, width_of_L_stays_small_for_two_hundred_columns)
{
    dice d = { 6 };
    problem p = problem_draw(
        &d, &(recipe){ .n = 700, .d = 200, .logistic = true, .l2 = 1e-3, .spread = 10, .noise = 1 });
    const bn_curvature c = bound_of(&p, NULL);
    cr_expect_leq(width_of_L(&c), 1e-9, "width %g", width_of_L(&c));
    problem_free(&p);
}

/* x'Ax/2 with a negative eigenvalue is not convex, and that is proven, not rounded to 0. */
Test(spectrum, of_an_indefinite_quadratic_says_so)
{
    const double A[] = { 1, 2, 2, 1 }, b[] = { 0, 0 };
    bn_objective *f;
    bn_curvature c;
    cr_assert(!bn_objective_quadratic(&f, 2, A, b, NULL));
    cr_assert(!bn_curvature_bound(&c, f, NULL));
    cr_expect(c.mu.lower <= -1 && c.mu.upper >= -1 && bn_close(c.mu.value, -1, 1e-14) && c.mu.upper < 0,
              "mu %g", c.mu.value);
    cr_expect_eq(c.mu.status, BN_PROVEN);
    cr_expect(c.L.upper >= 3 && c.L.upper <= 3 * (1 + 1e-13));
    bn_objective_free(f);
}
