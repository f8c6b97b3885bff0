/* The driver: one loop for every method. It owns memory, clock, certificate, stopping and contract. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "certificate/certificate.h"
#include "linalg/blas.h"
#include "objective/objective.h"
#include "solver/run.h"

double bn_run_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Where the terms' own constants are not known, n L bounds them: f = mean f_i is L-smooth and each f_i
   convex. */
bn_facts bn_facts_of(const bn_objective *f, const bn_curvature *c)
{
    const size_t n = f->info.terms;
    const double most = (double)n * c->L.upper;
    return (bn_facts){ .mu = c->mu.lower,
                       .L = c->L.upper,
                       .L_max = c->L_max > 0 ? c->L_max : most,
                       .L_mean = c->L_mean > 0 ? c->L_mean : most,
                       .n = n,
                       .quadratic = f->kind->constant_hessian };
}

static bn_status take_method(bn_run *run, const bn_method *method, const bn_objective *f, bn_error *err)
{
    const bn_step_rule rule = run->options.step_rule;
    run->method = bn_method_ruled(method, rule);
    if (!run->method)
        return bn_fail(err, BN_UNSUPPORTED, "%s does not take the step rule %s: %s", method->name,
                       bn_step_rule_name(rule), method->own_step ? "its theorem gives the step" : "gd does");
    const char *refusal = bn_method_refuses(run->method, f);
    return refusal ? bn_fail(err, BN_UNSUPPORTED, "%s", refusal) : BN_OK;
}

static bn_status check_memory(const bn_run *run, const bn_objective *f, bn_error *err)
{
    const bn_memory plan = bn_memory_plan(run->method, f, &run->options);
    return bn_memory_check(&plan, run->options.memory_limit, err);
}

static bn_status take_curvature(bn_run *run, bn_objective *f, bn_error *err)
{
    const bn_curvature *given = run->options.curvature;
    const bool flat = f->info.intercept && f->kind->constant_hessian; /* mu > 0 all the same: worth knowing */
    const bool proof_without = f->info.l2 > 0 && f->kind->analytic && !flat;
    if (!given)
        return run->method->blind && proof_without ? bn_curvature_known(&run->curvature, f, err)
                                                   : bn_curvature_bound(&run->curvature, f, err);
    run->curvature = *given;
    if (!bn_curvature_consistent(given->mu.lower, given->L.upper))
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "mu = %g and L = %g are not a curvature: expected 0 <= mu <= L, L > 0",
                       given->mu.lower, given->L.upper);
    return BN_OK;
}

/* The step that a rule asks for, or wants tried first; 0 leaves it to the method. */
static double ruled_step(const bn_solve_options *o, const bn_facts *facts)
{
    switch (o->step_rule) {
    case BN_STEP_OPTIMAL:
        return bn_step_optimal(facts->mu, facts->L);
    case BN_STEP_1_OVER_L:
        return 1 / facts->L;
    case BN_STEP_AUTO:
        return 0;
    default:
        return o->step;
    }
}

bool bn_run_make_room(bn_run *run, size_t looks)
{
    if (looks <= run->looks_room)
        return true;
    const size_t room = looks < 2 * run->looks_room ? 2 * run->looks_room : looks;
    bn_look *more = bn_resize(run->looks, room, sizeof *more);
    if (!more)
        return false;
    run->looks = more;
    run->looks_room = room;
    return true;
}

static bn_status allocate(bn_run *run, const double *x, bn_error *err)
{
    bn_state *s = &run->state;
    const size_t vectors = run->method->vectors, stride = bn_run_stride(s->dim);
    double *room = bn_doubles(BN_RUN_VECTORS + vectors, stride);
    s->work = bn_array(vectors, sizeof *s->work);
    s->x = room;
    if (!room || !s->work || !bn_run_make_room(run, 64))
        return bn_fail(err, BN_NO_MEMORY, "no memory for %zu vectors of %zu numbers",
                       BN_RUN_VECTORS + vectors, s->dim);
    s->grad = room + stride;
    run->best = room + 2 * stride;
    run->origin = room + 3 * stride;
    for (size_t i = 0; i < vectors; i++)
        s->work[i] = room + (BN_RUN_VECTORS + i) * stride;
    memcpy(s->x, x, s->dim * sizeof *x);
    memcpy(run->origin, x, s->dim * sizeof *x);
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

static const bn_evaluation beyond = { .value = HUGE_VAL, .grad_norm = HUGE_VAL, .dual_gap = HUGE_VAL };

bn_status bn_state_look(bn_state *s, bn_error *err)
{
    s->f->slopes = s->slopes;
    s->f->margins = s->margins;
    bn_status status = s->f->kind->evaluate(&s->at, s->f, s->x, s->grad, err);
    s->f->slopes = s->f->margins = NULL;
    if (!status && (isnan(s->at.value) || isnan(s->at.grad_norm))) /* it overflowed on the way */
        s->at = beyond;
    return status;
}

/* f and gradient at s->x, unless the step brought them. A point that overflowed is a divergence, not an
   error. */
static bn_status evaluate(bn_run *run)
{
    bn_state *s = &run->state;
    if (s->fresh) {
        s->fresh = false;
        return BN_OK;
    }
    s->passes += 1;
    if (!bn_all_finite(s->dim, s->x)) {
        s->at = beyond;
        return BN_OK;
    }
    return bn_state_look(s, s->err);
}

static bn_status record(bn_run *run)
{
    const bn_state *s = &run->state;
    const bn_evaluation *at = &s->at;
    if (!bn_run_make_room(run, run->seen + 1))
        return bn_fail(s->err, BN_NO_MEMORY, "no memory for the record of %zu looks", run->seen);
    run->looks[run->seen++] =
        (bn_look){ (double)s->k,         s->passes, at->value, at->value_error, at->grad_norm, at->grad_error,
                   bn_norm(s->dim, s->x) };
    return BN_OK;
}

/* The gradient norm at which the next look would probably end the run: every rule bounds the gap by about a
   multiple of |grad|^2, and rounding may end it too. Without mu the multiple is another at every point, so
   one more look is worth it after a hundredfold decrease. */
static double aim(const bn_run *run)
{
    const bn_evaluation *at = &run->state.at;
    const double gap = run->certificate.gap.bound;
    const double reach = run->target > 0 && gap > 0 ? sqrt(run->target / gap) : 0;
    return fmax(16 * at->grad_error, at->grad_norm * (run->state.facts.mu > 0 ? reach : fmax(reach, 0.01)));
}

/* What is known at s->x, and whether it is the best point so far. */
static bn_status look(bn_run *run)
{
    bn_state *s = &run->state;
    run->certificate = bn_certificate_of(&s->at, &run->curvature.mu);
    if (run->seen == 0) {
        const double null_value = s->f->kind->null_value ? s->f->kind->null_value(s->f) : NAN;
        run->reference = isnan(null_value) ? fabs(s->at.value) : null_value;
    }
    run->scale = fmax(run->reference, fabs(s->at.value));
    run->target = run->options.tol * run->scale;
    s->target_grad = aim(run);
    const bn_bound *gap = &run->certificate.gap, *best = &run->best_certificate.gap;
    const bool better = run->seen == 0 || gap->bound < best->bound ||
                        (best->bound == HUGE_VAL && s->at.grad_norm < run->best_certificate.at.grad_norm);
    run->since_best = better ? 0 : run->since_best + 1;
    if (better) {
        run->best_certificate = run->certificate;
        memcpy(run->best, s->x, s->dim * sizeof *s->x);
    }
    return record(run);
}

/* After a quiet step the observer sees a look of its own: not charged, and no part of any decision. */
static bool observed(bn_run *run)
{
    bn_state *s = &run->state;
    bn_certificate now = run->certificate;
    bn_evaluation at;
    if (!run->options.observe || run->told)
        return true;
    run->told = true;
    if (s->quiet && !s->fresh && bn_all_finite(s->dim, s->x) &&
        !s->f->kind->evaluate(&at, s->f, s->x, s->grad, NULL))
        now = bn_certificate_of(&at, &run->curvature.mu);
    double variance = NAN, reduced = NAN;
    if (run->options.measure_variance && run->method->variance)
        run->method->variance(s, &variance, &reduced);
    return run->options.observe(&(bn_progress){ .k = s->k,
                                                .passes = s->passes,
                                                .seconds = run->seconds,
                                                .x = s->x,
                                                .grad = s->grad,
                                                .certificate = &now,
                                                .target = run->target,
                                                .step = s->step,
                                                .momentum = s->momentum,
                                                .predicted_passes = run->contract.predicted_passes,
                                                .variance = variance,
                                                .reduced = reduced },
                                run->options.observe_context);
}

/* A charged look at s->x. */
static bn_status consider(bn_run *run)
{
    const double began = bn_run_clock();
    bn_status status = evaluate(run);
    run->seconds += bn_run_clock() - began;
    run->state.quiet = false;
    if (!status)
        status = look(run);
    return status ? status : bn_run_prove(run);
}

/* step(), and a look at where it led; at the latest with the last pass, or when x is no longer finite. */
static bn_status advance(bn_run *run)
{
    bn_state *s = &run->state;
    const double began = bn_run_clock();
    s->fresh = s->quiet = run->told = false;
    bn_status status = run->method->step(s);
    run->seconds += bn_run_clock() - began;
    s->k++;
    if (status || (s->quiet && s->passes + 1 < run->options.max_passes && bn_all_finite(s->dim, s->x)))
        return status;
    status = consider(run);
    if (!status)
        bn_contract_judge(run, &run->looks[run->seen - 2], &run->looks[run->seen - 1]);
    return status;
}

static bn_status begin(bn_run *run)
{
    bn_status status = run->options.checkpoint.resume ? bn_run_resume(run) : consider(run);
    if (!status)
        bn_contract_open(run);
    return status;
}

static bool stopped(const bn_solve_options *o)
{
    return o->stop && o->stop(o->stop_context);
}

/* A checkpoint is of a moment between two steps: before the first, after some, and where the loop is left. */
static bn_status iterate(bn_run *run, bn_outcome *outcome)
{
    bn_status status = begin(run);
    bool wanted = true;
    while (!status && !bn_run_should_stop(run, outcome) &&
           (wanted = observed(run) && !stopped(&run->options))) {
        status = bn_run_save(run, false);
        if (!status)
            status = advance(run);
    }
    if (!status)
        status = bn_run_save(run, true);
    if (!status && run->state.quiet) { /* stopped in between: what is returned was looked at */
        status = consider(run);
        bn_run_should_stop(run, outcome);
    }
    if (!status && wanted)
        status = bn_run_settle(run, outcome);
    if (!status && wanted)
        observed(run);
    else
        *outcome = BN_CANCELLED;
    return status;
}

/* The answer is the best point seen, certified by the gradient that was computed there; the one that met its
   target, if one did: an earlier point may have had a smaller gap bound and, with a smaller |f|, a smaller
   target. */
static void report(bn_run *run, bn_outcome outcome, double *x, bn_result *r)
{
    const bn_state *s = &run->state;
    if (outcome == BN_CONVERGED) {
        run->best_certificate = run->certificate;
        memcpy(run->best, s->x, s->dim * sizeof *s->x);
    }
    bn_contract_close(run);
    const bn_certificate *c = &run->best_certificate;
    *r = (bn_result){ .outcome = outcome,
                      .iterations = s->k,
                      .passes = s->passes,
                      .seconds = run->seconds,
                      .certificate = *c,
                      .value = c->at.value,
                      .grad_norm = c->at.grad_norm,
                      .gap_bound = c->gap.bound,
                      .distance_bound = c->distance.bound,
                      .scale = fmax(run->reference, fabs(c->at.value)),
                      .curvature = run->curvature,
                      .step = s->step,
                      .momentum = s->momentum,
                      .contract = run->contract,
                      .used = run->options,
                      .checkpoint = run->keeper.last };
    r->used.curvature = NULL;
    bn_run_advise(run, outcome, r->advice, sizeof r->advice);
    memcpy(x, run->best, s->dim * sizeof *x);
}

bn_status bn_solve(const bn_method *method, bn_objective *f, double *x, const bn_solve_options *options,
                   bn_result *result, bn_error *err)
{
    if (!method || !f || !x || !result)
        return bn_fail(err, BN_BAD_ARGUMENT, "bn_solve needs a method, an objective, a point and a result");
    if (!bn_all_finite(f->info.dim, x))
        return bn_fail(err, BN_NOT_FINITE, "the starting point is not finite");
    bn_run run = { .state = { .f = f, .dim = f->info.dim, .err = err }, .prove_below = HUGE_VAL };
    bn_outcome outcome = BN_CANCELLED;
    bn_status status = bn_run_options(&run.options, options, err);
    if (!status)
        status = take_method(&run, method, f, err);
    if (!status)
        status = check_memory(&run, f, err);
    if (!status)
        status = take_curvature(&run, f, err);
    if (status)
        return status;
    bn_state *s = &run.state;
    s->options = &run.options;
    s->curvature = &run.curvature;
    s->facts = bn_facts_of(f, &run.curvature);
    s->promise = run.method->rate(&s->facts, ruled_step(&run.options, &s->facts));
    s->needs = run.method->needs;
    s->cost = run.method->cost ? run.method->cost(&s->facts) : 1;
    status = allocate(&run, x, err);
    if (!status && run.method->start)
        status = run.method->start(s);
    s->step = isnan(s->promise.step) ? 0 : s->promise.step; /* of a curvature that theory knows nothing of */
    s->momentum = isnan(s->promise.momentum) ? 0 : s->promise.momentum;
    if (!status)
        status = iterate(&run, &outcome);
    if (!status)
        report(&run, outcome, x, result);
    release(&run);
    return status;
}
