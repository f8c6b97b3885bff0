/* Which terms the next steps draw, and which coins fall. Everything is a function of seed, name and the
   number of the draw: single terms are looked up a block at a time, and a resumed run finds the same blocks.
 */
#include <math.h>
#include <stdio.h>

#include "solver/sampling.h"

bn_rng bn_sampler_stream(const bn_sampler *b, const char *what, uint64_t epoch)
{
    char purpose[32];
    snprintf(purpose, sizeof purpose, "%s %s", b->name, what);
    return bn_rng_open(b->seed, purpose, epoch);
}

size_t bn_sampler_epoch(const bn_sampler *b)
{
    return (b->n + b->batch - 1) / b->batch;
}

size_t bn_sampler_steps(const bn_sampler *b, size_t wanted)
{
    return b->script && b->script->count - b->drawn < wanted ? b->script->count - b->drawn : wanted;
}

/* Of which draw number draw is a part. */
static const size_t *order_of(bn_sampler *b, size_t draw)
{
    const size_t epoch = draw / bn_sampler_epoch(b);
    if (b->epoch != epoch)
        bn_rng_permutation(bn_sampler_stream(b, "order", epoch), b->n, b->order);
    b->epoch = epoch;
    return b->order;
}

/* The row whose stretch of [0, sums[n]) holds a random point; a stretch of length 0 holds none. */
static size_t weighted_row(const bn_sampler *b, size_t draw)
{
    const double point = bn_rng_uniform(b->rows, draw) * b->sums[b->n];
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

double bn_sampler_weight(const bn_sampler *b, size_t i)
{
    return b->sampling == BN_SAMPLE_IMPORTANCE
               ? b->sums[b->n] / ((double)b->n * (b->sums[i + 1] - b->sums[i]))
               : 1;
}

/* The draws first .. first + BN_DRAWS - 1. */
static void look_up(bn_sampler *b, size_t first)
{
    const bn_script *script = b->script && b->script->rows ? b->script : NULL;
    if (!script && b->sampling == BN_SAMPLE_UNIFORM)
        bn_rng_below_in_row(b->rows, first, b->n, BN_DRAWS, b->term);
    for (size_t k = 0; k < BN_DRAWS; k++) {
        const size_t draw = first + k;
        if (script)
            b->term[k] = draw < script->count ? script->rows[draw] : 0;
        else if (b->sampling == BN_SAMPLE_SHUFFLED)
            b->term[k] = order_of(b, draw)[draw % b->n];
        else if (b->sampling == BN_SAMPLE_IMPORTANCE)
            b->term[k] = weighted_row(b, draw);
        if (b->weight)
            b->weight[k] = bn_sampler_weight(b, b->term[k]);
    }
}

static bn_draws singles(bn_sampler *b, size_t most)
{
    const size_t first = b->drawn % BN_DRAWS, known = BN_DRAWS - first;
    if (b->block != b->drawn / BN_DRAWS) {
        b->block = b->drawn / BN_DRAWS;
        look_up(b, b->block * BN_DRAWS);
    }
    return (bn_draws){ .term = b->term + first,
                       .weight = b->weight ? b->weight + first : NULL,
                       .steps = most < known ? most : known,
                       .batch = 1,
                       .known = known };
}

/* The last batch of a shuffled epoch holds what is left. */
static bn_draws several(bn_sampler *b)
{
    bn_draws d = { .term = b->term, .steps = 1, .batch = b->batch, .room = b->room };
    if (b->sampling == BN_SAMPLE_SHUFFLED) {
        const size_t first = b->drawn % bn_sampler_epoch(b) * b->batch;
        d.term = order_of(b, b->drawn) + first;
        d.batch = b->n - first < b->batch ? b->n - first : b->batch;
    } else {
        bn_rng_choose(bn_sampler_stream(b, "batch", b->drawn), b->n, b->batch, b->term, b->taken);
    }
    d.known = d.batch;
    return d;
}

bn_draws bn_sampler_draw(bn_sampler *b, size_t most)
{
    const bn_draws d = b->batch == 1 ? singles(b, most) : several(b);
    b->drawn += d.steps;
    return d;
}

size_t bn_sampler_coins(const bn_sampler *b, double p, size_t most)
{
    if (!b->script || !b->script->coins)
        return bn_rng_coins_before(b->coins, b->drawn, p, most);
    size_t k = 0;
    while (k < most && !b->script->coins[b->drawn + k])
        k++;
    return k;
}
