/* The curvature of an objective as a report. */
#include <math.h>
#include <string.h>

#include "report/advice.h"
#include "report/json.h"
#include "solver/outlook.h"
#include "report/sections.h"

/* ---- Text ---------------------------------------------------------------------------------- */

static const char *place(const char *at)
{
    return !strcmp(at, "optimum") ? "the optimum" : !strcmp(at, "origin") ? "the origin" : at;
}

#define PER_LINE 6
#define SPECTRUM_SHOWN 60

static void eigenvalues(bn_page *page, const double *value, size_t count)
{
    for (size_t i = 0; i < count; i += PER_LINE) {
        char line[PER_LINE * 16 + 1];
        int length = 0;
        for (size_t j = i; j < count && j < i + PER_LINE; j++)
            length += snprintf(line + length, sizeof line - (size_t)length, "%13.5e ", value[j]);
        bn_line(page, "%s", line);
    }
}

/* Long spectra are shown by their two ends. */
static void spectrum(bn_page *page, const bn_curvature_report *what)
{
    const size_t dim = bn_objective_describe(what->f)->dim, half = SPECTRUM_SHOWN / 2;
    bn_section(page, "spectrum");
    if (what->here)
        bn_words(page, "eigenvalues of the Hessian at %s, ascending", place(what->at));
    else
        bn_line(page,
                "eigenvalues, ascending, of the Hessian or, where it varies, of the matrix that bounds it");
    if (dim <= SPECTRUM_SHOWN) {
        eigenvalues(page, what->spectrum, dim);
        return;
    }
    eigenvalues(page, what->spectrum, half);
    bn_line(page, "... %zu more (--json has them all) ...", dim - 2 * half);
    eigenvalues(page, what->spectrum + dim - half, half);
}

static void condition(bn_page *page, const bn_curvature_report *what)
{
    const bn_objective_info *info = bn_objective_describe(what->f);
    if (!info->terms)
        return;
    bn_section(page, "condition");
    if (isnan(what->cond_X))
        bn_line(page, "cond(X) was not computed: %zu unknowns are many for that", info->dim);
    else if (what->cond_X < HUGE_VAL)
        bn_line(page, "cond(X) = %.6g by singular values, cond(X'X) = %.6g", what->cond_X, what->cond_XtX);
    else
        bn_line(page, "cond(X) is infinite: columns that depend on each other, or fewer rows than columns");
    bn_line(page, "X as the objective has it: %s%s",
            bn_dataset_describe(info->data)->means ? "standardized" : "in the units of the file",
            info->intercept ? ", with a column of ones" : "");
}

static bn_status text(FILE *to, const bn_curvature_report *what, const bn_facts *facts, double tol,
                      bn_error *err)
{
    bn_page page = { .to = to };
    const bn_dataset *data = bn_objective_describe(what->f)->data;
    if (data)
        bn_section_data(&page, data);
    bn_section_objective(&page, what->f);
    bn_section_curvature(&page, "curvature", what->everywhere);
    bn_line(&page, "These hold at every point.");
    if (what->here) {
        const bn_curvature here = { .mu = what->here->mu, .L = what->here->L };
        bn_section_curvature(&page, "there", &here);
        bn_words(&page, "These hold at %s only: no step size may rest on them.", place(what->at));
    }
    condition(&page, what);
    if (what->spectrum)
        spectrum(&page, what);
    bn_section_methods(&page, what->f, facts, tol);
    if (what->advice)
        bn_section_advice(&page, what->f, what->advice);
    return bn_page_close(&page, err);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static json_t *condition_numbers(const bn_curvature_report *what)
{
    json_t *o = json_object();
    bn_json_set(&o, "X", bn_json_number(what->cond_X));
    bn_json_set(&o, "XtX", bn_json_number(what->cond_XtX));
    return o;
}

static json_t *kappa(const bn_curvature *c)
{
    json_t *o = json_object();
    bn_json_set(&o, "value", bn_json_number(c->L.value / c->mu.value));
    bn_json_set(&o, "upper", bn_json_number(c->L.upper / c->mu.lower));
    return o;
}

static bn_status json(FILE *to, const bn_curvature_report *what, const bn_facts *facts, double tol,
                      bn_error *err)
{
    const bn_objective_info *info = bn_objective_describe(what->f);
    const bn_curvature *c = what->here ? what->here : what->everywhere;
    json_t *o = json_object();
    bn_json_set(&o, "data", info->data ? bn_json_data(info->data) : json_null());
    bn_json_set(&o, "objective", bn_json_objective(what->f));
    bn_json_set(&o, "at", bn_json_text(what->at ? what->at : "global"));
    bn_json_set(&o, "mu", bn_json_enclosure(&c->mu));
    bn_json_set(&o, "L", bn_json_enclosure(&c->L));
    bn_json_set(&o, "kappa", kappa(c));
    bn_json_set(&o, "L_max", bn_json_number(what->everywhere->L_max));
    bn_json_set(&o, "L_mean", bn_json_number(what->everywhere->L_mean));
    bn_json_set(&o, "condition", condition_numbers(what));
    if (what->spectrum) {
        bn_json_set(&o, "spectrum_of",
                    bn_json_text(what->here || facts->quadratic ? "hessian" : "bounding matrix"));
        bn_json_set(&o, "spectrum", bn_json_numbers(info->dim, what->spectrum));
    }
    bn_json_set(&o, "tol", bn_json_number(tol));
    bn_json_set(&o, "methods", bn_json_methods(what->f, facts, tol));
    if (what->advice)
        bn_json_set(&o, "advice", bn_json_advice(what->f, what->advice));
    bn_json_set(&o, "version", bn_json_text(bn_version()));
    return bn_json_write(to, o, err);
}

bn_status bn_report_curvature(FILE *to, bn_style style, const bn_curvature_report *what, bn_error *err)
{
    const bn_facts facts = bn_facts_of(what->f, what->everywhere);
    const double tol = what->tol > 0 ? what->tol : BN_DEFAULT_TOL;
    return (style == BN_JSON ? json : text)(to, what, &facts, tol, err);
}
