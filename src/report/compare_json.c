/* A comparison as JSON. */
#include <math.h>

#include "base/fail.h"
#include "report/compare.h"
#include "report/json.h"

static json_t *run(const bn_result *r)
{
    json_t *o = json_object();
    bn_json_set(&o, "seed", bn_json_seed(r->used.seed));
    bn_json_set(&o, "outcome", bn_json_text(bn_outcome_name(r->outcome)));
    bn_json_set(&o, "advice", bn_json_text(*r->advice ? r->advice : NULL));
    bn_json_set(&o, "iterations", bn_json_count(r->iterations));
    bn_json_set(&o, "passes", bn_json_number(r->passes));
    bn_json_set(&o, "seconds", bn_json_number(r->seconds));
    bn_json_set(&o, "value", bn_json_number(r->value));
    bn_json_set(&o, "gap", bn_json_gap(r));
    return o;
}

static json_t *quartiles(const bn_quartiles *q)
{
    json_t *o = json_object();
    bn_json_set(&o, "lower", bn_json_number(q->lower));
    bn_json_set(&o, "median", bn_json_number(q->median));
    bn_json_set(&o, "upper", bn_json_number(q->upper));
    return o;
}

/* The keys of a run that does not depend on a seed, medians where it does; and all the runs. */
static void add_runs(json_t **o, const bn_contender *c, const bn_summary *s)
{
    const bn_result *r = s->typical;
    json_t *per_pass = json_object(), *runs = json_array();
    bn_json_set(&per_pass, "promised", bn_json_number(s->promised));
    bn_json_set(&per_pass, "measured", bn_json_number(s->measured));
    for (size_t i = 0; i < c->runs; i++)
        bn_json_add(&runs, run(&c->results[i]));
    bn_json_set(o, "outcome", bn_json_text(bn_outcome_name(r->outcome)));
    bn_json_set(o, "reason", bn_json_text(*r->advice ? r->advice : NULL));
    bn_json_set(o, "converged", bn_json_count(s->converged));
    bn_json_set(o, "step_rule", bn_json_text(bn_step_rule_name(r->used.step_rule)));
    bn_json_set(o, "step", bn_json_number(r->step > 0 ? r->step : NAN));
    bn_json_set(o, "momentum", bn_json_number(r->momentum));
    bn_json_set(o, "draws", bn_json_draws(c->method, &r->used));
    bn_json_set(o, "iterations", bn_json_count(r->iterations));
    bn_json_set(o, "passes", quartiles(&s->passes));
    bn_json_set(o, "seconds", quartiles(&s->seconds));
    bn_json_set(o, "gap", bn_json_gap(r));
    bn_json_set(o, "contract", bn_json_contract(&r->contract));
    bn_json_set(o, "one_minus_factor_per_pass", per_pass);
    bn_json_set(o, "runs", runs);
}

static bn_status contender(json_t **out, const bn_contender *c, bn_error *err)
{
    bn_summary summary;
    json_t *o = json_object();
    bn_json_set(&o, "label", bn_json_text(c->label));
    bn_json_set(&o, "method", bn_json_text(bn_method_name(c->method)));
    if (c->reason) {
        bn_json_set(&o, "outcome", bn_json_text(c->refused ? "refused" : "failed"));
        bn_json_set(&o, "reason", bn_json_text(c->reason));
    } else if (bn_summarize(&summary, c)) {
        add_runs(&o, c, &summary);
    } else {
        json_decref(o);
        return bn_fail(err, BN_NO_MEMORY, "no memory to write JSON");
    }
    bn_json_add(out, o);
    return BN_OK;
}

bn_status bn_comparison_json(FILE *to, const bn_comparison *what, bn_error *err)
{
    const bn_dataset *data = bn_objective_describe(what->f)->data;
    json_t *o = json_object(), *methods = json_array();
    bn_status status = BN_OK;
    for (size_t i = 0; i < what->count && !status; i++)
        status = contender(&methods, &what->contender[i], err);
    bn_json_set(&o, "data", data ? bn_json_data(data) : json_null());
    bn_json_set(&o, "objective", bn_json_objective(what->f));
    bn_json_set(&o, "mu", bn_json_enclosure(&what->curvature->mu));
    bn_json_set(&o, "L", bn_json_enclosure(&what->curvature->L));
    bn_json_set(&o, "methods", methods);
    bn_json_set(&o, "version", bn_json_text(bn_version()));
    if (!status)
        return bn_json_write(to, o, err);
    json_decref(o);
    return status;
}
