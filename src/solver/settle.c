/* Proofs that cost more than a look: tried where no cheaper rule bounds the gap, and before a run
   gives up. */
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

/* |g|^2/(2 L) is a lower bound of the gap: below the target a proof may be had, and again when |g| has fallen
   by ten. */
static bool promising(const bn_run *run)
{
    const double G = run->state.at.grad_norm;
    return run->certificate.gap.bound == HUGE_VAL && run->options.tol >= 0 && G < run->prove_below &&
           bn_gap_bounds(G, 0, 0, run->state.facts.L).lower <= run->target;
}

bn_status bn_run_prove(bn_run *run)
{
    bn_state *s = &run->state;
    look_for_separation(run);
    if (run->separated || !bn_run_affordable(s->f) || !promising(run))
        return BN_OK;
    run->prove_below = s->at.grad_norm / 10;
    s->passes += PASSES;
    bn_status status =
        bn_certificate_improve(&run->certificate, s->f, s->x, &run->curvature.mu, run->target, s->err);
    if (!status && run->certificate.gap.bound < run->best_certificate.gap.bound)
        keep(run);
    return status;
}

bn_status bn_run_settle(bn_run *run, bn_outcome *outcome)
{
    bn_state *s = &run->state;
    const bool lost = run->best_certificate.gap.bound == HUGE_VAL;
    if (*outcome != BN_PRECISION_LIMIT && !(*outcome == BN_PASS_LIMIT && lost))
        return BN_OK;
    run->certificate = run->best_certificate;
    memcpy(s->x, run->best, s->dim * sizeof *s->x);
    bn_status status = bn_certificate_improve(&run->certificate, s->f, s->x, &run->curvature.mu,
                                              bn_run_affordable(s->f) ? run->target : HUGE_VAL, s->err);
    run->scale = fmax(run->reference, fabs(run->certificate.at.value));
    run->target = run->options.tol * run->scale;
    if (!status && run->options.tol >= 0 && run->certificate.gap.bound <= run->target)
        *outcome = BN_CONVERGED;
    keep(run);
    return status;
}
