/* Delimited text, beyond the awkward files. */
#include "fixture.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(csv, .fini = bn_no_leaks);

static void same_table(const char *text, const double *X, size_t rows, size_t cols)
{
    bn_dataset *data = accept(text, NULL);
    has_features(data, rows, cols, X);
    bn_dataset_free(data);
}

Test(csv, every_delimiter_gives_the_same_table)
{
    static const double X[] = { 1, 2, 4, 5 };
    static const char *const texts[] = {
        "1,2,3\n4,5,6\n",
        "1;2;3\n4;5;6\n",
        "1\t2\t3\n4\t5\t6\n",
        "1 2 3\n4  5\t6\n",
        " 1   2  3 \n4 5\t 6",
        "1,2,3\r4,5,6\r",
        "1;2;3\r\n\r\n4;5;6",
        "1, 2 ,3\n 4,5 , 6\n",
        "\"1\" \"2\" 3\n4 5 6\n",
        "1\t 2\t3 \n4\t5\t6",
        "# a;b\n1,2,3\n#\n4,5,6",
        "1 2 3\t\n4 5 6\n",
        " #c\n1 2 3\n \t \n4 5 6\t",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        same_table(texts[i], X, 2, 2);
}

Test(csv, an_error_names_the_line_and_the_field_of_the_file)
{
    static const struct {
        const char *text, *sentence;
    } cases[] = {
        { "\n\na,b,y\n1,2,3\n\n   \nx,5,6\n", "t:7:1 (a): \"x\" is not a number" },
        { "\"multi\nline\",b,y\n1,2,3\n4,x,6\n", "t:4:2 (b): \"x\" is not a number" },
        { "1,2,3\r\n4,5,6\r\n7,oh,9\r\n", "t:3:2: \"oh\" is not a number" },
        { "# one\n1 2 3\n# two\n4 x 6\n", "t:4:2: \"x\" is not a number" },
        { "a,b,y\n1,\"2\n2\",3\n", "t:2:2 (b): \"2\n2\" is not a number" },
        { "a,b,y\n\"1\n\",x,3\n", "t:2:1 (a): \"1\n\" is not a number" },
        { "a,b,y\n1,\"2\"x,3\n", "t:2:2: text after a closing quote, expected a delimiter" },
        { "1 \"2\"x 3\n", "t:1:2: text after a closing quote, expected a delimiter" },
        { "1,2\n3,4\n\"", "t:3:1: quote opened and never closed" },
        { "1,2\n3,4\n5,6,7\n8,x\n", "t:3: 3 fields, expected 2" },
        { "1,2\nx,4\n5,6,7\n", "t:2:1: \"x\" is not a number" },
        { "a,b,y\n1,,3\n", "t:2:2 (b): missing value, expected a number" },
        { "a,b,y\n1,2,\n", "t:2:3 (y): missing value (trailing delimiter), expected a number" },
        { "a\tb\ty\n1\t\t3\n", "t:2:2 (b): missing value, expected a number" },
        { "a,b,y\n1,-inf,3\n", "t:2:2 (b): non-finite value \"-inf\", expected a number" },
        { "a,b,y\n1,2,NaN\n", "t:2:3 (y): non-finite value \"NaN\", expected a number" },
        { "a,b,y\n1,2,-1e999\n", "t:2:3 (y): \"-1e999\" is out of range, expected a double" },
        { "", "t: empty file (0 bytes)" },
        { "\n# nothing\n  \n", "t: no data rows" },
        { "a,b,y\n", "t: no data rows after the header" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reject(cases[i].text, NULL, cases[i].sentence);
        cr_expect(!strcmp(failure()->message, cases[i].sentence), "%s", failure()->message);
    }
}

Test(csv, a_long_cell_is_cut_in_the_sentence)
{
    char text[400] = "a,y\n", cell[201];
    memset(cell, 'x', 200);
    cell[200] = 0;
    strcat(strcat(text, cell), ",1\n");
    reject(text, NULL, "xxx...\" is not a number");
    cr_expect(strlen(failure()->message) < 100);
}

Test(csv, quotes_keep_delimiters_newlines_and_quotes)
{
    bn_dataset *data = accept("\"a,\"\"b\"\"\n\",' c',\"\"\n\"1\" ,2 , \"x \"\"y\"\"\"\n3,4,x\n", NULL);
    const bn_dataset_info *info = bn_dataset_describe(data);
    has_list(info->names, 2, "a,\"b\"\n,' c'");
    has_list(info->class_names, info->classes, "x,x \"y\"");
    cr_expect(!strcmp(info->target_name, "") && info->targets[0] == 1 && info->targets[1] == 0);
    bn_dataset_free(data);
}

Test(csv, a_semicolon_beats_a_comma_and_quotes_hide_both)
{
    bn_dataset *data = accept("a;b,c;y\n1;2;3\n", NULL);
    has_list(bn_dataset_describe(data)->names, 2, "a,b,c");
    bn_dataset_free(data);
    data = accept("\"a;b\",c,y\n1,2,3\n", NULL);
    has_list(bn_dataset_describe(data)->names, 2, "a;b,c");
    bn_dataset_free(data);
}

Test(csv, the_first_row_is_a_header_when_a_cell_in_it_is_a_word)
{
    static const struct {
        const char *text;
        bn_header header;
        size_t rows;
        const char *note;
    } cases[] = {
        { "a,b\n1,2\n", BN_HEADER_AUTO, 1, NULL },
        { "1,2\n1,2\n", BN_HEADER_AUTO, 2, NULL },
        { "1,2\n1,2\n", BN_HEADER_YES, 1, NULL },
        { "?,NA,3\n1,2,4\n", BN_HEADER_AUTO, 1, NULL }, /* with missing values dropped */
        { "0,1,y\n1,2,5\n", BN_HEADER_AUTO, 1, "line 1 is taken as the header: \"y\" in column 3" },
        { "5.1,3.5,setosa\n1,2,virginica\n", BN_HEADER_AUTO, 2, "line 1 is taken as data with classes" },
        { "5.1,3.5,setosa\n1,2,virginica\n", BN_HEADER_YES, 1, NULL },
        { "5.1,3.5,setosa\n1,2,3\n", BN_HEADER_NO, 2, NULL },
        { "5.1,x,setosa\n1,2,virginica\n", BN_HEADER_AUTO, 1, "\"setosa\" in column 3" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bn_dataset_options options = { .header = cases[i].header, .missing = BN_MISSING_DROP };
        bn_dataset *data = accept(cases[i].text, &options);
        cr_expect(bn_dataset_describe(data)->rows == cases[i].rows, "%s", cases[i].text);
        cr_expect(!cases[i].note || notes(data, cases[i].note), "%s", cases[i].text);
        cr_expect(cases[i].note || !notes(data, "line 1"), "%s", cases[i].text);
        bn_dataset_free(data);
    }
    reject("a,b\n1,2\n", &(bn_dataset_options){ .header = BN_HEADER_NO }, "t:1:1: \"a\" is not a number");
}

Test(csv, columns_are_chosen_by_name_or_number_and_a_name_wins)
{
    static const struct {
        const char *target, *weights;
        double y, x0, w; /* of the first row of 10,20,30,40 */
    } cases[] = {
        { NULL, NULL, 40, 10, -1 }, { "a", NULL, 10, 20, -1 }, { "1", NULL, 30, 10, -1 },
        { "2", NULL, 20, 10, -1 },  { "4", "a", 40, 20, 10 },  { NULL, "d", 30, 10, 40 },
        { "b", "4", 20, 10, 40 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bn_dataset_options options = { .header = BN_HEADER_YES,
                                       .target = cases[i].target,
                                       .weights = cases[i].weights };
        bn_dataset *data = accept("a,b,1,d\n10,20,30,40\n11,21,31,41\n", &options);
        const bn_dataset_info *info = bn_dataset_describe(data);
        cr_expect(info->targets[0] == cases[i].y && info->targets[1] == cases[i].y + 1, "case %zu", i);
        cr_expect(bn_dataset_row(data, 1)[0] == cases[i].x0 + 1, "case %zu", i);
        cr_expect(info->weights ? info->weights[1] == cases[i].w + 1 : cases[i].w < 0, "case %zu", i);
        cr_expect(info->cols == (info->weights ? 2u : 3u), "case %zu", i);
        bn_dataset_free(data);
    }
}

Test(csv, a_column_that_is_not_there_is_refused_with_the_ones_that_are)
{
    static const struct {
        const char *text, *target, *weights, *sentence;
    } cases[] = {
        { "a,b,y\n1,2,3\n", "z", NULL,
          "no target column \"z\", expected one of \"a\", \"b\", \"y\" or a number from 1 to 3" },
        { "1,2,3\n", "z", NULL, "no target column \"z\": there is no header, expected a number from 1 to 3" },
        { "1,2,3\n", "0", NULL, "no target column \"0\"" },
        { "1,2,3\n", "4", NULL, "no target column \"4\"" },
        { "1,2,3\n", "99999999999999999999999", NULL, "no target column \"9999" },
        { "1,2,3\n", "", NULL, "no target column \"\"" },
        { "1,2,3\n", "2", "2", "column 2 cannot be the target and the weights" },
        { "1,2,3\n", NULL, "w", "no weights column \"w\"" },
        { "a,a,y\n1,2,3\n", NULL, "a", "the weights column \"a\" is ambiguous" },
        { "1,2\n", "1", "2", "only 2 columns: a target, weights and no features" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        reject(cases[i].text,
               &(bn_dataset_options){
                   .target = cases[i].target, .weights = cases[i].weights, .no_target = false },
               cases[i].sentence);
    reject("1,2\n", &(bn_dataset_options){ .target = "1", .no_target = true }, "together with no target");
    reject("1\n", &(bn_dataset_options){ .weights = "1", .no_target = true },
           "only 1 column: weights and no features");
}

Test(csv, weights_are_nonnegative_and_not_all_zero)
{
    bn_dataset_options options = { .weights = "w" };
    bn_dataset *data = accept("x,w,y\n1,0,2\n3,2.5,4\n", &options);
    cr_expect(bn_dataset_describe(data)->weights[0] == 0 && bn_dataset_describe(data)->weights[1] == 2.5);
    bn_dataset_free(data);
    reject("x,w,y\n1,1,2\n1,-0.5,2\n", &options, "t:3:2 (w): weight \"-0.5\" is negative");
    reject("x,w,y\n1,0,2\n1,0,2\n", &options, "t: every weight is 0");
    reject("x,w,y\n1,inf,2\n", &options, "t:2:2 (w): non-finite value \"inf\"");
    reject("x,w,y\n1,heavy,2\n", &options, "t:2:2 (w): \"heavy\" is not a number");
}

Test(csv, without_a_target_every_column_is_a_feature)
{
    bn_dataset *data = accept("a,b\n1,2\n3,4\n", &(bn_dataset_options){ .no_target = true });
    const bn_dataset_info *info = bn_dataset_describe(data);
    has_features(data, 2, 2, (double[]){ 1, 2, 3, 4 });
    cr_expect(info->targets[0] == 0 && info->targets[1] == 0 && !info->target_name && info->classes == 1);
    bn_dataset_free(data);
}

Test(csv, a_table_of_just_the_features_asked_for_has_no_target)
{
    static const struct {
        const char *target, *weights;
        size_t cols, features;
        bool no_target;
    } cases[] = {
        { NULL, NULL, 3, 3, true }, { NULL, NULL, 2, 2, false }, { NULL, "w", 2, 2, true },
        { NULL, "w", 1, 1, false }, { "a", NULL, 3, 2, false },  { NULL, NULL, 0, 2, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bn_dataset_options options = { .target = cases[i].target,
                                       .weights = cases[i].weights,
                                       .cols = cases[i].cols };
        bn_dataset *data = accept("a,w,y\n1,2,3\n4,5,6\n", &options);
        const bn_dataset_info *info = bn_dataset_describe(data);
        cr_expect(info->cols == cases[i].features && info->no_target == cases[i].no_target, "case %zu", i);
        cr_expect((info->target_name == NULL) == cases[i].no_target, "case %zu", i);
        bn_dataset_free(data);
    }
}

Test(csv, a_hundred_thousand_rows_arrive_unchanged)
{
    enum { ROWS = 100000 };
    char *text = malloc(ROWS * 40), *at = text;
    cr_assert(text);
    for (int i = 0; i < ROWS; i++)
        at += sprintf(at, "%d,%d.25,%d\n", i, -i, i % 7);
    bn_dataset *data = accept(text, NULL);
    cr_assert(bn_dataset_describe(data)->rows == ROWS && bn_dataset_describe(data)->classes == 7);
    for (size_t i = 0; i < ROWS; i++) {
        double x = (double)i;
        cr_assert(bn_dataset_row(data, i)[0] == x && bn_dataset_row(data, i)[1] == (i ? -x - 0.25 : 0.25));
        cr_assert(bn_dataset_describe(data)->targets[i] == (double)(i % 7));
    }
    bn_dataset_free(data);
    free(text);
}

/* Cells that are numbers, each in its own way; rows of the first ones are narrow. */
static const char *const cells[] = {
    "0",
    "7",
    "255",
    "12",
    "000",
    "-0",
    ".5",
    "5.",
    "9",
    "00012",
    "-12345678",
    "123456789",
    "1.5",
    "-.25",
    "0.1234567",
    "-123456.7",
    "1.2345678",
    "1e3",
    "+4",
    "1E-2",
    "-0.0",
    "4.9e-324",
    "12345678901234567890",
    "0.30000000000000004",
    "-99999999",
    "1234567.",
    "2.5e+0",
    "100",
    "000000000000000000001",
};
enum { CELLS = sizeof cells / sizeof *cells, TINY = 9 };

/* Rows of so many cells, in quotes or not: those have to be taken apart. */
static char *write_rows(size_t count, size_t kinds, const char *between, const char *line_end, bool quoted)
{
    const size_t rows = 2 * CELLS + 1;
    char *text = malloc(rows * count * 40), *at = text;
    cr_assert(text);
    for (size_t i = 0; i < rows * count; i++) {
        const char *quote = quoted ? "\"" : "", *after = (i + 1) % count ? between : line_end;
        at += sprintf(at, "%s%s%s%s", quote, cells[(i + i / count) % kinds], quote, after);
    }
    if (count % 2)
        at[-(ptrdiff_t)strlen(line_end)] = '\0';
    return text;
}

/* Rows end everywhere in the 64 bytes that are looked at together. */
Test(csv, a_row_of_plain_numbers_is_what_it_is_taken_apart)
{
    static const char *const between[] = { ",", ";", "\t", " ", " , ", " \t ", "  ", ",\t", "; " };
    static const char *const line_ends[] = { "\n", "\r\n", "\r", " \n", "\n\n# 1,2\n" };
    for (size_t k = 0; k < sizeof between / sizeof *between; k++)
        for (size_t l = 0; l < sizeof line_ends / sizeof *line_ends; l++)
            for (size_t count = 2; count < 40; count += 1 + count / 4) {
                const size_t kinds = count % 3 ? CELLS : TINY;
                char *plain = write_rows(count, kinds, between[k], line_ends[l], false),
                     *quoted = write_rows(count, kinds, between[k], line_ends[l], true);
                bn_dataset *a = accept(plain, NULL), *b = accept(quoted, NULL);
                const bn_dataset_info *x = bn_dataset_describe(a), *y = bn_dataset_describe(b);
                cr_assert(x->rows == 2 * CELLS + 1 && x->cols == count - 1);
                has_features(b, x->rows, x->cols, bn_dataset_row(a, 0));
                cr_assert(!memcmp(x->targets, y->targets, x->rows * sizeof *x->targets));
                bn_dataset_free(a);
                bn_dataset_free(b);
                free(plain);
                free(quoted);
            }
}

/* A cell that is nearly a number, anywhere in a row of numbers. */
Test(csv, what_is_no_number_is_found_in_every_column)
{
    static const char *const wrong[] = { "-",    ".",         "-.",        "1-",    "--1", "1.2.3",
                                         "12:4", "0x1",       "1 2",       "1e",    "1,",  "+-1",
                                         "..",   "1234567x",  "12345678x", "1.5 x", "x1",  "-12345-",
                                         "1..0", "1.234567.", "\x80",      "1\xB2" };
    enum { COUNT = 30 };
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
        for (size_t column = 0; column < COUNT - 1; column++) {
            char text[2000] = "", sentence[100], *at = text;
            for (size_t i = 0; i < 3 * COUNT; i++)
                at += sprintf(at, "%s%s",
                              i == 2 * COUNT + column ? wrong[k] : cells[i % (column % 3 ? TINY : CELLS)],
                              (i + 1) % COUNT ? "," : "\n");
            sprintf(sentence,
                    strchr(wrong[k], ',') ? "t:3: 31 fields, expected 30" : "t:3:%zu: \"%s\" is not a number",
                    column + 1, wrong[k]);
            reject(text, NULL, sentence);
        }
}

Test(csv, many_names_that_are_shared_are_counted)
{
    bn_dataset *data = accept("a,a,b,b,c,c,d,d,e,e,e,y\n1,2,3,4,5,6,7,8,9,10,11,12\n", NULL);
    cr_expect(notes(data, "3 columns are named \"e\"") && !notes(data, "more names"));
    cr_expect_eq(bn_dataset_describe(data)->notes, 5);
    bn_dataset_free(data);
    data = accept("a,a,b,b,c,c,d,d,e,e,f,f,g,g,y\n1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n", NULL);
    cr_expect(notes(data, "2 more names belong to several columns each") && !notes(data, "\"f\""));
    cr_expect_eq(bn_dataset_describe(data)->notes, 6);
    bn_dataset_free(data);
}

/* A locale with a decimal comma changes nothing. */
Test(csv, numbers_do_not_depend_on_the_locale)
{
    if (!bn_test_comma())
        cr_skip_test("not tested where numbers have commas: no such locale is installed");
    bn_dataset *data = accept("0.5,1.25\n3.0000000000000001e-300,2.5\n", NULL);
    has_features(data, 2, 1, (double[]){ 0.5, 3.0000000000000001e-300 });
    has_list(bn_dataset_describe(data)->class_names, 2, "1.25,2.5");
    bn_dataset_free(data);
    reject("1 1:0,5\n", NULL, "\"0,5\" is not a number");
}

/* What pandas' to_csv and R's write.csv put in front. */
Test(csv, a_first_column_without_a_name_is_noted)
{
    static const struct {
        const char *text;
        bool noted;
    } cases[] = {
        { ",a,y\n0,5,2\n1,6,3\n", true },
        { "\"\",\"a\",\"y\"\n\"1\",5,2\n\"2\",6,3\n", true },
        { "i,a,y\n0,5,2\n1,6,3\n", false },
        { "i,,y\n0,5,2\n1,6,3\n", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bn_dataset *data = accept(cases[i].text, NULL);
        cr_expect_eq(notes(data, "column 1 has no name"), cases[i].noted, "%s", cases[i].text);
        bn_dataset_free(data);
    }
}
