/* A comparison as text: a table, what stopped the others, a plot. */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "report/compare.h"
#include "report/plot_text.h"
#include "report/sections.h"

#define LABEL 14

static const char *outcome(char out[BN_FIGURE], const bn_contender *c, const bn_summary *s)
{
    if (c->runs > 1 && s->converged < c->runs)
        snprintf(out, BN_FIGURE, "%zu/%zu converged", s->converged, c->runs);
    else
        snprintf(out, BN_FIGURE, "%s", bn_outcome_name(s->typical->outcome));
    return out;
}

static const char *const kept[] = { [BN_UNDECIDED] = "-", [BN_HOLDS] = "yes", [BN_FAILS] = "NO" };

static void run_line(bn_page *page, char letter, const bn_contender *c, const bn_summary *s)
{
    char label[BN_FITTED], ended[BN_FIGURE];
    char passes[BN_FIGURE], ms[BN_FIGURE], promised[BN_FIGURE], measured[BN_FIGURE], gap[BN_FIGURE];
    bn_line(page, "%c %s %-15s %7s %7zu %8s %7s %7s %4s %7s", letter, bn_fitted(label, c->label, LABEL),
            outcome(ended, c, s), bn_figure(passes, "%.0f", s->passes.median), s->typical->iterations,
            bn_figure(ms, s->seconds.median < 10 ? "%.4g" : "%.0f", 1e3 * s->seconds.median),
            bn_figure(promised, "%.1e", s->promised), bn_figure(measured, "%.1e", s->measured),
            kept[s->typical->contract.holds], bn_figure(gap, "%.1e", s->typical->gap_bound));
    if (c->runs > 1)
        bn_line(page, "  %zu seeds, quartiles: %.0f to %.0f passes, %.4g to %.4g ms", c->runs,
                s->passes.lower, s->passes.upper, 1e3 * s->seconds.lower, 1e3 * s->seconds.upper);
}

static bn_status table(bn_page *page, const bn_comparison *what, bn_error *err)
{
    bn_section(page, "methods");
    bn_line(page, "  %-*s %-15s %7s %7s %8s %7s %7s %4s %7s", LABEL, "", "outcome", "passes", "steps", "ms",
            "promise", "fact", "kept", "gap");
    for (size_t i = 0; i < what->count; i++) {
        const bn_contender *c = &what->contender[i];
        char label[BN_FITTED];
        bn_summary s;
        if (c->reason) {
            bn_line(page, "%c %s %s", bn_letter(i), bn_fitted(label, c->label, LABEL),
                    c->refused ? "refused" : "failed");
            continue;
        }
        if (!bn_summarize(&s, c))
            return bn_fail(err, BN_NO_MEMORY, "no memory to write a report");
        run_line(page, bn_letter(i), c, &s);
    }
    bn_words(
        page,
        "promise, fact: 1 - what the distance to the optimum is multiplied by in each pass over the "
        "data, by theory before the run and in it; kept: did the run keep its promise, constants and all; "
        "gap: the certified bound of f - f*");
    return BN_OK;
}

/* A run that did not converge, the typical one before others; NULL if all did. */
static const bn_result *stopped(const bn_contender *c)
{
    if (c->runs && c->results[c->typical].outcome != BN_CONVERGED)
        return &c->results[c->typical];
    for (size_t i = 0; i < c->runs; i++)
        if (c->results[i].outcome != BN_CONVERGED)
            return &c->results[i];
    return NULL;
}

/* Every method that did not converge, and why. */
static void reasons(bn_page *page, const bn_comparison *what)
{
    bn_section(page, "not converged");
    for (size_t i = 0; i < what->count; i++) {
        const bn_contender *c = &what->contender[i];
        const bn_result *r = stopped(c);
        if (c->reason)
            bn_words(page, "%c %s: %s", bn_letter(i), c->label, c->reason);
        else if (r)
            bn_words(page, "%c %s, %s: %s", bn_letter(i), c->label, bn_outcome_name(r->outcome),
                     *r->advice ? r->advice : "stopped by the caller");
    }
}

static bool all_converged(const bn_comparison *what)
{
    for (size_t i = 0; i < what->count; i++)
        if (what->contender[i].reason || stopped(&what->contender[i]))
            return false;
    return true;
}

bn_status bn_comparison_text(FILE *to, const bn_comparison *what, bn_error *err)
{
    bn_page page = { .to = to };
    const bn_objective_info *info = bn_objective_describe(what->f);
    if (info->data)
        bn_section_data(&page, info->data);
    bn_section_objective(&page, what->f);
    bn_section_curvature(&page, "curvature", what->curvature);
    bn_status status = table(&page, what, err);
    if (status)
        return status;
    if (!all_converged(what))
        reasons(&page, what);
    bn_section_plot(&page, what);
    return bn_page_close(&page, err);
}
