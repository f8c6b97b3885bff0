/* Every report in both styles, for every kind of objective and every method: text fits the page, JSON is
   one object in which nothing is infinite. */
#include "support/support.h"

#include <banach/report.h>

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(reports, .fini = bn_no_leaks);

static char *text;
static size_t length;

static FILE *sink(void)
{
    return open_memstream(&text, &length);
}

/* The written text, checked; *root is the document of a JSON one, to be released. */
static void take(FILE *from, bn_style style, json_t **root)
{
    json_error_t error;
    fclose(from);
    if (style == BN_JSON) {
        *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
        cr_assert(json_is_object(*root), "%s\n%s", error.text, text);
    }
    for (char *line = strtok(text, "\n"); line && style == BN_TEXT; line = strtok(NULL, "\n"))
        cr_expect(strlen(line) <= 100 && line[strlen(line) - 1] != ' ', "%s", line);
    free(text);
}

static const struct {
    const char *file;
    const bn_loss *loss;
    double l2;
    bool intercept, standardize;
} problems[] = {
    { "data/diabetes.csv", &bn_squared, 0.1, true, true },
    { "data/diabetes.csv", &bn_squared, 0, true, false },
    { "data/iris_pair.csv", &bn_logistic, 1, false, true },
    { "data/iris_pair.csv", &bn_logistic, 0.1, true, false },
    { "data/longley.csv", &bn_squared, 1e-3, false, false },
};

static void report_fit(bn_style style, const bn_method *method, bn_objective *f)
{
    bn_result r;
    bn_error err;
    double *x, *errors, sd;
    json_t *root = NULL;
    cr_assert(!bn_point_new(&x, f, &err) && !bn_point_new(&errors, f, &err));
    cr_assert(!bn_solve(method, f, x, &(bn_solve_options){ .max_passes = 30, .seed = UINT64_MAX }, &r, &err),
              "%s", err.message);
    const bool has_errors = !bn_standard_errors(errors, &sd, f, NULL);
    FILE *to = sink();
    cr_assert(!bn_report_fit(to, style,
                             &(bn_fit_report){ .method = method,
                                               .f = f,
                                               .x = x,
                                               .result = &r,
                                               .errors = has_errors ? errors : NULL,
                                               .residual_sd = has_errors ? sd : 0 },
                             &err),
              "%s", err.message);
    take(to, style, &root);
    if (root) {
        const json_t *internal = json_object_get(root, "coef_internal");
        cr_expect(json_array_size(internal) == bn_objective_describe(f)->dim);
        for (size_t j = 0; j < json_array_size(internal); j++)
            cr_expect(json_number_value(json_array_get(internal, j)) == x[j]);
        cr_expect(json_number_value(json_object_get(root, "value")) == r.value);
        cr_expect_str_eq(json_string_value(json_object_get(root, "seed")), "18446744073709551615");
    }
    json_decref(root);
    free(x);
    free(errors);
}

static void report_curvature(bn_style style, bn_objective *f)
{
    bn_curvature everywhere, here;
    bn_error err;
    double *x, *values;
    json_t *root = NULL;
    cr_assert(!bn_point_new(&x, f, &err) && !bn_point_new(&values, f, &err));
    cr_assert(!bn_curvature_bound(&everywhere, f, &err) && !bn_curvature_at(&here, f, x, &err), "%s",
              err.message);
    cr_assert(!bn_spectrum(values, f, x, &err), "%s", err.message);
    FILE *to = sink();
    cr_assert(!bn_report_curvature(to, style,
                                   &(bn_curvature_report){ .f = f,
                                                           .everywhere = &everywhere,
                                                           .here = &here,
                                                           .at = "origin",
                                                           .spectrum = values,
                                                           .cond_X = HUGE_VAL,
                                                           .cond_XtX = HUGE_VAL },
                                   &err));
    take(to, style, &root);
    if (root)
        cr_expect(json_number_value(json_object_get(json_object_get(root, "L"), "upper")) == here.L.upper);
    json_decref(root);
    free(x);
    free(values);
}

Test(reports, of_every_method_and_problem)
{
    for (size_t k = 0; k < sizeof problems / sizeof *problems; k++) {
        bn_dataset *data;
        bn_objective *f;
        bn_error err;
        cr_assert(!bn_dataset_load(&data, bn_test_source(problems[k].file),
                                   &(bn_dataset_options){ .standardize = problems[k].standardize }, &err),
                  "%s", err.message);
        cr_assert(!bn_objective_new(
            &f, problems[k].loss, data,
            &(bn_objective_options){ .l2 = problems[k].l2, .intercept = problems[k].intercept }, &err));
        for (int style = BN_TEXT; style <= BN_JSON; style++) {
            report_curvature((bn_style)style, f);
            for (const bn_method *const *m = bn_methods(); *m; m++)
                if (!bn_method_refuses(*m, f))
                    report_fit((bn_style)style, *m, f);
        }
        bn_objective_free(f);
        bn_dataset_free(data);
    }
}

Test(reports, of_numbers_and_their_contradictions)
{
    static const bn_facts sound[] = { { .mu = 1, .L = 3 },
                                      { .mu = 0, .L = 3 },
                                      { .mu = 1e-300, .L = 1e300 },
                                      { .mu = 1, .L = 1, .n = 10, .L_max = 5 } };
    static const bn_facts broken[] = { { .mu = 3, .L = 1 },        { .mu = NAN, .L = 1 },
                                       { .mu = 0, .L = 0 },        { .mu = -1, .L = 1 },
                                       { .mu = 1, .L = HUGE_VAL }, { .mu = 1, .L = 2, .L_max = 1 } };
    bn_error err;
    for (int style = BN_TEXT; style <= BN_JSON; style++) {
        for (size_t k = 0; k < sizeof sound / sizeof *sound; k++) {
            json_t *root = NULL;
            FILE *to = sink();
            cr_assert(!bn_report_theory(to, (bn_style)style, 0, &sound[k], 0, &err), "%s", err.message);
            take(to, (bn_style)style, &root);
            json_decref(root);
        }
        for (size_t k = 0; k < sizeof broken / sizeof *broken; k++) {
            FILE *to = sink();
            cr_expect(bn_report_theory(to, (bn_style)style, 0.1, &broken[k], 0, &err) == BN_BAD_ARGUMENT,
                      "%zu", k);
            fclose(to);
            cr_expect(length == 0);
            free(text);
        }
    }
}

Test(reports, of_what_there_is)
{
    for (int style = BN_TEXT; style <= BN_JSON; style++) {
        json_t *root = NULL;
        FILE *to = sink();
        cr_assert(!bn_report_list(to, (bn_style)style, NULL));
        take(to, (bn_style)style, &root);
        json_decref(root);
    }
}
