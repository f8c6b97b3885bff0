/* How every part of the library reports a failure. */
#ifndef BN_BASE_FAIL_H
#define BN_BASE_FAIL_H

#include <banach/status.h>

/* Writes the sentence into err (which may be NULL) and returns status, so that a failure is one line:
       return bn_fail(err, BN_BAD_FORMAT, "%s:%zu: %zu fields, expected %zu", path, line, found, expected); */
bn_status bn_fail(bn_error *err, bn_status status, const char *format, ...) BN_PRINTF(3, 4);

#endif
