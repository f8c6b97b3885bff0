/* How much memory there is to hold a table, and the sentence when there is none. */
#include "dataset/memory.h"
#include "base/fail.h"

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

size_t bn_physical_memory(void)
{
#ifdef _SC_PHYS_PAGES
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages > 0 && size > 0 && (size_t)pages <= SIZE_MAX / (size_t)size)
        return (size_t)pages * (size_t)size;
#endif
    return SIZE_MAX;
}

const char *bn_bytes_format(char out[BN_BYTES_TEXT], double bytes)
{
    static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };
    size_t unit = 0;
    for (; bytes >= 1000 && unit + 1 < sizeof units / sizeof *units; unit++)
        bytes /= 1000;
    snprintf(out, BN_BYTES_TEXT, "%.3g %s", bytes, units[unit]);
    return out;
}

bn_status bn_out_of_memory(const char *name, bn_error *err)
{
    return bn_fail(err, BN_NO_MEMORY, "%s: out of memory", name);
}
