/* The distinct targets and what they are called. */
#include "fixture.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(classes, .fini = bn_no_leaks);

static void has_classes(const char *targets, const char *expected)
{
    bn_dataset *data = accept(targets, &(bn_dataset_options){ .header = BN_HEADER_NO, .target = "2" });
    const bn_dataset_info *info = bn_dataset_describe(data);
    has_list(info->class_names, info->classes, expected);
    bn_dataset_free(data);
}

Test(classes, numbers_that_are_equal_are_one_class_sorted_by_value)
{
    has_classes("0,10\n0,9.0\n0,1e1\n0,-1\n0,+9\n", "-1,9,10");
    has_classes("0,0\n0,-0\n0,0.0\n", "0");
    has_classes("0,0.1\n0,1e300\n0,5e-324\n0,1000000\n", "5e-324,0.1,1000000,1e+300");
}

Test(classes, words_are_sorted_by_bytes_and_numbers_among_them_are_words)
{
    has_classes("0,b\n0,B\n0,ab\n0,a\n0,\xC3\xA4\n0,b\n", "B,a,ab,b,\xC3\xA4");
    has_classes("0,10\n0,9\n0,x\n0,1.0\n0,1\n", "1,1.0,10,9,x");
    has_classes("0,\"x\"\n0,x\n0, x \n", "x");
}

Test(classes, the_first_word_is_where_the_complaint_points)
{
    bn_dataset *data = accept("a,y\n1,2\n3,x\n5,z\n", NULL);
    const bn_dataset_info *info = bn_dataset_describe(data);
    cr_expect(info->words && !strcmp(info->words_where, "t:3:2 (y): \"x\" is not a number"), "%s",
              info->words_where);
    cr_expect(info->targets[0] == 0 && info->targets[1] == 1 && info->targets[2] == 2);
    bn_dataset_free(data);
}

/* count rows with the targets prefix0, prefix1, ... */
static bn_dataset *distinct(size_t count, const char *prefix)
{
    char text[4000] = "a,y\n", *at = text + strlen(text);
    for (size_t i = 0; i < count; i++)
        at += sprintf(at, "1,%s%zu\n", prefix, i);
    return accept(text, NULL);
}

Test(classes, more_than_the_limit_are_none)
{
    static const char *const prefixes[] = { "1", "w" };
    for (size_t i = 0; i < 2; i++) {
        bn_dataset *few = distinct(BN_MAX_CLASSES, prefixes[i]),
                   *many = distinct(BN_MAX_CLASSES + 1, prefixes[i]);
        cr_expect(bn_dataset_describe(few)->classes == BN_MAX_CLASSES);
        cr_expect(bn_dataset_describe(many)->classes == 0 && !bn_dataset_describe(many)->class_names);
        cr_expect(bn_dataset_describe(many)->words == (i == 1));
        bn_dataset_free(few);
        bn_dataset_free(many);
    }
}
