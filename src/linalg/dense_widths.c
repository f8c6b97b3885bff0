/* Which inner loops this build has, and which of them this processor runs. */
#include <string.h>

#include "linalg/dense_kernels.h"

extern const bn_dense_kernels bn_dense_kernels_portable_double, bn_dense_kernels_portable_float;
#ifdef BN_WIDTHS
extern const bn_dense_kernels bn_dense_kernels_256_double, bn_dense_kernels_256_float;
extern const bn_dense_kernels bn_dense_kernels_512_double, bn_dense_kernels_512_float;
#define WIDER(stored) &bn_dense_kernels_512_##stored, &bn_dense_kernels_256_##stored,
#else
#define WIDER(stored)
#endif

const bn_dense_kernels *const bn_dense_kernels_all[] = { WIDER(double) & bn_dense_kernels_portable_double,
                                                         NULL };
const bn_dense_kernels *const bn_dense_kernels_floats[] = { WIDER(float) & bn_dense_kernels_portable_float,
                                                            NULL };

bool bn_dense_kernels_run(const bn_dense_kernels *kernels)
{
#ifdef BN_WIDTHS
    __builtin_cpu_init();
    if (!strcmp(kernels->name, "512 bits"))
        return __builtin_cpu_supports("avx512f");
    if (!strcmp(kernels->name, "256 bits"))
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return !strcmp(kernels->name, "portable");
}

static const bn_dense_kernels *widest(const bn_dense_kernels *const *list)
{
    while (list[1] && !bn_dense_kernels_run(*list)) /* the last one runs anywhere */
        list++;
    return *list;
}

const bn_dense_kernels *bn_dense_kernels_here(void)
{
    return widest(bn_dense_kernels_all);
}

const bn_dense_kernels *bn_dense_kernels_floats_here(void)
{
    return widest(bn_dense_kernels_floats);
}
