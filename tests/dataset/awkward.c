/* Ninety-five odd files: what each must become, or what the sentence must say. They live below
   $BANACH_DATA. */
#include "fixture.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

TestSuite(awkward, .fini = bn_no_leaks);

typedef struct {
    const char *file;
    bn_dataset_options options;
    const char *rejected; /* a part of the sentence; NULL: accepted, and then */
    size_t rows, cols;
    double y[8];
    double x[16]; /* all features, when no sum is given and there are at most 16 */
    double sum;   /* of all features, to 1e-12 of itself, instead */
    const char *names, *target, *classes, *words_where, *note;
    size_t constant; /* columns */
} expectation;

#define DROP .options = { .missing = BN_MISSING_DROP }
#define MEAN .options = { .missing = BN_MISSING_MEAN }
#define TARGET(name) .options = { .target = name }
#define ONE_BASED .options = { .index_base = BN_INDEX_ONE }

static const expectation table[] = {
    { "c01_plain.csv", .rows = 3, .cols = 2, .y = { 3, 6, 10 }, .sum = 27, .names = "x1,x2", .target = "y" },
    { "c02_crlf.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1, 2, 4, 5 }, .target = "y" },
    { "c03_cr_only.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1, 2, 4, 5 }, .target = "y" },
    { "c04_mixed_eol.csv", .rows = 4, .cols = 2, .y = { 3, 6, 9, 12 }, .x = { 1, 2, 4, 5, 7, 8, 10, 11 } },
    { "c05_bom_header.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1, 2, 4, 5 }, .names = "x1,x2" },
    { "c06_bom_numeric.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1.5, 2, 4, 5 } },
    { "c07_semicolon.csv", .rows = 2, .cols = 2, .y = { 5, 6 }, .x = { 7.4, 3.51, 7.8, 3.2 },
      .names = "fixed acidity,pH", .target = "quality" },
    { "c08_semicolon_decimal_comma.csv", .rejected = ":2:1 (a): \"1,5\" is not a number (a decimal comma" },
    { "c09_tab.tsv", .rows = 2, .cols = 2, .y = { -2, 4 }, .x = { 1, 0.5, 0, 1.5 } },
    { "c10_blanks.txt", .rows = 2, .cols = 2, .y = { 2.31, 7.07 }, .x = { 0.00632, 18, 0.02731, 0 } },
    { "c11_quoted_header_comma.csv", .rows = 2, .cols = 2, .y = { 1, 0 }, .x = { 70, 1.8, 80, 1.9 },
      .names = "weight, kg,height \"std\"", .target = "y" },
    { "c12_quoted_numbers.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1.5, 2, 4, 5 } },
    { "c13_newline_in_quotes.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1, 2, 4, 5 },
      .names = "multi\nline,b" },
    { "c14_unterminated_quote.csv", .rejected = ":2:2: quote opened and never closed" },
    { "c15_empty_cell.csv", .rejected = ":3:2 (b): missing value," },
    { "c15_empty_cell.csv", DROP, .rows = 2, .cols = 2, .y = { 3, 9 }, .x = { 1, 2, 7, 8 },
      .note = "1 of 3 rows dropped" },
    { "c15_empty_cell.csv", MEAN, .rows = 3, .cols = 2, .y = { 3, 6, 9 }, .x = { 1, 2, 4, 5, 7, 8 },
      .note = "1 missing values filled" },
    { "c16_na.csv", .rejected = ":2:2 (b): missing value \"NA\"" },
    { "c16_na.csv", DROP, .rows = 1, .cols = 2, .y = { 6 }, .x = { 4, 5 }, .constant = 2 },
    { "c17_question_mark.csv", .rejected = ":2:1: missing value \"?\"" },
    { "c17_question_mark.csv", MEAN, .rows = 2, .cols = 2, .y = { 0, 1 }, .x = { 1, 2, 1, 5 },
      .constant = 1 },
    { "c18_ragged_short.csv", .rejected = ":3: 2 fields, expected 3" },
    { "c19_ragged_long.csv", .rejected = ":3: 4 fields, expected 3" },
    { "c20_trailing_comma.csv", .rejected = ":1:4: missing value (trailing delimiter)" },
    { "c21_blank_lines.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1, 2, 4, 5 }, .names = "a,b" },
    { "c22_scientific.csv", .rows = 2, .cols = 7, .y = { 7, 1 }, .constant = 1,
      .x = { 1e5, 1e-5, 1.5e300, 0.5, 5, 3, -0.0, -1, 250, 1e-300, 0, -0.25, 0, 0 } },
    { "c23_overflow.csv", .rejected = ":3:1 (a): \"1e999\" is out of range" },
    { "c24_underflow.csv", .rows = 3, .cols = 1, .y = { 1, 2, 3 },
      .x = { 0, 4.9406564584124654e-324, 2.2250738585072011e-308 } },
    { "c25_nan_inf.csv", .rejected = ":3:1 (a): non-finite value \"nan\"" },
    { "c25_nan_inf.csv", DROP, .rejected = ":4:2 (b): non-finite value \"inf\"" },
    { "c26_hexfloat.csv", .rejected = ":2:1 (a): \"0x1p3\" is not a number, expected decimal digits" },
    { "c27_bad_numbers.csv", .rejected = ":2:1 (a): \"1.2.3\" is not a number" },
    { "c28_bad_exponent.csv", .rejected = ":3:1 (a): \"1e\" is not a number" },
    { "c29_thousands.csv", .rejected = ":2:1 (a): \"1,234\" is not a number (a decimal comma or thousands" },
    { "c30_no_final_newline.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1, 2, 4, 5 } },
    { "c31_empty.csv", .rejected = "c31_empty.csv: empty file (0 bytes)" },
    { "c32_header_only.csv", .rejected = "no data rows after the header" },
    { "c33_one_row.csv", .rows = 1, .cols = 2, .y = { 3 }, .x = { 1, 2 }, .constant = 2 },
    { "c33_one_row.csv", .options = { .standardize = true }, .rows = 1, .cols = 2, .y = { 3 }, .x = { 0, 0 },
      .constant = 2 },
    { "c34_one_column.csv", .rejected = "only 1 column: a target and no features" },
    { "c34_one_column.csv", .options = { .no_target = true }, .rows = 3, .cols = 1, .x = { 1, 2, 3 } },
    { "c35_constant_column.csv", .rows = 4, .cols = 2, .y = { 1, 2, 2, 5 }, .x = { 1, 7, 2, 7, 3, 7, 4, 7 },
      .names = "a,c", .constant = 1 },
    { "c36_duplicate_names.csv", .rows = 2, .cols = 2, .y = { 3, 7 }, .x = { 1, 2, 4, 5 },
      .note = "2 columns are named \"a\"" },
    { "c36_duplicate_names.csv", TARGET("a"), .rejected = "\"a\" is ambiguous, 2 columns" },
    { "c37_nul_byte.csv", .rejected = ":2: NUL byte" },
    { "c38_utf16.csv", .rejected = ":1: looks like UTF-16 (FF FE), convert it to UTF-8" },
    { "c39_latin1_header.csv", .rows = 2, .cols = 1, .y = { 2, 4 }, .x = { 1, 3 }, .names = "caf\xE9" },
    { "c40_many_digits.csv", .rows = 4, .cols = 1, .y = { 1, 2, 3, 4 },
      .x = { 0.1, 0.30000000000000004, 1.2345678901234568e+29, 9007199254740992 } },
    { "c41_halfway.csv", .rows = 3, .cols = 1, .y = { 1, 2, 3 },
      .x = { 1.0, 1.0000000000000002, 2.2250738585072014e-308 } },
    { "c42_comment_lines.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1, 2, 4, 5 }, .names = "a,b" },
    { "c43_categorical.csv", .rejected = ":2:2 (colour): \"red\" is not a number" },
    { "c44_string_labels.csv", .rows = 3, .cols = 2, .y = { 1, 0, 1 }, .x = { 1, 2, 3, 4, 5, 6 },
      .target = "label", .classes = "no,yes", .words_where = ":2:3 (label): \"yes\" is not a number" },
    { "c45_numeric_header.csv", .rows = 3, .cols = 2, .y = { 2003, 3, 6 }, .x = { 2001, 2002, 1, 2, 4, 5 } },
    { "c45_numeric_header.csv", .options = { .header = BN_HEADER_YES }, .rows = 2, .cols = 2, .y = { 3, 6 },
      .x = { 1, 2, 4, 5 }, .names = "2001,2002", .target = "2003" },
    { "c46_single_class.csv", .rows = 2, .cols = 2, .y = { 1, 1 }, .x = { 1, 2, 3, 4 }, .classes = "1" },
    { "c47_three_classes.csv", .rows = 3, .cols = 2, .y = { 0, 1, 2 }, .x = { 1, 2, 3, 4, 5, 6 },
      .classes = "0,1,2" },
    { "c48_labels_as_floats.csv", .rows = 3, .cols = 2, .y = { 1, 2, 1 }, .x = { 1, 2, 3, 4, 5, 6 },
      .classes = "1,2" },
    { "c49_blanks_around.csv", .rows = 2, .cols = 2, .y = { 3, 6 }, .x = { 1, 2, 4, 5 }, .names = "a,b",
      .target = "y" },
    { "c50_wide.csv", .rows = 2, .cols = 5000, .y = { 5001, -5001 }, .sum = NAN },
    { "c51_control_z.csv", .rejected = ":3: stray control character 0x1A" },
    { "c52_perfect_collinear.csv", .rows = 5, .cols = 2, .y = { 1, 2, 2.5, 4, 5.5 },
      .x = { 1, 2, 2, 4, 3, 6, 4, 8, 5, 10 } },
    { "c53_separable.csv", .rows = 4, .cols = 1, .y = { 0, 0, 1, 1 }, .x = { -2, -1, 1, 2 },
      .classes = "0,1" },
    { "c54_underscore_digits.csv", .rejected = ":2:1 (a): \"1_000\" is not a number" },
    { "c55_unicode_minus.csv", .rejected = ":2:1 (a): \"\xE2\x88\x92"
                                           "1.5\" is not a number" },
    { "c56_n_less_than_d.csv", .rows = 2, .cols = 4, .y = { 1, 2 }, .x = { 1, 0, 2, 5, 0, 1, 1, 3 } },

    { "l01_plain.libsvm", .rows = 2, .cols = 3, .y = { -1, 1 }, .x = { 0.5, 0, 2, 0, -1.25, 0 },
      .classes = "-1,1", .note = "index base 1" },
    { "l02_comments.libsvm", .rows = 2, .cols = 3, .y = { 1, -1 }, .x = { 2, 0, 4, 0, 1, 0 } },
    { "l03_qid.libsvm", .rows = 3, .cols = 3, .y = { 3, 2, 1 }, .x = { 1, 1, 0, 0, 0, 1, 0, 1, 0 },
      .note = "qid on line 1 ignored" },
    { "l04_unsorted.libsvm", .rows = 2, .cols = 3, .y = { 1, -1 }, .x = { 2, 0, 1, 0, 5, 0 },
      .note = "do not ascend on line 1" },
    { "l05_duplicate.libsvm", .rejected = ":1: index 3 appears twice" },
    { "l06_zero_based.libsvm", .rows = 2, .cols = 3, .y = { 1, -1 }, .x = { 1, 0, 3, 0, 4, 0 },
      .note = "index base 0, because line 1" },
    { "l06_zero_based.libsvm", ONE_BASED, .rejected = ":1: index 0 in a 1-based file" },
    { "l07_late_zero_index.libsvm", .rows = 2, .cols = 3, .y = { 1, -1 }, .x = { 0, 1, 2, 3, 0, 4 },
      .note = "index base 0, because line 2" },
    { "l07_late_zero_index.libsvm", ONE_BASED, .rejected = ":2: index 0 in a 1-based file" },
    { "l08_trailing_blanks.libsvm", .rows = 2, .cols = 2, .y = { 1, -1 }, .x = { 1, 2, 3, 4 } },
    { "l09_labels01.libsvm", .rows = 3, .cols = 1, .y = { 0, 1, 1 }, .x = { 1, 2, 3 }, .classes = "0,1" },
    { "l10_labels12.libsvm", .rows = 3, .cols = 1, .y = { 2, 1, 2 }, .x = { 1, 2, 3 }, .classes = "1,2" },
    { "l11_labels_pm1_mixed.libsvm", .rows = 4, .cols = 1, .y = { 1, 1, -1, 1 }, .x = { 1, 2, 3, 4 },
      .classes = "-1,1" },
    { "l12_labels_m1_0_p1.libsvm", .rows = 3, .cols = 1, .y = { -1, 0, 1 }, .x = { 1, 2, 3 },
      .classes = "-1,0,1" },
    { "l13_no_final_newline.libsvm", .rows = 2, .cols = 2, .y = { 1, -1 }, .x = { 1, 2, 3, 4 } },
    { "l14_label_only.libsvm", .rows = 3, .cols = 2, .y = { -1, 1, -1 }, .x = { 0, 0, 0, 1, 0, 0 },
      .constant = 1 },
    { "l15_explicit_zero.libsvm", .rows = 2, .cols = 3, .y = { 1, -1 }, .x = { 0, 1, 0, 0, 0, 0 },
      .constant = 2 },
    { "l16_crlf.libsvm", .rows = 2, .cols = 2, .y = { -1, 1 }, .x = { 1, 2, 3, 4 } },
    { "l17_bom.libsvm", .rows = 2, .cols = 1, .y = { -1, 1 }, .x = { 1, 2 } },
    { "l18_blank_lines.libsvm", .rows = 2, .cols = 1, .y = { 1, -1 }, .x = { 1, 2 } },
    { "l19_index_overflow.libsvm", .rejected = ":1: index 4294967297 is too large" },
    { "l20_huge_dense.libsvm", .rejected = "100 rows of 100000000 numbers need 80 GB of memory" },
    { "l21_negative_index.libsvm", .rejected = ":1: index \"-3\" is not" },
    { "l22_fraction_index.libsvm", .rejected = ":1: index \"1.5\" is not a plain whole number" },
    { "l23_missing_value.libsvm", .rejected = ":1: no value after \"3:\"" },
    { "l24_missing_colon.libsvm", .rejected = ":1: \"3\" has no colon" },
    { "l25_space_after_colon.libsvm", .rows = 2, .cols = 2, .y = { 1, -1 }, .x = { 2, 3, 2, 0 },
      .constant = 1 },
    { "l26_nan_value.libsvm", .rejected = ":1: index 1: non-finite value \"nan\"" },
    { "l27_multilabel.libsvm", .rejected = ":1: label \"1,2\": multi-label data is not supported" },
    { "l28_text_label.libsvm", .rows = 2, .cols = 1, .y = { 0, 1 }, .x = { 1, 2 }, .classes = "cat,dog",
      .words_where = ":1: label: \"cat\" is not a number" },
    { "l29_leading_blanks.libsvm", .rows = 2, .cols = 1, .y = { 1, -1 }, .x = { 1, 2 } },
    { "l30_real_targets.libsvm", .rows = 3, .cols = 2, .y = { 24, -25, 0.5 },
      .x = { -1, -0.64, -0.99914, -1, 0, 3 }, .classes = "-25,0.5,24" },
    { "l31_test_wider_than_train.libsvm", .rows = 2, .cols = 9, .y = { 1, -1 }, .sum = 4, .constant = 7 },
    { "l31_test_wider_than_train.libsvm", .options = { .cols = 3 },
      .rejected = ":1: index 9 is beyond the 3 features" },
    { "l32_huge_label.libsvm", .rejected = ":1: label: \"1e400\" is out of range" },
    { "l33_trailing_garbage.libsvm", .rejected = ":1: index 1: \"2x\" is not a number" },
    { "l34_comma_value.libsvm", .rejected = ":1: index 1: \"0,5\" is not a number" },
    { "l35_plus_index.libsvm", .rejected = ":1: index \"+1\" is not a plain" },
    { "l36_empty_all_comments.libsvm", .rejected = "no data rows" },
    { "l37_wide_gap.libsvm", .rows = 2, .cols = 1000, .y = { 1, -1 }, .sum = 4, .constant = 998 },
    { "l38_one_feature_constant.libsvm", .rows = 3, .cols = 1, .y = { 1, -1, 1 }, .x = { 5, 5, 5 },
      .constant = 1 },
    { "l39_long_row.libsvm", .rows = 2, .cols = 20000, .y = { 1, -1 }, .sum = NAN },
};

#define EXPECTATIONS (sizeof table / sizeof *table)

static double sum_of(const bn_dataset *data, size_t row)
{
    double sum = 0;
    for (size_t j = 0; j < bn_dataset_describe(data)->cols; j++)
        sum += bn_dataset_row(data, row)[j];
    return sum;
}

/* NaN stands for a sum that has its own test. */
static void check_numbers(const bn_dataset *data, const expectation *e)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    cr_assert(info->rows == e->rows && info->cols == e->cols, "%s: %zu x %zu", e->file, info->rows,
              info->cols);
    for (size_t i = 0; i < e->rows; i++)
        cr_expect(info->targets[i] == e->y[i], "%s: y[%zu] is %g", e->file, i, info->targets[i]);
    double sum = 0;
    for (size_t i = 0; i < e->rows; i++)
        sum += sum_of(data, i);
    if (e->sum != 0)
        cr_expect(isnan(e->sum) || bn_close(sum, e->sum, 1e-12), "%s: sum of X is %.17g", e->file, sum);
    else
        has_features(data, e->rows, e->cols, e->x);
    cr_expect(info->constant_columns == e->constant, "%s: %zu constant columns", e->file,
              info->constant_columns);
}

static void check_words(const bn_dataset *data, const expectation *e)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    if (e->names)
        has_list(info->names, info->cols, e->names);
    if (e->target)
        cr_expect(info->target_name && !strcmp(info->target_name, e->target), "%s: target", e->file);
    if (e->classes)
        has_list(info->class_names, info->classes, e->classes);
    cr_expect(info->words == (e->words_where != NULL), "%s: words", e->file);
    if (e->words_where)
        cr_expect(info->words_where && strstr(info->words_where, e->words_where), "%s: %s", e->file,
                  info->words_where);
    if (e->note)
        cr_expect(notes(data, e->note), "%s: no note says \"%s\"", e->file, e->note);
}

static void check(const expectation *e, const char *path)
{
    bn_dataset *data = NULL;
    bn_error err = { BN_OK, "" };
    bn_status status = bn_dataset_load(&data, path, &e->options, &err);
    if (e->rejected) {
        cr_expect(status != BN_OK && !data, "%s was accepted", e->file);
        cr_expect(strstr(err.message, e->file), "%s is not named in: %s", e->file, err.message);
        cr_expect(strstr(err.message, e->rejected), "%s: %s", e->file, err.message);
    } else if (status) {
        cr_expect_fail("%s was rejected: %s", e->file, err.message);
    } else {
        check_numbers(data, e);
        check_words(data, e);
    }
    bn_dataset_free(data);
}

static const char *folder(void)
{
    const char *path = bn_test_data("awkward");
    if (!path)
        cr_skip("the awkward files were not read: BANACH_DATA has no folder awkward");
    return path;
}

Test(awkward, every_file_is_accepted_or_rejected_as_it_should_be)
{
    folder();
    for (size_t i = 0; i < EXPECTATIONS; i++) {
        char name[100];
        snprintf(name, sizeof name, "awkward/%s", table[i].file);
        const char *path = bn_test_data(name);
        if (path)
            check(&table[i], path);
        else
            cr_expect_fail("BANACH_DATA has no %s", name);
    }
}

Test(awkward, no_file_of_the_folder_is_forgotten)
{
    size_t files = 0;
    DIR *opened = opendir(folder());
    cr_assert(opened);
    for (struct dirent *entry; (entry = readdir(opened));) {
        bool known = entry->d_name[0] == '.' || strstr(entry->d_name, ".md");
        files += !known;
        for (size_t i = 0; i < EXPECTATIONS; i++)
            known = known || !strcmp(table[i].file, entry->d_name);
        cr_expect(known, "nobody expects anything of %s", entry->d_name);
    }
    closedir(opened);
    cr_expect(files == 95, "%zu files", files);
}

Test(awkward, long_lines_lose_nothing)
{
    folder();
    bn_dataset *wide = NULL, *longer = NULL;
    cr_assert(!bn_dataset_load(&wide, bn_test_data("awkward/c50_wide.csv"), NULL, NULL));
    for (size_t j = 0; j < 5000; j++)
        cr_assert(bn_dataset_row(wide, 0)[j] == (double)(j + 1) &&
                  bn_dataset_row(wide, 1)[j] == -(double)(j + 1));
    cr_assert(!bn_dataset_load(&longer, bn_test_data("awkward/l39_long_row.libsvm"), NULL, NULL));
    double expected = 200010000.0 / 7, found = sum_of(longer, 0);
    cr_expect(bn_close(found, expected, 1e-12), "%.17g", found); /* 20000 additions, each within 1e-16 */
    bn_dataset_free(wide);
    bn_dataset_free(longer);
}
