/* Checked allocation. */
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64 /* a cache line, and the widest vector register */

void *bn_array(size_t count, size_t size)
{
    return calloc(count ? count : 1, size);
}

double *bn_doubles(size_t rows, size_t cols)
{
    void *block = NULL;
    if (cols && rows > SIZE_MAX / cols / sizeof(double))
        return NULL;
    size_t bytes = rows * cols * sizeof(double);
    if (bytes > PTRDIFF_MAX - ALIGNMENT || posix_memalign(&block, ALIGNMENT, bytes ? bytes : ALIGNMENT))
        return NULL;
    return memset(block, 0, bytes);
}

void *bn_resize(void *old, size_t count, size_t size)
{
    if (size && count > PTRDIFF_MAX / size)
        return NULL;
    return realloc(old, count && size ? count * size : 1);
}
