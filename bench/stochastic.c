/* Steps of svrg and saga along single rows, against the same steps made of BLAS calls: ddot, a daxpy of what
   all steps share and one of the row; saga moves that shared part by one more daxpy. Nanoseconds are per
   step; rows are drawn at random from data that a second-level cache keeps, and from data that no cache
   keeps. */
#include <cblas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "base/alloc.h"
#include "base/rng.h"
#include "objective/loss.h"
#include "objective/objective.h"
#include "objective/walk.h"

enum { STEPS = 4096, WINDOWS = 64 };

typedef struct problem {
    size_t n, d;
    const double *X, *y;
    const bn_loss *loss;
    const bn_objective *f;
    const size_t *drawn; /* WINDOWS times STEPS rows */
    size_t window;       /* every run takes the next one */
} problem;

/* One who walks, with a state of its own. */
typedef struct walker {
    problem *p;
    bn_walk walk;
} walker;

static const size_t *next_window(problem *p)
{
    return p->drawn + p->window++ % WINDOWS * STEPS;
}

static void sweep_rows(const problem *p, const bn_walk *w, const size_t *row)
{
    p->f->kind->walk(p->f, w, &(bn_draws){ .term = row, .steps = STEPS, .batch = 1, .known = STEPS });
}

/* The formula of walk.h, a call for each of its parts, as programs make them. */
static void call_blas(const problem *p, const bn_walk *w, const size_t *row)
{
    const int d = (int)p->d;
    for (size_t k = 0; k < STEPS; k++) {
        const size_t i = row[k];
        const double *x = p->X + i * p->d;
        const double now = p->loss->slope(cblas_ddot(d, x, 1, w->x, 1), p->y[i]), a = now - w->table[i];
        cblas_daxpy(d, 1, w->shift, 1, w->x, 1);
        cblas_daxpy(d, -w->step * a, x, 1, w->x, 1);
        if (w->learns) {
            cblas_daxpy(d, -w->step / (double)p->n * a, x, 1, w->shift, 1);
            w->table[i] = now;
        }
    }
}

static void run_sweeps(void *context)
{
    walker *w = context;
    sweep_rows(w->p, &w->walk, next_window(w->p));
}

static void run_calls(void *context)
{
    walker *w = context;
    call_blas(w->p, &w->walk, next_window(w->p));
}

/* x and shift as the driver of solvers places them. */
static walker walker_of(problem *p, bool learns)
{
    const size_t stride = (p->d + 511) / 512 * 512 + 128;
    walker w = { p, { .keep = 1, .learns = learns, .step = 0.1 / (double)p->d } };
    w.walk.x = bn_doubles(2, stride);
    w.walk.table = bn_doubles(p->n, 1);
    if (!w.walk.x || !w.walk.table)
        abort();
    w.walk.shift = w.walk.x + stride;
    for (size_t j = 0; j < p->d; j++)
        w.walk.shift[j] = 1e-6 * (double)(j % 3);
    return w;
}

static void walker_free(walker *w)
{
    free(w->walk.x);
    free(w->walk.table);
}

static void compare(problem *p, bool learns, const char *where)
{
    char name[100];
    walker ours = walker_of(p, learns), calls = walker_of(p, learns);
    sweep_rows(p, &ours.walk, p->drawn);
    call_blas(p, &calls.walk, p->drawn);
    for (size_t j = 0; j < p->d; j++) { /* small numbers beside 1: absolute differences count */
        ours.walk.x[j] += 1;
        calls.walk.x[j] += 1;
    }
    bench_check("point", ours.walk.x, calls.walk.x, p->d, 1e-11);
    bench_case cases[] = {
        { .name = learns ? "ddot + 3 daxpy" : "ddot + 2 daxpy", .run = run_calls, .context = &calls },
        { .name = "sweep", .run = run_sweeps, .context = &ours },
    };
    bench_run(cases, 2, bench_repetitions(15));
    snprintf(name, sizeof name, "%s, %s, d = %zu, %s", learns ? "saga" : "svrg", bn_loss_name(p->loss), p->d,
             where);
    bench_print("stochastic", name, cases, 2);
    printf("# a step: %.1f ns by calls, %.1f ns by sweeps, %.2f of the time\n",
           1e9 * cases[0].seconds[1] / STEPS, 1e9 * cases[1].seconds[1] / STEPS,
           cases[1].seconds[1] / cases[0].seconds[1]);
    walker_free(&ours);
    walker_free(&calls);
}

static void run(size_t bytes, size_t d, const char *where)
{
    static const bn_loss *const losses[] = { &bn_squared, &bn_logistic };
    const size_t n = bytes / sizeof(double) / d;
    double *X = bench_numbers(n * d, 1), *y = bench_numbers(n, 2);
    size_t *drawn = malloc(WINDOWS * STEPS * sizeof *drawn);
    bn_dataset *data = NULL;
    bn_error err;
    for (size_t i = 0; i < n; i++)
        y[i] = y[i] > 0 ? 1 : -1;
    if (!drawn || bn_dataset_copy(&data, n, d, X, y, NULL, NULL, &err))
        abort();
    free(X);
    bn_rng_below_in_row(bn_rng_open(1, "bench", 0), 0, n, WINDOWS * STEPS, drawn);
    for (size_t k = 0; k < 2; k++) {
        bn_objective *f = NULL;
        if (bn_objective_new(&f, losses[k], data, NULL, &err))
            abort();
        problem p = { n, d, bn_dataset_row(data, 0), y, losses[k], f, drawn, 0 };
        compare(&p, false, where);
        compare(&p, true, where);
        bn_objective_free(f);
    }
    bn_dataset_free(data);
    free(drawn);
    free(y);
}

int main(int argc, char **argv)
{
    (void)argc;
    static const size_t cols[] = { 30, 54, 100, 300, 784, 1000 };
    bench_start(argv);
    for (size_t k = 0; k < sizeof cols / sizeof *cols; k++) {
        run((size_t)1 << 20, cols[k], "in cache");
        run(bench_bytes(), cols[k], "from memory");
    }
    return 0;
}
