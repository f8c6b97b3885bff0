/* A model as a JSON file: written whole, read with suspicion. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/fields.h"
#include "objective/loss.h"
#include "report/json.h"
#include "report/model.h"

static const char format[] = "banach model 1";

/* ---- Out ----------------------------------------------------------------------------------- */

bn_status bn_model_save(const bn_model *model, const char *path, bn_error *err)
{
    const bn_model_info *m = &model->info;
    json_t *o = json_object();
    bn_json_set(&o, "format", bn_json_text(format));
    bn_json_set(&o, "version", bn_json_text(bn_version()));
    bn_json_set(&o, "loss", bn_json_text(m->loss));
    bn_json_set(&o, "outcome", bn_json_text(bn_outcome_name(m->outcome)));
    bn_json_set(&o, "l2", bn_json_number(m->l2));
    bn_json_set(&o, "target", bn_json_text(m->target_name));
    bn_json_set(&o, "positive", bn_json_text(m->positive));
    bn_json_set(&o, "negative", bn_json_text(m->negative));
    bn_json_set(&o, "intercept", bn_json_number(m->intercept));
    bn_json_set(&o, "coef", bn_json_numbers(m->cols, m->coef));
    bn_json_set(&o, "features", bn_json_texts(m->cols, m->names));
    return bn_json_save(path, o, err);
}

/* ---- In ------------------------------------------------------------------------------------ */

/* A model while it is read. */
typedef struct bn_draft {
    const char *path;
    const json_t *root;
    bn_model_info info;
    double *coef;
    const char **names;
    bn_error *err;
} bn_draft;

#define REFUSE(d, ...) bn_fail((d)->err, BN_BAD_FORMAT, __VA_ARGS__)

static bn_status read_number(double *out, const bn_draft *d, const char *key)
{
    const json_t *value = json_object_get(d->root, key);
    if (!json_is_number(value))
        return REFUSE(d, "%s: \"%s\" is %s, expected a number", d->path, key,
                      value ? "not a number" : "missing");
    *out = json_number_value(value);
    return BN_OK;
}

/* A text, or NULL for null and for a key that is not there. */
static bn_status read_text(const char **out, const bn_draft *d, const char *key)
{
    const json_t *value = json_object_get(d->root, key);
    *out = json_string_value(value);
    if (!*out && value && !json_is_null(value))
        return REFUSE(d, "%s: \"%s\" is not a text", d->path, key);
    return BN_OK;
}

static bn_status read_coef(bn_draft *d)
{
    const json_t *array = json_object_get(d->root, "coef");
    d->info.cols = json_array_size(array);
    if (d->info.cols == 0)
        return REFUSE(d, "%s: \"coef\" is %s, expected an array of numbers", d->path,
                      array ? "empty" : "missing");
    d->coef = bn_doubles(1, d->info.cols);
    if (!d->coef)
        return bn_fail(d->err, BN_NO_MEMORY, "no memory for %zu coefficients", d->info.cols);
    for (size_t j = 0; j < d->info.cols; j++) {
        const json_t *value = json_array_get(array, j);
        if (!json_is_number(value))
            return REFUSE(d, "%s: coefficient %zu is not a number", d->path, j + 1);
        d->coef[j] = json_number_value(value);
    }
    d->info.coef = d->coef;
    return BN_OK;
}

static bn_status read_names(bn_draft *d)
{
    const json_t *array = json_object_get(d->root, "features");
    if (!array || json_is_null(array))
        return BN_OK;
    if (json_array_size(array) != d->info.cols)
        return REFUSE(d, "%s: %zu names in \"features\" for %zu coefficients", d->path,
                      json_array_size(array), d->info.cols);
    d->names = bn_array(d->info.cols, sizeof *d->names);
    if (!d->names)
        return bn_fail(d->err, BN_NO_MEMORY, "no memory for %zu names", d->info.cols);
    for (size_t j = 0; j < d->info.cols; j++)
        if (!(d->names[j] = json_string_value(json_array_get(array, j))))
            return REFUSE(d, "%s: name %zu in \"features\" is not a text", d->path, j + 1);
    d->info.names = d->names;
    return BN_OK;
}

static bn_status read_format(bn_draft *d)
{
    const char *found = json_string_value(json_object_get(d->root, "format"));
    if (!found)
        return REFUSE(d, "%s: this is not a model: no \"format\", expected \"%s\"", d->path, format);
    if (strcmp(found, format))
        return REFUSE(d, "%s: \"format\" is \"%.40s\", expected \"%s\"", d->path, found, format);
    return BN_OK;
}

static bn_status read_loss(bn_draft *d)
{
    bn_status status = read_text(&d->info.loss, d, "loss");
    if (status)
        return status;
    const bn_loss *loss = d->info.loss ? bn_loss_find(d->info.loss) : NULL;
    if (!loss || loss->assemble)
        return REFUSE(d, "%s: \"loss\" is \"%.40s\", not a loss over data that this version knows", d->path,
                      d->info.loss ? d->info.loss : "missing");
    d->info.loss = bn_loss_name(loss); /* outlives the document */
    return BN_OK;
}

static bn_status read_outcome(bn_draft *d)
{
    const char *name;
    bn_status status = read_text(&name, d, "outcome");
    d->info.outcome = BN_CANCELLED;
    for (int k = BN_CONVERGED; name && k <= BN_CANCELLED; k++)
        if (!strcmp(name, bn_outcome_name((bn_outcome)k)))
            d->info.outcome = (bn_outcome)k;
    return status;
}

static bn_status read_classes(bn_draft *d)
{
    bn_status status = read_text(&d->info.positive, d, "positive");
    if (!status)
        status = read_text(&d->info.negative, d, "negative");
    if (status)
        return status;
    const bool two = d->info.positive && d->info.negative, wanted = bn_loss_find(d->info.loss)->classifies;
    if (wanted != two || (two && !strcmp(d->info.positive, d->info.negative)))
        return REFUSE(d, "%s: a %s model has %s classes, \"positive\" and \"negative\"", d->path,
                      d->info.loss, wanted ? "two different" : "no");
    return BN_OK;
}

static bn_status read_draft(bn_draft *d)
{
    bn_status status = read_format(d);
    if (!status)
        status = read_loss(d);
    if (!status)
        status = read_outcome(d);
    if (!status)
        status = read_classes(d);
    if (!status)
        status = read_text(&d->info.target_name, d, "target");
    if (!status)
        status = read_number(&d->info.l2, d, "l2");
    if (!status)
        status = read_number(&d->info.intercept, d, "intercept");
    if (!status)
        status = read_coef(d);
    return status ? status : read_names(d);
}

bn_status bn_model_load(bn_model **out, const char *path, bn_error *err)
{
    bn_fields f;
    bn_fields_open(&f, path, err);
    bn_draft draft = { .path = f.path, .root = f.root, .err = err };
    bn_status status = f.status ? f.status : read_draft(&draft);
    if (!status)
        status = bn_model_copy(out, &draft.info, err);
    free(draft.coef);
    free(draft.names);
    bn_fields_close(&f);
    return status;
}
