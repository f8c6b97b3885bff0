/* The proven mu and L of least squares, and all eigenvalues, against what cannot be left out: dsyrk of the
   data and dsyevd of that, which prove nothing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <banach/banach.h>

#include "bench.h"
#include "linalg/blas.h"

typedef struct problem {
    size_t n, d;
    const double *X;
    bn_objective *f;
    double *C, *values, *spectrum;
    bn_curvature curvature;
} problem;

static void lapack(void *context)
{
    problem *p = context;
    bn_syrk_t(p->d, p->n, 1.0 / (double)p->n, p->X, p->d, 0, p->C, p->d);
    if (bn_syevd(p->d, p->C, p->d, p->values, false))
        abort();
}

static void bounds(void *context)
{
    problem *p = context;
    if (bn_curvature_bound(&p->curvature, p->f, NULL))
        abort();
}

static void eigenvalues(void *context)
{
    problem *p = context;
    if (bn_spectrum(p->spectrum, p->f, NULL, NULL))
        abort();
}

static void run(size_t n, size_t d)
{
    double *X = bench_numbers(n * d, 1), *y = bench_numbers(n, 2), *room = bench_numbers(d * (d + 2), 3);
    bn_dataset *data;
    bn_objective *f;
    char name[80];
    if (bn_dataset_copy(&data, n, d, X, y, NULL, NULL, NULL) ||
        bn_objective_new(&f, &bn_squared, data, NULL, NULL))
        exit(2);
    free(X);
    problem p = { .n = n,
                  .d = d,
                  .X = bn_dataset_row(data, 0),
                  .f = f,
                  .C = room,
                  .values = room + d * d,
                  .spectrum = room + d * d + d };
    bench_case cases[] = {
        { .name = "dsyrk, dsyevd", .run = lapack, .context = &p },
        { .name = "mu and L, proven", .run = bounds, .context = &p },
        { .name = "all eigenvalues", .run = eigenvalues, .context = &p },
    };
    bench_run(cases, 3, bench_repetitions(5));
    snprintf(name, sizeof name, "d = %zu, n = %zu", d, n);
    bench_print("spectrum", name, cases, 3);
    bench_check(name, p.values, p.spectrum, d, 1e-10);
    bench_check(name, &p.curvature.L.upper, &p.values[d - 1], 1, 1e-8);
    if (!(p.curvature.L.upper >= p.values[d - 1] * (1 - 1e-12)))
        exit(1);
    bn_objective_free(f);
    bn_dataset_free(data);
    free(y);
    free(room);
}

int main(int argc, char **argv)
{
    static const size_t cols[] = { 30, 100, 300, 1000 };
    (void)argc;
    bench_start(argv);
    for (size_t k = 0; k < sizeof cols / sizeof *cols; k++)
        run(10 * cols[k], cols[k]);
    return 0;
}
