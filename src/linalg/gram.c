/* Blocks of rows into panels, panels into tiles. */
#include "linalg/gram.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <omp.h>

#include "linalg/dense_kernels.h"

enum {
    BLOCK = 128,        /* rows of a panel: four of them, 32 KB, stay in the first-level cache */
    TOGETHER = 4 << 20, /* bytes of panels that one thread fills at once, or one block: second-level cache */
    SHARED =
        8 << 20, /* and that a team does: meetings are slow where other programs want the processors too */
    STRIP = 16,  /* panels of a row of tiles that are taken at once */
    LINE = 8     /* numbers in a cache line */
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t up_to(size_t n, size_t unit)
{
    return (n + unit - 1) / unit;
}

/* Ranges of rows are summed apart, so that threads need not meet: as many as leave their matrices an eighth
   of the size of the data, a function of the size of Z alone. Where there are fewer than threads, threads
   share the tiles of one range after the other. */
static size_t ranges_of(size_t rows, size_t cols)
{
    const size_t few = rows / (8 * cols);
    return few < 1 ? 1 : least(few, 32);
}

static size_t range_blocks(size_t rows, size_t cols)
{
    return up_to(up_to(rows, BLOCK), ranges_of(rows, cols));
}

/* Blocks are added to one sum, and after so many of them that sum to another: 2 sqrt(n) roundings, not n. */
static size_t blocks_in_sum(size_t blocks)
{
    size_t root = 1;
    while (root * root < blocks)
        root++;
    return root;
}

size_t bn_gram_depth(size_t rows, size_t cols)
{
    const size_t blocks = range_blocks(rows, cols), in_sum = blocks_in_sum(blocks);
    return least(rows, BLOCK) + in_sum + up_to(blocks, in_sum) + ranges_of(rows, cols) + 2;
}

typedef struct task {
    const bn_gram_rows *z;
    const bn_dense_kernels *kernels;
    size_t first, end;   /* rows */
    size_t panels, ld;   /* of columns; numbers in a row of the sums */
    size_t together;     /* blocks */
    bool shared;         /* every thread of a team has this task: each loop is shared by them */
    double *blocks;      /* together * panels panels of BLOCK rows */
    double *sum, *total; /* ld x ld, in panels of columns too: entry (i, 8 j + k) at (j * ld + i) * 8 + k;
                            upper triangle */
} task;

static size_t blocks_in(size_t bytes, size_t panels)
{
    const size_t fit = bytes / (panels * BN_PANEL * BLOCK * sizeof(double));
    return fit < 1 ? 1 : fit;
}

/* Threads take whole ranges when there are enough of them to keep all threads busy to the end. */
static bool shares(const bn_gram_rows *z, unsigned threads)
{
    return threads > 1 && ranges_of(z->rows, z->cols) < 3 * threads;
}

/* Numbers in the panels of one thread, or of a team that shares them. */
static size_t panels_room(size_t panels, bool shared)
{
    return blocks_in(shared ? SHARED : TOGETHER, panels) * panels * BN_PANEL * BLOCK;
}

size_t bn_gram_room(const bn_gram_rows *z, unsigned threads)
{
    const size_t panels = up_to(z->cols, BN_PANEL), ld = panels * BN_PANEL;
    const bool shared = shares(z, threads);
    return LINE + ranges_of(z->rows, z->cols) * 2 * ld * ld +
           (shared ? 1 : threads) * panels_room(panels, shared);
}

/* The blocks from row first on, blocks of them. */
typedef struct step {
    const task *t;
    size_t first, blocks, columns; /* columns: of tiles */
} step;

/* One piece of the rows of a block. */
static void fill_piece(const step *s, size_t piece)
{
    const task *t = s->t;
    const size_t per_block = BLOCK / BN_GRAM_PIECE, first = s->first + piece * BN_GRAM_PIECE;
    double *block = t->blocks + piece / per_block * t->ld * BLOCK;
    double *panels = block + piece % per_block * BN_GRAM_PIECE * BN_PANEL;
    if (first < t->end)
        t->z->fill(t->z->context, first, least(BN_GRAM_PIECE, t->end - first), panels, BLOCK * BN_PANEL);
}

/* A column of tiles in a strip of panels, on and above the diagonal, over all blocks. */
static void add_tiles(const step *s, size_t item)
{
    const task *t = s->t;
    const size_t left = (s->columns - 1 - item % s->columns) * t->kernels->tile_panels,
                 stride = BLOCK * BN_PANEL;
    const size_t right = least(left + t->kernels->tile_panels, t->panels);
    const size_t top = item / s->columns * STRIP, bottom = least(right, top + STRIP);
    for (size_t b = 0; b < s->blocks; b++) {
        const double *panels = t->blocks + b * t->ld * BLOCK;
        const size_t rows = least(BLOCK, t->end - (s->first + b * BLOCK));
        for (size_t i = top; i < bottom; i++) {
            const size_t j = i > left ? i : left;
            t->kernels->add_tile(rows, panels + i * stride, panels + j * stride, right - j, stride,
                                 t->sum + (j * t->ld + i * BN_PANEL) * BN_PANEL, t->ld * BN_PANEL);
        }
    }
}

static void move_panel(const step *s, size_t j)
{
    double *from = s->t->sum + j * s->t->ld * BN_PANEL, *to = s->t->total + j * s->t->ld * BN_PANEL;
    for (size_t i = 0; i < (j + 1) * BN_PANEL * BN_PANEL; i++) {
        to[i] += from[i];
        from[i] = 0;
    }
}

/* part(0) to part(count - 1); a shared loop ends when all threads have done their parts. */
static void each(const step *s, size_t count, void (*part)(const step *s, size_t k))
{
    if (s->t->shared) {
#pragma omp for schedule(dynamic, 1)
        for (size_t k = 0; k < count; k++)
            part(s, k);
    } else {
        for (size_t k = 0; k < count; k++)
            part(s, k);
    }
}

static void add_range(const task *t)
{
    const size_t blocks = up_to(t->end - t->first, BLOCK),
                 in_sum = blocks_in_sum(range_blocks(t->z->rows, t->z->cols));
    const size_t columns = up_to(t->panels, t->kernels->tile_panels);
    for (size_t done = 0, next; done < blocks; done = next) {
        const size_t end = least((done / in_sum + 1) * in_sum, blocks); /* of this sum */
        next = least(done + t->together, end);
        const step s = { t, t->first + done * BLOCK, next - done, columns };
        each(&s, s.blocks * (BLOCK / BN_GRAM_PIECE), fill_piece);
        each(&s, columns * up_to(t->panels, STRIP), add_tiles);
        if (next == end)
            each(&s, t->panels, move_panel);
    }
}

/* The k-th range, for the thread-th thread: the sums of all ranges, then panels, all at cache lines. */
static task task_of(const bn_gram_rows *z, size_t k, size_t thread, bool shared, double *room)
{
    const size_t panels = up_to(z->cols, BN_PANEL), ld = panels * BN_PANEL,
                 ranges = ranges_of(z->rows, z->cols);
    const size_t span = range_blocks(z->rows, z->cols) * BLOCK;
    double *sums = room + (LINE - (uintptr_t)room / sizeof *room % LINE) % LINE;
    return (task){ .z = z,
                   .kernels = bn_dense_kernels_here(),
                   .first = least(k * span, z->rows),
                   .end = least((k + 1) * span, z->rows),
                   .panels = panels,
                   .ld = ld,
                   .together = blocks_in(shared ? SHARED : TOGETHER, panels),
                   .shared = shared,
                   .blocks =
                       sums + ranges * 2 * ld * ld + (shared ? 0 : thread) * panels_room(panels, shared),
                   .sum = sums + k * 2 * ld * ld,
                   .total = sums + k * 2 * ld * ld + ld * ld };
}

/* G = sum of the ranges' totals. */
static void collect(double *G, const task *first, size_t ranges)
{
    const size_t cols = first->z->cols, ld = first->ld;
    for (size_t j = 0; j < cols; j++)
        for (size_t i = 0; i <= j; i++) {
            const double *total = first->total + (j / BN_PANEL * ld + i) * BN_PANEL + j % BN_PANEL;
            double sum = 0;
            for (size_t k = 0; k < ranges; k++)
                sum += total[k * 2 * ld * ld];
            G[j * cols + i] = sum;
        }
    for (size_t top = 0; top < cols;
         top += BN_PANEL) /* a few columns at a time: they are far apart in memory */
        for (size_t j = top; j < cols; j++)
            for (size_t i = top; i < least(j, top + BN_PANEL); i++)
                G[i * cols + j] = G[j * cols + i];
}

void bn_gram(double *G, const bn_gram_rows *z, unsigned threads, double *room)
{
    const size_t ranges = ranges_of(z->rows, z->cols);
    const bool shared = shares(z, threads);
    const task first = task_of(z, 0, 0, shared, room);
    memset(first.sum, 0, ranges * 2 * first.ld * first.ld * sizeof *first.sum);
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
        if (shared) {
            for (size_t k = 0; k < ranges; k++) {
                const task t = task_of(z, k, 0, true, room);
                add_range(&t);
            }
        } else {
#pragma omp for schedule(dynamic, 1)
            for (size_t k = 0; k < ranges; k++) {
                const task t = task_of(z, k, (size_t)omp_get_thread_num(), false, room);
                add_range(&t);
            }
        }
    }
    collect(G, &first, ranges);
}
