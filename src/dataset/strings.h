/* Strings that live and die together: names, classes, notes. */
#ifndef BN_DATASET_STRINGS_H
#define BN_DATASET_STRINGS_H

#include <banach/status.h>

/* { NULL } is empty. */
typedef struct bn_strings {
    struct bn_string *last;
} bn_strings;

/* length bytes from at, terminated, moved nowhere until bn_strings_free; NULL when memory is out. */
char *bn_strings_add(bn_strings *strings, const char *at, size_t length);

char *bn_strings_print(bn_strings *strings, const char *format, ...) BN_PRINTF(2, 3);

void bn_strings_free(bn_strings *strings);

#endif
