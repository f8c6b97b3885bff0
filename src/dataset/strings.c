/* Strings that live and die together: a chain of blocks, one string in each. */
#include "dataset/strings.h"
#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bn_string {
    struct bn_string *before;
    char text[];
};

char *bn_strings_add(bn_strings *strings, const char *at, size_t length)
{
    struct bn_string *string = length < PTRDIFF_MAX ? bn_array(1, sizeof *string + length + 1) : NULL;
    if (!string)
        return NULL;
    string->before = strings->last;
    strings->last = string;
    return memcpy(string->text, at, length);
}

char *bn_strings_print(bn_strings *strings, const char *format, ...)
{
    bn_error sentence; /* as long as a sentence may be */
    va_list args;
    va_start(args, format);
    vsnprintf(sentence.message, sizeof sentence.message, format, args);
    va_end(args);
    return bn_strings_add(strings, sentence.message, strlen(sentence.message));
}

void bn_strings_free(bn_strings *strings)
{
    while (strings->last) {
        struct bn_string *before = strings->last->before;
        free(strings->last);
        strings->last = before;
    }
}
