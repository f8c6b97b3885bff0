/* The Hessian of a loss over data, weights, scaling and penalty included, against bare dsyrk of the data. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <omp.h>

#include <banach/objective.h>

#include "bench.h"
#include "linalg/blas.h"

typedef struct problem {
    size_t n, d;
    const double *X, *w;
    bn_objective *f;
    double *H, *C;
} problem;

static void hessian(void *context)
{
    problem *p = context;
    if (bn_hessian(p->H, p->f, p->w, NULL))
        abort();
}

static void syrk(void *context)
{
    problem *p = context;
    bn_syrk_t(p->d, p->n, 1.0 / (double)p->n, p->X, p->d, 0, p->C, p->d);
}

static bn_objective *objective(const bn_loss *loss, const bn_dataset *data)
{
    bn_objective *f;
    bn_error err;
    if (bn_objective_new(&f, loss, data, NULL, &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    return f;
}

static void run(size_t n, size_t d)
{
    double *X = bench_numbers(n * d, 1), *y = bench_numbers(n, 2), *w = bench_numbers(d, 4);
    double *H = bench_numbers(2 * d * d, 5);
    bn_dataset *data;
    char name[80];
    for (size_t i = 0; i < n; i++)
        y[i] = y[i] > 0 ? 1 : -1;
    for (size_t j = 0; j < d; j++)
        w[j] *= 3 / sqrt((double)d); /* margins of about 1 */
    if (bn_dataset_copy(&data, n, d, X, y, NULL, NULL, NULL))
        exit(2);
    free(X);
    problem squared = { n, d, bn_dataset_row(data, 0), w, objective(&bn_squared, data), H, H + d * d },
            logistic = squared;
    logistic.f = objective(&bn_logistic, data);
    const double flops = (double)n * (double)d * (double)(d + 1);
    bench_case cases[] = {
        { .name = "dsyrk", .run = syrk, .context = &squared, .flops = flops },
        { .name = "Hessian, logistic", .run = hessian, .context = &logistic, .flops = flops },
        { .name = "Hessian, squared", .run = hessian, .context = &squared, .flops = flops },
    };
    bench_run(cases, 3, bench_repetitions(5));
    snprintf(name, sizeof name, "d = %zu, n = %zu", d, n);
    bench_print("gram", name, cases, 3);
    for (size_t i = 0; i < d; i++)
        for (size_t j = i; j < d; j++) { /* absolute differences count */
            const double here = squared.H[i * d + j] + 1, there = squared.C[i * d + j] + 1;
            bench_check(name, &here, &there, 1, 1e-12);
        }
    bn_objective_free(squared.f);
    bn_objective_free(logistic.f);
    bn_dataset_free(data);
    free(y);
    free(w);
    free(H);
}

int main(int argc, char **argv)
{
    static const size_t cols[] = { 10, 30, 54, 100, 200, 500, 784, 1000, 2000 };
    (void)argc;
    bench_start(argv);
    for (size_t k = 0; k < sizeof cols / sizeof *cols; k++)
        run(bench_bytes() / 4 / sizeof(double) / cols[k], cols[k]);
    run(20000, 54); /* all in cache: what a method meets on problems of usual size */
    run(2000, 30);
    return 0;
}
