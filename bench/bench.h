/* What benchmarks share: interleaved repetitions, quartiles, one JSON line per case and a table of ratios.
   Every subject states the limit of the machine beside its own figures, and checks the answer that it timed.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

typedef struct bench_case {
    const char *name;
    void (*run)(void *context);
    void *context;
    double bytes;              /* read from memory by a run that wastes nothing; 0: not told */
    double flops;              /* 0: not told */
    double seconds[3], cpu[3]; /* quartiles of a run: wall clock, and time of all threads together */
} bench_case;

/* Runs each case once unmeasured, then all in turn, repetitions times, so that what disturbs one disturbs
   all. */
void bench_run(bench_case *cases, size_t count, size_t repetitions);

/* A JSON line for each case, and a table for people. The ratios are of the first case's time to the other's:
   1 is as fast as the first. By processor time too, which other programs on the machine disturb less. */
void bench_print(const char *subject, const char *problem, const bench_case *cases, size_t count);

/* To be called first: takes the best kernels of OpenBLAS, as the command does, and prints what the figures
   depend on: its core, threads, vectors, the last cache; and how to read the tables. */
void bench_start(char **argv);

/* Bytes of data that no cache keeps: four times the last one, within 256 MB and an eighth of the memory. */
size_t bench_bytes(void);

/* Repetitions: $BENCH_REPEAT, or what is usual. */
size_t bench_repetitions(size_t usual);

/* count numbers from -1 to 1, touched first by the threads that will read them. Exits when there is no
   memory. */
double *bench_numbers(size_t count, unsigned seed);

/* Reads them all, as fast as this machine can. */
typedef struct bench_memory {
    const double *x;
    size_t count;
    unsigned long long sum;
} bench_memory;
void bench_read(void *memory);

/* Exits with a sentence unless |a - b| <= tolerance * (|a| + |b|) for all of them. */
void bench_check(const char *what, const double *a, const double *b, size_t count, double tolerance);

#endif
