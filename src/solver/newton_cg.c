/* Newton's method without a matrix: its equations by preconditioned conjugate gradients, as far as pays. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "objective/margins.h"
#include "objective/objective.h"
#include "solver/descend.h"

enum { MOST = 250 }; /* products in a step */

typedef struct newton_cg {
    double *curves;   /* n: weights of the rows in H(x) */
    double *diagonal; /* about that of H(x) */
    double first;     /* |grad| where the run began */
    bn_margins margins;
} newton_cg;

static const char *refuses(const bn_objective *f)
{
    return f->kind->by_margins ? NULL : "newton-cg takes losses over data; try lbfgs, or cg for a quadratic";
}

static double room(const bn_objective *f, const bn_solve_options *o)
{
    (void)o;
    return bn_margins_room(f) + (double)f->info.terms + (double)f->info.dim;
}

static void stop(bn_state *s)
{
    newton_cg *own = s->own;
    if (!own)
        return;
    free(own->curves);
    bn_margins_free(&own->margins);
    free(own);
}

static bn_status start(bn_state *s)
{
    newton_cg *own = s->own = bn_array(1, sizeof *own);
    if (own)
        own->curves = bn_doubles(1, s->f->info.terms + s->dim);
    if (!own || !own->curves)
        return bn_fail(s->err, BN_NO_MEMORY, "no memory for the weights of %zu rows", s->f->info.terms);
    own->diagonal = own->curves + s->f->info.terms;
    return bn_margins_new(&own->margins, s);
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    newton_cg *own = s->own;
    bn_checkpoint_double(c, "first gradient", &own->first);
    bn_margins_remember(&own->margins, s, c);
}

/* y = r/diag(H), and r'y */
static double precondition(size_t d, double *y, const double *r, const double *diagonal)
{
    for (size_t j = 0; j < d; j++)
        y[j] = diagonal[j] > 0 ? r[j] / diagonal[j] : r[j];
    return bn_dot(d, r, y);
}

/* H p = -grad up to a residual of forcing |grad|; every step on the way leaves grad'p < 0. */
static void solve(bn_state *s, newton_cg *own, double *p, double forcing)
{
    const size_t d = s->dim;
    double *r = s->work[2], *q = s->work[3], *Hq = s->work[4], *y = s->work[5];
    for (size_t j = 0; j < d; j++) {
        p[j] = 0;
        r[j] = -s->grad[j];
    }
    const double enough = forcing * bn_norm(d, r);
    double square = precondition(d, y, r, own->diagonal);
    memcpy(q, y, d * sizeof *q);
    for (int k = 0; k < MOST && bn_norm(d, r) > enough; k++) {
        s->f->kind->by_margins->product(Hq, s->f, own->curves, q);
        s->passes += 1;
        const double curve = bn_dot(d, q, Hq), a = square / curve;
        if (!(curve > 0) || !(a < HUGE_VAL))
            return;
        bn_axpy(d, a, q, p);
        bn_axpy(d, -a, Hq, r);
        const double next = precondition(d, y, r, own->diagonal), b = next / square;
        for (size_t j = 0; j < d; j++)
            q[j] = y[j] + b * q[j];
        square = next;
    }
}

/* Residual of forcing |grad| leaves a step that shrinks the gradient by about so much: superlinear if forcing
   tends to 0 with it (Dembo, Eisenstat & Steihaug 1982); and no smaller than the end of the run needs. */
static double forcing_of(const bn_state *s, const newton_cg *own)
{
    const double G = bn_norm(s->dim, s->grad);
    return fmax(fmin(0.3, sqrt(G / own->first)), fmin(0.3, 0.3 * s->target_grad / G));
}

/* Theorem (theory 5.11 for any direction: descend.h). x+ = x + t p decreases f by at least what the damped
   step along p does; p solves H p = -grad f(x) but for a residual. */
static bn_status step(bn_state *s)
{
    newton_cg *own = s->own;
    double *p = s->work[0], *from = s->work[1];
    const bn_margin_kind *kind = s->f->kind->by_margins;
    if (s->k == 0)
        own->first = bn_norm(s->dim, s->grad);
    kind->curves(own->curves, s->f, own->margins.now);
    kind->diagonal(own->diagonal, s->f, own->curves);
    solve(s, own, p, forcing_of(s, own));
    s->promised_decrease = 0;
    if (!bn_all_finite(s->dim, p) || !(bn_dot(s->dim, s->grad, p) < 0)) {
        s->finished = true;
        return BN_OK;
    }
    return bn_descend(s, &own->margins, from, p);
}

const bn_method bn_newton_cg = {
    .name = "newton-cg",
    .summary = "Newton's method without a matrix, by conjugate gradients",
    .needs = 0,
    .vectors = 6,
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
