/* Marks of 64 bytes at once, in vector code. */
#include "dataset/marks.h"
#include "base/sizes.h"
#include "base/words.h"

#include <string.h>

enum { MARKS = 64 };

/* The lowest bit of each of eight bytes, that of the first one lowest. */
INLINE uint64_t lowest_bits(const unsigned char bytes[BN_WORD])
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#else
    const uint64_t word = bn_word_get(bytes);
#endif
    return word * UINT64_C(0x0102040810204080) >> 56;
}

/* A bit for each delimiter and line end. */
CLONES static uint64_t find_marks(const char *at, char delimiter)
{
    const char second = delimiter == ' ' ? '\t' : delimiter;
    unsigned char ends[MARKS];
    for (int i = 0; i < MARKS; i++)
        ends[i] = (at[i] == delimiter) | (at[i] == second) | (at[i] == '\n') | (at[i] == '\r');
    uint64_t marks = 0;
    for (int k = 0; k < MARKS; k += BN_WORD)
        marks |= lowest_bits(ends + k) << k;
    return marks;
}

void bn_marks_more(bn_marks *m)
{
    while (!m->marks && m->next < m->end) {
        char last[MARKS];
        const size_t left = (size_t)(m->end - m->next);
        if (left < MARKS)
            memcpy(memset(last, '\n', sizeof last), m->next, left);
        const uint64_t marks = find_marks(left < MARKS ? last : m->next, m->delimiter);
        m->marks = m->delimiter == ' ' ? marks & ~(marks << 1 | m->blank) : marks;
        m->blank = marks >> (MARKS - 1);
        m->block = m->next;
        m->next += bn_least(left, MARKS);
    }
}
