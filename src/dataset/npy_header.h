/* The header of an NPY file: what kind of numbers, in which order, how many. */
#ifndef BN_DATASET_NPY_HEADER_H
#define BN_DATASET_NPY_HEADER_H

#include "dataset/text.h"

typedef struct bn_npy_header {
    size_t width; /* bytes of one number: 4 or 8 */
    bool big_endian;
    bool fortran; /* columns one after the other */
    size_t rows, cols;
    const unsigned char *data; /* rows cols width bytes, exactly as many as the file holds */
} bn_npy_header;

bool bn_npy_probe(bn_text *text);

bn_status bn_npy_header_read(bn_npy_header *out, bn_text *text, bn_error *err);

#endif
