/* One pass per gradient: value, gradient and their rounding in a single read of the data, as doubles and as
   floats, against the rate at which the machine reads memory and against the same gradient by two calls of
   dgemv. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <banach/objective.h>

#include "bench.h"
#include "linalg/blas.h"
#include "objective/loss.h"

typedef struct problem {
    size_t n, d;
    const double *X, *y, *w;
    const bn_loss *loss;
    bn_objective *f;
    double *grad, *room; /* room: 4 n */
} problem;

static void pass(void *context)
{
    problem *p = context;
    bn_evaluation at;
    if (bn_evaluate(&at, p->f, p->w, p->grad, NULL))
        abort();
}

static void two_gemv(void *context)
{
    problem *p = context;
    double *z = p->room;
    const bn_loss_block b = { .phi = z + p->n, .d1 = z + 2 * p->n, .dual = z + 3 * p->n };
    bn_gemv(p->n, p->d, 1, p->X, p->d, p->w, 0, z);
    p->loss->eval(p->n, z, p->y, &b);
    bn_gemv_t(p->n, p->d, 1.0 / (double)p->n, p->X, p->d, b.d1, 0, p->grad);
}

static problem problem_of(const bn_loss *loss, const bn_dataset *data, const double *w)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    problem p = { .n = info->rows,
                  .d = info->cols,
                  .X = bn_dataset_row(data, 0),
                  .y = info->targets,
                  .w = w,
                  .loss = loss,
                  .grad = calloc(info->cols, sizeof *p.grad) };
    if (!p.grad || bn_objective_new(&p.f, loss, data, NULL, NULL))
        abort();
    return p;
}

/* Gradients are of mean size 1/sqrt(n): absolute differences count. */
static void compare(const char *name, const problem *a, const problem *b, double tolerance)
{
    for (size_t j = 0; j < a->d; j++) {
        const double here = a->grad[j] + 1, there = b->grad[j] + 1;
        bench_check(name, &here, &there, 1, tolerance);
    }
}

static void run(const bn_loss *loss, const bn_dataset *doubles, const bn_dataset *floats, const double *w)
{
    problem p = problem_of(loss, doubles, w), half = problem_of(loss, floats, w), blas = p;
    const double features = (double)(p.n * p.d) * sizeof(double), targets = (double)p.n * sizeof(double);
    bench_memory memory = { .x = p.X, .count = p.n * p.d };
    char name[80];
    blas.grad = calloc(p.d, sizeof *p.grad);
    blas.room = bench_numbers(4 * p.n, 3);
    bench_case cases[] = {
        { .name = "read", .run = bench_read, .context = &memory, .bytes = features },
        { .name = "pass", .run = pass, .context = &p, .bytes = features + targets },
        { .name = "pass over floats", .run = pass, .context = &half, .bytes = features / 2 + targets },
        { .name = "two dgemv", .run = two_gemv, .context = &blas, .bytes = features + targets },
    };
    bench_run(cases, 4, bench_repetitions(7));
    snprintf(name, sizeof name, "%s, d = %zu, n = %zu", bn_loss_name(loss), p.d, p.n);
    bench_print("gradient", name, cases, 4);
    printf("# the pass reads its data, %.2f GB, at %.2f of the rate of reading alone\n",
           (features + targets) * 1e-9,
           cases[1].bytes / cases[1].seconds[1] * cases[0].seconds[1] / cases[0].bytes);
    compare(name, &p, &blas, 1e-13);
    compare(name, &p, &half, 1e-6);
    bn_objective_free(p.f);
    bn_objective_free(half.f);
    free(p.grad);
    free(half.grad);
    free(blas.grad);
    free(blas.room);
}

static bn_dataset *dataset(size_t n, size_t d, const double *X, const double *y, bn_storage storage)
{
    bn_dataset *data;
    bn_error err;
    if (bn_dataset_copy(&data, n, d, X, y, NULL, &(bn_dataset_options){ .storage = storage }, &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    return data;
}

int main(int argc, char **argv)
{
    static const size_t cols[] = { 10, 30, 100, 512, 4096 };
    (void)argc;
    bench_start(argv);
    for (size_t k = 0; k < sizeof cols / sizeof *cols; k++) {
        const size_t d = cols[k], n = bench_bytes() / sizeof(double) / d;
        double *X = bench_numbers(n * d, 1), *y = bench_numbers(n, 2), *w = bench_numbers(d, 4);
        for (size_t i = 0; i < n; i++)
            y[i] = y[i] > 0 ? 1 : -1;
        for (size_t j = 0; j < d; j++)
            w[j] *= 3 / sqrt((double)d); /* margins of about 1 */
        bn_dataset *doubles = dataset(n, d, X, y, BN_STORAGE_FLOAT64),
                   *floats = dataset(n, d, X, y, BN_STORAGE_FLOAT32);
        free(X);
        run(&bn_squared, doubles, floats, w);
        run(&bn_logistic, doubles, floats, w);
        bn_dataset_free(doubles);
        bn_dataset_free(floats);
        free(y);
        free(w);
    }
    return 0;
}
