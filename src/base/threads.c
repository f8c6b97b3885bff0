/* Thread counts. */
#include "base/threads.h"

#include <omp.h>

enum { MOST = 256 };

unsigned bn_threads(unsigned asked)
{
    const int usual = omp_get_max_threads();
    if (asked)
        return asked < MOST ? asked : MOST;
    return usual > 1 ? (unsigned)usual : 1;
}

unsigned bn_threads_for(unsigned threads, double operations)
{
    return operations < 1e6 ? 1 : threads;
}
