/* In a program that speaks a language with decimal commas, files and JSON are the same, byte for byte. Exit
   status 77, skipped, without such a locale. */
#include <locale.h>
#include <stdio.h>

#include "guest/walk.h"

int main(void)
{
    static const char *const locales[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8", "fr_FR" };
    static guest_walk plain, comma;
    guest_data data;
    guest_data_make(&data);
    plain = comma = (guest_walk){ .data = &data, .threads = 1 };
    guest_take(&plain);
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++)
        if (setlocale(LC_ALL, locales[i])) {
            char text[8];
            snprintf(text, sizeof text, "%.1f", 0.5);
            guest_take(&comma);
            printf("%s, where 1/2 is %s: %zu results\n", locales[i], text, comma.count);
            break;
        }
    guest_data_free(&data);
    if (!comma.count)
        puts("skipped: no locale with a decimal comma is installed");
    return !comma.count ? 77 : guest_differences(&plain, &comma, "with decimal commas") > 0;
}
