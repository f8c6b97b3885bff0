/* One pass per gradient: value, gradient and their rounding in a single read of the data, against the rate at
   which the machine reads memory and against the same gradient by two calls of dgemv. */
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
    double *grad, *by_blas, *room; /* room: 4 n */
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
    bn_gemv_t(p->n, p->d, 1.0 / (double)p->n, p->X, p->d, b.d1, 0, p->by_blas);
}

static void run(const bn_loss *loss, const bn_dataset *data, const double *X, const double *w)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    problem p = { .n = info->rows, .d = info->cols, .X = X, .y = info->targets, .w = w, .loss = loss };
    const double bytes = (double)(p.n * p.d) * sizeof *X;
    bench_memory memory = { .x = X, .count = p.n * p.d };
    char name[80];
    p.grad = calloc(p.d, sizeof *p.grad);
    p.by_blas = calloc(p.d, sizeof *p.by_blas);
    p.room = bench_numbers(4 * p.n, 3);
    if (!p.grad || !p.by_blas || bn_objective_new(&p.f, loss, data, NULL, NULL))
        abort();
    bench_case cases[] = {
        { .name = "read", .run = bench_read, .context = &memory, .bytes = bytes },
        { .name = "pass", .run = pass, .context = &p, .bytes = bytes },
        { .name = "two dgemv", .run = two_gemv, .context = &p, .bytes = bytes },
    };
    bench_run(cases, 3, bench_repetitions(7));
    snprintf(name, sizeof name, "%s, d = %zu, n = %zu", bn_loss_name(loss), p.d, p.n);
    bench_print("gradient", name, cases, 3);
    for (size_t j = 0; j < p.d; j++) { /* of mean size 1/sqrt(n): absolute differences count */
        p.grad[j] += 1;
        p.by_blas[j] += 1;
    }
    bench_check(name, p.grad, p.by_blas, p.d, 1e-13);
    bn_objective_free(p.f);
    free(p.grad);
    free(p.by_blas);
    free(p.room);
}

int main(int argc, char **argv)
{
    (void)argc;
    static const size_t cols[] = { 10, 30, 100, 512, 4096 };
    bench_start(argv);
    for (size_t k = 0; k < sizeof cols / sizeof *cols; k++) {
        const size_t d = cols[k], n = bench_bytes() / sizeof(double) / d;
        double *X = bench_numbers(n * d, 1), *y = bench_numbers(n, 2), *w = bench_numbers(d, 4);
        bn_dataset *data;
        bn_error err;
        for (size_t i = 0; i < n; i++)
            y[i] = y[i] > 0 ? 1 : -1;
        for (size_t j = 0; j < d; j++)
            w[j] *= 3 / sqrt((double)d); /* margins of about 1 */
        if (bn_dataset_copy(&data, n, d, X, y, NULL, NULL, &err)) {
            fprintf(stderr, "%s\n", err.message);
            return 2;
        }
        free(X);
        run(&bn_squared, data, bn_dataset_row(data, 0), w);
        run(&bn_logistic, data, bn_dataset_row(data, 0), w);
        bn_dataset_free(data);
        free(y);
        free(w);
    }
    return 0;
}
