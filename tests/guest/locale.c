/* In a program that speaks a language with decimal commas, files and JSON are the same, byte for byte. Exit
   status 77, skipped, without such a language. */
#include <stdio.h>

#include "guest/walk.h"
#include "support/support.h"

int main(void)
{
    static guest_walk plain, comma;
    guest_data data;
    char half[8];
    guest_data_make(&data);
    plain = comma = (guest_walk){ .data = &data, .threads = 1 };
    guest_take(&plain);
    const char *locale = bn_test_comma();
    if (locale)
        guest_take(&comma);
    guest_data_free(&data);
    if (!locale) {
        puts("skipped: the walk was not taken where numbers have commas: no such locale is installed");
        return 77;
    }
    snprintf(half, sizeof half, "%.1f", 0.5);
    printf("%s, where 1/2 is %s: %zu results\n", locale, half, comma.count);
    return !comma.count || guest_differences(&plain, &comma, "with decimal commas") > 0;
}
