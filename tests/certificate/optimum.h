/* The optimum to 60 digits and more: damped Newton on small problems in MPFR, 320 bits. */
#ifndef TESTS_CERTIFICATE_OPTIMUM_H
#define TESTS_CERTIFICATE_OPTIMUM_H

#include <mpfr.h>

#include "objective/problem.h"

enum { OPTIMUM_BITS = 320, OPTIMUM_MOST = 8 };

typedef struct optimum {
    const problem *p;
    mpfr_t x[OPTIMUM_MOST], g[OPTIMUM_MOST], H[OPTIMUM_MOST][OPTIMUM_MOST];
    mpfr_t value, z, phi, d1, d2, t, total, decrement;
    bool found;
} optimum;

static inline void optimum_each(optimum *o, void (*act)(mpfr_t))
{
    mpfr_t *scalars[] = { &o->value, &o->z, &o->phi, &o->d1, &o->d2, &o->t, &o->total, &o->decrement };
    for (size_t k = 0; k < sizeof scalars / sizeof *scalars; k++)
        act(*scalars[k]);
    for (size_t i = 0; i < OPTIMUM_MOST; i++) {
        act(o->x[i]);
        act(o->g[i]);
        for (size_t j = 0; j < OPTIMUM_MOST; j++)
            act(o->H[i][j]);
    }
}

static inline void optimum_init(mpfr_t a)
{
    mpfr_init2(a, OPTIMUM_BITS);
    mpfr_set_zero(a, 1);
}

static inline void optimum_clear(mpfr_t a)
{
    mpfr_clear(a);
}

static inline double optimum_entry(const problem *p, size_t i, size_t j)
{
    return j < p->d ? p->X[i * p->d + j] : 1;
}

/* phi, phi', phi'' at z of row i. */
static inline void optimum_row(optimum *o, size_t i)
{
    if (!o->p->logistic) {
        mpfr_sub_d(o->d1, o->z, o->p->y[i], MPFR_RNDN);
        mpfr_sqr(o->phi, o->d1, MPFR_RNDN);
        mpfr_div_2ui(o->phi, o->phi, 1, MPFR_RNDN);
        mpfr_set_ui(o->d2, 1, MPFR_RNDN);
        return;
    }
    mpfr_mul_d(o->z, o->z, -o->p->y[i], MPFR_RNDN); /* -y z */
    mpfr_exp(o->t, o->z, MPFR_RNDN);
    mpfr_log1p(o->phi, o->t, MPFR_RNDN);
    mpfr_add_ui(o->d2, o->t, 1, MPFR_RNDN);
    mpfr_div(o->t, o->t, o->d2, MPFR_RNDN); /* s(-y z) */
    mpfr_mul_d(o->d1, o->t, -o->p->y[i], MPFR_RNDN);
    mpfr_div(o->d2, o->t, o->d2, MPFR_RNDN);
}

/* f, gradient and Hessian at o->x. */
static inline void optimum_look(optimum *o)
{
    const problem *p = o->p;
    mpfr_set_zero(o->value, 1);
    mpfr_set_zero(o->total, 1);
    for (size_t j = 0; j < p->dim; j++) {
        mpfr_set_zero(o->g[j], 1);
        for (size_t k = 0; k < p->dim; k++)
            mpfr_set_zero(o->H[j][k], 1);
    }
    for (size_t i = 0; i < p->n; i++) {
        const double s = p->s ? p->s[i] : 1;
        mpfr_set_zero(o->z, 1);
        for (size_t j = 0; j < p->dim; j++) {
            mpfr_mul_d(o->t, o->x[j], optimum_entry(p, i, j), MPFR_RNDN);
            mpfr_add(o->z, o->z, o->t, MPFR_RNDN);
        }
        optimum_row(o, i);
        mpfr_add_d(o->total, o->total, s, MPFR_RNDN);
        mpfr_mul_d(o->t, o->phi, s, MPFR_RNDN);
        mpfr_add(o->value, o->value, o->t, MPFR_RNDN);
        for (size_t j = 0; j < p->dim; j++) {
            mpfr_mul_d(o->t, o->d1, s, MPFR_RNDN);
            mpfr_mul_d(o->t, o->t, optimum_entry(p, i, j), MPFR_RNDN);
            mpfr_add(o->g[j], o->g[j], o->t, MPFR_RNDN);
            for (size_t k = 0; k < p->dim; k++) {
                mpfr_mul_d(o->t, o->d2, s, MPFR_RNDN);
                mpfr_mul_d(o->t, o->t, optimum_entry(p, i, j), MPFR_RNDN);
                mpfr_mul_d(o->t, o->t, optimum_entry(p, i, k), MPFR_RNDN);
                mpfr_add(o->H[j][k], o->H[j][k], o->t, MPFR_RNDN);
            }
        }
    }
    mpfr_div(o->value, o->value, o->total, MPFR_RNDN);
    for (size_t j = 0; j < p->dim; j++) {
        const double l2 = j < p->d ? p->l2 : 0;
        mpfr_div(o->g[j], o->g[j], o->total, MPFR_RNDN);
        for (size_t k = 0; k < p->dim; k++)
            mpfr_div(o->H[j][k], o->H[j][k], o->total, MPFR_RNDN);
        mpfr_add_d(o->H[j][j], o->H[j][j], l2, MPFR_RNDN);
        mpfr_mul_d(o->t, o->x[j], l2, MPFR_RNDN);
        mpfr_add(o->g[j], o->g[j], o->t, MPFR_RNDN);
        mpfr_mul(o->t, o->t, o->x[j], MPFR_RNDN);
        mpfr_div_2ui(o->t, o->t, 1, MPFR_RNDN);
        mpfr_add(o->value, o->value, o->t, MPFR_RNDN);
    }
}

/* g = H^-1 g by elimination, which H > 0 needs no pivoting for. False when H is singular to 200 bits. */
static inline bool optimum_solve(optimum *o)
{
    const size_t d = o->p->dim;
    for (size_t k = 0; k < d; k++) {
        if (mpfr_sgn(o->H[k][k]) <= 0)
            return false;
        for (size_t i = k + 1; i < d; i++) {
            mpfr_div(o->t, o->H[i][k], o->H[k][k], MPFR_RNDN);
            for (size_t j = k; j < d; j++) {
                mpfr_mul(o->z, o->t, o->H[k][j], MPFR_RNDN);
                mpfr_sub(o->H[i][j], o->H[i][j], o->z, MPFR_RNDN);
            }
            mpfr_mul(o->z, o->t, o->g[k], MPFR_RNDN);
            mpfr_sub(o->g[i], o->g[i], o->z, MPFR_RNDN);
        }
    }
    for (size_t k = d; k-- > 0;) {
        for (size_t j = k + 1; j < d; j++) {
            mpfr_mul(o->z, o->H[k][j], o->g[j], MPFR_RNDN);
            mpfr_sub(o->g[k], o->g[k], o->z, MPFR_RNDN);
        }
        mpfr_div(o->g[k], o->g[k], o->H[k][k], MPFR_RNDN);
    }
    return true;
}

/* Largest |x_i'step| as a double. */
static inline double optimum_reach(optimum *o)
{
    double reach = 0;
    for (size_t i = 0; i < o->p->n && o->p->logistic; i++) {
        mpfr_set_zero(o->z, 1);
        for (size_t j = 0; j < o->p->dim; j++) {
            mpfr_mul_d(o->t, o->g[j], optimum_entry(o->p, i, j), MPFR_RNDN);
            mpfr_add(o->z, o->z, o->t, MPFR_RNDN);
        }
        reach = fmax(reach, fabs(mpfr_get_d(o->z, MPFR_RNDN)));
    }
    return reach;
}

/* From start; found is false when 1000 steps do not end it: no minimizer, or one very far away. */
static inline optimum optimum_of(const problem *p, const double *start)
{
    optimum o = { .p = p };
    optimum_each(&o, optimum_init);
    for (size_t j = 0; j < p->dim; j++)
        mpfr_set_d(o.x[j], start[j], MPFR_RNDN);
    for (int k = 0; k < 1000 && !o.found; k++) {
        double size = 0, move = 0;
        optimum_look(&o);
        if (!optimum_solve(&o))
            break;
        const double damping = bn_newton_damping(optimum_reach(&o));
        for (size_t j = 0; j < p->dim; j++) {
            mpfr_mul_d(o.t, o.g[j], damping, MPFR_RNDN);
            mpfr_sub(o.x[j], o.x[j], o.t, MPFR_RNDN);
            size = fmax(size, fabs(mpfr_get_d(o.x[j], MPFR_RNDN)));
            move = fmax(move, fabs(mpfr_get_d(o.t, MPFR_RNDN)));
        }
        o.found = move <= 1e-66 * size;
    }
    optimum_look(&o);
    return o;
}

static inline void optimum_free(optimum *o)
{
    optimum_each(o, optimum_clear);
}

/* f(x) - f* and |x - x*| in doubles, rounded down. */
static inline void optimum_compare(const optimum *best, const double *x, double *gap, double *distance)
{
    optimum here = { .p = best->p };
    optimum_each(&here, optimum_init);
    mpfr_set_zero(here.decrement, 1);
    for (size_t j = 0; j < best->p->dim; j++) {
        mpfr_set_d(here.x[j], x[j], MPFR_RNDN);
        mpfr_sub(here.t, here.x[j], best->x[j], MPFR_RNDN);
        mpfr_fma(here.decrement, here.t, here.t, here.decrement, MPFR_RNDN);
    }
    mpfr_sqrt(here.decrement, here.decrement, MPFR_RNDN);
    *distance = mpfr_get_d(here.decrement, MPFR_RNDD);
    optimum_look(&here);
    mpfr_sub(here.t, here.value, best->value, MPFR_RNDN);
    *gap = mpfr_get_d(here.t, MPFR_RNDD);
    optimum_each(&here, optimum_clear);
}

#endif
