/* Memory runs out while a fit is reported on, in words, in JSON and as a plot. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "luck/fits.h"

TestSuite(memory_reports, .init = fits_make, .fini = fits_free);

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

Test(memory_reports, of_every_kind)
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
