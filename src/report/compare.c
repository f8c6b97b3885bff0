/* Several methods on one problem: medians, rates that can be compared, the frame of the plots. */
#include "report/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* What lies deeper below the target is not told apart. */
#define BELOW 1e-4

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The number that a share of n sorted ones does not exceed, linear in between. */
static double quantile(size_t n, const double *sorted, double share)
{
    const double at = share * (double)(n - 1);
    const size_t below = (size_t)at, above = below + 1 < n ? below + 1 : below;
    return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

static bn_quartiles quartiles_of(size_t n, double *numbers)
{
    qsort(numbers, n, sizeof *numbers, ascending);
    return (bn_quartiles){ quantile(n, numbers, 0.25), quantile(n, numbers, 0.5), quantile(n, numbers, 0.75) };
}

size_t bn_typical_run(size_t runs, const bn_result *results)
{
    for (size_t i = 0; i < runs; i++) {
        size_t before = 0; /* runs that come before i, ordered by passes and then by place */
        for (size_t j = 0; j < runs; j++)
            before += results[j].passes < results[i].passes || (results[j].passes == results[i].passes && j < i);
        if (before == (runs - 1) / 2)
            return i;
    }
    return 0;
}

/* 1 - rate per iteration becomes 1 - factor of the distance per pass: the root of a factor of squares, gaps and Lyapunov
   values, to the power of iterations per pass. */
static double per_pass(double one_minus_rate, bn_quantity quantity, const bn_result *r)
{
    const double power = (double)r->iterations / r->passes * (quantity == BN_DISTANCE ? 1 : 0.5);
    return one_minus_rate > 0 && one_minus_rate < 1 ? -expm1(power * log1p(-one_minus_rate)) : NAN;
}

bool bn_summarize(bn_summary *out, const bn_contender *c)
{
    double *numbers = bn_doubles(2, c->runs);
    if (!numbers)
        return false;
    *out = (bn_summary){ .typical = &c->results[c->typical] };
    for (size_t i = 0; i < c->runs; i++) {
        numbers[i] = c->results[i].passes;
        numbers[c->runs + i] = c->results[i].seconds;
        out->converged += c->results[i].outcome == BN_CONVERGED;
    }
    out->passes = quartiles_of(c->runs, numbers);
    out->seconds = quartiles_of(c->runs, numbers + c->runs);
    free(numbers);
    const bn_contract *contract = &out->typical->contract;
    const bn_quantity quantity = contract->promised.quantity;
    out->promised = per_pass(contract->promised.one_minus_rate, quantity, out->typical);
    out->measured = per_pass(1 - contract->measured_rate, quantity, out->typical);
    return true;
}

bool bn_drawable(const bn_curve_point *point)
{
    return point->gap > 0 && isfinite(point->gap) && point->passes > 0 && point->seconds > 0;
}

/* Takes a curve into the frame. Returns its end. */
static bn_curve_point add_curve(bn_frame *frame, const bn_contender *c)
{
    bn_curve_point end = { 0, 0, 0 };
    for (size_t i = 0; i < c->points; i++) {
        const bn_curve_point *p = &c->curve[i];
        if (!bn_drawable(p))
            continue;
        end = *p;
        frame->gap_low = frame->gap_high > 0 ? fmin(frame->gap_low, p->gap) : p->gap;
        frame->gap_high = fmax(frame->gap_high, p->gap);
        frame->first_pass = fmin(frame->first_pass, p->passes);
        frame->first_second = fmin(frame->first_second, p->seconds);
    }
    frame->passes = fmax(frame->passes, end.passes);
    frame->seconds = fmax(frame->seconds, end.seconds);
    return end;
}

bn_frame bn_frame_of(const bn_comparison *what)
{
    bn_frame frame = { .first_pass = HUGE_VAL, .first_second = HUGE_VAL };
    double fewest = HUGE_VAL, fastest = HUGE_VAL;
    for (size_t i = 0; i < what->count; i++) {
        const bn_contender *c = &what->contender[i];
        const bn_curve_point end = add_curve(&frame, c);
        if (!(end.passes > 0))
            continue;
        fewest = fmin(fewest, end.passes);
        fastest = fmin(fastest, end.seconds);
        frame.target = fmax(frame.target, c->results[c->typical].used.tol * c->results[c->typical].scale);
    }
    frame.log_passes = frame.passes > 20 * fewest;
    frame.log_seconds = frame.seconds > 20 * fastest;
    if (frame.target > 0 && frame.gap_high > 0) {
        frame.gap_low = fmin(fmax(frame.gap_low, BELOW * frame.target), frame.target);
        frame.gap_high = fmax(frame.gap_high, frame.target);
    }
    return frame;
}

char bn_letter(size_t contender)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return contender < sizeof letters - 1 ? letters[contender] : '?';
}

bn_status bn_report_comparison(FILE *to, bn_style style, const bn_comparison *what, bn_error *err)
{
    return (style == BN_JSON ? bn_comparison_json : bn_comparison_text)(to, what, err);
}
