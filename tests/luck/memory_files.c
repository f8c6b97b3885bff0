/* Memory runs out while what a fit leaves behind is written, read and checked. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/folder.h"
#include "luck/fits.h"
#include "luck/memory.h"

TestSuite(memory_files, .init = fits_make, .fini = fits_free);

/* ---- Models -------------------------------------------------------------------------------- */

static bn_model *const none = (bn_model *)&fits;

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
        now = &fits[k];
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
    return bn_certificate_save(folder_path("certificate.json"), now->f, now->x, &now->result, &fits_reading,
                               err);
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
        now = &fits[k];
        cr_assert(!bn_certificate_save(folder_path("stays.json"), now->f, now->x, &now->result, &fits_reading,
                                       &err));
        sweep("certificate verified", verify);
    }
}

/* ---- Traces -------------------------------------------------------------------------------- */

static const char *lines, *points;

/* Its seconds differ from run to run. */
static bn_status trace(bn_error *err)
{
    bn_trace *const no_trace = (bn_trace *)&fits, *t = no_trace;
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
        now = &fits[k];
        cr_assert(!bn_solve(&bn_svrg, now->f, x,
                            &(bn_solve_options){ .curvature = &now->curvature,
                                                 .tol = -1,
                                                 .max_passes = 6,
                                                 .checkpoint.path = folder_path("stays.ckpt") },
                            &r, NULL));
        sweep("run resumed", run_resumed);
    }
}
