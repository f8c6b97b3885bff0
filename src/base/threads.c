/* Thread counts. */
#include "base/threads.h"

#include <omp.h>

unsigned bn_default_threads(void)
{
    int threads = omp_get_max_threads();
    return threads > 1 ? (unsigned)threads : 1;
}
