/* SVRG: stochastic gradients whose noise a snapshot takes away, loopless or in epochs. */
#include <math.h>
#include <string.h>

#include "objective/objective.h"
#include "solver/sampling.h"

typedef struct svrg {
    bn_sampler sampler; /* its table: slopes at the snapshot */
    bn_rng picks;       /* which point of an epoch is the next one */
    size_t longest;     /* steps of one call at most */
} svrg;

static const char *refuses(const bn_objective *f)
{
    return f->kind->term ? NULL : "svrg draws terms f_i of f = mean f_i, and this objective has none";
}

static double refresh(const bn_facts *facts)
{
    return (double)(facts->batch ? facts->batch : 1) / (double)facts->n;
}

/* Theorem (Kovalev, Horvath & Richtarik 2020, batches and weights theory 8.2, 8.5). The f_i convex and
   L_i-smooth, f mu-strongly convex, batches of b, 0 < step <= 1/(2 (smoothness + 2 residual)), which is 1/(6
   L_max) for b = 1, p the probability of a new snapshot w, v = (n - b)/(b (n - 1)):
     E V+ <= max(1 - step mu, 1 - p/2) V,   V = |x - x*|^2 + 4 v/p step^2 mean |grad f_i(w) - grad f_i(x*)|^2
   Rows drawn with probability p_i ~ L_i - l2 take L_mean for L_max (b = 1), and weights 1/(n p_i) in the last
   mean. */
static bn_rate rate(const bn_facts *facts, double step)
{
    return bn_sampler_unified(facts, step, refresh(facts));
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
        const bn_rate one = bn_sampler_unified(facts, step, o->refresh),
                      two = bn_sampler_unified(&weighted, step, o->refresh);
        bn_sampler_promise(&own->sampler, s, bn_sampler_step_limit, &one, &two);
        s->cost = batch + o->refresh;
    } else {
        bn_rate (*theorem)(const bn_facts *, double, double) =
            o->snapshot == BN_SNAPSHOT_RANDOM ? bn_rate_svrg_random : bn_rate_svrg_average;
        const double m = (double)o->epoch_length;
        const bn_rate one = theorem(facts, step, m), two = theorem(&weighted, step, m);
        bn_sampler_promise(&own->sampler, s, bn_sampler_step_limit, &one, &two);
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
    bn_status status = bn_sampler_start(s, sizeof(svrg), "svrg", bn_batch_lsvrg(&s->facts), true);
    if (status)
        return status;
    svrg *own = s->own;
    s->slopes = own->sampler.table;
    promise(s, own);
    own->picks = bn_rng_open(s->options->seed, "svrg picks", 0);
    own->longest = (size_t)ceil(4 * (double)own->sampler.n / (double)own->sampler.batch);
    memcpy(s->work[0], s->x, s->dim * sizeof *s->x);
    return BN_OK;
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    bn_sampler_remember(s->own, c);
}

/* x+ = x - step (grad f_S(x) - grad f_S(w) + grad f(w)), w the snapshot s->x. Of rows that are weighted, the
   penalty is not: l2 (x - w) is the same for each. */
static bn_walk walk_from(const bn_state *s, const bn_sampler *b)
{
    double *shift = s->work[2];
    for (size_t j = 0; j < s->dim; j++)
        shift[j] = -s->step * (s->grad[j] - (j < b->penalized ? b->l2 * s->x[j] : 0));
    return (bn_walk){ .x = s->work[0],
                      .shift = shift,
                      .table = b->table,
                      .anchor = s->x,
                      .keep = 1 - s->step * b->l2,
                      .step = s->step };
}

/* Steps until the coin falls, which makes the point before that step the snapshot. */
static bn_status loopless(bn_state *s, svrg *own)
{
    bn_sampler *b = &own->sampler;
    const bn_walk walk = walk_from(s, b);
    double *before = s->work[1];
    const double left = (s->options->max_passes - s->passes) / refresh(&s->facts);
    const size_t most = bn_sampler_steps(b, left < (double)own->longest ? (size_t)left + 1 : own->longest);
    const size_t quiet = bn_sampler_coins(b, s->options->refresh, most);
    const bool falls = quiet < most;
    bn_status status = bn_sampler_walk(b, &walk, quiet);
    if (falls && !status) {
        memcpy(before, walk.x, s->dim * sizeof *before);
        status = bn_sampler_walk(b, &walk, 1);
    }
    s->k += quiet + falls - 1;
    if (falls)
        memcpy(s->x, before, s->dim * sizeof *before);
    else
        s->fresh = s->quiet = true; /* a long run, and the snapshot still as it was */
    return status;
}

static bn_status epoch_to_pick(bn_state *s, svrg *own, const bn_walk *walk, size_t m, double *next)
{
    bn_sampler *b = &own->sampler;
    const bool fed = b->script && b->script->pick;
    const size_t pick = fed ? *b->script->pick : (size_t)bn_rng_below(own->picks, s->k, m);
    bn_status status = bn_sampler_walk(b, walk, pick);
    memcpy(next, walk->x, s->dim * sizeof *next);
    return status ? status : bn_sampler_walk(b, walk, m - pick);
}

static bn_status epoch_to_mean(bn_state *s, svrg *own, const bn_walk *walk, size_t m, double *next)
{
    bn_status status = BN_OK;
    for (size_t k = 0; k < m && !status; k++) {
        status = bn_sampler_walk(&own->sampler, walk, 1);
        for (size_t j = 0; j < s->dim; j++)
            next[j] = k > 0 ? next[j] + (walk->x[j] - next[j]) / (double)(k + 1) : walk->x[j];
    }
    return status;
}

/* m steps from the snapshot; the next one is the point before one of them, or the mean of all after. */
static bn_status epoch(bn_state *s, svrg *own)
{
    const bn_walk walk = walk_from(s, &own->sampler);
    const size_t m = bn_sampler_steps(&own->sampler, s->options->epoch_length);
    double *next = s->work[1];
    memcpy(walk.x, s->x, s->dim * sizeof *next);
    bn_status status = s->options->snapshot == BN_SNAPSHOT_RANDOM ? epoch_to_pick(s, own, &walk, m, next)
                                                                  : epoch_to_mean(s, own, &walk, m, next);
    memcpy(s->x, next, s->dim * sizeof *next);
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
    bn_sampler_variance(&own->sampler, loopless ? s->work[0] : s->x, s->x, own->sampler.table, variance,
                        reduced);
}

const bn_method bn_svrg = {
    .name = "svrg",
    .summary = "variance-reduced stochastic gradients, loopless",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_STEP | BN_NEEDS_TERMS,
    .vectors = 3,
    .refuses = refuses,
    .step_range = "0 < step <= 1/(2 (smoothness + 2 residual))",
    .step_limit = bn_sampler_step_limit,
    .cost = cost,
    .rate = rate,
    .room = room,
    .start = start,
    .step = step,
    .remember = remember,
    .variance = variance,
    .stop = bn_sampler_stop,
};
