/* The line of a search, laid through the state of a run: what a search accepts, the run has evaluated. */
#ifndef BN_SOLVER_RAY_H
#define BN_SOLVER_RAY_H

#include "solver/linesearch.h"
#include "solver/method.h"

typedef struct bn_ray {
    bn_state *s;
    double *from; /* x at t = 0; a work vector of the method, like p */
    const double *p;
    const double *z, *u; /* margins at t = 0, and their motion: NULL until bn_ray_know */
    double wx, wp, pp;   /* |x|^2, x'p, |p|^2 of what is penalized, at t = 0 */
} bn_ray;

/* phi(t) = f(x + t p) from where s stands; from takes a copy of x. ray must live as long as the line. Each
   look is one pass and moves s->x, s->grad, s->at and s->step; s->fresh is set. */
bn_line bn_ray_line(bn_ray *ray, bn_state *s, double *from, const double *p);

/* The same with p = -grad f(x). */
bn_line bn_ray_descent(bn_ray *ray, bn_state *s, double *from, double *p);

/* From now on looks cost n scalars, move nothing and leave s alone: f has margins, and these are known. */
void bn_ray_know(bn_ray *ray, const double *z, const double *u);

/* p'H(x)p, x at t = 0, after that. */
double bn_ray_curve(const bn_ray *ray);

/* To x + t p, not evaluated yet. */
void bn_ray_walk(bn_ray *ray, double t);

/* After a search along -grad f that found nothing, for rounding: the step that curvature allows. */
bn_status bn_ray_settle(bn_ray *ray, const bn_probe *found);

#endif
