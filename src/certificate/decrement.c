/* Newton decrements: bounds from the Hessian at a point, and from the least that it is around. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "certificate/certificate.h"
#include "curvature/metric.h"
#include "objective/careful.h"
#include "objective/glm.h"

enum { ROUNDS = 3 };                  /* of the second theorem */
static const double near = 4;         /* margins that move by more leave nothing of phi'' */
static const double up = 1 + 0x1p-48; /* more than a few roundings */

typedef struct place {
    bn_certificate *c;
    bn_objective *f;
    const double *x;
    const bn_careful *look;
    double *room; /* dim */
    double *t;    /* for each row, how far its margin is at a minimizer, at most */
} place;

/* |S'g| for the gradient itself: the slopes' own error, see careful.h, changes it by at most its mean times
   max_i |S'[x_i; 1]|. */
static double norm_of(const place *p, const bn_metric *m)
{
    return (bn_metric_norm(m, p->look->grad, p->look->error, p->room) + p->look->slope_error * m->reach) * up;
}

/* gap <= norm^2/(2 rest), distance <= |S| norm/rest. */
static void offer(const place *p, const bn_metric *m, double norm, double rest, bn_rule rule)
{
    const double tiny = norm > 0 ? 0x1p-1074 : 0;
    if (!(rest > 0) || !(norm < HUGE_VAL))
        return;
    bn_offer(&p->c->gap, norm / rest * (norm / 2) * up + tiny, BN_PROVEN, rule);
    bn_offer(&p->c->distance, norm / rest * sqrt(m->norm2_upper) * up + tiny, BN_PROVEN, rule);
}

/* Theorem. Let |S'H(x)S - I| <= defect < 1, N = |S'grad f(x)|/sqrt(1 - defect) >= (g'H^-1 g)^(1/2), the
   Newton decrement, and r = max_i |S'[x_i; 1]|/sqrt(1 - defect), so that |[x_i; 1]'h| <= r |h|_H for every h,
   where |h|_H^2 = h'H(x)h. If |phi'''| <= phi'' (logistic), then f''(s) >= f''(0) exp(-r |h|_H s) along every
   ray x + s h. If a = r N < 1,
     f has a minimizer,   f(x) - f* <= N^2/(2 (1 - a)),   |x - x*|_H <= -ln(1 - a)/r <= N/(1 - a).
   Proof: f(x + s h) - f(x) >= -N s + (exp(-r s) + r s - 1)/r^2 for |h|_H = 1, whose least value, at exp(-r s)
   = 1 - a, is -(a + (1 - a) ln(1 - a))/r^2 >= -N^2/(2 (1 - a)); f grows along every ray beyond. (Theory 2.7
   in the metric of H: it needs no l2, takes a free intercept, and does not change with the units of the
   columns.) For a constant Hessian the same with a = 0, and f(x) - f* = g'H^-1 g/2. */
static double offer_at(const place *p, const bn_metric *m, double norm)
{
    const bool constant = p->f->kind->constant_hessian;
    const double keep = 1 - m->defect, a = constant ? 0 : norm * m->reach / keep * up;
    offer(p, m, norm, (1 - a) * keep / up, constant ? BN_RULE_NEWTON : BN_RULE_LOCAL_NEWTON);
    return a;
}

/* Theorem. Let M = sum s_i/S min {phi''(z): |z - z_i| <= t_i} [x_i; 1][x_i; 1]' + l2 and N = (g'M^-1
   g)^(1/2). If the t_i bound how far the margins are at some minimizer, or if N |[x_i; 1]|_(M^-1) <= t_i for
   all i, then f has a minimizer,   f(x) - f* <= N^2/2,   |x - x*|_M <= N,   |[x_i; 1]'(x - x*)| <= N |[x_i;
   1]|_(M^-1). Proof: f(x + h) >= f(x) + g'h + h'Mh/2 where no margin moves by more than t_i, so, in the
   second case, for |h|_M <= N. There the slope outward is at least -N + N: no ray finds less beyond. The last
   bound is a smaller t_i, and so on, round by round. */
static bn_status offer_around(const place *p, bool *known, bn_error *err)
{
    bn_status status = BN_OK;
    double before = HUGE_VAL;
    for (int round = 0; !status && round < ROUNDS && !(round && p->c->gap.bound > 0.9 * before); round++) {
        bn_metric m;
        before = p->c->gap.bound;
        p->f->spread = p->t;
        status = bn_metric_new(&m, p->f, p->x, 0.01, err);
        p->f->spread = NULL;
        if (status || !m.S)
            break;
        const double norm = norm_of(p, &m), keep = 1 - m.defect;
        bool inside = m.defect < 0.02;
        for (size_t i = 0; i < p->f->info.terms; i++) {
            const double moves = norm * m.each[i] / keep * up;
            inside = inside && moves <= 0.9 * p->t[i];
            p->t[i] = fmin(p->t[i], moves);
        }
        *known = *known || inside;
        if (*known)
            offer(p, &m, norm, keep / up, BN_RULE_SUBLEVEL);
        bn_metric_free(&m);
        if (!*known)
            break;
    }
    return status;
}

/* |[x_i; 1]| distance is such a t_i: with l2 > 0 the sublevel set of f(x) bounds the distance. */
static bool known_moves(const place *p)
{
    const bn_glm *g = (const bn_glm *)p->f;
    const bn_bound *distance = &p->c->distance;
    for (size_t i = 0; i < g->X.rows; i++)
        p->t[i] = hypot(g->row_norm[i], p->f->info.intercept) * distance->bound * up;
    return distance->status == BN_PROVEN && g->size.x * distance->bound < near;
}

/* Twice what N and [x_i; 1] are in the metric of H(x) often is one. */
static void likely_moves(const place *p, const bn_metric *m, double norm)
{
    for (size_t i = 0; i < p->f->info.terms; i++)
        p->t[i] = 2 * norm * m->each[i];
}

static bn_status offer_all(const place *p, double enough, bn_error *err)
{
    bn_metric m;
    bool known = false;
    bn_status status = bn_metric_new(&m, p->f, p->f->kind->constant_hessian ? NULL : p->x, 0.01, err);
    if (status || !m.S)
        return status;
    const double norm = norm_of(p, &m), a = offer_at(p, &m, norm);
    const bool wanting = a > 0.05 && (p->c->distance.bound == HUGE_VAL ||
                                      (p->c->gap.bound > enough && (enough < 0 || norm * norm / 2 < enough)));
    if (wanting)
        likely_moves(p, &m, norm);
    bn_metric_free(&m);
    if (wanting && a < near)
        status = offer_around(p, &known, err);
    if (wanting && !status && !known && (known = known_moves(p)))
        status = offer_around(p, &known, err);
    return status;
}

bn_status bn_offer_decrements(bn_certificate *c, bn_objective *f, const double *x, const bn_careful *look,
                              double enough, bn_error *err)
{
    double *room = bn_doubles(1, f->info.dim + f->info.terms);
    if (!room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a certificate");
    bn_status status = offer_all(&(place){ c, f, x, look, room, room + f->info.dim }, enough, err);
    free(room);
    return status;
}
