/* When a run ends. */
#include <math.h>

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
    const double value = run->certificate.at.value, first = run->looks[0].value, G = run->looks[0].grad_norm;
    const double natural = fmax(fmax(run->reference, fabs(first)), G * G / run->state.facts.L);
    return !isfinite(value) || value > first + 1e10 * natural;
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
