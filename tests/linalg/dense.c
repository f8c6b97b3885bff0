/* The inner loops over dense rows against plain loops that say what they add to what, to the last bit: at
   every width, for doubles and for floats, on odd sizes. */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/alloc.h"
#include "linalg/dense_kernels.h"
#include "support/support.h"
#include "theory/draw.h"

TestSuite(dense, .fini = bn_no_leaks);

/* Numbers that floats are equal to, in rows of stride; NaN between them. */
typedef struct rows {
    size_t count, cols, stride;
    double *x, *w, *a, *g;
    float *floats;
} rows;

static rows draw_rows(dice *d, size_t count, size_t cols, size_t gap)
{
    rows r = { .count = count, .cols = cols, .stride = cols + gap };
    r.x = bn_doubles(count, r.stride);
    r.w = bn_doubles(1, cols);
    r.a = bn_doubles(1, count);
    r.g = bn_doubles(1, cols);
    r.floats = bn_array(count * r.stride, sizeof *r.floats);
    for (size_t i = 0; i < count * r.stride; i++)
        r.x[i] = r.floats[i] = i % r.stride < cols ? (float)draw(d, -1, 1) : NAN;
    for (size_t j = 0; j < cols; j++) {
        r.w[j] = draw(d, -1, 1);
        r.g[j] = draw(d, -1, 1);
    }
    for (size_t i = 0; i < count; i++)
        r.a[i] = draw(d, -1, 1);
    return r;
}

static void free_rows(rows *r)
{
    free(r->x);
    free(r->w);
    free(r->a);
    free(r->g);
    free(r->floats);
}

static bn_rows block_of(const rows *r, const bn_dense_kernels *k)
{
    return (bn_rows){ .cols = r->cols,
                      .stride = r->stride,
                      .count = r->count,
                      .x = k->size == sizeof(float) ? (const void *)r->floats : r->x,
                      .lines = 4 * k->size / sizeof(double) };
}

/* Eight sums, column j in sum j mod 8, and a tree of them. */
static double plain_dot(const rows *r, size_t i)
{
    const double *x = r->x + i * r->stride;
    double s[8] = { 0 };
    for (size_t j = 0; j < r->cols; j++)
        s[j % 8] = j < 8 ? x[j] * r->w[j] : s[j % 8] + x[j] * r->w[j];
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* Groups of eight rows, a tree each, then row by row. */
static void plain_add(const rows *r, const double *a, double *g)
{
    for (size_t j = 0; j < r->cols; j++) {
        size_t i = 0;
        for (; i + 8 <= r->count; i += 8) {
            double p[8];
            for (size_t k = 0; k < 8; k++)
                p[k] = a[i + k] * r->x[(i + k) * r->stride + j];
            g[j] += ((p[0] + p[1]) + (p[2] + p[3])) + ((p[4] + p[5]) + (p[6] + p[7]));
        }
        for (; i < r->count; i++)
            g[j] += a[i] * r->x[i * r->stride + j];
    }
}

static const size_t counts[] = { 1, 2, 7, 8, 9, 16, 23, 255, 256 },
                    widths[] = { 1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 100, 785, 4097 };
enum { COUNTS = sizeof counts / sizeof *counts, WIDTHS = sizeof widths / sizeof *widths };

/* Calls check for all sizes and kernels. */
static void for_all(void (*check)(const rows *r, const bn_dense_kernels *k))
{
    const bn_dense_kernels *const *const lists[] = { bn_dense_kernels_all, bn_dense_kernels_floats };
    dice d = { 1 };
    for (size_t c = 0; c < COUNTS * WIDTHS; c++) {
        rows r = draw_rows(&d, counts[c % COUNTS], widths[c / COUNTS], c % 3);
        for (size_t l = 0; l < 2; l++)
            for (const bn_dense_kernels *const *k = lists[l]; *k; k++)
                if (bn_dense_kernels_run(*k))
                    check(&r, *k);
        free_rows(&r);
    }
}

#define SAME(out, plain, n)                                                                                  \
    cr_assert(!memcmp(out, plain, (n) * sizeof *(out)), "%s of %zu bytes, %zu x %zu", k->name, k->size,      \
              r->count, r->cols)

static void check_product(const rows *r, const bn_dense_kernels *k)
{
    const bn_rows block = block_of(r, k);
    double z[256], plain[256];
    k->product(&block, r->w, z);
    for (size_t i = 0; i < r->count; i++)
        plain[i] = plain_dot(r, i);
    SAME(z, plain, r->count);
}

Test(dense, products_have_the_bits_of_eight_plain_sums)
{
    for_all(check_product);
}

static void check_sum(const rows *r, const bn_dense_kernels *k)
{
    const bn_rows block = block_of(r, k);
    double g[4097], plain[4097];
    memcpy(g, r->g, r->cols * sizeof *g);
    memcpy(plain, r->g, r->cols * sizeof *g);
    k->add_transposed(&block, r->a, g);
    plain_add(r, r->a, plain);
    SAME(g, plain, r->cols);
}

Test(dense, sums_of_rows_have_the_bits_of_plain_groups)
{
    for_all(check_sum);
}

/* Eight sums as in a product, of the squares of scale x; columns row by row. */
static void check_squares(const rows *r, const bn_dense_kernels *k)
{
    const bn_rows block = block_of(r, k);
    for (int scaled = 0; scaled < 2; scaled++) {
        double z[256], plain[256], g[4097], columns[4097];
        memcpy(g, r->g, r->cols * sizeof *g);
        memcpy(columns, r->g, r->cols * sizeof *g);
        for (size_t i = 0; i < r->count; i++) {
            double s[8] = { 0 };
            for (size_t j = 0; j < r->cols; j++) {
                const double x = (scaled ? r->w[j] : 1) * r->x[i * r->stride + j];
                s[j % 8] += x * x;
                columns[j] += x * x;
            }
            plain[i] = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
        }
        k->squares(&block, scaled ? r->w : NULL, z, g);
        SAME(z, plain, r->count);
        SAME(g, columns, r->cols);
    }
}

Test(dense, squares_have_the_bits_of_eight_plain_sums)
{
    for_all(check_squares);
}

/* Some function of the margin and of the row's number; the parts come in order, none twice. */
typedef struct middle {
    size_t next;
    bool in_order;
} middle;

static double shape(size_t i, double z)
{
    return z * z - 0.01 * (double)i;
}

static void between(void *context, size_t first, size_t count, double *z, double *a)
{
    middle *m = context;
    m->in_order &= first == m->next && count <= BN_DENSE_TOGETHER;
    m->next = first + count;
    for (size_t i = 0; i < count; i++)
        a[i] = shape(first + i, z[i]);
}

static void check_pass(const rows *r, const bn_dense_kernels *k)
{
    for (size_t together = BN_DENSE_GROUP; together <= BN_DENSE_TOGETHER; together += BN_DENSE_GROUP) {
        const bn_rows block = block_of(r, k);
        double g[4097], plain[4097], a[256];
        middle m = { 1000, true };
        memcpy(g, r->g, r->cols * sizeof *g);
        memcpy(plain, r->g, r->cols * sizeof *g);
        for (size_t i = 0; i < r->count; i++)
            a[i] = shape(1000 + i, plain_dot(r, i));
        k->pass(&block, together, 1000, r->w, &(bn_between){ between, &m }, g);
        plain_add(r, a, plain);
        SAME(g, plain, r->cols);
        cr_assert(m.in_order && m.next == 1000 + r->count);
    }
}

Test(dense, a_pass_is_a_product_and_a_sum)
{
    for_all(check_pass);
}

static void check_copies(const rows *r, const bn_dense_kernels *k)
{
    const bn_rows block = block_of(r, k);
    const size_t panels = (r->cols + 7) / 8, stride = 8 * r->count + 8;
    double *copy = bn_doubles(r->count, r->cols), *packed = bn_doubles(panels, stride),
           *plain = bn_doubles(panels, stride);
    k->spread(&block, copy, r->cols);
    for (size_t i = 0; i < r->count; i++)
        SAME(copy + i * r->cols, r->x + i * r->stride, r->cols);
    for (int scaled = 0; scaled < 2; scaled++) {
        for (size_t i = 0; i < r->count; i++)
            for (size_t j = 0; j < 8 * panels; j++)
                plain[j / 8 * stride + 8 * i + j % 8] =
                    j < r->cols ? (scaled ? r->a[i] : 1) * r->x[i * r->stride + j] : 0;
        memset(packed, 0, panels * stride * sizeof *packed);
        k->pack(&block, scaled ? r->a : NULL, packed, stride);
        for (size_t i = 0; i < panels * stride; i++)
            cr_assert(packed[i] == plain[i], "%s: %zu x %zu", k->name, r->count, r->cols);
    }
    free(copy);
    free(packed);
    free(plain);
}

Test(dense, copies_are_exact)
{
    for_all(check_copies);
}

/* 1 and then terms of half a unit in its last place: lane 0 loses its own one by one, the tree some more. */
Test(dense, products_can_lose_nearly_what_is_said)
{
    for (size_t cols = 1; cols <= 100; cols++) {
        double x[100], w[100], z, terms = 0;
        for (size_t j = 0; j < cols; j++) {
            x[j] = j == 0 ? 1 : j % 8 == 0 || j < 8 ? 0x1p-53 : 0;
            w[j] = 1;
            terms += j > 0 && x[j] > 0;
        }
        const bn_matrix X = bn_matrix_dense(1, cols, cols, x);
        X.kind->product(&X, 0, 1, w, &z);
        const double lost = terms - (z - 1) * 0x1p53, depth = (double)X.kind->product_depth(&X);
        cr_assert(lost <= depth && depth <= lost + 4, "%zu columns: %g, %g", cols, lost, depth);
    }
}
