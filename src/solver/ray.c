/* phi(t) = f(x + t p), evaluated where the run will want it. */
#include "solver/ray.h"

#include <math.h>
#include <string.h>

#include "linalg/blas.h"
#include "objective/objective.h"

void bn_ray_walk(bn_ray *ray, double t)
{
    bn_state *s = ray->s;
    memcpy(s->x, ray->from, s->dim * sizeof *s->x);
    bn_axpy(s->dim, t, ray->p, s->x);
    s->step = t;
    s->fresh = false;
}

/* Too long a step may leave the numbers, or where a function of the caller's is defined: not lower there. */
static bn_status look(bn_probe *out, double t, void *context)
{
    bn_ray *ray = context;
    bn_state *s = ray->s;
    bn_error err;
    bn_ray_walk(ray, t);
    s->passes += 1;
    *out = (bn_probe){ .t = t, .value = HUGE_VAL, .slope = HUGE_VAL };
    if (!bn_all_finite(s->dim, s->x))
        return BN_OK;
    const bn_status status = s->f->kind->evaluate(&s->at, s->f, s->x, s->grad, &err);
    if (status == BN_NOT_FINITE)
        return BN_OK;
    if (status) {
        if (s->err)
            *s->err = err;
        return status;
    }
    s->fresh = true;
    if (isfinite(s->at.value))
        *out = (bn_probe){ t, s->at.value, s->at.value_error, bn_dot(s->dim, s->grad, ray->p) };
    return BN_OK;
}

bn_line bn_ray_line(bn_ray *ray, bn_state *s, double *from, const double *p)
{
    *ray = (bn_ray){ s, from, p };
    memcpy(from, s->x, s->dim * sizeof *from);
    return (bn_line){ .start = { 0, s->at.value, s->at.value_error, bn_dot(s->dim, s->grad, p) },
                      .reference = s->at.value,
                      .look = look,
                      .context = ray };
}

bn_line bn_ray_descent(bn_ray *ray, bn_state *s, double *from, double *p)
{
    for (size_t j = 0; j < s->dim; j++)
        p[j] = -s->grad[j];
    return bn_ray_line(ray, s, from, p);
}

bn_status bn_ray_settle(bn_ray *ray, const bn_probe *found)
{
    const bn_facts *facts = &ray->s->facts;
    if (!(found->t > 0))
        bn_ray_walk(ray, bn_step_auto(facts->mu, facts->L));
    return BN_OK;
}
