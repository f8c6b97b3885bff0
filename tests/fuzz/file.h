/* Bytes as a file, for calls that want a path. */
#ifndef TESTS_FUZZ_FILE_H
#define TESTS_FUZZ_FILE_H

#include "fuzz/fuzz.h"

/* Its path. There is one such file for each slot, 0 or 1; they vanish with the process. */
const char *fuzz_file(unsigned slot, const void *bytes, size_t size);

#endif
