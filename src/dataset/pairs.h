/* The rows of a LIBSVM text before they become a table: targets, and pairs of index and value. */
#ifndef BN_DATASET_PAIRS_H
#define BN_DATASET_PAIRS_H

#include "dataset/runs.h"
#include "dataset/table.h"

/* The first line with an index too large for a limit. */
typedef struct bn_beyond {
    size_t line, index;
} bn_beyond;

/* The caller sets the first five, the rest begins as 0. */
typedef struct bn_pairs {
    bn_text *text;
    bn_table *table; /* takes rows, targets and labels; no columns yet */
    bn_index_base index_base;
    size_t limit; /* columns; 0: any number */
    bn_error *err;

    bn_runs runs;
    size_t most;   /* bytes that runs, targets and labels may take */
    bn_pair *pair; /* of the present row */
    size_t count, room;
    size_t pair_count;    /* in all rows */
    size_t line;          /* being read */
    size_t largest;       /* index */
    bn_beyond beyond[2];  /* the limit, if indices begin at 0, and at 1 */
    size_t zero_line;     /* the first line with the index 0; 0 when there is none, here and around */
    size_t unsorted_line; /* the first line whose indices do not ascend */
    size_t qid_line;      /* the first line with a query id, which is ignored */
} bn_pairs;

/* Does the first line that can tell hold an index:value? */
bool bn_pairs_probe(bn_text *text);

bn_status bn_pairs_read(bn_pairs *pairs);

/* Frees what it points to, not the caller's text and table. */
void bn_pairs_free(bn_pairs *pairs);

#endif
