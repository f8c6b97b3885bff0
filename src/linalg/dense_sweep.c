/* One step along a row and a look at the next one, in one sweep over the columns. Compiled once per vector
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
    bool shifts, learns, early;
} form;

/* Of this sweep alone, so that nothing that is stored can change it. */
typedef struct track {
    double *x, *shift;
    const stored *done, *here, *next, *wanted; /* rows */
    lanes keep, along, learned;
} track;

typedef struct sums {
    lanes point, row;
} sums;

INLINE void group(const form f, const track *t, size_t j, const size_t count, sums *sum)
{
    const lanes row = look(t->done + j, count), next = look(t->next + j, count);
    const lanes there = lanes_fuse(t->along, row, get(t->x + j, count));
    lanes x;
    if (f.shifts) {
        lanes shift = get(t->shift + j, count);
        if (f.learns) {
            shift = lanes_fuse(t->learned, row, shift);
            put(t->shift + j, count, shift);
        }
        x = lanes_fuse(t->keep, there, shift);
    } else {
        x = lanes_mul(t->keep, there);
    }
    put(t->x + j, count, x);
    sum->point = lanes_fuse(f.early ? x : there, next, sum->point);
    if (f.early)
        sum->row = lanes_fuse(look(t->here + j, count), next, sum->row);
    lanes_prefetch_near(t->wanted + j);
}

INLINE void sweep(const form f, const track *t, size_t cols, double dots[2])
{
    const size_t whole = cols / LANES * LANES, rest = cols - whole;
    const lanes zero = lanes_all(0);
    sums even = { zero, zero }, odd = { zero, zero };
    size_t j = 0;
    for (; j + 2 * LANES <= cols; j += 2 * LANES) {
        group(f, t, j, LANES, &even);
        group(f, t, j + LANES, LANES, &odd);
    }
    if (j < whole)
        group(f, t, j, LANES, &even);
    if (rest > 0)
        group(f, t, whole, rest, &odd);
    lanes_prefetch_near(t->wanted + cols - 1);
    dots[0] = lanes_sum(lanes_add(even.point, odd.point));
    dots[1] = f.early ? lanes_sum(lanes_add(even.row, odd.row)) : 0;
}

void SWEEP(const bn_sweep *s, const void *rows, size_t cols, size_t stride, double along, double learned,
           double dots[2])
{
    const stored *x = rows;
    const track t = { .x = s->x,
                      .shift = s->shift,
                      .done = x + s->done * stride,
                      .here = x + s->here * stride,
                      .next = x + s->next * stride,
                      .wanted = x + s->wanted * stride,
                      .keep = lanes_all(s->keep),
                      .along = lanes_all(along),
                      .learned = lanes_all(learned) };
#define FORMS(early)                                                                                         \
    if (s->learns)                                                                                           \
        sweep((form){ true, true, early }, &t, cols, dots);                                                  \
    else if (s->shift)                                                                                       \
        sweep((form){ true, false, early }, &t, cols, dots);                                                 \
    else                                                                                                     \
        sweep((form){ false, false, early }, &t, cols, dots)
    if (s->early)
        FORMS(true);
    else
        FORMS(false);
}
