/* The constants of the cost model, as this machine has them, beside those that the library was shipped with.
   bench_costs FILE writes them for fit --costs FILE. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <banach/banach.h>

#include "bench.h"
#include "base/threads.h"
#include "linalg/cholesky.h"

enum { D = 200, SOME = 20, LARGE = 1000 }; /* columns of data, rows of a factor that counts */

typedef struct probe {
    bn_objective *f, *narrow, *squared;
    size_t n, rows;
    double *x, *grad, *H, *A, *R;
} probe;

static void pass(void *context)
{
    probe *p = context;
    bn_evaluation at;
    if (bn_evaluate(&at, p->f, p->x, p->grad, NULL))
        abort();
}

static void narrow_pass(void *context)
{
    probe *p = context;
    bn_evaluation at;
    if (bn_evaluate(&at, p->narrow, p->x, p->grad, NULL))
        abort();
}

static void hessian(void *context)
{
    probe *p = context;
    if (bn_hessian(p->H, p->f, p->x, NULL))
        abort();
}

static void factor(void *context)
{
    probe *p = context;
    if (!bn_cholesky(p->R, LARGE, p->A, LARGE, bn_threads(0)))
        abort();
}

static void spectrum(void *context)
{
    probe *p = context;
    bn_curvature c;
    if (bn_curvature_bound(&c, p->f, NULL))
        abort();
}

/* A run that ends at its limit pays for a proof, so that only differences count. */
enum { FEW = 3, MANY = 11 };

static void run_saga(const probe *p, double passes)
{
    bn_result r;
    const bn_curvature c = bn_curvature_assume(1e-3, 100);
    memset(p->x, 0, D * sizeof *p->x);
    if (bn_solve(&bn_saga, p->f, p->x,
                 &(bn_solve_options){ .curvature = &c, .tol = -1, .max_passes = passes }, &r, NULL))
        abort();
}

static void few_draws(void *context)
{
    run_saga(context, FEW);
}

static void many_draws(void *context)
{
    run_saga(context, MANY);
}

static void exact(void *context)
{
    probe *p = context;
    bn_result r;
    memset(p->x, 0, D * sizeof *p->x);
    if (bn_solve(&bn_exact, p->squared, p->x, NULL, &r, NULL))
        abort();
}

static void make(bn_objective **f, const bn_loss *loss, size_t n, size_t d)
{
    double *X = bench_numbers(n * d, 1), *y = bench_numbers(n, 2);
    bn_dataset *data; /* kept to the end */
    for (size_t i = 0; i < n; i++)
        y[i] = y[i] > 0 ? 1 : -1;
    if (bn_dataset_copy(&data, n, d, X, y, NULL, NULL, NULL) ||
        bn_objective_new(f, loss, data, &(bn_objective_options){ .l2 = 1e-3 }, NULL))
        abort();
    free(X);
    free(y);
}

enum { PASS, NARROW, HESSIAN, FACTOR, SPECTRUM, FEW_DRAWS, MANY_DRAWS, EXACT, CASES };

/* At least a tenth of the shipped one: differences of noisy times can be anything. */
static double at_least(double seconds, double shipped)
{
    return fmax(seconds, shipped / 10);
}

/* The constants that the times follow from, in the order in which they need each other. */
static bn_costs costs_of(const bench_case *cases, const probe *p, const bn_costs *shipped)
{
    const double n = (double)p->n, m = (double)p->rows, d = D, cube = d * d * d,
                 large = (double)LARGE * LARGE * LARGE;
    double time[CASES];
    bn_costs c = { .name = shipped->name };
    for (int k = 0; k < CASES; k++)
        time[k] = cases[k].seconds[1];
    c.number = at_least(time[PASS] / (n * d) - shipped->row / d, shipped->number);
    c.row = at_least(time[NARROW] / m - 4 * c.number, shipped->row);
    c.gram = at_least(time[HESSIAN] / (n * d * d), shipped->gram);
    c.cholesky = at_least(time[FACTOR] / (large / 3), shipped->cholesky);
    c.eigenvalue = at_least((time[SPECTRUM] - time[HESSIAN]) / cube, shipped->eigenvalue);
    c.random =
        at_least((time[MANY_DRAWS] - time[FEW_DRAWS]) / (MANY - FEW) / (n * d) - c.row / d, shipped->random);
    c.doubled = at_least(time[EXACT] / (m * SOME * 6), shipped->doubled);
    return c;
}

static void print(const bn_costs *here, const bn_costs *shipped)
{
    const struct {
        const char *name, *of;
        double here, shipped;
    } rows[] = {
        { "number", "a number of the data, in a pass", here->number, shipped->number },
        { "row", "a row, in a pass: its loss", here->row, shipped->row },
        { "gram", "a multiplication and addition of a Hessian", here->gram, shipped->gram },
        { "cholesky", "the same of a factor", here->cholesky, shipped->cholesky },
        { "eigenvalue", "one of d^3 of eigenvalues", here->eigenvalue, shipped->eigenvalue },
        { "random", "a number of a row that was drawn", here->random, shipped->random },
        { "doubled", "a number of the data, in a pass of exact", here->doubled, shipped->doubled },
    };
    printf("#\n# costs: %-44s %9s %11s %7s\n", "nanoseconds for", "ns here", "ns shipped", "ratio");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        printf("# %-51s %9.3f %11.3f %7.2f\n", rows[i].of, 1e9 * rows[i].here, 1e9 * rows[i].shipped,
               rows[i].here / rows[i].shipped);
        printf("{\"bench\": \"costs\", \"constant\": \"%s\", \"seconds\": %.4g, \"shipped\": %.4g, "
               "\"ratio\": %.3g}\n",
               rows[i].name, rows[i].here, rows[i].shipped, rows[i].here / rows[i].shipped);
    }
    puts("# above 1: slower here than the cost model takes it to be; 0.10 stands for all that is less");
}

int main(int argc, char **argv)
{
    bench_start(argv);
    probe p = { .n = 40000, .rows = 50000 }; /* 64 MB: beyond most caches */
    bn_error err;
    make(&p.f, &bn_logistic, p.n, D);
    make(&p.narrow, &bn_logistic, p.rows, 4);
    make(&p.squared, &bn_squared, p.rows, SOME);
    p.x = calloc(2 * D + D * D, sizeof *p.x);
    p.A = bench_numbers(LARGE * LARGE, 3);
    p.R = calloc(bn_cholesky_room(LARGE), sizeof *p.R);
    if (!p.x || !p.R)
        abort();
    p.grad = p.x + D;
    p.H = p.x + 2 * D;
    bench_case cases[CASES] = {
        [PASS] = { .run = pass },
        [NARROW] = { .run = narrow_pass },
        [HESSIAN] = { .run = hessian },
        [FACTOR] = { .run = factor },
        [SPECTRUM] = { .run = spectrum },
        [FEW_DRAWS] = { .run = few_draws },
        [MANY_DRAWS] = { .run = many_draws },
        [EXACT] = { .run = exact },
    };
    for (int k = 0; k < CASES; k++)
        cases[k].context = &p;
    bench_run(cases, CASES, bench_repetitions(3));
    const bn_costs *shipped = bn_costs_here(), here = costs_of(cases, &p, shipped);
    print(&here, shipped);
    if (argc > 1 && bn_costs_save(argv[1], &here, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 2;
    }
    return 0;
}
