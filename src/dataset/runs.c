/* Runs of neighbouring entries: the numbers, unless all are 1, then a word that says where the run begins,
   how long it is, and whether it is the first of its row. So they can be taken off from the end. */
#include "dataset/runs.h"
#include "base/alloc.h"
#include "base/sizes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST (UINT64_C(1) << 63)
#define ONES (UINT64_C(1) << 31)

/* In words; as many as BACK go back to the system at a time. */
enum { FIRST_ROOM = 1 << 9, BACK = 1 << 19 };

/* Not aligned as matrices are: to keep that, a block that moves would be copied, and be there twice. */
static bool resize(bn_runs *runs, size_t room)
{
    double *word = bn_resize(runs->word, room, sizeof *word);
    if (!word)
        return false;
    runs->word = word;
    runs->room = room;
    return true;
}

static bool make_room(bn_runs *runs, size_t words, size_t most)
{
    const size_t needed = runs->used + words, limit = most / sizeof *runs->word;
    if (needed <= runs->room)
        return true;
    const size_t room = 2 * needed < FIRST_ROOM ? FIRST_ROOM : 2 * needed;
    return needed <= limit && resize(runs, room < limit ? room : limit);
}

bool bn_runs_add(bn_runs *runs, const bn_pair *pairs, size_t count, size_t most)
{
    if (!make_room(runs, 2 * count + 1, most))
        return false;
    size_t k = 0;
    do {
        const size_t first = k, start = count ? pairs[first].index : 0;
        bool ones = true;
        for (; k < count && pairs[k].index - start == k - first; k++) {
            runs->word[runs->used++] = pairs[k].value;
            ones = ones && pairs[k].value == 1;
        }
        runs->used -= ones ? k - first : 0;
        const uint64_t what =
            (first ? 0 : FIRST) | (ones ? ONES : 0) | (uint64_t)start << 32 | (uint64_t)(k - first);
        memcpy(&runs->word[runs->used++], &what, sizeof what);
    } while (k < count);
    return true;
}

/* Takes the last row off, into x. */
static void spread_last(bn_runs *runs, double *x, size_t cols, size_t base)
{
    uint64_t what;
    memset(x, 0, cols * sizeof *x);
    do {
        memcpy(&what, &runs->word[--runs->used], sizeof what);
        const size_t start = (size_t)(what >> 32 & 0x7fffffff) - base, count = (size_t)(what & 0x7fffffff);
        runs->used -= what & ONES ? 0 : count;
        for (size_t k = 0; k < count; k++)
            x[start + k] = what & ONES ? 1 : runs->word[runs->used + k];
    } while (!(what & FIRST));
}

size_t bn_runs_trim(bn_runs *runs)
{
    resize(runs, runs->used);
    return runs->room * sizeof *runs->word;
}

void bn_runs_spread(bn_runs *runs, double *X, size_t rows, size_t cols, size_t base)
{
    for (size_t i = rows, expected = rows; i-- > 0;) {
        if (i < expected) {
            const size_t some = bn_least(bn_rows_ahead(cols), expected);
            expected -= some;
            bn_doubles_expect(X + expected * cols, some * cols);
        }
        spread_last(runs, X + i * cols, cols, base);
        if (runs->room - runs->used >= BACK)
            resize(runs, runs->used);
    }
    bn_runs_free(runs);
}

void bn_runs_free(bn_runs *runs)
{
    free(runs->word);
    *runs = (bn_runs){ .used = 0 };
}
