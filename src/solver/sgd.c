/* Stochastic gradient descent, with or without replacement, constant or switching step, averaged or not. */
#include <math.h>
#include <string.h>

#include "objective/objective.h"
#include "solver/sampling.h"

typedef struct sgd {
    bn_sampler sampler;
    double constant; /* the step while it is constant */
    double switches; /* 4 ceil(calL/mu); HUGE_VAL: never */
    size_t steps, epochs;
    double closed, open; /* how many points the two averages of work[1] and work[2] hold */
} sgd;

static const char *refuses(const bn_objective *f)
{
    return f->kind->term ? NULL : "sgd draws terms f_i of f = mean f_i, and this objective has none";
}

/* Theorem (Gower et al. 2019, Theorem 3.1). calL the expected smoothness of batches, 0 < step <= 1/(2 calL):
     E |x_k - x*|^2  <=  (1 - step mu)^k |x_0 - x*|^2 + 2 step sigma^2/mu,   sigma^2 = E |grad f_S(x*)|^2
   sigma is not known, so no accuracy is promised; svrg and saga have no such floor. Theorem 3.2, switching to
   step_k = (2k + 1)/((k + 1)^2 mu) after 4 ceil(calL/mu) steps:
     E |x_k - x*|^2  <=  8 sigma^2/(mu^2 k) + 16 ceil(calL/mu)^2/(e^2 k^2) |x_0 - x*|^2
   Neither is about draws without replacement between steps, or about averages. */
static bn_rate rate(const bn_facts *facts, double step)
{
    return bn_rate_sgd(facts, step);
}

static double step_limit(const bn_facts *facts)
{
    return nextafter(1 / (2 * bn_expected_smoothness(facts)), HUGE_VAL);
}

static double cost(const bn_facts *facts)
{
    return 2 * (double)(facts->batch ? facts->batch : 1) / (double)facts->n; /* a look per epoch */
}

static bn_status start(bn_state *s)
{
    bn_status status = bn_sampler_start(s, sizeof(sgd), "sgd", 1, false);
    if (status)
        return status;
    sgd *own = s->own;
    const bn_facts weighted = bn_sampler_weighted(s);
    const bn_rate one = rate(&s->facts, own->sampler.step), two = rate(&weighted, own->sampler.step);
    bn_sampler_promise(&own->sampler, s, step_limit, &one, &two);
    s->cost = cost(&s->facts);
    own->constant = s->promise.step;
    own->switches = HUGE_VAL;
    if (s->options->schedule == BN_SCHEDULE_SWITCHING && s->facts.mu > 0)
        own->switches = 4 * ceil(bn_expected_smoothness(&s->facts) / s->facts.mu);
    if (s->options->average != BN_AVERAGE_NONE || own->switches < HUGE_VAL) {
        s->promise.rate = 1; /* the last point of a constant step has a rate, these have not */
        s->promise.one_minus_rate = 0;
    }
    own->open = 1;
    memcpy(s->work[0], s->x, s->dim * sizeof *s->x);
    memcpy(s->work[2], s->x, s->dim * sizeof *s->x);
    return BN_OK;
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    sgd *own = s->own;
    bn_sampler_remember(&own->sampler, c);
    bn_checkpoint_size(c, "steps", &own->steps, SIZE_MAX);
    bn_checkpoint_size(c, "epochs", &own->epochs, SIZE_MAX);
    bn_checkpoint_double(c, "closed", &own->closed);
    bn_checkpoint_double(c, "open", &own->open);
}

static double step_size(const bn_state *s, const sgd *own)
{
    const double k = (double)own->steps;
    return k <= own->switches ? own->constant : (2 * k + 1) / ((k + 1) * (k + 1) * s->facts.mu);
}

/* count steps x+ = x - step grad f_S(x) */
static bn_status walk(bn_state *s, sgd *own, double *x, size_t count)
{
    s->step = step_size(s, own);
    own->steps += count;
    return bn_sampler_walk(
        &own->sampler, &(bn_walk){ .x = x, .keep = 1 - s->step * own->sampler.l2, .step = s->step }, count);
}

/* mean+ = mean + (x - mean)/(count + 1) */
static void average(bn_state *s, sgd *own, const double *x)
{
    own->open += 1;
    for (size_t j = 0; j < s->dim; j++)
        s->work[2][j] += (x[j] - s->work[2][j]) / own->open;
}

/* The mean since the start. For the suffix, since the last epoch but one whose number is a power of two: the
   last half of the run, and up to three quarters. It is kept in two parts, so that the older one can be
   dropped. */
static void publish(bn_state *s, sgd *own)
{
    if (s->options->average == BN_AVERAGE_SUFFIX && (own->epochs & (own->epochs - 1)) == 0) {
        memcpy(s->work[1], s->work[2], s->dim * sizeof *s->x);
        own->closed = own->open;
        own->open = 0;
    }
    const double share = own->closed / (own->closed + own->open);
    for (size_t j = 0; j < s->dim; j++)
        s->x[j] = s->work[2][j] + share * (s->work[1][j] - s->work[2][j]);
}

/* One epoch, n/b steps: one by one where something has to be done in between. */
static bn_status step(bn_state *s)
{
    sgd *own = s->own;
    bn_sampler *b = &own->sampler;
    const bool averages = s->options->average != BN_AVERAGE_NONE;
    double *x = averages ? s->work[0] : s->x;
    const size_t count = bn_sampler_steps(b, bn_sampler_epoch(b));
    const size_t together = averages || own->switches < HUGE_VAL ? 1 : count;
    bn_status status = BN_OK;
    for (size_t k = 0; k < count && !status; k += together) {
        status = walk(s, own, x, together);
        if (averages)
            average(s, own, x);
    }
    own->epochs++;
    if (averages)
        publish(s, own);
    s->k += count - 1;
    s->passes += bn_sampler_passes(b);
    return status;
}

static void variance(bn_state *s, double *variance, double *reduced)
{
    const sgd *own = s->own;
    const bool averages = s->options->average != BN_AVERAGE_NONE;
    bn_sampler_variance(&own->sampler, averages ? s->work[0] : s->x, NULL, NULL, variance, reduced);
}

const bn_method bn_sgd = {
    .name = "sgd",
    .summary = "stochastic gradients, to a noise floor or with a switching step",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_STEP | BN_NEEDS_TERMS,
    .vectors = 3,
    .refuses = refuses,
    .step_range = "0 < step <= 1/(2 expected smoothness)",
    .step_limit = step_limit,
    .cost = cost,
    .rate = rate,
    .room = bn_sampler_room,
    .start = start,
    .step = step,
    .remember = remember,
    .variance = variance,
    .stop = bn_sampler_stop,
};
