/* Small fits drawn at random. */
#include "verify/case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/folder.h"

uint64_t draw_below(test_case *c, uint64_t n)
{
    return bn_rng_below(c->rng, c->drawn++, n);
}

double draw_uniform(test_case *c, double from, double to)
{
    return from + (to - from) * bn_rng_uniform(c->rng, c->drawn++);
}

static double draw_normal(test_case *c)
{
    return bn_rng_normal(c->rng, c->drawn++);
}

/* [A b], A = M'M/d + a little, rounded to be exactly symmetric. */
static void write_quadratic(test_case *c, FILE *to, size_t d)
{
    double M[8][8], A[8][8];
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            M[i][j] = draw_normal(c);
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j <= i; j++) {
            A[i][j] = i == j ? 0.1 : 0;
            for (size_t k = 0; k < d; k++)
                A[i][j] += M[k][i] * M[k][j] / (double)d;
            A[j][i] = A[i][j];
        }
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < d; j++)
            fprintf(to, "%.17g,", A[i][j]);
        fprintf(to, "%.17g\n", draw_normal(c));
    }
}

/* Columns of very different sizes and means; words or numbers as classes; the weight, if any, first. */
static void write_rows(test_case *c, FILE *to, size_t n, size_t d)
{
    const bool classes = c->loss == &bn_logistic, words = classes && draw_below(c, 2);
    double size[8], mean[8];
    if (c->reading.weights)
        fprintf(to, "weight,");
    for (size_t j = 0; j < d; j++) {
        size[j] = pow(10, draw_uniform(c, -2, 2));
        mean[j] = draw_below(c, 2) ? 0 : 10 * size[j] * draw_normal(c);
        fprintf(to, "x%zu,", j);
    }
    fprintf(to, "y\n");
    for (size_t i = 0; i < n; i++) {
        double score = 0;
        if (c->reading.weights)
            fprintf(to, "%.17g,", (double)draw_below(c, 5) / 4 + (i < 2));
        for (size_t j = 0; j < d; j++) {
            const double x = draw_normal(c);
            score += x;
            fprintf(to, "%.17g,", mean[j] + size[j] * x);
        }
        const int positive = i < 2 ? (int)i : score + 2 * draw_normal(c) > 0;
        if (words)
            fprintf(to, "%s\n", positive ? "yes" : "no");
        else if (classes)
            fprintf(to, "%d\n", positive);
        else
            fprintf(to, "%.17g\n", score + draw_normal(c));
    }
}

static void write_data(test_case *c)
{
    const size_t d = 1 + draw_below(c, 6), n = 4 + d + draw_below(c, 90);
    FILE *to = fopen(folder_path("data.csv"), "w");
    cr_assert(to);
    if (c->loss == &bn_quadratic)
        write_quadratic(c, to, d);
    else
        write_rows(c, to, n, d);
    cr_assert(fclose(to) == 0);
}

/* A method that takes the objective: the first for half of the cases. */
static const bn_method *some_method(test_case *c)
{
    const bn_method *const *all = bn_methods(), *chosen;
    size_t count = 0;
    while (all[count])
        count++;
    do
        chosen = all[draw_below(c, count)];
    while (bn_method_refuses(chosen, c->f));
    return chosen;
}

void case_make(test_case *c, uint64_t k, bool no_minimizer)
{
    static const double penalties[] = { 1e-2, 1, 1e-6, 0 };
    const bn_loss *const losses[] = { &bn_squared, &bn_logistic, &bn_quadratic };
    bn_error err;
    *c = (test_case){ .rng = bn_rng_open(k, "verify case", 0) };
    const uint64_t kind = draw_below(c, 7);
    c->loss = losses[kind < 3 ? 0 : kind < 6 ? 1 : 2];
    if (c->loss != &bn_quadratic) {
        c->reading.standardize = draw_below(c, 2);
        c->reading.weights = draw_below(c, 3) ? NULL : "weight";
        c->options.intercept = draw_below(c, 2);
        c->options.l2 = penalties[draw_below(c, c->loss == &bn_logistic && !no_minimizer ? 3 : 4)];
    }
    write_data(c);
    cr_assert(!bn_dataset_load(&c->data, folder_path("data.csv"), &c->reading, &err), "%s", err.message);
    cr_assert(!bn_objective_new(&c->f, c->loss, c->data, &c->options, &err), "%s", err.message);
    cr_assert(!bn_point_new(&c->x, c->f, &err));
    const bn_method *method = some_method(c);
    const bn_solve_options o = { .max_passes = draw_below(c, 2) ? 0 : 1 + (double)draw_below(c, 60),
                                 .seed = k,
                                 .tol = pow(10, draw_uniform(c, -14, -2)) };
    cr_assert(!bn_solve(method, c->f, c->x, &o, &c->result, &err), "%s", err.message);
    cr_assert(
        !bn_certificate_save(folder_path("certificate.json"), c->f, c->x, &c->result, &c->reading, &err),
        "%s", err.message);
    snprintf(c->text, sizeof c->text, "case %llu: %s, l2 %g%s%s%s, %s, %s", (unsigned long long)k,
             bn_loss_name(c->loss), c->options.l2, c->options.intercept ? ", intercept" : "",
             c->reading.standardize ? ", standardized" : "", c->reading.weights ? ", weights" : "",
             bn_method_name(method), bn_outcome_name(c->result.outcome));
}

void case_free(test_case *c)
{
    free(c->x);
    bn_objective_free(c->f);
    bn_dataset_free(c->data);
}
