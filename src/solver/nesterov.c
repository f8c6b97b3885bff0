/* Nesterov's accelerated gradient method. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "solver/method.h"

typedef struct nesterov {
    bool grows;    /* momentum by t_k, not by mu */
    bool restarts; /* and is thrown away by the gradient test */
    double t;      /* of Beck & Teboulle's sequence */
} nesterov;

/* Theorem 1 (Nesterov 2004; Lyapunov form in d'Aspremont, Scieur & Taylor 2021, theory 6.5). f mu-strongly
   convex, L-smooth, 0 < step <= 1/L, k = 1/(step mu), beta = (sqrt k - 1)/(sqrt k + 1),
   z = y + sqrt k (y - x):
     V(x, z) = f(x) - f* + mu/2 |z - x*|^2   shrinks by 1 - 1/sqrt k per step.
   Of the point y = (z + sqrt k x)/(1 + sqrt k), where the gradient is taken and which is returned,
   convexity and smoothness give f(y) - f* <= k/(1 + sqrt k) V, and V_0 <= 2 (f(x_0) - f*):
     f(y_k) - f*  <=  2k/(1 + sqrt k) (1 - 1/sqrt k)^k (f(x_0) - f*)
   Without strong convexity, or with restarts, the momentum is that of Beck & Teboulle (2009): f(x_k) - f*
   falls like 1/k^2, and restarts find what linear rate there is, though no theorem says so. */
static bn_rate rate(const bn_facts *facts, double step)
{
    const double L = step > 0 ? 1 / step : facts->L;
    bn_rate r = bn_rate_nesterov(facts->mu, L);
    if (facts->mu > 0) {
        const double kappa = L / facts->mu;
        r.quantity = BN_GAP;
        r.constant = 2 * kappa / (1 + sqrt(kappa));
    }
    r.step = step > 0 ? step : 1 / L;
    return r;
}

/* Theorem 2 (Lessard, Recht & Packard 2016, Proposition 1). f quadratic with spectrum in [mu, L],
   step = 4/(3L + mu), beta = (s - 2)/(s + 2), s = sqrt(3 L/mu + 1), r = 1 - 2/s:
     |x_k - x*|  <=  (1 + (1 + r) k) r^k |x_0 - x*|
   and for the point y_k = (1 + beta) x_k - beta x_k-1, which is returned, 1 + beta + beta/r times that. */
static bn_rate tuned(const bn_facts *facts)
{
    bn_rate r = bn_rate_nesterov_quadratic(facts->mu, facts->L);
    r.constant = 1 + r.momentum + (r.rate > 0 ? r.momentum / r.rate : 0);
    return r;
}

/* The closed end 1/L belongs to the range: the next number is the first that does not. */
static double step_limit(const bn_facts *facts)
{
    return nextafter(1 / facts->L, HUGE_VAL);
}

static bn_status start(bn_state *s)
{
    nesterov *own = s->own = bn_array(1, sizeof *own);
    if (!own)
        return bn_fail(s->err, BN_NO_MEMORY, "no memory for nesterov");
    if (s->options->step_rule == BN_STEP_OPTIMAL && s->facts.mu > 0) {
        s->promise = tuned(&s->facts);
        s->needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_QUADRATIC;
    }
    own->t = 1;
    own->grows = s->options->restart == BN_RESTART_ALWAYS || !(s->promise.one_minus_rate > 0);
    own->restarts = own->grows && s->options->restart != BN_RESTART_NEVER;
    if (own->grows) { /* helps, but no linear rate is a theorem */
        s->promise.momentum = 0;
        s->promise.rate = 1;
        s->promise.one_minus_rate = 0;
    }
    memcpy(s->work[0], s->x, s->dim * sizeof *s->x);
    return BN_OK;
}

static void stop(bn_state *s)
{
    free(s->own);
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    nesterov *own = s->own;
    bn_checkpoint_double(c, "t", &own->t);
}

/* t+ = (1 + sqrt(1 + 4t^2))/2, beta = (t - 1)/t+ (Beck & Teboulle 2009) */
static double growing_momentum(nesterov *own)
{
    const double t = own->t, next = 0.5 * (1 + sqrt(1 + 4 * t * t));
    own->t = next;
    return (t - 1) / next;
}

/* x+ = y - step grad f(y);  y+ = x+ + beta (x+ - x).  With restarts, and <grad f(y), x+ - x> > 0:  y = x,
   t = 1. */
static bn_status step(bn_state *s)
{
    nesterov *own = s->own;
    double *x = s->work[0], *y = s->x, along = 0;
    for (size_t j = 0; own->restarts && j < s->dim; j++)
        along += s->grad[j] * (y[j] - s->step * s->grad[j] - x[j]);
    if (along > 0) {
        own->t = 1;
        memcpy(y, x, s->dim * sizeof *y);
        return BN_OK;
    }
    if (own->grows)
        s->momentum = growing_momentum(own);
    for (size_t j = 0; j < s->dim; j++) {
        const double next = y[j] - s->step * s->grad[j];
        y[j] = next + s->momentum * (next - x[j]);
        x[j] = next;
    }
    return BN_OK;
}

const bn_method bn_nesterov = {
    .name = "nesterov",
    .summary = "accelerated gradient, momentum from mu and L or restarts",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_STEP,
    .vectors = 1,
    .check = BN_CHECK_HISTORY,
    .step_range = "0 < step <= 1/L",
    .step_limit = step_limit,
    .stable = bn_stable_nesterov,
    .radius = bn_radius_nesterov,
    .rate = rate,
    .start = start,
    .step = step,
    .remember = remember,
    .stop = stop,
};
