/* Steps along rows and a look at the next ones, in one sweep over the columns. Compiled once per vector
   width; SWEEP is the function's name in this object. Sums are fused and have two groups of lanes, even and
   odd, so that no addition waits for the one before; as with the others, the width changes no bit, but for
   the portable form, which rounds products before it adds them. */
#include "linalg/dense_kernels.h"

#include "base/clones.h"
#include "linalg/stored.h"

/* count is LANES in all groups but the last. */
INLINE lanes look(const stored *p, const size_t count)
{
    return count == LANES ? load(p) : load_part(p, count);
}

INLINE lanes get(const double *p, const size_t count)
{
    return count == LANES ? lanes_load(p) : lanes_load_part(p, count);
}

INLINE void put(double *p, const size_t count, lanes x)
{
    if (count == LANES)
        lanes_store(p, x);
    else
        lanes_store_part(p, count, x);
}

/* What a method leaves out is known when this is compiled. */
typedef struct form {
    bool shifts, learns, early, two;
} form;

/* Of this sweep alone, so that nothing that is stored can change it. */
typedef struct track {
    double *x, *shift;
    const stored *done[2], *here, *next[2], *wanted[2]; /* rows */
    lanes keep, along[2], learned[2];
} track;

/* Of products with the first row next, of the two rows, with the second row next. */
typedef struct sums {
    lanes first, rows, second;
} sums;

INLINE lanes stay(const form f, const track *t, lanes x, lanes shift)
{
    return f.shifts ? lanes_fuse(t->keep, x, shift) : lanes_mul(t->keep, x);
}

/* Long rows, which come two at a time, wait in the second-level cache: six of them fill the first. Those that
   come one at a time are there already. */
INLINE void ask(const form f, const track *t, size_t j)
{
    if (f.two) {
        lanes_prefetch(t->wanted[0] + j);
        lanes_prefetch(t->wanted[1] + j);
    } else if (f.early) {
        lanes_prefetch_near(t->wanted[0] + j);
    }
}

INLINE void group(const form f, const track *t, size_t j, const size_t count, sums *sum)
{
    const lanes done = look(t->done[0] + j, count), next = look(t->next[0] + j, count);
    const lanes last = f.two ? look(t->done[1] + j, count) : done;
    lanes there = lanes_fuse(t->along[0], done, get(t->x + j, count)), shift = lanes_all(0);
    if (f.two)
        there = lanes_fuse(t->along[1], last, there);
    if (f.shifts)
        shift = get(t->shift + j, count);
    if (f.learns) {
        shift = lanes_fuse(t->learned[0], done, shift);
        if (f.two)
            shift = lanes_fuse(t->learned[1], last, shift);
        put(t->shift + j, count, shift);
    }
    lanes x = stay(f, t, there, shift);
    sum->first = lanes_fuse(f.early ? x : there, next, sum->first);
    if (f.early)
        sum->rows = lanes_fuse(look(t->here + j, count), next, sum->rows);
    if (f.two) {
        const lanes later = look(t->next[1] + j, count);
        sum->rows = lanes_fuse(next, later, sum->rows);
        sum->second = lanes_fuse(x, later, sum->second);
        x = stay(f, t, x, shift);
    }
    put(t->x + j, count, x);
    ask(f, t, j);
}

INLINE void sweep(const form f, const track *t, size_t cols, double dots[3])
{
    const size_t whole = cols / LANES * LANES, rest = cols - whole;
    const lanes zero = lanes_all(0);
    sums even = { zero, zero, zero }, odd = { zero, zero, zero };
    size_t j = 0;
    for (; j + 2 * LANES <= cols; j += 2 * LANES) {
        group(f, t, j, LANES, &even);
        group(f, t, j + LANES, LANES, &odd);
    }
    if (j < whole)
        group(f, t, j, LANES, &even);
    if (rest > 0)
        group(f, t, whole, rest, &odd);
    ask(f, t, cols - 1);
    dots[0] = lanes_sum(lanes_add(even.first, odd.first));
    if (f.early || f.two)
        dots[1] = lanes_sum(lanes_add(even.rows, odd.rows));
    if (f.two)
        dots[2] = lanes_sum(lanes_add(even.second, odd.second));
}

/* No loop fills the track: its parts have to be registers before loops are unrolled. */
void SWEEP(const bn_sweep *s, const void *rows, size_t cols, size_t stride, double dots[3])
{
    const stored *x = rows;
    const track t = { .x = s->x,
                      .shift = s->shift,
                      .done = { x + s->done[0] * stride, x + s->done[1] * stride },
                      .here = x + s->here * stride,
                      .next = { x + s->next[0] * stride, x + s->next[1] * stride },
                      .wanted = { x + s->wanted[0] * stride, x + s->wanted[1] * stride },
                      .keep = lanes_all(s->keep),
                      .along = { lanes_all(s->along[0]), lanes_all(s->along[1]) },
                      .learned = { lanes_all(s->learned[0]), lanes_all(s->learned[1]) } };
#define FORM(early, two)                                                                                     \
    if (s->learns)                                                                                           \
        sweep((form){ true, true, early, two }, &t, cols, dots);                                             \
    else if (s->shift)                                                                                       \
        sweep((form){ true, false, early, two }, &t, cols, dots);                                            \
    else                                                                                                     \
        sweep((form){ false, false, early, two }, &t, cols, dots)
    switch (s->form) {
    case BN_ONE_ROW:
        FORM(false, false);
        break;
    case BN_EARLY:
        FORM(true, false);
        break;
    case BN_TWO_ROWS:
        FORM(false, true);
        break;
    }
}
