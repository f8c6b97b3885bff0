/* Rows that are mostly zeros, while their width is not known: runs of neighbouring entries, one after the
   other. A row takes 8 bytes per entry, unless it is in a run of ones, and 8 per run, which is never more
   than 8 bytes more than the row as doubles; and the memory goes back while the rows are spread, from the
   last one to the first. */
#ifndef BN_DATASET_RUNS_H
#define BN_DATASET_RUNS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bn_pair {
    size_t index; /* as written, below 2^31 */
    double value;
} bn_pair;

typedef struct bn_runs {
    double *word; /* the numbers of a run, then what they are; runs.c */
    size_t used, room;
} bn_runs;

/* One more row; indices ascend. False when memory is out, or more than most bytes of it would be taken. */
bool bn_runs_add(bn_runs *runs, const bn_pair *pairs, size_t count, size_t most);

/* No room beyond what is used; returns its bytes. */
size_t bn_runs_trim(bn_runs *runs);

/* All rows, in X, rows x cols numbers: the one with the index i at i - base. Nothing is left of the runs. */
void bn_runs_spread(bn_runs *runs, double *X, size_t rows, size_t cols, size_t base);

void bn_runs_free(bn_runs *runs);

#endif
