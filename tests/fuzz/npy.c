/* NPY files. */
#include "fuzz/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_table("npy", bytes, size);
    return 0;
}
