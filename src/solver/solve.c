/* The driver: one loop for every method. It owns memory, clock, certificate, stopping and contract. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "certificate/certificate.h"
#include "objective/objective.h"
#include "solver/run.h"

static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bn_status fill_options(bn_solve_options *o, const bn_solve_options *given, bn_error *err)
{
    *o = given ? *given : (bn_solve_options){ 0 };
    if (isnan(o->tol) || !isfinite(o->tol))
        return bn_fail(err, BN_BAD_ARGUMENT, "tol is %g, expected a finite number", o->tol);
    if (o->step_rule == BN_STEP_VALUE && !(o->step > 0 && isfinite(o->step)))
        return bn_fail(err, BN_BAD_ARGUMENT, "step is %g, expected a positive finite number", o->step);
    if (!(o->max_passes >= 0) || !(o->max_seconds >= 0))
        return bn_fail(err, BN_BAD_ARGUMENT, "a limit is negative: max_passes %g, max_seconds %g", o->max_passes, o->max_seconds);
    o->tol = o->tol == 0 ? 1e-8 : o->tol;
    o->max_passes = o->max_passes == 0 ? 10000 : o->max_passes;
    return BN_OK;
}

bn_facts bn_facts_of(const bn_objective *f, const bn_curvature *c)
{
    return (bn_facts){ .mu = c->mu.lower, .L = c->L.upper, .L_max = c->L_max, .L_mean = c->L_mean, .n = f->info.terms,
                       .quadratic = f->kind->constant_hessian };
}

static bn_status take_curvature(bn_run *run, bn_objective *f, bn_error *err)
{
    const bn_curvature *given = run->options.curvature;
    if (!given)
        return bn_curvature_bound(&run->curvature, f, err);
    run->curvature = *given;
    if (!bn_curvature_consistent(given->mu.lower, given->L.upper))
        return bn_fail(err, BN_BAD_ARGUMENT, "mu = %g and L = %g are not a curvature: expected 0 <= mu <= L, L > 0",
                       given->mu.lower, given->L.upper);
    return BN_OK;
}

/* The step that a rule asks for; 0 leaves it to the method. */
static double ruled_step(const bn_solve_options *o, const bn_facts *facts)
{
    switch (o->step_rule) {
    case BN_STEP_OPTIMAL:
        return bn_step_optimal(facts->mu, facts->L);
    case BN_STEP_1_OVER_L:
        return 1 / facts->L;
    case BN_STEP_VALUE:
        return o->step;
    default:
        return 0;
    }
}

static bn_status allocate(bn_run *run, const double *x, bn_error *err)
{
    bn_state *s = &run->state;
    const size_t vectors = run->method->vectors;
    double *room = bn_doubles(3 + vectors, s->dim);
    s->work = bn_array(vectors, sizeof *s->work);
    run->looks_room = 64;
    run->looks = bn_array(run->looks_room, sizeof *run->looks);
    s->x = room;
    if (!room || !s->work || !run->looks)
        return bn_fail(err, BN_NO_MEMORY, "no memory for %zu vectors of %zu numbers", 3 + vectors, s->dim);
    s->grad = room + s->dim;
    run->best = room + 2 * s->dim;
    for (size_t i = 0; i < vectors; i++)
        s->work[i] = room + (3 + i) * s->dim;
    memcpy(s->x, x, s->dim * sizeof *x);
    return BN_OK;
}

static void release(bn_run *run)
{
    if (run->method->stop)
        run->method->stop(&run->state);
    free(run->state.x);
    free(run->state.work);
    free(run->looks);
}

/* f and gradient at s->x, unless the step brought them. A point that overflowed is a divergence, not an error. */
static bn_status evaluate(bn_run *run)
{
    bn_state *s = &run->state;
    if (s->fresh) {
        s->fresh = false;
        return BN_OK;
    }
    s->passes += 1;
    if (!bn_all_finite(s->dim, s->x)) {
        s->at = (bn_evaluation){ .value = HUGE_VAL, .grad_norm = HUGE_VAL, .dual_gap = HUGE_VAL };
        return BN_OK;
    }
    return s->f->kind->evaluate(&s->at, s->f, s->x, s->grad, s->err);
}

static bn_status remember(bn_run *run)
{
    const bn_state *s = &run->state;
    if (s->k >= run->looks_room) {
        bn_look *more = bn_resize(run->looks, 2 * run->looks_room, sizeof *more);
        if (!more)
            return bn_fail(s->err, BN_NO_MEMORY, "no memory for the record of %zu iterations", s->k);
        run->looks = more;
        run->looks_room *= 2;
    }
    run->looks[s->k] = (bn_look){ s->passes, s->at.value, s->at.value_error, s->at.grad_norm, s->at.grad_error };
    return BN_OK;
}

/* What is known at s->x, and whether it is the best point so far. */
static bn_status look(bn_run *run)
{
    bn_state *s = &run->state;
    run->certificate = bn_certificate_of(&s->at, &run->curvature.mu);
    if (s->k == 0) {
        const double null_value = s->f->kind->null_value ? s->f->kind->null_value(s->f) : NAN;
        run->first_value = s->at.value;
        run->reference = isnan(null_value) ? fabs(s->at.value) : null_value;
    }
    run->scale = fmax(run->reference, fabs(s->at.value));
    run->target = run->options.tol * run->scale;
    const bn_bound *gap = &run->certificate.gap, *best = &run->best_certificate.gap;
    const bool better = s->k == 0 || gap->bound < best->bound ||
                        (best->bound == HUGE_VAL && s->at.grad_norm < run->best_certificate.at.grad_norm);
    run->since_best = better ? 0 : run->since_best + 1;
    if (better) {
        run->best_certificate = run->certificate;
        memcpy(run->best, s->x, s->dim * sizeof *s->x);
    }
    return remember(run);
}

static bool observed(bn_run *run)
{
    const bn_state *s = &run->state;
    if (!run->options.observe)
        return true;
    return run->options.observe(
        &(bn_progress){ .k = s->k, .passes = s->passes, .seconds = run->seconds, .x = s->x, .grad = s->grad,
                        .certificate = &run->certificate, .target = run->target, .step = s->step,
                        .momentum = s->momentum, .predicted_passes = run->contract.predicted_passes },
        run->options.observe_context);
}

static bn_status iterate(bn_run *run, bn_outcome *outcome)
{
    bn_state *s = &run->state;
    double began = clock_seconds();
    bn_status status = evaluate(run);
    run->seconds += clock_seconds() - began;
    if (!status)
        status = look(run);
    if (!status)
        bn_contract_open(run);
    while (!status && !bn_run_should_stop(run, outcome)) {
        if (!observed(run)) {
            *outcome = BN_CANCELLED;
            return BN_OK;
        }
        began = clock_seconds();
        status = run->method->step(s);
        if (!status) {
            s->k++;
            status = evaluate(run);
        }
        run->seconds += clock_seconds() - began;
        if (!status)
            status = look(run);
        if (!status)
            bn_contract_judge(run, &run->looks[s->k - 1], &run->looks[s->k]);
    }
    if (!status)
        observed(run);
    return status;
}

/* The answer is the best point seen, certified by the gradient that was computed there; the one that met its target,
   if one did: an earlier point may have had a smaller gap bound and, with a smaller |f|, a smaller target. */
static void report(bn_run *run, bn_outcome outcome, double *x, bn_result *r)
{
    const bn_state *s = &run->state;
    if (outcome == BN_CONVERGED) {
        run->best_certificate = run->certificate;
        memcpy(run->best, s->x, s->dim * sizeof *s->x);
    }
    bn_contract_close(run);
    const bn_certificate *c = &run->best_certificate;
    *r = (bn_result){ .outcome = outcome, .iterations = s->k, .passes = s->passes, .seconds = run->seconds,
                      .certificate = *c, .value = c->at.value, .grad_norm = c->at.grad_norm,
                      .gap_bound = c->gap.bound, .distance_bound = c->distance.bound,
                      .scale = fmax(run->reference, fabs(c->at.value)),
                      .curvature = run->curvature, .step = s->step, .momentum = s->momentum,
                      .contract = run->contract, .used = run->options };
    r->used.curvature = NULL;
    bn_run_advise(run, outcome, r->advice, sizeof r->advice);
    memcpy(x, run->best, s->dim * sizeof *x);
}

bn_status bn_solve(const bn_method *method, bn_objective *f, double *x, const bn_solve_options *options,
                   bn_result *result, bn_error *err)
{
    if (!method || !f || !x || !result)
        return bn_fail(err, BN_BAD_ARGUMENT, "bn_solve needs a method, an objective, a point and a result");
    const char *refusal = bn_method_refuses(method, f);
    if (refusal)
        return bn_fail(err, BN_UNSUPPORTED, "%s", refusal);
    if (!bn_all_finite(f->info.dim, x))
        return bn_fail(err, BN_NOT_FINITE, "the starting point is not finite");
    bn_run run = { .method = method, .state = { .f = f, .dim = f->info.dim, .err = err } };
    bn_outcome outcome = BN_CANCELLED;
    bn_status status = fill_options(&run.options, options, err);
    if (!status)
        status = take_curvature(&run, f, err);
    if (status)
        return status;
    bn_state *s = &run.state;
    s->options = &run.options;
    s->curvature = &run.curvature;
    s->facts = bn_facts_of(f, &run.curvature);
    s->promise = method->rate(&s->facts, ruled_step(&run.options, &s->facts));
    s->needs = method->needs;
    status = allocate(&run, x, err);
    if (!status && method->start)
        status = method->start(s);
    s->step = s->promise.step;
    s->momentum = s->promise.momentum;
    if (!status)
        status = iterate(&run, &outcome);
    if (!status)
        report(&run, outcome, x, result);
    release(&run);
    return status;
}
