/* Thread counts. */
#include "base/threads.h"

#include <omp.h>

unsigned bn_default_threads(void)
{
    int threads = omp_get_max_threads();
    return threads > 1 ? (unsigned)threads : 1;
}

unsigned bn_threads_for(unsigned threads, double operations)
{
    return operations < 1e6 ? 1 : threads;
}
