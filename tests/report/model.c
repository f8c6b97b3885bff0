/* Models: made, saved, loaded, applied; and files that are no models. */
#include "support/support.h"

#include <banach/report.h>

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(model, .fini = bn_no_leaks);

static char path[] = "/tmp/banach-model-XXXXXX";

static void use_file(const char *text)
{
    strcpy(path, "/tmp/banach-model-XXXXXX");
    const int fd = mkstemp(path);
    cr_assert(fd >= 0);
    cr_assert(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

static bn_dataset *dataset(const char *text, const bn_dataset_options *options)
{
    bn_dataset *data = NULL;
    bn_error err;
    use_file(text);
    cr_assert(!bn_dataset_load(&data, path, options, &err), "%s", err.message);
    unlink(path);
    return data;
}

static bn_model *fitted(const bn_dataset *data, const bn_loss *loss, double l2)
{
    bn_objective *f;
    bn_model *model;
    bn_result r;
    bn_error err;
    double *x;
    const bn_method *const *m = bn_methods();
    cr_assert(!bn_objective_new(&f, loss, data, &(bn_objective_options){ .l2 = l2, .intercept = true }, &err),
              "%s", err.message);
    while (bn_method_refuses(*m, f))
        m++;
    cr_assert(!bn_point_new(&x, f, &err) && !bn_solve(*m, f, x, NULL, &r, &err), "%s", err.message);
    cr_assert(!bn_model_new(&model, f, x, &r, &err), "%s", err.message);
    free(x);
    bn_objective_free(f);
    return model;
}

static void same_text(const char *a, const char *b)
{
    cr_expect((!a && !b) || (a && b && !strcmp(a, b)), "%s, %s", a ? a : "none", b ? b : "none");
}

Test(model, comes_back_from_its_file_with_the_same_bits)
{
    bn_dataset *data = dataset("a,\"b \"\"c\"\"\",kind\n0.1,3,no\n0.7,1e-300,yes\n1.3,2,no\n2,1,yes\n",
                               &(bn_dataset_options){ .standardize = true });
    bn_model *made = fitted(data, &bn_logistic, 1e-3), *back;
    bn_error err;
    use_file("");
    cr_assert(!bn_model_save(made, path, &err), "%s", err.message);
    cr_assert(!bn_model_load(&back, path, &err), "%s", err.message);
    const bn_model_info *a = bn_model_describe(made), *b = bn_model_describe(back);
    cr_assert(a->cols == 2 && b->cols == 2);
    cr_expect(!memcmp(a->coef, b->coef, 2 * sizeof *a->coef));
    cr_expect(!memcmp(&a->intercept, &b->intercept, sizeof a->intercept));
    cr_expect(a->l2 == b->l2 && a->outcome == b->outcome && a->outcome == BN_CONVERGED);
    same_text(a->loss, b->loss);
    same_text(a->positive, b->positive);
    same_text(b->positive, "yes");
    same_text(b->negative, "no");
    same_text(b->target_name, "kind");
    same_text(b->names[1], "b \"c\"");
    unlink(path);
    bn_model_free(made);
    bn_model_free(back);
    bn_dataset_free(data);
}

Test(model, keeps_names_that_are_latin_1)
{
    const char *text = "gr\xf6\xdf"
                       "e,y\n1,2\n2,3\n3,5\n";
    bn_dataset *data = dataset(text, NULL);
    bn_model *made = fitted(data, &bn_squared, 0), *back;
    double scores[3];
    bn_error err;
    use_file("");
    cr_assert(!bn_model_save(made, path, &err) && !bn_model_load(&back, path, &err), "%s", err.message);
    same_text(bn_model_describe(back)->names[0], "gr\xc3\xb6\xc3\x9f"
                                                 "e");
    cr_expect(!bn_model_predict(scores, back, data, &err), "%s", err.message);
    unlink(path);
    bn_model_free(made);
    bn_model_free(back);
    bn_dataset_free(data);
}

#define HEAD "{\"format\": \"banach model 1\", \"l2\": 0, "

Test(model, files_that_are_none_are_refused_with_a_reason)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        { "", "not JSON" },
        { "{\"a\": 1, \"a\": 2}", "not JSON" },
        { "[1]", "\"format\" is not \"banach model 1\"" },
        { "{}", "\"format\" is not \"banach model 1\"" },
        { "{\"format\": \"banach model 2\"}", "expected \"banach model 1\"" },
        { HEAD "\"loss\": 3, \"intercept\": 0, \"coef\": [1]}", "\"loss\" is not a text" },
        { HEAD "\"intercept\": 0, \"coef\": [1]}", "\"loss\" is missing" },
        { HEAD "\"loss\": \"quadratic\", \"intercept\": 0, \"coef\": [1]}", "not a loss over data" },
        { HEAD "\"loss\": \"squared\", \"coef\": [1]}", "\"intercept\" is missing" },
        { HEAD "\"loss\": \"squared\", \"intercept\": \"0\", \"coef\": [1]}",
          "\"intercept\" is not a number" },
        { HEAD "\"loss\": \"squared\", \"intercept\": 0}", "\"coef\" is missing" },
        { HEAD "\"loss\": \"squared\", \"intercept\": 0, \"coef\": []}", "\"coef\" is empty" },
        { HEAD "\"loss\": \"squared\", \"intercept\": 0, \"coef\": [1, null]}",
          "number 2 of \"coef\" is not a number" },
        { HEAD "\"loss\": \"squared\", \"intercept\": 0, \"coef\": [1], \"features\": []}",
          "\"features\" has 0 texts, expected 1" },
        { HEAD "\"loss\": \"squared\", \"intercept\": 0, \"coef\": [1], \"features\": [2]}",
          "text 1 of \"features\"" },
        { HEAD
          "\"loss\": \"squared\", \"intercept\": 0, \"coef\": [1], \"positive\": \"a\", \"negative\": \"b\"}",
          "no classes" },
        { HEAD "\"loss\": \"logistic\", \"intercept\": 0, \"coef\": [1]}", "two different classes" },
        { HEAD "\"loss\": \"logistic\", \"intercept\": 0, \"coef\": [1], \"positive\": \"a\", \"negative\": "
               "\"a\"}",
          "two different classes" },
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        bn_model *model = NULL;
        bn_error err;
        use_file(cases[k].text);
        cr_expect(bn_model_load(&model, path, &err) == BN_BAD_FORMAT && !model, "%s", cases[k].text);
        cr_expect(strstr(err.message, cases[k].reason), "%s, expected %s", err.message, cases[k].reason);
        cr_expect(strstr(err.message, path), "%s", err.message);
        unlink(path);
    }
    bn_model *model = NULL;
    cr_expect(bn_model_load(&model, "/nonexistent/model", NULL) == BN_CANNOT_READ && !model);
}

Test(model, predicts_where_large_numbers_cancel)
{
    const double X[] = { 1e16, 1e16, 1, 3e15, 2e15, 2 };
    double scores[2];
    bn_dataset *data;
    bn_model *model;
    bn_error err;
    use_file(HEAD "\"loss\": \"squared\", \"intercept\": 0.25, \"coef\": [1, -1, 3]}");
    cr_assert(!bn_model_load(&model, path, &err), "%s", err.message);
    unlink(path);
    cr_assert(!bn_dataset_copy(&data, 2, 3, X, NULL, NULL, NULL, &err));
    cr_assert(!bn_model_predict(scores, model, data, &err), "%s", err.message);
    cr_expect(scores[0] == 3.25 && scores[1] == 1e15 + 6.25, "%.17g %.17g", scores[0], scores[1]);
    bn_dataset_free(data);
    bn_model_free(model);
}

Test(model, refuses_data_that_are_not_its_own)
{
    bn_dataset *data = dataset("a,b,y\n1,0,1\n0,1,2\n1,1,4\n", NULL), *other;
    bn_model *model = fitted(data, &bn_squared, 0.1);
    double scores[3];
    bn_error err;
    other = dataset("a,c,y\n1,2,3\n", NULL);
    cr_expect(bn_model_predict(scores, model, other, &err) == BN_BAD_FORMAT);
    cr_expect(strstr(err.message, "feature 2 is \"c\", the model has \"b\""), "%s", err.message);
    bn_dataset_free(other);
    other = dataset("a,y\n1,2\n", NULL);
    cr_expect(bn_model_predict(scores, model, other, &err) == BN_BAD_FORMAT);
    bn_dataset_free(other);
    other = dataset("a,b,y\n1,2,3\n3,2,1\n", &(bn_dataset_options){ .standardize = true });
    cr_expect(bn_model_predict(scores, model, other, &err) == BN_BAD_ARGUMENT);
    bn_dataset_free(other);
    bn_model_free(model);
    bn_dataset_free(data);
}

Test(model, of_a_quadratic_is_refused)
{
    const double A[] = { 2 }, b[] = { 1 }, x[] = { 0.5 };
    bn_objective *f;
    bn_model *model = NULL;
    bn_error err;
    cr_assert(!bn_objective_quadratic(&f, 1, A, b, NULL));
    cr_expect(bn_model_new(&model, f, x, &(bn_result){ 0 }, &err) == BN_UNSUPPORTED && !model);
    bn_objective_free(f);
}
