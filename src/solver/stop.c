/* When a run ends, and what to tell a person whose run did not converge. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "objective/objective.h"
#include "solver/run.h"

/* The gradient is inside its own rounding: no later point can be told from this one. */
static bool at_precision_floor(const bn_run *run)
{
    const bn_evaluation *at = &run->certificate.at;
    if (run->state.finished || at->grad_norm == 0)
        return true;
    if (at->rounding != BN_PROVEN)
        return run->since_best > 1000 && at->grad_norm <= 1e-13 * run->looks[0].grad_norm;
    return at->grad_norm <= at->grad_error / 8 ||
           (at->grad_norm <= 16 * at->grad_error && run->since_best >= 8);
}

/* Ten orders of magnitude above everything that was natural at the start: f there, f of the null model, and
   the decrease that the first gradient promised. */
static bool has_diverged(const bn_run *run)
{
    const double value = run->certificate.at.value, G = run->looks[0].grad_norm;
    const double natural = fmax(fmax(run->reference, fabs(run->first_value)), G * G / run->state.facts.L);
    return !isfinite(value) || value > run->first_value + 1e10 * natural;
}

bool bn_run_should_stop(bn_run *run, bn_outcome *outcome)
{
    const double gap = run->certificate.gap.bound;
    const struct {
        bool now;
        bn_outcome outcome;
    } rules[] = {
        /* the first that applies */
        { run->curvature.mu.upper < 0 || run->separated, BN_NO_MINIMIZER },
        { run->options.tol >= 0 && gap < HUGE_VAL && gap <= run->target,
          BN_CONVERGED }, /* f may be infinite */
        { has_diverged(run), BN_DIVERGED },
        { at_precision_floor(run), BN_PRECISION_LIMIT },
        { run->state.passes >= run->options.max_passes, BN_PASS_LIMIT },
        { run->options.max_seconds > 0 && run->seconds >= run->options.max_seconds, BN_TIME_LIMIT },
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].now) {
            *outcome = rules[i].outcome;
            return true;
        }
    return false;
}

/* What a step that left its safe range does, mode by mode; or, inside it, what must be wrong. */
static void advise_divergence(const bn_run *run, char *advice, size_t size)
{
    const bn_method *m = run->method;
    const bn_rate *p = &run->state.promise;
    const bn_facts *facts = &run->state.facts;
    const double L = facts->L, limit = m->stable ? m->stable(p->step, p->momentum) : HUGE_VAL;
    if (limit < L)
        snprintf(advice, size,
                 "with step %.6g modes of curvature above %.6g grow, the steepest by up to %.3g a step; "
                 "steps below %.6g are safe",
                 p->step, limit, m->radius(p->step, p->momentum, L), m->step_limit(facts));
    else if (!m->stable && m->step_limit && p->step >= m->step_limit(facts))
        snprintf(advice, size,
                 "step %.6g is outside the range of the theorem, which ends at %.6g: step auto is safe",
                 p->step, m->step_limit(facts));
    else
        snprintf(advice, size,
                 "either f bends more than L = %.6g (%s), or its gradient is wrong: bn_gradient_check tells",
                 L, bn_proof_name(run->curvature.L.status));
}

/* The first hypothesis that does not hold; not strong convexity, which costs the rate and not the end. */
static const bn_hypothesis *violated(const bn_contract *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->hypotheses[i].status == BN_VIOLATED &&
            strcmp(c->hypotheses[i].name, "f is mu-strongly convex") != 0)
            return &c->hypotheses[i];
    return NULL;
}

/* mu is 0: what is left, and what would change it. */
static void advise_unbounded(const bn_run *run, char *advice, size_t size)
{
    const bn_objective *f = run->state.f;
    const char *undecided =
        f->kind->separates && f->info.positive && f->info.l2 == 0
            ? "neither a minimizer nor a direction that separates the classes is proven (they may "
              "be separated but for ties), so "
            : "";
    snprintf(advice, size,
             "%snothing bounds f - f* here: mu is 0 or unknown and there is no penalty; gradient descent "
             "would promise "
             "L |x_0 - x*|^2/(4 k + 2) after k steps, an l2 of %.1e gives a proof, with kappa 1e6",
             undecided, run->state.facts.L * 1e-6);
}

void bn_run_advise(const bn_run *run, bn_outcome outcome, char *advice, size_t size)
{
    const bn_facts *facts = &run->state.facts;
    const bn_hypothesis *broken = violated(&run->contract);
    const double gap = run->best_certificate.gap.bound;
    advice[0] = '\0';
    if (outcome == BN_CONVERGED || outcome == BN_CANCELLED)
        return;
    if (run->curvature.mu.upper < 0)
        snprintf(advice, size,
                 "f is not convex: its Hessian has an eigenvalue of at most %.6g, and f has no lower bound",
                 run->curvature.mu.upper);
    else if (run->separated)
        snprintf(advice, size,
                 "the classes are completely separated, and the coefficients are a direction that does it: "
                 "further along it f "
                 "falls to 0 for ever; any l2 > 0 gives a minimizer, l2 = %.1e with kappa 1e6",
                 facts->L * 1e-6);
    else if (outcome == BN_DIVERGED)
        advise_divergence(run, advice, size);
    else if (broken)
        snprintf(advice, size, "\"%s\" does not hold (%s), so no theorem says that this converges%s",
                 broken->name, broken->evidence,
                 run->options.step_rule == BN_STEP_AUTO ? "" : "; step auto has one");
    else if (!(gap < HUGE_VAL))
        advise_unbounded(run, advice, size);
    else if (outcome == BN_PRECISION_LIMIT)
        snprintf(advice, size,
                 "double precision cannot prove a gap below %.1e for this problem as it is scaled; "
                 "standardize, raise l2, or accept tol %.1e",
                 gap, gap / run->scale);
    else if (run->state.promise.floor > 0)
        snprintf(
            advice, size,
            "gap is %.1e: the noise of single terms keeps this method away from the minimum; svrg and saga "
            "take it away",
            gap);
    else if (run->contract.predicted_passes < HUGE_VAL &&
             run->contract.predicted_passes > run->options.max_passes)
        snprintf(advice, size,
                 "the theorem asked for %.0f passes at kappa = %.2g; newton or a larger l2 would need fewer",
                 run->contract.predicted_passes, facts->L / facts->mu);
    else
        snprintf(advice, size, "gap is %.1e after %.0f passes, %.1e was asked for", gap, run->state.passes,
                 run->target);
}
