/* LIBSVM files. */
#include "fuzz/table.h"

enum { DIGITS = 6 };

/* A table that wide is right, and takes a fuzzer too much memory. */
static bool names_far_feature(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0, digits = 0; i < size; i++) {
        if (bytes[i] == ':' && digits > DIGITS)
            return true;
        digits = bytes[i] >= '0' && bytes[i] <= '9' ? digits + 1 : 0;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (!names_far_feature(bytes, size))
        fuzz_table("libsvm", bytes, size);
    return 0;
}
