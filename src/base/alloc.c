/* Checked allocation. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ALIGNMENT 64 /* a cache line, and the widest vector register */

void *bn_array(size_t count, size_t size)
{
    return calloc(count ? count : 1, size);
}

static void *aligned(size_t bytes)
{
    void *block = NULL;
    return posix_memalign(&block, ALIGNMENT, bytes ? bytes : ALIGNMENT) ? NULL : block;
}

void bn_prefer_large_pages(void *x, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t page = (uintptr_t)1 << 21, first = ((uintptr_t)x + page - 1) / page * page,
                    end = ((uintptr_t)x + bytes) / page * page;
    if (end > first)
        madvise((char *)x + (first - (uintptr_t)x), end - first, MADV_HUGEPAGE);
#else
    (void)x, (void)bytes;
#endif
}

/* The C library moves large blocks by the page tables and they stay aligned; others may have to be copied. */
bool bn_doubles_resize(double **x, size_t used, size_t rows, size_t cols)
{
    if (cols && rows > (PTRDIFF_MAX - ALIGNMENT) / sizeof(double) / cols)
        return false;
    const size_t bytes = rows * cols * sizeof(double);
    double *block = *x ? realloc(*x, bytes ? bytes : ALIGNMENT) : aligned(bytes);
    *x = block ? block : *x;
    if (block)
        bn_prefer_large_pages(block, bytes);
    if (!block || (uintptr_t)block % ALIGNMENT == 0)
        return block != NULL;
    double *copy = aligned(bytes);
    if (!copy)
        return false;
    memcpy(copy, block, (used < rows ? used : rows) * cols * sizeof(double));
    free(block);
    *x = copy;
    return true;
}

double *bn_doubles(size_t rows, size_t cols)
{
    double *x = NULL;
    return bn_doubles_resize(&x, 0, rows, cols) ? memset(x, 0, rows * cols * sizeof *x) : NULL;
}

void *bn_resize(void *old, size_t count, size_t size)
{
    if (size && count > PTRDIFF_MAX / size)
        return NULL;
    return realloc(old, count && size ? count * size : 1);
}
