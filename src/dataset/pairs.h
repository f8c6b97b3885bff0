/* The rows of a LIBSVM text before they become a table: labels, and pairs of index and value. */
#ifndef BN_DATASET_PAIRS_H
#define BN_DATASET_PAIRS_H

#include <banach/dataset.h>

#include "dataset/strings.h"
#include "dataset/text.h"

typedef struct bn_pair {
    size_t index; /* as written */
    double value;
} bn_pair;

typedef struct bn_pair_row {
    bn_span label;
    double target; /* 0 for a word */
    size_t line;
    size_t end; /* one past its last pair; indices ascend within a row */
} bn_pair_row;

/* The caller sets the first five, the rest begins as 0. */
typedef struct bn_pairs {
    const bn_text *text;
    bn_index_base index_base;
    bn_strings *strings; /* for words_where */
    bn_error *err;
    size_t most; /* bytes that pairs and rows may take together */

    bn_pair *pairs;
    bn_pair_row *rows;
    size_t pair_count, pair_room, row_count, row_room;
    size_t line;          /* being read */
    size_t largest;       /* index */
    size_t zero_line;     /* the first line with the index 0; 0 when there is none, so below */
    size_t unsorted_line; /* the first line whose indices do not ascend */
    size_t qid_line;      /* the first line with a query id, which is ignored */
    char *words_where;    /* the complaint about the first label that is a word, or NULL */
} bn_pairs;

/* Does the first line that can tell hold an index:value? */
bool bn_pairs_probe(const bn_text *text);

bn_status bn_pairs_read(bn_pairs *pairs);

/* Frees what it points to, not the caller's text and strings. */
void bn_pairs_free(bn_pairs *pairs);

#endif
