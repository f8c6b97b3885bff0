/* Proofs that cost more than a look: tried where no cheaper rule bounds the gap, before a run gives up, and
   for the distance at its end. */
#include <math.h>
#include <string.h>

#include "certificate/certificate.h"
#include "objective/objective.h"
#include "solver/run.h"

/* Unknowns for which a Hessian is worth it, and the reads of the data that it takes, about. */
enum { MOST = 2048, PASSES = 4 };

bool bn_run_affordable(const bn_objective *f)
{
    return f->kind->congruence && f->info.dim <= MOST;
}

static void keep(bn_run *run)
{
    run->best_certificate = run->certificate;
    memcpy(run->best, run->state.x, run->state.dim * sizeof *run->best);
}

/* Theorem. Without a penalty, if y_i (x_i'w + b) > 0 in every row, then f(t (w, b)) falls to its infimum 0 as
   t grows and f has no minimizer. Any such point is the proof; the row that was on the wrong side last time
   is looked at first. */
static void look_for_separation(bn_run *run)
{
    const bn_state *s = &run->state;
    if (!s->f->kind->separates || s->f->info.l2 > 0 || !bn_all_finite(s->dim, s->x))
        return;
    run->separated = s->f->kind->separates(s->f, s->x, &run->astray);
    if (run->separated)
        keep(run);
}

/* A bound that says no more than f >= 0 does is none. */
static bool bounded(const bn_certificate *c)
{
    return c->gap.bound < HUGE_VAL && c->gap.bound < 0.99 * fabs(c->at.value);
}

/* With mu > 0 the gradient will do it some steps later: until the run has cost about as much as a proof
   would, it goes on. In passes: a look in doubled precision, products of all rows with a d x d matrix,
   eigenvalues. */
static bool worth_it(const bn_run *run)
{
    const double n = (double)run->state.f->info.terms, d = (double)run->state.dim;
    return !(run->state.facts.mu > 0) || run->state.passes >= 24 + d / 8 + d * d / fmax(n, 1);
}

/* |g|^2/(2 L) is a lower bound of the gap: below the target a proof may be had, and again when |g| has fallen
   by ten. */
static bool promising(const bn_run *run)
{
    const double G = run->state.at.grad_norm;
    return !bounded(&run->certificate) && run->options.tol >= 0 && G < run->prove_below && worth_it(run) &&
           bn_gap_bounds(G, 0, 0, run->state.facts.L).lower <= run->target;
}

/* Better bounds for the same point; enough as bn_certificate_improve has it. */
static bn_status improve(bn_run *run, double enough)
{
    const bn_state *s = &run->state;
    bn_certificate *c = &run->certificate, closely = *c;
    bn_status status = bn_certificate_improve(&closely, s->f, s->x, &run->curvature.mu, enough, s->err);
    bn_prefer(&c->gap, &closely.gap);
    bn_prefer(&c->distance, &closely.distance);
    return status;
}

bn_status bn_run_prove(bn_run *run)
{
    bn_state *s = &run->state;
    look_for_separation(run);
    if (run->separated || !bn_run_affordable(s->f) || !promising(run))
        return BN_OK;
    run->prove_below = s->at.grad_norm / 10;
    s->passes += PASSES;
    bn_status status = improve(run, run->target);
    if (!status && run->certificate.gap.bound < run->best_certificate.gap.bound)
        keep(run);
    return status;
}

/* Not more than the run itself has cost, or little anyway. */
static bool cheap(const bn_run *run)
{
    return bn_run_affordable(run->state.f) && (double)run->state.dim <= 1024 + 4 * run->state.passes;
}

/* Back to the best point, and what can be proven there. Who observes is shown the gradient of that point. */
static bn_status reconsider(bn_run *run, double enough, bn_outcome *outcome)
{
    bn_state *s = &run->state;
    bn_evaluation at;
    run->certificate = run->best_certificate;
    memcpy(s->x, run->best, s->dim * sizeof *run->best);
    bn_status status = run->options.observe ? s->f->kind->evaluate(&at, s->f, s->x, s->grad, s->err) : BN_OK;
    if (!status)
        status = improve(run, enough);
    run->scale = fmax(run->reference, fabs(run->certificate.at.value));
    run->target = run->options.tol * run->scale;
    if (!status && run->options.tol >= 0 && run->certificate.gap.bound <= run->target)
        *outcome = BN_CONVERGED;
    keep(run);
    return status;
}

bn_status bn_run_settle(bn_run *run, bn_outcome *outcome)
{
    const bool unknown = run->certificate.distance.bound == HUGE_VAL,
               lost = bn_run_affordable(run->state.f) && !bounded(&run->best_certificate);
    if (*outcome == BN_CONVERGED && unknown && cheap(run))
        return improve(run, run->target);
    if (*outcome == BN_PASS_LIMIT && (lost || cheap(run)))
        return reconsider(run, -1, outcome);
    if (*outcome == BN_PRECISION_LIMIT)
        return reconsider(run, bn_run_affordable(run->state.f) ? run->target : HUGE_VAL, outcome);
    return BN_OK;
}
