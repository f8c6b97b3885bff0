/* A model as a JSON file: written whole, read with suspicion. */
#include <stdlib.h>
#include <string.h>

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

/* Texts that a model may go without. */
static const char *text_if_any(bn_fields *f, const char *key)
{
    return json_object_get(f->root, key) ? bn_field_text_or_null(f, f->root, key) : NULL;
}

static const char **names_if_any(bn_fields *f, size_t count)
{
    return json_object_get(f->root, "features") ? bn_field_texts(f, f->root, "features", count) : NULL;
}

/* A loss over data; NULL after a failure. */
static const bn_loss *read_loss(bn_fields *f)
{
    const char *name = bn_field_text(f, f->root, "loss");
    const bn_loss *loss = bn_loss_find(name);
    if (!loss || loss->assemble)
        bn_fields_refuse(f, "\"loss\" is \"%.40s\", not a loss over data that this version knows", name);
    return f->status ? NULL : loss;
}

/* What is not known may be anything but converged. */
static bn_outcome read_outcome(bn_fields *f)
{
    const char *name = text_if_any(f, "outcome");
    bn_outcome outcome = BN_CANCELLED;
    for (int k = BN_CONVERGED; name && k <= BN_CANCELLED; k++)
        if (!strcmp(name, bn_outcome_name((bn_outcome)k)))
            outcome = (bn_outcome)k;
    return outcome;
}

static void check_classes(bn_fields *f, const bn_loss *loss, const bn_model_info *m)
{
    const bool two = m->positive && m->negative, wanted = loss && loss->classifies;
    if (!f->status && (wanted != two || (two && !strcmp(m->positive, m->negative))))
        bn_fields_refuse(f, "a %s model has %s classes, \"positive\" and \"negative\"", m->loss,
                         wanted ? "two different" : "no");
}

bn_status bn_model_load(bn_model **out, const char *path, bn_error *err)
{
    bn_fields f;
    bn_fields_open(&f, path, err);
    bn_fields_expect(&f, format);
    const bn_loss *loss = read_loss(&f);
    bn_model_info m = { .loss = loss ? bn_loss_name(loss) : NULL };
    m.outcome = read_outcome(&f);
    m.positive = text_if_any(&f, "positive");
    m.negative = text_if_any(&f, "negative");
    check_classes(&f, loss, &m);
    m.target_name = text_if_any(&f, "target");
    m.l2 = bn_field_number(&f, f.root, "l2");
    m.intercept = bn_field_number(&f, f.root, "intercept");
    double *coef = bn_field_numbers(&f, f.root, "coef", &m.cols);
    const char **names = names_if_any(&f, m.cols);
    m.coef = coef;
    m.names = names;
    const bn_status status = f.status ? f.status : bn_model_copy(out, &m, err);
    free(coef);
    free(names);
    bn_fields_close(&f);
    return status;
}
