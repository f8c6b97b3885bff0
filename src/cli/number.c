/* Numbers on the command line. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"

/* The program never calls setlocale, so strtod reads the C locale's numbers; its hexadecimal, infinite
   and not-a-number ones have letters that are not allowed here. */
bool cli_number(double *out, const char *text)
{
    char *end;
    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    const double value = strtod(text, &end);
    if (*end || !isfinite(value))
        return false;
    *out = value;
    return true;
}

bool cli_count(uint64_t *out, const char *text)
{
    const size_t length = strlen(text);
    if (length == 0 || length > 18 || text[strspn(text, "0123456789")])
        return false;
    *out = strtoull(text, NULL, 10);
    return true;
}
