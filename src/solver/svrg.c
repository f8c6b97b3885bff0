/* SVRG: stochastic gradients whose noise a snapshot takes away, loopless or in epochs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "objective/objective.h"
#include "solver/sampling.h"

typedef struct svrg {
    bn_sampler sampler;
    double *slopes; /* of the terms at the snapshot */
    bn_rng picks;   /* which point of an epoch is the next one */
    size_t longest; /* steps of one call at most */
} svrg;

static const char *refuses(const bn_objective *f)
{
    return f->kind->term ? NULL : "svrg draws terms f_i of f = mean f_i, and this objective has none";
}

/* Theorem (Kovalev, Horvath & Richtarik 2020, batches and weights theory 8.2, 8.5). The f_i convex and
   L_i-smooth, f mu-strongly convex, batches of b, 0 < step <= 1/(2 (smoothness + 2 residual)), which is 1/(6
   L_max) for b = 1, p the probability of a new snapshot w, v = (n - b)/(b (n - 1)):
     E V+ <= max(1 - step mu, 1 - p/2) V,   V = |x - x*|^2 + 4 v/p step^2 mean |grad f_i(w) - grad f_i(x*)|^2
   Rows drawn with probability p_i ~ L_i - l2 take L_mean for L_max (b = 1), and weights 1/(n p_i) in the last
   mean. */
static bn_rate loopless_rate(const bn_facts *facts, double step, double p)
{
    bn_rate r = bn_rate_lsvrg(facts, p);
    if (step > 0) {
        r.step = step;
        r.one_minus_rate = fmin(step * facts->mu, p / 2);
        r.rate = 1 - r.one_minus_rate;
    }
    return r;
}

static double refresh(const bn_facts *facts)
{
    return (double)(facts->batch ? facts->batch : 1) / (double)facts->n;
}

static bn_rate rate(const bn_facts *facts, double step)
{
    return loopless_rate(facts, step, refresh(facts));
}

static double step_limit(const bn_facts *facts)
{
    return nextafter(bn_step_unified(facts), HUGE_VAL);
}

/* b row reads, and a pass with probability p. */
static double cost(const bn_facts *facts)
{
    return 2 * refresh(facts);
}

/* In epochs: theorems of Johnson & Zhang and Xiao & Zhang (theory.h), an iteration being an epoch. */
static void promise(bn_state *s, svrg *own)
{
    bn_solve_options *o = s->options;
    const bn_facts *facts = &s->facts, weighted = bn_sampler_weighted(s);
    const double step = own->sampler.step, batch = (double)own->sampler.batch / (double)own->sampler.n;
    o->refresh = o->refresh > 0 ? o->refresh : refresh(facts);
    o->epoch_length = o->epoch_length > 0 ? o->epoch_length : (size_t)ceil(2 / batch);
    if (o->snapshot == BN_SNAPSHOT_LOOPLESS) {
        const bn_rate one = loopless_rate(facts, step, o->refresh),
                      two = loopless_rate(&weighted, step, o->refresh);
        bn_sampler_promise(&own->sampler, s, &one, &two);
        s->cost = batch + o->refresh;
    } else {
        bn_rate (*theorem)(const bn_facts *, double, double) =
            o->snapshot == BN_SNAPSHOT_RANDOM ? bn_rate_svrg_random : bn_rate_svrg_average;
        const double m = (double)o->epoch_length;
        const bn_rate one = theorem(facts, step, m), two = theorem(&weighted, step, m);
        bn_sampler_promise(&own->sampler, s, &one, &two);
        s->needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_TERMS;
        s->cost = batch * m + 1;
    }
}

static double room(const bn_objective *f, const bn_solve_options *o)
{
    return bn_sampler_room(f, o) + (double)f->info.terms;
}

static bn_status start(bn_state *s)
{
    svrg *own = s->own = bn_array(1, sizeof *own);
    if (!own)
        return bn_fail(s->err, BN_NO_MEMORY, "no memory for svrg");
    bn_status status = bn_sampler_open(&own->sampler, s, "svrg", bn_batch_lsvrg(&s->facts));
    if (status)
        return status;
    own->slopes = s->slopes = bn_doubles(1, own->sampler.n);
    if (!own->slopes)
        return bn_fail(s->err, BN_NO_MEMORY, "no memory for %zu slopes", own->sampler.n);
    promise(s, own);
    own->picks = bn_rng_open(s->options->seed, "svrg picks", 0);
    own->longest = (size_t)ceil(4 * (double)own->sampler.n / (double)own->sampler.batch);
    memcpy(s->work[0], s->x, s->dim * sizeof *s->x);
    return BN_OK;
}

static void stop(bn_state *s)
{
    svrg *own = s->own;
    if (own) {
        bn_sampler_close(&own->sampler);
        free(own->slopes);
    }
    free(own);
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    svrg *own = s->own;
    bn_sampler_remember(&own->sampler, c);
    bn_checkpoint_doubles(c, "slopes", own->sampler.n, own->slopes);
}

/* x+ = x - step (grad f_S(x) - grad f_S(w) + grad f(w)), w the snapshot s->x. Of rows that are weighted, the
   penalty is not: l2 (x - w) is the same for each. */
static bn_status inner(bn_state *s, svrg *own, double *x)
{
    bn_sampler *b = &own->sampler;
    const double *w = s->x, *gw = s->grad;
    bn_sampler_draw(b);
    bn_status status = bn_sampler_look(b, x);
    if (!status)
        status = bn_sampler_less(b, w, own->slopes);
    for (size_t j = 0; j < b->penalized; j++)
        x[j] -= s->step * (gw[j] + b->l2 * (x[j] - w[j]));
    for (size_t j = b->penalized; j < s->dim; j++)
        x[j] -= s->step * gw[j];
    bn_sampler_add(b, -s->step, x);
    return status;
}

/* Steps until the coin falls, which makes the point before that step the snapshot. */
static bn_status loopless(bn_state *s, svrg *own)
{
    double *x = s->work[0], *before = s->work[1];
    const double left = (s->options->max_passes - s->passes) / refresh(&s->facts);
    const size_t most =
        bn_sampler_steps(&own->sampler, left < (double)own->longest ? (size_t)left + 1 : own->longest);
    bool falls = false;
    size_t k = 0;
    bn_status status = BN_OK;
    for (; k < most && !falls && !status; k++) {
        falls = bn_sampler_coin(&own->sampler, s->options->refresh);
        if (falls)
            memcpy(before, x, s->dim * sizeof *x);
        status = inner(s, own, x);
    }
    s->k += k - 1;
    if (falls)
        memcpy(s->x, before, s->dim * sizeof *x);
    else
        s->fresh = s->quiet = true; /* a long run, and the snapshot still as it was */
    return status;
}

/* m steps from the snapshot; the next one is the point before step number pick, or the mean of all after. */
static bn_status epoch(bn_state *s, svrg *own)
{
    double *x = s->work[0], *next = s->work[1];
    const bn_sampler *b = &own->sampler;
    const bool random = s->options->snapshot == BN_SNAPSHOT_RANDOM;
    const size_t m = bn_sampler_steps(b, s->options->epoch_length);
    const bool fed = b->script && b->script->pick;
    const size_t pick = fed ? *b->script->pick : (size_t)bn_rng_below(own->picks, s->k, m);
    bn_status status = BN_OK;
    memcpy(x, s->x, s->dim * sizeof *x);
    for (size_t k = 0; k < m && !status; k++) {
        if (random && k == pick)
            memcpy(next, x, s->dim * sizeof *x);
        status = inner(s, own, x);
        for (size_t j = 0; j < s->dim && !random; j++)
            next[j] = k > 0 ? next[j] + (x[j] - next[j]) / (double)(k + 1) : x[j];
    }
    memcpy(s->x, next, s->dim * sizeof *x);
    return status;
}

static bn_status step(bn_state *s)
{
    svrg *own = s->own;
    bn_status status = s->options->snapshot == BN_SNAPSHOT_LOOPLESS ? loopless(s, own) : epoch(s, own);
    s->passes += bn_sampler_passes(&own->sampler);
    return status;
}

static void variance(bn_state *s, double *variance, double *reduced)
{
    svrg *own = s->own;
    const bool loopless = s->options->snapshot == BN_SNAPSHOT_LOOPLESS;
    bn_sampler_variance(&own->sampler, loopless ? s->work[0] : s->x, s->x, own->slopes, variance, reduced);
}

const bn_method bn_svrg = {
    .name = "svrg",
    .summary = "variance-reduced stochastic gradients, loopless",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_STEP | BN_NEEDS_TERMS,
    .vectors = 2,
    .refuses = refuses,
    .step_range = "0 < step <= 1/(2 (smoothness + 2 residual))",
    .step_limit = step_limit,
    .cost = cost,
    .rate = rate,
    .room = room,
    .start = start,
    .step = step,
    .remember = remember,
    .variance = variance,
    .stop = stop,
};
