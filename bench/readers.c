/* Files into datasets: megabytes of text per second, from a file and through a pipe, beside what it takes to
   read the bytes alone, and to be given the pages of the matrix: no parser is faster than these two together;
   and the height of memory beside the matrix. Files are made, or those of the command line are taken:
   bench_readers FILE... Everything on one core. */
#define _DEFAULT_SOURCE /* wait4 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <banach/dataset.h>

#include "base/alloc.h"
#include "base/sizes.h"
#include "bench.h"

enum { BLOCK = 1 << 20 };

typedef struct file {
    const char *path;
    size_t bytes;
    size_t rows, cols;
} file;

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(2);
}

/* ---- What is timed ------------------------------------------------------------------------- */

static void read_bytes(void *context)
{
    const file *f = context;
    static char block[BLOCK];
    const int from = open(f->path, O_RDONLY);
    while (read(from, block, sizeof block) > 0)
        ;
    close(from);
}

/* A fresh matrix, whose pages are asked for as the readers do, and nothing in it. */
static void have_pages(void *context)
{
    const file *f = context;
    const size_t some = bn_rows_ahead(f->cols);
    double *x = NULL;
    if (!bn_doubles_resize(&x, 0, f->rows, f->cols))
        fail("no memory");
    for (size_t i = 0; i < f->rows; i += some)
        bn_doubles_expect(x + i * f->cols, bn_least(some, f->rows - i) * f->cols);
    free(x);
}

static void load_as(file *f, const char *path)
{
    bn_dataset *data = NULL;
    bn_error err;
    if (bn_dataset_load(&data, path, NULL, &err))
        fail(err.message);
    f->rows = bn_dataset_describe(data)->rows;
    f->cols = bn_dataset_describe(data)->cols;
    bn_dataset_free(data);
}

static void load(void *context)
{
    file *f = context;
    load_as(f, f->path);
}

static int feed(const char *path, pid_t *feeder)
{
    int ends[2];
    if (pipe(ends) || (*feeder = fork()) < 0)
        fail("no pipe");
    if (*feeder == 0) {
        static char block[BLOCK];
        const int from = open(path, O_RDONLY);
        ssize_t got;
        close(ends[0]);
        while ((got = read(from, block, sizeof block)) > 0)
            for (ssize_t put = 0, some; put < got; put += some)
                if ((some = write(ends[1], block + put, (size_t)(got - put))) < 0)
                    _exit(1);
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static void load_pipe(void *context)
{
    file *f = context;
    pid_t feeder;
    char path[40];
    const int end = feed(f->path, &feeder);
    snprintf(path, sizeof path, "/dev/fd/%d", end);
    load_as(f, path);
    close(end);
    waitpid(feeder, NULL, 0);
}

/* ---- Memory -------------------------------------------------------------------------------- */

/* Bytes at the height of a process that runs it, above those of one that does nothing. */
static double height(void (*run)(void *context), file *f)
{
    double bytes[2] = { 0 };
    for (int k = 0; k < 2; k++) {
        struct rusage use;
        const pid_t child = fork();
        if (child == 0) {
            if (k)
                run(f);
            getrusage(RUSAGE_SELF, &use);
            _exit(0);
        }
        if (child < 0 || wait4(child, NULL, 0, &use) < 0)
            fail("no process");
        bytes[k] = (double)use.ru_maxrss * 1024;
    }
    return bytes[1] - bytes[0];
}

static void measure(const char *path, const char *name)
{
    struct stat s;
    file f = { .path = path };
    if (stat(path, &s))
        fail("no such file");
    f.bytes = (size_t)s.st_size;
    const double from_file = height(load, &f), from_pipe = height(load_pipe, &f);
    load(&f); /* for its rows and columns */
    bench_case cases[] = {
        { .name = "read", .run = read_bytes, .context = &f, .bytes = (double)f.bytes },
        { .name = "pages", .run = have_pages, .context = &f, .bytes = (double)f.bytes },
        { .name = "file", .run = load, .context = &f, .bytes = (double)f.bytes },
        { .name = "pipe", .run = load_pipe, .context = &f, .bytes = (double)f.bytes },
    };
    enum { CASES = sizeof cases / sizeof *cases };
    bench_run(cases, CASES, bench_repetitions(7));
    bench_print("readers", name, cases, CASES);
    const double *bytes = cases[0].seconds, *pages = cases[1].seconds, *by_file = cases[2].seconds,
                 *by_pipe = cases[3].seconds;
    const double matrix = 8.0 * (double)f.rows * (double)f.cols, most = 1.05 * matrix + 64 * 0x1p20, MB = 1e6;
    printf(
        "{\"bench\": \"readers\", \"problem\": \"%s\", \"matrix_MB\": %.6g, \"height_MB\": [%.6g, %.6g]}\n",
        name, matrix / MB, from_file / MB, from_pipe / MB);
    printf("# %.0f MB of text, %zu x %zu: %.0f MB/s, through a pipe %.0f MB/s\n", (double)f.bytes / MB,
           f.rows, f.cols, (double)f.bytes / by_file[1] / MB, (double)f.bytes / by_pipe[1] / MB);
    printf("# The bytes alone and the pages of the matrix took %.0f %% of the time: without any parsing it "
           "would be %.0f MB/s\n",
           100 * (bytes[1] + pages[1]) / by_file[1], (double)f.bytes / (bytes[1] + pages[1]) / MB);
    printf("# %.0f MB of numbers took %.0f MB of memory, through a pipe %.0f MB; promised: at most %.0f MB\n",
           matrix / MB, from_file / MB, from_pipe / MB, most / MB);
    fflush(stdout);
}

/* ---- Files --------------------------------------------------------------------------------- */

/* One entry each; x is from -1 to 1. */
static void digits(FILE *to, size_t j, double x)
{
    fprintf(to, "%s%d", j ? "," : "", x > 0.5 ? (int)(255 * x) : 0);
}

static void whole(FILE *to, size_t j, double x)
{
    fprintf(to, "%s%d", j ? "," : "", (int)(3000 * x));
}

static void six(FILE *to, size_t j, double x)
{
    fprintf(to, "%s%.6g", j ? "," : "", 3 * x);
}

static void seventeen(FILE *to, size_t j, double x)
{
    fprintf(to, "%s%.17g", j ? "," : "", x);
}

static void pairs(FILE *to, size_t j, double x)
{
    if (!j)
        fputs("+1", to);
    fprintf(to, " %zu:%.8g", j + 1, x);
}

static void ones(FILE *to, size_t j, double x)
{
    if (!j)
        fputs("-1", to);
    if (x > 0.8)
        fprintf(to, " %zu:1", j + 1);
}

static const struct {
    const char *name;
    void (*write)(FILE *to, size_t j, double x);
    size_t rows, cols;
} kinds[] = {
    { "csv, bytes, most of them 0", digits, 40000, 785 },
    { "csv, whole numbers", whole, 300000, 55 },
    { "csv, six digits", six, 100000, 100 },
    { "csv, seventeen digits", seventeen, 5000, 1000 },
    { "libsvm, dense", pairs, 60000, 100 },
    { "libsvm, a tenth ones", ones, 600000, 124 },
};

static void make_and_measure(size_t kind)
{
    char path[] = "/tmp/bench-readers-XXXXXX";
    const int made = mkstemp(path);
    FILE *to = made < 0 ? NULL : fdopen(made, "w");
    const size_t rows = kinds[kind].rows, cols = kinds[kind].cols;
    double *x = bench_numbers(rows * cols, 1);
    if (!to)
        fail("no temporary file");
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < cols; j++)
            kinds[kind].write(to, j, x[i * cols + j]);
        fputc('\n', to);
    }
    free(x);
    if (fclose(to))
        fail("no room for a temporary file");
    measure(path, kinds[kind].name);
    unlink(path);
}

int main(int argc, char **argv)
{
    bench_start(argv);
    for (int k = 1; k < argc; k++)
        measure(argv[k], argv[k]);
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds && argc < 2; kind++)
        make_and_measure(kind);
    return 0;
}
