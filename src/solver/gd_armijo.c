/* Gradient descent with Armijo's backtracking. */
#include <math.h>

#include "linalg/blas.h"
#include "solver/ray.h"
#include "solver/searches.h"

static const double c1 = 0.1;

/* The shortest step that halving can end with: only steps longer than 2 (1 - c1)/L can fail. */
static double least(const bn_facts *facts, double first)
{
    return fmin(first, (1 - c1) / facts->L);
}

/* Theorem (theory 5.2). f L-smooth. Halving from first until f(x - t g) <= f(x) - c1 t |g|^2 ends with
     t >= min(first, (1 - c1)/L);   with |g|^2 >= 2 mu (f - f*), if f is mu-strongly convex, therefore
     f(x+) - f*  <=  (1 - 2 c1 mu min(first, (1 - c1)/L)) (f(x) - f*).
   The steps themselves follow the curvature along the way: they can be much longer than 1/L. */
static bn_rate rate(const bn_facts *facts, double step)
{
    const double first = step > 0 ? step : bn_step_auto(facts->mu, facts->L);
    const double gain = 2 * c1 * facts->mu * least(facts, first);
    return (bn_rate){
        .step = first, .quantity = BN_GAP, .rate = 1 - gain, .one_minus_rate = gain, .constant = 1
    };
}

/* The first try is the last step, twice that if f still fell where it ended. */
static bn_status step(bn_state *s)
{
    double *from = s->work[0], *p = s->work[1];
    const double first = bn_dot(s->dim, s->grad, p) < 0 ? 2 * s->step : s->step;
    bn_ray ray;
    bn_probe found;
    const bn_line line = bn_ray_descent(&ray, s, from, p);
    s->promised_decrease = -c1 * least(&s->facts, s->promise.step) * line.start.slope;
    bn_status status = bn_search_armijo(&found, &line, c1, first);
    return status ? status : bn_ray_settle(&ray, &found);
}

const bn_method bn_gd_armijo = {
    .name = "gd",
    .summary = "gradient descent, steps halved until f falls enough",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH,
    .vectors = 2,
    .check = BN_CHECK_DECREASE,
    .rate = rate,
    .step = step,
};
