/* Random losses over data, and the truth about them in quad precision. */
#ifndef TESTS_OBJECTIVE_PROBLEM_H
#define TESTS_OBJECTIVE_PROBLEM_H

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include <banach/objective.h>

#include "support/quad.h"
#include "theory/draw.h"

typedef struct problem {
    size_t n, d, dim;
    bool logistic, intercept;
    double l2;
    double *X, *y, *s; /* s: row weights or NULL */
    bn_dataset *data;
    bn_objective *f;
} problem;

/* What a random problem is made of. */
typedef struct recipe {
    size_t n, d;
    bool logistic, intercept, weighted;
    double l2;
    double spread; /* columns have sizes from 1/spread to spread */
    double noise;  /* of the targets around a linear model */
} recipe;

static inline double draw_normal(dice *d)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += draw(d, 0, 1);
    return sum;
}

static inline void problem_build(problem *p)
{
    bn_error err = { 0 };
    p->dim = p->d + p->intercept;
    cr_assert(!bn_dataset_copy(&p->data, p->n, p->d, p->X, p->y, p->s, NULL, &err), "%s", err.message);
    cr_assert(!bn_objective_new(&p->f, p->logistic ? &bn_logistic : &bn_squared, p->data,
                                &(bn_objective_options){ .l2 = p->l2, .intercept = p->intercept }, &err),
              "%s", err.message);
}

/* After its numbers have been changed. */
static inline void problem_rebuild(problem *p)
{
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
    problem_build(p);
}

static inline problem problem_empty(const recipe *r)
{
    problem p = { .n = r->n, .d = r->d, .logistic = r->logistic, .intercept = r->intercept, .l2 = r->l2 };
    p.X = calloc(p.n * p.d, sizeof *p.X);
    p.y = calloc(p.n, sizeof *p.y);
    p.s = r->weighted ? calloc(p.n, sizeof *p.s) : NULL;
    return p;
}

static inline problem problem_draw(dice *random, const recipe *r)
{
    problem p = problem_empty(r);
    double *size = malloc(p.d * sizeof *size), *w = malloc(p.d * sizeof *w);
    for (size_t j = 0; j < p.d; j++) {
        size[j] = r->spread > 1 ? draw_log(random, 1 / r->spread, r->spread) : 1;
        w[j] = draw_normal(random) / size[j];
    }
    for (size_t i = 0; i < p.n; i++) {
        double z = 0.3;
        for (size_t j = 0; j < p.d; j++) {
            p.X[i * p.d + j] = size[j] * draw_normal(random);
            z += p.X[i * p.d + j] * w[j];
        }
        z += r->noise * draw_normal(random);
        p.y[i] = p.logistic ? (z > 0 ? 1 : -1) : z;
        if (p.s)
            p.s[i] = draw_bits(random) % 5 ? draw(random, 0.1, 3) : 0;
    }
    p.y[0] = p.logistic ? -p.y[p.n - 1] : p.y[0]; /* both classes, if there are two rows */
    if (p.s)
        p.s[0] = 1;
    free(size);
    free(w);
    problem_build(&p);
    return p;
}

/* s (z - y), which the slope is at z = 0, underflows in every row; x and 1/S make it large again. */
static inline problem problem_of_lost_slopes(dice *random, bool intercept)
{
    const double weight = draw_log(random, 1e-90, 1e-40),
                 target = draw_log(random, 1e-30, 1e-12) * (1e-300 / weight);
    problem p = problem_draw(random, &(recipe){ .n = 9, .d = 2, .weighted = true, .intercept = intercept });
    for (size_t i = 0; i < p.n; i++) {
        p.s[i] *= weight;
        p.y[i] = draw_normal(random) * target;
        p.X[2 * i] *= 1e150;
    }
    problem_rebuild(&p);
    return p;
}

static inline void problem_free(problem *p)
{
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
    free(p->X);
    free(p->y);
    free(p->s);
}

/* phi, phi' and phi'' of one row at the margin z. */
static inline void truth_of_row(const problem *p, size_t i, quad z, quad phi[3])
{
    if (p->logistic) {
        quad m = p->y[i] * z, a = quad_exp(-quad_abs(m)), b = 1 / (1 + a);
        phi[0] = (m < 0 ? -m : 0) + quad_log1p(a);
        phi[1] = -p->y[i] * (m < 0 ? b : a * b);
        phi[2] = a * b * b;
    } else {
        quad r = z - p->y[i];
        phi[0] = r * r / 2;
        phi[1] = r;
        phi[2] = 1;
    }
}

static inline quad truth_margin(const problem *p, size_t i, const double *x)
{
    quad z = p->intercept ? x[p->d] : 0;
    for (size_t j = 0; j < p->d; j++)
        z += (quad)p->X[i * p->d + j] * x[j];
    return z;
}

/* f(x), and if wanted its gradient (dim) and Hessian (dim x dim). */
static inline quad truth_at(const problem *p, const double *x, quad *grad, quad *H)
{
    quad value = 0, total = 0, penalty = 0, phi[3];
    for (size_t k = 0; grad && k < p->dim; k++)
        grad[k] = 0;
    for (size_t k = 0; H && k < p->dim * p->dim; k++)
        H[k] = 0;
    for (size_t i = 0; i < p->n; i++) {
        quad s = p->s ? p->s[i] : 1;
        truth_of_row(p, i, truth_margin(p, i, x), phi);
        total += s;
        value += s * phi[0];
        for (size_t j = 0; j < p->dim; j++) {
            quad xj = j < p->d ? p->X[i * p->d + j] : 1;
            if (grad)
                grad[j] += s * phi[1] * xj;
            for (size_t k = 0; H && k <= j; k++)
                H[j * p->dim + k] += s * phi[2] * xj * (k < p->d ? p->X[i * p->d + k] : 1);
        }
    }
    for (size_t j = 0; j < p->dim; j++) {
        quad l2 = j < p->d ? p->l2 : 0;
        penalty += l2 * x[j] * x[j];
        if (grad)
            grad[j] = grad[j] / total + l2 * x[j];
        for (size_t k = 0; H && k <= j; k++)
            H[j * p->dim + k] = H[k * p->dim + j] = H[j * p->dim + k] / total + (j == k ? l2 : 0);
    }
    return value / total + penalty / 2;
}

/* x = A^-1 b by Gaussian elimination with pivoting; A and b are overwritten, A may be singular to working
   precision: false then. */
static inline bool quad_solve(size_t d, quad *A, quad *b)
{
    for (size_t k = 0; k < d; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < d; i++)
            best = quad_abs(A[i * d + k]) > quad_abs(A[best * d + k]) ? i : best;
        if (A[best * d + k] == 0)
            return false;
        for (size_t j = 0; j < d && best != k; j++) {
            quad t = A[k * d + j];
            A[k * d + j] = A[best * d + j];
            A[best * d + j] = t;
        }
        quad t = b[k];
        b[k] = b[best];
        b[best] = t;
        for (size_t i = k + 1; i < d; i++) {
            quad m = A[i * d + k] / A[k * d + k];
            for (size_t j = k; j < d; j++)
                A[i * d + j] -= m * A[k * d + j];
            b[i] -= m * b[k];
        }
    }
    for (size_t k = d; k-- > 0;) {
        for (size_t j = k + 1; j < d; j++)
            b[k] -= A[k * d + j] * b[j];
        b[k] /= A[k * d + k];
    }
    return true;
}

/* A lower bound of min f that is as good as doubles allow: Newton in quad from x (which it moves), then
   f - |g|^2/(2 mu) with g'H^-1 g in place of |g|^2/mu and twice that for what Newton leaves out; 0 at least.
 */
static inline quad truth_minimum(const problem *p, double *x)
{
    quad *g = malloc(p->dim * sizeof *g), *H = malloc(p->dim * p->dim * sizeof *H),
         *step = malloc(p->dim * sizeof *g);
    quad value = 0, rest = 0;
    for (int iteration = 0; iteration < 100; iteration++) {
        value = truth_at(p, x, g, H);
        memcpy(step, g, p->dim * sizeof *g);
        if (!quad_solve(p->dim, H, step))
            break;
        rest = 0;
        for (size_t j = 0; j < p->dim; j++)
            rest += g[j] * step[j];
        double reach = 0;
        for (size_t i = 0; i < p->n && p->logistic; i++) {
            quad z = p->intercept ? step[p->d] : 0;
            for (size_t j = 0; j < p->d; j++)
                z += p->X[i * p->d + j] * step[j];
            reach = fmax(reach, (double)quad_abs(z));
        }
        bool moved = false;
        for (size_t j = 0; j < p->dim; j++) {
            double next = (double)(x[j] - bn_newton_damping(reach) * step[j]);
            moved = moved || next != x[j];
            x[j] = next;
        }
        if (!moved || rest < 1e-32 * value)
            break;
    }
    value = truth_at(p, x, g, NULL);
    free(g);
    free(H);
    free(step);
    return quad_max(0, value - 2 * rest);
}

#endif
