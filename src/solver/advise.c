/* What to tell a person whose run did not converge. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "objective/objective.h"
#include "solver/run.h"

/* Where a sentence goes. */
typedef struct page {
    char *out;
    size_t size;
} page;

/* ---- Sentences ------------------------------------------------------------------------------ */

static void say_not_convex(const bn_run *run, page p)
{
    snprintf(p.out, p.size,
             "f is not convex: its Hessian has an eigenvalue of at most %.6g, and f has no lower bound",
             run->curvature.mu.upper);
}

/* The penalty that makes kappa = (L + l2)/l2 a million; where f is flat all over, any. */
static const char *some_penalty(char text[64], const bn_run *run)
{
    const double l2 = run->state.facts.L / (1e6 - 1);
    if (l2 < DBL_MIN)
        return "any will do";
    snprintf(text, 64, "%.1e for kappa 1e6", l2);
    return text;
}

static void say_separated(const bn_run *run, page p)
{
    char text[64];
    snprintf(
        p.out, p.size,
        "the classes are completely separated, and the coefficients are a direction that does it: further "
        "along it f falls to 0 for ever; any l2 > 0 gives a minimizer, l2 = L/(kappa - 1): %s",
        some_penalty(text, run));
}

/* What a step that left its safe range does, mode by mode; or, inside it, what must be wrong. */
static void say_diverged(const bn_run *run, page p)
{
    const bn_method *m = run->method;
    const bn_rate *promise = &run->state.promise;
    const bn_facts *facts = &run->state.facts;
    const double step = promise->step, L = facts->L;
    const double limit = m->stable ? m->stable(step, promise->momentum) : HUGE_VAL;
    if (limit < L)
        snprintf(
            p.out, p.size,
            "with step %.6g modes of curvature above %.6g grow, the steepest by up to %.3g a step; steps "
            "below %.6g are safe",
            step, limit, m->radius(step, promise->momentum, L), m->step_limit(facts));
    else if (!m->stable && m->step_limit && step >= m->step_limit(facts))
        snprintf(p.out, p.size,
                 "step %.6g is outside the range of the theorem, which ends at %.6g: step auto is safe", step,
                 m->step_limit(facts));
    else
        snprintf(p.out, p.size,
                 "either f bends more than L = %.6g (%s), or its gradient is wrong: bn_gradient_check tells",
                 L, bn_proof_name(run->curvature.L.status));
}

/* The first hypothesis that does not hold; not strong convexity, which costs the rate and not the end. */
static const bn_hypothesis *violated(const bn_contract *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->hypotheses[i].status == BN_VIOLATED &&
            strcmp(c->hypotheses[i].name, "f is mu-strongly convex"))
            return &c->hypotheses[i];
    return NULL;
}

static void say_violated(const bn_run *run, page p)
{
    const bn_hypothesis *broken = violated(&run->contract);
    snprintf(p.out, p.size, "\"%s\" does not hold (%s), so no theorem says that this converges%s",
             broken->name, broken->evidence,
             run->options.step_rule == BN_STEP_AUTO ? "" : "; step auto has one");
}

/* Squared loss without a penalty, of which no mu > 0 is known. */
static bool only_f_bounds(const bn_run *run)
{
    const bn_objective_info *info = &run->state.f->info;
    return info->data && info->terms && info->l2 == 0 && !(run->curvature.mu.lower > 0);
}

/* mu is 0: what is left, and what would change it. */
static void say_unbounded(const bn_run *run, page p)
{
    const bn_objective *f = run->state.f;
    const bool undecided = f->kind->separates && f->info.positive && f->info.l2 == 0;
    char text[64];
    char remedy[120] = "bn_curvature_assume with mu > 0, or a lower_bound of f, gives one";
    if (f->info.data && f->info.terms)
        snprintf(remedy, sizeof remedy, "l2 = L/(kappa - 1), %s, gives a proof", some_penalty(text, run));
    else if (f->kind->analytic)
        snprintf(remedy, sizeof remedy, "another minimizer may be as good");
    snprintf(
        p.out, p.size,
        "%snothing%s bounds f - f*, as mu is 0 or unknown: gradient descent promises %.3g |x_0 - x*|^2/(4 "
        "k + 2) after k steps; %s",
        undecided ? "neither a minimizer nor a direction that separates the classes is proven (they may be "
                    "separated but for ties): "
                  : "",
        run->best_certificate.gap.bound < HUGE_VAL ? " but f itself" : "", run->state.facts.L, remedy);
}

static void say_precision(const bn_run *run, page p)
{
    const double gap = run->best_certificate.gap.bound;
    snprintf(
        p.out, p.size,
        "double precision cannot prove a gap below %.1e for this problem as it is scaled; standardize, raise "
        "l2, or accept tol %.1e",
        gap, 1.05 * gap / run->scale);
}

static void say_noise(const bn_run *run, page p)
{
    snprintf(
        p.out, p.size,
        "gap is %.1e: the noise of single terms keeps this method away from the minimum; svrg and saga take "
        "it away",
        run->best_certificate.gap.bound);
}

static void say_predicted(const bn_run *run, page p)
{
    snprintf(p.out, p.size,
             "the theorem asked for %.6g passes at kappa = %.2g; newton or a larger l2 would need fewer",
             ceil(run->contract.predicted_passes), run->state.facts.L / run->state.facts.mu);
}

static void say_gap(const bn_run *run, page p)
{
    snprintf(p.out, p.size, "gap is %.1e after %.0f passes, %.1e was asked for",
             run->best_certificate.gap.bound, run->state.passes, run->target);
}

/* ---- When ----------------------------------------------------------------------------------- */

/* The first that applies is said. */
void bn_run_advise(const bn_run *run, bn_outcome outcome, char *advice, size_t size)
{
    const double asked = run->contract.predicted_passes;
    const struct {
        bool applies;
        void (*say)(const bn_run *run, page p);
    } sentences[] = {
        { outcome == BN_CONVERGED || outcome == BN_CANCELLED, NULL },
        { run->curvature.mu.upper < 0, say_not_convex },
        { run->separated, say_separated },
        { outcome == BN_DIVERGED, say_diverged },
        { violated(&run->contract), say_violated },
        { run->best_certificate.gap.bound == HUGE_VAL || only_f_bounds(run), say_unbounded },
        { outcome == BN_PRECISION_LIMIT, say_precision },
        { run->state.promise.floor > 0, say_noise },
        { asked < HUGE_VAL && asked > run->options.max_passes, say_predicted },
        { true, say_gap },
    };
    size_t k = 0;
    while (!sentences[k].applies)
        k++;
    advice[0] = '\0';
    if (sentences[k].say)
        sentences[k].say(run, (page){ advice, size });
}
