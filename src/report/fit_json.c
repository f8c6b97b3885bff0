/* A fit as JSON; the keys are those that the command promises. */
#include <math.h>

#include "base/threads.h"
#include "report/fit.h"
#include "report/json.h"

static json_t *hypotheses(const bn_contract *c)
{
    json_t *array = json_array();
    for (size_t i = 0; i < c->count; i++) {
        const bn_hypothesis *h = &c->hypotheses[i];
        json_t *o = json_object();
        bn_json_set(&o, "name", bn_json_text(h->name));
        bn_json_set(&o, "value", bn_json_number(h->value));
        bn_json_set(&o, "status", bn_json_text(bn_proof_name(h->status)));
        bn_json_set(&o, "evidence", bn_json_text(h->evidence));
        bn_json_add(&array, o);
    }
    return array;
}

/* A promise that is empty is null, not 1. */
static json_t *promised(const bn_contract *c)
{
    const bn_rate *r = &c->promised;
    const bool empty = !(r->one_minus_rate > 0);
    json_t *o = json_object();
    bn_json_set(&o, "quantity", bn_json_text(empty ? NULL : bn_quantity_name(r->quantity)));
    bn_json_set(&o, "rate", bn_json_number(empty ? NAN : r->rate));
    bn_json_set(&o, "constant", bn_json_number(empty ? NAN : r->constant));
    bn_json_set(&o, "growth", bn_json_number(empty ? NAN : r->growth));
    bn_json_set(&o, "floor", bn_json_number(empty ? NAN : r->floor));
    bn_json_set(&o, "in_expectation", json_boolean(r->in_expectation));
    bn_json_set(&o, "passes", bn_json_number(c->predicted_passes));
    return o;
}

json_t *bn_json_contract(const bn_contract *c)
{
    json_t *measured = json_object(), *o = json_object();
    bn_json_set(&measured, "rate", bn_json_number(c->measured_rate));
    bn_json_set(&o, "hypotheses", hypotheses(c));
    bn_json_set(&o, "promised", promised(c));
    bn_json_set(&o, "measured", measured);
    bn_json_set(&o, "drift", bn_json_number(c->drift));
    bn_json_set(&o, "holds", c->holds == BN_UNDECIDED ? json_null() : json_boolean(c->holds == BN_HOLDS));
    return o;
}

static json_t *bound(const bn_bound *b)
{
    json_t *o = json_object();
    bn_json_set(&o, "bound", bn_json_number(b->bound));
    bn_json_set(&o, "status", bn_json_text(b->bound < HUGE_VAL ? bn_proof_name(b->status) : NULL));
    bn_json_set(&o, "rule", bn_json_text(b->rule));
    return o;
}

json_t *bn_json_gap(const bn_result *r)
{
    json_t *o = bound(&r->certificate.gap);
    bn_json_set(&o, "tol", bn_json_number(r->used.tol));
    bn_json_set(&o, "scale", bn_json_number(r->scale));
    return o;
}

static json_t *choices(const bn_fit_report *what)
{
    json_t *array = json_array();
    for (size_t i = 0; i < what->choice_count; i++) {
        const bn_choice *c = &what->choices[i];
        json_t *o = json_object();
        bn_json_set(&o, "method", bn_json_text(bn_method_name(c->method)));
        bn_json_set(&o, "passes", bn_json_number(c->passes));
        bn_json_set(&o, "seconds", bn_json_number(c->seconds));
        bn_json_set(&o, "promised", json_boolean(c->promised));
        bn_json_add(&array, o);
    }
    return array;
}

static void add_run(json_t **o, const bn_fit_report *what)
{
    const bn_result *r = what->result;
    bn_json_set(o, "method", bn_json_text(bn_method_name(what->method)));
    bn_json_set(o, "chosen_by", bn_json_text(what->choices ? "cost model" : "caller"));
    if (what->choices && what->explain)
        bn_json_set(o, "choices", choices(what));
    bn_json_set(o, "step_rule", bn_json_text(bn_step_rule_name(r->used.step_rule)));
    bn_json_set(o, "step", bn_json_number(r->step > 0 ? r->step : NAN));
    bn_json_set(o, "momentum", bn_json_number(r->momentum));
    bn_json_set(o, "draws", bn_json_draws(what->method, &r->used));
    bn_json_set(o, "outcome", bn_json_text(bn_outcome_name(r->outcome)));
    bn_json_set(o, "advice", bn_json_text(*r->advice ? r->advice : NULL));
    bn_json_set(o, "iterations", bn_json_count(r->iterations));
    bn_json_set(o, "passes", bn_json_number(r->passes));
    bn_json_set(o, "seconds", bn_json_number(r->seconds));
    bn_json_set(o, "value", bn_json_number(r->value));
    bn_json_set(o, "grad_norm", bn_json_number(r->grad_norm));
    bn_json_set(o, "gap", bn_json_gap(r));
    bn_json_set(o, "distance", bound(&r->certificate.distance));
    bn_json_set(o, "mu", bn_json_enclosure(&r->curvature.mu));
    bn_json_set(o, "L", bn_json_enclosure(&r->curvature.L));
    bn_json_set(o, "contract", bn_json_contract(&r->contract));
}

static void add_coefficients(json_t **o, const bn_fit_report *what, const bn_fit_numbers *numbers)
{
    const bn_objective_info *info = bn_objective_describe(what->f);
    const bool rows = info->terms > 0,
               implied = rows && !info->intercept && bn_dataset_describe(info->data)->means;
    bn_json_set(o, "coef", bn_json_numbers(numbers->cols, numbers->coef));
    bn_json_set(o, "intercept", bn_json_number(rows ? numbers->intercept : NAN));
    bn_json_set(o, "intercept_implied", json_boolean(implied));
    bn_json_set(o, "coef_internal", bn_json_numbers(info->dim, what->x));
    if (!numbers->errors)
        return;
    bn_json_set(o, "coef_errors", bn_json_numbers(numbers->cols, numbers->errors));
    bn_json_set(o, "intercept_error", bn_json_number(numbers->intercept_error));
    bn_json_set(o, "residual_sd", bn_json_number(what->residual_sd));
}

bn_status bn_fit_json(FILE *to, const bn_fit_report *what, const bn_fit_numbers *numbers, bn_error *err)
{
    const bn_dataset *data = bn_objective_describe(what->f)->data;
    json_t *o = json_object();
    bn_json_set(&o, "data", data ? bn_json_data(data) : json_null());
    bn_json_set(&o, "objective", bn_json_objective(what->f));
    add_run(&o, what);
    add_coefficients(&o, what, numbers);
    bn_json_set(&o, "seed", bn_json_seed(what->result->used.seed));
    bn_json_set(&o, "threads", bn_json_count(bn_threads(what->threads)));
    bn_json_set(&o, "version", bn_json_text(bn_version()));
    return bn_json_write(to, o, err);
}
