/* Timing and printing. */
#include "bench.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <omp.h>

#include "base/elementary.h"
#include "cli/core.h"
#include "linalg/blas.h"
#include "linalg/dense_kernels.h"

static double clock_of(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void quartiles(double *out, double *times, size_t count)
{
    const size_t last = count - 1;
    qsort(times, count, sizeof *times, by_size);
    out[0] = times[last / 4];
    out[1] = times[last / 2];
    out[2] = times[last - last / 4];
}

static void *room(size_t count, size_t size)
{
    void *p = count <= PTRDIFF_MAX / size ? calloc(count, size) : NULL;
    if (!p) {
        fprintf(stderr, "no memory for %zu numbers\n", count);
        exit(2);
    }
    return p;
}

void bench_run(bench_case *cases, size_t count, size_t repetitions)
{
    double *wall = room(count * repetitions, sizeof *wall), *cpu = room(count * repetitions, sizeof *cpu);
    for (size_t c = 0; c < count; c++)
        cases[c].run(cases[c].context);
    for (size_t k = 0; k < repetitions; k++)
        for (size_t c = 0; c < count; c++) {
            const double wall_start = clock_of(CLOCK_MONOTONIC),
                         cpu_start = clock_of(CLOCK_PROCESS_CPUTIME_ID);
            cases[c].run(cases[c].context);
            cpu[c * repetitions + k] = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
            wall[c * repetitions + k] = clock_of(CLOCK_MONOTONIC) - wall_start;
        }
    for (size_t c = 0; c < count; c++) {
        quartiles(cases[c].seconds, wall + c * repetitions, repetitions);
        quartiles(cases[c].cpu, cpu + c * repetitions, repetitions);
    }
    free(wall);
    free(cpu);
}

static void print_json(const char *subject, const char *problem, const bench_case *c, const bench_case *first)
{
    char blas[BN_BLAS_NAME];
    bn_blas_name(blas);
    printf("{\"bench\": \"%s\", \"problem\": \"%s\", \"case\": \"%s\", \"blas\": \"%s\", \"core\": \"%s\", "
           "\"vectors\": \"%s\", \"threads\": %d, \"seconds\": [%.6g, %.6g, %.6g], "
           "\"cpu_seconds\": [%.6g, %.6g, %.6g], \"ratio\": %.4g, \"cpu_ratio\": %.4g",
           subject, problem, c->name, blas, cli_core_name(), bn_dense_kernels_here()->name,
           omp_get_max_threads(), c->seconds[0], c->seconds[1], c->seconds[2], c->cpu[0], c->cpu[1],
           c->cpu[2], first->seconds[1] / c->seconds[1], first->cpu[1] / c->cpu[1]);
    if (c->bytes > 0)
        printf(", \"GB_per_s\": %.4g", c->bytes / c->seconds[1] / 1e9);
    if (c->flops > 0)
        printf(", \"Gflop_per_s\": %.4g", c->flops / c->seconds[1] / 1e9);
    puts("}");
}

void bench_print(const char *subject, const char *problem, const bench_case *cases, size_t count)
{
    for (size_t c = 0; c < count; c++)
        print_json(subject, problem, &cases[c], &cases[0]);
    const char *unit = cases->flops > 0 ? "Gflop/s" : cases->bytes > 0 ? "GB/s" : "";
    printf("#\n# %s: %s\n# %-26s %10s %10s %10s %8s %8s %8s\n", subject, problem, "", "median ms", "from",
           "to", unit, "speed", "by cpu");
    for (size_t c = 0; c < count; c++) {
        const bench_case *b = &cases[c], *first = &cases[0];
        char rate[20] = "";
        if (*unit)
            snprintf(rate, sizeof rate, "%.2f", (b->flops > 0 ? b->flops : b->bytes) / b->seconds[1] / 1e9);
        printf("# %-26s %10.2f %10.2f %10.2f %8s %8.2f %8.2f\n", b->name, 1e3 * b->seconds[1],
               1e3 * b->seconds[0], 1e3 * b->seconds[2], rate, first->seconds[1] / b->seconds[1],
               first->cpu[1] / b->cpu[1]);
    }
    fflush(stdout);
}

static size_t asked(int name)
{
    const long value = sysconf(name);
    return value > 0 ? (size_t)value : 0;
}

static size_t last_cache(void)
{
#ifdef _SC_LEVEL3_CACHE_SIZE
    return asked(_SC_LEVEL3_CACHE_SIZE);
#else
    return 0;
#endif
}

size_t bench_bytes(void)
{
    const size_t least = (size_t)256 << 20;
    size_t most = least;
#ifdef _SC_PHYS_PAGES
    most = asked(_SC_PHYS_PAGES) / 8 * asked(_SC_PAGESIZE);
#endif
    const size_t want = 4 * last_cache() > least ? 4 * last_cache() : least;
    return want < most ? want : most > least ? most : least;
}

size_t bench_repetitions(size_t usual)
{
    const char *text = getenv("BENCH_REPEAT");
    const long asked_for = text ? strtol(text, NULL, 10) : 0;
    return asked_for > 0 ? (size_t)asked_for : usual;
}

void bench_start(char **argv)
{
    char blas[BN_BLAS_NAME];
    cli_core_choose(argv);
    bn_blas_name(blas);
    printf("{\"bench\": \"machine\", \"blas\": \"%s\", \"core\": \"%s\", \"threads\": %d, "
           "\"vectors\": \"%s\", \"last_cache_MB\": %.1f, \"data_MB\": %.1f}\n",
           blas, cli_core_name(), omp_get_max_threads(), bn_dense_kernels_here()->name,
           (double)last_cache() / 0x1p20, (double)bench_bytes() / 0x1p20);
    puts("# Times are of one run: median and quartiles of runs that took turns. Speed is the first line's\n"
         "# time over this one's, 2 being twice as fast; by cpu, the same of the time of all threads. The\n"
         "# first line is what others are held against: the machine's limit, the plain way, or auto.");
}

double *bench_numbers(size_t count, unsigned seed)
{
    double *x = malloc(count * sizeof *x);
    if (!x)
        room(SIZE_MAX / 16, 16); /* says so */
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = (i + 1) * 0x9e3779b97f4a7c15u + seed;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
        x[i] = (double)(int64_t)(bits ^ (bits >> 31)) * 0x1p-63;
    }
    return x;
}

CLONES static uint64_t read_part(size_t count, const double *x)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum ^= bn_bits_of(x[i]);
    return sum;
}

void bench_read(void *memory)
{
    enum { PARTS = 64 };
    bench_memory *m = memory;
    const size_t span = (m->count + PARTS - 1) / PARTS;
    uint64_t sum = 0;
#pragma omp parallel for schedule(dynamic, 1) reduction(^ : sum)
    for (size_t k = 0; k < PARTS; k++) {
        const size_t first = k * span < m->count ? k * span : m->count, left = m->count - first;
        sum ^= read_part(left < span ? left : span, m->x + first);
    }
    m->sum = sum;
}

void bench_check(const char *what, const double *a, const double *b, size_t count, double tolerance)
{
    for (size_t i = 0; i < count; i++)
        if (!(fabs(a[i] - b[i]) <= tolerance * (fabs(a[i]) + fabs(b[i])))) {
            fprintf(stderr, "%s: number %zu is %.17g here and %.17g there\n", what, i, a[i], b[i]);
            exit(1);
        }
}
