/* Gradient descent with Polyak's step, from a minimum that is known or bounded. */
#include <math.h>

#include "linalg/blas.h"
#include "solver/ray.h"
#include "solver/searches.h"

static const double c1 = 0.1;

/* Theorem (theory 5.10). f mu-strongly convex, L-smooth, step = (f(x) - f*)/|g|^2, which lies between
   1/(2L) and 1/(2 mu):
     |x+ - x*|^2  <=  (1 - 3 mu/(4 L)) |x - x*|^2.
   If only a lower bound of f* is known, half that step (Hazan & Kakade 2019) is the first try of Armijo's
   halving: it is at least 1/(4L), so that f falls by at least c1/(4L) |g|^2 and
     f(x+) - f*  <=  (1 - c1 mu/(2 L)) (f(x) - f*). */
static bn_rate rate(const bn_facts *facts, double step)
{
    (void)step;
    const double gain = 0.75 * facts->mu / facts->L;
    return (bn_rate){ .quantity = BN_DISTANCE_SQ, .rate = 1 - gain, .one_minus_rate = gain, .constant = 1 };
}

static bn_status start(bn_state *s)
{
    const double gain = c1 * s->facts.mu / (2 * s->facts.L);
    if (!s->options->known_min_attained)
        s->promise = (bn_rate){ .quantity = BN_GAP, .rate = 1 - gain, .one_minus_rate = gain, .constant = 1 };
    return BN_OK;
}

/* (f - known_min)/|g|^2 as far as the theorem allows it: rounding spoils the difference near the minimum. */
static double polyak_step(const bn_state *s)
{
    const double raw = (s->at.value - s->options->known_min) / bn_dot(s->dim, s->grad, s->grad);
    return fmin(fmax(raw, 0.5 / s->facts.L), s->facts.mu > 0 ? 0.5 / s->facts.mu : HUGE_VAL);
}

/* x+ = x - step g */
static bn_status step(bn_state *s)
{
    const double step = polyak_step(s);
    bn_ray ray;
    bn_probe found;
    const bn_line line = bn_ray_descent(&ray, s, s->work[0], s->work[1]);
    if (s->options->known_min_attained) {
        bn_ray_walk(&ray, step);
        return BN_OK;
    }
    bn_status status = bn_search_armijo(&found, &line, c1, step / 2);
    return status ? status : bn_ray_settle(&ray, &found);
}

const bn_method bn_gd_known_min = {
    .name = "gd",
    .summary = "gradient descent, Polyak's step from the known minimum",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_MINIMUM,
    .vectors = 2,
    .check = BN_CHECK_HISTORY,
    .rate = rate,
    .start = start,
    .step = step,
};
