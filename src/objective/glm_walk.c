/* Steps along the rows of a loss over data. */
#include <stdint.h>

#include "base/clones.h"
#include "objective/glm.h"

/* How rows are walked along, as measured with a second-level cache of 2 MB. Short rows are over before the
   slope of the next one is known; for them it is asked a row earlier, at the price of one more product per
   step: 20 to 40 % less time up to about 100 columns. Others are taken two at a time, which asks the memory
   for more at once and reads x and shift half as often: 20 to 30 % less. Where the data stay in that cache
   the first-level one decides, and six long rows fill it: there they come one at a time. */
#define EARLY_COLS ((size_t)128)
#define NEAR_BYTES ((size_t)1 << 20)

static bn_sweep_form form_for(const bn_matrix *X)
{
    if (X->cols <= EARLY_COLS)
        return BN_EARLY;
    return X->rows <= NEAR_BYTES / X->row_bytes ? BN_ONE_ROW : BN_TWO_ROWS;
}

/* Rows on their way from memory: so many bytes of them, and no more than so many rows. */
#define AHEAD_BYTES ((size_t)4096)
#define AHEAD_ROWS ((size_t)12)

static size_t rows_ahead(const bn_matrix *X)
{
    const size_t row = X->row_bytes, rows = (AHEAD_BYTES + row - 1) / row;
    return rows < AHEAD_ROWS ? rows : AHEAD_ROWS;
}

/* The row of step k, or of the last step that is known. */
static size_t row_of(const bn_draws *d, size_t k)
{
    return d->term[k < d->known - 1 ? k : d->known - 1];
}

/* a_i, once the margin of row i is known. */
static double change(const bn_glm *g, const bn_walk *w, size_t i, double margin)
{
    const double now = g->loss->slope(margin, g->y[i]) * bn_glm_share(g, i);
    if (!w->table)
        return now;
    const double before = w->table[i];
    if (w->learns)
        w->table[i] = now;
    return now - before;
}

/* The last unknown, if it is an intercept: keep is 1 there, and each row has a 1. */
typedef struct offset {
    double one; /* 0 without an intercept: it stays 0 */
    double x, shift;
} offset;

static offset offset_of(const bn_glm *g, const bn_walk *w)
{
    const size_t d = g->X.cols;
    return g->base.info.intercept ? (offset){ 1, w->x[d], w->shift ? w->shift[d] : 0 } : (offset){ 0, 0, 0 };
}

static void put_offset(const bn_glm *g, const bn_walk *w, offset b)
{
    if (g->base.info.intercept)
        w->x[g->X.cols] = b.x;
    if (g->base.info.intercept && w->shift)
        w->shift[g->X.cols] = b.shift;
}

/* What a step adds: along times its row to x, learned times it to shift. */
typedef struct addends {
    double along, learned;
} addends;

/* The step of draw k along a row with this product with x. */
static addends addends_of(const bn_glm *g, const bn_walk *w, const bn_draws *d, size_t k, double product,
                          offset *b)
{
    const double a = change(g, w, d->term[k], product + b->x);
    const addends s = { .along = -w->step * (d->weight ? d->weight[k] : 1) * a,
                        .learned = w->learns ? -w->step / (double)g->X.rows * a : 0 };
    b->x += b->shift + b->one * s.along;
    b->shift += b->one * s.learned;
    return s;
}

/* The end of a step along row i. */
static void finish(const bn_glm *g, const bn_walk *w, size_t i, double along, double learned)
{
    g->X.kind->row_axpy(&g->X, i, along, w->x);
    if (w->learns)
        g->X.kind->row_axpy(&g->X, i, learned, w->shift);
}

static bn_sweep sweep_of(bn_sweep_form form, const bn_walk *w, size_t row)
{
    return (bn_sweep){ .form = form,
                       .x = w->x,
                       .shift = w->shift,
                       .keep = w->keep,
                       .learns = w->learns,
                       .done = { row, row },
                       .here = row,
                       .next = { row, row },
                       .wanted = { row, row } };
}

/* Where a page of memory lies has to be looked up before it is read. A row's pages are asked for so many
   steps before its lines are: 5 to 10 % less time from 50 to 800 columns, 1 to 3 % beyond. */
#define PAGE ((size_t)4096)
#define PAGES_AHEAD ((size_t)5)

INLINE void want_pages(const bn_matrix *X, size_t i)
{
    const char *p = (const char *)X->entries + i * X->row_bytes, *const end = p + X->row_bytes;
    for (; p < end; p += PAGE - (uintptr_t)p % PAGE)
        PREFETCH(p);
}

/* The row of step k, whose lines are asked for from now on, and here what belongs to it beside them. */
INLINE size_t want(const bn_glm *g, const bn_walk *w, const bn_draws *d, size_t k)
{
    const size_t i = row_of(d, k);
    PREFETCH(g->y + i);
    if (w->table)
        PREFETCH(w->table + i);
    if (g->weights)
        PREFETCH(g->weights + i);
    want_pages(&g->X, row_of(d, k + PAGES_AHEAD));
    return i;
}

/* Sweep k ends step k - 1, lets keep and shift of step k act, and finds the product of row k + 1 with x, but
   for what step k still adds to it: along_k times the product of the two rows. */
static void walk_early(const bn_glm *g, const bn_walk *w, const bn_draws *d)
{
    const size_t ahead = rows_ahead(&g->X);
    bn_sweep s = sweep_of(BN_EARLY, w, d->term[0]);
    offset b = offset_of(g, w);
    double dots[3], product;
    g->X.kind->product(&g->X, d->term[0], 1, w->x, &product);
    for (size_t k = 0; k < d->steps; k++) {
        s.here = d->term[k];
        s.next[0] = row_of(d, k + 1);
        s.wanted[0] = want(g, w, d, k + 1 + ahead);
        g->X.kind->sweep(&g->X, &s, dots);
        const addends now = addends_of(g, w, d, k, product, &b);
        product = dots[0] + now.along * dots[1];
        s.done[0] = s.here;
        s.along[0] = now.along;
        s.learned[0] = now.learned;
    }
    finish(g, w, s.done[0], s.along[0], s.learned[0]);
    put_offset(g, w, b);
}

/* A sweep ends the one step or two before, lets keep and shift of the next ones act, and finds the products
   that these begin with. Of two, x lacks until the next sweep what the first one adds, by then kept and
   shifted by the second one: keep along + learned times its row. From step k on, to the first one left. */
static size_t walk_late(const bn_glm *g, const bn_walk *w, const bn_draws *d, bn_sweep_form form, size_t k)
{
    const size_t ahead = rows_ahead(&g->X), at_once = form == BN_TWO_ROWS ? 2 : 1;
    bn_sweep s = sweep_of(form, w, d->term[k]);
    offset b = offset_of(g, w);
    double dots[3];
    for (; k + at_once <= d->steps; k += at_once) {
        for (size_t i = 0; i < at_once; i++) {
            s.next[i] = d->term[k + i];
            s.wanted[i] = want(g, w, d, k + at_once + i - 1 + ahead);
        }
        g->X.kind->sweep(&g->X, &s, dots);
        for (size_t i = 0; i < at_once; i++) {
            const double product = i == 0 ? dots[0] : dots[2] + s.along[0] * dots[1];
            const addends now = addends_of(g, w, d, k + i, product, &b);
            s.done[i] = d->term[k + i];
            s.along[i] = now.along;
            s.learned[i] = now.learned;
        }
        if (at_once == 2)
            s.along[0] = w->keep * s.along[0] + s.learned[0];
    }
    for (size_t i = 0; i < at_once; i++)
        finish(g, w, s.done[i], s.along[i], s.learned[i]);
    put_offset(g, w, b);
    return k;
}

/* One step along several rows. */
static void walk_batch(const bn_glm *g, const bn_walk *w, const bn_draws *d)
{
    const bn_matrix *X = &g->X;
    const double per_draw = w->step / (double)d->batch, per_term = w->step / (double)X->rows;
    const bn_sweep s = sweep_of(BN_ONE_ROW, w, d->term[0]);
    offset b = offset_of(g, w);
    double dots[3];
    for (size_t k = 0; k < d->batch; k++) {
        X->kind->product(X, d->term[k], 1, w->x, dots);
        d->room[k] = change(g, w, d->term[k], dots[0] + b.x);
    }
    X->kind->sweep(X, &s, dots);
    b.x += b.shift;
    for (size_t k = 0; k < d->batch; k++) {
        const double along = -per_draw * (d->weight ? d->weight[k] : 1) * d->room[k],
                     learned = w->learns ? -per_term * d->room[k] : 0;
        finish(g, w, d->term[k], along, learned);
        b.x += b.one * along;
        b.shift += b.one * learned;
    }
    put_offset(g, w, b);
}

static void walk_rows(const bn_glm *g, const bn_walk *w, const bn_draws *d)
{
    const bn_sweep_form form = form_for(&g->X);
    if (form == BN_EARLY) {
        walk_early(g, w, d);
        return;
    }
    const size_t left = walk_late(g, w, d, form, 0);
    if (left < d->steps)
        walk_late(g, w, d, BN_ONE_ROW, left);
}

void bn_glm_walk(const bn_objective *f, const bn_walk *walk, const bn_draws *draws)
{
    const bn_glm *g = (const bn_glm *)f;
    bn_draws one = *draws;
    if (draws->batch == 1) {
        walk_rows(g, walk, draws);
        return;
    }
    for (size_t k = 0; k < draws->steps; k++, one.term += one.batch) {
        walk_batch(g, walk, &one);
        one.weight += one.weight ? one.batch : 0;
    }
}
