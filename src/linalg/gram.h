/* G = Z'Z for a tall Z whose rows are made when they are wanted, never all at once: row blocks in panels of
   eight columns, small tiles of G that stay in registers over a block, threads over ranges of rows or over
   tiles. Every entry of G is one sum of fixed shape, so its bits depend on neither the threads nor the vector
   width, only on whether the kernels have fma. */
#ifndef BN_LINALG_GRAM_H
#define BN_LINALG_GRAM_H

#include <stddef.h>

#define BN_PANEL ((size_t)8)       /* columns of a panel */
#define BN_GRAM_PIECE ((size_t)32) /* rows that are made at once, at most */

typedef struct bn_gram_rows {
    size_t rows, cols; /* of Z, at least 1 each */
    /* Writes rows first .. first + count - 1: column 8 p + k of row first + i goes to panels[p * stride + 8 *
       i + k], zeros to columns from cols on. Called by several threads at once. */
    void (*fill)(const void *context, size_t first, size_t count, double *panels, size_t stride);
    const void *context;
    const struct bn_dense_kernels *kernels; /* NULL: the widest that this processor can run */
} bn_gram_rows;

/* Doubles of scratch for so many threads: an eighth of the numbers of Z at most or one matrix like G, and for
   each thread another one and up to 4 MB. */
size_t bn_gram_room(const bn_gram_rows *z, unsigned threads);

/* Roundings that a term meets at most on its way into an entry of G: |fl(G) - G| <= gamma_depth |Z|'|Z|. */
size_t bn_gram_depth(size_t rows, size_t cols);

/* G, cols x cols, both triangles. room starts at a cache line, as bn_doubles do. */
void bn_gram(double *G, const bn_gram_rows *z, unsigned threads, double *room);

#endif
