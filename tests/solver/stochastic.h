/* A method that draws terms: driven step by step, as the driver does without its stopping; and to its end. */
#ifndef TESTS_SOLVER_STOCHASTIC_H
#define TESTS_SOLVER_STOCHASTIC_H

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "objective/objective.h"
#include "objective/problem.h"
#include "solver/sampling.h"

typedef struct bench {
    const bn_method *method;
    bn_state s;
    bn_solve_options options;
    bn_curvature curvature;
    bn_error err;
    double *room, *work[4];
} bench;

static inline void bench_look(bench *b)
{
    bn_state *s = &b->s;
    if (!s->fresh) {
        s->f->slopes = s->slopes;
        bn_status status = s->f->kind->evaluate(&s->at, s->f, s->x, s->grad, &b->err);
        s->f->slopes = NULL;
        cr_assert(!status, "%s", b->err.message);
    }
    s->fresh = s->quiet = false;
}

static inline void bench_open(bench *b, const bn_method *method, bn_objective *f, const bn_curvature *c,
                              const double *x, const bn_solve_options *o, const bn_script *script)
{
    *b = (bench){ .method = method, .options = *o, .curvature = *c };
    bn_state *s = &b->s;
    const size_t d = f->info.dim;
    b->room = calloc((2 + method->vectors) * d, sizeof *b->room);
    for (size_t i = 0; i < method->vectors; i++)
        b->work[i] = b->room + (2 + i) * d;
    b->options.max_passes = 1e9;
    *s = (bn_state){ .f = f,
                     .dim = d,
                     .options = &b->options,
                     .curvature = &b->curvature,
                     .facts = bn_facts_of(f, c),
                     .x = b->room,
                     .grad = b->room + d,
                     .work = b->work,
                     .err = &b->err,
                     .script = script };
    memcpy(s->x, x, d * sizeof *x);
    s->promise = method->rate(&s->facts, o->step);
    s->needs = method->needs;
    cr_assert(!method->start(s), "%s", b->err.message);
    s->step = s->promise.step;
    bench_look(b);
}

/* Steps and looks until the script is at its end. */
static inline void bench_run(bench *b)
{
    while (b->s.k < b->s.script->count) {
        cr_assert(!b->method->step(&b->s), "%s", b->err.message);
        b->s.k++;
        if (!b->s.quiet)
            bench_look(b);
        b->s.fresh = false;
    }
}

static inline void bench_close(bench *b)
{
    b->method->stop(&b->s);
    free(b->room);
}

/* The minimizer, by newton. */
static inline double bench_optimum(bn_objective *f, double *x)
{
    bn_result r;
    bn_error err = { 0 };
    memset(x, 0, f->info.dim * sizeof *x);
    cr_assert(!bn_solve(&bn_newton, f, x, &(bn_solve_options){ .tol = -1, .max_passes = 200 }, &r, &err),
              "%s", err.message);
    return r.value;
}

/* On both losses, with and without intercept and weights, with each of these options. */
static inline void bench_proves_gaps(const bn_method *method, uint64_t seed, size_t count,
                                     const bn_solve_options *o)
{
    dice random = { seed };
    for (size_t k = 0; k < 8; k++) {
        const recipe r = { .n = 500,
                           .d = 8,
                           .logistic = k % 2,
                           .intercept = k / 2 % 2,
                           .weighted = k / 4 % 2,
                           .l2 = 5e-3,
                           .noise = 1 };
        problem p = problem_draw(&random, &r);
        double x[16], best[16];
        const double f_best = bench_optimum(p.f, best);
        for (size_t i = 0; i < count; i++) {
            bn_result got;
            bn_error err = { 0 };
            memset(x, 0, sizeof x);
            cr_assert(!bn_solve(method, p.f, x, &o[i], &got, &err), "%s", err.message);
            cr_expect_eq(got.outcome, BN_CONVERGED, "%zu, %zu: %s", k, i, bn_outcome_name(got.outcome));
            cr_expect_eq(got.certificate.gap.status, BN_PROVEN);
            cr_expect(got.gap_bound <= 1e-8 * got.scale && got.value - f_best <= got.gap_bound + 1e-15);
        }
        problem_free(&p);
    }
}

static inline double distance_sq(size_t d, const double *x, const double *y)
{
    double sum = 0;
    for (size_t j = 0; j < d; j++)
        sum += (x[j] - y[j]) * (x[j] - y[j]);
    return sum;
}

#endif
