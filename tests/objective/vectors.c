/* ridge.*, logistic.* and quadratic.* of tests/theory/vectors.json: each key has its check, and no key is
   left over. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include <banach/curvature.h>
#include <banach/solver.h>

#include "objective/loss.h"
#include "support/support.h"

TestSuite(vectors, .fini = bn_no_leaks);

enum { MOST = 16 };

/* One entry of the table: its inputs and expectations, and the objective they are about. */
typedef struct entry {
    const char *id;
    const json_t *in, *out;
    double tol;
    bn_dataset *data;
    bn_objective *f;
    size_t dim;
} entry;

static size_t numbers(double *to, const json_t *from)
{
    size_t count = 0;
    if (json_is_number(from)) {
        to[0] = json_number_value(from);
        return 1;
    }
    for (size_t i = 0; i < json_array_size(from); i++)
        count += numbers(to + count, json_array_get(from, i));
    cr_assert_leq(count, MOST);
    return count;
}

static double number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

/* actual[0..count) is what the table says under this key, to its tolerance relative to the largest number. */
static void expect(const entry *e, const char *key, const double *actual, size_t count)
{
    double wanted[MOST], largest = 0;
    cr_assert_eq(numbers(wanted, json_object_get(e->out, key)), count, "%s has no %s of %zu numbers", e->id,
                 key, count);
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(wanted[i]));
    for (size_t i = 0; i < count; i++)
        cr_expect(fabs(actual[i] - wanted[i]) <= e->tol * largest, "%s: %s[%zu] is %.17g, expected %.17g",
                  e->id, key, i, actual[i], wanted[i]);
}

static void expect_number(const entry *e, const char *key, double actual)
{
    expect(e, key, &actual, 1);
}

static void open_data(entry *e, const bn_loss *loss)
{
    bn_error err;
    double X[MOST], y[MOST] = { 1, -1, 1, -1 };
    const size_t n = json_array_size(json_object_get(e->in, "X")),
                 d = numbers(X, json_object_get(e->in, "X")) / n;
    if (json_object_get(e->in, "y"))
        numbers(y, json_object_get(e->in, "y"));
    cr_assert(!bn_dataset_copy(&e->data, n, d, X, y, NULL, NULL, &err), "%s", err.message);
    cr_assert(!bn_objective_new(&e->f, loss, e->data,
                                &(bn_objective_options){ .l2 = number(e->in, "lambda") }, &err),
              "%s", err.message);
    e->dim = d;
}

static void open_quadratic(entry *e)
{
    double A[MOST], b[MOST];
    e->dim = json_array_size(json_object_get(e->in, "A"));
    numbers(A, json_object_get(e->in, "A"));
    numbers(b, json_object_get(e->in, "b"));
    cr_assert(!bn_objective_quadratic(&e->f, e->dim, A, b, NULL));
}

static void ridge(entry *e)
{
    open_data(e, &bn_squared);
}

static void logistic(entry *e)
{
    open_data(e, &bn_logistic);
}

static void value_grad_hess(entry *e)
{
    double w[MOST], grad[MOST], H[MOST];
    bn_evaluation at;
    numbers(w, json_object_get(e->in, "w"));
    cr_assert(!bn_evaluate(&at, e->f, w, grad, NULL));
    cr_assert(!bn_hessian(H, e->f, w, NULL));
    expect_number(e, "f", at.value);
    expect(e, "grad", grad, e->dim);
    expect(e, "hessian", H, e->dim * e->dim);
}

static void optimum(entry *e, const bn_method *method)
{
    double w[MOST] = { 0 };
    bn_result r;
    bn_error err;
    cr_assert(!bn_solve(method, e->f, w, &(bn_solve_options){ .tol = 1e-24 }, &r, &err), "%s", err.message);
    expect(e, json_object_get(e->out, "w_star") ? "w_star" : "x_star", w, e->dim);
    expect_number(e, "f_star", r.value);
}

static void ridge_value_grad_hess(entry *e)
{
    bn_curvature c;
    value_grad_hess(e);
    cr_assert(!bn_curvature_bound(&c, e->f, NULL));
    expect_number(e, "mu", c.mu.value);
    expect_number(e, "L", c.L.value);
    expect_number(e, "kappa", c.L.value / c.mu.value);
    expect_number(e, "L_max", c.L_max);
    optimum(e, &bn_newton);
    for (size_t i = 0; i < bn_objective_describe(e->f)->terms; i++) { /* phi' is the residual */
        double w[MOST], residual[MOST], grad[MOST];
        const double *row = bn_dataset_row(e->data, i);
        numbers(w, json_object_get(e->in, "w"));
        numbers(residual, json_object_get(e->out, "residual"));
        cr_assert(!bn_term_gradient(grad, e->f, i, w, NULL));
        for (size_t j = 0; j < e->dim; j++)
            cr_expect(fabs(grad[j] - (residual[i] * row[j] + 0.1 * w[j])) <= 1e-14, "%s: term %zu", e->id, i);
    }
}

static void logistic_value_grad_hess(entry *e)
{
    double w[MOST], eigenvalues[MOST];
    bn_curvature c;
    value_grad_hess(e);
    numbers(w, json_object_get(e->in, "w"));
    cr_assert(!bn_spectrum(eigenvalues, e->f, w, NULL));
    expect(e, "hess_eigs", eigenvalues, e->dim);
    cr_assert(!bn_curvature_at(&c, e->f, w, NULL));
    expect_number(e, "local_kappa", c.L.value / c.mu.value);
}

static void logistic_hessvec(entry *e)
{
    double w[MOST], v[MOST], Hv[MOST];
    numbers(w, json_object_get(e->in, "w"));
    numbers(v, json_object_get(e->in, "v"));
    cr_assert(!bn_hessian_product(Hv, e->f, w, v, NULL));
    expect(e, "Hv", Hv, e->dim);
}

static void logistic_optimum(entry *e)
{
    double w[MOST], zeros[MOST] = { 0 }, grad[MOST], eigenvalues[MOST];
    bn_evaluation at;
    optimum(e, &bn_newton);
    numbers(w, json_object_get(e->out, "w_star"));
    cr_assert(!bn_spectrum(eigenvalues, e->f, w, NULL));
    expect(e, "hess_eigs_at_opt", eigenvalues, e->dim);
    cr_assert(!bn_evaluate(&at, e->f, zeros, grad, NULL));
    expect_number(e, "f_at_zero", at.value);
    expect(e, "grad_at_zero", grad, e->dim);
}

static void logistic_constants(entry *e)
{
    bn_curvature c;
    double eigenvalues[MOST], squares[MOST], longest = 0;
    const size_t n = bn_objective_describe(e->f)->terms;
    cr_assert(!bn_curvature_bound(&c, e->f, NULL));
    expect_number(e, "L", c.L.value);
    expect_number(e, "L_max", c.L_max);
    expect_number(e, "L_bar", c.L_mean);
    expect_number(e, "mu_lower", c.mu.lower);
    expect_number(e, "kappa_bound", c.L.value / c.mu.lower);
    cr_assert(!bn_spectrum(eigenvalues, e->f, NULL, NULL)); /* of X'X/(4n) + lambda I */
    for (size_t j = 0; j < e->dim; j++)
        eigenvalues[j] = 4 * (double)n * (eigenvalues[j] - 0.1);
    expect(e, "gram_eigs", eigenvalues, e->dim);
    for (size_t i = 0; i < n; i++) {
        const double *row = bn_dataset_row(e->data, i);
        squares[i] = row[0] * row[0] + row[1] * row[1];
        longest = fmax(longest, sqrt(squares[i]));
    }
    expect(e, "row_sq_norms", squares, n);
    expect_number(e, "hessian_lipschitz_bound",
                  eigenvalues[e->dim - 1] * longest * bn_logistic.sup_d3 / (double)n);
}

/* The library offers no sublevel mu; its local ones must respect it: everywhere in the ball, and with it
   the global. */
static void logistic_sublevel_mu(entry *e)
{
    const double radius = number(e->out, "radius"), mu = number(e->out, "mu_sublevel"), zeros[MOST] = { 0 };
    bn_curvature c;
    bn_evaluation at;
    cr_assert(!bn_curvature_bound(&c, e->f, NULL));
    expect_number(e, "mu_global", c.mu.lower);
    cr_assert(!bn_evaluate(&at, e->f, zeros, NULL, NULL));
    expect_number(e, "radius", sqrt(2 * at.value / 0.1));
    for (int k = 0; k < 64; k++) {
        double angle = k * 0.0981747704, w[] = { radius * cos(angle), radius * sin(angle) };
        cr_assert(!bn_curvature_at(&c, e->f, w, NULL));
        cr_expect_geq(c.mu.lower, mu, "%s: at %g: %.17g < %.17g", e->id, angle, c.mu.lower, mu);
        cr_expect_geq(c.mu.lower, 0.1);
    }
}

/* phi of a single row with y = -1 and x = 1 is the softplus of w. The other class has weight 0. */
static void logistic_softplus_sigmoid(entry *e)
{
    const double X[] = { 1, 1 }, y[] = { -1, 1 }, s[] = { 1, 0 }, w[] = { number(e->in, "t") };
    double grad, H;
    bn_evaluation at;
    cr_assert(!bn_dataset_copy(&e->data, 2, 1, X, y, s, NULL, NULL));
    cr_assert(!bn_objective_new(&e->f, &bn_logistic, e->data, NULL, NULL));
    cr_assert(!bn_evaluate(&at, e->f, w, &grad, NULL));
    cr_assert(!bn_hessian(&H, e->f, w, NULL));
    expect_number(e, "softplus", at.value);
    expect_number(e, "sigmoid", grad);
    expect_number(e, "sigmoid_deriv", H);
}

static void duality_gap(entry *e)
{
    double w[MOST];
    bn_evaluation at;
    numbers(w, json_object_get(e->in, "w"));
    cr_assert(!bn_evaluate(&at, e->f, w, NULL, NULL));
    expect_number(e, "grad_sq_over_2lambda", at.grad_norm * at.grad_norm / 0.2);
    if (number(e->out, "gap") <= at.value) {
        expect_number(e, "gap", at.dual_gap);
        expect_number(e, "dual", at.value - at.dual_gap);
    } else { /* the dual point 0 is better than the natural one */
        cr_expect(at.dual_gap >= at.value && at.dual_gap <= at.value * (1 + 1e-12), "%s", e->id);
    }
    cr_expect_geq(at.dual_gap, number(e->out, "true_suboptimality"));
}

static void ridge_duality_gap(entry *e)
{
    double w[MOST];
    bn_curvature c;
    bn_certificate certificate;
    duality_gap(e);
    numbers(w, json_object_get(e->in, "w"));
    cr_assert(!bn_curvature_bound(&c, e->f, NULL));
    cr_assert(!bn_certify(&certificate, e->f, w, &c, NULL));
    expect_number(e, "pl_upper_with_true_mu", certificate.gap.bound);
}

static void quadratic_spectrum(entry *e)
{
    double eigenvalues[MOST];
    bn_curvature c;
    cr_assert(!bn_spectrum(eigenvalues, e->f, NULL, NULL));
    expect(e, "eigenvalues", eigenvalues, e->dim);
    expect_number(e, "trace", eigenvalues[0] + eigenvalues[1] + eigenvalues[2]);
    expect_number(e, "det", eigenvalues[0] * eigenvalues[1] * eigenvalues[2]);
    cr_assert(!bn_curvature_bound(&c, e->f, NULL));
    expect_number(e, "mu", c.mu.value);
    expect_number(e, "L", c.L.value);
    expect_number(e, "kappa", c.L.value / c.mu.value);
    optimum(e, &bn_newton);
}

static void quadratic_value_grad(entry *e)
{
    double x[MOST], grad[MOST], Ag[MOST], square = 0, bent = 0;
    bn_evaluation at;
    numbers(x, json_object_get(e->in, "x"));
    cr_assert(!bn_evaluate(&at, e->f, x, grad, NULL));
    expect_number(e, "f", at.value);
    expect(e, "grad", grad, e->dim);
    expect_number(e, "grad_norm", at.grad_norm);
    cr_assert(!bn_hessian_product(Ag, e->f, x, grad, NULL));
    for (size_t j = 0; j < e->dim; j++) {
        square += grad[j] * grad[j];
        bent += grad[j] * Ag[j];
    }
    expect_number(e, "rayleigh_grad", bent / square);
}

static const struct {
    const char *key;
    void (*open)(entry *e); /* NULL: the check makes its own */
    void (*check)(entry *e);
} checks[] = {
    { "ridge.value_grad_hess", ridge, ridge_value_grad_hess },
    { "ridge.duality_gap", ridge, ridge_duality_gap },
    { "logistic.value_grad_hess", logistic, logistic_value_grad_hess },
    { "logistic.hessvec", logistic, logistic_hessvec },
    { "logistic.optimum", logistic, logistic_optimum },
    { "logistic.constants", logistic, logistic_constants },
    { "logistic.sublevel_mu", logistic, logistic_sublevel_mu },
    { "logistic.softplus_sigmoid", NULL, logistic_softplus_sigmoid },
    { "logistic.duality_gap", logistic, duality_gap },
    { "quadratic.spectrum", open_quadratic, quadratic_spectrum },
    { "quadratic.value_grad", open_quadratic, quadratic_value_grad },
};

enum { CHECKS = sizeof checks / sizeof *checks };

static bool in_scope(const char *key)
{
    return !strncmp(key, "ridge.", 6) || !strncmp(key, "logistic.", 9) || !strncmp(key, "quadratic.", 10);
}

Test(vectors, of_ridge_logistic_and_quadratic_are_all_met)
{
    json_error_t where;
    json_t *root = json_load_file(bn_test_source("tests/theory/vectors.json"), 0, &where), *v;
    cr_assert(root, "%s:%d: %s", where.source, where.line, where.text);
    size_t i, seen[CHECKS] = { 0 };
    json_array_foreach(json_object_get(root, "vectors"), i, v)
    {
        const char *key = json_string_value(json_object_get(v, "key"));
        size_t k = 0;
        while (k < CHECKS && strcmp(checks[k].key, key))
            k++;
        cr_expect(k < CHECKS || !in_scope(key), "%s has no check", key);
        if (k == CHECKS)
            continue;
        entry e = { .id = json_string_value(json_object_get(v, "id")),
                    .in = json_object_get(v, "inputs"),
                    .out = json_object_get(v, "expected"),
                    .tol = number(v, "tol") };
        if (checks[k].open)
            checks[k].open(&e);
        checks[k].check(&e);
        bn_objective_free(e.f);
        bn_dataset_free(e.data);
        seen[k]++;
    }
    for (size_t k = 0; k < CHECKS; k++)
        cr_expect(seen[k] > 0, "%s is not in the table", checks[k].key);
    json_decref(root);
}
