/* Problems made to order: are the eigenvalues those that were asked for, is the planted point a minimizer,
   are the bits always the same? */
#include <banach/synthetic.h>

#include "base/alloc.h"
#include "linalg/blas.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

TestSuite(synthetic, .fini = bn_no_leaks);

static const char *const losses[] = { "squared", "logistic", "quadratic" };

static bn_error err;

static bn_dataset *make(double *w, bn_synthetic_options options)
{
    bn_dataset *data = NULL;
    cr_assert_eq(bn_synthetic(&data, w, &options, &err), BN_OK, "%s", err.message);
    return data;
}

static void refused(bn_synthetic_options options, const char *fragment)
{
    bn_dataset *data = NULL;
    cr_assert_neq(bn_synthetic(&data, NULL, &options, &err), BN_OK);
    cr_assert(!data && strstr(err.message, fragment), "%s", err.message);
}

/* ---- The prescribed eigenvalues ------------------------------------------------------------- */

static double *prescribed(bn_synthetic_options options)
{
    double *values = bn_doubles(1, options.cols);
    cr_assert_eq(bn_synthetic_eigenvalues(values, &options, &err), BN_OK, "%s", err.message);
    return values;
}

Test(synthetic, spectra_ascend_from_one_over_kappa_to_one)
{
    static const double kappas[] = { 1, 1 + 1e-12, 2, 1e3, 1e8, 1e15 };
    for (const char *const *name = bn_synthetic_spectra(); *name; name++) {
        for (size_t d = 1; d < 60; d += 1 + d / 4) {
            for (size_t k = 0; k < sizeof kappas / sizeof *kappas; k++) {
                double *s =
                    prescribed((bn_synthetic_options){ .spectrum = *name, .cols = d, .kappa = kappas[k] });
                cr_assert(s[d - 1] == 1 && (d == 1 || s[0] == 1 / kappas[k]), "%s, d = %zu", *name, d);
                for (size_t i = 1; i < d; i++)
                    cr_assert(s[i - 1] <= s[i], "%s, kappa = %g: %.17g, %.17g", *name, kappas[k], s[i - 1],
                              s[i]);
                free(s);
            }
        }
    }
}

static void has_values(const char *spectrum, double kappa, size_t d, const double *expected)
{
    double *s = prescribed((bn_synthetic_options){ .spectrum = spectrum, .cols = d, .kappa = kappa });
    for (size_t i = 0; i < d; i++)
        cr_assert(bn_close(s[i], expected[i], 1e-14), "%s: %.17g, expected %g", spectrum, s[i], expected[i]);
    free(s);
}

Test(synthetic, spectra_have_the_shapes_of_their_names)
{
    has_values("flat", 4, 4, (double[]){ 0.25, 1, 1, 1 });
    has_values("uniform", 4, 4, (double[]){ 0.25, 0.5, 0.75, 1 });
    has_values("geometric", 8, 4, (double[]){ 0.125, 0.25, 0.5, 1 });
    has_values("spiked", 10, 4, (double[]){ 0.1, 0.1, 0.1, 1 });
    has_values("clustered", 16, 10, (double[]){ 1 / 16., 1 / 16., 0.125, 0.125, 0.25, 0.25, 0.5, 0.5, 1, 1 });
    double *s = prescribed((bn_synthetic_options){ .spectrum = "spiked", .cols = 30, .kappa = 4 });
    cr_assert(s[26] == 0.25 && s[27] == 0.5 && s[28] == 0.75 && s[29] == 1);
    free(s);
}

/* Integrates the density by the midpoint rule in the angle, where it is smooth. */
static double share_below(double x, double kappa)
{
    enum { STEPS = 20000 };
    const double a = 1 / kappa, middle = (1 + a) / 2, half = (1 - a) / 2, pi = acos(-1);
    double below = 0, all = 0;
    for (int i = 0; i < STEPS; i++) {
        double angle = (i + 0.5) * pi / STEPS, at = middle - half * cos(angle),
               weight = pow(sin(angle), 2) / at;
        all += weight;
        below += at < x ? weight : 0;
    }
    return below / all;
}

Test(synthetic, marchenko_pastur_values_are_quantiles)
{
    enum { COUNT = 11 };
    static const double kappas[] = { 1.5, 10, 1e4 };
    for (size_t k = 0; k < 3; k++) {
        double *s = prescribed(
            (bn_synthetic_options){ .spectrum = "marchenko-pastur", .cols = COUNT, .kappa = kappas[k] });
        for (size_t i = 0; i < COUNT; i++) {
            double share = share_below(s[i], kappas[k]);
            cr_assert_lt(fabs(share - (double)i / (COUNT - 1)), 3e-4, "kappa %g: %g", kappas[k], share);
        }
        free(s);
    }
}

/* ---- The achieved ones ---------------------------------------------------------------------- */

/* Eigenvalues of X'X/n, or of A. */
static double *achieved(const bn_dataset *data, bool quadratic)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    const size_t n = info->rows, d = info->cols;
    double *A = bn_doubles(d, d), *values = bn_doubles(1, d);
    if (quadratic)
        memcpy(A, bn_dataset_row(data, 0), d * d * sizeof *A);
    else
        bn_syrk_t(d, n, 1.0 / (double)n, bn_dataset_row(data, 0), d, 0, A, d);
    cr_assert_eq(bn_syevd(d, A, d, values, false), 0);
    free(A);
    return values;
}

static void check_spectrum(bn_synthetic_options options)
{
    bool quadratic = !strcmp(options.loss, "quadratic");
    bn_dataset *data = make(NULL, options);
    double *want = prescribed(options), *got = achieved(data, quadratic);
    for (size_t i = 0; i < options.cols; i++)
        cr_assert_lt(fabs(got[i] - want[i]), 1e-13,
                     "%s, %s, kappa %g: eigenvalue %zu is %.17g, expected %.17g", options.loss,
                     options.spectrum, options.kappa, i, got[i], want[i]);
    free(want);
    free(got);
    bn_dataset_free(data);
}

Test(synthetic, every_spectrum_is_achieved_for_every_loss)
{
    for (size_t k = 0; k < 3; k++)
        for (const char *const *name = bn_synthetic_spectra(); *name; name++)
            for (double kappa = 1; kappa <= 1e8; kappa *= 100)
                check_spectrum((bn_synthetic_options){ .loss = losses[k],
                                                       .spectrum = *name,
                                                       .rows = k < 2 ? 150 : 0,
                                                       .cols = 40,
                                                       .kappa = kappa });
}

Test(synthetic, small_and_wide_problems_have_the_spectrum_too)
{
    check_spectrum(
        (bn_synthetic_options){ .loss = "squared", .rows = 15, .cols = 40, .spectrum = "uniform" });
    check_spectrum(
        (bn_synthetic_options){ .loss = "squared", .rows = 40, .cols = 40, .spectrum = "uniform" });
    check_spectrum((bn_synthetic_options){ .loss = "squared", .rows = 5, .cols = 1, .spectrum = "flat" });
    check_spectrum((bn_synthetic_options){ .loss = "squared", .rows = 1, .cols = 1, .spectrum = "spiked" });
    check_spectrum((bn_synthetic_options){ .loss = "quadratic", .cols = 1, .spectrum = "clustered" });
    check_spectrum((bn_synthetic_options){ .loss = "quadratic", .cols = 2, .spectrum = "marchenko-pastur" });
}

/* One-sided Jacobi finds small singular values to their own size: the promise about mu, for which the
   eigenvalues of the product X'X would be too rough. */
Test(synthetic, the_smallest_eigenvalue_is_right_relative_to_itself)
{
    enum { ROWS = 150, COLS = 40 };
    for (const char *const *name = bn_synthetic_spectra(); *name; name++) {
        for (double kappa = 1; kappa <= 1e12; kappa *= 1000) {
            double *X = bn_doubles(ROWS, COLS), values[COLS];
            bn_dataset *data =
                make(NULL,
                     (bn_synthetic_options){ .spectrum = *name, .rows = ROWS, .cols = COLS, .kappa = kappa });
            memcpy(X, bn_dataset_row(data, 0), ROWS * COLS * sizeof *X);
            cr_assert(!bn_triangle(ROWS, COLS, X, COLS) && !bn_gejsv(COLS, X, COLS, values));
            double mu = values[COLS - 1] * values[COLS - 1] / ROWS;
            cr_assert_lt(fabs(mu * kappa - 1), 1e-13 * sqrt(kappa), "%s, kappa %g", *name, kappa);
            free(X);
            bn_dataset_free(data);
        }
    }
}

/* ---- What was planted ----------------------------------------------------------------------- */

/* r = y - Xw, row by row. */
static double *residual(const bn_dataset *data, const double *w)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    double *r = bn_doubles(1, info->rows);
    for (size_t i = 0; i < info->rows; i++) {
        double sum = 0;
        for (size_t j = 0; j < info->cols; j++)
            sum += bn_dataset_row(data, i)[j] * w[j];
        r[i] = info->targets[i] - sum;
    }
    return r;
}

Test(synthetic, a_quadratic_is_symmetric_and_its_minimizer_exact)
{
    enum { COLS = 70 };
    for (const char *const *name = bn_synthetic_spectra(); *name; name++) {
        double w[COLS];
        bn_dataset *data = make(
            w, (bn_synthetic_options){ .loss = "quadratic", .spectrum = *name, .cols = COLS, .kappa = 1e6 });
        double *r = residual(data, w);
        for (size_t i = 0; i < COLS; i++) {
            cr_assert(fabs(w[i]) == 1 && r[i] == 0);
            for (size_t j = 0; j < COLS; j++)
                cr_assert(bn_dataset_row(data, i)[j] == bn_dataset_row(data, j)[i]);
        }
        free(r);
        bn_dataset_free(data);
    }
}

Test(synthetic, without_noise_least_squares_has_no_residual)
{
    enum { ROWS = 300, COLS = 70 };
    for (size_t rows = 30; rows <= ROWS; rows += 90) {
        double w[COLS];
        bn_dataset *data =
            make(w, (bn_synthetic_options){ .rows = rows, .cols = COLS, .kappa = 1e6, .seed = rows });
        double *r = residual(data, w);
        for (size_t i = 0; i < rows; i++)
            cr_assert_eq(r[i], 0);
        free(r);
        bn_dataset_free(data);
    }
}

/* |X'r|/n is what rounding y leaves: about eps rms(y) times |X|/sqrt(n) = 1, with room for 8 of it. */
static void check_residual(bn_synthetic_options options)
{
    const size_t n = options.rows, d = options.cols;
    double *w = bn_doubles(1, d), *gradient = bn_doubles(1, d), root = sqrt((double)n);
    bn_dataset *data = make(w, options);
    double *r = residual(data, w), size = bn_norm(n, bn_dataset_describe(data)->targets) / root;
    bn_gemv_t(n, d, 1.0 / (double)n, bn_dataset_row(data, 0), d, r, 0, gradient);
    cr_assert_lt(bn_norm(d, gradient), 8 * 0x1p-52 * size, "%s, %zu rows, noise %g: %g of %g",
                 options.spectrum, n, options.noise, bn_norm(d, gradient), size);
    double signal = bn_norm(n, r) / root / options.noise; /* the root mean square of Xw */
    cr_assert(bn_close(signal * hypot(1, options.noise), size, 1e-9), "%g, %g", signal, size);
    free(w);
    free(gradient);
    free(r);
    bn_dataset_free(data);
}

/* With one row more than columns nearly all of the normals is taken off; what is left must still be clean. */
Test(synthetic, with_noise_the_residual_has_its_size_and_no_gradient)
{
    for (const char *const *name = bn_synthetic_spectra(); *name; name++)
        for (double noise = 1e-3; noise < 1e3; noise *= 30)
            for (size_t rows = 61; rows < 300; rows *= 4)
                for (uint64_t seed = 0; seed < 3; seed++)
                    check_residual((bn_synthetic_options){ .spectrum = *name,
                                                           .rows = rows,
                                                           .cols = 60,
                                                           .kappa = 1e6,
                                                           .noise = noise,
                                                           .seed = seed });
}

Test(synthetic, labels_without_noise_are_signs)
{
    enum { COLS = 12 };
    double w[COLS];
    bn_dataset *data = make(w, (bn_synthetic_options){ .loss = "logistic", .rows = 400, .cols = COLS });
    const double *y = bn_dataset_describe(data)->targets;
    for (size_t i = 0; i < 400; i++)
        cr_assert(fabs(y[i]) == 1 && y[i] * bn_dot(COLS, bn_dataset_row(data, i), w) > 0);
    bn_dataset_free(data);
}

/* Sums of y_i = +1 minus its probability, plain and weighted by the probability, within 4 deviations. */
Test(synthetic, labels_with_noise_follow_their_probabilities)
{
    enum { ROWS = 20000, COLS = 12 };
    for (double noise = 0.1; noise < 3; noise *= 3) {
        double w[COLS], sum = 0, weighted = 0, variance = 0, weighted_variance = 0;
        bn_dataset *data =
            make(w, (bn_synthetic_options){ .loss = "logistic", .rows = ROWS, .cols = COLS, .noise = noise });
        for (size_t i = 0; i < ROWS; i++) {
            double p = 1 / (1 + exp(-bn_dot(COLS, bn_dataset_row(data, i), w)));
            double surprise = (bn_dataset_describe(data)->targets[i] > 0) - p;
            sum += surprise;
            weighted += surprise * (p - 0.5);
            variance += p * (1 - p);
            weighted_variance += p * (1 - p) * pow(p - 0.5, 2);
        }
        cr_assert_lt(fabs(sum), 4 * sqrt(variance));
        cr_assert_lt(fabs(weighted), 4 * sqrt(weighted_variance));
        bn_dataset_free(data);
    }
}

/* ---- The seed ------------------------------------------------------------------------------- */

static bool same_X(const bn_dataset *a, const bn_dataset *b)
{
    const bn_dataset_info *info = bn_dataset_describe(a);
    return !memcmp(bn_dataset_row(a, 0), bn_dataset_row(b, 0), info->rows * info->cols * sizeof(double));
}

static bool same_y(const bn_dataset *a, const bn_dataset *b)
{
    const bn_dataset_info *info = bn_dataset_describe(a);
    return !memcmp(info->targets, bn_dataset_describe(b)->targets, info->rows * sizeof(double));
}

Test(synthetic, the_same_seed_gives_the_same_bits_at_any_number_of_threads)
{
    for (size_t k = 0; k < 3; k++) {
        bn_synthetic_options options = {
            .loss = losses[k], .rows = k < 2 ? 700 : 0, .cols = 90, .noise = k < 2 ? 0.5 : 0, .seed = 99
        };
        omp_set_num_threads(1);
        bn_dataset *first = make(NULL, options);
        for (int threads = 1; threads <= 4; threads++) {
            omp_set_num_threads(threads);
            bn_dataset *again = make(NULL, options);
            cr_assert_eq(omp_get_max_threads(), threads);
            cr_assert(same_X(first, again) && same_y(first, again), "%s, %d threads", losses[k], threads);
            bn_dataset_free(again);
        }
        options.seed++;
        bn_dataset *other = make(NULL, options);
        cr_assert(!same_X(first, other) && !same_y(first, other));
        bn_dataset_free(other);
        bn_dataset_free(first);
    }
}

Test(synthetic, noise_changes_the_targets_only)
{
    bn_dataset *calm = make(NULL, (bn_synthetic_options){ .seed = 5 });
    bn_dataset *noisy = make(NULL, (bn_synthetic_options){ .seed = 5, .noise = 0.1 });
    cr_assert(same_X(calm, noisy) && !same_y(calm, noisy));
    bn_dataset_free(calm);
    bn_dataset_free(noisy);
}

/* ---- Options -------------------------------------------------------------------------------- */

Test(synthetic, defaults_are_a_small_least_squares_problem)
{
    char text[BN_SYNTHETIC_TEXT];
    bn_dataset *data = NULL;
    cr_assert_eq(bn_synthetic(&data, NULL, NULL, NULL), BN_OK);
    cr_assert_eq(bn_dataset_describe(data)->rows, 1000);
    cr_assert_eq(bn_dataset_describe(data)->cols, 20);
    cr_assert_str_eq(bn_synthetic_command(text, NULL),
                     "banach generate squared --spectrum geometric "
                     "--rows 1000 --cols 20 --kappa 100 --noise 0 --seed 0");
    bn_dataset_free(data);
}

Test(synthetic, what_cannot_be_made_is_a_sentence)
{
    refused((bn_synthetic_options){ .loss = "hinge" },
            "\"hinge\" asked for, expected squared, logistic or quadratic");
    refused((bn_synthetic_options){ .spectrum = "flatt" }, "expected one of flat, uniform, geometric");
    refused((bn_synthetic_options){ .kappa = 0.5 }, "kappa is 0.5");
    refused((bn_synthetic_options){ .kappa = NAN }, "kappa is");
    refused((bn_synthetic_options){ .kappa = HUGE_VAL }, "kappa is");
    refused((bn_synthetic_options){ .noise = -1 }, "noise is -1");
    refused((bn_synthetic_options){ .noise = 1, .rows = 20, .cols = 20 }, "expected more rows than columns");
    refused((bn_synthetic_options){ .loss = "quadratic", .noise = 1 }, "a quadratic has none");
    refused((bn_synthetic_options){ .loss = "quadratic", .rows = 3 }, "a quadratic has as many");
    refused((bn_synthetic_options){ .loss = "logistic", .rows = 1 }, "came out the same");
    refused((bn_synthetic_options){ .rows = SIZE_MAX, .cols = SIZE_MAX }, "do not fit in memory");
    refused((bn_synthetic_options){ .rows = 2000000000, .cols = 2000000000 }, "do not fit in memory");
}
