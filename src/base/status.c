/* Status names, the version, and the one place that writes an error sentence. */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>

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
