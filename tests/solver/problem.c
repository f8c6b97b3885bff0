/* Problems made to order. */
#include "problem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "objective/objective.h"

static bool is_quadratic(const bn_objective *f)
{
    return f->kind->constant_hessian;
}

/* A warm start may bring the minimizer along; Newton's method polishes it as far as rounding lets it. */
static void find_optimum(problem *p)
{
    bn_error err;
    bn_result r;
    const bn_solve_options o = { .curvature = &p->curvature, .tol = -1, .max_passes = 300 };
    cr_assert(!bn_solve(&bn_newton, p->f, p->optimum, &o, &r, &err), "%s: %s", p->label, err.message);
    p->optimum_error = r.distance_bound;
    p->value = r.value;
    p->noise = r.gap_bound + r.certificate.at.value_error;
}

problem problem_from(bn_objective *f, const char *label)
{
    problem p = { .f = f, .dim = bn_objective_describe(f)->dim };
    bn_error err;
    snprintf(p.label, sizeof p.label, "%s", label);
    cr_assert(!bn_curvature_bound(&p.curvature, f, &err) && !bn_point_new(&p.x, f, &err) &&
                  !bn_point_new(&p.optimum, f, &err),
              "%s: %s", label, err.message);
    find_optimum(&p);
    return p;
}

problem problem_of(bn_dataset *data, const char *loss, const bn_objective_options *options, const char *label)
{
    bn_objective *f = NULL;
    bn_error err;
    cr_assert(!bn_objective_new(&f, bn_loss_find(loss), data, options, &err), "%s: %s", label, err.message);
    problem p = problem_from(f, label);
    p.data = data;
    return p;
}

problem problem_new(const bn_synthetic_options *made, double l2)
{
    bn_dataset *data = NULL;
    bn_error err;
    char label[BN_SYNTHETIC_TEXT], with_l2[BN_SYNTHETIC_TEXT + 30];
    snprintf(with_l2, sizeof with_l2, "%s, l2 %g", bn_synthetic_command(label, made), l2);
    cr_assert(!bn_synthetic(&data, NULL, made, &err), "%s: %s", with_l2, err.message);
    return problem_of(data, made->loss, &(bn_objective_options){ .l2 = l2, .threads = 1 }, with_l2);
}

void problem_free(problem *p)
{
    free(p->x);
    free(p->optimum);
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
}

void problem_rewind(problem *p)
{
    memset(p->x, 0, p->dim * sizeof *p->x);
}

double problem_distance(const problem *p, const double *x)
{
    double squares = 0;
    for (size_t j = 0; j < p->dim; j++)
        squares += (x[j] - p->optimum[j]) * (x[j] - p->optimum[j]);
    return sqrt(squares);
}

/* e'He/2 with e = x - x* on a quadratic; else a difference of values. */
double problem_gap(const problem *p, const double *x)
{
    bn_error err;
    bn_evaluation at;
    double *e = malloc(2 * p->dim * sizeof *e), *He = e + p->dim, sum = 0;
    cr_assert_not_null(e);
    for (size_t j = 0; j < p->dim; j++)
        e[j] = x[j] - p->optimum[j];
    if (is_quadratic(p->f)) {
        cr_assert(!bn_hessian_product(He, p->f, x, e, &err), "%s", err.message);
        for (size_t j = 0; j < p->dim; j++)
            sum += 0.5 * e[j] * He[j];
    } else {
        cr_assert(!bn_evaluate(&at, p->f, x, NULL, &err), "%s", err.message);
        sum = at.value - p->value;
    }
    free(e);
    return sum;
}

/* A gradient off by eps stalls a run at eps/mu (theory 3.7). */
double problem_distance_noise(const problem *p)
{
    bn_error err;
    bn_evaluation at;
    cr_assert(!bn_evaluate(&at, p->f, p->optimum, NULL, &err), "%s", err.message);
    return 2 * at.grad_error / p->curvature.mu.lower + 2 * p->optimum_error;
}

double problem_gap_noise(const problem *p, double gap)
{
    const double distance = p->curvature.mu.lower > 0 ? problem_distance_noise(p) : 0;
    const double L = p->curvature.L.upper;
    const double far =
        L * distance * distance + sqrt(2 * L * fmax(gap, 0)) * distance; /* |grad| <= sqrt(2 L gap) */
    return is_quadratic(p->f) ? far : far + 3 * p->noise;
}
