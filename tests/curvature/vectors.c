/* eig.* and cond.* of tests/theory/vectors.json: the checks, and what waits for an algorithm that is not
   here. */
#include <math.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include <banach/curvature.h>

#include "support/support.h"

TestSuite(vectors, .fini = bn_no_leaks);

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static double at(const json_t *object, const char *key, size_t i)
{
    return json_number_value(json_array_get(json_object_get(object, key), i));
}

static size_t read(const json_t *table, double *out)
{
    const size_t rows = json_array_size(table), cols = json_array_size(json_array_get(table, 0));
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            out[i * cols + j] = json_number_value(json_array_get(json_array_get(table, i), j));
    return rows;
}

/* Least squares over the table X with no target, penalty l2; n times its Hessian is X'X + n l2. */
static void look(const json_t *table, double l2, bn_curvature *c, double *cond, double eigenvalues[2])
{
    double X[16], square;
    bn_dataset *data;
    bn_objective *f;
    cr_assert(!bn_dataset_copy(&data, read(table, X), 2, X, NULL, NULL, NULL, NULL));
    cr_assert(!bn_objective_new(&f, &bn_squared, data, &(bn_objective_options){ .l2 = l2 }, NULL));
    cr_assert(!bn_curvature_bound(c, f, NULL));
    cr_assert(!bn_condition(cond, &square, f, NULL));
    cr_assert(!bn_spectrum(eigenvalues, f, NULL, NULL));
    bn_objective_free(f);
    bn_dataset_free(data);
}

static void svd_vs_gram(const json_t *in, const json_t *out, double tol)
{
    bn_curvature c;
    double cond, eigenvalues[2];
    const json_t *X = json_object_get(in, "X");
    const double n = (double)json_array_size(X);
    look(X, 0, &c, &cond, eigenvalues);
    cr_expect(bn_close(cond, number(out, "kappa_X"), tol));
    cr_expect(bn_close(cond * cond, number(out, "kappa_gram"), tol));
    cr_expect(bn_close(sqrt(n * eigenvalues[0]), number(out, "sigma_min"), tol));
    cr_expect(bn_close(sqrt(n * eigenvalues[1]), number(out, "sigma_max"), tol));
    look(X, 0.1, &c, &cond, eigenvalues);
    cr_expect(bn_close(c.L.value / c.mu.value, number(out, "kappa_ridge_0.1"), tol));
    cr_expect(bn_close(cond, number(out, "kappa_X"), tol), "the condition of X does not see the penalty");
}

static void lauchli(const json_t *in, const json_t *out, double tol)
{
    bn_curvature c;
    double cond, eigenvalues[2];
    look(json_object_get(in, "X"), 0, &c, &cond, eigenvalues);
    for (size_t j = 0; j < 2; j++) {
        cr_expect(bn_close(3 * eigenvalues[j], at(out, "true_gram_eigs", j), 1e-8), "%.17g",
                  3 * eigenvalues[j]);
        cr_expect(bn_close(sqrt(3 * eigenvalues[j]), at(out, "true_sigma", j), 1e-8));
    }
    cr_expect(bn_close(cond, number(out, "kappa_X"), fmax(tol, 1e-9)));
}

/* A moved by a matrix of this norm, along its own eigenvectors and along others. */
static void weyl(const json_t *in, const json_t *out, double tol)
{
    double A[9], moved[9];
    const double b[3] = { 0 }, e = number(in, "perturbation_norm");
    read(json_object_get(in, "A"), A);
    for (int k = 0; k < 3; k++) {
        bn_objective *f;
        bn_curvature c;
        memcpy(moved, A, sizeof A);
        for (int j = 0; j < 3; j++)
            moved[4 * j] += k == 0 ? -e : k == 1 ? e : j % 2 ? e : -e;
        cr_assert(!bn_objective_quadratic(&f, 3, moved, b, NULL));
        cr_assert(!bn_curvature_bound(&c, f, NULL));
        cr_expect(c.mu.value >= number(out, "lambda_min_lower") * (1 - tol) &&
                  c.L.value <= number(out, "lambda_max_upper") * (1 + tol));
        cr_expect(c.L.value / c.mu.value <= number(out, "kappa_upper") * (1 + tol));
        cr_expect(k != 0 || bn_close(c.mu.value, number(out, "lambda_min_lower"), tol));
        cr_expect(k != 1 || bn_close(c.L.value, number(out, "lambda_max_upper"), tol));
        bn_objective_free(f);
    }
}

static const struct {
    const char *key;
    void (*check)(const json_t *in, const json_t *out, double tol); /* NULL: waits */
} checks[] = {
    { "cond.svd_vs_gram", svd_vs_gram },
    { "cond.lauchli", lauchli },
    { "eig.weyl", weyl },
    { "eig.rayleigh_residual", NULL },          /* Rayleigh quotients with residuals */
    { "eig.power_iteration", NULL },            /* never for L: it gives lower bounds */
    { "eig.lanczos", NULL },                    /* Lanczos */
    { "eig.kw_probability", NULL },             /* the failure probability of a random start */
    { "eig.cholesky_certificate_slack", NULL }, /* a priori slack; the enclosure computes its residual */
};

enum { CHECKS = sizeof checks / sizeof *checks };

Test(vectors, of_spectra_and_condition_numbers_are_met)
{
    json_error_t where;
    json_t *root = json_load_file(bn_test_source("tests/theory/vectors.json"), 0, &where), *v;
    cr_assert(root, "%s:%d: %s", where.source, where.line, where.text);
    size_t i, seen = 0;
    json_array_foreach(json_object_get(root, "vectors"), i, v)
    {
        const char *key = json_string_value(json_object_get(v, "key"));
        if (strncmp(key, "eig.", 4) && strncmp(key, "cond.", 5))
            continue;
        size_t k = 0;
        while (k < CHECKS && strcmp(checks[k].key, key))
            k++;
        cr_assert(k < CHECKS, "%s has no check", key);
        if (checks[k].check)
            checks[k].check(json_object_get(v, "inputs"), json_object_get(v, "expected"), number(v, "tol"));
        seen++;
    }
    cr_expect_eq(seen, CHECKS);
    json_decref(root);
}
