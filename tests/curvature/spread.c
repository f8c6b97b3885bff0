/* How unequal eigenvalues are, from a few rows, beside the eigenvalues that the data were made to have. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include <banach/synthetic.h>

#include "curvature/spread.h"
#include "support/support.h"

TestSuite(spread, .fini = bn_no_leaks);

static double spread_of(const bn_dataset *data, bool intercept)
{
    bn_objective *f;
    bn_error err;
    cr_assert(
        !bn_objective_new(&f, &bn_squared, data, &(bn_objective_options){ .intercept = intercept }, &err),
        "%s", err.message);
    const double s = bn_spread(f);
    bn_objective_free(f);
    return s;
}

static double spread_made(const bn_synthetic_options *made)
{
    double eigenvalue[60], sum = 0, squares = 0;
    cr_assert(!bn_synthetic_eigenvalues(eigenvalue, made, NULL));
    for (size_t j = 0; j < made->cols; j++) {
        sum += eigenvalue[j];
        squares += eigenvalue[j] * eigenvalue[j];
    }
    return (double)made->cols * squares / (sum * sum);
}

Test(spread, is_that_of_the_eigenvalues)
{
    for (const char *const *spectrum = bn_synthetic_spectra(); *spectrum; spectrum++)
        for (size_t d = 15; d <= 60; d *= 2) {
            const bn_synthetic_options made = {
                .spectrum = *spectrum, .rows = 5000, .cols = d, .kappa = 1e4, .seed = d
            };
            bn_dataset *data;
            cr_assert(!bn_synthetic(&data, NULL, &made, NULL));
            const double want = spread_made(&made), found = spread_of(data, false);
            cr_expect(found > want / 1.3 && found < want * 1.3, "%s, d = %zu: %g, not %g", *spectrum, d,
                      found, want);
            bn_dataset_free(data);
        }
}

Test(spread, is_the_same_of_floats_and_ends_at_1_and_at_d)
{
    enum { N = 400, D = 6 };
    double X[N * D], equal[N * D], y[N] = { 0 };
    bn_dataset *data, *floats, *alike;
    for (size_t i = 0; i < N * D; i++) {
        X[i] = (double)(i * i % 17) / 16;
        equal[i] = i % D == 0 ? 3 : 0;
    }
    cr_assert(!bn_dataset_copy(&data, N, D, X, y, NULL, NULL, NULL) &&
              !bn_dataset_copy(&alike, N, D, equal, y, NULL, NULL, NULL) &&
              !bn_dataset_copy(&floats, N, D, X, y, NULL,
                               &(bn_dataset_options){ .storage = BN_STORAGE_FLOAT32 }, NULL));
    cr_expect(bn_close(spread_of(data, false), spread_of(floats, false), 0));
    cr_expect(spread_of(data, true) != spread_of(data, false));
    cr_expect_eq(spread_of(alike, false), D);
    memset(equal, 0, sizeof equal);
    bn_dataset_free(alike);
    cr_assert(!bn_dataset_copy(&alike, N, D, equal, y, NULL, NULL, NULL));
    cr_expect_eq(spread_of(alike, false), 1);
    bn_dataset_free(alike);
    cr_assert(!bn_dataset_copy(&alike, 1, D, X, y, NULL, NULL, NULL));
    cr_expect_eq(spread_of(alike, false), 1);
    bn_dataset_free(alike);
    bn_dataset_free(floats);
    bn_dataset_free(data);
}
