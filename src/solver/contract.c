/* The contract of a run: hypotheses filled in, promise beside fact. */
#include <math.h>

#include "linalg/blas.h"
#include "solver/run.h"

static void add(bn_contract *c, const char *name, double value, bn_proof status, const char *evidence)
{
    c->hypotheses[c->count++] = (bn_hypothesis){ name, value, status, evidence };
}

/* The promise bounds a quantity; the stopping rule wants G^2/(2 mu) <= target for G = |grad f|. For gradient
   descent G itself shrinks at the promised rate; otherwise G <= L distance and G^2 <= 2 L gap lead there, and
   distance_0 <= G_0/mu, gap_0 <= G_0^2/(2 mu) start it. */
static double predicted_passes(const bn_run *run, const bn_rate *promise)
{
    const bn_facts *facts = &run->state.facts;
    const double mu = facts->mu, L = facts->L, G0 = run->certificate.at.grad_norm;
    const double G = sqrt(2 * mu * run->target); /* where the run will stop */
    if (!(mu > 0) || !(promise->one_minus_rate > 0) || !(G0 > 0) || !(G > 0))
        return HUGE_VAL;
    double ratio = G / L / (G0 / mu); /* of distances */
    if (run->method->check == BN_CHECK_GRADIENT)
        ratio = G / G0;
    else if (promise->quantity == BN_DISTANCE_SQ || promise->quantity == BN_LYAPUNOV)
        ratio *= ratio;
    else if (promise->quantity == BN_GAP)
        ratio = G * G / (2 * L) / (G0 * G0 / (2 * mu));
    return bn_rate_steps(promise, ratio) * (run->method->cost ? run->method->cost(facts) : 1);
}

void bn_contract_open(bn_run *run)
{
    const bn_state *s = &run->state;
    const unsigned needs = s->needs;
    const bn_curvature *k = &run->curvature;
    bn_contract *c = &run->contract;
    *c = (bn_contract){ .promised = s->promise, .measured_rate = NAN };
    if (needs & BN_NEEDS_STRONG)
        add(c, "f is mu-strongly convex", k->mu.lower, k->mu.lower > 0 ? k->mu.status : BN_VIOLATED, k->mu.method);
    if (needs & BN_NEEDS_SMOOTH)
        add(c, "f is L-smooth", k->L.upper, k->L.status, k->L.method);
    if (needs & BN_NEEDS_STEP) {
        const double limit = run->method->step_limit(&s->facts);
        add(c, run->method->step_range, s->promise.step, s->promise.step < limit ? k->L.status : BN_VIOLATED,
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

/* |grad f(x+)| <= rate |grad f(x)|. Rounding of both looks is granted, and of the update itself. */
static void judge_gradient(bn_run *run, const bn_look *before, const bn_look *after)
{
    const bn_rate *p = &run->contract.promised;
    if (!(p->one_minus_rate > 0) || after->grad_norm <= 100 * after->grad_error)
        return;
    const double update = bn_norm(run->state.dim, run->state.x) * run->state.facts.L * 0x1p-51;
    run->judged++;
    run->broken += after->grad_norm - after->grad_error >
                   p->rate * (before->grad_norm + before->grad_error) * (1 + 1e-12) + update;
}

/* f(x+) <= f(x) - promised_decrease, where that is more than rounding in f. */
static void judge_decrease(bn_run *run, const bn_look *before, const bn_look *after)
{
    const double noise = before->value_error + after->value_error, promised = run->state.promised_decrease;
    if (promised <= 10 * noise)
        return;
    run->judged++;
    run->broken += after->value > before->value + noise - promised * (1 - 1e-6);
}

void bn_contract_judge(bn_run *run, const bn_look *before, const bn_look *after)
{
    if (run->method->check == BN_CHECK_GRADIENT)
        judge_gradient(run, before, after);
    if (run->method->check == BN_CHECK_DECREASE)
        judge_decrease(run, before, after);
}

/* Bounds of the gap at a recorded look, from the lower bound of f* that the final certificate gives. */
static bn_bounds gap_at(const bn_run *run, const bn_look *look)
{
    const bn_certificate *end = &run->best_certificate;
    const double above = end->at.value + end->at.value_error, below = end->at.value - end->at.value_error - end->gap.bound;
    return (bn_bounds){ fmax(0, look->value - look->value_error - above), look->value + look->value_error - below };
}

/* quantity_k <= constant (1 + growth k) rate^k quantity_0 for every recorded k, decided with the benefit of the doubt
   on neither side: only when the bounds of both quantities leave no doubt. */
static void judge_history(bn_run *run)
{
    const bn_facts *facts = &run->state.facts;
    const bn_rate *p = &run->contract.promised;
    const bn_bounds start = gap_at(run, &run->looks[0]);
    const bool distance = p->quantity == BN_DISTANCE;
    if (!(p->one_minus_rate > 0) || !(run->best_certificate.gap.bound < HUGE_VAL) || p->in_expectation)
        return;
    for (size_t k = 1; k <= run->state.k; k++) {
        const bn_bounds now = gap_at(run, &run->looks[k]);
        const double factor = bn_rate_after(p, (double)k);
        const double sure = distance ? factor * sqrt(2 * start.lower / facts->L) : factor * start.lower;
        const double most = distance ? factor * sqrt(2 * start.upper / facts->mu) : factor * start.upper;
        const double least_now = distance ? sqrt(2 * now.lower / facts->L) : now.lower;
        const double most_now = distance ? sqrt(2 * now.upper / facts->mu) : now.upper;
        run->broken += least_now > most * (1 + 1e-9);
        run->judged += most_now <= sure || least_now > most;
    }
    if (run->judged < run->state.k && !run->broken) /* some k is in doubt */
        run->judged = 0;
}

/* Mean factor per step over the second half of the run, above the noise (theory 13.1): of |grad| for gradient
   descent, of the gap for the others. */
static double measured_rate(const bn_run *run)
{
    const bool gradient = run->method->check == BN_CHECK_GRADIENT;
    size_t last = run->state.k;
    while (last > 0 && (gradient ? run->looks[last].grad_norm <= 1e3 * run->looks[last].grad_error
                                 : gap_at(run, &run->looks[last]).lower <= 1e3 * run->looks[last].value_error))
        last--;
    const size_t first = last / 2;
    if (last < first + 3 || run->contract.promised.in_expectation)
        return NAN;
    const double ratio = gradient ? run->looks[last].grad_norm / run->looks[first].grad_norm
                                  : gap_at(run, &run->looks[last]).upper / gap_at(run, &run->looks[first]).upper;
    const double rate = pow(ratio, 1 / (double)(last - first));
    return !gradient && run->contract.promised.quantity == BN_DISTANCE ? sqrt(rate) : rate;
}

void bn_contract_close(bn_run *run)
{
    bn_contract *c = &run->contract;
    if (run->method->check == BN_CHECK_HISTORY)
        judge_history(run);
    if (run->method->check == BN_CHECK_HISTORY || run->method->check == BN_CHECK_GRADIENT)
        c->measured_rate = measured_rate(run);
    c->holds = run->broken ? BN_FAILS : run->judged ? BN_HOLDS : BN_UNDECIDED;
}
