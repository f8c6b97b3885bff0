/* Memory runs out while data are loaded, made and written. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "luck/sweep.h"

TestSuite(memory_data, .init = folder_make, .fini = folder_remove);

static const char words[] =
    "\"a \"\"x\"\"\",b,weight,kind\n1,2,1,yes\n3,?,2,no\n5,6.25,1,\"no\"\n-1,0.5,3,yes\n";
static const char numbers[] = "a,a,y\n1,2,3\n4,5e-3,6\n-7,.8,9\n2,2,0\n";
static const char pairs[] = "1 1:2 3:4 # c\n-1 qid:3 3:1 2:1\n+1\n";
static const char words_of_pairs[] = "yes 0:2 3:4\nno 3:1 2:1\n";

static const double X[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9.5, 10 }, y[] = { 1, 2, 0, 1, 3 },
                    weights[] = { 1, 1, 2, 0, 1 };

static bn_dataset *const none = (bn_dataset *)&X; /* what is not to be touched */
static const char *path;
static bn_dataset_options options;
static bn_dataset *data;
static const char *format;

static void keep_data(const bn_dataset *d)
{
    const bn_dataset_info *info = bn_dataset_describe(d);
    keep(&info->rows, sizeof info->rows);
    keep(&info->cols, sizeof info->cols);
    for (size_t i = 0; i < info->rows; i++)
        keep(bn_dataset_row(d, i), info->cols * sizeof(double));
    keep(info->targets, info->rows * sizeof *info->targets);
    keep(info->weights, info->weights ? info->rows * sizeof *info->weights : 0);
    keep(info->means, info->means ? info->cols * sizeof *info->means : 0);
    keep(info->scales, info->scales ? info->cols * sizeof *info->scales : 0);
    keep_text(info->target_name);
    keep_text(info->words_where);
    for (size_t j = 0; info->names && j < info->cols; j++)
        keep_text(info->names[j]);
    for (size_t k = 0; k < info->classes; k++)
        keep_text(info->class_names[k]);
    for (size_t k = 0; k < info->notes; k++)
        keep_text(info->note[k]);
}

/* What every call that makes a dataset comes to. */
static bn_status made(bn_status status, bn_dataset *out)
{
    untouched(!status || out == none);
    if (!status) {
        keep_data(out);
        bn_dataset_free(out);
    }
    return status;
}

static bn_status load(bn_error *err)
{
    bn_dataset *out = none;
    bn_status status = bn_dataset_load(&out, path, &options, err);
    return made(status, out);
}

static void load_of(const char *what, const char *text, bn_dataset_options how)
{
    folder_put("data", text);
    path = folder_path("data");
    options = how;
    sweep(what, load);
}

Test(memory_data, tables_of_text)
{
    load_of("numbers", numbers, (bn_dataset_options){ .format = NULL });
    load_of("numbers, standardized", numbers, (bn_dataset_options){ .standardize = true });
    load_of("no target", numbers, (bn_dataset_options){ .no_target = true, .header = BN_HEADER_YES });
    load_of("words, weights, rows dropped", words,
            (bn_dataset_options){ .missing = BN_MISSING_DROP, .weights = "weight" });
    load_of("words, missing values filled", words,
            (bn_dataset_options){ .missing = BN_MISSING_MEAN, .weights = "3", .standardize = true });
}

Test(memory_data, libsvm)
{
    load_of("libsvm", pairs, (bn_dataset_options){ .format = "libsvm" });
    load_of("libsvm, words", words_of_pairs, (bn_dataset_options){ .standardize = true });
}

static bn_status copy(bn_error *err)
{
    bn_dataset *out = none;
    bn_status status = bn_dataset_copy(&out, 5, 2, X, y, weights, &options, err);
    return made(status, out);
}

Test(memory_data, of_the_caller)
{
    sweep("copy", copy);
    options.standardize = true;
    sweep("copy, standardized", copy);
}

static bn_status write(bn_error *err)
{
    bn_status status = bn_dataset_write(data, folder_path("written"), format, "a comment", err);
    keep_file("written");
    return status;
}

Test(memory_data, written_and_read_back)
{
    static const char *const formats[] = { "csv", "libsvm", "npy" };
    bn_error err;
    for (size_t k = 0; k < 3; k++) {
        folder_put("data", numbers);
        format = formats[k];
        cr_assert(!bn_dataset_load(&data, folder_path("data"), NULL, &err), "%s", err.message);
        sweep(format, write);
        cr_assert(!bn_dataset_write(data, folder_path("data"), format, NULL, &err), "%s", err.message);
        bn_dataset_free(data);
        path = folder_path("data");
        sweep("what was written", load);
    }
}

static bn_synthetic_options recipe;

static bn_status synthesize(bn_error *err)
{
    bn_dataset *out = none;
    double w[4] = { 7, 7, 7, 7 };
    bn_status status = bn_synthetic(&out, w, &recipe, err);
    untouched(!status || (w[0] == 7 && w[3] == 7));
    keep(w, sizeof w);
    return made(status, out);
}

Test(memory_data, made_to_order)
{
    static const char *const losses[] = { "squared", "logistic", "quadratic" };
    for (size_t k = 0; k < 3; k++) {
        recipe = (bn_synthetic_options){ .loss = losses[k], .cols = 4, .rows = k < 2 ? 9 : 4 };
        recipe.noise = k < 2 ? 0.1 : 0;
        sweep(losses[k], synthesize);
    }
}
