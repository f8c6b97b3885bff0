/* Features that are stored as floats: what is computed from them is what is computed from equal doubles, to
   the last bit, by every part of an objective and by every method. */
#include "objective/problem.h"

#include <banach/banach.h>

#include "linalg/dense_kernels.h"
#include "objective/careful.h"
#include "objective/objective.h"

TestSuite(floats, .fini = bn_no_leaks);

enum { MOST = 40 };

/* The same problem twice: as doubles that are floats, and as floats. */
typedef struct twins {
    problem p;
    bn_dataset *floats;
    bn_objective *f;
} twins;

static twins draw_twins(dice *d, unsigned kind, size_t n, size_t cols)
{
    twins t = { .p = problem_draw(d, &(recipe){ .n = n,
                                                .d = cols,
                                                .logistic = kind & 1,
                                                .intercept = kind & 2,
                                                .weighted = kind & 4,
                                                .l2 = 0.01,
                                                .spread = 3,
                                                .noise = 1 }) };
    problem *p = &t.p;
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
    for (size_t k = 0; k < n * cols; k++)
        p->X[k] = (float)p->X[k];
    problem_build(p);
    const bn_dataset_options storage = { .storage = BN_STORAGE_FLOAT32 };
    const bn_objective_options options = { .l2 = p->l2, .intercept = p->intercept };
    cr_assert(!bn_dataset_copy(&t.floats, n, cols, p->X, p->y, p->s, &storage, NULL));
    cr_assert(!bn_objective_new(&t.f, p->logistic ? &bn_logistic : &bn_squared, t.floats, &options, NULL));
    return t;
}

static void free_twins(twins *t)
{
    bn_objective_free(t->f);
    bn_dataset_free(t->floats);
    problem_free(&t->p);
}

#define SAME(a, b, count, what)                                                                              \
    cr_assert(!memcmp(a, b, (count) * sizeof *(a)), "kind %u, %zu x %zu: %s", k % 8, t.p.n, t.p.d, what)

Test(floats, every_part_of_an_objective_has_the_bits_of_doubles)
{
    dice d = { 1 };
    for (unsigned k = 0; k < draws(40); k++) {
        twins t = draw_twins(&d, k, 1 + k * 131 % 2500, 1 + k * 7 % 36);
        bn_objective *f[2] = { t.p.f, t.f };
        const size_t dim = t.p.dim;
        double x[MOST], v[MOST], grad[2][MOST], Hv[2][MOST], term[2][MOST], *H = calloc(2 * dim * dim, 8);
        double error[2], careful[2][2][MOST];
        bn_evaluation at[2];
        memset(at, 0, sizeof at);
        for (size_t j = 0; j < dim; j++) {
            x[j] = 0.3 * draw_normal(&d);
            v[j] = draw_normal(&d);
        }
        for (size_t s = 0; s < 2; s++) {
            bn_careful c = { .grad = careful[s][0], .error = careful[s][1] };
            cr_assert(!bn_evaluate(&at[s], f[s], x, grad[s], NULL));
            cr_assert(!f[s]->kind->hessian(H + s * dim * dim, &error[s], f[s], x, NULL));
            cr_assert(!bn_hessian_product(Hv[s], f[s], x, v, NULL));
            cr_assert(!bn_term_gradient(term[s], f[s], t.p.n / 2, x, NULL));
            cr_assert(!f[s]->kind->evaluate_careful(&c, f[s], x, NULL));
        }
        cr_assert(at[0].value == at[1].value && at[0].value_error == at[1].value_error &&
                  at[0].grad_error == at[1].grad_error && at[0].dual_gap == at[1].dual_gap);
        SAME(grad[0], grad[1], dim, "gradient");
        SAME(H, H + dim * dim, dim * dim, "Hessian");
        SAME(&error[0], &error[1], 1, "error of the Hessian");
        SAME(Hv[0], Hv[1], dim, "Hessian product");
        SAME(term[0], term[1], dim, "gradient of a term");
        SAME(careful[0][0], careful[1][0], dim, "gradient in doubled precision");
        free(H);
        free_twins(&t);
    }
}

Test(floats, every_method_takes_the_steps_that_it_takes_on_doubles)
{
    dice d = { 2 };
    for (unsigned k = 0; k < 8; k++) {
        twins t = draw_twins(&d, k, 300, 6);
        bn_curvature curvature;
        cr_assert(!bn_curvature_bound(&curvature, t.p.f, NULL));
        for (const bn_method *const *m = bn_methods(); *m; m++) {
            double x[2][MOST] = { { 0 } };
            bn_result r[2];
            const bn_solve_options options = { .curvature = &curvature, .tol = 1e-6, .max_passes = 300 };
            if (bn_method_refuses(*m, t.p.f))
                continue;
            bn_status status[2] = { bn_solve(*m, t.p.f, x[0], &options, &r[0], NULL),
                                    bn_solve(*m, t.f, x[1], &options, &r[1], NULL) };
            cr_assert_eq(status[0], status[1]);
            if (status[0])
                continue;
            SAME(x[0], x[1], t.p.dim, bn_method_name(*m));
            cr_assert(r[0].outcome == r[1].outcome && r[0].passes == r[1].passes &&
                          r[0].gap_bound == r[1].gap_bound,
                      "%s", bn_method_name(*m));
        }
        free_twins(&t);
    }
}

/* Rounded once, after standardizing; the certificate is about the rounded numbers, and the checker agrees. */
Test(floats, a_dataset_says_what_it_rounded)
{
    const double X[] = { 0.1, 1e30, 1 + 0x1p-30, -7, 1e-46, 3 }, y[] = { 1, 2, 3 };
    const bn_dataset_options options = { .storage = BN_STORAGE_FLOAT32 };
    bn_dataset *data;
    bn_error err;
    cr_assert(!bn_dataset_copy(&data, 3, 2, X, y, NULL, &options, NULL));
    cr_expect_eq(bn_dataset_describe(data)->storage, BN_STORAGE_FLOAT32);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_null(bn_dataset_row(data, i));
        for (size_t j = 0; j < 2; j++)
            cr_expect(bn_dataset_row_floats(data, i)[j] == (float)X[2 * i + j]);
    }
    bn_dataset_free(data);
    cr_assert(!bn_dataset_copy(&data, 3, 2, X, y, NULL, NULL, NULL));
    cr_expect(bn_dataset_row(data, 2)[1] == 3 && !bn_dataset_row_floats(data, 2));
    bn_dataset_free(data);
    const double large[] = { 1, 2, 3, 4e38, 5, 6 };
    data = NULL;
    cr_expect_eq(bn_dataset_copy(&data, 3, 2, large, y, NULL, &options, &err), BN_NOT_FINITE);
    cr_expect(strstr(err.message, "row 2, feature 2: 4e+38 is beyond what float32 holds"), "%s", err.message);
    cr_expect_null(data);
}
