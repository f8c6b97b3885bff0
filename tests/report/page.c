/* The layout of text reports. */
#include "report/page.h"

#include "support/support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(page, .fini = bn_no_leaks);

static void expect_page(void (*fill)(bn_page *page), const char *expected)
{
    char *text = NULL;
    size_t length;
    bn_page page = { .to = open_memstream(&text, &length) };
    fill(&page);
    cr_expect(!bn_page_close(&page, NULL));
    fclose(page.to);
    cr_expect(!strcmp(text, expected), "%s", text);
    free(text);
}

static void sections(bn_page *page)
{
    bn_section(page, "first");
    bn_line(page, "a %d", 1);
    bn_line(page, "b   ");
    bn_section(page, "second");
    bn_words(page, "%s", "word");
}

Test(page, titles_stand_in_the_margin)
{
    expect_page(sections, "first         a 1\n"
                          "              b\n"
                          "\n"
                          "second        word\n");
}

static void long_words(bn_page *page)
{
    char word[121];
    memset(word, 'x', 120);
    word[120] = '\0';
    bn_section(page, "s");
    bn_words(page, "a %s b", word);
}

Test(page, breaks_at_blanks_and_nowhere_else)
{
    char expected[300], word[121];
    memset(word, 'x', 120);
    word[120] = '\0';
    snprintf(expected, sizeof expected, "s             a\n                %s\n                b\n", word);
    expect_page(long_words, expected);
}

static void many_words(bn_page *page)
{
    bn_section(page, "s");
    for (int i = 0; i < 60; i++)
        bn_words(page, "%.*s", i,
                 "one two three four five six seven eight nine ten eleven twelve thirteen fourteen");
    bn_words(
        page,
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty");
}

Test(page, is_at_most_a_hundred_columns_wide)
{
    char *text = NULL;
    size_t length;
    bn_page page = { .to = open_memstream(&text, &length) };
    many_words(&page);
    fclose(page.to);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        cr_expect(strlen(line) <= BN_PAGE, "%s", line);
    free(text);
}

static void controls(bn_page *page)
{
    bn_section(page, "s");
    bn_line(page, "a\x1b[31m\tb\nc");
}

Test(page, lets_no_control_character_through)
{
    expect_page(controls, "s             a [31m b c\n");
}

Test(page, fits_names_into_columns)
{
    char out[BN_FITTED];
    cr_expect_str_eq(bn_fitted(out, "abc", 5), "abc  ");
    cr_expect_str_eq(bn_fitted(out, "abcdefgh", 6), "abc...");
    cr_expect_str_eq(bn_fitted(out,
                               "gr\xc3\xb6\xc3\x9f"
                               "e",
                               6),
                     "gr\xc3\xb6\xc3\x9f"
                     "e ");
    cr_expect_str_eq(bn_fitted(out, "", 3), "   ");
    cr_expect(bn_columns_of("gr\xc3\xb6\xc3\x9f"
                            "e",
                            100) == 5 &&
              bn_columns_of("abcdef", 4) == 4);
}

Test(page, says_when_it_could_not_be_written)
{
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        cr_skip_test("no page was written on a full disk: there is no /dev/full");
    bn_page page = { .to = full };
    bn_error err;
    sections(&page);
    cr_expect(bn_page_close(&page, &err) == BN_CANNOT_WRITE);
    cr_expect(strstr(err.message, "cannot write"), "%s", err.message);
    fclose(full);
}

/* Characters of four bytes, as many as fit into the widest column. */
Test(page, a_name_of_wide_bytes_keeps_all_its_characters)
{
    char name[4 * 60 + 1] = "", out[BN_FITTED];
    for (int i = 0; i < 60; i++)
        strcat(name, "\xF0\x9D\x9B\xBC");
    cr_expect_str_eq(bn_fitted(out, name, 60), name);
    cr_expect(bn_columns_of(bn_fitted(out, name, 20), 99) == 20 && strstr(out, "..."));
}
