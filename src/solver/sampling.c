/* Which terms a step looks at, and what their gradients add up to. */
#include "solver/sampling.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "objective/objective.h"

static bn_rng stream(const bn_sampler *b, const char *what, uint64_t epoch)
{
    char purpose[32];
    snprintf(purpose, sizeof purpose, "%s %s", b->name, what);
    return bn_rng_open(b->seed, purpose, epoch);
}

static size_t draws_of_epoch(const bn_sampler *b)
{
    return (b->n + b->batch - 1) / b->batch;
}

static void shuffle(bn_sampler *b, size_t epoch)
{
    bn_rng_permutation(stream(b, "order", epoch), b->n, b->order);
}

static bn_status settle(bn_sampler *b, bn_state *s, size_t auto_batch, bn_error *err)
{
    bn_solve_options *o = s->options;
    if (o->step_rule != BN_STEP_AUTO && o->step_rule != BN_STEP_VALUE)
        return bn_fail(err, BN_UNSUPPORTED, "%s does not take the step rule %s: auto, or a number", b->name,
                       bn_step_rule_name(o->step_rule));
    b->sampling = o->sampling;
    o->batch = o->batch == BN_BATCH_AUTO ? (b->sampling == BN_SAMPLE_IMPORTANCE ? 1 : auto_batch) : o->batch;
    o->batch = o->batch == 0 ? 1 : o->batch;
    if (o->batch > b->n)
        return bn_fail(err, BN_BAD_ARGUMENT, "a batch of %zu out of %zu terms", o->batch, b->n);
    if (b->sampling == BN_SAMPLE_IMPORTANCE && (o->batch > 1 || !b->f->kind->slope))
        return bn_fail(err, BN_UNSUPPORTED, "importance sampling draws single rows, of a loss over data");
    b->step = o->step_rule == BN_STEP_VALUE ? o->step : 0;
    s->facts.batch = b->batch = o->batch;
    return BN_OK;
}

/* As allocate() below does it; a batch to be chosen may become as large as n. */
double bn_sampler_room(const bn_objective *f, const bn_solve_options *o)
{
    const double n = (double)f->info.terms, batch = o->batch == BN_BATCH_AUTO ? n : fmax(1, (double)o->batch);
    return 2 * fmin(batch, n) + (f->kind->slope ? 0 : 2 * (double)f->info.dim) +
           (o->sampling == BN_SAMPLE_UNIFORM ? n / 8 + 1 : n + 1);
}

static bool allocate(bn_sampler *b)
{
    const bool scalars = b->f->kind->slope != NULL, shuffled = b->sampling == BN_SAMPLE_SHUFFLED;
    b->index = bn_array(b->batch, sizeof *b->index);
    b->slope = bn_array(b->batch, sizeof *b->slope);
    b->vector = scalars ? NULL : bn_doubles(1, b->dim);
    b->one = scalars ? NULL : bn_doubles(1, b->dim);
    b->order = shuffled ? bn_array(b->n, sizeof *b->order) : NULL;
    b->taken = b->batch > 1 && !shuffled ? bn_array(b->n, sizeof *b->taken) : NULL;
    b->sums = b->sampling == BN_SAMPLE_IMPORTANCE ? bn_array(b->n + 1, sizeof *b->sums) : NULL;
    return b->index && b->slope && (scalars || (b->vector && b->one)) && (!shuffled || b->order) &&
           (b->batch == 1 || shuffled || b->taken) && (b->sampling != BN_SAMPLE_IMPORTANCE || b->sums);
}

bn_status bn_sampler_open(bn_sampler *b, bn_state *s, const char *name, size_t auto_batch)
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
                       .seed = s->options->seed };
    bn_status status = settle(b, s, auto_batch, s->err);
    if (status)
        return status;
    if (!allocate(b))
        return bn_fail(s->err, BN_NO_MEMORY, "no memory to draw from %zu terms", b->n);
    for (size_t i = 0; i < b->n && b->sums; i++)
        b->sums[i + 1] = b->sums[i] + f->kind->row_smoothness(f, i);
    b->next = b->n;
    b->rows = stream(b, "rows", 0);
    b->coins = stream(b, "coins", 0);
    return BN_OK;
}

void bn_sampler_close(bn_sampler *b)
{
    free(b->index);
    free(b->slope);
    free(b->vector);
    free(b->one);
    free(b->order);
    free(b->taken);
    free(b->sums);
}

void bn_sampler_remember(bn_sampler *b, bn_checkpoint *c)
{
    bn_checkpoint_size(c, "drawn", &b->drawn, SIZE_MAX);
    bn_checkpoint_size(c, "next", &b->next, b->n);
    if (bn_checkpoint_loads(c) && b->order && b->next < b->n)
        shuffle(b, (b->drawn - 1) / draws_of_epoch(b));
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
void bn_sampler_promise(bn_sampler *b, bn_state *s, const bn_rate *uniform, const bn_rate *weighted)
{
    s->promise = *uniform;
    if (b->sampling == BN_SAMPLE_SHUFFLED) { /* draws are not independent: every theorem here needs that */
        s->promise.rate = 1;
        s->promise.one_minus_rate = 0;
    }
    if (b->sampling != BN_SAMPLE_IMPORTANCE)
        return;
    s->gain = uniform->one_minus_rate > 0 ? weighted->one_minus_rate / uniform->one_minus_rate
                                          : weighted->step / uniform->step;
    if (s->gain > 1 && b->sums[b->n] > 0) {
        s->promise = *weighted;
        s->facts = bn_sampler_weighted(s);
    } else {
        s->options->sampling = b->sampling = BN_SAMPLE_UNIFORM;
    }
}

size_t bn_sampler_steps(const bn_sampler *b, size_t wanted)
{
    return b->script && b->script->count - b->drawn < wanted ? b->script->count - b->drawn : wanted;
}

/* The row whose stretch of [0, sums[n]) holds a random point; a stretch of length 0 holds none. */
static size_t weighted_row(const bn_sampler *b)
{
    const double point = bn_rng_uniform(b->rows, b->drawn) * b->sums[b->n];
    const double inside = point < b->sums[b->n] ? point : nextafter(b->sums[b->n], 0);
    size_t low = 0, high = b->n; /* sums[low] <= inside < sums[high] */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (b->sums[middle] <= inside)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void shuffled_rows(bn_sampler *b)
{
    if (b->next == b->n) {
        shuffle(b, b->drawn / draws_of_epoch(b));
        b->next = 0;
    }
    b->count = b->n - b->next < b->batch ? b->n - b->next : b->batch;
    memcpy(b->index, b->order + b->next, b->count * sizeof *b->index);
    b->next += b->count;
}

void bn_sampler_draw(bn_sampler *b)
{
    b->count = b->batch;
    if (b->script && b->script->rows)
        b->index[0] = b->script->rows[b->drawn];
    else if (b->sampling == BN_SAMPLE_SHUFFLED)
        shuffled_rows(b);
    else if (b->sampling == BN_SAMPLE_IMPORTANCE)
        b->index[0] = weighted_row(b);
    else if (b->batch > 1)
        bn_rng_choose(stream(b, "batch", b->drawn), b->n, b->batch, b->index, b->taken);
    else
        b->index[0] = (size_t)bn_rng_below(b->rows, b->drawn, b->n);
    b->drawn++;
}

bool bn_sampler_coin(const bn_sampler *b, double p)
{
    return b->script && b->script->coins ? b->script->coins[b->drawn] : bn_rng_coin(b->coins, b->drawn, p);
}

/* vector += a (gradients of the drawn terms at x) */
static bn_status add_vectors(bn_sampler *b, double a, const double *x)
{
    bn_status status = BN_OK;
    for (size_t k = 0; k < b->count && !status; k++) {
        status = b->f->kind->term(b->one, b->f, b->index[k], x, b->err);
        for (size_t j = 0; j < b->dim; j++)
            b->vector[j] += a * b->one[j];
    }
    b->reads += b->count;
    return status;
}

bn_status bn_sampler_look(bn_sampler *b, const double *x)
{
    if (!b->f->kind->slope) {
        memset(b->vector, 0, b->dim * sizeof *b->vector);
        return add_vectors(b, 1, x);
    }
    for (size_t k = 0; k < b->count; k++)
        b->slope[k] = b->f->kind->slope(b->f, b->index[k], x);
    b->reads += b->count;
    return BN_OK;
}

bn_status bn_sampler_less(bn_sampler *b, const double *w, const double *slopes)
{
    if (!b->f->kind->slope)
        return add_vectors(b, -1, w);
    for (size_t k = 0; k < b->count; k++)
        b->slope[k] -= slopes[b->index[k]];
    return BN_OK;
}

double bn_sampler_weight(const bn_sampler *b, size_t i)
{
    return b->sampling == BN_SAMPLE_IMPORTANCE
               ? b->sums[b->n] / ((double)b->n * (b->sums[i + 1] - b->sums[i]))
               : 1;
}

void bn_sampler_add(const bn_sampler *b, double a, double *y)
{
    const double share = a / (double)b->count;
    if (!b->f->kind->slope)
        for (size_t j = 0; j < b->dim; j++)
            y[j] += share * b->vector[j];
    for (size_t k = 0; k < b->count && b->f->kind->slope; k++)
        b->f->kind->add_row(b->f, b->index[k], share * bn_sampler_weight(b, b->index[k]) * b->slope[k], y);
}

double bn_sampler_passes(bn_sampler *b)
{
    const double passes = (double)b->reads / (double)b->n;
    b->reads = 0;
    return passes;
}
