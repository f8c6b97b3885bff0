/* Time to a certified gap, for each method on each problem, from data in memory: objective, curvature where
   the method needs it, and certificate included. The first case, the one of the ratios, is what the cost
   model chooses.
     bench_gap            all problems; real sets are read from $BANACH_DATA
     bench_gap NAME       one of them
     bench_gap FILE.npy   logistic loss on a table, such as peers/compare.py --keep leaves (mnist, madelon) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <banach/banach.h>

#include "bench.h"

typedef struct problem {
    const char *name, *path, *loss; /* path in $BANACH_DATA, NULL: made */
    bool standardize;
    size_t n, d;
    double kappa;
} problem;

static const problem problems[] = {
    { "covtype", "derived/covtype20k.binary.libsvm", "logistic", true, 0, 0, 0 },
    { "magic04", "binary_csv/magic04.data", "logistic", true, 0, 0, 0 },
    { "a9a", "libsvm/a9a", "logistic", false, 0, 0, 0 },
    { "cadata", "derived/cadata.libsvm", "squared", true, 0, 0, 0 },
    { "protein", "regression/protein-tertiary-structure.txt", "squared", true, 0, 0, 0 },
    { "20000x100", NULL, "logistic", false, 20000, 100, 1e4 },
    { "1000x500", NULL, "logistic", false, 1000, 500, 1e6 },
    { "100000x200", NULL, "logistic", false, 100000, 200, 1e4 },
    { "2000x2000", NULL, "logistic", false, 2000, 2000, 1e6 },
};

/* A run that would be too long is left out, and said. */
enum { PASSES = 2000, SECONDS = 10 };

typedef struct contest {
    const bn_dataset *data;
    const char *loss;
    const bn_method *method; /* NULL: the cost model's */
    double l2, tol;
    bn_result result;
} contest;

static const bn_method *chosen(const bn_objective *f, double tol)
{
    bn_choice c[BN_MAX_CHOICES];
    size_t count;
    if (bn_method_choose(c, &count, f, &(bn_choose_options){ .tol = tol }, NULL))
        abort();
    return c[0].method;
}

static void run(void *context)
{
    contest *c = context;
    bn_objective *f = NULL;
    double *x = NULL;
    bn_error err;
    if (bn_objective_new(&f, bn_loss_find(c->loss), c->data, &(bn_objective_options){ .l2 = c->l2 }, &err) ||
        bn_point_new(&x, f, &err) ||
        bn_solve(c->method ? c->method : chosen(f, c->tol), f, x,
                 &(bn_solve_options){ .tol = c->tol, .max_passes = PASSES, .max_seconds = SECONDS },
                 &c->result, &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    free(x);
    bn_objective_free(f);
}

static bool takes(const bn_method *method, const contest *c)
{
    static const char *const slow[] = { "gd", "polyak", "sgd" };
    bn_objective *f = NULL;
    for (size_t i = 0; i < sizeof slow / sizeof *slow; i++)
        if (!strcmp(bn_method_name(method), slow[i]))
            return false;
    if (bn_objective_new(&f, bn_loss_find(c->loss), c->data, &(bn_objective_options){ .l2 = c->l2 }, NULL))
        abort();
    const bool good = !bn_method_refuses(method, f);
    bn_objective_free(f);
    return good;
}

enum { MOST = 16 };

/* Into the contest, if it gets there. */
static bool enter(contest *c, bench_case *out, const contest *what, const char *title)
{
    const char *name = what->method ? bn_method_name(what->method) : "auto";
    *c = *what;
    run(c);
    if (c->result.outcome != BN_CONVERGED)
        printf("# %s: %s: %s\n", title, name, bn_outcome_name(c->result.outcome));
    *out = (bench_case){ .name = name, .run = run, .context = c };
    return c->result.outcome == BN_CONVERGED;
}

/* All methods to one gap, in turn; those that do not get there are named. */
static void compete(const problem *p, const bn_dataset *data, double l2, double tol)
{
    contest contests[MOST];
    bench_case cases[MOST];
    char title[80];
    size_t count = 0;
    contest next = { .data = data, .loss = p->loss, .l2 = l2, .tol = tol };
    snprintf(title, sizeof title, "%s, l2 %.1e, gap %.0e", p->name, l2, tol);
    count += enter(&contests[count], &cases[count], &next, title);
    for (const bn_method *const *m = bn_methods(); *m && count < MOST; m++) {
        next.method = *m;
        if (takes(*m, &next))
            count += enter(&contests[count], &cases[count], &next, title);
    }
    bench_run(cases, count, bench_repetitions(3));
    bench_print("gap", title, cases, count);
}

static bool is_table(const char *path)
{
    return strstr(path, ".npy") != NULL;
}

static bool load(bn_dataset **data, const problem *p)
{
    const char *folder = p->path && is_table(p->path) ? NULL : getenv("BANACH_DATA");
    char path[4096];
    bn_error err;
    bn_status status;
    if (!p->path) {
        const bn_synthetic_options made = {
            .loss = p->loss, .rows = p->n, .cols = p->d, .kappa = p->kappa, .noise = 1, .seed = 1
        };
        status = bn_synthetic(data, NULL, &made, &err);
    } else {
        snprintf(path, sizeof path, "%s%s%s", folder ? folder : "", folder ? "/" : "", p->path);
        status = bn_dataset_load(data, path, &(bn_dataset_options){ .standardize = p->standardize }, &err);
    }
    if (status)
        printf("# %s is left out: %s\n", p->name, err.message);
    return !status;
}

static void contest_of(const problem *p)
{
    static const double tols[] = { 1e-3, 1e-6, 1e-9 };
    bn_dataset *data = NULL;
    if (!load(&data, p))
        return;
    const double n = (double)bn_dataset_describe(data)->rows;
    for (size_t t = 0; t < 6; t++)
        compete(p, data, t < 3 ? 1 / n : 0.01 / n, tols[t % 3]);
    bn_dataset_free(data);
}

int main(int argc, char **argv)
{
    bench_start(argv);
    const char *wanted = argc > 1 ? argv[1] : NULL;
    if (wanted && is_table(wanted))
        contest_of(&(problem){ .name = wanted, .path = wanted, .loss = "logistic" });
    for (size_t k = 0; k < sizeof problems / sizeof *problems; k++)
        if (!wanted || !strcmp(wanted, problems[k].name))
            contest_of(&problems[k]);
    return 0;
}
