/* Blocks of rows into panels, panels into tiles. */
#include "linalg/gram.h"

#include <stdbool.h>
#include <string.h>

#include <omp.h>

#include "base/sizes.h"
#include "linalg/dense_kernels.h"

enum {
    BLOCK = 128,             /* rows of a panel: four of them, 32 KB, stay in the first-level cache */
    PANEL = BLOCK * 8,       /* numbers of a panel */
    SQUARE = 8 * 8,          /* and of the sums of two panels */
    STRIP = 16,              /* panels of a row of tiles that are taken at once */
    MOST_RANGES = 32,        /* enough to keep a few threads busy to the end */
    ALONE = (4 << 20) / 8,   /* numbers of the panels that one thread makes at once: second-level cache */
    TOGETHER = (8 << 20) / 8 /* and a team: meetings are slow where others want the processors too */
};

static size_t root_up(size_t n)
{
    size_t root = 1;
    while (root * root < n)
        root++;
    return root;
}

/* How the work is cut. Ranges of rows are added up apart, so that threads need not meet: as many as leave
   their totals an eighth of the size of Z. In a range, blocks go to a sum, and every so many of them that sum
   goes to the total: 2 sqrt(n) roundings, not n. So far all is a function of the size of Z; the rest changes
   no bits. */
typedef struct plan {
    size_t panels, ld;             /* of columns; columns, the last panel's zeros included */
    size_t ranges, blocks, in_sum; /* blocks: of a range */
    bool shared;                   /* ranges are too few for the threads, who go through each as a team */
    size_t at_once;                /* blocks whose panels are made before they are used */
} plan;

static plan plan_for(size_t rows, size_t cols, unsigned threads)
{
    plan p = { .panels = bn_up_to(cols, BN_PANEL) };
    p.ld = p.panels * BN_PANEL;
    p.ranges = bn_most(1, bn_least(rows / (8 * p.ld), MOST_RANGES));
    p.blocks = bn_up_to(bn_up_to(rows, BLOCK), p.ranges);
    p.in_sum = root_up(p.blocks);
    p.shared = threads > 1 && p.ranges < 3 * threads;
    p.at_once = bn_most(1, bn_least(p.in_sum, (p.shared ? TOGETHER : ALONE) / (p.panels * PANEL)));
    return p;
}

/* A term is rounded at most once with each row of its block, as the block goes to the sum, as the sum goes to
   the total, as the totals are added. */
size_t bn_gram_depth(size_t rows, size_t cols)
{
    const plan p = plan_for(rows, cols, 1);
    return bn_least(rows, BLOCK) + p.in_sum + bn_up_to(p.blocks, p.in_sum) + p.ranges;
}

/* Of a thread, or of a team: panels and a sum. */
static size_t own_room(const plan *p)
{
    return p->at_once * p->panels * PANEL + p->ld * p->ld;
}

size_t bn_gram_room(const bn_gram_rows *z, unsigned threads)
{
    const plan p = plan_for(z->rows, z->cols, threads);
    return p.ranges * p.ld * p.ld + (p.shared ? 1 : threads) * own_room(&p);
}

/* A range being added up by a thread or, every loop shared, by a team. Sums are in panels of columns like the
   rows: entry (i, 8 j + k) at (j * ld + i) * 8 + k, on and above the diagonal. */
typedef struct task {
    const bn_gram_rows *z;
    const bn_dense_kernels *kernels;
    const plan *p;
    size_t first, end; /* rows */
    double *blocks;    /* panels of at_once blocks */
    double *sum, *total;
} task;

static task task_of(const bn_gram_rows *z, const plan *p, size_t range, size_t owner, double *room)
{
    const size_t span = p->blocks * BLOCK, square = p->ld * p->ld;
    double *own = room + p->ranges * square + owner * own_room(p);
    return (task){ .z = z,
                   .kernels = z->kernels ? z->kernels : bn_dense_kernels_here(),
                   .p = p,
                   .first = bn_least(range * span, z->rows),
                   .end = bn_least((range + 1) * span, z->rows),
                   .blocks = own,
                   .sum = own + p->at_once * p->panels * PANEL,
                   .total = room + range * square };
}

/* Blocks of a range from row first on. */
typedef struct step {
    const task *t;
    size_t first, blocks;
} step;

/* One piece of the rows of a block. */
static void fill_piece(const step *s, size_t piece)
{
    const task *t = s->t;
    const size_t per_block = BLOCK / BN_GRAM_PIECE, first = s->first + piece * BN_GRAM_PIECE;
    double *panels =
        t->blocks + piece / per_block * t->p->panels * PANEL + piece % per_block * BN_GRAM_PIECE * BN_PANEL;
    if (first < t->end)
        t->z->fill(t->z->context, first, bn_least(BN_GRAM_PIECE, t->end - first), panels, PANEL);
}

static size_t columns_of(const task *t)
{
    return bn_up_to(t->p->panels, t->kernels->tile_panels);
}

/* A column of tiles in a strip of panels, on and above the diagonal, over all blocks; the longest first. */
static void add_tiles(const step *s, size_t item)
{
    const task *t = s->t;
    const size_t width = t->kernels->tile_panels, columns = columns_of(t);
    const size_t left = (columns - 1 - item % columns) * width, right = bn_least(left + width, t->p->panels);
    const size_t top = item / columns * STRIP, bottom = bn_least(right, top + STRIP);
    for (size_t b = 0; b < s->blocks; b++) {
        const double *panels = t->blocks + b * t->p->panels * PANEL;
        const size_t rows = bn_least(BLOCK, t->end - (s->first + b * BLOCK));
        for (size_t i = top; i < bottom; i++) {
            const size_t j = bn_most(i, left);
            t->kernels->add_tile(rows, panels + i * PANEL, panels + j * PANEL, right - j, PANEL,
                                 t->sum + (j * t->p->ld + i * BN_PANEL) * BN_PANEL, t->p->ld * BN_PANEL);
        }
    }
}

static void clear_panel(const step *s, size_t j)
{
    const size_t at = j * s->t->p->ld * BN_PANEL, bytes = (j + 1) * SQUARE * sizeof(double);
    memset(s->t->sum + at, 0, bytes);
    memset(s->t->total + at, 0, bytes);
}

static void move_panel(const step *s, size_t j)
{
    const size_t at = j * s->t->p->ld * BN_PANEL;
    double *from = s->t->sum + at, *to = s->t->total + at;
    for (size_t i = 0; i < (j + 1) * SQUARE; i++) {
        to[i] += from[i];
        from[i] = 0;
    }
}

/* part(0) to part(count - 1); a shared loop ends when all threads have done their parts. */
static void each(const step *s, size_t count, void (*part)(const step *s, size_t k))
{
    if (s->t->p->shared) {
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
    const plan *p = t->p;
    const size_t blocks = bn_up_to(t->end - t->first, BLOCK);
    each(&(step){ .t = t }, p->panels, clear_panel);
    for (size_t done = 0, next; done < blocks; done = next) {
        const size_t end = bn_least((done / p->in_sum + 1) * p->in_sum, blocks); /* of this sum */
        next = bn_least(done + p->at_once, end);
        const step s = { t, t->first + done * BLOCK, next - done };
        each(&s, s.blocks * (BLOCK / BN_GRAM_PIECE), fill_piece);
        each(&s, columns_of(t) * bn_up_to(p->panels, STRIP), add_tiles);
        if (next == end)
            each(&s, p->panels, move_panel);
    }
}

/* The columns of panel j of G, and the same rows: sums of the ranges' totals. */
static void collect(double *G, size_t cols, const plan *p, const double *totals, size_t j)
{
    const size_t first = j * BN_PANEL, width = bn_least(BN_PANEL, cols - first);
    for (size_t i = 0; i < first + width; i++) {
        double sum[BN_PANEL] = { 0 };
        for (size_t range = 0; range < p->ranges; range++)
            for (size_t k = 0; k < BN_PANEL; k++)
                sum[k] += totals[range * p->ld * p->ld + (j * p->ld + i) * BN_PANEL + k];
        for (size_t k = 0; k < width; k++)
            G[i * cols + first + k] = G[(first + k) * cols + i] = sum[k];
    }
}

void bn_gram(double *G, const bn_gram_rows *z, unsigned threads, double *room)
{
    const plan p = plan_for(z->rows, z->cols, threads);
#pragma omp parallel num_threads(threads) if (threads > 1)
    {
        if (p.shared) {
            for (size_t range = 0; range < p.ranges; range++) {
                const task t = task_of(z, &p, range, 0, room);
                add_range(&t);
            }
        } else {
#pragma omp for schedule(dynamic, 1)
            for (size_t range = 0; range < p.ranges; range++) {
                const task t = task_of(z, &p, range, (size_t)omp_get_thread_num(), room);
                add_range(&t);
            }
        }
#pragma omp for schedule(dynamic, 1)
        for (size_t j = 0; j < p.panels; j++)
            collect(G, z->cols, &p, room, j);
    }
}
