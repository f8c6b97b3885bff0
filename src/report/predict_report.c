/* How well a model predicts, as a report. */
#include "report/json.h"
#include "report/page.h"
#include "report/sections.h"

/* ---- Text ---------------------------------------------------------------------------------- */

static void model_section(bn_page *page, const char *path, const bn_model_info *m)
{
    bn_section(page, "model");
    bn_words(page, "%s: %s, %zu feature%s, l2 = %.6g", path, m->loss, m->cols, bn_plural(m->cols), m->l2);
    if (m->positive)
        bn_words(page, "positive class %s, negative class %s", m->positive, m->negative);
    if (m->outcome != BN_CONVERGED)
        bn_line(page, "the fit that made it did not converge (%s)", bn_outcome_name(m->outcome));
}

static void confusion(bn_page *page, const bn_model_info *m, const bn_metrics *metrics)
{
    const char *const names[2] = { m->negative, m->positive };
    char name[2][BN_FITTED];
    for (int side = 0; side < 2; side++)
        bn_fitted(name[side], names[side], 16);
    bn_section(page, "rows");
    bn_line(page, "%-16s   predicted %s   predicted %s", "", name[0], name[1]);
    for (int side = 0; side < 2; side++)
        bn_line(page, "actual %s  %-26zu  %-26zu", name[side], metrics->confusion[side][0],
                metrics->confusion[side][1]);
}

static void metrics_sections(bn_page *page, const bn_model_info *m, const bn_metrics *metrics)
{
    bn_section(page, "quality");
    if (!m->positive) {
        bn_line(page, "R^2       %.6g", metrics->r_squared);
        bn_line(page, "RMSE      %.6g   in units of the target", metrics->rmse);
        bn_line(page, "MAE       %.6g   in units of the target", metrics->mae);
        return;
    }
    bn_line(page, "accuracy  %.6g", metrics->accuracy);
    bn_line(page, "log loss  %.6g   (ln 2 = 0.693 is a coin's)", metrics->log_loss);
    bn_line(page, "AUC       %.6g   (1/2 is a coin's)", metrics->auc);
    confusion(page, m, metrics);
}

static bn_status text(FILE *to, const bn_predict_report *what, bn_error *err)
{
    bn_page page = { .to = to };
    const bn_model_info *m = bn_model_describe(what->model);
    model_section(&page, what->path, m);
    bn_section_data(&page, what->data);
    if (what->metrics)
        metrics_sections(&page, m, what->metrics);
    return bn_page_close(&page, err);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static json_t *model_json(const char *path, const bn_model_info *m)
{
    json_t *o = json_object();
    bn_json_set(&o, "path", bn_json_text(path));
    bn_json_set(&o, "loss", bn_json_text(m->loss));
    bn_json_set(&o, "cols", bn_json_count(m->cols));
    bn_json_set(&o, "positive", bn_json_text(m->positive));
    bn_json_set(&o, "negative", bn_json_text(m->negative));
    bn_json_set(&o, "outcome", bn_json_text(bn_outcome_name(m->outcome)));
    return o;
}

static json_t *metrics_json(const bn_metrics *metrics)
{
    json_t *table = json_array(), *o = json_object();
    for (int actual = 0; actual < 2; actual++) {
        json_t *row = json_array();
        bn_json_add(&row, bn_json_count(metrics->confusion[actual][0]));
        bn_json_add(&row, bn_json_count(metrics->confusion[actual][1]));
        bn_json_add(&table, row);
    }
    bn_json_set(&o, "r_squared", bn_json_number(metrics->r_squared));
    bn_json_set(&o, "rmse", bn_json_number(metrics->rmse));
    bn_json_set(&o, "mae", bn_json_number(metrics->mae));
    bn_json_set(&o, "accuracy", bn_json_number(metrics->accuracy));
    bn_json_set(&o, "log_loss", bn_json_number(metrics->log_loss));
    bn_json_set(&o, "auc", bn_json_number(metrics->auc));
    bn_json_set(&o, "confusion", table);
    return o;
}

static json_t *predictions(const bn_model_info *m, size_t rows, const double *scores)
{
    json_t *array = json_array();
    for (size_t i = 0; i < rows; i++)
        bn_json_add(&array, bn_json_number(m->positive ? bn_probability(scores[i]) : scores[i]));
    return array;
}

static bn_status json(FILE *to, const bn_predict_report *what, bn_error *err)
{
    const bn_model_info *m = bn_model_describe(what->model);
    const size_t rows = bn_dataset_describe(what->data)->rows;
    json_t *o = json_object();
    bn_json_set(&o, "model", model_json(what->path, m));
    bn_json_set(&o, "data", bn_json_data(what->data));
    bn_json_set(&o, "metrics", what->metrics ? metrics_json(what->metrics) : json_null());
    if (what->scores) {
        bn_json_set(&o, "scores", bn_json_numbers(rows, what->scores));
        bn_json_set(&o, "predictions", predictions(m, rows, what->scores));
    }
    return bn_json_write(to, o, err);
}

bn_status bn_report_predict(FILE *to, bn_style style, const bn_predict_report *what, bn_error *err)
{
    return (style == BN_JSON ? json : text)(to, what, err);
}
