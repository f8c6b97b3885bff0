/* What loading a long file takes at its height: the matrix, a twentieth of it and 64 MB. Each kind of file
   here would need much more if its text, or its numbers twice, were in memory at once. */
#define _DEFAULT_SOURCE /* wait4 */
#include "base/folder.h"
#include "support/support.h"

#include <banach/dataset.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(height, .init = folder_make, .fini = folder_remove);

enum { ROWS = 100, COPIES = 1000 };

/* Bytes at the height of a process that forks from here, and loads path or does nothing. */
static double height(const char *path, size_t *rows, size_t *cols)
{
    struct rusage use;
    int ends[2], status;
    size_t shape[2] = { 0, 0 };
    cr_assert(!pipe(ends));
    const pid_t child = fork();
    if (child == 0) {
        bn_dataset *data = NULL;
        if (path && bn_dataset_load(&data, path, NULL, NULL))
            _exit(1);
        shape[0] = data ? bn_dataset_describe(data)->rows : 0;
        shape[1] = data ? bn_dataset_describe(data)->cols : 0;
        _exit(write(ends[1], shape, sizeof shape) != sizeof shape);
    }
    cr_assert(child > 0 && wait4(child, &status, 0, &use) == child && status == 0, "%s", path);
    cr_assert(read(ends[0], shape, sizeof shape) == sizeof shape);
    close(ends[0]);
    close(ends[1]);
    *rows = shape[0];
    *cols = shape[1];
    return (double)use.ru_maxrss * 1024;
}

/* As many copies of ROWS rows as make the file long. */
static const char *write_file(const char *name, char *(*row)(char *at, size_t i))
{
    char *text = malloc((size_t)ROWS * 4096), *end = text;
    FILE *to = fopen(folder_path(name), "w");
    cr_assert(text && to);
    for (size_t i = 0; i < ROWS; i++)
        end = row(end, i);
    for (size_t i = 0; i < COPIES; i++)
        cr_assert(fwrite(text, (size_t)(end - text), 1, to) == 1);
    cr_assert(!fclose(to));
    free(text);
    return folder_path(name);
}

static void check(const char *path)
{
    size_t rows, cols;
    mallopt(M_PERTURB, 0); /* writes to memory that is not used */
    const double floor = height(NULL, &rows, &cols), taken = height(path, &rows, &cols) - floor;
    const double matrix = 8.0 * (double)rows * (double)cols, most = 1.05 * matrix + 64 * 0x1p20;
    cr_expect(rows == (size_t)ROWS * COPIES, "%zu rows", rows);
    cr_expect(taken <= most, "%s: %.1f MB taken for %.1f MB of numbers", path, taken / 1e6, matrix / 1e6);
    cr_expect(taken >= matrix, "%s: %.1f MB of %.1f", path, taken / 1e6, matrix / 1e6);
}

/* 95 MB of text, 40 of numbers. */
static char *long_numbers(char *at, size_t i)
{
    for (size_t j = 0; j < 50; j++)
        at += sprintf(at, "%s0.%08zu%07zu", j ? "," : "", 12345678 + i, 7654321 - j);
    return strcpy(at, "\n") + 1;
}

Test(height, of_a_csv_file_is_the_matrix_and_little_more)
{
    if (bn_holds_back_memory())
        cr_skip_test("the height of memory was not measured: AddressSanitizer holds back what was freed");
    check(write_file("long.csv", long_numbers));
}

/* 60 MB of text, 96 of numbers. */
static char *short_pairs(char *at, size_t i)
{
    at += sprintf(at, "%d", i % 2 ? 1 : -1);
    for (size_t j = 1; j <= 120; j++)
        at += sprintf(at, " %zu:%zu", j, (i + j) % 9 + 1);
    return strcpy(at, "\n") + 1;
}

Test(height, of_a_libsvm_file_is_the_matrix_and_little_more)
{
    if (bn_holds_back_memory())
        cr_skip_test("the height of memory was not measured: AddressSanitizer holds back what was freed");
    check(write_file("short.libsvm", short_pairs));
}
