/* Blocks of rows from the top: one thread factors the square on the diagonal, all solve for the panels to its
   right, all subtract what these rows say of the ones below. */
#include "linalg/cholesky.h"

#include <math.h>
#include <string.h>

#include "base/clones.h"
#include "base/sizes.h"
#include "base/threads.h"
#include "linalg/dense_kernels.h"
#include "linalg/gram.h"

enum {
    SIDE = BN_PANEL,
    SQUARE = SIDE * SIDE,
    BLOCK = 128 /* rows at once: three panels of them and one to multiply by stay in the first-level cache */
};

/* Entry (i, 8 j + k) at (j * ld + i) * 8 + k. Below, row numbers are multiples of 8. */
typedef struct factor {
    double *R, *minus; /* minus: panels of the rows of a block, negated */
    size_t ld, panels;
    const bn_dense_kernels *kernels;
} factor;

size_t bn_cholesky_length(size_t d)
{
    const size_t ld = bn_up_to(d, SIDE) * SIDE;
    return ld * ld;
}

size_t bn_cholesky_room(size_t d)
{
    return bn_cholesky_length(d) + bn_up_to(d, SIDE) * SIDE * BLOCK;
}

static double *at(const factor *f, size_t row, size_t panel)
{
    return f->R + (panel * f->ld + row) * SIDE;
}

static double *minus(const factor *f, size_t panel)
{
    return f->minus + panel * BLOCK * SIDE;
}

/* U'U = U in place, an upper triangle of 8 x 8; zeros below. */
static bool factor_square(double *U)
{
    for (size_t q = 0; q < SIDE; q++) {
        const double pivot = U[q * SIDE + q];
        if (!(pivot > 0) || !(pivot < HUGE_VAL))
            return false;
        const double root = sqrt(pivot);
        for (size_t k = 0; k < SIDE; k++)
            U[q * SIDE + k] = k < q ? 0 : U[q * SIDE + k] / root;
        for (size_t r = q + 1; r < SIDE; r++)
            for (size_t k = r; k < SIDE; k++)
                U[r * SIDE + k] -= U[q * SIDE + r] * U[q * SIDE + k];
    }
    return true;
}

/* X = U'^-1 X, both 8 x 8. */
CLONES static void cholesky_solve_square(const double *U, double *X)
{
    for (size_t q = 0; q < SIDE; q++) {
        const double scale = 1 / U[q * SIDE + q];
        for (size_t k = 0; k < SIDE; k++)
            X[q * SIDE + k] *= scale;
        for (size_t r = q + 1; r < SIDE; r++) {
            const double a = U[q * SIDE + r];
            for (size_t k = 0; k < SIDE; k++)
                X[r * SIDE + k] -= a * X[q * SIDE + k];
        }
    }
}

static void negate(const factor *f, size_t first, size_t end, size_t panel)
{
    const double *from = at(f, first, panel);
    double *to = minus(f, panel);
    for (size_t i = 0; i < (end - first) * SIDE; i++)
        to[i] = -from[i];
}

/* Rows row .. row + 7 of count panels lose what rows first .. end - 1 of the block say of them. */
static void subtract(const factor *f, size_t first, size_t end, size_t row, size_t panel, size_t count)
{
    const size_t apart = f->ld * SIDE;
    f->kernels->add_tile(end - first, minus(f, row / SIDE), at(f, first, panel), count, apart,
                         at(f, row, panel), apart);
}

/* Rows first .. end - 1 of count panels to the right of those rows' squares. */
static void solve_panels(const factor *f, size_t first, size_t end, size_t panel, size_t count)
{
    for (size_t row = first; row < end; row += SIDE) {
        subtract(f, first, row, row, panel, count);
        for (size_t p = panel; p < panel + count; p++)
            cholesky_solve_square(at(f, row, row / SIDE), at(f, row, p));
    }
}

static bool factor_diagonal(const factor *f, size_t first, size_t end)
{
    for (size_t row = first; row < end; row += SIDE) {
        solve_panels(f, first, row, row / SIDE, 1);
        negate(f, first, row, row / SIDE);
        subtract(f, first, row, row, row / SIDE, 1);
        if (!factor_square(at(f, row, row / SIDE)))
            return false;
    }
    return true;
}

/* Called by every thread of a team. */
static bool factor_all(const factor *f, bool *good)
{
    const size_t width = f->kernels->tile_panels;
    for (size_t first = 0; first < f->ld; first += BLOCK) {
        const size_t end = bn_least(first + BLOCK, f->ld), right = end / SIDE,
                     groups = bn_up_to(f->panels - right, width);
#pragma omp single
        *good = factor_diagonal(f, first, end);
        if (!*good)
            return false;
#pragma omp for schedule(dynamic, 1)
        for (size_t k = 0; k < groups; k++) {
            const size_t panel = right + k * width, count = bn_least(width, f->panels - panel);
            solve_panels(f, first, end, panel, count);
            for (size_t p = panel; p < panel + count; p++)
                negate(f, first, end, p);
        }
#pragma omp for schedule(dynamic, 1)
        for (size_t k = groups; k > 0; k--) { /* the longest first */
            const size_t left = right + (k - 1) * width, last = bn_least(left + width, f->panels);
            for (size_t i = right; i < last; i++) {
                const size_t panel = i > left ? i : left;
                subtract(f, first, end, i * SIDE, panel, last - panel);
            }
        }
    }
    return true;
}

/* Of the upper triangle of A + shift I; columns beyond the last are those of a unit matrix. */
static double entry(size_t d, const double *A, double shift, size_t i, size_t j)
{
    if (i >= j)
        return i > j ? 0 : j < d ? A[j * d + j] + shift : 1;
    return j < d ? A[i * d + j] : 0;
}

static void copy_panel(const factor *f, size_t d, const double *A, double shift, size_t panel)
{
    for (size_t i = 0; i < (panel + 1) * SIDE; i++)
        for (size_t k = 0; k < SIDE; k++)
            at(f, i, panel)[k] = entry(d, A, shift, i, panel * SIDE + k);
}

bool bn_cholesky(double *R, size_t d, const double *A, double shift, unsigned threads)
{
    const size_t panels = bn_up_to(d, SIDE);
    const factor f = { .R = R,
                       .minus = R + bn_cholesky_length(d),
                       .ld = panels * SIDE,
                       .panels = panels,
                       .kernels = bn_dense_kernels_here() };
    const unsigned team = bn_threads_for(threads, (double)d * (double)d * (double)d / 3);
    bool good = true;
#pragma omp parallel num_threads(team) if (team > 1)
    {
#pragma omp for schedule(static)
        for (size_t panel = 0; panel < panels; panel++)
            copy_panel(&f, d, A, shift, panel);
        factor_all(&f, &good);
    }
    return good;
}

/* b -= R'x for rows 0 .. rows - 1 of a panel */
CLONES static void cholesky_take_rows(const double *panel, size_t rows, const double *x, double *b)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < SIDE; k++)
            b[k] -= panel[i * SIDE + k] * x[i];
}

/* b -= R x for a panel, rows 0 .. rows - 1 */
CLONES static void cholesky_take_columns(const double *panel, size_t rows, const double *x, double *b)
{
    for (size_t i = 0; i < rows; i++) {
        const double *r = panel + i * SIDE;
        b[i] -= ((r[0] * x[0] + r[1] * x[1]) + (r[2] * x[2] + r[3] * x[3])) +
                ((r[4] * x[4] + r[5] * x[5]) + (r[6] * x[6] + r[7] * x[7]));
    }
}

void bn_cholesky_solve(const double *R, size_t d, double *b)
{
    const size_t panels = bn_up_to(d, SIDE), ld = panels * SIDE;
    for (size_t j = 0; j < panels; j++) {
        const double *panel = R + j * ld * SIDE, *U = panel + j * SQUARE;
        const size_t first = j * SIDE, count = bn_least(SIDE, d - first);
        double x[SIDE] = { 0 };
        memcpy(x, b + first, count * sizeof *x);
        cholesky_take_rows(panel, first, b, x);
        for (size_t q = 0; q < count; q++) {
            for (size_t r = 0; r < q; r++)
                x[q] -= U[r * SIDE + q] * x[r];
            x[q] /= U[q * SIDE + q];
        }
        memcpy(b + first, x, count * sizeof *x);
    }
    for (size_t j = panels; j-- > 0;) {
        const double *panel = R + j * ld * SIDE, *U = panel + j * SQUARE;
        const size_t first = j * SIDE, count = bn_least(SIDE, d - first);
        double x[SIDE] = { 0 };
        memcpy(x, b + first, count * sizeof *x);
        for (size_t q = count; q-- > 0;) {
            for (size_t r = q + 1; r < count; r++)
                x[q] -= U[q * SIDE + r] * x[r];
            x[q] /= U[q * SIDE + q];
        }
        memcpy(b + first, x, count * sizeof *x);
        cholesky_take_columns(panel, first, x, b);
    }
}
