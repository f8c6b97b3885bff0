/* JSON parts that several documents share. */
#include "report/json.h"

#include "report/outlook.h"
#include "report/sections.h"

json_t *bn_json_data(const bn_dataset *data)
{
    if (!data)
        return json_null();
    const bn_dataset_info *info = bn_dataset_describe(data);
    return json_pack("{s:o, s:I, s:I, s:s, s:o, s:b, s:b, s:I, s:o}",
                     "path", bn_json_text(info->path),
                     "rows", (json_int_t)info->rows,
                     "cols", (json_int_t)info->cols,
                     "format", info->format,
                     "target", bn_json_text(info->target_name),
                     "weighted", info->weights != NULL,
                     "standardized", info->means != NULL,
                     "constant_columns", (json_int_t)info->constant_columns,
                     "notes", bn_json_texts(info->notes, info->note ? info->note : (const char *const[]){ NULL }));
}

json_t *bn_json_objective(const bn_objective *f)
{
    char formula[BN_FORMULA];
    const bn_objective_info *info = bn_objective_describe(f);
    const double n = (double)info->terms;
    return json_pack("{s:s, s:f, s:b, s:s, s:I, s:o, s:o, s:o, s:o}",
                     "loss", info->loss,
                     "l2", info->l2,
                     "intercept", info->intercept,
                     "formula", bn_formula(formula, f),
                     "unknowns", (json_int_t)info->dim,
                     "C", bn_json_number(1 / (n * info->l2)),
                     "alpha", bn_json_number(n * info->l2),
                     "positive", bn_json_text(info->positive),
                     "negative", bn_json_text(info->negative));
}

static json_t *method(const bn_outlook *o)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}",
                     "name", o->name,
                     "step", bn_json_number(o->step),
                     "momentum", bn_json_number(o->momentum),
                     "q_sq", bn_json_number(o->q_sq),
                     "rho", bn_json_number(o->rho),
                     "passes_to_tol", bn_json_number(o->passes),
                     "safe_step_max", bn_json_number(o->safe_step_max));
}

json_t *bn_json_methods(const bn_facts *facts, double tol)
{
    json_t *array = json_array();
    for (const bn_method *const *m = bn_methods(); array && *m; m++) {
        const bn_outlook o = bn_outlook_of(*m, facts, tol);
        if (json_array_append_new(array, method(&o))) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}
