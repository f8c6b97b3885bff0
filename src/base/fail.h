/* How every part of the library reports a failure. */
#ifndef BN_BASE_FAIL_H
#define BN_BASE_FAIL_H

#include <banach/status.h>

/* Writes the sentence into err (which may be NULL) and returns status, so that a failure is one line:
       return bn_fail(err, BN_BAD_FORMAT, "%s:%zu: %zu fields, expected %zu", path, line, found, expected); */
bn_status bn_fail(bn_error *err, bn_status status, const char *format, ...) BN_PRINTF(3, 4);

#if defined(__clang_analyzer__) &&                                                                           \
    !defined(BN_DEFINES_FAIL) /* sees one file at a time: status is what comes back */
#define bn_fail(err, status, ...) (bn_fail(err, status, __VA_ARGS__), (status))
#endif

/* What the system did not do: "NAME: cannot read: No such file or directory", from BN_CANNOT_READ or
   BN_CANNOT_WRITE and the errno of the call. Where it had no memory for it, the status is BN_NO_MEMORY. */
bn_status bn_fail_system(bn_error *err, bn_status status, const char *name, int code);

/* A path as sentences name it: its end when it is long, for they have to end too; standard for "-"; an empty
   one in quotes. */
const char *bn_path_name(const char *path, const char *standard);

#endif
