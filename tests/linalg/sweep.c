/* The sweep along rows: every vector width has the same bits where the processor fuses, the portable form is
   as near as two roundings, and nothing beyond the last column is touched. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "linalg/dense_kernels.h"
#include "theory/draw.h"

TestSuite(sweep, .fini = bn_no_leaks);

enum { MOST = 140, FENCE = 8 };

typedef struct state {
    double x[MOST + FENCE], shift[MOST + FENCE], dots[3];
} state;

static void fill(dice *random, double *x, size_t count)
{
    for (size_t j = 0; j < count; j++)
        x[j] = draw(random, -1, 1);
}

static void run(const bn_dense_kernels *kernels, state *s, const bn_sweep *form, const double (*rows)[MOST],
                size_t cols)
{
    bn_sweep sweep = *form;
    sweep.x = s->x;
    sweep.shift = form->shift ? s->shift : NULL;
    kernels->sweep(&sweep, rows, cols, MOST, s->dots);
}

static double farthest(const double *x, const double *y, size_t count)
{
    double far = 0;
    for (size_t j = 0; j < count; j++)
        far = fmax(far, fabs(x[j] - y[j]));
    return far;
}

/* Whether fma is one rounding here decides which widths have to be equal. */
static bool fuses(const bn_dense_kernels *kernels)
{
    return strcmp(kernels->name, "portable") != 0;
}

static void compare(const bn_dense_kernels *kernels, const state *a, const state *reference, size_t cols)
{
    if (fuses(kernels))
        cr_assert(!memcmp(a, reference, sizeof *a), "%s: other bits with %zu columns", kernels->name, cols);
    const double far =
        fmax(farthest(a->x, reference->x, MOST + FENCE), farthest(a->shift, reference->shift, MOST + FENCE));
    cr_assert(far <= 0x1p-50, "%s: %zu columns: off by %g", kernels->name, cols, far);
    cr_assert(farthest(a->dots, reference->dots, 3) <= 0x1p-50 * (double)cols);
}

Test(sweep, every_width_gives_the_same_bits_and_stays_inside)
{
    dice random = { 81 };
    double rows[5][MOST];
    size_t compared = 0;
    for (size_t cols = 1; cols <= MOST; cols++)
        for (unsigned form = 0; form < 9; form++) {
            state start, reference = { .dots = { 0 } };
            double any = 0;
            const bool learns = form % 3 == 2;
            const bn_sweep f = { .form = (bn_sweep_form)(form / 3),
                                 .shift = form % 3 ? &any : NULL,
                                 .keep = 0.9,
                                 .learns = learns,
                                 .done = { 0, 1 },
                                 .here = 2,
                                 .next = { 3, 4 },
                                 .along = { 0.7, 0.4 },
                                 .learned = { learns ? -0.3 : 0, learns ? 0.2 : 0 } };
            fill(&random, rows[0], 5 * MOST);
            fill(&random, start.x, MOST + FENCE);
            fill(&random, start.shift, MOST + FENCE);
            memset(start.dots, 0, sizeof start.dots);
            const bn_dense_kernels *first = NULL;
            for (const bn_dense_kernels *const *k = bn_dense_kernels_all; *k; k++) {
                if (!bn_dense_kernels_run(*k))
                    continue;
                state now = start;
                run(*k, &now, &f, (const double(*)[MOST])rows, cols);
                cr_assert(!memcmp(now.x + cols, start.x + cols, (MOST + FENCE - cols) * sizeof *now.x));
                if (first)
                    compare(*k, &now, &reference, cols);
                else
                    reference = now;
                compared += first != NULL;
                first = first ? first : *k;
            }
        }
    if (!compared)
        cr_skip("vector widths were not compared: only one runs here");
}
