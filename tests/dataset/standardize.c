/* Standardized columns, to the last digits. */
#include "fixture.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(standardize, .fini = bn_no_leaks);

static const bn_dataset_options standardized = { .standardize = true };

static bn_dataset *copy(size_t rows, size_t cols, const double *X, const double *weights)
{
    bn_dataset *data = NULL;
    bn_error err;
    cr_assert(!bn_dataset_copy(&data, rows, cols, X, NULL, weights, &standardized, &err), "%s", err.message);
    return data;
}

/* Does column j have this mean and deviation within one part in 1e15? */
static void has_moments(const bn_dataset *data, size_t j, double mean, double sd)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    cr_expect(bn_close(info->means[j], mean, 1e-15), "mean %.17g, expected %.17g", info->means[j], mean);
    cr_expect(bn_close(info->scales[j], sd, 1e-15), "sd %.17g, expected %.17g", info->scales[j], sd);
}

Test(standardize, uses_the_population_deviation)
{
    bn_dataset *data = copy(4, 2, (double[]){ 1, 10, 2, 10, 3, 10, 6, 50 }, NULL);
    has_moments(data, 0, 3, sqrt(3.5));
    has_moments(data, 1, 20, sqrt(300));
    for (size_t i = 0; i < 4; i++)
        cr_expect(bn_dataset_row(data, i)[1] ==
                  (i == 3 ? 50 - 20.0 : 10 - 20.0) / bn_dataset_describe(data)->scales[1]);
    bn_dataset_free(data);
}

/* The spread lies sixteen digits below the values: one pass in doubles would see only rounding errors. */
Test(standardize, sees_a_small_spread_among_large_values)
{
    double base = 0x1p52, X[5] = { base + 1, base + 2, base + 3, base + 4, base + 5 };
    bn_dataset *data = copy(5, 1, X, NULL);
    has_moments(data, 0, base + 3, sqrt(2));
    bn_dataset_free(data);

    double cancel[4] = { 1e16, 1, -1e16, 1 };
    data = copy(4, 1, cancel, NULL);
    cr_expect(bn_dataset_describe(data)->means[0] == 0.5, "%.17g", bn_dataset_describe(data)->means[0]);
    bn_dataset_free(data);
}

Test(standardize, survives_the_largest_and_smallest_numbers)
{
    static const double scales[] = { 1e300, DBL_MAX, 1e-300, DBL_MIN, 0x1p-1060 };
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        double X[2] = { -scales[i], scales[i] };
        bn_dataset *data = copy(2, 1, X, NULL);
        has_moments(data, 0, 0, scales[i]);
        cr_expect(bn_dataset_row(data, 0)[0] == -1 && bn_dataset_row(data, 1)[0] == 1, "scale %g", scales[i]);
        bn_dataset_free(data);
    }
    /* Here the difference from the mean is no double. */
    bn_dataset *wide = copy(3, 1, (double[]){ -DBL_MAX, DBL_MAX, DBL_MAX }, NULL);
    cr_expect(bn_close(bn_dataset_row(wide, 0)[0], -sqrt(2), 1e-15) &&
              bn_close(bn_dataset_row(wide, 1)[0], sqrt(0.5), 1e-15));
    bn_dataset_free(wide);
    /* Two neighbours whose deviation is half the smallest number. */
    bn_dataset *data = copy(2, 1, (double[]){ 0, 0x1p-1074 }, NULL);
    cr_expect(bn_dataset_describe(data)->scales[0] == 0x1p-1074 &&
              bn_dataset_describe(data)->constant_columns == 0);
    cr_expect(isfinite(bn_dataset_row(data, 1)[0]));
    bn_dataset_free(data);
}

Test(standardize, a_constant_column_becomes_zeros)
{
    enum { ROWS = 1001 };
    static double X[ROWS][3], weights[ROWS];
    for (size_t i = 0; i < ROWS; i++) {
        X[i][0] = 0.1;
        X[i][1] = i % 2 ? 0.0 : -0.0;
        X[i][2] = (double)i;
        weights[i] = 0.1 + (double)(i % 3);
    }
    for (int weighted = 0; weighted < 2; weighted++) {
        bn_dataset *data = copy(ROWS, 3, &X[0][0], weighted ? weights : NULL);
        const bn_dataset_info *info = bn_dataset_describe(data);
        cr_expect(info->constant_columns == 2 && info->means[0] == 0.1 && info->scales[0] == 1 &&
                  info->scales[1] == 1);
        for (size_t i = 0; i < ROWS; i++)
            cr_assert(bn_dataset_row(data, i)[0] == 0 && bn_dataset_row(data, i)[1] == 0);
        bn_dataset_free(data);
    }
}

Test(standardize, weights_are_repetitions)
{
    bn_dataset *once = copy(3, 1, (double[]){ 1.5, -2, 7 }, (double[]){ 2, 1, 3 });
    bn_dataset *often = copy(6, 1, (double[]){ 1.5, 1.5, -2, 7, 7, 7 }, NULL);
    has_moments(once, 0, bn_dataset_describe(often)->means[0], bn_dataset_describe(often)->scales[0]);
    bn_dataset_free(once);
    bn_dataset_free(often);
    once = copy(3, 1, (double[]){ 1, 2, 1e9 }, (double[]){ DBL_MAX, DBL_MAX, 0 });
    has_moments(once, 0, 1.5, 0.5);
    bn_dataset_free(once);
}

/* A long column against the sums of whole numbers: mean of 0..n-1 is (n-1)/2, its variance (n^2-1)/12. */
Test(standardize, is_exact_for_a_long_column)
{
    enum { ROWS = 200000 };
    double *X = malloc(ROWS * sizeof *X), mean = 0, square = 0;
    cr_assert(X);
    for (size_t i = 0; i < ROWS; i++)
        X[i] = 1e9 + (double)(i * 7919 % ROWS);
    bn_dataset *data = copy(ROWS, 1, X, NULL);
    has_moments(data, 0, 1e9 + (ROWS - 1) / 2.0, sqrt(((double)ROWS * ROWS - 1) / 12));
    for (size_t i = 0; i < ROWS; i++) {
        mean += bn_dataset_row(data, i)[0] / ROWS;
        square += bn_dataset_row(data, i)[0] * bn_dataset_row(data, i)[0] / ROWS;
    }
    cr_expect(fabs(mean) < 1e-11 && fabs(square - 1) < 1e-11, "%g %g", mean, square); /* n eps */
    bn_dataset_free(data);
    free(X);
}

Test(standardize, what_is_out_of_range_is_an_error)
{
    bn_dataset *data = NULL;
    bn_error err;
    double X[3] = { 0, 1e-300, 1e300 }, weights[3] = { 1, 1, 0 };
    cr_expect(bn_dataset_copy(&data, 3, 1, X, NULL, weights, &standardized, &err) == BN_NOT_FINITE && !data);
    cr_expect_str_eq(err.message, "memory: row 3, feature 1 is out of range when standardized");
}

Test(standardize, nothing_is_standardized_unless_asked)
{
    bn_dataset *data = accept("1,2\n3,4\n", NULL);
    cr_expect(!bn_dataset_describe(data)->means && !bn_dataset_describe(data)->scales);
    bn_dataset_free(data);
    data = accept("1,2\n3,4\n", &standardized);
    has_features(data, 2, 1, (double[]){ -1, 1 });
    cr_expect(bn_dataset_describe(data)->targets[1] == 4, "a target is never standardized");
    bn_dataset_free(data);
}

Test(standardize, columns_say_what_they_hold)
{
    const double X[] = { 1, 5, 7, 3, 5, 7, 100, 5, 8 }, weights[] = { 1, 3, 0 };
    for (int k = 0; k < 2; k++) {
        bn_dataset *data;
        bn_column column[3];
        cr_assert(!bn_dataset_copy(&data, 3, 3, X, NULL, weights, k ? &standardized : NULL, NULL));
        cr_assert(!bn_dataset_columns(column, data, NULL));
        cr_expect(bn_close(column[0].mean, 2.5, 1e-15) == !k &&
                  bn_close(column[0].sd, k ? 1 : sqrt(0.75), 1e-15));
        cr_expect(column[1].mean == (k ? 0 : 5) && column[1].sd == 0);
        cr_expect(column[2].mean == (k ? 0 : 7) && column[2].sd == 0, "a row of weight 0 is not there");
        bn_dataset_free(data);
    }
}
