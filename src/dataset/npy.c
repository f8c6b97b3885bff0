/* NPY files: one array of doubles or floats, a row per row of the table. NaN is a missing value. */
#include "base/fail.h"
#include "dataset/columns.h"
#include "dataset/npy_header.h"
#include "dataset/reader.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* The number whose bytes begin at data; a float becomes a double exactly. */
static double decode(const bn_npy_header *h, const unsigned char *data)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < h->width; i++)
        bits = bits << 8 | data[h->big_endian ? i : h->width - 1 - i];
    if (h->width == sizeof(double)) {
        double x;
        memcpy(&x, &bits, sizeof x);
        return x;
    }
    uint32_t half = (uint32_t)bits;
    float x;
    memcpy(&x, &half, sizeof x);
    return (double)x;
}

static double entry(const bn_npy_header *h, size_t i, size_t j)
{
    size_t place = h->fortran ? j * h->rows + i : i * h->cols + j;
    return decode(h, h->data + place * h->width);
}

static bn_status check_entry(double x, const bn_columns *columns, size_t column, bn_missing how,
                             const char **wrong)
{
    bool feature = column != columns->target && column != columns->weights;
    bool allowed = how == BN_MISSING_DROP || (how == BN_MISSING_MEAN && feature);
    *wrong = isinf(x)                              ? "non-finite value (infinity)"
             : isnan(x) && !allowed                ? "missing value (NaN)"
             : column == columns->weights && x < 0 ? "negative weight"
                                                   : NULL;
    return !*wrong ? BN_OK : isnan(x) || isinf(x) ? BN_NOT_FINITE : BN_BAD_FORMAT;
}

static bn_status read_entries(bn_table *table, const bn_npy_header *h, const bn_columns *columns,
                              bn_missing how, const char *name, bn_error *err)
{
    const char *wrong;
    for (size_t i = 0; i < h->rows; i++) {
        double *feature = table->X + i * table->cols;
        for (size_t j = 0; j < h->cols; j++) {
            double x = entry(h, i, j);
            bn_status status = check_entry(x, columns, j, how, &wrong);
            if (status)
                return bn_fail(err, status, "%s: row %zu, column %zu: %s, expected a number", name, i + 1,
                               j + 1, wrong);
            *(j == columns->target    ? &table->y[i]
              : j == columns->weights ? &table->weights[i]
                                      : feature++) = x;
        }
    }
    return BN_OK;
}

static bn_status read_npy(bn_table *out, bn_text *text, const bn_dataset_options *options, bn_error *err)
{
    bn_npy_header header;
    bn_columns columns;
    bn_status status = bn_text_whole(text, err);
    out->taken = text->block ? text->room : text->size;
    if (!status)
        status = bn_npy_header_read(&header, text, err);
    if (!status)
        status = bn_columns_choose(&columns, options, header.cols, NULL, text->name, err);
    if (!status)
        status = bn_table_reserve(out, header.rows, columns.features, columns.weights != BN_NO_COLUMN,
                                  text->name, err);
    out->no_target = !status && columns.target == BN_NO_COLUMN;
    if (!status)
        status = read_entries(out, &header, &columns, options->missing, text->name, err);
    return status;
}

const bn_reader bn_reader_npy = { "npy", "a two-dimensional NumPy array of f8 or f4", bn_npy_probe,
                                  read_npy };
