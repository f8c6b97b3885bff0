/* L-BFGS: the two-loop recursion, steps by the strong Wolfe conditions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "objective/objective.h"
#include "solver/descend.h"
#include "solver/secants.h"

typedef struct lbfgs {
    bool moved; /* there is a step to learn from */
    bn_secants secants;
    bn_margins margins; /* where f has them */
} lbfgs;

/* No rate is promised. On mu-strongly convex f, f - f* falls R-linearly (Liu & Nocedal 1989, theorem 7.1),
   but at a rate that the theorem bounds by 1 only: far above what is seen, and no number to print. What holds
   in every step, f L-smooth, g = grad f(x), p the direction: the slope along p rises from g'p to at least c2
   g'p, which takes t >= (1 - c2) |g'p|/(L |p|^2), and so f falls by at least c1 (1 - c2) (g'p)^2/(L |p|^2)
   (Zoutendijk; Nocedal & Wright 2006, section 3.2). */
static const double c1 = 1e-4, c2 = 0.9;

static double room(const bn_objective *f, const bn_solve_options *o)
{
    (void)o;
    return bn_secants_room(f) + (f->kind->by_margins ? bn_margins_room(f) : 0);
}

static void stop(bn_state *s)
{
    lbfgs *own = s->own;
    if (!own)
        return;
    bn_secants_free(&own->secants);
    bn_margins_free(&own->margins);
    free(own);
}

static bn_status start(bn_state *s)
{
    lbfgs *own = s->own = bn_array(1, sizeof *own);
    if (!own)
        return bn_fail(s->err, BN_NO_MEMORY, "no memory for lbfgs");
    bn_status status = bn_secants_new(&own->secants, s->dim, s->err);
    return status || !s->f->kind->by_margins ? status : bn_margins_new(&own->margins, s);
}

static void remember(bn_state *s, bn_checkpoint *c)
{
    lbfgs *own = s->own;
    bn_checkpoint_flag(c, "moved", &own->moved);
    bn_secants_remember(&own->secants, c);
    if (own->margins.now)
        bn_margins_remember(&own->margins, s, c);
}

/* p = -B grad f(x), B = s'y/y'y I corrected by the pairs; minus the gradient when there is none. */
static void direct(bn_state *s, lbfgs *own, double *p)
{
    const double scale = bn_secants_scale(&own->secants);
    for (size_t j = 0; j < s->dim; j++)
        p[j] = -s->grad[j];
    bn_secants_down(&own->secants, p);
    if (scale > 0)
        bn_scale(s->dim, scale, p);
    bn_secants_up(&own->secants, p);
    if (bn_all_finite(s->dim, p) && bn_dot(s->dim, s->grad, p) < 0)
        return;
    own->secants.count = 0;
    for (size_t j = 0; j < s->dim; j++)
        p[j] = -s->grad[j];
}

/* x+ = x - t B grad f(x) */
static bn_status step(bn_state *s)
{
    lbfgs *own = s->own;
    double *p = s->work[0], *from = s->work[1], *grad = s->work[2];
    bn_ray ray;
    bn_probe found;
    if (own->moved)
        bn_secants_take(&own->secants, s->x, from, s->grad, grad);
    memcpy(grad, s->grad, s->dim * sizeof *grad);
    direct(s, own, p);
    own->moved = true;
    const double first = own->secants.count ? 1 : 1 / s->facts.L, norm = bn_norm(s->dim, p);
    const bn_line line = bn_ray_line(&ray, s, from, p);
    const double slope = line.start.slope / norm;
    s->promised_decrease = norm > 0 ? c1 * (1 - c2) / s->facts.L * slope * slope : 0;
    bn_status status = own->margins.now ? bn_margins_search(&found, &own->margins, &ray, &line, c1, c2, first)
                                        : bn_search_wolfe(&found, &line, c1, c2, first);
    if (status || found.t > 0)
        return status;
    bn_ray_walk(&ray, first); /* rounding hides the line: the step that curvature allows */
    s->promised_decrease = 0;
    own->moved = false;
    own->secants.count = 0;
    return BN_OK;
}

const bn_method bn_lbfgs = {
    .name = "lbfgs",
    .summary = "L-BFGS, steps by the strong Wolfe conditions",
    .needs = BN_NEEDS_SMOOTH,
    .vectors = 3,
    .check = BN_CHECK_DECREASE,
    .own_step = true,
    .blind = true,
    .rate = bn_decrease_only,
    .room = room,
    .start = start,
    .step = step,
    .remember = remember,
    .stop = stop,
};
