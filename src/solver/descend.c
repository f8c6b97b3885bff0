/* From x along p, with margins: the first look reads the data, the others n scalars each. */
#include "solver/descend.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "objective/margins.h"
#include "objective/objective.h"

bn_rate bn_decrease_only(const bn_facts *facts, double step)
{
    (void)facts, (void)step;
    return (bn_rate){ .step = 1, .quantity = BN_GAP, .rate = 1, .one_minus_rate = 0, .constant = 1 };
}

bn_status bn_margins_new(bn_margins *m, bn_state *s)
{
    const size_t n = s->f->info.terms;
    m->now = bn_doubles(3, n);
    if (!m->now)
        return bn_fail(s->err, BN_NO_MEMORY, "no memory for the margins of %zu rows", n);
    m->before = m->now + n;
    m->move = m->now + 2 * n;
    s->margins = m->now;
    return BN_OK;
}

double bn_margins_room(const bn_objective *f)
{
    return 3 * (double)f->info.terms;
}

void bn_margins_free(bn_margins *m)
{
    double *first = m->now && m->before < m->now ? m->before : m->now; /* the two change places */
    free(first);
}

void bn_margins_remember(bn_margins *m, bn_state *s, bn_checkpoint *c)
{
    bn_checkpoint_doubles(c, "margins", s->f->info.terms, m->now);
}

/* The first look, and what it says of all others. Margins that are not finite say nothing. */
static bn_status look_once(bn_probe *first, bn_margins *m, bn_ray *ray, const bn_line *line, double t)
{
    bn_state *s = ray->s;
    double *spare = m->before;
    m->before = m->now;
    m->now = s->margins = spare;
    bn_status status = line->look(first, t, ray);
    for (size_t i = 0; i < s->f->info.terms && !status; i++)
        m->move[i] = (m->now[i] - m->before[i]) / t;
    if (!status && first->value < HUGE_VAL)
        bn_ray_know(ray, m->before, m->move);
    return status;
}

bn_status bn_margins_search(bn_probe *found, bn_margins *m, bn_ray *ray, const bn_line *line, double c1,
                            double c2, double first)
{
    bn_probe seen;
    bn_status status = look_once(&seen, m, ray, line, first);
    if (!status)
        status = bn_search_wolfe(found, line, c1, c2, first);
    if (!status && found->t > 0 && found->t != first)
        bn_ray_walk(ray, found->t);
    return status;
}

static double largest(size_t n, const double *u)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(u[i]));
    return most;
}

/* Theorem (theory 5.11, for any p). |phi'''| <= phi'' (logistic) or phi''' = 0; a = -grad'p > 0, b = p'H(x)p,
   c = max_i |x_i'p|, y = c a/b. Along p, f'' grows at most by exp(c t), so the step
     t = (a/b) ln(1 + y)/y   decreases f by at least   (a^2/b) ((1 + y) ln(1 + y) - y)/y^2. */
static double damped(bn_state *s, double a, double b, double c)
{
    const double y = s->f->kind->constant_hessian ? 0 : c * (a / b);
    s->promised_decrease = bn_newton_decrease(y, a / b * a);
    return a / b * bn_newton_damping(y);
}

/* Steps other than 1 are found to a tenth of the slope: a look costs little here, a Hessian much. */
static const double flat_enough = 0.4, flat = 0.1, falls_enough = 1e-4;

bn_status bn_descend(bn_state *s, bn_margins *m, double *from, const double *p)
{
    bn_ray ray;
    bn_probe found;
    const bn_line line = bn_ray_line(&ray, s, from, p);
    const double a = -line.start.slope;
    bn_status status = look_once(&found, m, &ray, &line, 1);
    if (status)
        return status;
    const double c = largest(s->f->info.terms, m->move);
    if (!ray.z || !(c < HUGE_VAL)) { /* p is lost in rounding */
        bn_ray_walk(&ray, 0);
        s->finished = true;
        return BN_OK;
    }
    const double b = bn_ray_curve(&ray), t = damped(s, a, b, c);
    const double enough = line.start.value - s->promised_decrease + line.start.error + found.error;
    if (found.value <= enough && fabs(found.slope) <= flat_enough * a)
        return BN_OK;
    status = bn_search_wolfe(&found, &line, falls_enough, flat, 1);
    if (!status)
        bn_ray_walk(&ray, found.t > 0 && found.value <= enough ? found.t : t);
    return status;
}
