/* Gradient descent with a constant step. */
#include "linalg/blas.h"
#include "solver/searches.h"

/* Theorem (Taylor, Hendrickx & Glineur 2018 for the last two). f mu-strongly convex, L-smooth,
   0 < step < 2/L:
     |x+ - x*|     <= rho |x - x*|,   rho = max(|1 - step mu|, |1 - step L|)
     |grad f(x+)|  <= rho |grad f(x)|
     f(x+) - f*    <= rho^2 (f(x) - f*)
   L must be an upper bound, mu a lower one. 2/(mu + L) minimizes rho but sits on the edge of stability
   when mu is small; the step here is min(2/(mu + L), 1.8/L), and 1/L without strong convexity. */
static bn_rate rate(const bn_facts *facts, double step)
{
    return bn_rate_gd(step > 0 ? step : bn_step_auto(facts->mu, facts->L), facts->mu, facts->L);
}

static double step_limit(const bn_facts *facts)
{
    return bn_step_safe_smooth(facts->L);
}

/* x+ = x - step grad f(x) */
static bn_status step(bn_state *s)
{
    bn_axpy(s->dim, -s->step, s->grad, s->x);
    return BN_OK;
}

static const bn_method *const searches[] = {
    [BN_STEP_EXACT] = &bn_gd_exact, [BN_STEP_ARMIJO] = &bn_gd_armijo, [BN_STEP_WOLFE] = &bn_gd_wolfe,
    [BN_STEP_BB] = &bn_gd_bb,       [BN_STEP_BB2] = &bn_gd_bb2,       [BN_STEP_KNOWN_MIN] = &bn_gd_known_min,
};

const bn_method bn_gd = {
    .name = "gd",
    .summary = "gradient descent, constant step from curvature",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_STEP,
    .check = BN_CHECK_GRADIENT,
    .step_range = "0 < step < 2/L",
    .step_limit = step_limit,
    .stable = bn_stable_heavy_ball, /* with momentum 0 */
    .radius = bn_radius_heavy_ball,
    .rate = rate,
    .step = step,
    .searches = searches,
};
