/* Compiled once per vector width and kind of numbers; KERNELS is the table's name in this object. */
#include "linalg/dense_kernels.h"

#include "base/clones.h"
#include "linalg/stored.h"

enum { LINE = 64 };

INLINE const char *ask(const char *next, size_t lines)
{
    for (size_t k = 0; k < lines; k++)
        lanes_prefetch(next + k * LINE);
    return next + lines * LINE;
}

/* Lines to ask for along with the last, partial group of lanes of some rows, when a whole one comes with
   lines. */
static inline size_t some_of(size_t lines, size_t rest)
{
    return (lines * rest + LANES - 1) / LANES;
}

/* Lines of what lies ahead that the product asks for with DOTS rows. */
static inline size_t lines_with_dots(const bn_rows *r)
{
    const size_t lines = r->lines * DOTS / LANES;
    return r->within ? 0 : r->cols / LANES * lines + some_of(lines, r->cols % LANES);
}

static inline const char *next_of(const bn_rows *r)
{
    return (const char *)((const stored *)r->x + r->ahead);
}

/* What comes next in each of DOTS long rows: no processor looks by itself beyond a page, and these begin as
   many pages at once. */
INLINE void ask_within(const bn_rows *r, const stored *x)
{
#pragma GCC unroll 8
    for (size_t k = 0; k < DOTS; k++)
        lanes_prefetch(x + k * r->stride + r->within);
}

/* DOTS rows of at least LANES numbers at once. */
static const char *dots(const bn_rows *r, const stored *x, const double *w, const char *next, double *z)
{
    const size_t whole = r->cols / LANES * LANES, rest = r->cols - whole,
                 lines = r->within ? 0 : r->lines * DOTS / LANES;
    lanes s[DOTS], v = lanes_load(w);
#pragma GCC unroll 8
    for (size_t k = 0; k < DOTS; k++)
        s[k] = lanes_mul(load(x + k * r->stride), v);
    next = ask(next, lines);
    for (size_t j = LANES; j < whole; j += LANES) {
        v = lanes_load(w + j);
#pragma GCC unroll 8
        for (size_t k = 0; k < DOTS; k++)
            s[k] = lanes_add(s[k], lanes_mul(load(x + k * r->stride + j), v));
        if (r->within)
            ask_within(r, x + j);
        else
            next = ask(next, lines);
    }
    if (rest > 0) {
        v = lanes_load_part(w + whole, rest);
#pragma GCC unroll 8
        for (size_t k = 0; k < DOTS; k++)
            s[k] = lanes_add(s[k], lanes_mul(load_part(x + k * r->stride + whole, rest), v));
        next = ask(next, some_of(lines, rest));
    }
    lanes_sums(s, z);
    return next;
}

/* The same for rows so narrow that w stays in registers: panels whole groups of lanes, and rest more. */
INLINE void narrow(const size_t panels, const size_t rest, const bn_rows *r, const double *w, double *z)
{
    const stored *x = r->x;
    const char *next = next_of(r);
    const size_t stride = r->stride, lines = lines_with_dots(r);
    lanes v[PANELS];
#pragma GCC unroll 8
    for (size_t p = 0; p < panels; p++)
        v[p] = lanes_load(w + p * LANES);
    if (rest > 0)
        v[panels] = lanes_load_part(w + panels * LANES, rest);
    for (size_t i = 0; i + DOTS <= r->count; i += DOTS, x += DOTS * stride) {
        lanes s[DOTS];
#pragma GCC unroll 8
        for (size_t k = 0; k < DOTS; k++) {
            s[k] = panels > 0 ? lanes_mul(load(x + k * stride), v[0])
                              : lanes_mul(load_part(x + k * stride, rest), v[0]);
#pragma GCC unroll 8
            for (size_t p = 1; p < panels; p++)
                s[k] = lanes_add(s[k], lanes_mul(load(x + k * stride + p * LANES), v[p]));
            if (panels > 0 && rest > 0)
                s[k] =
                    lanes_add(s[k], lanes_mul(load_part(x + k * stride + panels * LANES, rest), v[panels]));
        }
        lanes_sums(s, z + i);
        next = ask(next, lines);
    }
}

static double dot(const bn_rows *r, const stored *x, const double *w)
{
    const size_t whole = r->cols / LANES * LANES, rest = r->cols - whole;
    if (whole == 0)
        return lanes_sum(lanes_mul(load_part(x, rest), lanes_load_part(w, rest)));
    lanes s = lanes_mul(load(x), lanes_load(w));
    for (size_t j = LANES; j < whole; j += LANES)
        s = lanes_add(s, lanes_mul(load(x + j), lanes_load(w + j)));
    if (rest > 0)
        s = lanes_add(s, lanes_mul(load_part(x + whole, rest), lanes_load_part(w + whole, rest)));
    return lanes_sum(s);
}

/* What call(panels) does, for fewer than PANELS of them, with panels a constant: loops over them unroll. */
#define CASE(panels, call)                                                                                   \
    case panels:                                                                                             \
        call(panels);                                                                                        \
        break;
#if defined(__AVX512F__)
#define CASES(call) CASE(3, call) CASE(2, call) CASE(1, call) CASE(0, call)
#elif defined(__AVX2__)
#define CASES(call) CASE(1, call) CASE(0, call)
#else
#define CASES(call) CASE(0, call)
#endif

INLINE void product_here(const bn_rows *r, const double *w, double *z)
{
    const stored *x = r->x;
    const size_t rest = r->cols % LANES;
    size_t i = 0;
    if (r->cols < PANELS * LANES) {
#define NARROW(panels)                                                                                       \
    if (rest > 0)                                                                                            \
        narrow(panels, rest, r, w, z);                                                                       \
    else if ((panels) > 0)                                                                                   \
    narrow(panels, 0, r, w, z)
        switch (r->cols / LANES) {
            CASES(NARROW)
        }
        i = r->count / DOTS * DOTS;
    }
    const char *next = next_of(r);
    for (; i + DOTS <= r->count; i += DOTS)
        next = dots(r, x + i * r->stride, w, next, z + i);
    for (; i < r->count; i++)
        z[i] = dot(r, x + i * r->stride, w);
}

static void product(const bn_rows *r, const double *w, double *z)
{
    product_here(r, w, z);
}

/* Adds to panels whole groups of lanes of g, and to rest more numbers, what all rows have in those columns.
   The sums stay in registers from the first row to the last. */
INLINE const char *add_columns(const size_t panels, const size_t rest, const bn_rows *r, size_t first,
                               const double *a, double *g, const char *next)
{
    const stored *x = (const stored *)r->x + first;
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
#define PART(k, row) lanes_mul(b[k], row)
#define GROUP(row)                                                                                           \
    lanes_add(                                                                                               \
        lanes_add(lanes_add(PART(0, row(0)), PART(1, row(1))), lanes_add(PART(2, row(2)), PART(3, row(3)))), \
        lanes_add(lanes_add(PART(4, row(4)), PART(5, row(5))), lanes_add(PART(6, row(6)), PART(7, row(7)))))
#define ROW(k) load(x + (k)*stride + p * LANES)
#define ROW_REST(k) load_part(x + (k)*stride + panels * LANES, rest)
#pragma GCC unroll 8
        for (size_t p = 0; p < panels; p++)
            s[p] = lanes_add(s[p], GROUP(ROW));
        if (rest > 0)
            s[panels] = lanes_add(s[panels], GROUP(ROW_REST));
        next = ask(next, lines);
    }
    for (; i < r->count; i++, x += stride) {
        const lanes b = lanes_all(a[i]);
#pragma GCC unroll 8
        for (size_t p = 0; p < panels; p++)
            s[p] = lanes_add(s[p], lanes_mul(b, load(x + p * LANES)));
        if (rest > 0)
            s[panels] = lanes_add(s[panels], lanes_mul(b, load_part(x + panels * LANES, rest)));
    }
#pragma GCC unroll 8
    for (size_t p = 0; p < panels; p++)
        lanes_store(g + p * LANES, s[p]);
    if (rest > 0)
        lanes_store_part(g + panels * LANES, rest, s[panels]);
    return next;
}

INLINE void add_transposed_here(const bn_rows *r, const double *a, double *g)
{
    const char *next = next_of(r) + r->count / DOTS * lines_with_dots(r) * LINE;
    const size_t rest = r->cols % LANES;
    size_t j = 0;
    for (; j + PANELS * LANES <= r->cols; j += PANELS * LANES)
        next = add_columns(PANELS, 0, r, j, a, g, next);
#define LAST(panels)                                                                                         \
    if (rest > 0)                                                                                            \
        add_columns(panels, rest, r, j, a, g, next);                                                         \
    else if ((panels) > 0)                                                                                   \
    add_columns(panels, 0, r, j, a, g, next)
    switch ((r->cols - j) / LANES) {
        CASES(LAST)
    }
}

static void add_transposed(const bn_rows *r, const double *a, double *g)
{
    add_transposed_here(r, a, g);
}

static void pass(const bn_rows *r, size_t together, size_t first, const double *w, const bn_between *between,
                 double *g)
{
    double z[BN_DENSE_TOGETHER], a[BN_DENSE_TOGETHER];
    bn_rows part = *r;
    for (size_t i = 0; i < r->count; i += together) {
        part.x = (const stored *)r->x + i * r->stride;
        part.count = r->count - i < together ? r->count - i : together;
        product_here(&part, w, z);
        between->run(between->context, first + i, part.count, z, a);
        add_transposed_here(&part, a, g);
    }
}

/* The squares of the numbers of a row from x on, a group of lanes or the rest of one; q is added to s, and to
   the columns at c. */
INLINE lanes add_squares(lanes s, lanes x, size_t count, const double *scale, double *c)
{
    if (scale)
        x = lanes_mul(x, count < LANES ? lanes_load_part(scale, count) : lanes_load(scale));
    const lanes q = lanes_mul(x, x);
    if (count < LANES)
        lanes_store_part(c, count, lanes_add(lanes_load_part(c, count), q));
    else
        lanes_store(c, lanes_add(lanes_load(c), q));
    return lanes_add(s, q);
}

static void squares(const bn_rows *r, const double *scale, double *squares, double *columns)
{
    const size_t whole = r->cols / LANES * LANES, rest = r->cols - whole;
    for (size_t i = 0; i < r->count; i++) {
        const stored *x = (const stored *)r->x + i * r->stride;
        lanes s = lanes_all(0);
        for (size_t j = 0; j < whole; j += LANES)
            s = add_squares(s, load(x + j), LANES, scale ? scale + j : NULL, columns + j);
        if (rest > 0)
            s = add_squares(s, load_part(x + whole, rest), rest, scale ? scale + whole : NULL,
                            columns + whole);
        squares[i] = lanes_sum(s);
    }
}

static void spread(const bn_rows *r, double *out, size_t stride)
{
    for (size_t i = 0; i < r->count; i++) {
        const stored *x = (const stored *)r->x + i * r->stride;
        for (size_t j = 0; j < r->cols; j++)
            out[i * stride + j] = x[j];
    }
}

static void pack(const bn_rows *r, const double *scale, double *panels, size_t stride)
{
    const stored *rows = r->x;
    const size_t whole = r->cols / LANES * LANES, rest = r->cols - whole;
    for (size_t j = 0; j < whole; j += LANES, panels += stride)
        for (size_t i = 0; i < r->count; i++) {
            const lanes x = load(rows + i * r->stride + j);
            lanes_store(panels + i * LANES, scale ? lanes_mul(lanes_all(scale[i]), x) : x);
        }
    for (size_t i = 0; rest > 0 && i < r->count; i++) {
        const lanes x = load_part(rows + i * r->stride + whole, rest);
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
const bn_dense_kernels KERNELS = { NAME,   sizeof(stored), product,  add_transposed, pass, squares,
                                   spread, pack,           add_tile, TILE_PANELS,    SWEEP };
