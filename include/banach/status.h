/* What every call answers, and the sentence that a person reads when it fails.
   A bn_status tells how the call went; how an optimization ended is a bn_outcome (solver.h). */
#ifndef BANACH_STATUS_H
#define BANACH_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
/* Before what the library exports. */
#define BN_API __attribute__((visibility("default")))
/* Before what takes a format like printf's. */
#define BN_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define BN_API
#define BN_PRINTF(text, first)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* How a call went. */
typedef enum bn_status {
    BN_OK = 0,
    BN_BAD_ARGUMENT, /* the caller asked for something that has no meaning */
    BN_NO_MEMORY,    /* an allocation failed, or a size does not fit in memory at all */
    BN_CANNOT_READ,  /* the operating system refused a file */
    BN_CANNOT_WRITE, /* the operating system refused to take the output */
    BN_BAD_FORMAT,   /* a file was read and does not say what it should */
    BN_NOT_FINITE,   /* NaN, infinity, or numbers so large that their squares overflow */
    BN_UNSUPPORTED,  /* meaningful, but not offered for this objective, method or build */
    BN_NUMERICAL     /* a factorization broke down on finite numbers */
} bn_status;

/* One sentence for a person: where, what was found, what was expected. Calls write it on failure
   only; every call that takes one accepts NULL. Plain data: copy it, share it, never free it. */
typedef struct bn_error {
    bn_status status;  /* what the call returned */
    char message[500]; /* without a newline at its end */
} bn_error;

/* "ok", "bad argument", ...: a constant string, never NULL. Safe from any thread. */
BN_API const char *bn_status_name(bn_status status);

/* The version of the library that is running, such as "0.1.0". */
BN_API const char *bn_version(void);

#ifdef __cplusplus
}
#endif
#endif
