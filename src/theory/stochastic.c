/* Batches: smoothness in expectation, and the methods that reduce the variance.
   v = (n - b)/(b (n - 1)) is the variance of a batch of b relative to that of one term, and
   1 - v = n (b - 1)/(b (n - 1)). */
#include <banach/theory.h>
#include "theory/domain.h"

static size_t batch(const bn_facts *facts)
{
    return facts->batch ? facts->batch : 1;
}

static bool valid(const bn_facts *facts)
{
    return facts->n >= 1 && batch(facts) <= facts->n && bn_curvature_consistent(facts->mu, facts->L) &&
           (facts->n == 1 || bn_curvature_consistent(facts->mu, facts->L_max));
}

/* One term is no sum: nothing varies. */
static double variance(const bn_facts *facts)
{
    double n = (double)facts->n, b = (double)batch(facts);
    return facts->n > 1 ? (n - b) / (b * (n - 1)) : 0.0;
}

double bn_expected_residual(const bn_facts *facts)
{
    return valid(facts) ? variance(facts) * facts->L_max : NO_MEANING;
}

double bn_expected_smoothness(const bn_facts *facts)
{
    if (!valid(facts))
        return NO_MEANING;
    double v = variance(facts);
    return (1 - v) * facts->L + v * facts->L_max;
}

double bn_step_unified(const bn_facts *facts)
{
    return 1 / (2 * (bn_expected_smoothness(facts) + 2 * bn_expected_residual(facts)));
}

/* The point contracts by 1 - step mu; the table, refreshed at this rate per step, by half of it. */
static bn_rate unified(const bn_facts *facts, double refresh)
{
    if (!valid(facts) || !(refresh > 0 && refresh <= 1))
        return NO_RATE;
    double step = bn_step_unified(facts), gain = fmin(step * facts->mu, refresh / 2);
    return (bn_rate){ .step = step,
                      .quantity = BN_LYAPUNOV,
                      .rate = 1 - gain,
                      .one_minus_rate = gain,
                      .constant = 1,
                      .in_expectation = true };
}

bn_rate bn_rate_saga(const bn_facts *facts)
{
    return unified(facts, (double)batch(facts) / (double)facts->n);
}

bn_rate bn_rate_lsvrg(const bn_facts *facts, double p)
{
    return unified(facts, p);
}

bn_rate bn_rate_sgd(const bn_facts *facts, double step)
{
    if (!valid(facts) || !valid_step(step))
        return NO_RATE;
    double longest = 1 / (2 * bn_expected_smoothness(facts)), eta = step > 0 ? step : longest;
    double gain = eta <= longest ? eta * facts->mu : -HUGE_VAL;
    return (bn_rate){ .step = eta,
                      .quantity = BN_DISTANCE_SQ,
                      .rate = 1 - gain,
                      .one_minus_rate = gain,
                      .constant = 1,
                      .in_expectation = true,
                      .floor = variance(facts) > 0 ? HUGE_VAL : 0 };
}

/* 1/(mu step (1 - c) m) + c (m + extra)/((1 - c) m), c = times C step. */
static bn_rate epochs(const bn_facts *facts, double step, double m, double times, double extra)
{
    if (!valid(facts) || !valid_step(step) || !(m >= 1))
        return NO_RATE;
    double C = bn_expected_smoothness(facts), eta = step > 0 ? step : 0.1 / C, c = times * C * eta;
    double rate = c < 1 ? (1 / (facts->mu * eta) + c * (m + extra)) / ((1 - c) * m) : HUGE_VAL;
    return (bn_rate){ .step = eta,
                      .quantity = BN_GAP,
                      .rate = rate,
                      .one_minus_rate = 1 - rate,
                      .constant = 1,
                      .in_expectation = true };
}

bn_rate bn_rate_svrg_random(const bn_facts *facts, double step, double m)
{
    return epochs(facts, step, m, 2, 0);
}

bn_rate bn_rate_svrg_average(const bn_facts *facts, double step, double m)
{
    return epochs(facts, step, m, 4, 1);
}

double bn_step_saga(const bn_facts *facts)
{
    double n = (double)facts->n, b = (double)batch(facts);
    double table = bn_expected_residual(facts) + facts->mu * n / (4 * b);
    return valid(facts) ? 1 / (4 * fmax(bn_expected_smoothness(facts), table)) : NO_MEANING;
}

double bn_work_saga(const bn_facts *facts)
{
    if (!valid(facts))
        return NO_MEANING;
    double n = (double)facts->n, b = (double)batch(facts), mu = facts->mu;
    return fmax(4 * b * bn_expected_smoothness(facts) / mu, n + 4 * b * bn_expected_residual(facts) / mu);
}

/* The first branch of the work grows with b, the second falls; they cross at b = 1 + mu (n - 1)/(4 L). */
size_t bn_batch_saga(const bn_facts *facts)
{
    bn_facts any = *facts;
    any.batch = 1;
    if (!valid(&any))
        return 0;
    double crossing = 1 + facts->mu * ((double)facts->n - 1) / (4 * facts->L);
    return crossing < (double)facts->n ? (size_t)crossing : facts->n;
}

/* b/step = 2 (n (b - 1) L + 3 (n - b) L_max)/(n - 1): falling in b, all terms at once are best; rising, and
   the two parts of the work cross where it is 2 n mu. */
size_t bn_batch_lsvrg(const bn_facts *facts)
{
    bn_facts any = *facts;
    any.batch = 1;
    if (!valid(&any))
        return 0;
    double n = (double)facts->n, slope = n * facts->L - 3 * facts->L_max;
    double crossing = (n * (n - 1) * facts->mu + n * facts->L - 3 * n * facts->L_max) / slope;
    if (!(slope > 0) || !(crossing < n))
        return facts->n;
    return crossing > 1 ? (size_t)crossing : 1;
}
