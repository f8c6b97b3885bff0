/* Conjugate gradients on squared loss and quadratics. */
#include <math.h>
#include <string.h>

#include "linalg/blas.h"
#include "objective/objective.h"
#include "solver/method.h"

static const char *refuses(const bn_objective *f)
{
    return f->kind->constant_hessian
               ? NULL
               : "cg solves linear equations: it takes squared loss and quadratics; try newton-cg";
}

/* Theorem (Chebyshev; Nocedal & Wright 2006, section 5.1; theory 6.9). f quadratic with spectrum in [mu, L],
   |e|_H^2 = e'He = 2 (f(x) - f*), s = (sqrt kappa - 1)/(sqrt kappa + 1):
     |x_k - x*|_H  <=  2 s^k/(1 + s^(2k)) |x_0 - x*|_H,   so   f(x_k) - f*  <=  4 s^(2k) (f(x_0) - f*).
   Nothing is tuned: mu and L are for the promise only, and fewer distinct eigenvalues need fewer steps. */
static bn_rate rate(const bn_facts *facts, double step)
{
    (void)step;
    const double root = facts->mu > 0 ? sqrt(facts->L / facts->mu) : 0, s = (root - 1) / (root + 1);
    bn_rate r = { .quantity = BN_GAP, .rate = 1, .one_minus_rate = 0, .constant = 4 };
    if (root > 0) {
        r.rate = s * s;
        r.one_minus_rate = 4 * root / ((root + 1) * (root + 1));
    }
    return r;
}

/* r = -grad f(x), p the direction; a run begins with p = r, and again after each look, when recursion has
   drifted from the truth: x+ = x + a p,  r+ = r - a H p,  p+ = r+ + b p,  a = r'r/p'Hp,  b = r+'r+/r'r.
   No look as long as the recursion is above the gradient that may end the run. */
static bn_status step(bn_state *s)
{
    const size_t d = s->dim;
    double *r = s->work[0], *p = s->work[1], *Hp = s->work[2];
    if (s->momentum == 0) {
        for (size_t j = 0; j < d; j++)
            r[j] = p[j] = -s->grad[j];
    }
    const double square = bn_dot(d, r, r);
    bn_status status = s->f->kind->product(Hp, s->f, s->x, p, s->err);
    s->passes += 1;
    const double curve = bn_dot(d, p, Hp);
    if (status || !(curve > 0)) { /* H is singular along p, or r is 0 */
        s->finished = true;
        return status;
    }
    s->step = square / curve;
    bn_axpy(d, s->step, p, s->x);
    bn_axpy(d, -s->step, Hp, r);
    const double next = bn_dot(d, r, r);
    s->momentum = next / square;
    for (size_t j = 0; j < d; j++)
        p[j] = r[j] + s->momentum * p[j];
    s->quiet = sqrt(next) > s->target_grad && next < HUGE_VAL;
    if (!s->quiet)
        s->momentum = 0;
    return BN_OK;
}

const bn_method bn_cg = {
    .name = "cg",
    .summary = "conjugate gradients, for squared loss and quadratics",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_QUADRATIC,
    .vectors = 3,
    .check = BN_CHECK_HISTORY,
    .own_step = true,
    .blind = true,
    .refuses = refuses,
    .rate = rate,
    .step = step,
};
