/* Which inner loops this build has, and which of them this processor runs. */
#include <string.h>

#include "linalg/dense_kernels.h"

extern const bn_dense_kernels bn_dense_kernels_portable;
#ifdef BN_WIDTHS
extern const bn_dense_kernels bn_dense_kernels_256;
extern const bn_dense_kernels bn_dense_kernels_512;
#endif

const bn_dense_kernels *const bn_dense_kernels_all[] = {
#ifdef BN_WIDTHS
    &bn_dense_kernels_512,
    &bn_dense_kernels_256,
#endif
    &bn_dense_kernels_portable,
    NULL,
};

bool bn_dense_kernels_run(const bn_dense_kernels *kernels)
{
#ifdef BN_WIDTHS
    __builtin_cpu_init();
    if (kernels == &bn_dense_kernels_512)
        return __builtin_cpu_supports("avx512f");
    if (kernels == &bn_dense_kernels_256)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    return kernels == &bn_dense_kernels_portable;
}

const bn_dense_kernels *bn_dense_kernels_here(void)
{
    const bn_dense_kernels *const *k = bn_dense_kernels_all;
    while (!bn_dense_kernels_run(*k))
        k++;
    return *k;
}
