/* Missing values: an error, a dropped row, or the mean of the column. */
#include "fixture.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(missing, .fini = bn_no_leaks);

static const bn_dataset_options drop = { .missing = BN_MISSING_DROP }, mean = { .missing = BN_MISSING_MEAN };

Test(missing, rows_are_dropped_whole)
{
    bn_dataset *data = accept("a,b,y\n1,2,3\n,5,6\n7,8,NA\n?,nan,\n10,11,12\n", &drop);
    has_features(data, 2, 2, (double[]){ 1, 2, 10, 11 });
    cr_expect(bn_dataset_describe(data)->targets[1] == 12);
    cr_expect(notes(data, "3 of 5 rows dropped for missing values"));
    bn_dataset_free(data);
    reject("a,y\n,1\n2,\n", &drop, "every row has a missing value, nothing is left");
    reject("a,y\n,1\nx,2\n", &drop, "t:3:1 (a): \"x\" is not a number");
}

Test(missing, is_what_other_programs_write_for_it)
{
    static const char *const marks[] = { "", "NA", "?", "nan", "N/A", "n/a", "#N/A", "NULL", "null" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char text[100];
        snprintf(text, sizeof text, "a,b,y\n1,2,3\n4,%s,6\n7,8,9\n", marks[i]);
        bn_dataset *data = accept(text, &drop);
        has_features(data, 2, 2, (double[]){ 1, 2, 7, 8 });
        bn_dataset_free(data);
    }
    reject("a,y\n1,2\nnil,3\n", &drop, "t:3:1 (a): \"nil\" is not a number");
}

Test(missing, means_are_those_of_the_present_values)
{
    bn_dataset *data = accept("a,b,y\n1,2,3\n,5,6\n4,NA,9\n", &mean);
    has_features(data, 3, 2, (double[]){ 1, 2, 2.5, 5, 4, 3.5 });
    cr_expect(notes(data, "2 missing values filled"));
    bn_dataset_free(data);
    reject("a,b,y\n1,,3\n2,?,4\n", &mean, "t: feature 2 (b) has no value in any row that weighs");
    reject("1,,3\n2,?,4\n", &mean, "t: feature 2 has no value in any row that weighs");
}

Test(missing, means_are_weighted_by_the_weights)
{
    bn_dataset_options options = { .missing = BN_MISSING_MEAN, .weights = "w" };
    bn_dataset *data = accept("a,w,y\n1,3,0\n5,1,1\n,7,1\n100,0,1\n", &options);
    has_features(data, 4, 1, (double[]){ 1, 5, 2, 100 });
    bn_dataset_free(data);
}

Test(missing, a_target_or_weight_cannot_be_filled)
{
    reject("a,y\n1,2\n3,\n", &mean, "t:3:2 (y): missing value");
    reject("a,y\n1,2\n3,nan\n", &mean, "t:3:2 (y): non-finite value \"nan\"");
    reject("a,w,y\n1,?,2\n", &(bn_dataset_options){ .missing = BN_MISSING_MEAN, .weights = "w" },
           "t:2:2 (w): missing value \"?\"");
    bn_dataset *data =
        accept("a,w,y\n1,?,2\n3,4,5\n", &(bn_dataset_options){ .missing = BN_MISSING_DROP, .weights = "w" });
    has_features(data, 1, 1, (double[]){ 3 });
    bn_dataset_free(data);
}

Test(missing, a_missing_class_is_no_class)
{
    const char *text = "a,y\n1,yes\n2,NA\n3,no\n4,\n5,yes\n";
    reject(text, NULL, "t:3:2 (y): missing value \"NA\"");
    bn_dataset *data = accept(text, &drop);
    has_list(bn_dataset_describe(data)->class_names, bn_dataset_describe(data)->classes, "no,yes");
    has_features(data, 3, 1, (double[]){ 1, 3, 5 });
    cr_expect(!memcmp(bn_dataset_describe(data)->targets, (double[]){ 1, 0, 1 }, 3 * sizeof(double)));
    bn_dataset_free(data);
}

Test(missing, nothing_is_noted_when_nothing_is_missing)
{
    bn_dataset *dropped = accept("a,y\n1,2\n", &drop), *filled = accept("a,y\n1,2\n", &mean);
    cr_expect(bn_dataset_describe(dropped)->notes == 0 && bn_dataset_describe(filled)->notes == 0);
    bn_dataset_free(dropped);
    bn_dataset_free(filled);
}
