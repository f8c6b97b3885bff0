/* Reading a promise: what is left after k steps, and how many steps a target takes. */
#include <banach/theory.h>
#include "theory/domain.h"

/* Of rate and 1 - rate, the one that is small has its digits. */
static double log_rate(const bn_rate *rate)
{
    return rate->rate < 0.5 ? log(rate->rate) : log1p(-rate->one_minus_rate);
}

double bn_rate_after(const bn_rate *rate, double k)
{
    if (!(k >= 0))
        return NO_MEANING;
    double power = k > 0 ? exp(k * log_rate(rate)) : 1.0; /* 0^0 = 1 */
    return power > 0 ? rate->constant * (1 + rate->growth * k) * power : power;
}

/* (1 + growth k) rate^k rises to its peak at k = -1/ln(rate) - 1/growth and falls from
   there on; this is the last whole k before it. */
static double peak(const bn_rate *rate)
{
    return fmax(floor(-1 / log_rate(rate) - 1 / rate->growth), 0.0);
}

/* Past the peak, k is enough when it is at least ln(ratio/(constant (1 + growth k)))/ln(rate), a slowly
   growing function of k: repeated substitution climbs to the smallest such whole k, and stops there. */
double bn_rate_steps(const bn_rate *rate, double ratio)
{
    double gain = rate->one_minus_rate;
    if (rate->growth == 0 || !(gain > 0 && gain < 1 && ratio > 0))
        return bn_iterations_to(gain, ratio / rate->constant);

    double k = peak(rate);
    if (bn_rate_after(rate, k) <= ratio && bn_rate_after(rate, k + 1) <= ratio)
        return 0;
    for (k = k + 1;;) {
        double needed = bn_iterations_to(gain, ratio / (rate->constant * (1 + rate->growth * k)));
        if (needed <= k)
            return k;
        k = needed;
    }
}
