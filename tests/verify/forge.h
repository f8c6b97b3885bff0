/* Ways to change a certificate. */
#ifndef TESTS_VERIFY_FORGE_H
#define TESTS_VERIFY_FORGE_H

#include <jansson.h>

#include "verify/case.h"

typedef struct forgery {
    const char *name;
    bool (*change)(test_case *c, json_t *root); /* false: nothing is false for sure */
    bool of_data;                               /* they are in other.csv now */
} forgery;

/* Ends with a NULL name. */
extern const forgery forgeries[];

#endif
