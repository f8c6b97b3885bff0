/* Written and read again: the same numbers to the last bit, whatever the format. */
#include <banach/synthetic.h>
#include <banach/write.h>

#include "base/folder.h"
#include "base/rng.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(write, .init = folder_make, .fini = folder_remove);

static const char *const formats[] = { "csv", "libsvm", "npy" };

static bn_error err;

static void write_as(const bn_dataset *data, const char *name, const char *format, const char *comment)
{
    cr_assert_eq(bn_dataset_write(data, folder_path(name), format, comment, &err), BN_OK, "%s", err.message);
}

static bn_dataset *load(const char *path, const bn_dataset_options *options)
{
    bn_dataset *data = NULL;
    cr_assert_eq(bn_dataset_load(&data, path, options, &err), BN_OK, "%s", err.message);
    return data;
}

static bn_dataset *copy(size_t rows, size_t cols, const double *X, const double *y, const double *weights)
{
    bn_dataset *data = NULL;
    cr_assert_eq(bn_dataset_copy(&data, rows, cols, X, y, weights, NULL, &err), BN_OK, "%s", err.message);
    return data;
}

static void same_bits(const double *a, const double *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(memcmp(a + i, b + i, sizeof *a), 0, "%zu: %a and %a", i, a[i], b[i]);
}

static void same(const bn_dataset *a, const bn_dataset *b)
{
    const bn_dataset_info *x = bn_dataset_describe(a), *y = bn_dataset_describe(b);
    cr_assert(x->rows == y->rows && x->cols == y->cols, "%zu x %zu, expected %zu x %zu", y->rows, y->cols,
              x->rows, x->cols);
    same_bits(bn_dataset_row(a, 0), bn_dataset_row(b, 0), x->rows * x->cols);
    same_bits(x->targets, y->targets, x->rows);
    cr_assert_eq(!x->weights, !y->weights);
    if (x->weights)
        same_bits(x->weights, y->weights, x->rows);
}

static void round_trip(const bn_dataset *data, const char *format)
{
    write_as(data, "t", format, "made for a test");
    bn_dataset *again = load(folder_path("t"), NULL);
    cr_assert_str_eq(bn_dataset_describe(again)->format, format);
    same(data, again);
    bn_dataset_free(again);
}

Test(write, every_kind_of_double_comes_back)
{
    static const double X[] = { 0.1,
                                -0.0,
                                1.0 / 3,
                                DBL_MAX,
                                DBL_TRUE_MIN,
                                -DBL_MIN,
                                1e22,
                                123456789,
                                0,
                                0,
                                -DBL_MAX,
                                5e-320,
                                1e-5,
                                0x1p1023,
                                2.5,
                                0,
                                -1e15,
                                1e16,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                1,
                                DBL_MIN,
                                1e5,
                                1e100,
                                0.3,
                                -7,
                                1e23,
                                9007199254740993.0,
                                0,
                                0 };
    bn_dataset *data = copy(4, 10, X, (double[]){ -0.0, 0.1, DBL_MAX, -5e-324 }, NULL);
    for (size_t k = 0; k < 3; k++)
        round_trip(data, formats[k]);
    bn_dataset_free(data);
}

/* Every exponent is as likely as any other. */
Test(write, random_doubles_come_back)
{
    enum { ROWS = 200, COLS = 7 };
    static double X[ROWS * COLS], y[ROWS];
    bn_rng rng = bn_rng_open(1, "write", 0);
    for (uint64_t i = 0; i < ROWS * COLS + ROWS; i++) {
        uint64_t bits = bn_rng_bits(rng, i) & ~(UINT64_C(1) << 62); /* finite */
        memcpy(i < ROWS * COLS ? X + i : y + (i - ROWS * COLS), &bits, sizeof bits);
    }
    bn_dataset *data = copy(ROWS, COLS, X, y, NULL);
    for (size_t k = 0; k < 3; k++)
        round_trip(data, formats[k]);
    bn_dataset_free(data);
}

Test(write, synthetic_problems_come_back_and_equal_seeds_give_equal_files)
{
    static const char *const losses[] = { "squared", "logistic", "quadratic" };
    for (size_t k = 0; k < 9; k++) {
        bn_synthetic_options options = {
            .loss = losses[k / 3], .rows = k < 6 ? 40 : 0, .cols = 9, .seed = 3
        };
        char comment[BN_SYNTHETIC_TEXT];
        size_t sizes[2];
        char *bytes[2];
        for (int i = 0; i < 2; i++) {
            bn_dataset *data = NULL;
            cr_assert_eq(bn_synthetic(&data, NULL, &options, &err), BN_OK);
            round_trip(data, formats[k % 3]);
            write_as(data, "again", formats[k % 3], bn_synthetic_command(comment, &options));
            bytes[i] = folder_get("again", &sizes[i]);
            bn_dataset_free(data);
        }
        cr_assert(sizes[0] == sizes[1] && !memcmp(bytes[0], bytes[1], sizes[0]));
        free(bytes[0]);
        free(bytes[1]);
    }
}

Test(write, text_formats_look_as_expected)
{
    bn_dataset *data = copy(2, 3, (double[]){ 0, 0.1, 0, 1e5, 0, -2.5 }, (double[]){ 1, -1 }, NULL);
    write_as(data, "t.csv", NULL, "seed 1\ntwo\tlines\r\n");
    folder_has("t.csv", "# seed 1\n# two\tlines \n0,0.1,0,1\n100000,0,-2.5,-1\n");
    write_as(data, "t.svm", "auto", NULL);
    folder_has("t.svm", "1 2:0.1 3:0\n-1 1:100000 3:-2.5\n");
    write_as(data, "t.libsvm", NULL, "seed 1");
    folder_has("t.libsvm", "# seed 1\n1 2:0.1 3:0\n-1 1:100000 3:-2.5\n");
    write_as(data, "t", NULL, "");
    folder_has("t", "0,0.1,0,1\n100000,0,-2.5,-1\n");
    bn_dataset_free(data);
}

/* The header as NumPy writes it: 128 bytes, the last a line end. */
Test(write, npy_is_what_numpy_writes)
{
    static const char start[] =
        "\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }  ";
    bn_dataset *data = copy(2, 2, (double[]){ 1, 2, 3, -0.5 }, (double[]){ 5, 6 }, NULL);
    size_t size;
    write_as(data, "t.npy", NULL, "ignored");
    char *bytes = folder_get("t.npy", &size);
    cr_assert_eq(size, 128 + 6 * 8);
    cr_assert_eq(memcmp(bytes, start, sizeof start - 1), 0);
    cr_assert_eq(bytes[127], '\n');
    cr_assert_eq(memcmp(bytes + 128, "\0\0\0\0\0\0\xf0\x3f", 8), 0);
    cr_assert_eq(memcmp(bytes + 128 + 32, "\0\0\0\0\0\0\xe0\xbf", 8), 0);
    free(bytes);
    bn_dataset_free(data);
}

Test(write, names_and_words_come_back_quoted_where_they_must)
{
    static const char text[] = "\"a,b\",\"say \"\"x\"\"\",plain name,\"#c\",\" kind \"\n"
                               "1,2,3,4,yes\n5,6,7,8,\"no, never\"\n9,1,2,3,yes\n";
    folder_put("from.csv", text);
    bn_dataset *data = load(folder_path("from.csv"), NULL);
    write_as(data, "to.csv", NULL, NULL);
    bn_dataset *again = load(folder_path("to.csv"), NULL);
    same(data, again);
    const bn_dataset_info *a = bn_dataset_describe(data), *b = bn_dataset_describe(again);
    for (size_t j = 0; j < a->cols; j++)
        cr_assert_str_eq(a->names[j], b->names[j]);
    cr_assert_str_eq(a->target_name, b->target_name);
    cr_assert(b->classes == 2 && !strcmp(b->class_names[0], "no, never") &&
              !strcmp(b->class_names[1], "yes"));
    bn_dataset_free(data);
    bn_dataset_free(again);
}

Test(write, the_real_sets_come_back)
{
    static const char *const sets[] = { "data/iris.csv", "data/iris_pair.csv", "data/longley.csv",
                                        "data/breast_cancer.csv", "data/diabetes.csv" };
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
        bn_dataset *data = load(bn_test_source(sets[k]), NULL);
        const bn_dataset_info *info = bn_dataset_describe(data);
        for (size_t f = 0; f < 3; f++)
            if (!info->words || f < 2)
                round_trip(data, formats[f]);
        write_as(data, "t", "csv", NULL);
        bn_dataset *again = load(folder_path("t"), NULL);
        cr_assert_eq(bn_dataset_describe(again)->classes, info->classes);
        for (size_t c = 0; c < info->classes; c++)
            cr_assert_str_eq(bn_dataset_describe(again)->class_names[c], info->class_names[c]);
        bn_dataset_free(again);
        bn_dataset_free(data);
    }
}

Test(write, weights_are_the_last_column_but_one)
{
    bn_dataset *data = copy(2, 2, (double[]){ 1, 2, 3, 4 }, (double[]){ 7, 8 }, (double[]){ 0.25, 0 });
    static const char *const names[] = { "t.csv", "t.npy" };
    for (size_t k = 0; k < 2; k++) {
        write_as(data, names[k], NULL, NULL);
        bn_dataset *again = load(folder_path(names[k]), &(bn_dataset_options){ .weights = "3" });
        same(data, again);
        bn_dataset_free(again);
    }
    folder_has("t.csv", "1,2,0.25,7\n3,4,0,8\n");
    bn_dataset_free(data);
}

static void refused(const bn_dataset *data, const char *path, const char *format, const char *fragment)
{
    cr_assert_neq(bn_dataset_write(data, path, format, NULL, &err), BN_OK);
    cr_assert(strstr(err.message, fragment), "%s", err.message);
}

Test(write, what_a_format_cannot_hold_is_refused_and_nothing_is_written)
{
    bn_dataset *weighted = copy(1, 1, (double[]){ 1 }, NULL, (double[]){ 2 });
    refused(weighted, folder_path("t"), "libsvm", "weights");
    refused(weighted, folder_path("t"), "parquet", "expected auto, csv, libsvm or npy");
    refused(weighted, "-", "parquet", "standard output: ");
    refused(weighted, folder_path("no/t"), "csv", "No such file");
    bn_dataset_free(weighted);
    cr_assert_eq(folder_count(), 0);

    folder_put("words.csv", "1,not this\n2,nor that\n");
    bn_dataset *words = load(folder_path("words.csv"), NULL);
    refused(words, folder_path("t"), "libsvm", "\"nor that\" cannot be a label");
    refused(words, folder_path("t"), "npy", "words");
    bn_dataset_free(words);
    cr_assert_eq(folder_count(), 1);
}

Test(write, a_full_device_is_a_sentence)
{
    bn_dataset *data = copy(1, 1, (double[]){ 1 }, NULL, NULL);
    for (size_t k = 0; k < 3; k++) {
        if (!access("/dev/full", W_OK))
            refused(data, "/dev/full", formats[k], "/dev/full: cannot write: No space left");
        cr_assert_eq(bn_dataset_write(data, "/dev/null", formats[k], NULL, &err), BN_OK);
    }
    bn_dataset_free(data);
}
