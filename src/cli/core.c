/* OpenBLAS's kernels by name, and a second start with better ones. */
#include "cli/core.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *openblas_get_config(void);
char *openblas_get_corename(void);

const char *cli_core_name(void)
{
    return openblas_get_corename();
}

#if defined(__x86_64__) && defined(__GNUC__)

/* From before AVX2: what OpenBLAS takes where it does not know the processor. */
static const char *const old[] = { "Prescott", "Nehalem", "Sandybridge", "Barcelona" };

static const char *widest(void)
{
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
                        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512vl");
    return avx512 ? "SkylakeX" : avx2 ? "Haswell" : NULL;
}

/* Better kernels than those in use; NULL: there are none, or this OpenBLAS cannot choose. */
static const char *better(void)
{
    for (size_t k = 0; k < sizeof old / sizeof *old; k++)
        if (!strcmp(cli_core_name(), old[k]) && strstr(openblas_get_config(), "DYNAMIC_ARCH"))
            return widest();
    return NULL;
}

#else

static const char *better(void)
{
    return NULL;
}

#endif

void cli_core_choose(char **argv)
{
    static const char variable[] = "OPENBLAS_CORETYPE";
    char path[4096];
    const char *core = getenv(variable) ? NULL : better();
    const ssize_t length = core ? readlink("/proc/self/exe", path, sizeof path) : 0;
    if (length <= 0 || (size_t)length == sizeof path || setenv(variable, core, 1))
        return;
    path[length] = '\0';
    execv(path, argv);
    unsetenv(variable); /* no second start: go on with what there is */
}
