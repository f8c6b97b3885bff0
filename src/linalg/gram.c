/* Blocks of rows into panels, panels into tiles. */
#include "linalg/gram.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "linalg/dense_kernels.h"

enum {
    BLOCK = 128,        /* rows of a panel: four of them, 32 KB, stay in the first-level cache */
    TOGETHER = 2 << 20, /* bytes of panels between two meetings of the threads, or one block */
    MOST_TOGETHER = 16, /* blocks */
    STRIP = 8,          /* panels of a row of tiles that one thread takes at once */
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t up_to(size_t n, size_t unit)
{
    return (n + unit - 1) / unit;
}

static size_t blocks_of(size_t rows)
{
    return up_to(rows, BLOCK);
}

/* Blocks are added to one sum, and after so many of them that sum to another: 2 sqrt(n) roundings instead of
 * n. */
static size_t blocks_in_sum(size_t rows)
{
    size_t root = 1;
    while (root * root < blocks_of(rows))
        root++;
    return root;
}

size_t bn_gram_depth(size_t rows)
{
    return least(rows, BLOCK) + blocks_in_sum(rows) + up_to(blocks_of(rows), blocks_in_sum(rows)) + 2;
}

typedef struct task {
    const bn_gram_rows *z;
    const bn_dense_kernels *kernels;
    size_t panels, ld;   /* of columns; numbers in a row of the sums */
    size_t together;     /* blocks */
    double *blocks;      /* together * panels panels of BLOCK rows */
    double *sum, *total; /* ld x ld, upper triangle of panels */
} task;

static size_t blocks_together(size_t panels)
{
    const size_t fit = TOGETHER / (panels * BN_PANEL * BLOCK * sizeof(double));
    return fit < 1 ? 1 : least(fit, MOST_TOGETHER);
}

size_t bn_gram_room(const bn_gram_rows *z)
{
    const size_t panels = up_to(z->cols, BN_PANEL), ld = panels * BN_PANEL;
    return 8 + blocks_together(panels) * ld * BLOCK + 2 * ld * ld;
}

static double *block_of(const task *t, size_t b)
{
    return t->blocks + b * t->ld * BLOCK;
}

/* One piece of the rows of the blocks from the first-th on. */
static void fill_piece(const task *t, size_t first, size_t piece)
{
    const size_t per_block = BLOCK / BN_GRAM_PIECE, start = first * BLOCK + piece * BN_GRAM_PIECE;
    double *panels = block_of(t, piece / per_block) + piece % per_block * BN_GRAM_PIECE * BN_PANEL;
    if (start < t->z->rows)
        t->z->fill(t->z->context, start, least(BN_GRAM_PIECE, t->z->rows - start), panels, BLOCK * BN_PANEL);
}

/* Tiles of some columns, width panels from the left-th on, with the rows of one strip of panels, over all
 * blocks. */
static void add_tiles(const task *t, size_t first, size_t blocks, size_t left, size_t strip)
{
    const size_t end = least(left + t->kernels->tile_panels, t->panels), stride = BLOCK * BN_PANEL;
    for (size_t b = 0; b < blocks; b++) {
        const double *panels = block_of(t, b);
        const size_t rows = least(BLOCK, t->z->rows - (first + b) * BLOCK);
        for (size_t i = strip * STRIP; i < least(end, (strip + 1) * STRIP); i++) {
            const size_t j = i > left ? i : left; /* nothing below the diagonal */
            t->kernels->add_tile(rows, panels + i * stride, panels + j * stride, end - j, stride,
                                 t->sum + i * BN_PANEL * t->ld + j * BN_PANEL, t->ld);
        }
    }
}

static void move_row(const task *t, size_t i)
{
    double *from = t->sum + i * t->ld, *to = t->total + i * t->ld;
    for (size_t j = i / BN_PANEL * BN_PANEL; j < t->ld; j++) {
        to[j] += from[j];
        from[j] = 0;
    }
}

/* Called by every thread of a team: the loops are shared between them and each ends when all have done their
 * part. */
static void add_all(const task *t)
{
    const size_t blocks = blocks_of(t->z->rows), in_sum = blocks_in_sum(t->z->rows);
    const size_t columns = up_to(t->panels, t->kernels->tile_panels), strips = up_to(t->panels, STRIP);
    for (size_t first = 0, next; first < blocks; first = next) {
        const size_t end = least((first / in_sum + 1) * in_sum, blocks); /* of this sum */
        next = least(first + t->together, end);
#pragma omp for schedule(dynamic, 1)
        for (size_t piece = 0; piece < (next - first) * (BLOCK / BN_GRAM_PIECE); piece++)
            fill_piece(t, first, piece);
#pragma omp for schedule(dynamic, 1) collapse(2)
        for (size_t column = 0; column < columns; column++)
            for (size_t strip = 0; strip < strips; strip++)
                add_tiles(t, first, next - first, (columns - 1 - column) * t->kernels->tile_panels, strip);
        if (next == end) {
#pragma omp for schedule(static)
            for (size_t i = 0; i < t->ld; i++)
                move_row(t, i);
        }
    }
}

void bn_gram(double *G, const bn_gram_rows *z, unsigned threads, double *room)
{
    const size_t panels = up_to(z->cols, BN_PANEL), ld = panels * BN_PANEL,
                 together = blocks_together(panels);
    double *blocks =
        room + (64 - (uintptr_t)room % 64) % 64 / sizeof *room; /* a row of a panel is a cache line */
    const task t = { .z = z,
                     .kernels = bn_dense_kernels_here(),
                     .panels = panels,
                     .ld = ld,
                     .together = together,
                     .blocks = blocks,
                     .sum = blocks + together * ld * BLOCK,
                     .total = blocks + together * ld * BLOCK + ld * ld };
    memset(t.sum, 0, 2 * ld * ld * sizeof *t.sum);
#pragma omp parallel num_threads(threads) if (threads > 1)
    add_all(&t);
    for (size_t i = 0; i < z->cols; i++)
        for (size_t j = i; j < z->cols; j++)
            G[i * z->cols + j] = G[j * z->cols + i] = t.total[i * ld + j];
}
