/* What sgd, svrg and saga share: promises in expectation, equal bits, whole batches, safety of the automatic
   step. */
#include <math.h>
#include <stdio.h>

#include <banach/synthetic.h>

#include "objective/problem.h"
#include "solver/stochastic.h"

TestSuite(stochastic, .fini = bn_no_leaks);

static const bn_method *const methods[] = { &bn_sgd, &bn_svrg, &bn_saga };

enum { METHODS = 3, MOST_DIM = 12 };

/* ---- The promise, over 200 seeds ----------------------------------------------------------- */

/* What the theorems are about at the minimizer: the gradients of the terms there. */
typedef struct truth {
    double best[MOST_DIM], *terms; /* n x dim */
} truth;

static truth truth_of(const problem *p)
{
    truth t = { .terms = calloc(p->n * p->dim, sizeof *t.terms) };
    bench_optimum(p->f, t.best);
    for (size_t i = 0; i < p->n; i++)
        cr_assert(!bn_term_gradient(t.terms + i * p->dim, p->f, i, t.best, NULL));
    return t;
}

/* mean over i of |grad f_i(w) - grad f_i(x*)|^2; w NULL: of |grad f_i(x*)|^2 */
static double spread(const problem *p, const truth *t, const double *w)
{
    double sum = 0, g[MOST_DIM] = { 0 };
    for (size_t i = 0; i < p->n; i++) {
        if (w)
            cr_assert(!bn_term_gradient(g, p->f, i, w, NULL));
        sum += distance_sq(p->dim, g, t->terms + i * p->dim);
    }
    return sum / (double)p->n;
}

/* The same for a table of slopes: sum (a_i - a_i*)^2 |[x_i; 1]|^2 / n */
static double spread_of_table(const problem *p, const truth *t, const double *table)
{
    double sum = 0;
    for (size_t i = 0; i < p->n; i++) {
        double row[MOST_DIM] = { 0 };
        p->f->kind->add_row(p->f, i, table[i] - p->f->kind->slope(p->f, i, t->best), row);
        sum += distance_sq(p->dim, row, (double[MOST_DIM]){ 0 });
    }
    return sum / (double)p->n;
}

static double variance(size_t n, size_t b)
{
    return n > 1 ? ((double)n - (double)b) / ((double)b * ((double)n - 1)) : 0;
}

/* The quantity that the method's theorem bounds. */
static double quantity(const bench *b, const problem *p, const truth *t, const double *table)
{
    const double n = (double)p->n, batch = (double)b->options.batch, v = variance(p->n, b->options.batch);
    const double step = b->s.step;
    if (b->method == &bn_svrg)
        return distance_sq(p->dim, b->s.work[0], t->best) +
               4 * v / b->options.refresh * step * step * spread(p, t, b->s.x);
    if (b->method == &bn_saga)
        return distance_sq(p->dim, b->s.x, t->best) +
               4 * v * n / batch * step * step * spread_of_table(p, t, table);
    return distance_sq(p->dim, b->s.x, t->best);
}

static void check_promise(const problem *p, const bn_method *method, size_t batch)
{
    const truth t = truth_of(p);
    bn_curvature c;
    bench b;
    double sum = 0, squares = 0, bound = 0, start[MOST_DIM];
    const size_t steps = 3 * p->n / batch, seeds = draws(200);
    for (size_t j = 0; j < p->dim; j++)
        start[j] = t.best[j] + (j % 2 ? 1 : -1);
    cr_assert(!bn_curvature_bound(&c, p->f, NULL));
    for (size_t seed = 0; seed < seeds; seed++) {
        bench_open(&b, method, p->f, &c, start, &(bn_solve_options){ .seed = seed, .batch = batch },
                   &(bn_script){ .count = steps });
        const double *table = b.s.slopes, first = quantity(&b, p, &t, table);
        bench_run(&b);
        const double last = quantity(&b, p, &t, table);
        sum += last;
        squares += last * last;
        bound = first * bn_rate_after(&b.s.promise, (double)steps);
        if (method == &bn_sgd && c.mu.lower > 0)
            bound += 2 * b.s.step * variance(p->n, batch) * spread(p, &t, NULL) / c.mu.lower;
        cr_assert(b.s.promise.in_expectation && b.s.promise.constant == 1);
        bench_close(&b);
    }
    const double count = (double)seeds, mean = sum / count;
    const double error = sqrt(fmax(0, squares / count - mean * mean) / count);
    cr_expect(mean <= bound * (1 + 1e-9) + 4 * error,
              "%s, batch %zu of %zu: mean %g +- %g after %zu steps, promised %g", method->name, batch, p->n,
              mean, error, steps, bound);
    free(t.terms);
}

Test(stochastic, keep_their_promise_in_the_mean_over_200_seeds)
{
    dice random = { 1 };
    for (size_t k = 0; k < 4; k++) {
        const recipe r = { .n = 24, .d = 4, .logistic = k % 2, .weighted = k > 1, .l2 = 0.05, .noise = 0.5 };
        problem p = problem_draw(&random, &r);
        for (size_t m = 0; m < METHODS; m++) {
            check_promise(&p, methods[m], 1);
            check_promise(&p, methods[m], 4);
            check_promise(&p, methods[m], p.n);
        }
        problem_free(&p);
    }
}

/* ---- Bits, whole batches, one row ---------------------------------------------------------- */

static bn_result solve(const bn_method *method, bn_objective *f, double *x, const bn_solve_options *o)
{
    bn_result r;
    bn_error err = { 0 };
    cr_assert(!bn_solve(method, f, x, o, &r, &err), "%s: %s", method->name, err.message);
    return r;
}

Test(stochastic, same_seed_gives_the_same_bits_at_one_and_two_threads)
{
    dice random = { 2 };
    problem p = problem_draw(&random,
                             &(recipe){ .n = 5000, .d = 6, .logistic = true, .intercept = true, .l2 = 1e-2 });
    for (size_t m = 0; m < METHODS; m++)
        for (size_t batch = 1; batch <= 7; batch += 6) {
            double x[3][MOST_DIM] = { { 0 } };
            for (unsigned k = 0; k < 3; k++) {
                bn_objective *f = NULL;
                cr_assert(!bn_objective_new(
                    &f, &bn_logistic, p.data,
                    &(bn_objective_options){ .l2 = p.l2, .intercept = true, .threads = k % 2 + 1 }, NULL));
                solve(methods[m], f, x[k],
                      &(bn_solve_options){ .seed = k / 2, .batch = batch, .max_passes = 12 });
                bn_objective_free(f);
            }
            cr_expect(!memcmp(x[0], x[1], p.dim * sizeof **x), "%s: other bits at 2 threads",
                      methods[m]->name);
            cr_expect(memcmp(x[0], x[2], p.dim * sizeof **x), "%s: the seed changes nothing",
                      methods[m]->name);
        }
    problem_free(&p);
}

/* What an observer is told of x against a look of its own, at another objective. */
typedef struct witness {
    bn_objective *f;
    size_t calls, wrong;
} witness;

static bool compare(const bn_progress *now, void *context)
{
    witness *w = context;
    bn_evaluation e;
    double grad[MOST_DIM];
    cr_assert(!bn_evaluate(&e, w->f, now->x, grad, NULL));
    w->calls++;
    const bn_evaluation *told = &now->certificate->at; /* in doubled precision, where that was looked at */
    w->wrong += fabs(e.value - told->value) > e.value_error + told->value_error ||
                memcmp(grad, now->grad, w->f->info.dim * sizeof *grad) != 0;
    return true;
}

/* Quiet steps and rare snapshots included; and watching changes nothing. */
Test(stochastic, an_observer_sees_the_truth_and_changes_nothing)
{
    dice random = { 3 };
    problem p = problem_draw(&random, &(recipe){ .n = 400, .d = 5, .logistic = true, .l2 = 1e-2 });
    witness w = { 0 };
    cr_assert(!bn_objective_new(&w.f, &bn_logistic, p.data, &(bn_objective_options){ .l2 = p.l2 }, NULL));
    for (size_t m = 0; m < METHODS; m++) {
        double x[2][MOST_DIM] = { { 0 } };
        bn_solve_options o = { .max_passes = 40, .refresh = 3e-4, .tol = 1e-12 };
        const bn_result alone = solve(methods[m], p.f, x[0], &o);
        o.observe = compare;
        o.observe_context = &w;
        w.calls = w.wrong = 0;
        const bn_result watched = solve(methods[m], p.f, x[1], &o);
        cr_expect(!memcmp(x[0], x[1], p.dim * sizeof **x) && alone.passes == watched.passes &&
                      alone.iterations == watched.iterations && alone.outcome == watched.outcome,
                  "%s", methods[m]->name);
        cr_expect(w.calls > 8 && !w.wrong, "%s: %zu of %zu", methods[m]->name, w.wrong, w.calls);
    }
    bn_objective_free(w.f);
    problem_free(&p);
}

/* All terms at once leave nothing to chance: gradient descent with step 1/(2L). */
Test(stochastic, whole_batches_are_gradient_descent)
{
    dice random = { 4 };
    problem p =
        problem_draw(&random, &(recipe){ .n = 30, .d = 4, .logistic = true, .weighted = true, .l2 = 1e-2 });
    bn_curvature c;
    cr_assert(!bn_curvature_bound(&c, p.f, NULL));
    for (size_t m = 0; m < METHODS; m++) {
        bench b;
        double x[MOST_DIM] = { 0 }, g[MOST_DIM];
        bn_evaluation e;
        bench_open(&b, methods[m], p.f, &c, x, &(bn_solve_options){ .batch = p.n },
                   &(bn_script){ .count = 20 });
        bench_run(&b);
        for (size_t k = 0; k < 20; k++) {
            cr_assert(!bn_evaluate(&e, p.f, x, g, NULL));
            for (size_t j = 0; j < p.dim; j++)
                x[j] -= g[j] / (2 * c.L.upper);
        }
        const double *end = methods[m] == &bn_svrg ? b.s.work[0] : b.s.x;
        cr_expect(sqrt(distance_sq(p.dim, x, end)) <= 1e-13, "%s", methods[m]->name);
        bench_close(&b);
    }
    problem_free(&p);
}

Test(stochastic, one_row_is_enough)
{
    dice random = { 5 };
    problem p = problem_draw(&random, &(recipe){ .n = 1, .d = 3, .l2 = 0.1 });
    for (size_t m = 0; m < METHODS; m++) {
        double x[MOST_DIM] = { 0 };
        const bn_result r = solve(methods[m], p.f, x, &(bn_solve_options){ .batch = BN_BATCH_AUTO });
        cr_expect_eq(r.outcome, BN_CONVERGED, "%s: %s", methods[m]->name, bn_outcome_name(r.outcome));
    }
    problem_free(&p);
}

/* ---- Safety -------------------------------------------------------------------------------- */

static bn_objective *synthetic(bn_dataset **data, size_t k, double *l2)
{
    const char *const *spectra = bn_synthetic_spectra();
    size_t count = 0;
    while (spectra[count])
        count++;
    const double kappas[] = { 10, 1e3, 1e5, 1e8 };
    const bool wide = k % 7 == 6, logistic = k % 2;
    bn_objective *f = NULL;
    bn_error err = { 0 };
    cr_assert(!bn_synthetic(data, NULL,
                            &(bn_synthetic_options){ .loss = logistic ? "logistic" : "squared",
                                                     .spectrum = spectra[k % count],
                                                     .rows = wide ? 8 : 60,
                                                     .cols = wide ? 12 : 8,
                                                     .seed = k,
                                                     .kappa = kappas[k / count % 4],
                                                     .noise = wide && !logistic ? 0 : 0.5 },
                            &err),
              "%s", err.message);
    *l2 = k % 3 ? 1e-3 : 1e-6;
    cr_assert(!bn_objective_new(&f, logistic ? &bn_logistic : &bn_squared, *data,
                                &(bn_objective_options){ .l2 = *l2, .intercept = k % 5 == 0 }, &err),
              "%s", err.message);
    return f;
}

Test(stochastic, automatic_steps_never_diverge)
{
    size_t runs = 0, converged = 0;
    for (size_t k = 0; k < draws(200); k++) {
        bn_dataset *data = NULL;
        double l2, x[MOST_DIM + 1], best[MOST_DIM + 1];
        bn_objective *f = synthetic(&data, k, &l2);
        const double f_best = bench_optimum(f, best);
        for (size_t m = 0; m < METHODS; m++) {
            memset(x, 0, sizeof x);
            const size_t batches[] = { 1, 3, BN_BATCH_AUTO };
            const bn_result r =
                solve(methods[m], f, x,
                      &(bn_solve_options){ .seed = k,
                                           .batch = batches[k % 3],
                                           .max_passes = 60,
                                           .sampling = k % 4 == 3 ? BN_SAMPLE_SHUFFLED : BN_SAMPLE_UNIFORM });
            cr_expect(r.outcome == BN_CONVERGED || r.outcome == BN_PASS_LIMIT ||
                          r.outcome == BN_PRECISION_LIMIT,
                      "%s, problem %zu: %s", methods[m]->name, k, bn_outcome_name(r.outcome));
            cr_expect(r.value - f_best <= r.gap_bound + 1e-13 * fabs(f_best),
                      "%s, problem %zu: gap %g, bound %g", methods[m]->name, k, r.value - f_best,
                      r.gap_bound);
            cr_expect(r.passes <= 64, "%s: %g passes", methods[m]->name, r.passes);
            runs++;
            converged += r.outcome == BN_CONVERGED;
        }
        bn_objective_free(f);
        bn_dataset_free(data);
    }
    fprintf(stderr, "%zu runs of at most 60 passes, none diverged, %zu converged\n", runs, converged);
}

/* Steps far outside the range do diverge, and the run says so. */
Test(stochastic, a_step_outside_the_range_is_marked_and_may_diverge)
{
    dice random = { 6 };
    problem p = problem_draw(&random, &(recipe){ .n = 100, .d = 5, .l2 = 1e-2, .noise = 1 });
    for (size_t m = 0; m < METHODS; m++) {
        double x[MOST_DIM] = { 0 };
        const bn_result r =
            solve(methods[m], p.f, x, &(bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = 10 });
        bool marked = false;
        for (size_t k = 0; k < r.contract.count; k++)
            marked = marked || r.contract.hypotheses[k].status == BN_VIOLATED;
        cr_expect(marked && r.outcome == BN_DIVERGED, "%s: %s", methods[m]->name, bn_outcome_name(r.outcome));
        cr_expect(bn_all_finite(p.dim, x) && r.contract.promised.one_minus_rate == 0);
        cr_expect(strstr(r.advice, "step auto"), "%s", r.advice);
    }
    problem_free(&p);
}

/* ---- What they refuse, and functions of yours ---------------------------------------------- */

static double mean_of_squares(void *context, const double *x, double *grad)
{
    (void)context;
    double value = 0;
    if (grad)
        grad[0] = grad[1] = 0;
    for (size_t i = 0; i < 10; i++) {
        const double r[2] = { x[0] - 0.1 * (double)i, x[1] + 0.2 * (double)i };
        value += (r[0] * r[0] + 3 * r[1] * r[1]) / 20;
        if (grad)
            grad[0] += r[0] / 10, grad[1] += 3 * r[1] / 10;
    }
    return value;
}

static void one_square(void *context, size_t i, const double *x, double *grad)
{
    (void)context;
    grad[0] = x[0] - 0.1 * (double)i;
    grad[1] = 3 * (x[1] + 0.2 * (double)i);
}

Test(stochastic, terms_of_your_own_are_drawn_by_sgd_and_svrg)
{
    bn_objective *f = NULL;
    bn_error err = { 0 };
    const bn_curvature c = bn_curvature_assume(1, 3);
    cr_assert(!bn_objective_custom(
        &f, 2, &(bn_functions){ .value = mean_of_squares, .term = one_square, .terms = 10 }, NULL, &err));
    for (size_t k = 0; k < 3; k++) {
        const bn_solve_options o = { .curvature = &c, .snapshot = (bn_snapshot)k, .batch = 1 + k };
        double x[2] = { 0 };
        const bn_result r = solve(&bn_svrg, f, x, &o);
        cr_expect_eq(r.outcome, BN_CONVERGED);
        cr_expect(fabs(x[0] - 0.45) < 1e-3 && fabs(x[1] + 0.9) < 1e-3);
    }
    double x[2] = { 0 };
    const bn_result r =
        solve(&bn_sgd, f, x,
              &(bn_solve_options){ .curvature = &c, .max_passes = 400, .average = BN_AVERAGE_SUFFIX });
    cr_expect(fabs(x[0] - 0.45) < 0.05 && fabs(x[1] + 0.9) < 0.05 && r.outcome == BN_PASS_LIMIT, "%g %g",
              x[0], x[1]);
    bn_result none;
    cr_expect_eq(bn_solve(&bn_saga, f, x, &(bn_solve_options){ .curvature = &c }, &none, &err),
                 BN_UNSUPPORTED);
    bn_objective_free(f);
}

Test(stochastic, refuse_what_they_cannot_do)
{
    dice random = { 7 };
    problem p = problem_draw(&random, &(recipe){ .n = 10, .d = 2, .l2 = 1e-2 });
    const double A[] = { 2, 0, 0, 1 }, b[] = { 1, 1 };
    bn_objective *quadratic = NULL;
    bn_error err;
    bn_result r;
    double x[2] = { 0 };
    cr_assert(!bn_objective_quadratic(&quadratic, 2, A, b, &err));
    const struct {
        bn_solve_options o;
        bn_status status;
    } bad[] = {
        { { .batch = 11 }, BN_BAD_ARGUMENT },
        { { .batch = 2, .sampling = BN_SAMPLE_IMPORTANCE }, BN_UNSUPPORTED },
        { { .step_rule = BN_STEP_1_OVER_L }, BN_UNSUPPORTED },
        { { .refresh = 1.5 }, BN_BAD_ARGUMENT },
    };
    for (size_t m = 0; m < METHODS; m++) {
        cr_expect_eq(bn_solve(methods[m], quadratic, x, NULL, &r, &err), BN_UNSUPPORTED);
        for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
            cr_expect_eq(bn_solve(methods[m], p.f, x, &bad[k].o, &r, &err), bad[k].status, "%s %zu: %s",
                         methods[m]->name, k, err.message);
    }
    bn_objective_free(quadratic);
    problem_free(&p);
}
