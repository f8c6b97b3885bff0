/* The rate at which this machine reads memory, the limit of every pass over data that no cache keeps; and the
   rate at which it reads as much from a cache. */
#include <stdlib.h>

#include "bench.h"

enum { CACHED = 1 << 18 }; /* numbers: 2 MB */

/* The first of them, again and again. */
static void read_cached(void *context)
{
    const bench_memory *all = context;
    bench_memory cached = { .x = all->x, .count = CACHED };
    for (size_t k = 0; k < all->count / CACHED; k++)
        bench_read(&cached);
}

int main(int argc, char **argv)
{
    (void)argc;
    bench_start(argv);
    const size_t count = bench_bytes() / sizeof(double) / CACHED * CACHED;
    double *x = bench_numbers(count, 1);
    bench_memory all = { .x = x, .count = count };
    const double bytes = (double)count * sizeof *x;
    bench_case cases[] = {
        { .name = "from memory", .run = bench_read, .context = &all, .bytes = bytes },
        { .name = "from a cache, 2 MB", .run = read_cached, .context = &all, .bytes = bytes },
    };
    bench_run(cases, 2, bench_repetitions(9));
    bench_print("memory", "reading", cases, 2);
    free(x);
    return 0;
}
