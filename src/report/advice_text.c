/* Advice as text: remarks, the facts behind them, and a table of units. */
#include "report/advice.h"

#include <math.h>
#include <string.h>

static void remarks(bn_page *page, const bn_objective *f, const bn_advice *a)
{
    char text[BN_REMARK_TEXT];
    bn_section(page, "advice");
    for (size_t k = 0; k < a->remarks; k++)
        bn_words(page, "%zu. %s.", k + 1, bn_remark_text(text, f, a, &a->remark[k]));
    if (!a->remarks)
        bn_line(page, "nothing found that is worth a change");
}

/* ---- Facts --------------------------------------------------------------------------------- */

static void rank(bn_page *page, size_t unknowns, const bn_rank *r)
{
    const bool gap = r->dropped > 0;
    if (!r->known && unknowns > BN_ADVICE_DENSE)
        bn_line(page, "rank      not computed for more than %zu unknowns", BN_ADVICE_DENSE);
    else if (!r->known)
        bn_line(page, "rank      not known: columns scaled to norm 1 are beyond the range of doubles");
    else if (!r->rank)
        bn_line(page, "rank      0 of %zu", unknowns);
    else
        bn_words(page,
                 "rank      %zu of %zu%s: columns scaled to norm 1 have singular values down to %.2g of the "
                 "largest%s %.2g",
                 r->rank, unknowns, r->clear ? "" : ", not clearly", r->kept,
                 gap ? ", then" : "; they would count as 0 below", gap ? r->dropped : r->tolerance);
}

static void classes(bn_page *page, const bn_objective_info *info, const bn_advice *a)
{
    static const char *const planes[] = {
        [BN_SEPARATED] = "a plane separates them",
        [BN_WEAKLY_SEPARATED] = "a plane has rows on their own sides and none on the wrong one",
        [BN_OVERLAPPING] = "no plane separates them",
    };
    bn_words(page, "classes   %zu rows of %.40s, %zu of %.40s", a->class_rows[1], info->positive,
             a->class_rows[0], info->negative);
    if (a->separation == BN_SEPARATION_OPEN)
        bn_line(page, "          whether a plane separates them was not decided");
    else
        bn_line(page, "          %s (%s)", planes[a->separation], bn_proof_name(a->separation_status));
}

static void rows(bn_page *page, const bn_advice *a)
{
    char list[BN_MAX_STEEP * 24] = "";
    size_t length = 0;
    for (size_t k = 0; k < a->steep; k++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%zu", k ? ", " : "",
                                   a->steepest[k].row + 1);
    const double L_i = a->steepest[0].L_i, mean = a->prospect[a->units].everywhere.L_mean;
    bn_words(page, "rows      the steepest has L_i = %.3g, %.3g times the mean; in order: %s", L_i,
             L_i / mean, list);
}

static void facts(bn_page *page, const bn_objective_info *info, const bn_advice *a)
{
    bn_section(page, "facts");
    rank(page, info->dim, &a->rank);
    if (info->positive)
        classes(page, info, a);
    if (a->steep && a->steepest[0].L_i > 0)
        rows(page, a);
}

/* ---- The table of units -------------------------------------------------------------------- */

enum { COLUMNS = 6 }; /* of methods, as many as a page holds */

static const char *const titles[] = {
    [BN_UNITS_FILE] = "as in the file",
    [BN_UNITS_STANDARD] = "standardized",
    [BN_UNITS_EQUAL] = "equal sizes",
    [BN_UNITS_FEWER] = "fewer columns",
};

/* A line under way: its first column, and more of ten each. */
typedef struct line {
    char text[16 + 10 * (COLUMNS + 1) + 1];
} line;

static void put(line *l, const char *word)
{
    const size_t length = strlen(l->text);
    snprintf(l->text + length, sizeof l->text - length, "%10.9s", word);
}

static void put_number(line *l, double x)
{
    char word[32] = "-";
    if (isfinite(x))
        snprintf(word, sizeof word, x < 100 ? "%.3g" : x < 1e6 ? "%.0f" : "%.1e", x);
    put(l, word);
}

/* The methods that promise something in some units. */
static size_t promising(size_t shown[COLUMNS], const bn_advice *a)
{
    size_t count = 0;
    for (size_t m = 0; bn_methods()[m] && count < COLUMNS; m++)
        for (int u = 0; u < BN_UNITS_COUNT; u++)
            if (a->prospect[u].known && isfinite(a->prospect[u].passes[m])) {
                shown[count++] = m;
                break;
            }
    return count;
}

static void table(bn_page *page, const bn_advice *a, const size_t *shown, size_t count)
{
    line l;
    snprintf(l.text, sizeof l.text, "%-16s", "");
    put(&l, count ? "kappa" : "at origin");
    for (size_t k = 0; k < count; k++)
        put(&l, bn_method_name(bn_methods()[shown[k]]));
    bn_line(page, "%s", l.text);
    for (int u = 0; u < BN_UNITS_COUNT; u++) {
        const bn_prospect *p = &a->prospect[u];
        if (!p->known)
            continue;
        snprintf(l.text, sizeof l.text, "%-14s %-1s", titles[u], u == (int)a->units ? "*" : "");
        put_number(&l, bn_kappa(count ? &p->everywhere : &p->origin));
        for (size_t k = 0; k < count; k++)
            put_number(&l, ceil(p->passes[shown[k]]));
        bn_line(page, "%s", l.text);
    }
}

/* By van der Sluis. */
static void limit(bn_page *page, const bn_objective_info *info, const bn_advice *a)
{
    const bn_range *c = &a->equal_condition;
    const bool table = info->terms > 0, raw = a->units == BN_UNITS_FILE;
    if (c->lower > 1 && c->upper < HUGE_VAL)
        bn_words(page,
                 "Without a penalty the condition number of %s in %s is %.3g; no scaling of the %s brings it "
                 "below %.3g (van der Sluis' theorem)%s.",
                 table ? "X'X" : "A", table && !raw ? "these units" : "equal sizes", c->upper,
                 table ? "columns" : "unknowns", c->lower / (double)info->dim,
                 table && raw ? "; taking away their means may" : "");
}

/* Is there anything to compare? */
static bool comparable(const bn_advice *a)
{
    bool some = false;
    for (int u = 0; u < BN_UNITS_COUNT; u++)
        some |= a->prospect[u].known && bn_kappa(&a->prospect[u].origin) < HUGE_VAL;
    return some;
}

static void units(bn_page *page, const bn_objective_info *info, const bn_advice *a)
{
    size_t shown[COLUMNS];
    const size_t count = promising(shown, a);
    bn_section(page, "units");
    if (!comparable(a)) {
        bn_line(page, "mu is 0 or less in all units: no method promises a number of passes");
        return;
    }
    table(page, a, shown, count);
    bn_words(page, "%s; *: as asked%s",
             count ? "kappa = L/mu, and how many passes each method promises to need at most"
                   : "kappa at the origin: far away mu is 0, and no method promises a number of passes",
             info->l2 > 0 ? "; in each line the penalty acts on the coefficients in its units" : "");
    if (a->prospect[BN_UNITS_EQUAL].known)
        bn_line(page, "equal sizes: %s",
                info->terms ? "columns divided by their root mean squares"
                            : "A with rows and columns divided by the roots of its diagonal");
    limit(page, info, a);
}

void bn_section_advice(bn_page *page, const bn_objective *f, const bn_advice *a)
{
    const bn_objective_info *info = bn_objective_describe(f);
    remarks(page, f, a);
    facts(page, info, a);
    units(page, info, a);
}
