/* Polyak's heavy ball: gradient descent with momentum, and a choice whose convergence is a theorem. */
#include <math.h>
#include <string.h>

#include "linalg/blas.h"
#include "objective/objective.h"
#include "solver/method.h"

/* Theorem 1 (Polyak 1964, explicit form theory 6.1). f quadratic with spectrum in [mu, L], step = 4/(sqrt L + sqrt mu)^2,
   beta = r^2, r = (sqrt k - 1)/(sqrt k + 1), k = L/mu, x_-1 = x_0:
     |x_k - x*|  <=  (1 + (1 + r) k) r^k |x_0 - x*|
   Off quadratics these values can cycle for ever (Lessard, Recht & Packard 2016).

   Theorem 2, for every other f: a heavy-ball step is kept only if it decreases f by at least |grad f(x)|^2/(2L), which
   gradient descent with step 1/L is sure to (descent lemma); if it does not, that step is taken instead. Then, by
   |grad f|^2 >= 2 mu (f - f*),
     f(x_k) - f*  <=  (1 - mu/L)^k (f(x_0) - f*) */
static bn_rate rate(const bn_facts *facts, double step)
{
    if (facts->quadratic && facts->mu > 0 && !(step > 0))
        return bn_rate_heavy_ball_quadratic(facts->mu, facts->L);
    if (step > 0)
        return bn_rate_heavy_ball(step, facts->mu, facts->L);
    const double root = sqrt(facts->mu / facts->L), r = (1 - root) / (1 + root);
    return (bn_rate){ .step = 1 / facts->L, .momentum = facts->mu > 0 ? r * r : 0.9, .quantity = BN_GAP,
                      .rate = 1 - facts->mu / facts->L, .one_minus_rate = facts->mu / facts->L, .constant = 1 };
}

static double step_limit(const bn_facts *facts)
{
    return facts->quadratic ? bn_step_safe_smooth(facts->L) * 2 : nextafter(1 / facts->L, HUGE_VAL);
}

/* --step optimal asks for the values of theorem 1 whatever f is: the contract will say what that is worth. */
static bn_status start(bn_state *s)
{
    if (s->options->step_rule == BN_STEP_OPTIMAL && s->facts.mu > 0)
        s->promise = bn_rate_heavy_ball_quadratic(s->facts.mu, s->facts.L);
    if (s->facts.quadratic || s->options->step_rule == BN_STEP_OPTIMAL)
        s->needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_QUADRATIC;
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

/* Keeps the point of heavy_ball if f fell enough, else goes back and takes the plain step, which surely does. */
static bn_status guarded(bn_state *s)
{
    double *x = s->work[1], *grad = s->work[2];
    const bn_evaluation at = s->at;
    memcpy(x, s->x, s->dim * sizeof *x);
    memcpy(grad, s->grad, s->dim * sizeof *grad);
    s->promised_decrease = at.grad_norm * at.grad_norm / (2 * s->facts.L);
    heavy_ball(s);
    bn_status status = s->f->kind->evaluate(&s->at, s->f, s->x, s->grad, s->err);
    s->passes += 1;
    s->fresh = true;
    const double noise = at.value_error + s->at.value_error;
    if (status || s->at.value <= at.value - s->promised_decrease + noise)
        return status;
    memcpy(s->x, x, s->dim * sizeof *x);
    bn_axpy(s->dim, -1 / s->facts.L, grad, s->x);
    memcpy(s->work[0], s->x, s->dim * sizeof *x);
    s->fresh = false;
    return BN_OK;
}

static bn_status step(bn_state *s)
{
    const bool proven = s->facts.quadratic || s->options->step_rule != BN_STEP_AUTO;
    if (!proven)
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
    .step_range = "0 < step <= 1/L",
    .step_limit = step_limit,
    .rate = rate,
    .start = start,
    .step = step,
};
