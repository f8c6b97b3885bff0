/* What tests share: paths, repetitions, languages, closeness, leaks. */
#include "support/support.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif

#ifdef WITH_ASAN
#include <sanitizer/lsan_interface.h>
#endif

static const char *below(const char *folder, const char *name)
{
    static char paths[8][4096];
    static unsigned next;
    if (!folder || !*folder)
        return NULL;
    char *path = paths[next++ % 8];
    if ((size_t)snprintf(path, sizeof *paths, "%s/%s", folder, name) >= sizeof *paths) {
        fprintf(stderr, "a path below %s is too long\n", folder);
        abort();
    }
    return path;
}

const char *bn_test_data(const char *name)
{
    const char *path = below(getenv("BANACH_DATA"), name);
    return path && access(path, R_OK) == 0 ? path : NULL;
}

const char *bn_test_source(const char *name)
{
    const char *root = getenv("BANACH_SOURCE");
    return below(root && *root ? root : ".", name);
}

double bn_test_multiplier(void)
{
    const char *text = getenv("BANACH_TEST_MULTIPLIER");
    double value = text ? strtod(text, NULL) : 1.0;
    return value > 0 ? value : 1.0;
}

const char *bn_test_comma(void)
{
    static const char *const locales[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8", "fr_FR" };
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++)
        if (setlocale(LC_ALL, locales[i]))
            return locales[i];
    return NULL;
}

bool bn_close(double a, double b, double rel)
{
    return a == b || (isfinite(a) && isfinite(b) && fabs(a - b) <= rel * fmax(fabs(a), fabs(b)));
}

void bn_no_leaks(void)
{
#ifdef WITH_ASAN
    if (__lsan_do_recoverable_leak_check())
        abort();
#endif
}

bool bn_holds_back_memory(void)
{
#ifdef WITH_ASAN
    return true;
#else
    return false;
#endif
}
