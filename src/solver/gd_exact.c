/* Gradient descent to the lowest point along the gradient. */
#include "linalg/blas.h"
#include "objective/objective.h"
#include "solver/searches.h"

/* Theorem (Kantorovich). f quadratic with spectrum in [mu, L], step = g'g/g'Hg:
     f(x+) - f*  <=  ((L - mu)/(L + mu))^2 (f(x) - f*),
   attained in every step by diag(mu, L) from the point (1/mu, 1/L). */
static bn_rate rate(const bn_facts *facts, double step)
{
    (void)step;
    return bn_rate_exact_search(facts->mu, facts->L);
}

static const char *refuses(const bn_objective *f)
{
    return f->kind->constant_hessian ? NULL
                                     : "exact steps need a quadratic: squared loss, or a quadratic itself";
}

static double cost(const bn_facts *facts)
{
    (void)facts;
    return 2;
}

/* x+ = x - g/b with the bend b = g'Hg/|g|^2, formed without the squares of |g|, which may overflow. The
   product Hg is a pass of its own. */
static bn_status step(bn_state *s)
{
    double *Hg = s->work[0];
    bn_status status = s->f->kind->product(Hg, s->f, s->x, s->grad, s->err);
    s->passes += 1;
    if (status)
        return status;
    const double size = bn_norm(s->dim, s->grad);
    bn_scale(s->dim, 1 / size, Hg);
    const double bend = bn_dot(s->dim, s->grad, Hg) / size;
    s->step = bend > 0 ? 1 / bend : bn_step_auto(s->facts.mu, s->facts.L);
    bn_axpy(s->dim, -s->step, s->grad, s->x);
    return BN_OK;
}

const bn_method bn_gd_exact = {
    .name = "gd",
    .summary = "gradient descent to the lowest point along the gradient",
    .needs = BN_NEEDS_STRONG | BN_NEEDS_SMOOTH | BN_NEEDS_QUADRATIC,
    .vectors = 1,
    .check = BN_CHECK_HISTORY,
    .refuses = refuses,
    .cost = cost,
    .rate = rate,
    .step = step,
};
