/* Comparisons: medians, frames, every form of the report, the script of the plot. */
#include "report/compare.h"

#include <banach/report.h>

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "support/support.h"

TestSuite(compare, .init = folder_make, .fini = folder_remove);

/* ---- Numbers --------------------------------------------------------------------------------- */

Test(compare, medians_and_quartiles_of_known_numbers)
{
    bn_result r[5] = { 0 };
    const double passes[] = { 30, 10, 50, 20, 40 };
    for (size_t i = 0; i < 5; i++) {
        r[i].passes = passes[i];
        r[i].seconds = passes[i] / 10;
        r[i].outcome = i == 2 ? BN_PASS_LIMIT : BN_CONVERGED;
        r[i].contract.measured_rate = NAN;
    }
    cr_expect_eq(bn_typical_run(5, r), 0);
    cr_expect_eq(bn_typical_run(4, r), 3, "the lower of the two in the middle");
    cr_expect_eq(bn_typical_run(1, r), 0);
    bn_summary s;
    cr_assert(bn_summarize(&s, &(bn_contender){ .runs = 5, .results = r }));
    cr_expect(s.passes.lower == 20 && s.passes.median == 30 && s.passes.upper == 40 && s.seconds.median == 3);
    cr_assert(bn_summarize(&s, &(bn_contender){ .runs = 4, .results = r }));
    cr_expect(s.passes.lower == 17.5 && s.passes.median == 25 && s.passes.upper == 35 && s.converged == 3);
}

/* A gap that falls by 0.81 an iteration of half a pass: the distance by 0.9 an iteration, 0.81 a pass. */
Test(compare, rates_are_of_the_distance_and_per_pass)
{
    bn_summary s;
    bn_result r = { .iterations = 20, .passes = 10 };
    r.contract.measured_rate = 0.5;
    r.contract.promised = (bn_rate){ .quantity = BN_GAP, .rate = 0.81, .one_minus_rate = 0.19 };
    cr_assert(bn_summarize(&s, &(bn_contender){ .runs = 1, .results = &r }));
    cr_expect(bn_close(s.promised, 0.19, 1e-14) && bn_close(s.measured, 0.5, 1e-14));
    r.contract.promised.quantity = BN_DISTANCE;
    cr_assert(bn_summarize(&s, &(bn_contender){ .runs = 1, .results = &r }));
    cr_expect(bn_close(s.promised, 1 - 0.81 * 0.81, 1e-14) && bn_close(s.measured, 0.75, 1e-14));
    r.contract.promised.one_minus_rate = 0;
    r.contract.measured_rate = NAN;
    cr_assert(bn_summarize(&s, &(bn_contender){ .runs = 1, .results = &r }));
    cr_expect(isnan(s.promised) && isnan(s.measured));
}

Test(compare, letters_are_told_apart)
{
    cr_expect(bn_letter(0) == 'A' && bn_letter(25) == 'Z' && bn_letter(26) == 'a' && bn_letter(51) == 'z');
    cr_expect_eq(bn_letter(52), '?');
}

/* ---- Reports --------------------------------------------------------------------------------- */

static const bn_curve_point long_curve[] = {
    { 1, 1e-5, HUGE_VAL }, { 2, 2e-5, 1e3 }, { 500, 1e-3, 1 }, { 4000, 1e-2, 1e-9 }
};
static const bn_curve_point short_curve[] = { { 1, 1e-5, 1e3 }, { 3, 3e-5, 1e-22 } };

typedef struct fixture {
    bn_objective *f;
    bn_curvature curvature;
    bn_result results[3];
    bn_contender contender[4];
    bn_comparison what;
} fixture;

/* One that converged, one refused, one with two seeds of which one did not converge, one that failed. */
static void set_up(fixture *t)
{
    static const double A[] = { 2 }, b[] = { 1 };
    *t = (fixture){ .curvature = bn_curvature_assume(1, 2) };
    cr_assert(!bn_objective_quadratic(&t->f, 1, A, b, NULL));
    for (size_t i = 0; i < 3; i++)
        t->results[i] = (bn_result){ .outcome = i == 1 ? BN_PASS_LIMIT : BN_CONVERGED,
                                     .iterations = 1234567,
                                     .passes = 4000 + (double)i,
                                     .seconds = 123.4,
                                     .scale = 1,
                                     .gap_bound = 1e-9,
                                     .advice = "more passes",
                                     .used = { .tol = 1e-8, .seed = i },
                                     .contract = { .measured_rate = NAN } };
    t->contender[0] = (bn_contender){ .label = "gd:known-min",
                                      .method = &bn_gd,
                                      .runs = 1,
                                      .results = t->results,
                                      .points = 4,
                                      .curve = long_curve };
    t->contender[1] =
        (bn_contender){ .label = "newton", .method = &bn_newton, .reason = "not this one", .refused = true };
    t->contender[2] = (bn_contender){ .label = "saga",
                                      .method = &bn_saga,
                                      .runs = 2,
                                      .results = t->results + 1,
                                      .points = 2,
                                      .curve = short_curve };
    t->contender[3] = (bn_contender){ .label = "svrg", .method = &bn_svrg, .reason = "no memory" };
    t->what = (bn_comparison){ t->f, &t->curvature, 4, t->contender };
}

static char *report(bn_style style, const bn_comparison *what)
{
    char *text = NULL;
    size_t length;
    bn_error err;
    FILE *to = open_memstream(&text, &length);
    cr_assert(!bn_report_comparison(to, style, what, &err), "%s", err.message);
    fclose(to);
    return text;
}

Test(compare, text_leaves_no_one_out_and_fits_the_page)
{
    fixture t;
    set_up(&t);
    char *text = report(BN_TEXT, &t.what);
    const char *const words[] = { "A gd:known-min   converged",
                                  "B newton         refused",
                                  "C saga           1/2 converged",
                                  "D svrg           failed",
                                  "B newton: not this one",
                                  "C saga, pass_limit: more passes",
                                  "D svrg: no memory",
                                  "2 seeds, quartiles: 4001 to 4002 passes",
                                  "both logarithmic",
                                  "|.............................................................AA." };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_expect(strstr(text, words[i]), "%s\n%s", words[i], text);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        cr_expect(strlen(line) <= 100 && line[strlen(line) - 1] != ' ', "%s", line);
    free(text);
    bn_objective_free(t.f);
}

Test(compare, json_is_one_object_with_every_method)
{
    fixture t;
    set_up(&t);
    char *text = report(BN_JSON, &t.what);
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL),
           *methods = json_object_get(root, "methods");
    cr_assert_eq(json_array_size(methods), 4, "%s", text);
    const char *const outcomes[] = { "converged", "refused", "pass_limit", "failed" };
    for (size_t i = 0; i < 4; i++)
        cr_expect_str_eq(json_string_value(json_object_get(json_array_get(methods, i), "outcome")),
                         outcomes[i]);
    cr_expect_eq(json_array_size(json_object_get(json_array_get(methods, 2), "runs")), 2);
    json_decref(root);
    free(text);
    bn_objective_free(t.f);
}

Test(compare, without_any_bound_there_is_nothing_to_draw)
{
    fixture t;
    bn_error err;
    set_up(&t);
    t.contender[0].points = 1; /* HUGE_VAL */
    t.contender[2].points = 0;
    char *text = report(BN_TEXT, &t.what);
    cr_expect(strstr(text, "nothing to draw"), "%s", text);
    cr_expect(bn_plot_comparison(folder_path("a.svg"), &t.what, &err) == BN_NUMERICAL &&
              strstr(err.message, "nothing to draw"));
    cr_expect_eq(folder_count(), 0);
    free(text);
    bn_objective_free(t.f);
}

/* ---- Plots ----------------------------------------------------------------------------------- */

Test(compare, the_script_has_all_its_data)
{
    fixture t;
    bn_error err;
    set_up(&t);
    cr_assert(!bn_plot_comparison(folder_path("a.gp"), &t.what, &err), "%s", err.message);
    char *text = folder_get("a.gp", NULL);
    const char *const words[] = { "\n500 0.001 1\n", "\n4000 0.01 1", "title 'saga'", "title 'gd:known-min'",
                                  "using 1:3",       "using 2:3",     "'wanted'" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_expect(strstr(text, words[i]), "%s\n%s", words[i], text);
    cr_expect(!strstr(text, "inf") && !strstr(text, "newton"), "%s", text);
    free(text);
    bn_objective_free(t.f);
}

Test(compare, without_gnuplot_a_picture_is_a_sentence)
{
    fixture t;
    bn_error err;
    set_up(&t);
    setenv("PATH", folder_path("empty"), 1);
    cr_expect_eq(bn_plot_comparison(folder_path("a.png"), &t.what, &err), BN_UNSUPPORTED);
    cr_expect(strstr(err.message, "gnuplot, which would draw it, is not installed"), "%s", err.message);
    cr_expect_eq(folder_count(), 0);
    bn_objective_free(t.f);
}
