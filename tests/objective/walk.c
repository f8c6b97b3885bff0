/* Steps along rows: the sweeps against the formula of walk.h, one term, one product and one sum after the
   other. */
#include "objective/walk.h"

#include <math.h>
#include <stdio.h>

#include "objective/loss.h"
#include "objective/objective.h"
#include "objective/problem.h"

TestSuite(walk, .fini = bn_no_leaks);

/* What sgd, svrg and saga ask for. */
typedef enum method { SGD, SVRG, SAGA, USERS } method;

/* One walk: state before, and what is drawn. */
typedef struct trip {
    problem p;
    method user;
    double *x, *shift, *table; /* shift NULL for sgd, table too */
    size_t *term;
    double *weight; /* or NULL */
    size_t steps, batch;
    double keep, step;
} trip;

static trip trip_draw(dice *random, size_t n, size_t d, method user)
{
    const uint64_t bits = draw_bits(random);
    trip t = { .user = user, .steps = 1 + draw_bits(random) % 40 };
    t.batch = bits & 1 ? 1 : 1 + draw_bits(random) % 5;
    t.p = problem_draw(random, &(recipe){ .n = n,
                                          .d = d,
                                          .logistic = bits >> 1 & 1,
                                          .intercept = bits >> 2 & 1,
                                          .weighted = bits >> 3 & 1,
                                          .l2 = 0.1,
                                          .noise = 1 });
    const size_t terms = t.steps * t.batch;
    t.step = 0.5 / (double)(d + 1);
    t.keep = 1 - t.step * t.p.l2;
    t.x = calloc(t.p.dim, sizeof *t.x);
    t.shift = user == SGD ? NULL : calloc(t.p.dim, sizeof *t.shift);
    t.table = user == SGD ? NULL : calloc(n, sizeof *t.table);
    t.term = calloc(terms, sizeof *t.term);
    t.weight = bits >> 4 & 1 ? calloc(terms, sizeof *t.weight) : NULL;
    for (size_t j = 0; j < t.p.dim; j++) {
        t.x[j] = draw_normal(random) / sqrt((double)d);
        if (t.shift)
            t.shift[j] = 1e-2 * draw_normal(random);
    }
    for (size_t i = 0; i < n && t.table; i++)
        t.table[i] = draw_normal(random);
    for (size_t k = 0; k < terms; k++) { /* a batch holds no term twice */
        t.term[k] = k % t.batch ? (t.term[k - 1] + 1) % n : draw_bits(random) % n;
        if (t.weight)
            t.weight[k] = draw(random, 0.2, 3);
    }
    return t;
}

static void trip_free(trip *t)
{
    problem_free(&t->p);
    free(t->x);
    free(t->shift);
    free(t->table);
    free(t->term);
    free(t->weight);
}

/* The formula, in quad precision, at x, shift and table. */
static void plainly(const trip *t, quad *x, quad *shift, quad *table)
{
    const problem *p = &t->p;
    quad total = 0, a[8], phi[3];
    for (size_t i = 0; i < p->n; i++)
        total += p->s ? p->s[i] : 1;
    for (size_t k = 0; k < t->steps; k++) {
        const size_t *term = t->term + k * t->batch;
        for (size_t b = 0; b < t->batch; b++) {
            quad z = p->intercept ? x[p->d] : 0;
            for (size_t j = 0; j < p->d; j++)
                z += x[j] * (quad)p->X[term[b] * p->d + j];
            truth_of_row(p, term[b], z, phi);
            const quad slope = phi[1] * (p->s ? p->s[term[b]] : 1) * (quad)p->n / total;
            a[b] = slope - (table ? table[term[b]] : 0);
            if (t->user == SAGA)
                table[term[b]] = slope;
        }
        for (size_t j = 0; j < p->dim; j++)
            x[j] = (j < p->d ? (quad)t->keep : 1) * x[j] + (shift ? shift[j] : 0);
        for (size_t b = 0; b < t->batch; b++)
            for (size_t j = 0; j < p->dim; j++) {
                const quad along = a[b] * (j < p->d ? (quad)p->X[term[b] * p->d + j] : 1) * (quad)t->step;
                const double weight = t->weight ? t->weight[k * t->batch + b] : 1;
                x[j] -= along * (quad)weight / (quad)t->batch;
                if (t->user == SAGA)
                    shift[j] -= along / (quad)p->n;
            }
    }
}

static quad *in_quad(const double *x, size_t count)
{
    quad *out = x ? calloc(count, sizeof *out) : NULL;
    for (size_t i = 0; i < count && x; i++)
        out[i] = x[i];
    return out;
}

static void expect_near(const trip *t, const char *what, const double *x, const quad *truth, size_t count)
{
    double size = 1, off = 0;
    for (size_t i = 0; i < count && x; i++) {
        size = fmax(size, fabs((double)truth[i]));
        off = fmax(off, fabs((double)(x[i] - truth[i])));
    }
    /* Some roundings of numbers below 10 in each step, and slopes that pass them on. */
    cr_expect(off <= 1e-14 * size * (double)t->steps, "%s: d = %zu, user %d, %zu steps of %zu: off by %g",
              what, t->p.d, (int)t->user, t->steps, t->batch, off);
}

static void check(trip *t)
{
    const size_t n = t->p.n, dim = t->p.dim;
    double room[8];
    quad *x = in_quad(t->x, dim), *shift = in_quad(t->shift, dim), *table = in_quad(t->table, n);
    plainly(t, x, shift, table);
    const bn_walk walk = { .x = t->x,
                           .shift = t->shift,
                           .table = t->table,
                           .learns = t->user == SAGA,
                           .keep = t->keep,
                           .step = t->step };
    t->p.f->kind->walk(t->p.f, &walk,
                       &(bn_draws){ .term = t->term,
                                    .weight = t->weight,
                                    .steps = t->steps,
                                    .batch = t->batch,
                                    .known = t->steps * t->batch,
                                    .room = room });
    expect_near(t, "x", t->x, x, dim);
    expect_near(t, "shift", t->shift, shift, dim);
    expect_near(t, "table", t->table, table, n);
    free(x);
    free(shift);
    free(table);
}

/* Every remainder of a vector register, both sides of the length from which rows are looked at late, and long
   ones, of few data and of more than a cache keeps. */
Test(walk, is_the_formula_at_every_width)
{
    static const size_t wide[] = { 64, 100, 127, 128, 129, 136, 300, 512, 1000 };
    dice random = { 71 };
    for (size_t k = 0; k < 40 + sizeof wide / sizeof *wide; k++)
        for (method user = SGD; user < USERS; user++)
            for (size_t repeat = 0; repeat < draws(k < 40 ? 8 : 4); repeat++) {
                const size_t d = k < 40 ? k + 1 : wide[k - 40], many = ((size_t)1 << 17) / d + 1;
                trip t = trip_draw(&random, k < 40 || repeat % 2 ? 30 : many, d, user);
                check(&t);
                trip_free(&t);
            }
}

/* phi' of one margin against that of many, which has a proof. */
Test(walk, slopes_are_the_derivative)
{
    static const bn_loss *const losses[] = { &bn_logistic, &bn_squared };
    dice random = { 72 };
    for (size_t k = 0; k < draws(200000); k++) {
        const bn_loss *loss = losses[k % 2];
        const double y = k % 4 < 2 ? 1 : -1, range = k % 3 ? 40 : 1400;
        double z = draw(&random, -range, range), phi, d1, dual;
        if (k < 20)
            z = (double[]){ 0, -0.0, 745, -745, 800, -800, 693, -694, 1e308, -1e308 }[k / 2];
        loss->eval(1, &z, &y, &(bn_loss_block){ .phi = &phi, .d1 = &d1, .dual = &dual });
        const double found = loss->slope(z, y), allowed = (2 * loss->roundings + 1.25 * fabs(z)) * 0x1p-53;
        cr_assert(fabs(found - d1) <= allowed * fabs(d1) + 0x1p-1074, "%s at %.17g: %.17g, expected %.17g",
                  loss->name, z, found, d1);
    }
    cr_assert(isnan(bn_logistic.slope(NAN, 1)));
}
