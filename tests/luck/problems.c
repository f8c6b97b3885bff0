/* One small objective of each kind. */
#include "luck/problems.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

enum { WAVE_DIM = 3, MOST_ROWS = 40, MOST_COLS = 12 };

typedef struct shape {
    const char *name;
    const bn_loss *loss;
    size_t rows, cols;
    double l2;
    bool intercept, weighted, standardized;
} shape;

static const shape shapes[] = {
    { "squared", &bn_squared, 40, 3, 0, true, true, false },
    { "ridge", &bn_squared, 40, 3, 0.1, true, false, true },
    { "wide ridge", &bn_squared, 5, 12, 0.1, false, false, false },
    { "wide squared", &bn_squared, 5, 12, 0, true, false, false },
    { "logistic", &bn_logistic, 40, 3, 0.1, false, true, false },
    { "logistic with intercept", &bn_logistic, 40, 3, 0.01, true, false, true },
    { "quadratic", &bn_quadratic, 4, 4, 0, false, false, false },
    { "functions", NULL, 0, WAVE_DIM, 0, false, false, false },
};

#define SHAPES (sizeof shapes / sizeof *shapes)

const char *problem_name(size_t k)
{
    return k < SHAPES ? shapes[k].name : NULL;
}

static double wave(void *context, const double *x, double *grad)
{
    double f = 0;
    (void)context;
    for (size_t j = 0; j < WAVE_DIM; j++) {
        f += x[j] * x[j] / 2 + cos(x[j] + (double)j) / 2;
        grad[j] = x[j] - sin(x[j] + (double)j) / 2;
    }
    return f;
}

static void wave_product(void *context, const double *x, const double *v, double *Hv)
{
    (void)context;
    for (size_t j = 0; j < WAVE_DIM; j++)
        Hv[j] = (1 - cos(x[j] + (double)j) / 2) * v[j];
}

/* f is the mean of its terms. */
static void wave_term(void *context, size_t i, const double *x, double *grad)
{
    (void)context;
    memset(grad, 0, WAVE_DIM * sizeof *grad);
    grad[i] = WAVE_DIM * (x[i] - sin(x[i] + (double)i) / 2);
}

const bn_functions problem_wave = {
    .value = wave, .product = wave_product, .term = wave_term, .terms = WAVE_DIM
};

static void must(bn_status status, const char *name, const bn_error *err)
{
    if (status) {
        fprintf(stderr, "%s: %s\n", name, err->message);
        abort();
    }
}

static void draw_data(problem *p, const shape *s)
{
    double X[MOST_ROWS * MOST_COLS], y[MOST_ROWS], weights[MOST_ROWS];
    const bn_rng rng = bn_rng_open(7, s->name, 0);
    for (size_t i = 0; i < s->rows; i++) {
        y[i] = bn_rng_normal(rng, 1000 + i);
        for (size_t j = 0; j < s->cols; j++)
            y[i] += X[i * s->cols + j] = bn_rng_normal(rng, i * s->cols + j);
        if (s->loss == &bn_logistic)
            y[i] = y[i] > 0;
        weights[i] = (double)(i % 3);
    }
    const bn_dataset_options how = { .standardize = s->standardized };
    bn_error err;
    must(bn_dataset_copy(&p->data, s->rows, s->cols, X, y, s->weighted ? weights : NULL, &how, &err), s->name,
         &err);
}

void problem_make(problem *p, size_t k)
{
    const shape *s = &shapes[k];
    const bn_synthetic_options recipe = { .loss = "quadratic", .cols = s->cols };
    bn_error err;
    *p = (problem){ .loss = s->loss, .options = { s->l2, s->intercept, 1 } };
    if (s->loss == &bn_quadratic)
        must(bn_synthetic(&p->data, NULL, &recipe, &err), s->name, &err);
    else if (s->loss)
        draw_data(p, s);
    must(s->loss ? bn_objective_new(&p->f, s->loss, p->data, &p->options, &err)
                 : bn_objective_custom(&p->f, WAVE_DIM, &problem_wave, NULL, &err),
         s->name, &err);
    p->dim = bn_objective_describe(p->f)->dim;
    if (s->loss)
        must(bn_curvature_bound(&p->curvature, p->f, &err), s->name, &err);
    else
        p->curvature = bn_curvature_assume(0.5, 1.5);
}

void problem_free(problem *p)
{
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
}
