/* Files that go through a window: whatever its size, the same dataset or the same sentence as in one piece.
 */
#include "fixture.h"
#include "dataset/parse.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(window, .fini = bn_no_leaks);

/* Through a pipe, in which nobody can go back, or as a file, which tells its size. */
static bn_status read_by(bn_dataset **out, const char *text, size_t window, bool by_pipe, bn_error *err)
{
    int ends[2];
    char path[64] = "/tmp/banach-test-XXXXXX";
    const size_t size = strlen(text);
    bn_input in;
    bn_text opened;
    *out = NULL;
    memset(err, 0, sizeof *err);
    if (by_pipe) {
        cr_assert(!pipe(ends) && size < 60000 && write(ends[1], text, size) == (ssize_t)size);
        close(ends[1]);
        snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    } else {
        const int file = mkstemp(path);
        cr_assert(file >= 0 && write(file, text, size) == (ssize_t)size && !close(file));
    }
    cr_assert(!bn_input_open(&in, path, err), "%s", err->message);
    in.name = "t";
    bn_status status = bn_text_open(&opened, "t", &in, SIZE_MAX / 2, window, err);
    if (!status) {
        status = bn_dataset_parse(out, &opened, NULL, err);
        bn_text_free(&opened);
    }
    bn_status closed = bn_input_close(&in, BN_OK, NULL);
    cr_assert(!closed);
    if (by_pipe)
        close(ends[0]);
    else
        unlink(path);
    return status;
}

static void same(const bn_dataset *a, const bn_dataset *b, const char *text)
{
    const bn_dataset_info *x = bn_dataset_describe(a), *y = bn_dataset_describe(b);
    cr_assert(x->rows == y->rows && x->cols == y->cols && x->classes == y->classes && x->words == y->words &&
                  x->notes == y->notes,
              "%.60s: %zu x %zu and %zu x %zu", text, x->rows, x->cols, y->rows, y->cols);
    cr_assert(!memcmp(bn_dataset_row(a, 0), bn_dataset_row(b, 0), x->rows * x->cols * sizeof(double)));
    cr_assert(!memcmp(x->targets, y->targets, x->rows * sizeof(double)));
    for (size_t k = 0; k < x->classes; k++)
        cr_assert_str_eq(x->class_names[k], y->class_names[k]);
    for (size_t k = 0; k < x->notes; k++)
        cr_assert_str_eq(x->note[k], y->note[k]);
}

/* Windows from a few bytes to more than all of it. */
static void check(const char *text)
{
    bn_dataset *whole = read_bytes(text, strlen(text), NULL);
    const bn_error expected = *failure();
    for (size_t window = 1; window < 4 * strlen(text) + 100; window += 1 + window / 3)
        for (int by_pipe = 0; by_pipe < 2; by_pipe++) {
            bn_dataset *data;
            bn_error err;
            const bn_status status = read_by(&data, text, window, by_pipe, &err);
            cr_assert_eq(status, expected.status, "window %zu: %s\n%s\n%.200s", window, err.message,
                         expected.message, text);
            cr_assert(!status || !strcmp(err.message, expected.message), "window %zu: %s, expected %s",
                      window, err.message, expected.message);
            if (whole)
                same(data, whole, text);
            bn_dataset_free(data);
        }
    bn_dataset_free(whole);
}

Test(window, changes_nothing)
{
    static const char *const texts[] = {
        "a,b,y\n1,2,3\n4,5,6\n7,8,9\n",
        "1,2,3\r\n4,5,6\r\n7,8,9\r\n",
        "1,2,3\r4,5,6\r7,8,9\r10,11,12",
        "# a comment of some length\n\n\n# and one more\n1;2;3\n#\n4;5;6",
        "\"multi\nline\",\"b \"\"q\"\"\",y\n1,\"2\",yes\n3,4,no\n\"5\",6,\"ye\ns\"\n",
        "1 2 3\n4 5 6\n\n  7 8\t9  \n",
        "5.1,3.5,setosa\n1,2,virginica\n1,2,setosa\n",
        "1,2,3\n4,5,6\n7,8,word\n10,11,1e2\n",
        "1,2,3\n4,5,6\n7,oh,9\n",
        "1,2,3\n4,5,6\n7,8\n",
        "1,2,3\n4,5,6\n7,\"8,9\n10,11,12\n",
        "a,b,y\n",
        "\n\n# nothing\n",
        ("\xEF\xBB\xBF"
         "1,2\n3,4\n5,6\n"),
        "1 1:2 3:4 # c\n-1 qid:3 2:1\n+1\n\n-1 3:7 1:2\n",
        "+1\n-1\n+1\n# 1:2\n+1 5:2\n-1 0:3\n",
        "yes 1:1\nno 2:2\nyes 3:3\n",
        "1 1:1\n2 2:2\nthree 3:3\n",
        "1 1:1\n-1 2:x\n",
        "1 1:1 1:2\n",
        "1 1:0.1 2:12345678901234567890 3:1e-300\n2 4:0.30000000000000004\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(texts[i]);
}

/* Long enough for rows to be cut anywhere and for the table to grow on the way. */
Test(window, changes_nothing_in_a_long_file)
{
    char *text = malloc(60000), *at = text;
    cr_assert(text);
    for (int i = 0; at - text < 50000; i++)
        at += sprintf(at, "%d,%.17g,%s%d\n", i, 1.0 / (i + 1), i % 100 == 57 ? " " : "", i % 3);
    check(text);
    at = text;
    for (int i = 0; at - text < 50000; i++)
        at += sprintf(at, "%d %d:%.6g %d:1 %d:0.5\n", i % 2, 1 + i % 7, 1.0 / (i + 1), 10 + i % 11, 22 + i);
    check(text);
    free(text);
}

/* A control character is found before what is wrong in lines after it. */
Test(window, looks_through_every_part)
{
    bn_dataset *data;
    bn_error err;
    for (size_t window = 1; window < 60; window += 7) {
        cr_expect(read_by(&data, "1,2\n3,4\n5,6\n7,\x01\n9,x\n", window, true, &err) == BN_BAD_FORMAT);
        cr_expect_str_eq(err.message, "t:4: stray control character 0x01, expected text");
    }
}

/* What is left of it makes a table; the close says that it is not the one that was opened. */
Test(window, a_file_that_shrinks_meanwhile_is_an_error)
{
    char path[] = "/tmp/banach-test-XXXXXX", text[2000] = "";
    const int file = mkstemp(path);
    bn_dataset *data = NULL;
    bn_input in;
    bn_text opened;
    bn_error err;
    for (int i = 0; i < 200; i++)
        strcat(text, "1,2,3\n");
    cr_assert(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
    cr_assert(!bn_input_open(&in, path, &err) && !bn_text_open(&opened, path, &in, 1 << 20, 64, &err));
    cr_assert(!ftruncate(file, 600) && !close(file));
    cr_expect(!bn_dataset_parse(&data, &opened, NULL, &err) && bn_dataset_describe(data)->rows == 100, "%s",
              err.message);
    cr_expect(bn_input_close(&in, BN_OK, &err) == BN_CANNOT_READ &&
                  strstr(err.message, "it changed meanwhile"),
              "%s", err.message);
    bn_dataset_free(data);
    bn_text_free(&opened);
    unlink(path);
}

/* Numbers are let go after 16 MB of them; a word after that is no class, and the sentence says where it is.
 */
Test(window, a_word_after_very_many_numbers_is_an_error)
{
    enum { ROWS = 2200000 };
    char *text = malloc((size_t)ROWS * 12), *at = text;
    cr_assert(text);
    for (int i = 0; i < ROWS; i++)
        at += sprintf(at, "1,%d\n", 1000000 + i);
    strcpy(at, "1,word\n");
    reject(text, NULL, "t:2200001:2: \"word\" is not a number");
    *at = 0;
    bn_dataset *data = accept(text, NULL);
    cr_expect(bn_dataset_describe(data)->rows == ROWS && bn_dataset_describe(data)->classes == 0);
    bn_dataset_free(data);
    free(text);
}

/* Windows of 16 bytes, so lines of 16 kB. */
Test(window, a_line_without_end_is_no_line)
{
    static const char *const starts[] = { "1,2,3,4,", "1,2\n3,4\n" };
    for (size_t k = 0; k < 2; k++) {
        char text[40000];
        bn_dataset *data;
        bn_error err;
        memset(text, '1', sizeof text);
        text[sizeof text - 1] = '\0';
        memcpy(text, starts[k], 8);
        cr_expect_eq(read_by(&data, text, 16, false, &err), BN_BAD_FORMAT);
        cr_expect_str_eq(err.message, "t: a line of more than 16.4 kB, expected text in lines");
        strcpy(text + 16000, "\n");
        cr_expect(read_by(&data, text, 16, false, &err) && !strstr(err.message, "a line of"), "%s",
                  err.message);
    }
}

/* No end of it, and no line: at once, not where memory ends. */
Test(window, zeros_without_end_are_refused_at_their_beginning)
{
    bn_dataset *data = NULL;
    bn_error err;
    const bn_dataset_options little = { .memory_limit = 1 << 26 };
    cr_expect_eq(bn_dataset_load(&data, "/dev/zero", &little, &err), BN_BAD_FORMAT);
    cr_expect_str_eq(err.message, "/dev/zero:1: NUL byte, expected text");
}
