/* JSON parts that several documents share. */
#include "report/json.h"
#include "report/sections.h"
#include "solver/method.h"
#include "solver/outlook.h"
#include "solver/option_words.h"

#include <math.h>

json_t *bn_json_data(const bn_dataset *data)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    json_t *o = json_object();
    bn_json_set(&o, "path", bn_json_text(info->path));
    bn_json_set(&o, "rows", bn_json_count(info->rows));
    bn_json_set(&o, "cols", bn_json_count(info->cols));
    bn_json_set(&o, "format", bn_json_text(info->format));
    bn_json_set(&o, "target", bn_json_text(info->target_name));
    bn_json_set(&o, "features", bn_json_texts(info->cols, info->names));
    bn_json_set(&o, "weighted", json_boolean(info->weights));
    bn_json_set(&o, "standardized", json_boolean(info->means));
    bn_json_set(&o, "storage", bn_json_text(info->storage == BN_STORAGE_FLOAT32 ? "float32" : "float64"));
    bn_json_set(&o, "constant_columns", bn_json_count(info->constant_columns));
    bn_json_set(&o, "notes", info->notes ? bn_json_texts(info->notes, info->note) : json_array());
    return o;
}

json_t *bn_json_objective(const bn_objective *f)
{
    char formula[BN_FORMULA];
    const bn_objective_info *info = bn_objective_describe(f);
    const double summed = bn_summed_penalty(info);
    json_t *o = json_object();
    bn_json_set(&o, "loss", bn_json_text(info->loss));
    bn_json_set(&o, "l2", bn_json_number(info->l2));
    bn_json_set(&o, "intercept", json_boolean(info->intercept));
    bn_json_set(&o, "formula", bn_json_text(bn_formula(formula, f)));
    bn_json_set(&o, "unknowns", bn_json_count(info->dim));
    bn_json_set(&o, "C", bn_json_number(1 / summed));
    bn_json_set(&o, "alpha", bn_json_number(summed));
    bn_json_set(&o, "positive", bn_json_text(info->positive));
    bn_json_set(&o, "negative", bn_json_text(info->negative));
    return o;
}

json_t *bn_json_enclosure(const bn_enclosure *number)
{
    json_t *o = json_object();
    bn_json_set(&o, "value", bn_json_number(number->value));
    bn_json_set(&o, "lower", bn_json_number(number->lower));
    bn_json_set(&o, "upper", bn_json_number(number->upper));
    bn_json_set(&o, "status", bn_json_text(bn_proof_name(number->status)));
    bn_json_set(&o, "method", bn_json_text(number->method));
    return o;
}

/* How a method drew its terms, every default filled in; null where it has no such choice. */
json_t *bn_json_draws(const bn_method *method, const bn_solve_options *used)
{
    const bool svrg = method == &bn_svrg, sgd = method == &bn_sgd,
               loopless = used->snapshot == BN_SNAPSHOT_LOOPLESS;
    const char *const snapshot = svrg ? bn_option_word(bn_snapshot_words, used->snapshot) : NULL,
                      *const average = sgd ? bn_option_word(bn_average_words, used->average) : NULL,
                      *const schedule = sgd ? bn_option_word(bn_schedule_words, used->schedule) : NULL;
    if (!method->variance)
        return json_null();
    json_t *o = json_object();
    bn_json_set(&o, "batch", bn_json_count(used->batch));
    bn_json_set(&o, "sampling", bn_json_text(bn_option_word(bn_sampling_words, used->sampling)));
    bn_json_set(&o, "snapshot", bn_json_text(snapshot));
    bn_json_set(&o, "refresh", bn_json_number(svrg && loopless ? used->refresh : NAN));
    bn_json_set(&o, "epoch_length", svrg && !loopless ? bn_json_count(used->epoch_length) : json_null());
    bn_json_set(&o, "average", bn_json_text(average));
    bn_json_set(&o, "schedule", bn_json_text(schedule));
    return o;
}

static json_t *method(const bn_outlook *outlook)
{
    json_t *o = json_object();
    bn_json_set(&o, "name", bn_json_text(outlook->name));
    bn_json_set(&o, "step", bn_json_number(outlook->step));
    bn_json_set(&o, "momentum", bn_json_number(outlook->momentum));
    bn_json_set(&o, "q_sq", bn_json_number(outlook->q_sq));
    bn_json_set(&o, "rho", bn_json_number(outlook->rho));
    bn_json_set(&o, "passes_to_tol", bn_json_number(outlook->passes));
    bn_json_set(&o, "safe_step_max", bn_json_number(outlook->safe_step_max));
    bn_json_set(&o, "refuses", bn_json_text(outlook->refuses));
    return o;
}

json_t *bn_json_methods(const bn_objective *f, const bn_facts *facts, double tol)
{
    json_t *array = json_array();
    for (const bn_method *const *m = bn_methods(); *m; m++) {
        const bn_outlook outlook = bn_outlook_of(*m, f, facts, tol);
        bn_json_add(&array, method(&outlook));
    }
    return array;
}
