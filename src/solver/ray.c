/* phi(t) = f(x + t p), evaluated where the run will want it. */
#include "solver/ray.h"

#include <math.h>
#include <string.h>

#include "linalg/blas.h"
#include "objective/margins.h"
#include "objective/objective.h"

void bn_ray_walk(bn_ray *ray, double t)
{
    bn_state *s = ray->s;
    memcpy(s->x, ray->from, s->dim * sizeof *s->x);
    bn_axpy(s->dim, t, ray->p, s->x);
    s->step = t;
    s->fresh = false;
}

void bn_ray_know(bn_ray *ray, const double *z, const double *u)
{
    const bn_objective_info *f = &ray->s->f->info;
    const size_t penalized = f->dim - f->intercept;
    ray->z = z;
    ray->u = u;
    ray->wx = bn_dot(penalized, ray->from, ray->from);
    ray->wp = bn_dot(penalized, ray->from, ray->p);
    ray->pp = bn_dot(penalized, ray->p, ray->p);
}

double bn_ray_curve(const bn_ray *ray)
{
    bn_objective *f = ray->s->f;
    return f->kind->by_margins->slice(f, ray->z, ray->u, 0).curve + f->info.l2 * ray->pp;
}

static bn_probe look_by_margins(const bn_ray *ray, double t)
{
    bn_objective *f = ray->s->f;
    const double l2 = f->info.l2;
    const bn_slice loss = f->kind->by_margins->slice(f, ray->z, ray->u, t);
    return (bn_probe){ .t = t,
                       .value = loss.value + l2 / 2 * (ray->wx + t * (2 * ray->wp + t * ray->pp)),
                       .error = ray->s->at.value_error,
                       .slope = loss.slope + l2 * (ray->wp + t * ray->pp) };
}

/* Too long a step may leave the numbers, or where a function of the caller's is defined: not lower there. */
static bn_status look(bn_probe *out, double t, void *context)
{
    bn_ray *ray = context;
    bn_state *s = ray->s;
    bn_error err;
    if (ray->z) {
        *out = look_by_margins(ray, t);
        return BN_OK;
    }
    bn_ray_walk(ray, t);
    s->passes += 1;
    *out = (bn_probe){ .t = t, .value = HUGE_VAL, .slope = HUGE_VAL };
    if (!bn_all_finite(s->dim, s->x))
        return BN_OK;
    const bn_status status = bn_state_look(s, &err);
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
    *ray = (bn_ray){ .s = s, .from = from, .p = p };
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
