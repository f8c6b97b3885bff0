/* Any options, any tiny problem: bn_solve refuses with a sentence and touches nothing, or keeps its word.
     converged      the gap bound is at most tol times scale
     proven bounds  f(x) - gap <= f(y) for every y, and |x - y| <= both distance bounds for two answers
     the same call  gives the same bits */
#include "fuzz/tiny.h"

#include <math.h>
#include <string.h>

static bn_solve_options take_options(fuzz_bytes *b, bn_curvature *curvature)
{
    const unsigned how = fuzz_take(b), more = fuzz_take(b);
    bn_solve_options o = {
        .step_rule = (bn_step_rule)(how & 1 ? fuzz_below(b, BN_STEP_KNOWN_MIN + 2) : 0),
        .step = how & 2 ? tiny_number(b) : 0,
        .known_min = how & 4 ? tiny_number(b) : 0,
        .known_min_attained = how & 8,
        .restart = (bn_restart)fuzz_below(b, 3),
        .tol = how & 16 ? tiny_number(b) : 0,
        .max_passes = 1 + fuzz_below(b, 60),
        .seed = fuzz_take(b),
        .batch = more & 1   ? fuzz_take(b)
                 : more & 2 ? BN_BATCH_AUTO
                            : 0,
        .sampling = (bn_sampling)fuzz_below(b, 3),
        .snapshot = (bn_snapshot)fuzz_below(b, 3),
        .refresh = more & 4 ? tiny_number(b) : 0,
        .epoch_length = more & 8 ? fuzz_take(b) : 0,
        .average = (bn_average)fuzz_below(b, 3),
        .schedule = (bn_schedule)fuzz_below(b, 2),
    };
    if (how & 32) {
        *curvature = bn_curvature_assume(tiny_number(b), tiny_number(b));
        o.curvature = curvature;
    }
    return o;
}

/* All numbers that a result should have are numbers. */
static void expect_numbers(const bn_result *r, size_t dim, const double *x)
{
    for (size_t j = 0; j < dim; j++)
        MUST(isfinite(x[j]));
    MUST(!isnan(r->gap_bound) && !isnan(r->distance_bound) && !isnan(r->value) && !isnan(r->grad_norm));
    MUST(r->gap_bound >= 0 && r->distance_bound >= 0 && r->grad_norm >= 0 && !isnan(r->scale));
    MUST(r->outcome <= BN_CANCELLED && r->passes >= 0);
    MUST((!isnan(r->step) && !isnan(r->momentum)) || r->outcome == BN_DIVERGED); /* inf/inf */
    MUST(memchr(r->advice, 0, sizeof r->advice) && (r->outcome != BN_CONVERGED || !*r->advice));
    if (r->outcome == BN_CONVERGED)
        MUST(r->gap_bound <= r->used.tol * r->scale);
}

/* Of two answers to one question, both with proofs. */
static void expect_agreement(const bn_result *a, const double *x, const bn_result *b, const double *y,
                             size_t dim)
{
    const bn_evaluation *at = &a->certificate.at, *there = &b->certificate.at;
    if (a->certificate.gap.status == BN_PROVEN && isfinite(there->value) && there->rounding == BN_PROVEN)
        MUST(!(at->value - at->value_error - a->gap_bound > there->value + there->value_error));
    double way = 0;
    for (size_t j = 0; j < dim; j++)
        way = hypot(way, x[j] - y[j]);
    if (a->certificate.distance.status == BN_PROVEN && b->certificate.distance.status == BN_PROVEN)
        MUST(!(way * (1 - 1e-14) > a->distance_bound + b->distance_bound));
}

/* x becomes the answer. False: refused, and nothing was touched. */
static bool solve(const bn_method *method, tiny *t, double *x, const bn_solve_options *o, bn_result *r)
{
    double before[TINY_DIM];
    bn_error err = { BN_OK, "" };
    memcpy(before, x, sizeof before);
    r->passes = -7;
    bn_status status = bn_solve(method, t->f, x, o, r, &err);
    if (status) {
        MUST(err.status == status && strlen(err.message) > 10);
        MUST(!memcmp(before, x, sizeof before) && r->passes == -7);
        return false;
    }
    expect_numbers(r, t->dim, x);
    return true;
}

static void ask(tiny *t, fuzz_bytes *b)
{
    const bn_method *const *methods = bn_methods();
    size_t count = 0;
    while (methods[count])
        count++;
    const bn_method *method = methods[fuzz_below(b, (unsigned)count)];
    double x[TINY_DIM] = { 0 }, again[TINY_DIM], best[TINY_DIM] = { 0 };
    bn_curvature curvature;
    bn_result r, r_again, r_best;
    const bn_solve_options o = take_options(b, &curvature);
    for (size_t j = 0; j < t->dim; j++)
        x[j] = tiny_number(b);
    memcpy(again, x, sizeof x);
    if (!solve(method, t, x, &o, &r))
        return;
    MUST(solve(method, t, again, &o, &r_again) && !memcmp(x, again, sizeof x));
    MUST(r.outcome == r_again.outcome && r.passes == r_again.passes && r.gap_bound == r_again.gap_bound);
    if (o.curvature || bn_method_refuses(&bn_newton, t->f))
        return;
    if (solve(&bn_newton, t, best, &(bn_solve_options){ .tol = 1e-15, .max_passes = 60 }, &r_best)) {
        expect_agreement(&r, x, &r_best, best, t->dim);
        expect_agreement(&r_best, best, &r, x, t->dim);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_bytes b = { bytes, size };
    tiny t;
    if (tiny_make(&t, &b)) {
        ask(&t, &b);
        tiny_free(&t);
    }
    return 0;
}
