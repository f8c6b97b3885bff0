/* The rate at which this machine reads memory: the limit of every pass over data that no cache keeps. */
#include <stdlib.h>

#include "bench.h"

int main(int argc, char **argv)
{
    (void)argc;
    bench_start(argv);
    const size_t count = bench_bytes() / sizeof(double);
    double *x = bench_numbers(count, 1);
    bench_memory all = { .x = x, .count = count }, cached = { .x = x, .count = (size_t)1 << 18 };
    bench_case cases[] = {
        { .name = "read", .run = bench_read, .context = &all, .bytes = (double)(count * sizeof *x) },
        { .name = "read 2 MB", .run = bench_read, .context = &cached, .bytes = 0x1p21 },
    };
    bench_run(cases, 2, bench_repetitions(9));
    bench_print("memory", "read", cases, 2);
    free(x);
    return 0;
}
