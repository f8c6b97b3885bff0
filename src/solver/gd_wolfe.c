/* Gradient descent with a search for the strong Wolfe conditions. */
#include "linalg/blas.h"
#include "solver/ray.h"
#include "solver/searches.h"

static const double c1 = 0.1, c2 = 0.9;

/* Theorem (Nocedal & Wright 2006, section 3.2; theory 5.3). f L-smooth. The slope along -g rises from
   -|g|^2 to at least -c2 |g|^2, which takes t >= (1 - c2)/L, and f falls by at least c1 t |g|^2. Where f
   is mu-strongly convex too,
     f(x+) - f*  <=  (1 - 2 c1 (1 - c2) mu/L) (f(x) - f*). */
static bn_rate rate(const bn_facts *facts, double step)
{
    const double gain = 2 * c1 * (1 - c2) * facts->mu / facts->L;
    return (bn_rate){ .step = step > 0 ? step : bn_step_auto(facts->mu, facts->L),
                      .quantity = BN_GAP,
                      .rate = 1 - gain,
                      .one_minus_rate = gain,
                      .constant = 1 };
}

static bn_status step(bn_state *s)
{
    bn_ray ray;
    bn_probe found;
    const bn_line line = bn_ray_descent(&ray, s, s->work[0], s->work[1]);
    s->promised_decrease = -c1 * (1 - c2) / s->facts.L * line.start.slope;
    bn_status status = bn_search_wolfe(&found, &line, c1, c2, s->step);
    return status ? status : bn_ray_settle(&ray, &found);
}

const bn_method bn_gd_wolfe = {
    .name = "gd",
    .summary = "gradient descent, steps by the strong Wolfe conditions",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH,
    .vectors = 2,
    .check = BN_CHECK_DECREASE,
    .rate = rate,
    .step = step,
};
