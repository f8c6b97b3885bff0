/* LIBSVM text, beyond the awkward files. */
#include "fixture.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(libsvm, .fini = bn_no_leaks);

Test(libsvm, is_recognised_by_a_pair_on_the_first_line_that_can_tell)
{
    static const struct {
        const char *text, *format;
    } cases[] = {
        { "1 1:2\n", "libsvm" },
        { "1\n-1\n1 2:3\n", "libsvm" },
        { "# 1:2\n1 qid:3 1:2\n", "libsvm" },
        { "\n\n  a 1:2\n", "libsvm" },
        { "1 2\n3 4\n", "csv" },
        { "1 2 # 3:4\n3 4 5\n", NULL },
        { "1,2\n1 1:2\n", NULL },
        { "a,b\n1,2\n", "csv" },
        { "when x y\n12:30:00 1 2\n", NULL },
        { "2020 12:30:05 3\n2020 12:30:06 4\n", NULL },
        { "2020-01-01 12:30,5.1,6\n2020-01-02 12:30,5.2,7\n", NULL },
        { "2020-01-01 12:30\t5.1\t6\n2020-01-02 12:30\t5.2\t7\n", NULL },
        { "1/2/2020 12:30 5.1 6\n2/2/2020 12:30 5.2 7\n", NULL },
        { "1e-5 1:2\n-1 1:3\n", "libsvm" },
        { "two-1 1:2\ntwo-2 1:3\n", "libsvm" },
        { "ratio 1:2,b,y\n1,2,3\n2,3,5\n", "csv" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bn_dataset *data = read_bytes(cases[i].text, strlen(cases[i].text), NULL);
        if (cases[i].format)
            cr_expect(data && !strcmp(bn_dataset_describe(data)->format, cases[i].format), "%s",
                      cases[i].text);
        else /* refused as CSV, not as LIBSVM */
            cr_expect(!data && !strstr(failure()->message, "index"), "%s: %s", cases[i].text,
                      failure()->message);
        bn_dataset_free(data);
    }
}

Test(libsvm, the_index_base_can_be_forced)
{
    const char *text = "1 1:10 2:20\n-1 2:30\n";
    bn_dataset *data = accept(text, &(bn_dataset_options){ .index_base = BN_INDEX_ZERO });
    has_features(data, 2, 3, (double[]){ 0, 10, 20, 0, 0, 30 });
    cr_expect(!notes(data, "index base"), "a decision of the caller is no news");
    bn_dataset_free(data);
    data = accept(text, &(bn_dataset_options){ .index_base = BN_INDEX_ONE });
    has_features(data, 2, 2, (double[]){ 10, 20, 0, 30 });
    bn_dataset_free(data);
}

Test(libsvm, rows_are_sorted_and_the_first_such_line_is_noted)
{
    bn_dataset *data = accept("1 1:1\n1 3:3 1:1 2:2\n1 2:5 1:4\n", NULL);
    has_features(data, 3, 3, (double[]){ 1, 0, 0, 1, 2, 3, 4, 5, 0 });
    cr_expect(notes(data, "do not ascend on line 2") && bn_dataset_describe(data)->notes == 2);
    bn_dataset_free(data);
}

Test(libsvm, the_number_of_columns_can_be_forced)
{
    bn_dataset *data = accept("1 1:10\n-1 2:30\n", &(bn_dataset_options){ .cols = 4 });
    has_features(data, 2, 4, (double[]){ 10, 0, 0, 0, 0, 30, 0, 0 });
    bn_dataset_free(data);
    data = accept("1\n-1\n", &(bn_dataset_options){ .cols = 1, .format = "libsvm" });
    has_features(data, 2, 1, (double[]){ 0, 0 });
    bn_dataset_free(data);
    reject("1 1:1\n\n1 3:1 2:1\n", &(bn_dataset_options){ .cols = 2 },
           "t:3: index 3 is beyond the 2 features, counted from 1");
    reject("1 0:1\n1 2:1\n", &(bn_dataset_options){ .cols = 2 },
           "t:2: index 2 is beyond the 2 features, counted from 0");
}

Test(libsvm, what_is_wrong_is_named)
{
    static const struct {
        const char *text, *sentence;
    } cases[] = {
        { "1 1:1\n2:1 1:1\n", "t:2: found \"2:1\", expected a label first" },
        { "1 1:\n", "t:1: no value after \"1:\"" },
        { "1 1: 2:3\n", "t:1: no value after \"1:\"" },
        { "1 1:2 :3\n", "t:1: no index before a colon" },
        { "1 1:1 2:2:3\n", "t:1: index 2: \"2:3\" is not a number" },
        { "1 1:NA\n", "t:1: index 1: missing value \"NA\", expected a number" },
        { "? 1:1\n", "t:1: label: missing value \"?\", expected a number" },
        { "nan 1:1\n", "t:1: label: non-finite value \"nan\", expected a number" },
        { "1 1:1e999\n", "t:1: index 1: \"1e999\" is out of range, expected a double" },
        { "1 2147483648:1\n", "t:1: index 2147483648 is too large, expected at most 2147483647" },
        { "1 18446744073709551617:1\n", "too large" },
        { "1 1:1\n1 2:1 0:5 2:3\n", "t:2: index 2 appears twice" },
        { "1 1:1\n1 1:\x01\n", "t:2: stray control character 0x01" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        reject(cases[i].text, NULL, cases[i].sentence);
    reject("1\n2\n", &(bn_dataset_options){ .format = "libsvm" }, "only labels");
    reject("1 1:1\n", &(bn_dataset_options){ .target = "2" }, "LIBSVM has its label first");
    reject("1 1:1\n", &(bn_dataset_options){ .weights = "w" }, "\"w\" asked for");
}

/* Runs of neighbours, of ones and of others, at the beginning, at the end and alone. */
Test(libsvm, what_is_absent_is_zero_and_ones_are_ones)
{
    enum { ROWS = 300, COLS = 70 };
    double *X = calloc((size_t)ROWS * COLS, sizeof *X);
    char *text = malloc((size_t)ROWS * COLS * 12), *at = text;
    cr_assert(X && text);
    for (size_t i = 0; i < ROWS; i++) {
        at += sprintf(at, "%d", i % 2 ? 1 : -1);
        for (size_t j = 0; j < COLS; j++) {
            const size_t k = i % 5 ? i * i + j * j / (1 + i % 7) + i * j : i / 5;
            static const double values[] = { 0, 1, 0.5, 1, 0, 0, 1, 1, -2, 0, 1 };
            X[i * COLS + j] = i == 0 ? 1 : values[k % 11];
            if (X[i * COLS + j] != 0)
                at += sprintf(at, " %zu:%g", j + 1, X[i * COLS + j]);
        }
        at += sprintf(at, "\n");
    }
    bn_dataset *data = accept(text, NULL);
    has_features(data, ROWS, COLS, X);
    bn_dataset_free(data);
    free(text);
    free(X);
}
