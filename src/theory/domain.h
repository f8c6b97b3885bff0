/* Where the formulas of theory have a meaning; outside, they give NaN. */
#ifndef BN_THEORY_DOMAIN_H
#define BN_THEORY_DOMAIN_H

#include <banach/theory.h>

#include <math.h>

#define NO_MEANING ((double)NAN)
#define NO_BOUNDS ((bn_range){ NO_MEANING, NO_MEANING })
#define NO_RATE                                                                                              \
    ((bn_rate){ .step = NO_MEANING,                                                                          \
                .momentum = NO_MEANING,                                                                      \
                .rate = NO_MEANING,                                                                          \
                .one_minus_rate = NO_MEANING,                                                                \
                .constant = NO_MEANING,                                                                      \
                .growth = NO_MEANING,                                                                        \
                .floor = NO_MEANING })

static inline bool valid_step(double step)
{
    return step >= 0 && isfinite(step);
}

static inline bool valid_smooth(double step, double mu, double L)
{
    return valid_step(step) && bn_curvature_consistent(mu, L);
}

#endif
