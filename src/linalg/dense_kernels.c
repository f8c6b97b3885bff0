/* Compiled once per vector width; KERNELS is the table's name in this object. */
#include "linalg/dense_kernels.h"

#include "base/clones.h"
#include "linalg/lanes.h"

enum { LINE = 64 };

static inline const char *ask(const char *next, size_t lines)
{
    for (size_t k = 0; k < lines; k++)
        lanes_prefetch(next + k * LINE);
    return next + lines * LINE;
}

/* Lines to ask for along with the last, partial group of lanes of some rows, when a whole one comes with
 * lines. */
static inline size_t some_of(size_t lines, size_t rest)
{
    return (lines * rest + LANES - 1) / LANES;
}

/* What of next is left for the sum after the product has asked for its part. */
static const char *second_part(const bn_rows *r)
{
    const size_t lines = r->lines * DOTS / LANES;
    return r->next + r->count / DOTS * (r->cols / LANES * lines + some_of(lines, r->cols % LANES)) * LINE;
}

/* DOTS rows at once. */
static const char *dots(const bn_rows *r, const double *x, const double *w, const char *next, double *z)
{
    const size_t whole = r->cols / LANES * LANES, rest = r->cols - whole, lines = r->lines * DOTS / LANES;
    lanes s[DOTS];
#pragma GCC unroll 8
    for (size_t k = 0; k < DOTS; k++)
        s[k] = lanes_all(0);
    for (size_t j = 0; j < whole; j += LANES) {
        const lanes v = lanes_load(w + j);
#pragma GCC unroll 8
        for (size_t k = 0; k < DOTS; k++)
            s[k] = lanes_add(s[k], lanes_mul(lanes_load(x + k * r->stride + j), v));
        next = ask(next, lines);
    }
    if (rest > 0) {
        next = ask(next, some_of(lines, rest));
        const lanes v = lanes_load_part(w + whole, rest);
#pragma GCC unroll 8
        for (size_t k = 0; k < DOTS; k++)
            s[k] = lanes_add(s[k], lanes_mul(lanes_load_part(x + k * r->stride + whole, rest), v));
    }
    lanes_sums(s, z);
    return next;
}

static double dot(const bn_rows *r, const double *x, const double *w)
{
    const size_t whole = r->cols / LANES * LANES, rest = r->cols - whole;
    lanes s = lanes_all(0);
    for (size_t j = 0; j < whole; j += LANES)
        s = lanes_add(s, lanes_mul(lanes_load(x + j), lanes_load(w + j)));
    if (rest > 0)
        s = lanes_add(s, lanes_mul(lanes_load_part(x + whole, rest), lanes_load_part(w + whole, rest)));
    return lanes_sum(s);
}

static void product(const bn_rows *r, const double *w, double *z)
{
    const char *next = r->next;
    size_t i = 0;
    for (; i + DOTS <= r->count; i += DOTS)
        next = dots(r, r->x + i * r->stride, w, next, z + i);
    for (; i < r->count; i++)
        z[i] = dot(r, r->x + i * r->stride, w);
}

/* Adds to panels whole groups of lanes of g, and to rest more numbers, what all rows have in those columns.
   The sums stay in registers from the first row to the last. */
INLINE const char *add_columns(const size_t panels, const size_t rest, const bn_rows *r, size_t first,
                               const double *a, double *g, const char *next)
{
    const double *x = r->x + first;
    const size_t stride = r->stride, lines = panels * r->lines + some_of(r->lines, rest);
    lanes s[PANELS + 1];
    g += first;
#pragma GCC unroll 8
    for (size_t p = 0; p < panels; p++)
        s[p] = lanes_load(g + p * LANES);
    if (rest > 0)
        s[panels] = lanes_load_part(g + panels * LANES, rest);
    size_t i = 0;
    for (; i + BN_DENSE_GROUP <= r->count; i += BN_DENSE_GROUP, x += BN_DENSE_GROUP * stride) {
        lanes b[BN_DENSE_GROUP];
#pragma GCC unroll 8
        for (size_t k = 0; k < BN_DENSE_GROUP; k++)
            b[k] = lanes_all(a[i + k]);
#define PART(k, load) lanes_mul(b[k], load)
#define GROUP(load)                                                                                          \
    lanes_add(lanes_add(lanes_add(PART(0, load(0)), PART(1, load(1))),                                       \
                        lanes_add(PART(2, load(2)), PART(3, load(3)))),                                      \
              lanes_add(lanes_add(PART(4, load(4)), PART(5, load(5))),                                       \
                        lanes_add(PART(6, load(6)), PART(7, load(7)))))
#define LOAD(k) lanes_load(x + (k)*stride + p * LANES)
#define LOAD_REST(k) lanes_load_part(x + (k)*stride + panels * LANES, rest)
#pragma GCC unroll 8
        for (size_t p = 0; p < panels; p++)
            s[p] = lanes_add(s[p], GROUP(LOAD));
        if (rest > 0)
            s[panels] = lanes_add(s[panels], GROUP(LOAD_REST));
        next = ask(next, lines);
    }
    for (; i < r->count; i++, x += stride) {
        const lanes b = lanes_all(a[i]);
#pragma GCC unroll 8
        for (size_t p = 0; p < panels; p++)
            s[p] = lanes_add(s[p], lanes_mul(b, lanes_load(x + p * LANES)));
        if (rest > 0)
            s[panels] = lanes_add(s[panels], lanes_mul(b, lanes_load_part(x + panels * LANES, rest)));
    }
#pragma GCC unroll 8
    for (size_t p = 0; p < panels; p++)
        lanes_store(g + p * LANES, s[p]);
    if (rest > 0)
        lanes_store_part(g + panels * LANES, rest, s[panels]);
    return next;
}

static void add_transposed(const bn_rows *r, const double *a, double *g)
{
    const char *next = second_part(r);
    size_t j = 0;
    for (; j + PANELS * LANES <= r->cols; j += PANELS * LANES)
        next = add_columns(PANELS, 0, r, j, a, g, next);
    const size_t rest = r->cols % LANES;
    switch ((r->cols - j) / LANES) {
#define LAST(panels)                                                                                         \
    case panels:                                                                                             \
        if (rest > 0)                                                                                        \
            add_columns(panels, rest, r, j, a, g, next);                                                     \
        else                                                                                                 \
            add_columns(panels, 0, r, j, a, g, next);                                                        \
        break;
#if defined(__AVX512F__)
        LAST(3)
        LAST(2)
#endif
#if defined(__AVX2__)
        LAST(1)
#endif
    case 0:
        if (rest > 0)
            add_columns(0, rest, r, j, a, g, next);
    }
}

static void pack(const bn_rows *r, const double *scale, double *panels, size_t stride)
{
    const size_t whole = r->cols / LANES * LANES, rest = r->cols - whole;
    for (size_t j = 0; j < whole; j += LANES, panels += stride)
        for (size_t i = 0; i < r->count; i++) {
            const lanes x = lanes_load(r->x + i * r->stride + j);
            lanes_store(panels + i * LANES, scale ? lanes_mul(lanes_all(scale[i]), x) : x);
        }
    for (size_t i = 0; rest > 0 && i < r->count; i++) {
        const lanes x = lanes_load_part(r->x + i * r->stride + whole, rest);
        lanes_store(panels + i * LANES, scale ? lanes_mul(lanes_all(scale[i]), x) : x);
    }
}

/* TILE_ROWS rows of a tile, count panels wide. */
INLINE void add_tile_rows(size_t rows, const double *A, const double *B, const size_t count, size_t stride,
                          double *C, size_t apart)
{
    lanes s[TILE_ROWS][TILE_PANELS];
#pragma GCC unroll 8
    for (size_t k = 0; k < TILE_ROWS; k++)
#pragma GCC unroll 8
        for (size_t p = 0; p < count; p++)
            s[k][p] = lanes_all(0);
    for (size_t k = 0; k < TILE_ROWS; k++)
        for (size_t p = 0; p < count; p++)
            lanes_prefetch_near(C + p * apart + k * LANES);
    for (size_t i = 0; i < rows; i++) {
        lanes_prefetch_near(A + i * LANES + stride); /* the panel that comes next */
        lanes b[TILE_PANELS];
#pragma GCC unroll 8
        for (size_t p = 0; p < count; p++)
            b[p] = lanes_load(B + p * stride + i * LANES);
#pragma GCC unroll 8
        for (size_t k = 0; k < TILE_ROWS; k++) {
            const lanes a = lanes_all(A[i * LANES + k]);
#pragma GCC unroll 8
            for (size_t p = 0; p < count; p++)
                s[k][p] = lanes_fuse(a, b[p], s[k][p]);
        }
    }
#pragma GCC unroll 8
    for (size_t k = 0; k < TILE_ROWS; k++)
#pragma GCC unroll 8
        for (size_t p = 0; p < count; p++) {
            double *c = C + p * apart + k * LANES;
            lanes_store(c, lanes_add(lanes_load(c), s[k][p]));
        }
}

static void add_tile(size_t rows, const double *A, const double *B, size_t count, size_t stride, double *C,
                     size_t apart)
{
    for (size_t k = 0; k < LANES; k += TILE_ROWS)
        switch (count) {
#if defined(__AVX512F__)
        case 3:
            add_tile_rows(rows, A + k, B, 3, stride, C + k * LANES, apart);
            break;
        case 2:
            add_tile_rows(rows, A + k, B, 2, stride, C + k * LANES, apart);
            break;
#endif
        case 1:
            add_tile_rows(rows, A + k, B, 1, stride, C + k * LANES, apart);
        }
}

#if defined(__AVX512F__)
#define NAME "512 bits"
#elif defined(__AVX2__)
#define NAME "256 bits"
#else
#define NAME "portable"
#endif

extern const bn_dense_kernels KERNELS;
const bn_dense_kernels KERNELS = { NAME, product, add_transposed, pack, add_tile, TILE_PANELS, SWEEP };
