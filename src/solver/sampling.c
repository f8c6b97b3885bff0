/* What the methods that draw terms begin and end with: batch, step, memory, and what the theorem says of how
   they draw. */
#include "solver/sampling.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "objective/objective.h"

static bn_status settle(bn_sampler *b, bn_state *s, size_t auto_batch)
{
    bn_solve_options *o = s->options;
    if (o->step_rule != BN_STEP_AUTO && o->step_rule != BN_STEP_VALUE)
        return bn_fail(s->err, BN_UNSUPPORTED, "%s does not take the step rule %s: auto, or a number",
                       b->name, bn_step_rule_name(o->step_rule));
    b->sampling = o->sampling;
    o->batch = o->batch == BN_BATCH_AUTO ? (b->sampling == BN_SAMPLE_IMPORTANCE ? 1 : auto_batch) : o->batch;
    o->batch = o->batch == 0 ? 1 : o->batch;
    if (o->batch > b->n)
        return bn_fail(s->err, BN_BAD_ARGUMENT,
                       "a batch of %zu terms, expected at most %zu: there are no more", o->batch, b->n);
    if (b->sampling == BN_SAMPLE_IMPORTANCE && (o->batch > 1 || !b->f->kind->slope))
        return bn_fail(s->err, BN_UNSUPPORTED, "importance sampling draws single rows, of a loss over data");
    b->step = o->step_rule == BN_STEP_VALUE ? o->step : 0;
    s->facts.batch = b->batch = o->batch;
    return BN_OK;
}

/* As allocate() below does it; a batch to be chosen may become as large as n. */
double bn_sampler_room(const bn_objective *f, const bn_solve_options *o)
{
    const double n = (double)f->info.terms, batch = o->batch == BN_BATCH_AUTO ? n : fmax(1, (double)o->batch);
    return 2 * (double)BN_DRAWS + 2 * fmin(batch, n) + (f->kind->slope ? 0 : 2 * (double)f->info.dim) +
           (o->sampling == BN_SAMPLE_UNIFORM ? n / 8 + 1 : n + 1);
}

static bool allocate(bn_sampler *b, bool table)
{
    const bool scalars = b->f->kind->slope != NULL, several = b->batch > 1,
               shuffled = b->sampling == BN_SAMPLE_SHUFFLED, weighted = b->sampling == BN_SAMPLE_IMPORTANCE;
#define ROOM(part, wanted, count) (!(wanted) || (b->part = bn_array(count, sizeof *b->part)))
    return ROOM(term, true, several ? b->batch : BN_DRAWS) && ROOM(weight, weighted, BN_DRAWS) &&
           ROOM(sums, weighted, b->n + 1) && ROOM(order, shuffled, b->n) &&
           ROOM(taken, several && !shuffled, b->n) && ROOM(room, several && scalars, b->batch) &&
           ROOM(vector, !scalars, b->dim) && ROOM(one, !scalars, b->dim) && ROOM(table, table, b->n);
}

static bn_status fill(bn_sampler *b, bn_state *s, const char *name, size_t auto_batch, bool table)
{
    bn_objective *f = s->f;
    *b = (bn_sampler){ .f = f,
                       .name = name,
                       .err = s->err,
                       .script = s->script,
                       .dim = s->dim,
                       .n = f->info.terms,
                       .penalized = s->dim - f->info.intercept,
                       .l2 = f->kind->slope ? f->info.l2 : 0,
                       .seed = s->options->seed,
                       .block = SIZE_MAX,
                       .epoch = SIZE_MAX };
    bn_status status = settle(b, s, auto_batch);
    if (status)
        return status;
    if (!allocate(b, table))
        return bn_fail(s->err, BN_NO_MEMORY, "no memory to draw from %zu terms", b->n);
    for (size_t i = 0; i < b->n && b->sums; i++)
        b->sums[i + 1] = b->sums[i] + f->kind->row_smoothness(f, i);
    b->rows = bn_sampler_stream(b, "rows", 0);
    b->coins = bn_sampler_stream(b, "coins", 0);
    return BN_OK;
}

bn_status bn_sampler_start(bn_state *s, size_t size, const char *name, size_t auto_batch, bool table)
{
    s->own = bn_array(1, size);
    return s->own ? fill(s->own, s, name, auto_batch, table)
                  : bn_fail(s->err, BN_NO_MEMORY, "no memory for %s", name);
}

void bn_sampler_stop(bn_state *s)
{
    bn_sampler *b = s->own;
    if (b) {
        void *parts[] = { b->term, b->weight, b->sums, b->order, b->taken,
                          b->room, b->vector, b->one,  b->table };
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            free(parts[i]);
    }
    free(b);
}

void bn_sampler_remember(bn_sampler *b, bn_checkpoint *c)
{
    bn_checkpoint_size(c, "drawn", &b->drawn, SIZE_MAX);
    if (b->table)
        bn_checkpoint_doubles(c, "table", b->n, b->table);
}

/* ---- Theorems ------------------------------------------------------------------------------ */

bn_rate bn_sampler_unified(const bn_facts *facts, double step, double refresh)
{
    bn_rate r = bn_rate_lsvrg(facts, refresh);
    if (step > 0) {
        r.step = step;
        r.one_minus_rate = fmin(step * facts->mu, refresh / 2);
        r.rate = 1 - r.one_minus_rate;
    }
    return r;
}

double bn_sampler_step_limit(const bn_facts *facts)
{
    return nextafter(bn_step_unified(facts), HUGE_VAL);
}

bn_facts bn_sampler_weighted(const bn_state *s)
{
    bn_facts facts = s->facts;
    facts.L_max = facts.L_mean;
    return facts;
}

double bn_sampler_smallest(const bn_sampler *b)
{
    double least = HUGE_VAL;
    for (size_t i = 0; i < b->n && b->sums; i++)
        if (b->sums[i + 1] > b->sums[i])
            least = fmin(least, b->sums[i + 1] - b->sums[i]);
    return b->sums && b->sums[b->n] > 0 ? least / b->sums[b->n] : 1 / (double)b->n;
}

/* Iterations are about 1/(1 - rate), and about 1/step where no rate is promised. */
void bn_sampler_promise(bn_sampler *b, bn_state *s, double (*limit)(const bn_facts *facts),
                        const bn_rate *uniform, const bn_rate *weighted)
{
    const bn_facts by_size = bn_sampler_weighted(s);
    s->promise = *uniform;
    if (b->sampling == BN_SAMPLE_SHUFFLED) { /* draws are not independent: every theorem here needs that */
        s->promise.rate = 1;
        s->promise.one_minus_rate = 0;
    }
    if (b->sampling != BN_SAMPLE_IMPORTANCE)
        return;
    s->gain = uniform->one_minus_rate > 0 ? weighted->one_minus_rate / uniform->one_minus_rate
                                          : weighted->step / uniform->step;
    if (b->step >= limit(&s->facts) && b->step < limit(&by_size)) /* a step that only this theorem allows */
        s->gain = s->facts.L_max / by_size.L_max;
    if (s->gain > 1 && b->sums[b->n] > 0) {
        s->promise = *weighted;
        s->facts = by_size;
    } else {
        s->options->sampling = b->sampling = BN_SAMPLE_UNIFORM;
    }
}

double bn_sampler_passes(bn_sampler *b)
{
    const double passes = (double)b->reads / (double)b->n;
    b->reads = 0;
    return passes;
}
