/* Status names, the version, and the one place that writes an error sentence. */
#define BN_DEFINES_FAIL
#include "base/fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LONG_PATH 200 /* a longer one would leave no room in the sentence */

const char *bn_status_name(bn_status status)
{
    static const char *const names[] = {
        [BN_OK] = "ok",
        [BN_BAD_ARGUMENT] = "bad argument",
        [BN_NO_MEMORY] = "no memory",
        [BN_CANNOT_READ] = "cannot read",
        [BN_CANNOT_WRITE] = "cannot write",
        [BN_BAD_FORMAT] = "bad format",
        [BN_NOT_FINITE] = "not finite",
        [BN_UNSUPPORTED] = "unsupported",
        [BN_NUMERICAL] = "numerical breakdown",
    };
    return (size_t)status < sizeof names / sizeof *names ? names[status] : "unknown status";
}

const char *bn_version(void)
{
    return BN_VERSION;
}

bn_status bn_fail(bn_error *err, bn_status status, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        err->status = status;
        vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
    }
    return status;
}

/* strerror_r, because strerror may share its buffer with other threads. */
bn_status bn_fail_system(bn_error *err, bn_status status, const char *name, int code)
{
    char why[100];
    if (strerror_r(code, why, sizeof why))
        strcpy(why, "unknown error");
    return bn_fail(err, code == ENOMEM ? BN_NO_MEMORY : status, "%s: %s: %s", name, bn_status_name(status),
                   why);
}

const char *bn_path_name(const char *path, const char *standard)
{
    const size_t length = strlen(path);
    if (!strcmp(path, "-"))
        return standard;
    if (!length)
        return "\"\"";
    return length > LONG_PATH ? path + length - LONG_PATH : path;
}
