/* Where the cells of a row end: known ahead of the numbers in them, so that no number has to wait for
   the length of the one before. */
#ifndef BN_DATASET_MARKS_H
#define BN_DATASET_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clones.h"

typedef struct bn_marks {
    const char *block; /* 64 bytes that are looked at, or less at the end of the text */
    uint64_t marks;    /* a bit for each that ends a cell, the first one lowest; those not given out yet */
    const char *next;  /* where the next block begins */
    bool blank;        /* was the byte before it a delimiter? matters where runs of blanks delimit */
    const char *end;   /* of the text */
    char delimiter;
} bn_marks;

/* at is where a row begins. */
INLINE bn_marks bn_marks_start(const char *at, const char *end, char delimiter)
{
    return (bn_marks){ .next = at, .end = end, .delimiter = delimiter, .blank = true };
}

/* Those of the next block that has any; none at the end of the text. */
void bn_marks_more(bn_marks *m);

/* The end of the next cell: a delimiter, a line end, or the end of the text. Where runs of blanks delimit,
   the first blank behind a word. */
INLINE const char *bn_marks_next(bn_marks *m)
{
    if (!m->marks)
        bn_marks_more(m);
    if (!m->marks)
        return m->end;
    const char *mark = m->block + __builtin_ctzll(m->marks);
    m->marks &= m->marks - 1;
    return mark;
}

#endif
