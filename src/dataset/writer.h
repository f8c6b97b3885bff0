/* What a file format is to a dataset that leaves: a name, how a path in it ends, a way to write it. */
#ifndef BN_DATASET_WRITER_H
#define BN_DATASET_WRITER_H

#include "base/output.h"

#include <banach/dataset.h>

typedef struct bn_writer {
    const char *name;
    const char *endings[2];
    bool comments; /* a line that begins with # is one */

    /* What goes before the rows; refuses a dataset that the format cannot hold. May be NULL. */
    bn_status (*begin)(bn_output *out, const bn_dataset_info *info, bn_error *err);
    void (*row)(bn_output *out, const bn_dataset_info *info, const double *x, size_t i);
} bn_writer;

extern const bn_writer bn_writer_csv, bn_writer_libsvm, bn_writer_npy;

/* CSV: text as a cell, in quotes where a reader would take it for something else without. */
void bn_write_cell(bn_output *out, const char *text);

/* x as the shortest decimal that reads back to the same bits, -0 too. */
void bn_write_number(bn_output *out, double x);

/* NPY: the header of a rows x cols table, as long whatever they are; and one of its doubles. */
void bn_write_npy_header(bn_output *out, size_t rows, size_t cols);
void bn_write_npy_number(bn_output *out, double x);

/* The target of row i when it is a word, else NULL. */
const char *bn_word_of(const bn_dataset_info *info, size_t i);

#endif
