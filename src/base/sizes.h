/* Arithmetic of sizes. */
#ifndef BN_BASE_SIZES_H
#define BN_BASE_SIZES_H

#include <stddef.h>

static inline size_t bn_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t bn_most(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Units that n things fill, the last one perhaps in part. */
static inline size_t bn_up_to(size_t n, size_t unit)
{
    return (n + unit - 1) / unit;
}

#endif
