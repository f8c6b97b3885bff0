/* LAPACK fails: every call of every routine in turn, with every kind of info, its outputs spoiled. What comes
   of it is a status and a sentence, or an answer that contains the truth all the same. */
#include <criterion/criterion.h>
#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "luck/problems.h"
#include "support/support.h"

TestSuite(lapack, .fini = bn_no_leaks);

/* ---- The linker leads all calls through here ----------------------------------------------- */

static size_t calls, failing; /* failing: the number of the call that fails, 0: none */
static lapack_int failure;    /* its info; 0: its own size plus 1 */
static double spoiler;        /* multiplies what it gave */

static lapack_int pass(lapack_int info, lapack_int size, double *out, size_t count)
{
    if (++calls != failing)
        return info;
    for (size_t i = 0; i < count; i++)
        out[i] *= spoiler;
    return failure ? failure : size + 1;
}

/* A question for the size of work space is no call. */
#define WRAP(routine, parameters, arguments, question, size, out, count)                                     \
    lapack_int __real_##routine parameters;                                                                  \
    lapack_int __wrap_##routine parameters;                                                                  \
    lapack_int __wrap_##routine parameters                                                                   \
    {                                                                                                        \
        const lapack_int info = __real_##routine arguments;                                                  \
        return question ? info : pass(info, size, out, (size_t)(count));                                     \
    }

WRAP(LAPACKE_dpotrf_work, (int order, char uplo, lapack_int n, double *a, lapack_int lda),
     (order, uplo, n, a, lda), false, n, a, n *lda)
WRAP(LAPACKE_dtrtri_work, (int order, char uplo, char diag, lapack_int n, double *a, lapack_int lda),
     (order, uplo, diag, n, a, lda), false, n, a, n *lda)
WRAP(LAPACKE_dtrcon_work,
     (int order, char norm, char uplo, char diag, lapack_int n, const double *a, lapack_int lda,
      double *rcond, double *work, lapack_int *iwork),
     (order, norm, uplo, diag, n, a, lda, rcond, work, iwork), false, n, rcond, 1)
WRAP(LAPACKE_dsyevd_work,
     (int order, char job, char uplo, lapack_int n, double *a, lapack_int lda, double *w, double *work,
      lapack_int lwork, lapack_int *iwork, lapack_int liwork),
     (order, job, uplo, n, a, lda, w, work, lwork, iwork, liwork), lwork == -1, n, w, n)
WRAP(LAPACKE_dgejsv_work,
     (int order, char joba, char jobu, char jobv, char jobr, char jobt, char jobp, lapack_int m, lapack_int n,
      double *a, lapack_int lda, double *sva, double *u, lapack_int ldu, double *v, lapack_int ldv,
      double *work, lapack_int lwork, lapack_int *iwork),
     (order, joba, jobu, jobv, jobr, jobt, jobp, m, n, a, lda, sva, u, ldu, v, ldv, work, lwork, iwork),
     false, n, sva, n)
WRAP(LAPACKE_dgelqf_work,
     (int order, lapack_int m, lapack_int n, double *a, lapack_int lda, double *tau, double *work,
      lapack_int lwork),
     (order, m, n, a, lda, tau, work, lwork), lwork == -1, n, a, n *lda)
WRAP(LAPACKE_dgeqrf_work,
     (int order, lapack_int m, lapack_int n, double *a, lapack_int lda, double *tau, double *work,
      lapack_int lwork),
     (order, m, n, a, lda, tau, work, lwork), lwork == -1, n, a, n *lda)
WRAP(LAPACKE_dorgqr_work,
     (int order, lapack_int m, lapack_int n, lapack_int k, double *a, lapack_int lda, const double *tau,
      double *work, lapack_int lwork),
     (order, m, n, k, a, lda, tau, work, lwork), lwork == -1, n, a, n *lda)
WRAP(LAPACKE_dgesvd_work,
     (int order, char jobu, char jobvt, lapack_int m, lapack_int n, double *a, lapack_int lda, double *s,
      double *u, lapack_int ldu, double *vt, lapack_int ldvt, double *work, lapack_int lwork),
     (order, jobu, jobvt, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork), lwork == -1, n, s, m < n ? m : n)

/* ---- Answers ------------------------------------------------------------------------------- */

enum { DIM = 13, MOST = 80 };

/* Each number of an answer as an interval that the truth is in. */
typedef struct answer {
    double low[MOST], high[MOST];
    size_t count;
} answer;

static problem now;
static double x[DIM], best[DIM], f_best;

static void within(answer *a, double low, double high)
{
    a->low[a->count] = low;
    a->high[a->count++] = high;
}

static void about(answer *a, double value)
{
    const double width = 1e-7 * fmax(fabs(value), 1);
    within(a, value - width, value + width);
}

typedef bn_status question(answer *a, bn_error *err);

static bn_status curvature(answer *a, bn_error *err)
{
    bn_curvature c[2];
    bn_status status = bn_curvature_bound(&c[0], now.f, err);
    if (!status)
        status = bn_curvature_at(&c[1], now.f, x, err);
    for (int k = 0; k < 2; k++) {
        within(a, c[k].mu.lower * (1 - 1e-5), c[k].mu.upper * (1 + 1e-5));
        within(a, c[k].L.lower * (1 - 1e-5), c[k].L.upper * (1 + 1e-5));
    }
    return status;
}

static bn_status spectrum(answer *a, bn_error *err)
{
    double values[DIM];
    bn_status status = bn_spectrum(values, now.f, x, err);
    for (size_t j = 0; j < now.dim; j++)
        about(a, values[j]);
    return status;
}

static bn_status enclosed(answer *a, bn_error *err)
{
    double low[DIM], high[DIM];
    bn_status status = bn_spectrum_enclose(low, high, now.f, x, err);
    for (size_t j = 0; j < now.dim; j++)
        within(a, low[j], high[j]);
    return status;
}

static bn_status condition(answer *a, bn_error *err)
{
    double of_X, of_XtX;
    bn_status status = bn_condition(&of_X, &of_XtX, now.f, err);
    about(a, of_X == HUGE_VAL ? -1 : of_X);
    return status;
}

/* best and f_best were found undisturbed. */
static bn_status certificate(answer *a, bn_error *err)
{
    bn_certificate c;
    bn_status status = bn_certify_closely(&c, now.f, x, &now.curvature, err);
    double way = 0;
    for (size_t j = 0; j < now.dim; j++)
        way = hypot(way, x[j] - best[j]);
    if (failing) {
        within(a, 0, c.gap.bound);
        within(a, 0, c.distance.bound);
    } else {
        about(a, c.at.value - f_best);
        about(a, now.curvature.mu.lower > 0 ? way : 0);
    }
    return status;
}

static const bn_method *method;

static bn_status solution(answer *a, bn_error *err)
{
    double z[DIM] = { 0 };
    bn_result r;
    bn_status status = bn_solve(method, now.f, z, &(bn_solve_options){ .max_passes = 100 }, &r, err);
    const double D = r.distance_bound + 1e-6;
    for (size_t j = 0; j < now.dim; j++)
        within(a, failing ? z[j] - D : best[j], failing ? z[j] + D : best[j]);
    within(a, failing ? -HUGE_VAL : f_best, failing ? r.value + 1e-12 : f_best);
    within(a, failing ? r.value - r.gap_bound - 1e-12 : f_best, failing ? HUGE_VAL : f_best);
    return status;
}

static bn_status errors(answer *a, bn_error *err)
{
    double e[DIM], sd;
    bn_status status = bn_standard_errors(e, &sd, now.f, err);
    for (size_t j = 0; j < now.dim; j++)
        about(a, e[j]);
    about(a, sd);
    return status;
}

static bn_status synthetic(answer *a, bn_error *err)
{
    bn_dataset *data = NULL;
    const char *loss = now.loss ? bn_loss_name(now.loss) : "squared";
    const bool quadratic = now.loss == &bn_quadratic;
    bn_status status =
        bn_synthetic(&data, NULL,
                     &(bn_synthetic_options){
                         .loss = loss, .rows = quadratic ? 4 : 9, .cols = 4, .noise = quadratic ? 0 : 0.1 },
                     err);
    for (size_t i = 0; !status && i < 4; i++)
        for (size_t j = 0; j < 4; j++)
            about(a, bn_dataset_row(data, i)[j]);
    bn_dataset_free(data);
    return status;
}

/* ---- Every call failed in turn ------------------------------------------------------------- */

static void judge(const char *what, bn_status status, const bn_error *err, const answer *found,
                  const answer *truth)
{
    cr_expect(!status || (err->status == status && strlen(err->message) > 10), "%s: no sentence", what);
    for (size_t i = 0; !status && i < truth->count; i++)
        cr_expect(found->low[i] <= truth->high[i] && truth->low[i] <= found->high[i],
                  "%s: number %zu is in %.9g .. %.9g, not in %.9g .. %.9g", what, i, truth->low[i],
                  truth->high[i], found->low[i], found->high[i]);
}

static size_t fail_each(const char *name, question *ask)
{
    static const lapack_int failures[] = { 1, 0, -5 };
    static const double spoilers[] = { 0.5, 2, NAN };
    answer truth = { .count = 0 };
    bn_error err;
    failing = 0;
    bn_status status = ask(&truth, &err);
    if (status == BN_UNSUPPORTED)
        return 0;
    cr_assert(!status, "%s: %s", name, err.message);
    size_t reached = 0;
    for (size_t f = 0; f < 3; f++)
        for (size_t s = 0; s < 3; s++)
            for (size_t k = 1;; k++) {
                answer found = { .count = 0 };
                char what[200];
                calls = 0;
                failing = k;
                failure = failures[f];
                spoiler = spoilers[s];
                err = (bn_error){ BN_OK, "" };
                status = ask(&found, &err);
                if (calls < k)
                    break;
                snprintf(what, sizeof what, "%s, call %zu, info %d, times %g", name, k, (int)failure,
                         spoiler);
                judge(what, status, &err, &found, &truth);
                reached = k;
            }
    failing = 0;
    return reached;
}

/* The minimizer, if the test knows it: where there is one and only one. */
static void minimize(void)
{
    bn_result r;
    bn_error err;
    const bn_method *sure = !now.loss ? &bn_gd : now.loss == &bn_logistic ? &bn_newton : &bn_exact;
    memset(best, 0, sizeof best);
    cr_assert(!bn_solve(sure, now.f, best, &(bn_solve_options){ .curvature = &now.curvature, .tol = 1e-14 },
                        &r, &err));
    f_best = r.value;
}

Test(lapack, whatever_fails_no_answer_is_wrong)
{
    static const struct {
        const char *name;
        question *ask;
    } questions[] = { { "curvature", curvature },        { "spectrum", spectrum },
                      { "enclosed spectrum", enclosed }, { "condition", condition },
                      { "certificate", certificate },    { "errors", errors },
                      { "synthetic", synthetic } };
    size_t reached = 0;
    for (size_t k = 0; problem_name(k); k++) {
        char name[100];
        problem_make(&now, k);
        for (size_t j = 0; j < DIM; j++)
            x[j] = 0.1 * (double)(j + 1);
        minimize();
        for (size_t q = 0; q < sizeof questions / sizeof *questions; q++) {
            snprintf(name, sizeof name, "%s of %s", questions[q].name, problem_name(k));
            reached += fail_each(name, questions[q].ask);
        }
        for (const bn_method *const *m = bn_methods(); *m && now.loss; m++) {
            method = *m;
            snprintf(name, sizeof name, "%s of %s", bn_method_name(method), problem_name(k));
            if (!bn_method_refuses(method, now.f))
                reached += fail_each(name, solution);
        }
        problem_free(&now);
    }
    printf("# %zu calls, each failed in 9 ways\n", reached);
    cr_expect_gt(reached, 100);
}
