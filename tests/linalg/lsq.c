/* The least-squares solver against exact rational solutions (lsq_truth.h), and what must hold without any
   truth. */
#include "linalg/lsq.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(lsq, .fini = bn_no_leaks);

#define MOST 12 /* unknowns of a problem with a known solution */

typedef struct truth {
    const char *kind;
    size_t rows, cols;
    bool weighted, intercept;
    double l2;
    size_t rank;
    bn_dd z[MOST];
} truth;

#include "linalg/lsq_truth.h"

/* ---- Problems ------------------------------------------------------------------------------ */

/* A 24-bit number in [-8, 8) per call. */
static double draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*state >> 40) - 0x1p23) * 0x1p-20;
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static double entry(const char *kind, size_t i, size_t j, size_t n, uint64_t *state, const double *row)
{
    if (is(kind, "hilbert"))
        return 1.0 / (double)(i + j + 1);
    if (is(kind, "powers"))
        return j ? row[j - 1] * row[0] : -3 - 6.0 * (double)i / (double)n;
    double x = draw(state);
    if (is(kind, "offset"))
        return x + 0x1p27 * (double)(j + 1);
    if (is(kind, "sizes"))
        return ldexp(x, 40 * (int)(j % 3) - 40);
    return x;
}

/* Keep in step with entries() in tests/truth/lsq.py. */
static void make(double *X, double *y, double *s, const char *kind, size_t n, size_t d)
{
    uint64_t state = n * 100 + d;
    for (size_t i = 0; i < n; i++) {
        double *row = X + i * d;
        for (size_t j = 0; j < d; j++)
            row[j] = entry(kind, i, j, n, &state, row);
        if (is(kind, "dependent")) {
            row[d - 1] = row[0] + 2 * row[1];
            row[d - 2] = row[0];
        }
        if (is(kind, "repeated") && i >= n - 2)
            memcpy(row, X + (i - (n - 2)) * d, d * sizeof *row);
        y[i] = draw(&state);
        s[i] = i == 1 ? 0 : fabs(draw(&state)) + 0.125;
    }
}

typedef struct instance {
    bn_lsq_problem problem;
    double *X, *y, *s;
} instance;

static instance make_instance(const char *kind, size_t n, size_t d, bool weighted, bool intercept, double l2)
{
    instance a = { .X = calloc(n * d, sizeof(double)),
                   .y = calloc(n, sizeof(double)),
                   .s = calloc(n, sizeof(double)) };
    make(a.X, a.y, a.s, kind, n, d);
    a.problem = (bn_lsq_problem){ .rows = n,
                                  .cols = d,
                                  .X = a.X,
                                  .stride = d,
                                  .y = a.y,
                                  .weights = weighted ? a.s : NULL,
                                  .l2 = l2,
                                  .intercept = intercept };
    return a;
}

static void release(instance *a)
{
    free(a->X);
    free(a->y);
    free(a->s);
}

/* ---- Against the truth --------------------------------------------------------------------- */

/* -log10 of the error, relative to each coefficient, or to the largest where the exact one is 0. */
static double worst_digits(const bn_dd *z, const bn_dd *exact, size_t n)
{
    double worst = 32, largest = 0;
    for (size_t k = 0; k < n; k++)
        largest = fmax(largest, fabs(exact[k].hi));
    for (size_t k = 0; k < n; k++) {
        double error = fabs(bn_dd_sub(z[k], exact[k]).hi),
               size = exact[k].hi != 0 ? fabs(exact[k].hi) : largest;
        worst = error > 0 ? fmin(worst, -log10(error / size)) : worst;
    }
    return worst;
}

/* A unique solution comes in 20 digits, or in what doubled residuals leave at a large condition; the one of
   least |w| by SVD rests on a computed basis and comes in 13. */
Test(lsq, exact_rational_solutions)
{
    for (size_t t = 0; t < sizeof truths / sizeof *truths; t++) {
        const truth *e = &truths[t];
        size_t unknowns = e->cols + e->intercept;
        instance a = make_instance(e->kind, e->rows, e->cols, e->weighted, e->intercept, e->l2);
        bn_lsq_report report = { 0 };
        bn_dd z[MOST];
        bn_error err;
        cr_assert(!bn_lsq_solve(z, &a.problem, &report, &err), "%s: %s", e->kind, err.message);
        double found = worst_digits(z, e->z, unknowns);
        double bar = report.route == BN_LSQ_SVD ? 13 : fmin(20, 30 - 2 * log10(report.condition));
        fprintf(stderr,
                "%-9s %2zu x %2zu l2 %-6g %-8s rank %2zu of %2zu, %2u sweeps, condition %.1e: %.1f digits\n",
                e->kind, e->rows, e->cols, e->l2, bn_lsq_route_name(report.route), report.rank, unknowns,
                report.sweeps, report.condition, found);
        cr_expect(found >= bar, "%s %zu x %zu: %.1f digits", e->kind, e->rows, e->cols, found);
        cr_expect(report.rank == e->rank, "%s %zu x %zu: rank %zu, not %zu", e->kind, e->rows, e->cols,
                  report.rank, e->rank);
        release(&a);
    }
}

/* ---- Invariances --------------------------------------------------------------------------- */

static void expect_same_bits(const bn_dd *a, const bn_dd *b, size_t n, const char *what)
{
    for (size_t k = 0; k < n; k++)
        cr_expect(a[k].hi == b[k].hi && a[k].lo == b[k].lo, "%s: coefficient %zu is %a + %a and %a + %a",
                  what, k, a[k].hi, a[k].lo, b[k].hi, b[k].lo);
}

Test(lsq, same_bits_at_any_thread_count)
{
    static const struct {
        size_t n, d;
        double l2;
    } shape[] = { { 3000, 7, 0 }, { 1500, 300, 1e-3 }, { 600, 700, 1e-2 }, { 600, 700, 0 } };
    for (size_t k = 0; k < sizeof shape / sizeof *shape; k++) {
        size_t d = shape[k].d;
        instance a = make_instance("plain", shape[k].n, d, true, true, shape[k].l2);
        bn_dd *one = calloc(2 * (d + 1), sizeof *one), *many = one + d + 1;
        for (unsigned threads = 1; threads <= 3; threads++) {
            a.problem.threads = threads;
            cr_assert(!bn_lsq_solve(threads == 1 ? one : many, &a.problem, NULL, NULL));
            if (threads > 1)
                expect_same_bits(one, many, d + 1, "threads");
        }
        free(one);
        release(&a);
    }
}

/* Columns times powers of two: the same solution, bit for bit, each coefficient divided by its power. */
Test(lsq, power_of_two_scaling_changes_no_bit)
{
    static const int exponents[] = { 500, -500, 3, 0, -40 };
    for (int y_exponent = -450; y_exponent <= 450; y_exponent += 450) {
        instance a = make_instance("powers", 20, 5, true, true, 0);
        bn_dd z[6], scaled[6];
        cr_assert(!bn_lsq_solve(z, &a.problem, NULL, NULL));
        for (size_t i = 0; i < 20; i++) {
            for (size_t j = 0; j < 5; j++)
                a.X[i * 5 + j] = ldexp(a.X[i * 5 + j], exponents[j]);
            a.y[i] = ldexp(a.y[i], y_exponent);
            a.s[i] = ldexp(a.s[i], 600);
        }
        cr_assert(!bn_lsq_solve(scaled, &a.problem, NULL, NULL));
        for (size_t j = 0; j < 6; j++)
            scaled[j] = bn_dd_scale(scaled[j], ldexp(1, (j < 5 ? exponents[j] : 0) - y_exponent));
        if (y_exponent == 0)
            expect_same_bits(z, scaled, 6, "scaling");
        for (size_t j = 0; j < 6; j++) /* tiny coefficients lose their second half below 2^-1022 */
            cr_expect(bn_close(z[j].hi, scaled[j].hi, 1e-15), "coefficient %zu: %g and %g", j, z[j].hi,
                      scaled[j].hi);
        release(&a);
    }
}

/* A weight of 0 removes a row, whatever it holds; a weight of 2 doubles it. */
Test(lsq, weights_are_row_counts)
{
    for (size_t d = 3; d <= 20; d += 17) {
        instance a = make_instance("plain", 12, d, true, true, 0.01),
                 b = make_instance("plain", 12, d, true, true, 0.01);
        bn_dd z[21], copied[21];
        for (size_t i = 0; i < 12; i++)
            a.s[i] = i == 2 ? 2 : i == 11 ? 0 : 1;
        for (size_t j = 0; j < d; j++) { /* the last row: gone in a, row 2 again in b */
            a.X[11 * d + j] = 1e300;
            b.X[11 * d + j] = b.X[2 * d + j];
        }
        b.y[11] = b.y[2];
        b.problem.weights = NULL;
        cr_assert(!bn_lsq_solve(z, &a.problem, NULL, NULL) && !bn_lsq_solve(copied, &b.problem, NULL, NULL));
        cr_expect(worst_digits(z, copied, d + 1) >= 20, "%g digits", worst_digits(z, copied, d + 1));
        release(&a);
        release(&b);
    }
}

/* ---- Corners ------------------------------------------------------------------------------- */

Test(lsq, tiny_and_huge_data)
{
    static const double sizes[] = { 1e-150, 1e-300, 1e150, 1e300 };
    for (size_t k = 0; k < 4; k++) {
        double X[] = { 1 * sizes[k], 2 * sizes[k], 3 * sizes[k] }, y[] = { 1e-3, 2e-3, 4e-3 };
        bn_lsq_problem p = { .rows = 3, .cols = 1, .X = X, .stride = 1, .y = y };
        bn_dd w;
        cr_assert(!bn_lsq_solve(&w, &p, NULL, NULL));
        cr_expect(bn_close(w.hi, 17e-3 / 14 / sizes[k], 1e-14), "%g", w.hi);
    }
}

Test(lsq, degenerate_shapes)
{
    double X[] = { 2, 2, 2, 2 }, y[] = { 1, 2, 3, 6 }, zeros[4] = { 0 };
    bn_lsq_problem p = { .rows = 4, .cols = 1, .X = X, .stride = 1, .y = y, .intercept = true };
    bn_lsq_report report;
    bn_dd z[3];
    cr_assert(!bn_lsq_solve(z, &p, &report,
                            NULL)); /* a constant column beside the intercept: all to the intercept */
    cr_expect(z[0].hi == 0 && z[1].hi == 3 && report.rank == 1, "%g %g rank %zu", z[0].hi, z[1].hi,
              report.rank);
    p.cols = 0; /* the mean */
    cr_assert(!bn_lsq_solve(z, &p, NULL, NULL));
    cr_expect(z[0].hi == 3);
    p = (bn_lsq_problem){ .rows = 4, .cols = 1, .X = zeros, .stride = 1, .y = y };
    cr_assert(!bn_lsq_solve(z, &p, &report, NULL));
    cr_expect(z[0].hi == 0 && report.rank == 0);
    p = (bn_lsq_problem){ .rows = 1, .cols = 2, .X = X, .stride = 2, .y = y };
    cr_assert(!bn_lsq_solve(z, &p, &report, NULL));
    cr_expect(z[0].hi == 0.25 && z[1].hi == 0.25 && report.rank == 1, "%g %g", z[0].hi, z[1].hi);
    p = (bn_lsq_problem){ .rows = 4, .cols = 1, .X = X, .stride = 1, .y = zeros, .l2 = 1 };
    cr_assert(!bn_lsq_solve(z, &p, NULL, NULL));
    cr_expect(z[0].hi == 0);
}

/* Columns that are constant, or nearly, beside an intercept: a mean of any size must not leave its rounding
   behind. */
Test(lsq, constant_columns_and_a_tiny_penalty)
{
    enum { N = 12 };
    double X[3 * N], y[N];
    for (size_t i = 0; i < N; i++) {
        X[3 * i] = 128;
        X[3 * i + 1] = 1e9 / 3;
        X[3 * i + 2] = 1e15 + (double)(i % 5); /* y depends on these last three bits */
        y[i] = 2 * (double)(i % 5) + 7;
    }
    bn_lsq_problem p = { .rows = N, .cols = 3, .X = X, .stride = 3, .y = y, .l2 = 1e-290, .intercept = true };
    bn_dd z[4];
    cr_assert(!bn_lsq_solve(z, &p, NULL, NULL));
    cr_expect(z[0].hi == 0 && z[1].hi == 0 && bn_close(z[2].hi, 2, 1e-15), "%g %g %.17g", z[0].hi, z[1].hi,
              z[2].hi);
    cr_expect(z[3].hi == 7 - 2e15, "%.17g", z[3].hi);
}

Test(lsq, refusals)
{
    double X[] = { 1, 2, 3, 4 }, y[] = { 1, 2, 3, 4 }, s[] = { 0, 0, 0, 0 };
    bn_lsq_problem good = { .rows = 4, .cols = 1, .X = X, .stride = 1, .y = y }, p = good;
    bn_lsq_statistics statistics;
    double errors[3];
    bn_dd z[3];
    bn_error err;
    X[2] = NAN;
    cr_expect(bn_lsq_solve(z, &p, NULL, &err) == BN_NOT_FINITE && strstr(err.message, "row 3"));
    X[2] = 3;
    p.weights = s;
    cr_expect(bn_lsq_solve(z, &p, NULL, &err) == BN_BAD_ARGUMENT && strstr(err.message, "weight 0"));
    s[3] = -1;
    cr_expect(bn_lsq_solve(z, &p, NULL, &err) == BN_BAD_ARGUMENT && strstr(err.message, "row 4"));
    p = good;
    p.l2 = -1;
    cr_expect(bn_lsq_solve(z, &p, NULL, &err) == BN_BAD_ARGUMENT);
    p.l2 = 1;
    cr_assert(!bn_lsq_solve(z, &p, NULL, NULL));
    cr_expect(bn_lsq_statistics_at(&statistics, errors, &p, z, NULL) == BN_UNSUPPORTED);
    p = good;
    p.rows = 1;
    cr_expect(bn_lsq_statistics_at(&statistics, errors, &p, z, NULL) == BN_UNSUPPORTED);
    X[0] = X[1] = X[2] = X[3] = 5;
    p = good;
    p.intercept = true;
    cr_assert(!bn_lsq_solve(z, &p, NULL, NULL));
    cr_expect(bn_lsq_statistics_at(&statistics, errors, &p, z, NULL) == BN_NUMERICAL);
}

/* ---- Statistics ---------------------------------------------------------------------------- */

/* Mean x 1/2, mean y 2, Sxx 5, Sxy 6: slope 1.2, intercept 1.4; residuals 0.8, -1.4, 0.4, 0.2: squares sum
   to 2.8. */
Test(lsq, statistics_by_hand)
{
    double X[] = { -1, 0, 1, 2 }, y[] = { 1, 0, 3, 4 }, errors[2];
    bn_lsq_problem p = { .rows = 4, .cols = 1, .X = X, .stride = 1, .y = y, .intercept = true };
    bn_lsq_statistics statistics;
    bn_dd z[2];
    cr_assert(!bn_lsq_solve(z, &p, NULL, NULL));
    cr_assert(!bn_lsq_statistics_at(&statistics, errors, &p, z, NULL));
    cr_expect(bn_close(z[0].hi, 1.2, 1e-15) && bn_close(z[1].hi, 1.4, 1e-15));
    cr_expect(statistics.freedom == 2);
    cr_expect(bn_close(statistics.residual_sd, sqrt(1.4), 1e-14), "%.17g", statistics.residual_sd);
    cr_expect(bn_close(errors[0], sqrt(1.4 / 5), 1e-14), "%.17g", errors[0]);
    cr_expect(bn_close(errors[1], sqrt(1.4 * (0.25 + 0.25 / 5)), 1e-14), "%.17g", errors[1]);
}

Test(lsq, exact_fit_has_no_spread)
{
    double X[] = { 1, 2, 3, 4, 5 }, y[] = { 3, 5, 7, 9, 11 }, errors[2];
    bn_lsq_problem p = { .rows = 5, .cols = 1, .X = X, .stride = 1, .y = y, .intercept = true };
    bn_lsq_statistics statistics;
    bn_dd z[2];
    cr_assert(!bn_lsq_solve(z, &p, NULL, NULL) && !bn_lsq_statistics_at(&statistics, errors, &p, z, NULL));
    cr_expect(z[0].hi == 2 && z[1].hi == 1 && statistics.residual_sd == 0 && errors[0] == 0 &&
              errors[1] == 0);
}
