/* CSV files. */
#include "fuzz/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_table("csv", bytes, size);
    return 0;
}
