/* Methods as their formulas are written, on functions with minimizer 0 and minimum 0. */
#ifndef TESTS_THEORY_RUN_H
#define TESTS_THEORY_RUN_H

#include <banach/theory.h>

#include "draw.h"

/* ---- Objectives with minimizer 0 and minimum 0: sums of functions of one variable ------------ */

enum { DIM = 5, STEPS = 400 };

/* Strongly convex with mu = 1, L = 25, and not a quadratic: Lessard, Recht & Packard 2016, section 4.6. */
static inline double lrp_slope(double x)
{
    return x < 1 ? 25 * x : x < 2 ? x + 24 : 25 * x - 24;
}

static inline double lrp_value(double x)
{
    return x < 1 ? 12.5 * x * x : x < 2 ? x * x / 2 + 24 * x - 12 : 12.5 * x * x - 24 * x + 36;
}

typedef struct problem {
    bool quadratic;
    double curvature[DIM]; /* quadratic: the eigenvalues */
} problem;

static inline double slope(const problem *f, int i, double x)
{
    return f->quadratic ? f->curvature[i] * x : lrp_slope(x);
}

static inline double value(const problem *f, const double *x)
{
    double sum = 0;
    for (int i = 0; i < DIM; i++)
        sum += f->quadratic ? f->curvature[i] / 2 * x[i] * x[i] : lrp_value(x[i]);
    return sum;
}

static inline double norm_sq(const double *x)
{
    double sum = 0;
    for (int i = 0; i < DIM; i++)
        sum += x[i] * x[i];
    return sum;
}

/* Eigenvalues in [mu, L], the two ends often among them: what is known of a problem is an interval. */
static inline problem draw_quadratic(dice *d, pair p)
{
    problem f = { .quadratic = true };
    for (int i = 0; i < DIM; i++)
        f.curvature[i] = draw(d, p.mu, p.L);
    if (draw_bits(d) % 4)
        f.curvature[0] = p.mu;
    if (draw_bits(d) % 4)
        f.curvature[1] = p.L;
    return f;
}

static inline void draw_point(dice *d, double *x)
{
    for (int i = 0; i < DIM; i++)
        x[i] = draw_bits(d) % 4 ? draw(d, -4, 4) : 0;
    x[0] += 1e-3;
}

/* ---- The methods as their comments write them --------------------------------------------- */

typedef struct run {
    const problem *f;
    double x[DIM], before[DIM], y[DIM];
} run;

static inline void heavy_ball(run *r, const bn_rate *rate)
{
    for (int i = 0; i < DIM; i++) {
        double next =
            r->x[i] - rate->step * slope(r->f, i, r->x[i]) + rate->momentum * (r->x[i] - r->before[i]);
        r->before[i] = r->x[i];
        r->x[i] = next;
    }
}

static inline void nesterov(run *r, const bn_rate *rate)
{
    for (int i = 0; i < DIM; i++) {
        double next = r->y[i] - rate->step * slope(r->f, i, r->y[i]);
        r->y[i] = next + rate->momentum * (next - r->x[i]);
        r->x[i] = next;
    }
}

#endif
