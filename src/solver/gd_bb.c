/* Gradient descent with the steps of Barzilai & Borwein, long and short. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "solver/ray.h"
#include "solver/searches.h"

enum { MEMORY = 10 };

static const double c1 = 1e-4;

/* Theorem (Dai & Liao 2002). On strictly convex quadratics the iterates converge R-linearly. No rate is
   known in closed form and f need not fall in each step, so nothing is promised. With s and y the last
   differences of x and of the gradient,
     1/L <= s'y/y'y <= s's/s'y <= 1/mu.
   Elsewhere f has to come below the largest of its last 10 values (Raydan 1997), by halving if need be. */
static bn_rate rate(const bn_facts *facts, double step)
{
    return (bn_rate){ .step = step > 0 ? step : bn_step_auto(facts->mu, facts->L),
                      .quantity = BN_GAP,
                      .rate = 1,
                      .constant = 1 };
}

static bn_status start(bn_state *s)
{
    s->own = bn_doubles(1, MEMORY); /* the last values of f, values[k % MEMORY] after k steps */
    return s->own ? BN_OK : bn_fail(s->err, BN_NO_MEMORY, "no memory for %d values", MEMORY);
}

static void stop(bn_state *s)
{
    free(s->own);
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    bn_checkpoint_doubles(c, "last values", MEMORY, s->own);
}

static double largest_value(bn_state *s)
{
    double *values = s->own, largest = values[s->k % MEMORY] = s->at.value;
    for (size_t i = 0; i <= s->k && i < MEMORY; i++)
        largest = fmax(largest, values[i]);
    return largest;
}

/* From the last two points, the one before being x - s with gradient -p; the previous step if f did not
   bend upward in between. */
static double next_step(const bn_state *s, bool is_long)
{
    const double *from = s->work[0], *p = s->work[1];
    const double lowest = 1 / s->facts.L, highest = s->facts.mu > 0 ? 1 / s->facts.mu : HUGE_VAL;
    double ss = 0, sy = 0, yy = 0;
    for (size_t j = 0; j < s->dim; j++) {
        const double dx = s->x[j] - from[j], dg = s->grad[j] + p[j];
        ss += dx * dx;
        sy += dx * dg;
        yy += dg * dg;
    }
    const double step = is_long ? ss / sy : sy / yy;
    return s->k > 0 && sy > 0 && isfinite(step) ? fmin(fmax(step, lowest), highest) : s->step;
}

/* x+ = x - step g */
static bn_status move(bn_state *s, bool is_long)
{
    const double first = next_step(s, is_long), largest = largest_value(s);
    bn_ray ray;
    bn_probe found;
    bn_line line = bn_ray_descent(&ray, s, s->work[0], s->work[1]);
    if (s->facts.quadratic) {
        bn_ray_walk(&ray, first);
        return BN_OK;
    }
    line.reference = largest;
    bn_status status = bn_search_armijo(&found, &line, c1, first);
    return status ? status : bn_ray_settle(&ray, &found);
}

static bn_status step_long(bn_state *s)
{
    return move(s, true);
}

static bn_status step_short(bn_state *s)
{
    return move(s, false);
}

#define BB(words, move)                                                                                      \
    {                                                                                                        \
        .name = "gd", .summary = words, .needs = BN_NEEDS_SMOOTH, .vectors = 2, .rate = rate,                \
        .start = start, .step = move, .remember = remember, .stop = stop                                     \
    }

const bn_method bn_gd_bb = BB("gradient descent, long steps of Barzilai and Borwein", step_long);
const bn_method bn_gd_bb2 = BB("gradient descent, short steps of Barzilai and Borwein", step_short);
