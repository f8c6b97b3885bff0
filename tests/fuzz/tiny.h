/* Tiny problems out of bytes, with numbers of every size among them. */
#ifndef TESTS_FUZZ_TINY_H
#define TESTS_FUZZ_TINY_H

#include <banach/banach.h>

#include "fuzz/fuzz.h"

enum { TINY_ROWS = 7, TINY_DIM = 5 };

typedef struct tiny {
    bn_dataset *data; /* NULL for a quadratic of the caller's */
    bn_objective *f;
    size_t dim;
} tiny;

/* False, with nothing to free, when the library refuses the problem: then with a sentence. */
bool tiny_make(tiny *t, fuzz_bytes *b);
void tiny_free(tiny *t);

/* Mostly small whole numbers, sometimes anything a double can be but NaN and infinity. */
double tiny_number(fuzz_bytes *b);

#endif
