/* Direct solution where the Hessian is constant, correct to the last digit of a double. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "linalg/lsq.h"
#include "linalg/spd.h"
#include "objective/glm.h"
#include "objective/quadratic.h"
#include "solver/method.h"

static bool is_loss(const bn_objective *f, const char *name)
{
    return !strcmp(f->info.loss, name);
}

static const char *refuses(const bn_objective *f)
{
    return is_loss(f, "squared") || is_loss(f, "quadratic")
               ? NULL
               : "exact solves linear equations: it takes squared loss and quadratics, nothing else; try "
                 "newton";
}

/* Theorem. f quadratic and H x* = b  =>  f(x) - f(x*) = grad f(x)'(x - x*)/2, and the gap is 0 after one
   step. */
static bn_rate rate(const bn_facts *facts, double step)
{
    (void)facts, (void)step;
    return (bn_rate){ .quantity = BN_GAP, .rate = 0, .one_minus_rate = 1, .constant = 1 };
}

/* Rows are wanted as doubles: of floats, *own is a copy. */
static const double *doubles_of(double **own, const bn_objective *f)
{
    const bn_matrix *X = &((const bn_glm *)f)->X;
    if (X->row_bytes == X->stride * sizeof(double))
        return X->entries;
    *own = bn_doubles(X->rows, X->stride);
    if (*own)
        X->kind->scaled_rows(X, 0, X->rows, NULL, *own, X->stride);
    return *own;
}

static bn_lsq_problem problem_of(const bn_objective *f, const double *X)
{
    const bn_glm *g = (const bn_glm *)f;
    return (bn_lsq_problem){ .rows = g->X.rows,
                             .cols = g->X.cols,
                             .X = X,
                             .stride = g->X.stride,
                             .y = g->y,
                             .weights = g->weights,
                             .l2 = f->info.l2,
                             .intercept = f->info.intercept,
                             .threads = g->base.threads };
}

static double room(const bn_objective *f, const bn_solve_options *o)
{
    (void)o;
    const double d = (double)f->info.dim;
    if (is_loss(f, "quadratic"))
        return 2 * d + bn_spd_room(f->info.dim);
    const bn_matrix *X = &((const bn_glm *)f)->X;
    const bn_lsq_problem p = problem_of(f, NULL);
    const bool floats = X->row_bytes < X->stride * sizeof(double);
    return 2 * d + bn_lsq_room(&p) + (floats ? (double)X->rows * (double)X->stride : 0);
}

static bn_status solve(bn_dd *z, bn_state *s)
{
    if (is_loss(s->f, "quadratic")) {
        const bn_quadratic_objective *q = (const bn_quadratic_objective *)s->f;
        return bn_spd_solve(z, s->dim, q->A, q->b, s->f->threads, s->err);
    }
    double *own = NULL;
    bn_lsq_report report = { 0 };
    bn_lsq_problem p = problem_of(s->f, doubles_of(&own, s->f));
    bn_status status = p.X ? bn_lsq_solve(z, &p, &report, s->err)
                           : bn_fail(s->err, BN_NO_MEMORY, "no memory for %zu rows of doubles", p.rows);
    s->passes += report.passes;
    free(own);
    return status;
}

/* x+ = x* */
static bn_status step(bn_state *s)
{
    bn_dd *z = bn_array(s->dim, sizeof *z);
    double *move = s->work[0];
    bn_status status = z ? solve(z, s) : bn_fail(s->err, BN_NO_MEMORY, "no memory for %zu unknowns", s->dim);
    for (size_t j = 0; j < s->dim && !status; j++) {
        move[j] = s->x[j] - z[j].hi;
        s->x[j] = z[j].hi;
    }
    free(z);
    s->promised_decrease = status ? 0 : bn_dot(s->dim, s->grad, move) / 2;
    s->finished = true;
    return status;
}

const bn_method bn_exact = {
    .name = "exact",
    .summary = "direct solution of a linear problem, refined to the last digit",
    .needs = BN_NEEDS_QUADRATIC,
    .vectors = 1,
    .check = BN_CHECK_DECREASE,
    .own_step = true,
    .refuses = refuses,
    .rate = rate,
    .room = room,
    .step = step,
};

bn_status bn_standard_errors(double *errors, double *residual_sd, bn_objective *f, bn_error *err)
{
    if (!is_loss(f, "squared"))
        return bn_fail(err, BN_UNSUPPORTED, "standard errors are for squared loss, not for %s", f->info.loss);
    double *own = NULL;
    bn_lsq_problem p = problem_of(f, doubles_of(&own, f));
    bn_lsq_statistics statistics;
    bn_dd *z = bn_array(f->info.dim, sizeof *z);
    bn_status status = z && p.X ? bn_lsq_solve(z, &p, NULL, err)
                                : bn_fail(err, BN_NO_MEMORY, "no memory for %zu unknowns", f->info.dim);
    if (!status)
        status = bn_lsq_statistics_at(&statistics, errors, &p, z, err);
    if (!status)
        *residual_sd = statistics.residual_sd;
    free(own);
    free(z);
    return status;
}
