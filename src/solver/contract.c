/* The contract of a run: hypotheses filled in, promise beside fact. */
#include <math.h>

#include "linalg/blas.h"
#include "objective/objective.h"
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
    const double mu = facts->mu, L = facts->L, G0 = run->looks[0].grad_norm;
    /* Where the run will stop at the latest: the target falls with |f|, but not below tol * reference. */
    const double G = sqrt(2 * mu * run->options.tol * run->reference);
    if (!(mu > 0) || !(promise->one_minus_rate > 0) || promise->floor > 0 || !(G0 > 0) || !(G > 0))
        return HUGE_VAL;
    double ratio = G / L / (G0 / mu); /* of distances */
    if (run->method->check == BN_CHECK_GRADIENT)
        ratio = G / G0;
    else if (promise->quantity == BN_DISTANCE_SQ || promise->quantity == BN_LYAPUNOV)
        ratio *= ratio;
    else if (promise->quantity == BN_GAP)
        ratio = G * G / (2 * L) / (G0 * G0 / (2 * mu));
    return bn_rate_steps(promise, ratio) * run->state.cost;
}

/* What a step outside its range does to the modes of a quadratic (theory 5.7, 5.8). On a quadratic whose L is
   known from below it is certain; where f bends less than L.upper it may not happen. */
static const char *outlook(const bn_run *run)
{
    const bn_rate *p = &run->state.promise;
    const bn_curvature *k = &run->curvature;
    const double limit = run->method->stable ? run->method->stable(p->step, p->momentum) : NAN;
    if (isnan(limit))
        return "outside the range, and nothing is known there";
    if (fabs(limit - k->L.upper) <= 1e-15 * limit)
        return "on the edge: the steepest mode bounces from side to side for ever";
    if (limit > k->L.upper)
        return "outside the theorem's range, though no mode of a quadratic grows: expect oscillation";
    if (limit <= k->mu.lower)
        return "every mode grows, from flattest to steepest: expect divergence";
    if (limit < k->L.lower && run->state.facts.quadratic)
        return "the steepest modes grow and change sign in every step: expect divergence";
    return "modes as steep as L grow: expect oscillation, and divergence where f bends that much";
}

static void add_step(bn_contract *c, const bn_run *run)
{
    const double step = run->state.promise.step;
    const bool safe = step < run->method->step_limit(&run->state.facts);
    add(c, run->method->step_range, step, safe ? run->curvature.L.status : BN_VIOLATED,
        safe ? "L is an upper bound" : outlook(run));
}

/* Without L_max of its own, a term among n convex ones is still n L-smooth. */
static void add_terms(bn_contract *c, const bn_run *run)
{
    const bn_curvature *k = &run->curvature;
    const bn_proof status = run->state.f->kind->slope ? k->L.status : BN_ASSUMED;
    if (k->L_max > 0)
        add(c, "each f_i is convex and L_max-smooth", k->L_max, status,
            status == BN_ASSUMED ? "caller" : "row norms");
    else
        add(c, "each f_i is convex, so n L-smooth", run->state.facts.L_max, BN_ASSUMED, "caller");
    if (run->state.gain > 0)
        add(c, "drawing rows by L_i needs fewer of them", run->state.gain, status,
            run->state.gain > 1 ? "so many times fewer by the theorem: switched on"
                                : "no fewer by the theorem: rows are drawn uniformly");
}

static void add_minimum(bn_contract *c, const bn_solve_options *o)
{
    if (o->known_min_attained)
        add(c, "known_min = f*", o->known_min, BN_ASSUMED, "caller");
    else
        add(c, "known_min <= f*", o->known_min, BN_ASSUMED, "caller; half of Polyak's step is tried first");
}

void bn_contract_open(bn_run *run)
{
    const bn_state *s = &run->state;
    const unsigned needs = s->needs;
    const bn_curvature *k = &run->curvature;
    bn_contract *c = &run->contract;
    *c = (bn_contract){ .promised = s->promise, .measured_rate = NAN };
    if (needs & BN_NEEDS_STRONG)
        add(c, "f is mu-strongly convex", k->mu.lower, k->mu.lower > 0 ? k->mu.status : BN_VIOLATED,
            k->mu.lower == 0 ? "nothing better is known" : k->mu.method);
    if (needs & BN_NEEDS_SMOOTH)
        add(c, "f is L-smooth", k->L.upper, k->L.status, k->L.method);
    if (needs & BN_NEEDS_STEP)
        add_step(c, run);
    if (needs & BN_NEEDS_QUADRATIC)
        add(c, "f is quadratic", NAN, s->facts.quadratic ? BN_PROVEN : BN_VIOLATED, "form of the objective");
    if (needs & BN_NEEDS_TERMS)
        add_terms(c, run);
    if (needs & BN_NEEDS_MINIMUM)
        add_minimum(c, s->options);
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
static bn_range gap_at(const bn_run *run, const bn_look *look)
{
    const bn_certificate *end = &run->best_certificate;
    const double above = end->at.value + end->at.value_error,
                 below = end->at.value - end->at.value_error - end->gap.bound;
    return (bn_range){ fmax(0, look->value - look->value_error - above),
                       look->value + look->value_error - below };
}

/* Bounds of the promised quantity there: 2 gap/L <= distance^2 <= 2 gap/mu. */
static bn_range quantity_at(const bn_run *run, const bn_look *look)
{
    const bn_facts *facts = &run->state.facts;
    const bn_quantity quantity = run->contract.promised.quantity;
    bn_range b = gap_at(run, look);
    if (quantity == BN_GAP)
        return b;
    b = (bn_range){ 2 * b.lower / facts->L, 2 * b.upper / facts->mu };
    return quantity == BN_DISTANCE ? (bn_range){ sqrt(b.lower), sqrt(b.upper) } : b;
}

/* quantity_k <= constant (1 + growth k) rate^k quantity_0 for every recorded k, decided with the benefit of
   the doubt on neither side: only when the bounds of both quantities leave no doubt. */
static void judge_history(bn_run *run)
{
    const bn_rate *p = &run->contract.promised;
    if (!(p->one_minus_rate > 0) || !(run->best_certificate.gap.bound < HUGE_VAL) || p->in_expectation ||
        p->quantity == BN_LYAPUNOV)
        return;
    const bn_range start = quantity_at(run, &run->looks[0]);
    for (size_t i = 1; i < run->seen; i++) {
        const bn_range now = quantity_at(run, &run->looks[i]);
        const double factor = bn_rate_after(p, run->looks[i].k);
        run->broken += now.lower > factor * start.upper * (1 + 1e-9);
        run->judged += now.upper <= factor * start.lower || now.lower > factor * start.upper;
    }
    if (run->judged + 1 < run->seen && !run->broken) /* some k is in doubt */
        run->judged = 0;
}

/* Mean factor per iteration over the second half of the run, above the noise (theory 13.1): of |grad| for
   gradient descent, of the gap for the others, where the gap stands for a Lyapunov value too. A promise in
   expectation may be set beside a run of two looks, all that a quiet method has. */
static double measured_rate(const bn_run *run)
{
    const bool gradient = run->method->check == BN_CHECK_GRADIENT;
    size_t last = run->seen - 1;
    const bool drawn = run->contract.promised.in_expectation;
    while (last > 0 && !drawn &&
           (gradient ? run->looks[last].grad_norm <= 1e3 * run->looks[last].grad_error
                     : gap_at(run, &run->looks[last]).lower <= 1e3 * run->looks[last].value_error))
        last--;
    size_t first = last;
    while (first > 0 && run->looks[first].k > run->looks[last].k / 2)
        first--;
    if (last < first + (drawn ? 1 : 3))
        return NAN;
    const double ratio = gradient
                             ? run->looks[last].grad_norm / run->looks[first].grad_norm
                             : gap_at(run, &run->looks[last]).upper / gap_at(run, &run->looks[first]).upper;
    const double rate = pow(ratio, 1 / (run->looks[last].k - run->looks[first].k));
    return !gradient && run->contract.promised.quantity == BN_DISTANCE ? sqrt(rate) : rate;
}

/* A known minimum that the run refutes: f came below it, or the end proves that f never does. */
static void refute_minimum(bn_run *run)
{
    const bn_certificate *end = &run->best_certificate;
    const double above = end->at.value + end->at.value_error;
    const double below = end->at.value - end->at.value_error - end->gap.bound, known = run->options.known_min;
    bn_contract *c = &run->contract;
    bn_hypothesis *last = &c->hypotheses[c->count - 1];
    const bool higher = above < known, lower = run->options.known_min_attained && below > known;
    if (!higher && !lower)
        return;
    last->status = BN_VIOLATED;
    last->evidence = higher ? "f fell below it" : "f stays above it by the final certificate";
    c->promised.rate = 1;
    c->promised.one_minus_rate = 0;
}

/* Runtime update against ideal update (theory 3.8): what each step adds, a contraction forgets. */
static double drift_of(const bn_run *run)
{
    const bn_rate *p = &run->contract.promised;
    double drift = 0;
    if (run->method->check != BN_CHECK_GRADIENT || p->quantity != BN_DISTANCE || !(p->one_minus_rate > 0))
        return NAN;
    for (size_t i = 1; i < run->seen; i++) {
        const bn_look *from = &run->looks[i - 1], *to = &run->looks[i];
        const double error =
            bn_update_error(p->step, from->grad_error, p->step * from->grad_norm, to->point_norm);
        drift = bn_drift(drift, nextafter(p->rate, 1), error);
    }
    return drift;
}

void bn_contract_close(bn_run *run)
{
    bn_contract *c = &run->contract;
    if (run->state.needs & BN_NEEDS_MINIMUM)
        refute_minimum(run);
    if (run->method->check == BN_CHECK_HISTORY)
        judge_history(run);
    if (run->method->check == BN_CHECK_HISTORY || run->method->check == BN_CHECK_GRADIENT ||
        c->promised.one_minus_rate > 0)
        c->measured_rate = measured_rate(run);
    c->drift = drift_of(run);
    c->holds = run->broken ? BN_FAILS : run->judged ? BN_HOLDS : BN_UNDECIDED;
}
