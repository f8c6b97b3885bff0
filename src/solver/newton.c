/* Damped Newton: no line search, a proven decrease in every step. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "objective/objective.h"
#include "solver/method.h"

/* Above this a d x d factorization takes minutes. */
enum { LARGE = 4096 };

static const char *refuses(const bn_objective *f)
{
    if (!f->kind->reach && !f->kind->constant_hessian)
        return "newton's damping is proven for losses over data and quadratics, not for functions of yours";
    if (f->info.dim > LARGE && f->info.terms < f->info.dim)
        return "newton would factor a Hessian that is mostly penalty, with more unknowns than rows and more "
               "than 4096 of "
               "them; try nesterov";
    return NULL;
}

/* The decrease is a number of its own in every step, not a rate. */
static bn_rate rate(const bn_facts *facts, double step)
{
    (void)facts, (void)step;
    return (bn_rate){ .step = 1, .quantity = BN_GAP, .rate = 1, .one_minus_rate = 0, .constant = 1 };
}

static double room(const bn_objective *f, const bn_solve_options *o)
{
    (void)o;
    return 2 * (double)f->info.dim * (double)f->info.dim + f->kind->rooms(f).hessian;
}

static bn_status start(bn_state *s)
{
    s->own = bn_doubles(2 * s->dim, s->dim); /* H, and the factor made of it */
    return s->own ? BN_OK
                  : bn_fail(s->err, BN_NO_MEMORY, "no memory for two %zu x %zu matrices", s->dim, s->dim);
}

static void stop(bn_state *s)
{
    free(s->own);
}

/* R'R = H + delta I with the smallest delta of 0, u trace, 16 u trace, ... that makes a factor possible. A
   larger matrix than H keeps the theorem: f'' along p is bounded by p'(H + delta I)p = grad'p. */
static bool factor(const double *H, double *R, size_t d)
{
    double trace = 0, delta = 0;
    for (size_t j = 0; j < d; j++)
        trace += H[j * d + j];
    for (int attempt = 0; attempt < 14; attempt++) {
        memcpy(R, H, d * d * sizeof *R);
        for (size_t j = 0; j < d; j++)
            R[j * d + j] += delta;
        if (!bn_potrf(d, R, d))
            return true;
        delta = delta > 0 ? 16 * delta : 0x1p-53 * trace;
    }
    return false;
}

/* Theorem (theory 5.11). |phi'''| <= phi'' (logistic), p = H^-1 grad f(x), c = max_i |x_i'p|:
     x+ = x - ln(1 + c)/c p   decreases f by at least   grad'p ((1 + c) ln(1 + c) - c)/c^2,
   and for a constant Hessian x+ = x - p decreases it by grad'p/2 (c = 0 in both formulas). */
static bn_status step(bn_state *s)
{
    const size_t d = s->dim;
    double *H = s->own, *R = H + d * d, *p = s->work[0];
    s->promised_decrease = 0;
    bn_status status = s->f->kind->hessian(H, NULL, s->f, s->x, s->err);
    if (status)
        return status;
    int before = bn_serial_begin();
    bool factored = factor(H, R, d);
    memcpy(p, s->grad, d * sizeof *p);
    if (factored)
        bn_potrs(d, R, d, p);
    bn_serial_end(before);
    if (!factored || !bn_all_finite(d, p)) {
        s->finished = true; /* H is lost in rounding: no direction is better than none */
        return BN_OK;
    }
    const double c = s->f->kind->constant_hessian ? 0 : s->f->kind->reach(s->f, p);
    s->passes += s->f->info.terms ? (s->f->kind->constant_hessian ? 1 : 2) : 0;
    s->step = bn_newton_damping(c);
    s->promised_decrease = bn_newton_decrease(c, bn_dot(d, s->grad, p));
    bn_axpy(d, -s->step, p, s->x);
    return BN_OK;
}

const bn_method bn_newton = {
    .name = "newton",
    .summary = "damped Newton, a proven decrease in every step",
    .needs = 0,
    .vectors = 1,
    .check = BN_CHECK_DECREASE,
    .own_step = true,
    .refuses = refuses,
    .rate = rate,
    .room = room,
    .start = start,
    .step = step,
    .stop = stop,
};
