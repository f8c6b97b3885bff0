/* Files, copies, refusals: what every dataset promises whatever its format. */
#include "fixture.h"
#include "support/support.h"
#include "dataset/parse.h"
#include "dataset/reader.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(dataset, .fini = bn_no_leaks);

static const double X[6] = { 1, 2, 3, 4, 5, 6 };

/* Writes text to a new temporary file; its path stays in out. */
static void write_file(char out[64], const char *text, size_t size)
{
    strcpy(out, "/tmp/banach-test-XXXXXX");
    int file = mkstemp(out);
    cr_assert(file >= 0 && write(file, text, size) == (ssize_t)size && !close(file));
}

Test(dataset, a_file_is_read_and_told_about)
{
    char path[64];
    write_file(path, "a,b,y\n1,2,3\n4,5,6\n", 18);
    bn_dataset *data = NULL;
    cr_assert(!bn_dataset_load(&data, path, NULL, NULL));
    unlink(path);
    const bn_dataset_info *info = bn_dataset_describe(data);
    cr_expect(!strcmp(info->path, path) && !strcmp(info->format, "csv") && !info->weights && !info->means);
    cr_expect((uintptr_t)bn_dataset_row(data, 0) % 64 == 0);
    has_features(data, 2, 2, (double[]){ 1, 2, 4, 5 });
    bn_dataset_free(data);
}

Test(dataset, a_dash_is_standard_input)
{
    char path[64];
    write_file(path, "1,2\n3,4\nx,6\n", 12);
    cr_assert(freopen(path, "r", stdin));
    unlink(path);
    bn_dataset *data = NULL;
    bn_error err;
    cr_assert(bn_dataset_load(&data, "-", NULL, &err) == BN_BAD_FORMAT && !data);
    cr_expect_str_eq(err.message, "standard input:3:1: \"x\" is not a number");
    rewind(stdin);
    cr_assert(!bn_dataset_load(&data, "-", &(bn_dataset_options){ .target = "1" }, NULL));
    cr_expect(!strcmp(bn_dataset_describe(data)->path, "-") && bn_dataset_describe(data)->words);
    bn_dataset_free(data);
}

Test(dataset, what_the_system_refuses_is_named)
{
    bn_dataset *data = NULL;
    bn_error err;
    cr_expect(bn_dataset_load(&data, "/nowhere/at all", NULL, &err) == BN_CANNOT_READ && !data);
    cr_expect_str_eq(err.message, "/nowhere/at all: cannot read: No such file or directory");
    cr_expect(bn_dataset_load(&data, "/tmp", NULL, &err) == BN_CANNOT_READ && !data);
    cr_expect_str_eq(err.message, "/tmp: cannot read: Is a directory");
    cr_expect(err.status == BN_CANNOT_READ);
}

Test(dataset, a_long_path_leaves_room_for_the_sentence)
{
    char path[1001];
    bn_error err;
    bn_dataset *data = NULL;
    memset(path, 'p', 1000);
    path[1000] = 0;
    cr_expect(bn_dataset_load(&data, path, NULL, &err) == BN_CANNOT_READ);
    cr_expect(strstr(err.message, "ppp: cannot read: File name too long"), "%s", err.message);
}

Test(dataset, files_that_are_no_tables_are_recognised)
{
    static const struct {
        const char *start, *fragment;
        size_t size;
    } cases[] = {
        { "\x1F\x8B\x08", "t:1: compressed with gzip, decompress it first", 3 },
        { "\xFD"
          "7zXZ\0",
          "xz, decompress it first", 6 },
        { "\x28\xB5\x2F\xFD\4", "zstd, decompress it first", 5 },
        { "PK\3\4\n", "a ZIP archive", 5 },
        { "\x89HDF\r\n", "an HDF5 file", 6 },
        { "\xFE\xFF\0a", "UTF-16 (FE FF)", 4 },
        { "\xEF\xBB\xBF", "no data rows", 3 },
        { "1,\0", "t:1: NUL byte", 3 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect(!read_bytes(cases[i].start, cases[i].size, NULL));
        cr_expect(strstr(failure()->message, cases[i].fragment), "%s", failure()->message);
    }
}

Test(dataset, the_format_can_be_forced_and_an_unknown_one_is_refused)
{
    reject("1 1:2\n", &(bn_dataset_options){ .format = "csv", .header = BN_HEADER_NO, .target = "1" },
           "t:1:2: \"1:2\" is not a number");
    reject("1,2\n", &(bn_dataset_options){ .format = "libsvm" }, "t:1: label \"1,2\": multi-label");
    reject("1,2\n", &(bn_dataset_options){ .format = "arff" },
           "\"arff\" asked for, expected one of auto, npy, libsvm, csv");
    bn_dataset_free(accept("1,2\n", &(bn_dataset_options){ .format = "auto" }));
}

Test(dataset, every_reader_has_a_name_and_a_summary)
{
    size_t count = 0;
    for (const bn_reader *const *r = bn_readers(); *r; r++, count++)
        cr_expect(bn_reader_find(bn_reader_name(*r)) == *r && strlen(bn_reader_summary(*r)) > 10);
    cr_expect(count == 3 && !bn_reader_find("none"));
}

/* A row of weight 0 is there in no sum, so it does not make a column vary either. */
Test(dataset, columns_are_constant_where_rows_have_weight)
{
    bn_dataset *data = NULL;
    const double table[] = { 9, 1, 2, 3, 2, 4, 8, 5 };
    for (int weighted = 0; weighted < 2; weighted++) {
        const double weights[] = { weighted ? 0 : 1, 1, 1, weighted ? 0 : 1 };
        cr_assert(!bn_dataset_copy(&data, 4, 2, table, (double[]){ 1, 2, 3, 4 }, weights, NULL, NULL));
        cr_expect_eq(bn_dataset_describe(data)->constant_columns, (size_t)weighted);
        bn_dataset_free(data);
    }
}

Test(dataset, a_copy_has_the_numbers_of_the_original)
{
    bn_dataset *data = NULL;
    double y[3] = { 1, -1, 1 }, weights[3] = { 0, 2, 1 };
    cr_assert(!bn_dataset_copy(&data, 3, 2, X, y, weights, NULL, NULL));
    has_features(data, 3, 2, X);
    const bn_dataset_info *info = bn_dataset_describe(data);
    cr_expect(!memcmp(info->targets, y, sizeof y) && !memcmp(info->weights, weights, sizeof weights));
    has_list(info->class_names, info->classes, "-1,1");
    cr_expect(!strcmp(info->path, "memory") && !strcmp(info->format, "memory") && !info->names &&
              !info->words);
    cr_expect((uintptr_t)bn_dataset_row(data, 0) % 64 == 0);
    bn_dataset_free(data);
    data = NULL;
    cr_assert(!bn_dataset_copy(&data, 2, 3, X, NULL, NULL, NULL, NULL));
    cr_expect(bn_dataset_describe(data)->targets[1] == 0 && !bn_dataset_describe(data)->weights);
    bn_dataset_free(data);
    bn_dataset_free(NULL);
}

Test(dataset, a_copy_of_nonsense_is_refused_and_the_output_untouched)
{
    double bad[3] = { 1, NAN, 3 }, negative[3] = { 1, 2, -1 }, zeros[3] = { 0, 0, 0 };
    bn_dataset *mark = (bn_dataset *)(uintptr_t)64, *out = mark;
    bn_error err;
    cr_expect(bn_dataset_copy(&out, 3, 1, bad, NULL, NULL, NULL, &err) == BN_NOT_FINITE && out == mark);
    cr_expect_str_eq(err.message, "memory: X, row 2, column 1: not a finite number");
    cr_expect(bn_dataset_copy(&out, 3, 2, X, bad, NULL, NULL, &err) == BN_NOT_FINITE && out == mark);
    cr_expect(bn_dataset_copy(&out, 3, 2, X, NULL, bad, NULL, &err) == BN_NOT_FINITE && out == mark);
    cr_expect(bn_dataset_copy(&out, 3, 2, X, NULL, negative, NULL, &err) == BN_BAD_ARGUMENT && out == mark);
    cr_expect(bn_dataset_copy(&out, 3, 2, X, NULL, zeros, NULL, &err) != BN_OK && out == mark);
    cr_expect_str_eq(err.message, "memory: every weight is 0");
    cr_expect(bn_dataset_copy(&out, 0, 2, X, NULL, NULL, NULL, &err) == BN_BAD_ARGUMENT && out == mark);
    cr_expect(bn_dataset_copy(&out, 2, 0, X, NULL, NULL, NULL, &err) == BN_BAD_ARGUMENT && out == mark);
    cr_expect(bn_dataset_copy(&out, 2, 2, NULL, NULL, NULL, NULL, &err) == BN_BAD_ARGUMENT && out == mark);
    cr_expect_str_eq(err.message, "memory: X is NULL, expected 2 rows of 2 numbers");
    cr_expect(bn_dataset_copy(&out, SIZE_MAX / 2, 16, X, NULL, NULL, NULL, &err) == BN_NO_MEMORY &&
              out == mark && !strstr(err.message, "file"));
    cr_expect(bn_dataset_copy(&out, (size_t)1 << 40, 1, X, NULL, NULL, NULL, NULL) == BN_NO_MEMORY &&
              out == mark);
}

Test(dataset, a_table_beyond_the_memory_is_refused_before_it_is_allocated)
{
    reject("1 1:1 2147483647:1\n1 "
           "1:2\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n1\n",
           &(bn_dataset_options){ .cols = SIZE_MAX / 16 }, "need");
    cr_expect(failure()->status == BN_NO_MEMORY);
}

Test(dataset, nothing_points_into_the_text)
{
    char text[] = "a,b,y\n1,2,no\n3,4,yes\n";
    bn_dataset *data = read_bytes(text, strlen(text), NULL);
    memset(text, '#', sizeof text - 1);
    const bn_dataset_info *info = bn_dataset_describe(data);
    has_list(info->names, 2, "a,b");
    has_list(info->class_names, 2, "no,yes");
    cr_expect_str_eq(info->target_name, "y");
    bn_dataset_free(data);
}
