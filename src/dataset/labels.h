/* Targets as they were written: words make classes of them all, of numbers before the first word too. */
#ifndef BN_DATASET_LABELS_H
#define BN_DATASET_LABELS_H

#include "dataset/text.h"

typedef struct bn_labels {
    char *bytes; /* one after the other, a NUL after each */
    size_t used, room;
    bool words; /* one of them is a word: all have to be kept */
    bool lost;  /* without a word for so long that they were let go */
} bn_labels;

/* Keeps one more; false when memory is out. */
bool bn_labels_keep(bn_labels *labels, bn_span label);

/* All count of them, on the heap, into labels; NULL when memory is out. */
bn_span *bn_labels_list(const bn_labels *labels, size_t count);

#endif
