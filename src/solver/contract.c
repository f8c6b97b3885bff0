/* The contract of a run: hypotheses filled in, promise beside fact. */
#include <math.h>

#include "solver/run.h"

static void add(bn_contract *c, const char *name, double value, bn_proof status, const char *evidence)
{
    c->hypotheses[c->count++] = (bn_hypothesis){ name, value, status, evidence };
}

/* The promise bounds a quantity; the stopping rule wants gap <= target. With G = |grad|: gap <= G^2/(2 mu), and G shrinks by
   the same factor as the distance for gradient descent; a promise on the gap itself reaches G by G^2 <= 2 L gap. */
static double predicted_passes(const bn_run *run, const bn_rate *promise)
{
    const bn_facts *facts = &run->state.facts;
    const double G = run->certificate.at.grad_norm, bound0 = G * G / (2 * facts->mu);
    if (!(facts->mu > 0) || !(promise->one_minus_rate > 0) || !(bound0 > 0) || !(run->target > 0))
        return HUGE_VAL;
    const double ratio = run->target / bound0;
    switch (promise->quantity) {
    case BN_DISTANCE:
        return bn_rate_steps(promise, sqrt(ratio));
    default:
        return bn_rate_steps(promise, ratio * facts->mu / facts->L);
    }
}

void bn_contract_open(bn_run *run)
{
    const bn_state *s = &run->state;
    const unsigned needs = run->method->needs;
    const bn_curvature *k = &run->curvature;
    bn_contract *c = &run->contract;
    *c = (bn_contract){ .promised = s->promise, .measured_rate = NAN };
    if (needs & BN_NEEDS_STRONG)
        add(c, "f is mu-strongly convex", k->mu.lower, k->mu.lower > 0 ? k->mu.status : BN_VIOLATED, k->mu.method);
    if (needs & BN_NEEDS_SMOOTH)
        add(c, "f is L-smooth", k->L.upper, k->L.status, k->L.method);
    if (needs & BN_NEEDS_STEP) {
        const double limit = run->method->step_limit(&s->facts);
        add(c, "0 < step < 2/L", s->promise.step, s->promise.step < limit ? k->L.status : BN_VIOLATED,
            s->promise.step < limit ? "L is an upper bound" : "outside the safe range: expect oscillation or divergence");
    }
    if (needs & BN_NEEDS_QUADRATIC)
        add(c, "f is quadratic", s->facts.quadratic, s->facts.quadratic ? BN_PROVEN : BN_VIOLATED, "form of the objective");
    if (needs & BN_NEEDS_TERMS)
        add(c, "each f_i is convex and L_max-smooth", s->facts.L_max, s->facts.L_max > 0 ? BN_PROVEN : BN_VIOLATED,
            "row norms");
    for (size_t i = 0; i < c->count; i++)
        if (c->hypotheses[i].status == BN_VIOLATED)
            c->promised.rate = 1, c->promised.one_minus_rate = 0;
    c->predicted_passes = predicted_passes(run, &c->promised);
}

/* Did this step do what the theorem says? Rounding of both looks is granted, and of the update itself. */
void bn_contract_judge(bn_run *run, const bn_look *before, const bn_look *after)
{
    const bn_state *s = &run->state;
    const bn_rate *p = &run->contract.promised;
    bool kept;
    switch (run->method->check) {
    case BN_CHECK_GRADIENT: {
        if (!(p->one_minus_rate > 0) || after->grad_norm <= 100 * after->grad_error)
            return;
        const double update = s->facts.L * 0x1p-52 * (s->step * before->grad_norm + fabs(after->value) / s->facts.L);
        kept = after->grad_norm - after->grad_error <=
               p->rate * (before->grad_norm + before->grad_error) * (1 + 1e-12) + update + after->grad_error;
        break;
    }
    case BN_CHECK_DECREASE: {
        if (s->promised_decrease <= 10 * (before->value_error + after->value_error))
            return;
        kept = after->value - after->value_error <=
               before->value + before->value_error - s->promised_decrease * (1 - 1e-6);
        break;
    }
    default:
        return;
    }
    run->judged++;
    run->broken += !kept;
}

/* Mean factor per step of |grad| over the second half of the run, above the noise (theory 13.1). */
static double measured_gradient_rate(const bn_run *run)
{
    size_t last = run->state.k;
    while (last > 0 && run->looks[last].grad_norm <= 1e3 * run->looks[last].grad_error)
        last--;
    const size_t first = last / 2;
    if (last < first + 3)
        return NAN;
    return pow(run->looks[last].grad_norm / run->looks[first].grad_norm, 1 / (double)(last - first));
}

void bn_contract_close(bn_run *run)
{
    bn_contract *c = &run->contract;
    if (run->method->check == BN_CHECK_GRADIENT)
        c->measured_rate = measured_gradient_rate(run);
    c->holds = run->judged == 0 ? BN_UNDECIDED : run->broken ? BN_FAILS : BN_HOLDS;
}
