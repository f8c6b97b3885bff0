/* The Gram matrix of made rows against plain sums: at every width, number of threads and odd size. */
#include "linalg/gram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include <banach/theory.h>

#include "base/alloc.h"
#include "linalg/blas.h"
#include "linalg/dense_kernels.h"
#include "support/quad.h"
#include "support/support.h"
#include "theory/draw.h"

TestSuite(gram, .fini = bn_no_leaks);

typedef struct table {
    size_t rows, cols;
    double *z;
} table;

static table new_table(size_t rows, size_t cols)
{
    const table t = { rows, cols, bn_doubles(rows, cols) };
    cr_assert(t.z);
    return t;
}

static void fill(const void *context, size_t first, size_t count, double *panels, size_t stride)
{
    const table *t = context;
    if (count < 1 || count > BN_GRAM_PIECE || first + count > t->rows)
        abort(); /* any thread: Criterion's assertions are for one */
    for (size_t j = 0; j < (t->cols + BN_PANEL - 1) / BN_PANEL * BN_PANEL; j++)
        for (size_t i = 0; i < count; i++)
            panels[j / BN_PANEL * stride + i * BN_PANEL + j % BN_PANEL] =
                j < t->cols ? t->z[(first + i) * t->cols + j] : 0;
}

/* Nothing that lies in the scratch, or in G, may matter. */
static double *gram(const table *t, const bn_dense_kernels *kernels, unsigned threads)
{
    const bn_gram_rows z = {
        .rows = t->rows, .cols = t->cols, .fill = fill, .context = t, .kernels = kernels
    };
    const size_t room = bn_gram_room(&z, threads), cells = t->cols * t->cols;
    double *scratch = bn_doubles(1, room), *G = bn_doubles(1, cells);
    cr_assert(scratch && G);
    memset(scratch, 0xff, room * sizeof *scratch); /* NaN */
    memset(G, 0xff, cells * sizeof *G);
    bn_gram(G, &z, threads, scratch);
    free(scratch);
    return G;
}

/* Rows, columns. The last takes long to add up plainly. */
static const size_t sizes[][2] = {
    { 1, 1 },     { 255, 1 },    { 257, 1 },  { 40000, 1 }, { 1, 7 },      { 255, 7 },
    { 257, 7 },   { 1, 8 },      { 255, 8 },  { 257, 8 },   { 9000, 8 },   { 1, 9 },
    { 255, 9 },   { 257, 9 },    { 5000, 9 }, { 257, 24 },  { 1, 100 },    { 255, 100 },
    { 257, 100 }, { 2000, 100 }, { 1, 785 },  { 129, 785 }, { 20000, 25 }, { 3400, 785 },
};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* Small integers: every sum is exact, in whatever order. */
Test(gram, of_integers_is_exact)
{
    dice d = { 1 };
    for (size_t k = 0; k < SIZES - 1; k++) {
        const table t = new_table(sizes[k][0], sizes[k][1]);
        double *plain = bn_doubles(t.cols, t.cols);
        for (size_t i = 0; i < t.rows * t.cols; i++)
            t.z[i] = (double)(draw_bits(&d) % 17) - 8;
        for (size_t r = 0; r < t.rows; r++)
            for (size_t i = 0; i < t.cols; i++)
                for (size_t j = 0; j < t.cols; j++)
                    plain[i * t.cols + j] += t.z[r * t.cols + i] * t.z[r * t.cols + j];
        for (const bn_dense_kernels *const *kernels = bn_dense_kernels_all; *kernels; kernels++)
            for (unsigned threads = 1; threads <= 3 && bn_dense_kernels_run(*kernels); threads++) {
                double *G = gram(&t, *kernels, threads);
                for (size_t i = 0; i < t.cols * t.cols; i++)
                    cr_assert(G[i] == plain[i], "%zu x %zu, %s, %u threads: entry %zu is %g, not %g", t.rows,
                              t.cols, (*kernels)->name, threads, i, G[i], plain[i]);
                free(G);
            }
        free(plain);
        free(t.z);
    }
}

static bool has_fma(const bn_dense_kernels *kernels)
{
    return strcmp(kernels->name, "portable") != 0;
}

/* Any numbers: one set of bits with fma and one without, whatever the width and the threads. */
Test(gram, bits_depend_on_neither_width_nor_threads)
{
    dice d = { 2 };
    for (size_t k = 0; k < SIZES; k++) {
        const table t = new_table(sizes[k][0], sizes[k][1]);
        double *first[2] = { NULL, NULL };
        for (size_t i = 0; i < t.rows * t.cols; i++)
            t.z[i] = draw(&d, -1, 1);
        for (const bn_dense_kernels *const *kernels = bn_dense_kernels_all; *kernels; kernels++)
            for (unsigned threads = 1; threads <= 13 && bn_dense_kernels_run(*kernels);
                 threads += 1 + threads) {
                double *G = gram(&t, *kernels, threads), **wanted = &first[has_fma(*kernels)];
                if (!*wanted)
                    *wanted = G;
                cr_assert(!memcmp(G, *wanted, t.cols * t.cols * sizeof *G),
                          "%zu x %zu, %s, %u threads: other bits", t.rows, t.cols, (*kernels)->name, threads);
                if (*wanted != G)
                    free(G);
            }
        free(first[0]);
        free(first[1]);
        free(t.z);
    }
}

/* |fl(G) - G| <= gamma_depth |Z|'|Z|, entry by entry, for numbers that cancel and numbers that pile up. */
Test(gram, rounds_no_more_often_than_it_says)
{
    static const size_t shapes[][2] = { { 1, 3 }, { 130, 11 }, { 1000, 5 }, { 70000, 2 } };
    dice d = { 3 };
    for (unsigned k = 0; k < 8; k++) {
        const table t = new_table(shapes[k / 2][0], shapes[k / 2][1]);
        for (size_t i = 0; i < t.rows * t.cols; i++)
            t.z[i] = draw(&d, k % 2 ? -1 : 0.9, 1);
        const double gamma = bn_gamma((double)bn_gram_depth(t.rows, t.cols));
        double *G = gram(&t, NULL, 1);
        for (size_t i = 0; i < t.cols; i++)
            for (size_t j = 0; j < t.cols; j++) {
                quad sum = 0, size = 0;
                for (size_t r = 0; r < t.rows; r++) {
                    const quad p = (quad)t.z[r * t.cols + i] * t.z[r * t.cols + j];
                    sum += p;
                    size += quad_abs(p);
                }
                cr_assert(quad_abs(G[i * t.cols + j] - sum) <= gamma * size, "%zu x %zu: entry %zu, %zu",
                          t.rows, t.cols, i, j);
            }
        free(G);
        free(t.z);
    }
}

/* Entry 0, 1 of 1 and then terms so small that each is lost, or each sum of some of them, as far as gram.c
   adds them up in one place: 128 rows in a block, of 60000 x 2 rows 4 blocks to a sum, 15 to a range. That is
   nearly all that bn_gram_depth says can be lost, in units of 2^-53. */
Test(gram, can_lose_nearly_what_it_says)
{
    static const size_t shapes[] = { 1, 2, 3, 64, 127, 128, 60000 };
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
        const table t = new_table(shapes[k], 2);
        double lost = 0; /* exact */
        for (size_t r = 0; r < t.rows; r++) {
            const double term = r < 128 ? 1 : r < 4 * 128 ? 0x1p-7 : r < 15 * 128 ? 0x1p-9 : 0x1p-11;
            t.z[2 * r] = r == 0 ? 1 : 0x1p-53 * term;
            t.z[2 * r + 1] = 1;
            lost += r == 0 ? 0 : term;
        }
        double *G = gram(&t, NULL, 1);
        const double depth = (double)bn_gram_depth(t.rows, 2);
        cr_assert(G[1] == 1 && G[2] == 1, "%zu rows: not all is lost", t.rows);
        cr_assert(lost <= depth && depth <= lost + 8, "%zu rows: %g lost, %g said", t.rows, lost, depth);
        free(G);
        free(t.z);
    }
}
