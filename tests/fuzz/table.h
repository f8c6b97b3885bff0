/* Bytes as a data file: either a dataset of finite numbers comes of it, or a sentence. */
#ifndef TESTS_FUZZ_TABLE_H
#define TESTS_FUZZ_TABLE_H

#include "fuzz/fuzz.h"

/* The first byte chooses options, the rest is the file. */
void fuzz_table(const char *format, const uint8_t *bytes, size_t size);

#endif
