/* Data, objective and curvature, as every text report shows them. */
#include "report/sections.h"

#include <math.h>
#include <string.h>

#include "solver/outlook.h"

void bn_section_data(bn_page *page, const bn_dataset *data)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    bn_section(page, "data");
    bn_words(page, "%s (%s)", strcmp(info->path, "-") ? info->path : "standard input", info->format);
    bn_line(page, "%zu row%s, %zu feature%s", info->rows, bn_plural(info->rows), info->cols,
            bn_plural(info->cols));
    if (info->target_name)
        bn_words(page, "target: %s", info->target_name);
    if (info->weights)
        bn_line(page, "rows carry weights");
    if (info->means)
        bn_line(page, "standardized: every feature has mean 0 and standard deviation 1");
    if (info->storage == BN_STORAGE_FLOAT32)
        bn_line(page, "features are rounded to float32; all that follows is about the rounded numbers");
    if (info->constant_columns)
        bn_line(page, "%zu feature%s constant", info->constant_columns,
                info->constant_columns == 1 ? " is" : "s are");
    for (size_t i = 0; i < info->notes; i++)
        bn_words(page, "note: %s", info->note[i]);
}

double bn_summed_penalty(const bn_objective_info *info)
{
    const double *weights = info->data ? bn_dataset_describe(info->data)->weights : NULL;
    double sum = 0;
    for (size_t i = 0; weights && i < info->terms; i++)
        sum += weights[i];
    return (weights ? sum : (double)info->terms) * info->l2;
}

/* The same penalty in the units of programs that sum the loss instead of taking its mean. */
static void penalty(bn_page *page, const bn_objective_info *info)
{
    if (!(info->l2 > 0)) {
        bn_line(page, "no penalty (l2 = 0)");
    } else {
        bn_line(page, "l2 = %.6g", info->l2);
        const double alpha = bn_summed_penalty(info);
        const char count = bn_dataset_describe(info->data)->weights ? 'S' : 'n';
        bn_line(page, "where the loss is summed, not averaged: C = 1/(%c l2) = %.6g, alpha = %c l2 = %.6g",
                count, 1 / alpha, count, alpha);
    }
    if (info->intercept)
        bn_line(page, "b, the intercept, is not penalized");
}

/* The larger target is the positive class. */
static void sides(bn_page *page, const bn_objective_info *info)
{
    const bn_dataset_info *data = bn_dataset_describe(info->data);
    double largest = data->targets[0];
    size_t positives = 0;
    for (size_t i = 0; i < data->rows; i++)
        largest = fmax(largest, data->targets[i]);
    for (size_t i = 0; i < data->rows; i++)
        positives += data->targets[i] == largest;
    bn_words(page, "y = +1 is %s (%zu row%s), y = -1 is %s (%zu row%s)", info->positive, positives,
             bn_plural(positives), info->negative, data->rows - positives, bn_plural(data->rows - positives));
}

void bn_section_objective(bn_page *page, const bn_objective *f)
{
    char formula[BN_FORMULA];
    const bn_objective_info *info = bn_objective_describe(f);
    bn_section(page, "objective");
    bn_words(page, "%s: minimize %s", info->loss, bn_formula(formula, f));
    if (info->terms)
        penalty(page, info);
    else
        bn_line(page, "%zu unknown%s", info->dim, bn_plural(info->dim));
    if (info->positive)
        sides(page, info);
}

/* What the short names of methods mean to someone who has not read curvature.h. */
static const struct {
    const char *method, *words;
} origins[] = {
    { "l2", "the penalty alone" },
    { "gram", "eigenvalues, rounding enclosed" },
    { "svd", "singular values" },
    { "preconditioned", "preconditioned, rounding enclosed" },
    { "svd: rank deficient", "singular values: columns depend on each other" },
    { "wide", "fewer rows than unknowns" },
    { "lanczos", "Lanczos, too small with probability 1e-10 at most" },
    { "trace", "the mean over rows" },
    { "assumed", "as given" },
};

const char *bn_origin(const char *method)
{
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
        if (!strcmp(method, origins[i].method))
            return origins[i].words;
    return method;
}

const char *bn_grounds(char out[BN_GROUNDS], const bn_enclosure *number)
{
    const char *words = number->method ? bn_origin(number->method) : "";
    snprintf(out, BN_GROUNDS, "%-9s%s%s%s", bn_proof_name(number->status), *words ? " (" : "", words,
             *words ? ")" : "");
    return out;
}

void bn_section_curvature(bn_page *page, const char *title, const bn_curvature *c)
{
    char grounds[BN_GROUNDS];
    bn_section(page, title);
    bn_line(page, "mu     %s %-14.9g %s", c->mu.status == BN_PROVEN ? ">=" : "~ ", c->mu.lower,
            c->mu.lower == 0 ? "nothing better is known" : bn_grounds(grounds, &c->mu));
    bn_line(page, "L      <= %-14.9g %s", c->L.upper, bn_grounds(grounds, &c->L));
    if (c->mu.lower > 0)
        bn_line(page, "kappa  <= %-14.6g L/mu", c->L.upper / c->mu.lower);
    else
        bn_line(page, "kappa  unknown           mu is 0: nothing bounds L/mu");
    if (c->L_max > 0)
        bn_line(page, "L_max  <= %-14.6g of the steepest row; %.6g on average", c->L_max, c->L_mean);
}

static void method_line(bn_page *page, const bn_outlook *o)
{
    char step[BN_FIGURE], limit[BN_FIGURE], rho[BN_FIGURE], passes[BN_FIGURE];
    if (o->refuses)
        bn_words(page, "%-10s not here: %s", o->name, o->refuses);
    else if (isnan(o->step) && isnan(o->rho))
        bn_words(page, "%-10s %12s  %s", o->name, "-", o->summary);
    else
        bn_line(page, "%-10s %12s %12s %14s %14s", o->name, bn_figure(step, "%.6g", o->step),
                bn_figure(limit, "%.6g", o->safe_step_max), bn_figure(rho, "%.3e", 1 - o->rho),
                bn_figure(passes, "%.6g", ceil(o->passes)));
}

void bn_section_methods(bn_page *page, const bn_objective *f, const bn_facts *facts, double tol)
{
    bn_section(page, "methods");
    bn_line(page, "%-10s %12s %12s %14s %14s", "", "step", "safe below", "1 - factor", "passes");
    for (const bn_method *const *m = bn_methods(); *m; m++) {
        const bn_outlook outlook = bn_outlook_of(*m, f, facts, tol);
        method_line(page, &outlook);
    }
    bn_words(page, "%s%.0e%s",
             "factor: what the distance to the optimum shrinks by in each step, by theory; a step of a "
             "stochastic method reads single rows. passes: reads of the whole data after which the promise "
             "proves f - f* <= ",
             tol, " times its value at the start; -: no such promise");
}
