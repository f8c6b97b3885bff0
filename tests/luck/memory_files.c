/* Memory runs out while what a fit leaves behind is written, read, checked and reported. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "luck/memory.h"
#include "luck/sweep.h"

static const char table[] =
    "a,\"b \"\"c\"\"\",weight,kind\n0.1,3,1,no\n0.7,1,2,yes\n1.3,2,1,no\n2,1,1,yes\n1,1,1,no\n"
    "0.5,0.25,1,yes\n";

enum { ROWS = 6, DIM = 3, LOSSES = 2 };

/* A fit of each loss, and everything made of it. */
static struct {
    bn_dataset *data;
    bn_objective *f;
    double x[DIM];
    bn_curvature curvature;
    bn_result result;
    bn_model *model;
    double scores[ROWS];
} fit[LOSSES], *now;

static const bn_dataset_options reading = { .standardize = true, .weights = "weight" };

static void make_fit(size_t k)
{
    const bn_loss *const losses[LOSSES] = { &bn_logistic, &bn_squared };
    const char *name = k ? "numbers.csv" : "words.csv";
    char text[sizeof table];
    bn_error err;
    strcpy(text, table);
    for (char *word; k && ((word = strstr(text, "yes")) || (word = strstr(text, "no")));)
        memcpy(word, *word == 'y' ? "1.5" : "-1", *word == 'y' ? 3 : 2);
    folder_put(name, text);
    now = &fit[k];
    cr_assert(!bn_dataset_load(&now->data, folder_path(name), &reading, &err), "%s", err.message);
    cr_assert(
        !bn_objective_new(&now->f, losses[k], now->data, &(bn_objective_options){ 0.1, true, 1 }, &err));
    cr_assert(!bn_curvature_bound(&now->curvature, now->f, &err));
    cr_assert(!bn_solve(k ? &bn_exact : &bn_newton, now->f, now->x,
                        &(bn_solve_options){ .curvature = &now->curvature }, &now->result, &err),
              "%s", err.message);
    now->result.seconds = 1;
    bn_dataset *raw;
    cr_assert(!bn_model_new(&now->model, now->f, now->x, &now->result, &err));
    cr_assert(!bn_dataset_load(&raw, folder_path(name), &(bn_dataset_options){ .weights = "weight" }, &err));
    cr_assert(!bn_model_predict(now->scores, now->model, raw, &err), "%s", err.message);
    bn_dataset_free(raw);
}

static void begin(void)
{
    folder_make();
    for (size_t k = 0; k < LOSSES; k++)
        make_fit(k);
}

static void end(void)
{
    for (size_t k = 0; k < LOSSES; k++) {
        bn_model_free(fit[k].model);
        bn_objective_free(fit[k].f);
        bn_dataset_free(fit[k].data);
    }
    folder_remove();
}

TestSuite(memory_files, .init = begin, .fini = end);

static void each_fit(const char *what, sweep_call *call)
{
    for (size_t k = 0; k < LOSSES; k++) {
        char name[100];
        now = &fit[k];
        snprintf(name, sizeof name, "%s, %s", what, bn_objective_describe(now->f)->loss);
        sweep(name, call);
    }
}

/* ---- Models -------------------------------------------------------------------------------- */

static bn_model *const none = (bn_model *)&fit;

static bn_status made(bn_status status, bn_model *model)
{
    untouched(!status || model == none);
    if (status)
        return status;
    const bn_model_info *info = bn_model_describe(model);
    keep(info->coef, info->cols * sizeof *info->coef);
    keep(&info->intercept, sizeof info->intercept);
    for (size_t j = 0; info->names && j < info->cols; j++)
        keep_text(info->names[j]);
    keep_text(info->target_name);
    keep_text(info->positive);
    bn_model_free(model);
    return BN_OK;
}

static bn_status model_new(bn_error *err)
{
    bn_model *model = none;
    bn_status status = bn_model_new(&model, now->f, now->x, &now->result, err);
    return made(status, model);
}

static bn_status model_save(bn_error *err)
{
    keep_file("model.json");
    return bn_model_save(now->model, folder_path("model.json"), err);
}

static bn_status model_load(bn_error *err)
{
    bn_model *model = none;
    bn_status status = bn_model_load(&model, folder_path("stays.json"), err);
    return made(status, model);
}

static bn_status predict(bn_error *err)
{
    bn_metrics m = { .rmse = 7 };
    bn_status status = bn_metrics_of(&m, now->model, now->data, now->scores, err);
    untouched(!status || m.rmse == 7);
    keep(&m, sizeof m);
    return status;
}

static bn_status predictions_save(bn_error *err)
{
    keep_file("predictions.csv");
    return bn_predictions_save(now->model, ROWS, now->scores, folder_path("predictions.csv"), err);
}

Test(memory_files, models)
{
    each_fit("model", model_new);
    each_fit("model saved", model_save);
    each_fit("metrics", predict);
    each_fit("predictions saved", predictions_save);
    memory_spares_jansson(true);
    for (size_t k = 0; k < LOSSES; k++) {
        bn_error err;
        now = &fit[k];
        cr_assert(!bn_model_save(now->model, folder_path("stays.json"), &err));
        sweep("model loaded", model_load);
    }
}

/* ---- Certificates -------------------------------------------------------------------------- */

static bn_status point_save(bn_error *err)
{
    keep_file("point.txt");
    return bn_point_save(folder_path("point.txt"), DIM, now->x, err);
}

static bn_status certificate_save(bn_error *err)
{
    keep_file("certificate.json");
    return bn_certificate_save(folder_path("certificate.json"), now->f, now->x, &now->result, &reading, err);
}

static void keep_verification(const bn_verification *v)
{
    keep(&v->holds, sizeof v->holds);
    for (size_t k = 0; k < v->count; k++) {
        keep_text(v->checks[k].claim);
        keep(&v->checks[k].finding, sizeof v->checks[k].finding);
        keep(&v->checks[k].found, sizeof v->checks[k].found);
    }
}

static bn_status verify(bn_error *err)
{
    bn_verification v = { .count = 7 };
    bn_status status = bn_verify(&v, folder_path("stays.json"), &(bn_verify_options){ .threads = 1 }, err);
    untouched(!status || v.count == 7);
    if (!status)
        keep_verification(&v);
    return status;
}

static bn_status verify_point(bn_error *err)
{
    bn_verification v = { .count = 7 };
    const bn_question q = { now->data, bn_objective_describe(now->f)->loss, 0.1, true, now->x };
    bn_status status = bn_verify_point(&v, &q, &(bn_verify_options){ .threads = 1 }, err);
    untouched(!status || v.count == 7);
    if (!status)
        keep_verification(&v);
    return status;
}

Test(memory_files, certificates)
{
    each_fit("point saved", point_save);
    each_fit("certificate saved", certificate_save);
    each_fit("point verified", verify_point);
    memory_spares_jansson(true);
    for (size_t k = 0; k < LOSSES; k++) {
        bn_error err;
        now = &fit[k];
        cr_assert(
            !bn_certificate_save(folder_path("stays.json"), now->f, now->x, &now->result, &reading, &err));
        sweep("certificate verified", verify);
    }
}

/* ---- Traces -------------------------------------------------------------------------------- */

static const char *lines, *points;

/* Its seconds differ from run to run. */
static bn_status trace(bn_error *err)
{
    bn_trace *const no_trace = (bn_trace *)&fit, *t = no_trace;
    double x[DIM] = { 0 };
    bn_result r;
    bn_status status =
        bn_trace_open(&t, lines ? folder_path(lines) : NULL, now->f,
                      &(bn_trace_options){ .points = points ? folder_path(points) : NULL }, err);
    untouched(!status || t == no_trace);
    if (status)
        return status;
    status = bn_solve(&bn_svrg, now->f, x,
                      &(bn_solve_options){ .curvature = &now->curvature,
                                           .max_passes = 20,
                                           .observe = bn_trace_observe,
                                           .observe_context = t,
                                           .measure_variance = true },
                      &r, err);
    const bn_status closed = bn_trace_close(t, status ? NULL : err);
    if (lines)
        remove(folder_path(lines));
    if (points)
        remove(folder_path(points));
    keep(x, sizeof x);
    return status ? status : closed;
}

Test(memory_files, traces)
{
    static const char *const names[][2] = { { "t.csv", NULL }, { "t.jsonl", "p.npy" }, { NULL, "p.csv" } };
    for (size_t k = 0; k < 3; k++) {
        lines = names[k][0];
        points = names[k][1];
        each_fit(lines ? lines : points, trace);
    }
}

/* ---- Checkpoints --------------------------------------------------------------------------- */

/* Later ones that cannot be written do not end a run, and their place stays as it was. */
static bn_status run_with(const bn_checkpoint_options *checkpoint, bn_error *err)
{
    double x[DIM] = { 0 };
    bn_result r = { .iterations = 12345 };
    const bn_solve_options o = {
        .curvature = &now->curvature, .tol = -1, .max_passes = 12, .checkpoint = *checkpoint
    };
    const bn_status status = bn_solve(&bn_svrg, now->f, x, &o, &r, err);
    remove(folder_path("run.ckpt"));
    untouched(!status || (x[0] == 0 && r.iterations == 12345));
    keep(x, sizeof x);
    keep(&r.iterations, sizeof r.iterations);
    keep(&r.passes, sizeof r.passes);
    return status;
}

static bn_status run_saved(bn_error *err)
{
    return run_with(&(bn_checkpoint_options){ .path = folder_path("run.ckpt"), .every_passes = 1e-9 }, err);
}

static bn_status run_resumed(bn_error *err)
{
    return run_with(&(bn_checkpoint_options){ .resume = folder_path("stays.ckpt") }, err);
}

Test(memory_files, checkpoints)
{
    each_fit("run with checkpoints", run_saved);
    for (size_t k = 0; k < LOSSES; k++) {
        double x[DIM] = { 0 };
        bn_result r;
        now = &fit[k];
        cr_assert(!bn_solve(&bn_svrg, now->f, x,
                            &(bn_solve_options){ .curvature = &now->curvature,
                                                 .tol = -1,
                                                 .max_passes = 6,
                                                 .checkpoint.path = folder_path("stays.ckpt") },
                            &r, NULL));
        sweep("run resumed", run_resumed);
    }
}

/* ---- Reports ------------------------------------------------------------------------------- */

static bn_style style;
static FILE *page;
static char page_buffer[1 << 16];

/* Writes to the page, and keeps what was written. */
static bn_status written(bn_status status)
{
    rewind(page);
    if (!status)
        keep(page_buffer, strlen(page_buffer));
    memset(page_buffer, 0, sizeof page_buffer);
    return status;
}

static bn_status report_fit(bn_error *err)
{
    const double errors[DIM] = { 1, 2, 3 };
    const bn_fit_report what = { .method = &bn_newton,
                                 .f = now->f,
                                 .x = now->x,
                                 .result = &now->result,
                                 .errors = errors,
                                 .residual_sd = 0.5,
                                 .threads = 1 };
    return written(bn_report_fit(page, style, &what, err));
}

static bn_status report_curvature(bn_error *err)
{
    const double spectrum[DIM] = { 1, 2, 3 };
    const bn_curvature_report what = { .f = now->f,
                                       .everywhere = &now->curvature,
                                       .here = &now->curvature,
                                       .at = "origin",
                                       .spectrum = spectrum,
                                       .cond_X = 2,
                                       .cond_XtX = 4 };
    return written(bn_report_curvature(page, style, &what, err));
}

static bn_status report_theory(bn_error *err)
{
    const bn_facts facts = bn_facts_of(now->f, &now->curvature);
    return written(bn_report_theory(page, style, 0, &facts, 1e-8, err));
}

static bn_status report_predict(bn_error *err)
{
    const bn_metrics metrics = { .rmse = 1 };
    const bn_predict_report what = { "model.json", now->model, now->data, now->scores, &metrics };
    return written(bn_report_predict(page, style, &what, err));
}

static bn_status report_list(bn_error *err)
{
    return written(bn_report_list(page, style, err));
}

static const bn_curve_point curve[] = { { 1, 0.1, 1 }, { 2, 0.2, 1e-3 }, { 3, 0.3, 1e-9 } };

static bn_comparison comparison(bn_contender contender[2])
{
    contender[0] =
        (bn_contender){ .label = "newton", .method = &bn_newton, .runs = 1, .results = &now->result };
    contender[0].points = 3;
    contender[0].curve = curve;
    contender[1] =
        (bn_contender){ .label = "gd", .method = &bn_gd, .reason = "it would not", .refused = true };
    return (bn_comparison){ now->f, &now->curvature, 2, contender };
}

static bn_status report_comparison(bn_error *err)
{
    bn_contender contender[2];
    const bn_comparison what = comparison(contender);
    return written(bn_report_comparison(page, style, &what, err));
}

static bn_status plot(bn_error *err)
{
    bn_contender contender[2];
    const bn_comparison what = comparison(contender);
    keep_file("plot.gp");
    return bn_plot_comparison(folder_path("plot.gp"), &what, err);
}

Test(memory_files, reports)
{
    each_fit("plot", plot);
    for (style = BN_TEXT; style <= BN_JSON; style++) {
        page = fmemopen(page_buffer, sizeof page_buffer, "w");
        cr_assert_not_null(page);
        each_fit("report of a fit", report_fit);
        each_fit("report of curvature", report_curvature);
        each_fit("report of theory", report_theory);
        each_fit("report of predictions", report_predict);
        each_fit("report of a comparison", report_comparison);
        sweep("list", report_list);
        fclose(page);
    }
}
