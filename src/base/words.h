/* 64 bits as eight bytes, the least significant first, on every machine. */
#ifndef BN_BASE_WORDS_H
#define BN_BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>

enum { BN_WORD = 8 };

static inline void bn_word_put(unsigned char out[BN_WORD], uint64_t bits)
{
    for (size_t i = 0; i < BN_WORD; i++)
        out[i] = (unsigned char)(bits >> 8 * i);
}

static inline uint64_t bn_word_get(const unsigned char in[BN_WORD])
{
    uint64_t bits = 0;
    for (size_t i = 0; i < BN_WORD; i++)
        bits |= (uint64_t)in[i] << 8 * i;
    return bits;
}

#endif
