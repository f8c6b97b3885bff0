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

enum { D = 200, LARGE = 1000 }; /* LARGE: of a factor that counts */

typedef struct probe {
    bn_objective *f, *narrow;
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

static void doubled(void *context)
{
    probe *p = context;
    bn_certificate c;
    const bn_curvature k = bn_curvature_assume(1e-3, 1);
    if (bn_certify_closely(&c, p->narrow, p->x, &k, NULL))
        abort();
}

static void make(bn_objective **f, size_t n, size_t d)
{
    double *X = bench_numbers(n * d, 1), *y = bench_numbers(n, 2);
    bn_dataset *data; /* kept to the end */
    for (size_t i = 0; i < n; i++)
        y[i] = y[i] > 0 ? 1 : -1;
    if (bn_dataset_copy(&data, n, d, X, y, NULL, NULL, NULL) ||
        bn_objective_new(f, &bn_logistic, data, &(bn_objective_options){ .l2 = 1e-3 }, NULL))
        abort();
    free(X);
    free(y);
}

/* At least a tenth of the shipped one: differences of noisy times can be anything. */
static double at_least(double seconds, double shipped)
{
    return fmax(seconds, shipped / 10);
}

int main(int argc, char **argv)
{
    bench_start(argv);
    probe p = { .n = 40000, .rows = 50000 }; /* 64 MB: beyond most caches */
    bn_error err;
    make(&p.f, p.n, D);
    make(&p.narrow, p.rows, 4);
    p.x = calloc(2 * D + D * D, sizeof *p.x);
    p.A = bench_numbers(LARGE * LARGE, 3);
    p.R = calloc(bn_cholesky_room(LARGE), sizeof *p.R);
    if (!p.x || !p.R)
        abort();
    p.grad = p.x + D;
    p.H = p.x + 2 * D;
    bench_case cases[] = {
        { .name = "pass", .run = pass, .context = &p },
        { .name = "narrow", .run = narrow_pass, .context = &p },
        { .name = "hessian", .run = hessian, .context = &p },
        { .name = "factor", .run = factor, .context = &p },
        { .name = "spectrum", .run = spectrum, .context = &p },
        { .name = "few draws", .run = few_draws, .context = &p },
        { .name = "many draws", .run = many_draws, .context = &p },
        { .name = "doubled", .run = doubled, .context = &p },
    };
    bench_run(cases, sizeof cases / sizeof *cases, bench_repetitions(3));
    const double n = (double)p.n, m = (double)p.rows, d = D, cube = d * d * d,
                 large = (double)LARGE * LARGE * LARGE;
    const bn_costs *shipped = bn_costs_here();
    bn_costs here = { .name = shipped->name };
    here.number = at_least(cases[0].seconds[1] / (n * d) - shipped->row / d, shipped->number);
    here.row = at_least(cases[1].seconds[1] / m - 4 * here.number, shipped->row);
    here.gram = at_least(cases[2].seconds[1] / (n * d * d), shipped->gram);
    here.cholesky = at_least(cases[3].seconds[1] / (large / 3), shipped->cholesky);
    here.eigenvalue = at_least((cases[4].seconds[1] - cases[2].seconds[1]) / cube, shipped->eigenvalue);
    const double drawn = (cases[6].seconds[1] - cases[5].seconds[1]) / (MANY - FEW);
    here.random = at_least(drawn / (n * d) - here.row / d, shipped->random);
    here.doubled = at_least(cases[7].seconds[1] / (m * 4), shipped->doubled);
    const struct {
        const char *name;
        double here, shipped;
    } rows[] = {
        { "number", here.number, shipped->number },
        { "row", here.row, shipped->row },
        { "gram", here.gram, shipped->gram },
        { "cholesky", here.cholesky, shipped->cholesky },
        { "eigenvalue", here.eigenvalue, shipped->eigenvalue },
        { "random", here.random, shipped->random },
        { "doubled", here.doubled, shipped->doubled },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        printf("{\"bench\": \"costs\", \"constant\": \"%s\", \"seconds\": %.4g, \"shipped\": %.4g, "
               "\"ratio\": %.3g}\n",
               rows[i].name, rows[i].here, rows[i].shipped, rows[i].here / rows[i].shipped);
    if (argc > 1 && bn_costs_save(argv[1], &here, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 2;
    }
    return 0;
}
