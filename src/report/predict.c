/* A model meets rows. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/number.h"
#include "dataset/rows.h"
#include "dataset/writer.h"
#include "linalg/dd.h"
#include "report/json.h"
#include "report/model.h"

double bn_probability(double score)
{
    const double e = exp(-fabs(score));
    return score >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/* The same name, however its bytes were encoded: a model file is UTF-8, a data file may be Latin-1. */
static bool same_name(const char *a, const char *b)
{
    if (!strcmp(a, b))
        return true;
    json_t *x = bn_json_text(a), *y = bn_json_text(b);
    const bool same = x && y && json_equal(x, y);
    json_decref(x);
    json_decref(y);
    return same;
}

static bn_status check(const bn_model_info *m, const bn_dataset_info *data, bn_error *err)
{
    if (data->means)
        return bn_fail(err, BN_BAD_ARGUMENT, "%s: standardized data; a model takes the numbers of the file",
                       data->path);
    if (data->cols != m->cols)
        return bn_fail(err, BN_BAD_FORMAT, "%s: %zu features, the model has %zu", data->path, data->cols,
                       m->cols);
    for (size_t j = 0; m->names && data->names && j < m->cols; j++)
        if (!same_name(m->names[j], data->names[j]))
            return bn_fail(err, BN_BAD_FORMAT, "%s: feature %zu is \"%.60s\", the model has \"%.60s\" there",
                           data->path, j + 1, data->names[j], m->names[j]);
    return BN_OK;
}

/* The doubled sum needs room for products of halves; numbers too large for that are summed plainly. */
static double score(const bn_model_info *m, const double *row)
{
    bn_dd sum = bn_dd_from(m->intercept);
    double plain = m->intercept;
    for (size_t j = 0; j < m->cols; j++) {
        sum = bn_dd_add(sum, bn_two_prod(m->coef[j], row[j]));
        plain += m->coef[j] * row[j];
    }
    return isfinite(sum.hi) ? sum.hi : plain;
}

bn_status bn_model_predict(double *scores, const bn_model *model, const bn_dataset *data, bn_error *err)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    bn_status status = check(&model->info, info, err);
    double *room = bn_doubles(1, info->cols);
    if (!status && !room)
        status = bn_fail(err, BN_NO_MEMORY, "no memory for a row");
    for (size_t i = 0; !status && i < info->rows; i++) {
        scores[i] = score(&model->info, bn_dataset_doubles(data, i, room));
        if (!isfinite(scores[i]))
            status =
                bn_fail(err, BN_NOT_FINITE, "%s: the prediction for row %zu overflows", info->path, i + 1);
    }
    free(room);
    return status;
}

static void put_row(bn_output *out, const bn_model_info *m, double score)
{
    char number[BN_NUMBER_TEXT];
    bn_output_text(out, bn_number_format(number, score));
    if (m->positive) {
        bn_output_text(out, ",");
        bn_output_text(out, bn_number_format(number, bn_probability(score)));
        bn_output_text(out, ",");
        bn_write_cell(out, score > 0 ? m->positive : m->negative);
    }
    bn_output_text(out, "\n");
}

bn_status bn_predictions_save(const bn_model *model, size_t rows, const double *scores, const char *path,
                              bn_error *err)
{
    bn_output out;
    for (size_t i = 0; i < rows; i++)
        if (!isfinite(scores[i]))
            return bn_fail(err, BN_NOT_FINITE, "the score of row %zu is %g", i + 1, scores[i]);
    bn_status status = bn_output_open(&out, path, err);
    if (status)
        return status;
    bn_output_text(&out, model->info.positive ? "score,probability,class\n" : "prediction\n");
    for (size_t i = 0; i < rows; i++)
        put_row(&out, &model->info, scores[i]);
    return bn_output_close(&out, BN_OK, err);
}
