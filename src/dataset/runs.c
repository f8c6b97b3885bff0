/* Runs of neighbouring entries: a word that says where it begins, how long it is, and whether it is the last
   of its row; then the numbers. */
#include "dataset/runs.h"
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 1 << 16, SMALL = 1 << 9 };

struct bn_piece {
    struct bn_piece *next;
    size_t used, room;
    uint64_t word[];
};

#define LAST (UINT64_C(1) << 63)

static uint64_t head_of(size_t start, size_t count, bool last)
{
    return (uint64_t)start << 32 | (uint64_t)count | (last ? LAST : 0);
}

/* A piece with room for at least two more words. */
static struct bn_piece *piece_for(bn_runs *runs, size_t most)
{
    if (runs->last && runs->last->room - runs->last->used >= 2)
        return runs->last;
    const size_t room = runs->last ? WORDS : SMALL, bytes = sizeof *runs->last + room * sizeof(uint64_t);
    struct bn_piece *piece = runs->bytes + bytes <= most ? bn_resize(NULL, bytes, 1) : NULL;
    if (!piece)
        return NULL;
    *piece = (struct bn_piece){ .room = room };
    *(runs->last ? &runs->last->next : &runs->first) = piece;
    runs->last = piece;
    runs->bytes += bytes;
    return piece;
}

bool bn_runs_add(bn_runs *runs, const bn_pair *pairs, size_t count, size_t most)
{
    size_t k = 0;
    do {
        struct bn_piece *piece = piece_for(runs, most);
        if (!piece)
            return false;
        uint64_t *head = piece->word + piece->used;
        const size_t first = k, room = piece->room - piece->used - 1;
        for (; k < count && k - first < room && pairs[k].index - pairs[first].index == k - first; k++)
            memcpy(head + 1 + (k - first), &pairs[k].value, sizeof *head);
        *head = head_of(count ? pairs[first].index : 0, k - first, k == count);
        piece->used += 1 + (k - first);
    } while (k < count);
    return true;
}

void bn_runs_spread(bn_runs *runs, double *X, size_t cols, size_t base)
{
    size_t filled = 0; /* of the row at X */
    for (struct bn_piece *piece = runs->first, *next; piece; piece = next) {
        for (const uint64_t *at = piece->word, *end = at + piece->used; at < end;) {
            const size_t start = (size_t)(*at >> 32 & 0x7fffffff), count = (size_t)(*at & 0x7fffffff);
            const bool last = *at & LAST;
            if (count) {
                memset(X + filled, 0, (start - base - filled) * sizeof *X);
                memcpy(X + start - base, at + 1, count * sizeof *X);
                filled = start - base + count;
            }
            if (last) {
                memset(X + filled, 0, (cols - filled) * sizeof *X);
                X += cols;
                filled = 0;
            }
            at += 1 + count;
        }
        next = piece->next;
        free(piece);
    }
    *runs = (bn_runs){ .bytes = 0 };
}

void bn_runs_free(bn_runs *runs)
{
    for (struct bn_piece *piece = runs->first, *next; piece; piece = next) {
        next = piece->next;
        free(piece);
    }
    *runs = (bn_runs){ .bytes = 0 };
}
