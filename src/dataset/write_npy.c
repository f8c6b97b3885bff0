/* NPY, version 1.0: a two-dimensional array of little-endian doubles in C order. */
#include "base/fail.h"
#include "base/words.h"
#include "dataset/writer.h"

#include <stdio.h>
#include <string.h>

#define HEADER 128 /* of the whole: a multiple of 64, as the format wants it */

void bn_write_npy_header(bn_output *out, size_t rows, size_t cols)
{
    static const char magic[] = "\x93NUMPY\x01\x00";
    char header[HEADER + 1];
    memcpy(header, magic, 8);
    header[8] = HEADER - 10;
    header[9] = 0;
    int used = snprintf(header + 10, HEADER - 10,
                        "{'descr': '<f8', 'fortran_order': False, 'shape': (%zu, %zu), }", rows, cols);
    memset(header + 10 + used, ' ', (size_t)(HEADER - 11 - used));
    header[HEADER - 1] = '\n';
    bn_output_put(out, header, HEADER);
}

void bn_write_npy_number(bn_output *out, double x)
{
    unsigned char bytes[BN_WORD];
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    bn_word_put(bytes, bits);
    bn_output_put(out, bytes, sizeof bytes);
}

static bn_status begin(bn_output *out, const bn_dataset_info *info, bn_error *err)
{
    if (info->words)
        return bn_fail(err, BN_UNSUPPORTED, "%s: the target is words, and NPY holds numbers", out->name);
    bn_write_npy_header(out, info->rows, info->cols + (info->weights != NULL) + 1);
    return BN_OK;
}

static void row(bn_output *out, const bn_dataset_info *info, const double *x, size_t i)
{
    for (size_t j = 0; j < info->cols; j++)
        bn_write_npy_number(out, x[j]);
    if (info->weights)
        bn_write_npy_number(out, info->weights[i]);
    bn_write_npy_number(out, info->targets[i]);
}

const bn_writer bn_writer_npy = { "npy", { ".npy", NULL }, false, begin, row };
