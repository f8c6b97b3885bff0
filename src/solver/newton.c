/* Newton's method: one Hessian for as many steps as it is good for, and a decrease proven in every step. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "linalg/cholesky.h"
#include "objective/objective.h"
#include "solver/descend.h"
#include "solver/secants.h"

/* Above this a d x d factorization takes minutes. */
enum { LARGE = 4096 };

typedef struct newton {
    double *H, *R; /* at some point before; the factor made of it */
    bool factored;
    double slope; /* |grad| before the last step */
    bn_secants secants;
    bn_margins margins;
} newton;

static const char *refuses(const bn_objective *f)
{
    if (!f->kind->by_margins && !f->kind->constant_hessian)
        return "newton's damping is proven for losses over data and quadratics, not for functions of yours; "
               "try lbfgs";
    if (f->info.dim > LARGE && f->info.terms < f->info.dim)
        return "newton would factor a Hessian that is mostly penalty, with more unknowns than rows and more "
               "than 4096 of them; try newton-cg";
    return NULL;
}

static double room(const bn_objective *f, const bn_solve_options *o)
{
    const double d = (double)f->info.dim;
    (void)o;
    return d * d + (double)bn_cholesky_room(f->info.dim) + f->kind->rooms(f).hessian + bn_secants_room(f) +
           (f->kind->constant_hessian ? 0 : bn_margins_room(f));
}

static void stop(bn_state *s)
{
    newton *own = s->own;
    if (!own)
        return;
    free(own->H);
    free(own->R);
    bn_secants_free(&own->secants);
    bn_margins_free(&own->margins);
    free(own);
}

static bn_status start(bn_state *s)
{
    newton *own = s->own = bn_array(1, sizeof *own);
    if (own && s->dim <= SIZE_MAX / s->dim / 4) {
        own->H = bn_doubles(s->dim, s->dim);
        own->R = bn_doubles(1, bn_cholesky_room(s->dim));
    }
    if (!own || !own->H || !own->R)
        return bn_fail(s->err, BN_NO_MEMORY, "no memory for two %zu x %zu matrices", s->dim, s->dim);
    bn_status status = bn_secants_new(&own->secants, s->dim, s->err);
    return status || s->f->kind->constant_hessian ? status : bn_margins_new(&own->margins, s);
}

/* R'R = H + delta I with the smallest delta of 0, u trace, 16 u trace, ... that makes a factor possible. A
   larger matrix than H only shortens the step. */
static bool factor(const double *H, double *R, size_t d, unsigned threads)
{
    double trace = 0, delta = 0;
    for (size_t j = 0; j < d; j++)
        trace += H[j * d + j];
    for (int attempt = 0; attempt < 14; attempt++) {
        if (bn_cholesky(R, d, H, delta, threads))
            return true;
        delta = delta > 0 ? 16 * delta : 0x1p-53 * trace;
    }
    return false;
}

/* Products of a Gram matrix in the time in which a number is read; measured: 28 to 34. */
static const double flops_per_read = 30;

/* Steps with the factor that is there shrink the gradient by some r; those with a new one by at most 0.1,
   say, but it costs as much as several passes. Which of the two needs less time to the end? */
static bool worn(const bn_state *s, const newton *own)
{
    const double n = (double)s->f->info.terms, d = (double)s->dim, G = bn_norm(s->dim, s->grad);
    const double r = G / own->slope, cost = (d + d * d / (3 * n)) / flops_per_read;
    const double left = log(fmax(G / s->target_grad, 1));
    return !(r < 1) || left / -log(r) > cost + left / -log(fmin(r, 0.1));
}

/* False when H is lost in rounding: no direction is better than none. */
static bn_status renew(bool *found, bn_state *s, newton *own)
{
    bn_status status = s->f->kind->hessian(own->H, NULL, s->f, s->x, s->err);
    if (status)
        return status;
    *found = own->factored = factor(own->H, own->R, s->dim, s->f->threads);
    own->secants.count = 0;
    s->passes += s->f->info.terms > 0;
    return BN_OK;
}

/* p = -B grad f(x), B = H^-1 corrected by the pairs since. */
static void direct(bn_state *s, newton *own, double *p)
{
    const size_t d = s->dim;
    for (size_t j = 0; j < d; j++)
        p[j] = -s->grad[j];
    bn_secants_down(&own->secants, p);
    bn_cholesky_solve(own->R, d, p);
    bn_secants_up(&own->secants, p);
}

/* H is the same everywhere: x+ = x + p decreases f by -grad'p/2, and steps after the first one only take
   away what rounding left. */
static bn_status whole_step(bn_state *s, const double *p)
{
    s->step = 1;
    s->promised_decrease = -bn_dot(s->dim, s->grad, p) / 2;
    bn_axpy(s->dim, 1, p, s->x);
    return BN_OK;
}

/* Theorem (theory 5.11). |phi'''| <= phi'' (logistic), p = -H^-1 grad f(x), c = max_i |x_i'p|: the step
     x+ = x + ln(1 + c)/c p   decreases f by at least   -grad'p ((1 + c) ln(1 + c) - c)/c^2.
   Close to the minimum c tends to 0, the step to 1, and the decrement (grad'H^-1 grad)^(1/2) falls
   quadratically. Here the step is searched for: it keeps that promise at least, and is mostly longer. The
   theorem holds for every direction in its own form (descend.c), so p may come from a Hessian of before. */
static bn_status step(bn_state *s)
{
    newton *own = s->own;
    double *p = s->work[0], *from = s->work[1], *grad = s->work[2];
    const bool constant = s->f->kind->constant_hessian;
    bool found = true;
    bn_status status = BN_OK;
    if (own->factored && !constant)
        bn_secants_take(&own->secants, s->x, from, s->grad, grad);
    if (!own->factored || (!constant && worn(s, own)))
        status = renew(&found, s, own);
    if (status)
        return status;
    s->promised_decrease = 0;
    own->slope = bn_norm(s->dim, s->grad);
    memcpy(grad, s->grad, s->dim * sizeof *grad);
    if (found)
        direct(s, own, p);
    if (!found || !bn_all_finite(s->dim, p) || !(bn_dot(s->dim, s->grad, p) < 0)) {
        s->finished = true;
        return BN_OK;
    }
    return constant ? whole_step(s, p) : bn_descend(s, &own->margins, from, p);
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    newton *own = s->own;
    bn_checkpoint_flag(c, "factored", &own->factored);
    bn_checkpoint_doubles(c, "factor", bn_cholesky_length(s->dim), own->R);
    bn_checkpoint_double(c, "slope", &own->slope);
    bn_secants_remember(&own->secants, c);
    if (own->margins.now)
        bn_margins_remember(&own->margins, s, c);
}

const bn_method bn_newton = {
    .name = "newton",
    .summary = "Newton's method, a proven decrease in every step",
    .needs = 0,
    .vectors = 3,
    .check = BN_CHECK_DECREASE,
    .own_step = true,
    .blind = true,
    .refuses = refuses,
    .rate = bn_decrease_only,
    .room = room,
    .start = start,
    .step = step,
    .remember = remember,
    .stop = stop,
};
