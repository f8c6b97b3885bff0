/* A clean table: independent normal columns, and targets or two equally frequent classes that overlap. Tests
   plant one defect and ask for advice. */
#ifndef TESTS_ADVICE_PATIENT_H
#define TESTS_ADVICE_PATIENT_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include <banach/report.h>

#include "objective/problem.h"

enum { ROWS = 240, COLS = 6 };

typedef struct patient {
    size_t n, d;
    double X[ROWS * COLS], y[ROWS], s[ROWS];
    bool logistic, intercept, standardize, weighted;
    double l2;
    unsigned threads;
    bn_dataset *data;
    bn_objective *f;
    bn_advice *advice;
} patient;

static inline double *entry(patient *p, size_t i, size_t j)
{
    return p->X + i * p->d + j;
}

static inline void fill(patient *p, size_t j, double value)
{
    for (size_t i = 0; i < p->n; i++)
        *entry(p, i, j) = value;
}

/* Column j becomes sum_k coef[k] times column k. */
static inline void combine(patient *p, size_t j, const double coef[COLS])
{
    for (size_t i = 0; i < p->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < p->d; k++)
            sum += coef[k] * *entry(p, i, k);
        *entry(p, i, j) = sum;
    }
}

static inline int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Targets with mean 0, or the upper half of them as the positive class. */
static inline void draw_targets(patient *p, dice *random)
{
    double w[COLS], sorted[ROWS], mean = 0;
    for (size_t j = 0; j < p->d; j++)
        w[j] = draw_normal(random);
    for (size_t i = 0; i < p->n; i++) {
        p->y[i] = 2 * draw_normal(random);
        for (size_t j = 0; j < p->d; j++)
            p->y[i] += *entry(p, i, j) * w[j];
        mean += p->y[i] / (double)p->n;
    }
    for (size_t i = 0; i < p->n; i++)
        sorted[i] = p->y[i] -= mean;
    qsort(sorted, p->n, sizeof *sorted, ascending);
    for (size_t i = 0; i < p->n && p->logistic; i++)
        p->y[i] = p->y[i] >= sorted[p->n / 2] ? 1 : -1;
}

/* The bits of kind: logistic, intercept, standardize, weighted, a penalty. */
enum { KINDS = 32 };

static inline void patient_draw(patient *p, unsigned kind, uint64_t seed)
{
    dice random = { seed };
    *p = (patient){ .n = ROWS, .d = COLS, .logistic = kind & 1, .intercept = kind & 2 };
    p->standardize = kind & 4;
    p->weighted = kind & 8;
    p->l2 = kind & 16 ? 0.01 : 0;
    for (size_t k = 0; k < p->n * p->d; k++)
        p->X[k] = draw_normal(&random);
    draw_targets(p, &random);
    for (size_t i = 0; i < p->n; i++)
        p->s[i] = 1 + (double)(i % 3);
}

static inline void patient_examine(patient *p)
{
    bn_error err = { 0 };
    cr_assert(!bn_dataset_copy(&p->data, p->n, p->d, p->X, p->y, p->weighted ? p->s : NULL,
                               &(bn_dataset_options){ .standardize = p->standardize }, &err),
              "%s", err.message);
    const bn_objective_options options = { .l2 = p->l2, .intercept = p->intercept, .threads = p->threads };
    cr_assert(!bn_objective_new(&p->f, p->logistic ? &bn_logistic : &bn_squared, p->data, &options, &err),
              "%s", err.message);
    cr_assert(!bn_advise(&p->advice, p->f, NULL, &err), "%s", err.message);
}

static inline void patient_release(patient *p)
{
    bn_advice_free(p->advice);
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
}

/* The remark on this topic, NULL without; its words, checked, in a static text. */
static inline const bn_remark *remark_on(const patient *p, bn_topic topic)
{
    for (size_t k = 0; k < p->advice->remarks; k++)
        if (p->advice->remark[k].topic == topic)
            return &p->advice->remark[k];
    return NULL;
}

static inline const char *words_on(const patient *p, bn_topic topic)
{
    static char text[BN_REMARK_TEXT];
    const bn_remark *remark = remark_on(p, topic);
    return remark ? bn_remark_text(text, p->f, p->advice, remark) : "";
}

/* Is column j in dependence? NULL without. */
static inline const bn_dependence *dependence_of(const bn_advice *a, size_t j)
{
    for (size_t k = 0; k < a->dependent; k++)
        if (a->dependence[k].column == j)
            return &a->dependence[k];
    return NULL;
}

#endif
