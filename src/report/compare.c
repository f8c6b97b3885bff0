/* Several methods on one problem: medians, and rates that can be compared. */
#include "report/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

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
    return (bn_quartiles){ quantile(n, numbers, 0.25), quantile(n, numbers, 0.5),
                           quantile(n, numbers, 0.75) };
}

size_t bn_typical_run(size_t runs, const bn_result *results)
{
    for (size_t i = 0; i < runs; i++) {
        size_t before = 0; /* runs that come before i, ordered by passes and then by place */
        for (size_t j = 0; j < runs; j++)
            before +=
                results[j].passes < results[i].passes || (results[j].passes == results[i].passes && j < i);
        if (before == (runs - 1) / 2)
            return i;
    }
    return 0;
}

/* 1 - rate per iteration becomes 1 - factor of the distance per pass: the root of a factor of squares, gaps
   and Lyapunov values, to the power of iterations per pass. */
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

char bn_letter(size_t contender)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    return contender < sizeof letters - 1 ? letters[contender] : '?';
}

bn_status bn_report_comparison(FILE *to, bn_style style, const bn_comparison *what, bn_error *err)
{
    return (style == BN_JSON ? bn_comparison_json : bn_comparison_text)(to, what, err);
}
