/* Batches: every expectation is taken by listing all the batches. */
#include <banach/theory.h>
#include "support/support.h"
#include "draw.h"

#include <criterion/criterion.h>

TestSuite(stochastic, .fini = bn_no_leaks);

enum { TERMS = 5 };

/* f_i(x) = (a_i/2) (u_i'x - c_i)^2 in the plane, |u_i| = 1: f_i alone is flat in one direction. */
typedef struct sum {
    double a[TERMS], u[TERMS][2], c[TERMS];
    double best[2], slope_at_best[TERMS];
    bn_facts facts;
} sum;

static double slope(const sum *f, int i, const double *x)
{
    return f->a[i] * (f->u[i][0] * x[0] + f->u[i][1] * x[1] - f->c[i]);
}

static double gap(const sum *f, const double *x)
{
    double total = 0;
    for (int i = 0; i < TERMS; i++) {
        double e = f->u[i][0] * (x[0] - f->best[0]) + f->u[i][1] * (x[1] - f->best[1]);
        total += f->a[i] / 2 * e * e / TERMS;
    }
    return total;
}

static sum draw_sum(dice *d)
{
    sum f = { .facts = { .n = TERMS } };
    double h00 = 0, h01 = 0, h11 = 0, b0 = 0, b1 = 0;
    for (int i = 0; i < TERMS; i++) {
        double angle = draw(d, 0, 3.2);
        f.a[i] = draw_log(d, 0.01, 10);
        f.u[i][0] = cos(angle), f.u[i][1] = sin(angle);
        f.c[i] = draw(d, -2, 2);
        h00 += f.a[i] * f.u[i][0] * f.u[i][0] / TERMS;
        h01 += f.a[i] * f.u[i][0] * f.u[i][1] / TERMS;
        h11 += f.a[i] * f.u[i][1] * f.u[i][1] / TERMS;
        b0 += f.a[i] * f.c[i] * f.u[i][0] / TERMS;
        b1 += f.a[i] * f.c[i] * f.u[i][1] / TERMS;
        f.facts.L_max = fmax(f.facts.L_max, f.a[i]);
        f.facts.L_mean += f.a[i] / TERMS;
    }
    double det = h00 * h11 - h01 * h01;
    f.facts.L = (h00 + h11 + hypot(h00 - h11, 2 * h01)) / 2;
    f.facts.mu = det / f.facts.L;
    f.best[0] = (h11 * b0 - h01 * b1) / det;
    f.best[1] = (h00 * b1 - h01 * b0) / det;
    for (int i = 0; i < TERMS; i++)
        f.slope_at_best[i] = slope(&f, i, f.best);
    return f;
}

static bool next_batch(unsigned *set, size_t size)
{
    while (++*set < 1u << TERMS) {
        size_t count = 0;
        for (int i = 0; i < TERMS; i++)
            count += *set >> i & 1;
        if (count == size)
            return true;
    }
    return false;
}

static double distance_sq(const sum *f, const double *x)
{
    return (x[0] - f->best[0]) * (x[0] - f->best[0]) + (x[1] - f->best[1]) * (x[1] - f->best[1]);
}

/* s = mean |table_i - grad f_i(x*)|^2; a gradient of f_i is a multiple of u_i */
static double spread(const sum *f, const double *table)
{
    double total = 0;
    for (int i = 0; i < TERMS; i++)
        total += (table[i] - f->slope_at_best[i]) * (table[i] - f->slope_at_best[i]) / TERMS;
    return total;
}

/* x+ = x - step (mean over the batch of (grad f_i(x) - table_i) + mean of the table) */
static void reduced_step(const sum *f, unsigned set, double step, const double *x, const double *table,
                         double *out)
{
    double size = (double)f->facts.batch;
    out[0] = x[0], out[1] = x[1];
    for (int i = 0; i < TERMS; i++) {
        double weight = table[i] / TERMS + (set >> i & 1 ? (slope(f, i, x) - table[i]) / size : 0);
        out[0] -= step * weight * f->u[i][0];
        out[1] -= step * weight * f->u[i][1];
    }
}

static void draw_state(dice *d, const sum *f, double *x, double *table)
{
    double scale = draw_log(d, 0.01, 10);
    for (int j = 0; j < 2; j++)
        x[j] = f->best[j] + scale * draw(d, -1, 1);
    scale = draw_log(d, 0.01, 10);
    for (int i = 0; i < TERMS; i++)
        table[i] = f->slope_at_best[i] + scale * draw(d, -1, 1);
}

static double batch_variance(size_t b)
{
    return (double)(TERMS - b) / ((double)b * (TERMS - 1));
}

Test(stochastic, smoothness_and_residual_bound_their_expectations)
{
    dice d = { 71 };
    double nearest = 0;
    for (size_t i = 0; i < draws(2000); i++) {
        sum f = draw_sum(&d);
        double x[2], table[TERMS];
        draw_state(&d, &f, x, table);
        for (size_t b = 1; b <= TERMS; b++) {
            f.facts.batch = b;
            double total = 0, variation = 0, sets = 0, g[2] = { 0, 0 };
            for (int j = 0; j < TERMS; j++) {
                g[0] += (slope(&f, j, x) - f.slope_at_best[j]) * f.u[j][0] / TERMS;
                g[1] += (slope(&f, j, x) - f.slope_at_best[j]) * f.u[j][1] / TERMS;
            }
            for (unsigned set = 0; next_batch(&set, b); sets++) {
                double v[2] = { 0, 0 };
                for (int j = 0; j < TERMS; j++)
                    if (set >> j & 1) {
                        v[0] += (slope(&f, j, x) - f.slope_at_best[j]) * f.u[j][0] / (double)b;
                        v[1] += (slope(&f, j, x) - f.slope_at_best[j]) * f.u[j][1] / (double)b;
                    }
                total += v[0] * v[0] + v[1] * v[1];
                variation += (v[0] - g[0]) * (v[0] - g[0]) + (v[1] - g[1]) * (v[1] - g[1]);
            }
            double limit = 2 * bn_expected_smoothness(&f.facts) * gap(&f, x);
            cr_assert(total / sets <= limit * (1 + 1e-9));
            cr_assert(variation / sets <=
                      2 * bn_expected_residual(&f.facts) * gap(&f, x) * (1 + 1e-9) + 1e-20);
            nearest = fmax(nearest, total / sets / limit);
        }
    }
    cr_assert(nearest > 0.8);
}

Test(stochastic, saga_lyapunov_value_falls_in_expectation)
{
    dice d = { 72 };
    for (size_t i = 0; i < draws(3000); i++) {
        sum f = draw_sum(&d);
        size_t b = f.facts.batch = 1 + draw_bits(&d) % TERMS;
        bn_rate rate = bn_rate_saga(&f.facts);
        double x[2], table[TERMS], weight = 4 * batch_variance(b) * TERMS / (double)b * rate.step * rate.step;
        draw_state(&d, &f, x, table);
        double expected = 0, sets = 0;
        for (unsigned set = 0; next_batch(&set, b); sets++) {
            double after[2], fresh[TERMS];
            reduced_step(&f, set, rate.step, x, table, after);
            for (int j = 0; j < TERMS; j++)
                fresh[j] = set >> j & 1 ? slope(&f, j, x) : table[j];
            expected += distance_sq(&f, after) + weight * spread(&f, fresh);
        }
        double now = distance_sq(&f, x) + weight * spread(&f, table);
        cr_assert(expected / sets <= rate.rate * now * (1 + 1e-9), "b %zu: %g of %g", b,
                  expected / sets / now, rate.rate);
        cr_assert(rate.quantity == BN_LYAPUNOV && rate.in_expectation && rate.constant == 1 &&
                  rate.growth == 0);
    }
}

Test(stochastic, loopless_svrg_lyapunov_value_falls_in_expectation)
{
    dice d = { 73 };
    for (size_t i = 0; i < draws(3000); i++) {
        sum f = draw_sum(&d);
        size_t b = f.facts.batch = 1 + draw_bits(&d) % TERMS;
        double p = draw_log(&d, 0.01, 1), x[2], table[TERMS], snapshot[2];
        bn_rate rate = bn_rate_lsvrg(&f.facts, p);
        double weight = 4 * batch_variance(b) / p * rate.step * rate.step;
        draw_state(&d, &f, x, table);
        draw_state(&d, &f, snapshot, table);
        for (int j = 0; j < TERMS; j++)
            table[j] = slope(&f, j, snapshot);
        double moved[TERMS], expected = 0, sets = 0;
        for (int j = 0; j < TERMS; j++)
            moved[j] = slope(&f, j, x); /* the point before the step */
        for (unsigned set = 0; next_batch(&set, b); sets++) {
            double after[2];
            reduced_step(&f, set, rate.step, x, table, after);
            expected +=
                distance_sq(&f, after) + weight * (p * spread(&f, moved) + (1 - p) * spread(&f, table));
        }
        double now = distance_sq(&f, x) + weight * spread(&f, table);
        cr_assert(expected / sets <= rate.rate * now * (1 + 1e-9));
    }
}

Test(stochastic, constants_run_from_L_max_to_L)
{
    dice d = { 74 };
    for (size_t i = 0; i < draws(300); i++) {
        bn_facts f = { .L = draw(&d, 1, 2), .L_max = draw(&d, 2, 9), .n = 2 + draw_bits(&d) % 50 };
        double before = HUGE_VAL;
        for (f.batch = 1; f.batch <= f.n; f.batch++) {
            double smooth = bn_expected_smoothness(&f);
            cr_assert(smooth < before && smooth >= f.L && smooth <= f.L_max);
            before = smooth;
        }
        f.batch = f.n;
        cr_assert(bn_expected_smoothness(&f) == f.L && bn_expected_residual(&f) == 0);
        cr_assert(bn_close(bn_step_unified(&f), 1 / (2 * f.L), 1e-15));
        f.batch = 1;
        cr_assert(bn_expected_smoothness(&f) == f.L_max && bn_expected_residual(&f) == f.L_max);
        cr_assert(bn_close(bn_step_unified(&f), 1 / (6 * f.L_max), 1e-15));
        bn_facts zero = f;
        zero.batch = 0; /* the default is one */
        cr_assert_eq(bn_step_unified(&zero), bn_step_unified(&f));
    }
}

Test(stochastic, the_batch_of_saga_is_the_best_or_next_to_it)
{
    dice d = { 75 };
    for (size_t i = 0; i < draws(300); i++) {
        bn_facts f = { .L = draw_log(&d, 0.1, 10), .n = 1 + draw_bits(&d) % 400 };
        f.L_max = f.L * draw(&d, 1, (double)f.n);
        f.mu = f.L * draw_log(&d, 1e-6, 1);
        double least = HUGE_VAL;
        for (f.batch = 1; f.batch <= f.n; f.batch++)
            least = fmin(least, bn_work_saga(&f));
        size_t b = bn_batch_saga(&f);
        cr_assert(b >= 1 && b <= f.n);
        bn_facts here = f, next = f;
        here.batch = b;
        next.batch = b < f.n ? b + 1 : b;
        cr_assert_eq(least, fmin(bn_work_saga(&here), bn_work_saga(&next)));
        cr_assert(bn_close(bn_work_saga(&here),
                           fmax((double)f.n + 4 * (double)b * bn_expected_residual(&here) / f.mu,
                                4 * (double)b * bn_expected_smoothness(&here) / f.mu),
                           1e-15));
        /* gradients per step, over the progress per step: the work is b/(step mu) */
        cr_assert(bn_close(bn_work_saga(&here), (double)b / (bn_step_saga(&here) * f.mu), 1e-12));
    }
}

Test(stochastic, the_edges)
{
    bn_facts one = { .mu = 1, .L = 4, .n = 1 };
    cr_assert(bn_expected_smoothness(&one) == 4 && bn_expected_residual(&one) == 0 &&
              bn_batch_saga(&one) == 1);
    cr_assert(bn_step_unified(&one) == 0.125 && bn_rate_saga(&one).one_minus_rate == 0.125);
    cr_assert(bn_work_saga(&one) == 16 && bn_step_saga(&one) == 0.0625);

    bn_facts flat = { .mu = 0, .L = 4, .L_max = 9, .n = 10 };
    cr_assert(bn_rate_saga(&flat).rate == 1 && bn_work_saga(&flat) == HUGE_VAL && bn_batch_saga(&flat) == 1);

    bn_facts bad[] = {
        { .mu = 1, .L = 4, .L_max = 9 },         { .mu = 1, .L = 4, .L_max = 9, .n = 2, .batch = 3 },
        { .mu = 5, .L = 4, .L_max = 9, .n = 2 }, { .mu = 1, .L = NAN, .L_max = 9, .n = 2 },
        { .mu = 1, .L = 4, .L_max = 0, .n = 2 }, { .mu = 1, .L = 4, .L_max = NAN, .n = 2 }
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_assert(isnan(bn_expected_smoothness(&bad[i])) && isnan(bn_expected_residual(&bad[i])), "%zu", i);
        cr_assert(isnan(bn_step_unified(&bad[i])) && isnan(bn_step_saga(&bad[i])) &&
                  isnan(bn_work_saga(&bad[i])));
        bn_rate saga = bn_rate_saga(&bad[i]), lsvrg = bn_rate_lsvrg(&bad[i], 0.5);
        cr_assert(isnan(saga.rate) && isnan(saga.step) && isnan(saga.constant) && isnan(lsvrg.rate));
        cr_assert_eq(bn_batch_saga(&bad[i]), i == 1 ? 1 : 0); /* case 1 is wrong in its batch alone */
    }
    bn_facts good = { .mu = 1, .L = 4, .L_max = 9, .n = 2 };
    cr_assert(isnan(bn_rate_lsvrg(&good, 0).rate) && isnan(bn_rate_lsvrg(&good, 1.1).rate));
    cr_assert(isnan(bn_rate_lsvrg(&good, NAN).rate) && bn_rate_lsvrg(&good, 1).rate < 1);
}

/* The theorem ends at 1/(2 smoothness), and with it the promise. */
Test(stochastic, sgd_promises_nothing_beyond_its_longest_step)
{
    const bn_facts facts = { .mu = 0.1, .L = 1, .L_max = 3, .L_mean = 2, .n = 10, .batch = 2 };
    const double longest = 1 / (2 * bn_expected_smoothness(&facts));
    const bn_rate own = bn_rate_sgd(&facts, 0), at = bn_rate_sgd(&facts, longest),
                  above = bn_rate_sgd(&facts, nextafter(longest, 1));
    cr_expect(own.step == longest && own.rate == at.rate && own.rate < 1);
    cr_expect(bn_close(own.one_minus_rate, 0.1 * longest, 1e-15));
    cr_expect(above.step > longest && above.rate == HUGE_VAL && above.one_minus_rate == -HUGE_VAL);
}
