/* A model: made from a fit, described, released. */
#include "report/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "report/fit.h"

void bn_model_free(bn_model *model)
{
    if (!model)
        return;
    for (size_t j = 0; model->names && j < model->info.cols; j++)
        free(model->names[j]);
    free(model->names);
    free(model->target_name);
    free(model->positive);
    free(model->negative);
    free(model->coef);
    free(model);
}

/* False when memory is out; NULL is copied as NULL. */
static bool copy_text(char **out, const char *text)
{
    *out = text ? strdup(text) : NULL;
    return *out || !text;
}

static bool copy_names(bn_model *m, const char *const *names)
{
    if (!names)
        return true;
    m->names = bn_array(m->info.cols, sizeof *m->names);
    bool copied = m->names;
    for (size_t j = 0; copied && j < m->info.cols; j++)
        copied = copy_text(&m->names[j], names[j]);
    return copied;
}

static bool fill(bn_model *m, const bn_model_info *info)
{
    m->info = *info;
    m->coef = bn_doubles(1, info->cols);
    if (!m->coef || !copy_names(m, info->names) || !copy_text(&m->target_name, info->target_name) ||
        !copy_text(&m->positive, info->positive) || !copy_text(&m->negative, info->negative))
        return false;
    memcpy(m->coef, info->coef, info->cols * sizeof *m->coef);
    m->info.coef = m->coef;
    m->info.names = (const char *const *)m->names;
    m->info.target_name = m->target_name;
    m->info.positive = m->positive;
    m->info.negative = m->negative;
    return true;
}

bn_status bn_model_copy(bn_model **out, const bn_model_info *info, bn_error *err)
{
    bn_model *m = bn_array(1, sizeof *m);
    if (!m || !fill(m, info)) {
        bn_model_free(m);
        return bn_fail(err, BN_NO_MEMORY, "no memory for a model of %zu coefficients", info->cols);
    }
    *out = m;
    return BN_OK;
}

bn_status bn_model_new(bn_model **out, const bn_objective *f, const double *x, const bn_result *result,
                       bn_error *err)
{
    const bn_objective_info *info = bn_objective_describe(f);
    if (!info->data || info->terms == 0)
        return bn_fail(err, BN_UNSUPPORTED, "a %s has no rows to predict, so it makes no model", info->loss);
    const bn_dataset_info *data = bn_dataset_describe(info->data);
    double *coef = bn_doubles(1, data->cols), intercept;
    if (!coef)
        return bn_fail(err, BN_NO_MEMORY, "no memory for %zu coefficients", data->cols);
    bn_status status = bn_finite_coefficients(coef, &intercept, f, x, err);
    if (!status)
        status = bn_model_copy(out,
                               &(bn_model_info){ .loss = info->loss,
                                                 .cols = data->cols,
                                                 .coef = coef,
                                                 .intercept = intercept,
                                                 .names = data->names,
                                                 .target_name = data->target_name,
                                                 .positive = info->positive,
                                                 .negative = info->negative,
                                                 .l2 = info->l2,
                                                 .outcome = result->outcome },
                               err);
    free(coef);
    return status;
}

const bn_model_info *bn_model_describe(const bn_model *model)
{
    return &model->info;
}
