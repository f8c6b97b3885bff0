/* banach predict: a model meets rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/problem.h"

typedef struct cli_predict_run {
    const cli_settings *settings;
    bn_model *model;
    bn_dataset *data;
    double *scores;
    bn_metrics metrics;
    bool judged; /* metrics are there */
} cli_predict_run;

/* With a header the target is the column that was called so when the model was made, else the last. */
static bn_status load(cli_predict_run *r, bn_error *err)
{
    const bn_model_info *m = bn_model_describe(r->model);
    const char *path = r->settings->operand[1];
    bn_dataset_options reading = cli_reading(r->settings);
    reading.cols = m->cols;
    bn_status status = bn_dataset_load(&r->data, path, &reading, err);
    if (status || reading.target || !m->target_name || !strcmp(path, "-"))
        return status;
    const bn_dataset_info *info = bn_dataset_describe(r->data);
    if (!info->target_name || !strcmp(info->target_name, m->target_name))
        return status;
    bn_dataset *better = NULL;
    reading.target = m->target_name;
    if (bn_dataset_load(&better, path, &reading, NULL) == BN_OK) {
        bn_dataset_free(r->data);
        r->data = better;
    }
    return BN_OK;
}

/* What a report for people does not say. */
static void notes(const cli_predict_run *r)
{
    const bn_dataset_info *info = bn_dataset_describe(r->data);
    const bn_model_info *m = bn_model_describe(r->model);
    if (r->settings->quiet || (!r->settings->json && (r->settings->out || r->judged)))
        return;
    for (size_t i = 0; i < info->notes; i++)
        cli_note("%s", info->note[i]);
    if (m->outcome != BN_CONVERGED)
        cli_note("the fit that made this model did not converge (%s)", bn_outcome_name(m->outcome));
}

static void judge(cli_predict_run *r)
{
    bn_error why;
    if (bn_dataset_describe(r->data)->no_target)
        return;
    bn_status status = bn_metrics_of(&r->metrics, r->model, r->data, r->scores, &why);
    r->judged = status == BN_OK;
    if (status && !r->settings->quiet)
        cli_note("no metrics: %s", why.message);
}

static bn_status write_report(FILE *to, const cli_predict_run *r, bool with_scores, bn_error *err)
{
    const bn_predict_report what = { .path = r->settings->operand[0],
                                     .model = r->model,
                                     .data = r->data,
                                     .scores = with_scores ? r->scores : NULL,
                                     .metrics = r->judged ? &r->metrics : NULL };
    return bn_report_predict(to, r->settings->json ? BN_JSON : BN_TEXT, &what, err);
}

/* Without --out the predictions are the result, and how good they are is a message. */
static bn_status write(const cli_predict_run *r, bn_error *err)
{
    const cli_settings *s = r->settings;
    const size_t rows = bn_dataset_describe(r->data)->rows;
    if (s->json && !s->out)
        return write_report(stdout, r, true, err);
    bn_status status = bn_predictions_save(r->model, rows, r->scores, s->out ? s->out : "-", err);
    if (status || (s->quiet && !s->json))
        return status;
    if (s->out)
        return write_report(stdout, r, false, err);
    return r->judged ? write_report(stderr, r, false, err) : BN_OK;
}

static bn_status predict(cli_predict_run *r, bn_error *err)
{
    bn_status status = bn_model_load(&r->model, r->settings->operand[0], err);
    if (!status)
        status = load(r, err);
    if (status)
        return status;
    r->scores = calloc(bn_dataset_describe(r->data)->rows, sizeof *r->scores);
    if (!r->scores)
        return cli_fail(err, BN_NO_MEMORY, "no memory for predictions");
    status = bn_model_predict(r->scores, r->model, r->data, err);
    if (status)
        return status;
    judge(r);
    notes(r);
    return write(r, err);
}

static bn_status run(int *ended, const cli_settings *settings, bn_error *err)
{
    cli_predict_run r = { .settings = settings };
    bn_status status = predict(&r, err);
    *ended = CLI_DONE;
    free(r.scores);
    bn_dataset_free(r.data);
    bn_model_free(r.model);
    return status;
}

const cli_command cli_predict = {
    .name = "predict",
    .bit = CLI_PREDICT,
    .operands = "MODEL DATA",
    .least = 2,
    .most = 2,
    .summary = "apply a model to a file, and judge it if the target is there",
    .details =
        "MODEL is what banach fit --model wrote. DATA has the features of the model, in the units of the\n"
        "file it was made from, and perhaps the target: then R^2, RMSE and MAE, or accuracy, log loss and\n"
        "AUC are shown too.\n"
        "    banach predict model.json data/breast_cancer.csv --out predictions.csv\n"
        "Without --out the predictions go to standard output and their quality to standard error.",
    .run = run,
};
