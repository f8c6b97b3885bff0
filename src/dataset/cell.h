/* What one piece of text says where a number should be, and the sentence when it says something else. */
#ifndef BN_DATASET_CELL_H
#define BN_DATASET_CELL_H

#include "dataset/text.h"

typedef enum bn_cell_kind {
    BN_CELL_NUMBER = 0,
    BN_CELL_MISSING, /* nothing, NA, ?, null and the like */
    BN_CELL_NAN,     /* missing too, but only for who asked to drop or fill */
    BN_CELL_INFINITE,
    BN_CELL_OVERFLOW,
    BN_CELL_WORD
} bn_cell_kind;

/* *value is written only for BN_CELL_NUMBER. */
bn_cell_kind bn_cell_read(double *value, bn_span cell);

/* where: FILE: "cell" is not a number. kind is not BN_CELL_NUMBER; where begins the sentence. */
bn_status bn_cell_fail(bn_error *err, bn_cell_kind kind, bn_span cell, const char *where);

#endif
