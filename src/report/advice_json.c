/* Advice as JSON. */
#include "report/advice.h"

#include <math.h>

static json_t *remarks(const bn_objective *f, const bn_advice *a)
{
    char text[BN_REMARK_TEXT];
    json_t *array = json_array();
    for (size_t k = 0; k < a->remarks; k++) {
        json_t *o = json_object();
        bn_json_set(&o, "topic", bn_json_text(bn_topic_name(a->remark[k].topic)));
        bn_json_set(&o, "status", bn_json_text(bn_proof_name(a->remark[k].status)));
        bn_json_set(&o, "gain", bn_json_number(a->remark[k].gain));
        bn_json_set(&o, "text", bn_json_text(bn_remark_text(text, f, a, &a->remark[k])));
        bn_json_add(&array, o);
    }
    return array;
}

/* Features are counted from 1; null is the intercept. */
static json_t *feature(const bn_advice *a, size_t column)
{
    return column < a->cols ? bn_json_count(column + 1) : json_null();
}

static json_t *dependence(const bn_advice *a, const bn_dependence *d)
{
    json_t *o = json_object(), *sum = json_array();
    for (size_t k = 0; k < d->terms && k < BN_MAX_TERMS; k++) {
        json_t *term = json_object();
        bn_json_set(&term, "feature", feature(a, d->term[k].column));
        bn_json_set(&term, "coef", bn_json_number(d->term[k].coef));
        bn_json_add(&sum, term);
    }
    bn_json_set(&o, "feature", feature(a, d->column));
    bn_json_set(&o, "terms", bn_json_count(d->terms));
    bn_json_set(&o, "heaviest", sum);
    bn_json_set(&o, "residual", bn_json_number(d->residual));
    bn_json_set(&o, "status", bn_json_text(bn_proof_name(d->status)));
    return o;
}

static json_t *columns(const bn_advice *a)
{
    json_t *array = json_array();
    for (size_t j = 0; j < a->cols; j++) {
        json_t *o = json_object();
        bn_json_set(&o, "mean", bn_json_number(a->column[j].mean));
        bn_json_set(&o, "sd", bn_json_number(a->column[j].sd));
        bn_json_add(&array, o);
    }
    return array;
}

static json_t *rank(const bn_rank *r, size_t unknowns)
{
    json_t *o = json_object();
    bn_json_set(&o, "value", r->known ? bn_json_count(r->rank) : json_null());
    bn_json_set(&o, "unknowns", bn_json_count(unknowns));
    bn_json_set(&o, "kept", bn_json_number(r->known ? r->kept : NAN));
    bn_json_set(&o, "dropped", bn_json_number(r->known ? r->dropped : NAN));
    bn_json_set(&o, "tolerance", bn_json_number(r->known ? r->tolerance : NAN));
    bn_json_set(&o, "clear", r->known ? json_boolean(r->clear) : json_null());
    return o;
}

static json_t *rows(const bn_advice *a)
{
    json_t *array = json_array();
    for (size_t k = 0; k < a->steep; k++) {
        json_t *o = json_object();
        bn_json_set(&o, "row", bn_json_count(a->steepest[k].row + 1));
        bn_json_set(&o, "L_i", bn_json_number(a->steepest[k].L_i));
        bn_json_set(&o, "feature", feature(a, a->steepest[k].column));
        bn_json_set(&o, "share", bn_json_number(a->steepest[k].share));
        bn_json_add(&array, o);
    }
    return array;
}

static json_t *class_of(const bn_objective_info *info, int side)
{
    return bn_json_text(side > 0 ? info->positive : side < 0 ? info->negative : NULL);
}

static json_t *classes(const bn_objective_info *info, const bn_advice *a)
{
    json_t *o = json_object(), *splits = json_array();
    static const char *const sides[] = { "negative", "positive" };
    for (int k = 0; k < 2; k++) {
        json_t *side = json_object();
        bn_json_set(&side, "class", bn_json_text(k ? info->positive : info->negative));
        bn_json_set(&side, "rows", bn_json_count(a->class_rows[k]));
        bn_json_set(&side, "share", bn_json_number(a->class_share[k]));
        bn_json_set(&o, sides[k], side);
    }
    for (size_t k = 0; k < a->splits && k < BN_MAX_SPLITS; k++) {
        json_t *split = json_object();
        bn_json_set(&split, "feature", feature(a, a->split[k].column));
        bn_json_set(&split, "at", bn_json_number(a->split[k].at));
        bn_json_set(&split, "above", class_of(info, a->split[k].above));
        bn_json_set(&split, "below", class_of(info, a->split[k].below));
        bn_json_set(&split, "clean", json_boolean(a->split[k].clean));
        bn_json_add(&splits, split);
    }
    bn_json_set(&o, "separation", bn_json_text(bn_separation_name(a->separation)));
    bn_json_set(&o, "direction", bn_json_numbers(info->dim, a->direction));
    bn_json_set(&o, "splits", bn_json_count(a->splits));
    bn_json_set(&o, "split", splits);
    return o;
}

static json_t *curvature(const bn_curvature *c)
{
    json_t *o = json_object();
    bn_json_set(&o, "mu", bn_json_enclosure(&c->mu));
    bn_json_set(&o, "L", bn_json_enclosure(&c->L));
    bn_json_set(&o, "kappa", bn_json_number(bn_kappa(c)));
    return o;
}

static json_t *prospect(const bn_prospect *p)
{
    if (!p->known)
        return json_null();
    json_t *o = curvature(&p->everywhere), *methods = json_array();
    for (size_t m = 0; bn_methods()[m]; m++) {
        json_t *method = json_object();
        bn_json_set(&method, "name", bn_json_text(bn_method_name(bn_methods()[m])));
        bn_json_set(&method, "passes_to_tol", bn_json_number(p->passes[m]));
        bn_json_add(&methods, method);
    }
    bn_json_set(&o, "at_origin", curvature(&p->origin));
    bn_json_set(&o, "methods", methods);
    return o;
}

static json_t *condition(const bn_range *c, size_t unknowns)
{
    json_t *o = json_object();
    bn_json_set(&o, "lower", bn_json_number(c->lower > 0 ? c->lower : NAN));
    bn_json_set(&o, "upper", bn_json_number(c->lower > 0 ? c->upper : NAN));
    bn_json_set(&o, "best_scaling", bn_json_number(c->lower > 0 ? c->lower / (double)unknowns : NAN));
    return o;
}

json_t *bn_json_advice(const bn_objective *f, const bn_advice *a)
{
    const bn_objective_info *info = bn_objective_describe(f);
    json_t *o = json_object(), *dependent = json_array(), *units = json_object();
    for (size_t k = 0; k < a->dependent; k++)
        bn_json_add(&dependent, dependence(a, &a->dependence[k]));
    for (int u = 0; u < BN_UNITS_COUNT; u++)
        bn_json_set(&units, bn_units_name((bn_units)u), prospect(&a->prospect[u]));
    bn_json_set(&o, "remarks", remarks(f, a));
    bn_json_set(&o, "columns", a->column ? columns(a) : json_null());
    bn_json_set(&o, "dependent", dependent);
    bn_json_set(&o, "nearest", a->nearest.terms ? dependence(a, &a->nearest) : json_null());
    bn_json_set(&o, "rank", rank(&a->rank, info->dim));
    bn_json_set(&o, "rows", rows(a));
    bn_json_set(&o, "classes", info->positive ? classes(info, a) : json_null());
    bn_json_set(&o, "asked", bn_json_text(bn_units_name(a->units)));
    bn_json_set(&o, "units", units);
    bn_json_set(&o, "equal_condition", condition(&a->equal_condition, info->dim));
    return o;
}
