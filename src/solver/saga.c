/* SAGA: stochastic gradients whose noise a table of the latest slope of every term takes away. */
#include <math.h>

#include "linalg/blas.h"
#include "linalg/matrix.h"
#include "objective/objective.h"
#include "solver/sampling.h"

typedef struct saga {
    bn_sampler sampler;        /* its table: a_i, the slope of term i when it was last drawn */
    bool started;              /* table and mean hold something */
    double first;              /* |grad f| at the start */
    double believed, optimism; /* |grad f| by the table; how many times more it was at the last look */
    bool looked;               /* the last step asked for a look */
    double drift; /* what rounding can have done to the mean since it was last computed from the table */
} saga;

static const char *refuses(const bn_objective *f)
{
    return f->kind->slope ? NULL : "saga keeps one number per term: it needs a loss over data";
}

static double cost(const bn_facts *facts)
{
    return (double)(facts->batch ? facts->batch : 1) / (double)facts->n;
}

/* Theorem (derived in theory 8.3, 8.5 after Defazio, Bach & Lacoste-Julien 2014). The f_i convex and
   L_i-smooth, f mu-strongly convex, batches of b, 0 < step <= 1/(2 (smoothness + 2 residual)), which is 1/(6
   L_max) for b = 1, v = (n - b)/(b (n - 1)):
     E V+  <=  max(1 - step mu, 1 - b/(2n)) V,   V = |x - x*|^2 + 4 v/b step^2 sum (a_i - a_i*)^2 |x_i|^2
   Rows drawn with probability p_i ~ L_i - l2 (b = 1) take L_mean for L_max, the smallest p_i for 1/n, and
   1/(n p_i)^2 as a weight in the sum. */
static bn_rate rate(const bn_facts *facts, double step)
{
    return bn_sampler_unified(facts, step, cost(facts));
}

static double room(const bn_objective *f, const bn_solve_options *o)
{
    return bn_sampler_room(f, o) + (double)f->info.terms;
}

static bn_status start(bn_state *s)
{
    bn_status status = bn_sampler_start(s, sizeof(saga), "saga", bn_batch_saga(&s->facts), true);
    if (status)
        return status;
    bn_sampler *b = s->own;
    s->slopes = b->table;
    const bn_facts weighted = bn_sampler_weighted(s);
    const bn_rate one = rate(&s->facts, b->step),
                  two = bn_sampler_unified(&weighted, b->step, bn_sampler_smallest(b));
    bn_sampler_promise(b, s, bn_sampler_step_limit, &one, &two);
    s->cost = cost(&s->facts);
    return BN_OK;
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    saga *own = s->own;
    bn_sampler_remember(&own->sampler, c);
    bn_checkpoint_flag(c, "started", &own->started);
    bn_checkpoint_double(c, "first", &own->first);
    bn_checkpoint_double(c, "believed", &own->believed);
    bn_checkpoint_double(c, "optimism", &own->optimism);
    bn_checkpoint_flag(c, "looked", &own->looked);
    bn_checkpoint_double(c, "drift", &own->drift);
    s->slopes = own->started ? NULL : own->sampler.table;
}

/* With a_i+ the slopes of the drawn terms S at x, the old table and the old mean (1/n) sum a_i [x_i; 1]:
     x+     =  x - step (mean over S of (a_i+ - a_i) [x_i; 1] + mean + l2 w)
     mean+  =  mean + (1/n) sum over S of (a_i+ - a_i) [x_i; 1],   then a_i = a_i+
   Of the mean, -step times it is kept. */
static bn_walk walk_of(const bn_state *s, const bn_sampler *b)
{
    return (bn_walk){ .x = s->x,
                      .shift = s->work[0],
                      .table = b->table,
                      .learns = true,
                      .keep = 1 - s->step * b->l2,
                      .step = s->step };
}

/* The first look left the slopes at the start in the table: their mean is the gradient without penalty. */
static void begin(bn_state *s, saga *own)
{
    const bn_sampler *b = &own->sampler;
    double *shift = s->work[0];
    for (size_t j = 0; j < s->dim; j++)
        shift[j] = -s->step * (s->grad[j] - (j < b->penalized ? b->l2 * s->x[j] : 0));
    own->first = bn_norm(s->dim, s->grad);
    own->optimism = 1;
    own->started = true;
    s->slopes = NULL; /* from here on the table is ours */
}

/* The mean block by block: n row reads. */
static void recompute(bn_state *s, saga *own)
{
    bn_sampler *b = &own->sampler;
    double *shift = s->work[0], *part = s->work[1];
    for (size_t j = 0; j < s->dim; j++)
        shift[j] = part[j] = 0;
    for (size_t i = 0; i < b->n; i++) {
        s->f->kind->add_row(s->f, i, -s->step * b->table[i] / (double)b->n, part);
        for (size_t j = 0; j < s->dim && ((i + 1) % BN_BLOCK == 0 || i + 1 == b->n); j++) {
            shift[j] += part[j];
            part[j] = 0;
        }
    }
    own->drift = 0;
    s->passes += 1;
}

/* |mean + l2 w|: what the table takes for |grad f(x)|. */
static double belief(const bn_state *s, const bn_sampler *b)
{
    const double *shift = s->work[0];
    double *gradient = s->work[1];
    for (size_t j = 0; j < s->dim; j++)
        gradient[j] = (j < b->penalized ? b->l2 * s->x[j] : 0) - shift[j] / s->step;
    return bn_norm(s->dim, gradient);
}

/* n/b steps. Then the mean is computed again, if their rounding, about 3u |mean| each, could matter to the
   gradient that is looked for. A look is asked for if the table says that it would pass, corrected by how far
   the table was off at the last look (it does not see the jitter of x), or that the run goes astray. */
static bn_status step(bn_state *s)
{
    saga *own = s->own;
    bn_sampler *b = &own->sampler;
    const bn_walk walk = walk_of(s, b);
    const size_t count = bn_sampler_steps(b, bn_sampler_epoch(b));
    if (!own->started)
        begin(s, own);
    if (own->looked && own->believed > 0)
        own->optimism = s->at.grad_norm / own->believed;
    const double before = bn_norm(s->dim, walk.shift);
    bn_sampler_walk(b, &walk, count);
    s->k += count - 1;
    s->passes += bn_sampler_passes(b);
    own->drift += 0x3p-53 * (double)count * fmax(before, bn_norm(s->dim, walk.shift)) / s->step;
    if (!(own->drift <= 1e-3 * s->target_grad))
        recompute(s, own);
    own->believed = belief(s, b);
    s->quiet = own->believed * own->optimism > s->target_grad && own->believed < 1e3 * own->first;
    own->looked = !s->quiet;
    return BN_OK;
}

static void variance(bn_state *s, double *variance, double *reduced)
{
    const saga *own = s->own;
    bn_sampler_variance(&own->sampler, s->x, s->x, own->sampler.table, variance, reduced);
}

const bn_method bn_saga = {
    .name = "saga",
    .summary = "variance-reduced stochastic gradients, a number kept per term",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_STEP | BN_NEEDS_TERMS,
    .vectors = 2,
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
