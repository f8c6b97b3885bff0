/* Coefficients in the units of the file say what the standardized ones say. */
#include "support/support.h"

#include <banach/report.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(coefficients, .fini = bn_no_leaks);

enum { ROWS = 40, COLS = 5 };

static double drawn(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (double)(*state >> 8) / 0x1p24 - 0.5;
}

/* Means up to a thousand standard deviations away, units from 1e-6 to 1e6; the last column is constant. */
static void fill(double *X, double *y, unsigned seed)
{
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t j = 0; j + 1 < COLS; j++)
            X[i * COLS + j] = pow(10, 3 * ((double)j - 2)) * (drawn(&seed) + 1000 * ((double)j - 1));
        X[i * COLS + COLS - 1] = 7;
        y[i] = drawn(&seed);
    }
}

static void check(bool standardize, bool intercept, unsigned seed)
{
    double X[ROWS * COLS], y[ROWS], coef[COLS], b, w[COLS + 1];
    bn_dataset *data;
    bn_objective *f;
    bn_error err;
    fill(X, y, seed);
    cr_assert(!bn_dataset_copy(&data, ROWS, COLS, X, y, NULL,
                               &(bn_dataset_options){ .standardize = standardize }, &err),
              "%s", err.message);
    cr_assert(
        !bn_objective_new(&f, &bn_squared, data, &(bn_objective_options){ .intercept = intercept }, &err));
    for (size_t j = 0; j <= COLS; j++)
        w[j] = drawn(&seed);
    bn_coefficients(coef, &b, f, w);
    for (size_t i = 0; i < ROWS; i++) {
        const double *z = bn_dataset_row(data, i);
        long double raw = b, internal = intercept ? w[COLS] : 0, size = fabsl(internal);
        for (size_t j = 0; j < COLS; j++) {
            raw += (long double)coef[j] * X[i * COLS + j];
            internal += (long double)w[j] * z[j];
            size += fabsl((long double)w[j] * z[j]);
        }
        /* z itself is rounded relative to mean/sd, here up to 1e4; b once, to its own size. */
        const long double allowed = 0x1p-52L * (1e4L * size + fabsl((long double)b));
        cr_expect(fabsl(raw - internal) <= allowed, "row %zu: %Lg, %Lg", i, raw, internal);
    }
    bn_objective_free(f);
    bn_dataset_free(data);
}

Test(coefficients, say_the_same_of_every_row)
{
    for (unsigned seed = 1; seed <= (unsigned)(20 * bn_test_multiplier()) + 1; seed++)
        for (unsigned kind = 0; kind < 4; kind++)
            check(kind & 1, kind & 2, seed);
}

Test(coefficients, are_the_unknowns_themselves_without_data)
{
    const double A[] = { 2, 1, 1, 3 }, b[] = { 1, 2 }, x[] = { 5, -7 };
    double coef[2], intercept;
    bn_objective *f;
    cr_assert(!bn_objective_quadratic(&f, 2, A, b, NULL));
    bn_coefficients(coef, &intercept, f, x);
    cr_expect(coef[0] == 5 && coef[1] == -7 && intercept == 0);
    bn_objective_free(f);
}

/* w/sd near the largest double, and an intercept of ordinary size. */
Test(coefficients, may_be_as_large_as_doubles_are)
{
    const double X[] = { 0, 0, 0x3p-1023 }, y[] = { 1, 2, 3 }, x[] = { 1, 2 };
    double coef, intercept;
    bn_dataset *data;
    bn_objective *f;
    cr_assert(!bn_dataset_copy(&data, 3, 1, X, y, NULL, &(bn_dataset_options){ .standardize = true }, NULL));
    cr_assert(!bn_objective_new(&f, &bn_squared, data, &(bn_objective_options){ .intercept = true }, NULL));
    bn_coefficients(&coef, &intercept, f, x);
    cr_expect(coef > 0x1p1020 && bn_close(intercept, 2 - sqrt(0.5), 1e-15), "%g, %g", coef, intercept);
    bn_objective_free(f);
    bn_dataset_free(data);
}

Test(coefficients, beyond_any_double_are_refused)
{
    const double X[] = { 1e-310, 3e-310, -2e-310 }, y[] = { 1, 2, 3 }, x[] = { -0.5 };
    bn_dataset *data;
    bn_objective *f;
    bn_model *model = NULL;
    bn_error err;
    const bn_result ended = { .outcome = BN_CONVERGED };
    cr_assert(!bn_dataset_copy(&data, 3, 1, X, y, NULL, &(bn_dataset_options){ .standardize = true }, NULL));
    cr_assert(!bn_objective_new(&f, &bn_squared, data, NULL, NULL));
    cr_expect(bn_model_new(&model, f, x, &ended, &err) == BN_NOT_FINITE && !model);
    cr_expect(strstr(err.message, "coefficient 1 is too large"), "%s", err.message);
    bn_objective_free(f);
    bn_dataset_free(data);
}
