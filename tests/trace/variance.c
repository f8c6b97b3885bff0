/* The measured variance of gradient estimates, against its definition term by term. */
#include "lines.h"

#include <banach/synthetic.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "linalg/blas.h"
#include "support/support.h"

TestSuite(variance, .fini = bn_no_leaks);

enum { ROWS = 40, COLS = 5, DIM = COLS + 1, LOOKS = 6 };

typedef struct looks {
    size_t count;
    double variance[LOOKS], reduced[LOOKS], x[LOOKS][DIM];
} looks;

static bool look(const bn_progress *now, void *context)
{
    looks *all = context;
    all->variance[all->count] = now->variance;
    all->reduced[all->count] = now->reduced;
    memcpy(all->x[all->count], now->x, sizeof *all->x);
    return ++all->count < LOOKS;
}

static looks looks_of(const bn_method *method, bn_objective *f, bn_solve_options options)
{
    looks all = { .count = 0 };
    bn_result r;
    bn_error err;
    double x[DIM] = { 0 };
    options.observe = look;
    options.observe_context = &all;
    options.tol = -1;
    cr_assert(!bn_solve(method, f, x, &options, &r, &err), "%s", err.message);
    cr_assert_eq(all.count, LOOKS);
    return all;
}

/* (n - b)/(b (n - 1)) mean |grad f_i(x) - grad f(x)|^2 */
static double variance_at(bn_objective *f, const double *x, double batch)
{
    double mean[DIM], one[DIM], sum = 0;
    bn_evaluation at;
    cr_assert(!bn_evaluate(&at, f, x, mean, NULL));
    for (size_t i = 0; i < ROWS; i++) {
        cr_assert(!bn_term_gradient(one, f, i, x, NULL));
        bn_axpy(DIM, -1, mean, one);
        sum += bn_dot(DIM, one, one) / ROWS;
    }
    return sum * (ROWS - batch) / (batch * (ROWS - 1));
}

static bn_dataset *data;

static bn_objective *problem(const bn_loss *loss)
{
    bn_objective *f = NULL;
    const bn_synthetic_options made = { .loss = "logistic", .rows = ROWS, .cols = COLS, .noise = 0.5 };
    cr_assert(!bn_synthetic(&data, NULL, &made, NULL));
    cr_assert(
        !bn_objective_new(&f, loss, data, &(bn_objective_options){ .l2 = 0.1, .intercept = true }, NULL));
    return f;
}

static void discard(bn_objective *f)
{
    bn_objective_free(f);
    bn_dataset_free(data);
}

Test(variance, of_plain_draws_is_the_spread_of_the_terms)
{
    bn_objective *f = problem(&bn_logistic);
    const size_t batches[] = { 1, 3, ROWS };
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        const looks all =
            looks_of(&bn_sgd, f, (bn_solve_options){ .measure_variance = true, .batch = batches[i] });
        for (size_t k = 0; k < LOOKS; k++) {
            const double expected = variance_at(f, all.x[k], (double)batches[i]);
            cr_expect(fabs(all.variance[k] - expected) <= 1e-12 * (1 + expected), "batch %zu: %g, %g",
                      batches[i], all.variance[k], expected);
            cr_expect(isnan(all.reduced[k]), "nothing reduces it");
        }
    }
    discard(f);
}

/* At the start the table and the snapshot know every term. */
Test(variance, starts_at_zero_where_it_is_reduced_and_shrinks)
{
    const bn_method *const methods[] = { &bn_svrg, &bn_saga };
    bn_objective *f = problem(&bn_squared);
    for (size_t i = 0; i < 2; i++) {
        const looks all = looks_of(methods[i], f, (bn_solve_options){ .measure_variance = true });
        cr_expect(all.variance[0] == 0 && all.reduced[0] == 1);
        for (size_t k = 1; k < LOOKS; k++)
            cr_expect(all.variance[k] >= 0 && all.reduced[k] <= 1);
    }
    discard(f);
}

Test(variance, is_not_measured_unasked)
{
    bn_objective *f = problem(&bn_logistic);
    const bn_method *const methods[] = { &bn_sgd, &bn_svrg, &bn_saga };
    for (size_t i = 0; i < 3; i++) {
        const looks bare = looks_of(methods[i], f, (bn_solve_options){ .seed = 3 });
        const looks all = looks_of(methods[i], f, (bn_solve_options){ .seed = 3, .measure_variance = true });
        cr_expect(!memcmp(bare.x, all.x, sizeof all.x), "the run is another one");
        for (size_t k = 0; k < LOOKS; k++)
            cr_expect(isnan(bare.variance[k]) && isnan(bare.reduced[k]) && isfinite(all.variance[k]));
    }
    discard(f);
}
