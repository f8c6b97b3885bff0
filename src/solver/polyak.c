/* Polyak's heavy ball: gradient descent with momentum, and a choice whose convergence is a theorem. */
#include <math.h>
#include <string.h>

#include "linalg/blas.h"
#include "objective/objective.h"
#include "solver/method.h"

static bool tunable(const bn_facts *facts)
{
    return facts->quadratic && facts->mu > 0;
}

/* Theorem 1 (Polyak 1964, explicit form theory 6.1). f quadratic with spectrum in [mu, L],
   step = 4/(sqrt L + sqrt mu)^2, beta = r^2, r = (sqrt k - 1)/(sqrt k + 1), k = L/mu, x_-1 = x_0:
     |x_k - x*|  <=  (1 + (1 + r) k) r^k |x_0 - x*|
   Off quadratics these values can cycle for ever (Lessard, Recht & Packard 2016).

   Theorem 2, for every other f: the same step is kept only if it decreases f by |grad f(x)|^2/(2L), as
   x - grad f(x)/L surely does (descent lemma); if not, that step is taken, and the motion stops. By
   |grad f|^2 >= 2 mu (f - f*) then
     f(x_k) - f*  <=  (1 - mu/L)^k (f(x_0) - f*)
   In practice it is faster than theorem 1: losing the motion where f would rise acts as a restart.

   Theorem 3, for a step that was asked for (Ghadimi, Feyzmahdavian & Johansson 2015, theorem 4).
   0 < step <= 1/L, beta = sqrt((1 - step mu)(1 - step L)), and 0 for longer steps: gradient descent then.
     f(x_k) - f*  <=  (1 - step mu)^k (f(x_0) - f*) */
static bn_rate rate(const bn_facts *facts, double step)
{
    if (step > 0)
        return bn_rate_heavy_ball(step, facts->mu, facts->L);
    bn_rate r = bn_rate_heavy_ball_quadratic(facts->mu, facts->L);
    if (tunable(facts))
        return r;
    r.momentum = facts->mu > 0 ? r.momentum : 0.9;
    r.quantity = BN_GAP;
    r.one_minus_rate = facts->mu / facts->L;
    r.rate = 1 - r.one_minus_rate;
    r.growth = 0;
    return r;
}

/* Of theorem 3; theorems 1 and 2 bring their own steps. */
static double step_limit(const bn_facts *facts)
{
    return bn_step_safe_smooth(facts->L);
}

/* --step optimal asks for the values of theorem 1 whatever f is: the contract will say what that is worth. */
static bn_status start(bn_state *s)
{
    const bn_step_rule rule = s->options->step_rule;
    if (rule == BN_STEP_AUTO)
        s->needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH;
    if (rule == BN_STEP_OPTIMAL || (rule == BN_STEP_AUTO && tunable(&s->facts))) {
        s->promise = bn_rate_heavy_ball_quadratic(s->facts.mu, s->facts.L);
        s->needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_QUADRATIC;
    }
    memcpy(s->work[0], s->x, s->dim * sizeof *s->x);
    return BN_OK;
}

/* x+ = x - step grad f(x) + beta (x - x_before) */
static void heavy_ball(bn_state *s)
{
    double *before = s->work[0];
    for (size_t j = 0; j < s->dim; j++) {
        const double x = s->x[j];
        s->x[j] = x - s->step * s->grad[j] + s->momentum * (x - before[j]);
        before[j] = x;
    }
}

/* Keeps the point of heavy_ball if f fell enough, else goes back and takes the plain step: that one does. */
static bn_status guarded(bn_state *s)
{
    double *x = s->work[1], *grad = s->work[2];
    const bn_evaluation at = s->at;
    memcpy(x, s->x, s->dim * sizeof *x);
    memcpy(grad, s->grad, s->dim * sizeof *grad);
    heavy_ball(s);
    bn_status status = s->f->kind->evaluate(&s->at, s->f, s->x, s->grad, s->err);
    s->passes += 1;
    s->fresh = true;
    const double wanted = at.value - at.grad_norm * at.grad_norm / (2 * s->facts.L);
    if (status || s->at.value <= wanted + at.value_error + s->at.value_error)
        return status;
    memcpy(s->x, x, s->dim * sizeof *x);
    bn_axpy(s->dim, -1 / s->facts.L, grad, s->x);
    memcpy(s->work[0], s->x, s->dim * sizeof *x);
    s->fresh = false;
    return BN_OK;
}

static bn_status step(bn_state *s)
{
    if (s->options->step_rule == BN_STEP_AUTO && !tunable(&s->facts))
        return guarded(s);
    heavy_ball(s);
    return BN_OK;
}

const bn_method bn_polyak = {
    .name = "polyak",
    .summary = "heavy ball, tuned on quadratics, guarded elsewhere",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_STEP,
    .vectors = 3,
    .check = BN_CHECK_HISTORY,
    .step_range = "0 < step < 2/L",
    .step_limit = step_limit,
    .stable = bn_stable_heavy_ball,
    .radius = bn_radius_heavy_ball,
    .rate = rate,
    .start = start,
    .step = step,
};
