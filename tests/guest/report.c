/* The walk through what a run leaves behind: reports, models, certificates, comparisons. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest/walk.h"

enum { MOST = 6 };

/* Everything about one fit. */
typedef struct fit {
    bn_objective *f;
    const bn_objective_info *info;
    bn_curvature c;
    bn_result r;
    double x[MOST];
} fit;

/* One report, in both styles; JSON is the same in every language. */
typedef bn_status report(FILE *to, bn_style style, const void *what, bn_error *err);

static void both(guest_walk *w, const char *call, report *print, const void *what)
{
    for (bn_style style = BN_TEXT; style <= BN_JSON; style++) {
        bn_error err;
        char *text = NULL;
        size_t length = 0;
        FILE *to = open_memstream(&text, &length);
        guest_done(w, call, print(to, style, what, &err), BN_OK, &err);
        fclose(to);
        if (style == BN_JSON || w->texts)
            guest_text(w, call, text);
        free(text);
    }
}

static bn_status report_fit(FILE *to, bn_style style, const void *what, bn_error *err)
{
    return bn_report_fit(to, style, what, err);
}

static bn_status report_curvature(FILE *to, bn_style style, const void *what, bn_error *err)
{
    return bn_report_curvature(to, style, what, err);
}

static bn_status report_theory(FILE *to, bn_style style, const void *what, bn_error *err)
{
    return bn_report_theory(to, style, 0.25, what, 0, err);
}

static bn_status report_predict(FILE *to, bn_style style, const void *what, bn_error *err)
{
    return bn_report_predict(to, style, what, err);
}

static bn_status report_comparison(FILE *to, bn_style style, const void *what, bn_error *err)
{
    return bn_report_comparison(to, style, what, err);
}

static bn_status report_list(FILE *to, bn_style style, const void *what, bn_error *err)
{
    (void)what;
    return bn_report_list(to, style, err);
}

static void reports(guest_walk *w, const fit *t)
{
    const bn_facts facts = bn_facts_of(t->f, &t->c);
    both(w, "bn_report_fit", report_fit,
         &(bn_fit_report){ .method = &bn_nesterov, .f = t->f, .x = t->x, .result = &t->r, .threads = 1 });
    both(w, "bn_report_curvature", report_curvature,
         &(bn_curvature_report){ .f = t->f, .everywhere = &t->c, .cond_X = NAN, .cond_XtX = NAN });
    both(w, "bn_report_theory", report_theory, &facts);
    both(w, "bn_report_list", report_list, NULL);
}

static void compare(guest_walk *w, const fit *t)
{
    bn_error err;
    static const bn_curve_point curve[] = { { 1, 0.25, 1 }, { 2.5, 0.5, 1e-3 }, { 7, 0.75, 1.5e-6 } };
    const bn_contender one = { .label = "nesterov",
                               .method = &bn_nesterov,
                               .runs = 1,
                               .results = &t->r,
                               .points = 3,
                               .curve = curve,
                               .typical = bn_typical_run(1, &t->r) };
    const bn_comparison what = { t->f, &t->c, 1, &one };
    both(w, "bn_report_comparison", report_comparison, &what);
    const guest_path plot = guest_place(w, "plot.gp");
    guest_done(w, "bn_plot_comparison", bn_plot_comparison(plot.text, &what, &err), BN_OK, &err);
    guest_file(w, w->texts || t->info->l2 == 0 ? "bn_plot_comparison" : NULL,
               "plot.gp"); /* l2 is in its title */
}

static void predict(guest_walk *w, const fit *t, bn_model *model)
{
    bn_error err;
    bn_metrics m = { 0 };
    const bn_dataset *data = t->info->data;
    const bn_dataset_info *info = bn_dataset_describe(data);
    double *scores = calloc(info->rows, sizeof *scores);
    const guest_path out = guest_place(w, "predictions.csv");
    guest_done(w, "bn_model_predict", bn_model_predict(scores, model, data, &err), BN_OK, &err);
    guest_numbers(w, "bn_model_predict", info->rows, scores);
    const bool comparable = !strcmp(bn_model_describe(model)->loss, t->info->loss);
    guest_done(w, "bn_metrics_of", bn_metrics_of(&m, model, data, scores, &err),
               comparable ? BN_OK : BN_BAD_FORMAT, &err);
    guest_numbers(w, "bn_metrics_of", 4, (double[]){ m.rmse, m.accuracy, m.log_loss, m.auc });
    both(w, "bn_report_predict", report_predict, &(bn_predict_report){ "model", model, data, scores, &m });
    bn_status status = bn_predictions_save(model, info->rows, scores, out.text, &err);
    guest_done(w, "bn_predictions_save", status, BN_OK, &err);
    guest_file(w, "bn_predictions_save", "predictions.csv");
    guest_numbers(w, "bn_probability", 1, (double[]){ bn_probability(scores[0]) });
    free(scores);
}

static void save_model(guest_walk *w, const fit *t)
{
    bn_error err;
    bn_model *model = NULL, *back = NULL;
    const guest_path path = guest_place(w, "model.json");
    guest_done(w, "bn_model_new", bn_model_new(&model, t->f, t->x, &t->r, &err), BN_OK, &err);
    guest_done(w, "bn_model_save", bn_model_save(model, path.text, &err), BN_OK, &err);
    guest_done(w, "bn_model_load", bn_model_load(&back, path.text, &err), BN_OK, &err);
    guest_file(w, "bn_model_save", "model.json");
    const bn_model_info *info = bn_model_describe(back);
    guest_numbers(w, "bn_model_describe", info->cols, info->coef);
    predict(w, t, back);
    predict(w, t, w->data->model);
    bn_model_free(model);
    bn_model_free(back);
}

static void note_checks(guest_walk *w, const char *call, const bn_verification *v)
{
    for (size_t i = 0; i < v->count; i++)
        if (!isnan(v->checks[i].found))
            guest_numbers(w, call, 2, (double[]){ v->checks[i].found, v->checks[i].finding });
}

static void verify(guest_walk *w, const fit *t)
{
    bn_error err;
    bn_verification v;
    const guest_path data = guest_place(w, "data.csv"), claims = guest_place(w, "certificate.json");
    const bn_verify_options options = { .data = data.text, .threads = w->threads };
    const bn_question question = { t->info->data, t->info->loss, t->info->l2, t->info->intercept, t->x };
    bn_status status = bn_dataset_write(t->info->data, data.text, "csv", NULL, &err);
    guest_done(w, "bn_dataset_write", status, BN_OK, &err);
    status = bn_certificate_save(claims.text, t->f, t->x, &t->r, NULL, &err);
    guest_done(w, "bn_certificate_save", status, BN_OK, &err);
    guest_done(w, "bn_verify", bn_verify(&v, claims.text, &options, &err), BN_OK, &err);
    note_checks(w, "bn_verify", &v);
    guest_file(w, "bn_certificate_save", "certificate.json");
    guest_file(w, "bn_dataset_write", "data.csv");
    guest_done(w, "bn_verify_point", bn_verify_point(&v, &question, &options, &err), BN_OK, &err);
    note_checks(w, "bn_verify_point", &v);
}

static void units(guest_walk *w, const fit *t)
{
    bn_error err;
    double coef[MOST], intercept, sd;
    bn_coefficients(coef, &intercept, t->f, t->x);
    guest_numbers(w, "bn_coefficients", bn_dataset_describe(t->info->data)->cols - (t->info->terms == 0),
                  coef);
    guest_numbers(w, "bn_coefficients", 1, &intercept);
    const bn_status status = bn_standard_errors(coef, &sd, t->f, &err);
    guest_done(w, "bn_standard_errors with a penalty", status, BN_UNSUPPORTED, &err);
    const guest_path path = guest_place(w, "point");
    guest_done(w, "bn_point_save", bn_point_save(path.text, t->info->dim, t->x, &err), BN_OK, &err);
    guest_file(w, "bn_point_save", "point");
}

/* Standard errors are there without a penalty. */
static void errors(guest_walk *w)
{
    bn_error err;
    bn_objective *f = NULL;
    double deviation[MOST], sd;
    const bn_objective_options options = { .intercept = true, .threads = w->threads };
    bn_status status = bn_objective_new(&f, &bn_squared, w->data->numbers, &options, &err);
    guest_done(w, "bn_objective_new", status, BN_OK, &err);
    guest_done(w, "bn_standard_errors", bn_standard_errors(deviation, &sd, f, &err), BN_OK, &err);
    guest_numbers(w, "bn_standard_errors", bn_objective_describe(f)->dim, deviation);
    bn_objective_free(f);
}

void guest_walk_report(guest_walk *w, bn_objective *f)
{
    bn_error err;
    fit t = { .f = f, .info = bn_objective_describe(f) };
    guest_done(w, "bn_curvature_bound", bn_curvature_bound(&t.c, f, &err), BN_OK, &err);
    guest_done(w, "bn_solve", bn_solve(&bn_nesterov, f, t.x, NULL, &t.r, &err), BN_OK, &err);
    t.r.seconds = 0; /* the only number that is another one every time */
    reports(w, &t);
    compare(w, &t);
    units(w, &t);
    errors(w);
    verify(w, &t);
    if (t.info->terms)
        save_model(w, &t);
}
