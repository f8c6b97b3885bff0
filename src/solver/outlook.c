/* What a method would do under given facts. */
#include "solver/outlook.h"

#include <math.h>

#include "solver/method.h"

/* A gap is certified by |g|^2/(2 mu), and that is at most kappa times the gap, and (L/mu) (L/2)
   distance^2: certifying tol times the first gap takes a gap of tol/kappa times it, or a distance of
   sqrt(tol)/kappa times the first. For gradient descent |g| itself falls like the distance, which spares
   the factor sqrt(kappa). */
static double iterations_to(const bn_method *method, const bn_rate *rate, const bn_facts *facts, double tol)
{
    const double kappa = facts->L / facts->mu;
    if (!(rate->one_minus_rate > 0) || !(facts->mu > 0) || rate->floor > 0)
        return HUGE_VAL;
    if (method->check == BN_CHECK_GRADIENT)
        return bn_rate_steps(rate, sqrt(tol / kappa));
    switch (rate->quantity) {
    case BN_GAP:
        return bn_rate_steps(rate, tol / kappa);
    case BN_DISTANCE:
        return bn_rate_steps(rate, sqrt(tol) / kappa);
    default:
        return bn_rate_steps(rate, tol / (kappa * kappa));
    }
}

bn_outlook bn_outlook_of(const bn_method *method, const bn_objective *f, const bn_facts *facts, double tol)
{
    const bn_rate rate = method->rate(facts, 0);
    const bool steps = method->step_limit != NULL, promises = rate.one_minus_rate > 0;
    const double limit = steps && rate.step <= method->step_limit(facts) ? method->step_limit(facts) : NAN;
    const char *refuses = f ? bn_method_refuses(method, f) : NULL;
    if (refuses)
        return (bn_outlook){ method->name, method->summary, refuses, NAN, NAN, NAN, NAN, NAN, NAN };
    return (bn_outlook){
        .name = method->name,
        .summary = method->summary,
        .step = steps ? rate.step : NAN,
        .momentum = steps ? rate.momentum : NAN,
        .q_sq = steps && rate.momentum == 0 ? bn_q_sq(rate.step, facts->mu, facts->L) : NAN,
        .rho = !promises                      ? NAN
               : rate.quantity == BN_DISTANCE ? rate.rate
                                              : sqrt(rate.rate),
        .passes = iterations_to(method, &rate, facts, tol) * (method->cost ? method->cost(facts) : 1),
        .safe_step_max = limit,
    };
}
