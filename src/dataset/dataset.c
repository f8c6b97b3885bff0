/* From a file or an array to a finished table, and what it says about itself. */
#include <banach/dataset.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "dataset/moments.h"
#include "dataset/parse.h"
#include "dataset/reader.h"
#include "dataset/rows.h"
#include "dataset/standardize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bn_dataset {
    bn_table table;
    bn_dataset_info info; /* points into the table */
};

static const bn_dataset_options all_defaults;

static bn_status check_weights(const bn_table *table, const char *name, bn_error *err)
{
    for (size_t i = 0; table->weights && i < table->rows; i++)
        if (table->weights[i] > 0)
            return BN_OK;
    return table->weights ? bn_fail(err, BN_BAD_FORMAT, "%s: every weight is 0", name) : BN_OK;
}

static bn_status finish(bn_table *table, const bn_dataset_options *options, const char *name, bn_error *err)
{
    bn_status status = bn_table_settle_missing(table, options->missing, name, err);
    if (!status)
        status = check_weights(table, name, err);
    if (!status)
        status = bn_table_classify(table, name, err);
    if (!status)
        status = bn_table_count_constant(table, name, err);
    if (!status && options->standardize)
        status = bn_table_standardize(table, name, err);
    if (!status && options->storage == BN_STORAGE_FLOAT32)
        status = bn_table_round_to_floats(table, name, err);
    if (!status && options->storage == BN_STORAGE_FLOAT32)
        bn_table_store_floats(table);
    free(table->labels);
    free(table->said.bytes);
    table->labels = NULL;
    table->said.bytes = NULL;
    return status;
}

static void describe(bn_dataset *data, const char *path, const char *format)
{
    const bn_table *t = &data->table;
    data->info = (bn_dataset_info){
        .path = path,
        .format = format,
        .rows = t->rows,
        .cols = t->cols,
        .no_target = t->no_target,
        .targets = t->y,
        .weights = t->weights,
        .target_name = t->target_name,
        .names = (const char *const *)t->names,
        .classes = t->classes,
        .class_names = (const char *const *)t->class_names,
        .words = t->words_where != NULL,
        .words_where = t->words_where,
        .storage = t->floats ? BN_STORAGE_FLOAT32 : BN_STORAGE_FLOAT64,
        .means = t->means,
        .scales = t->scales,
        .constant_columns = t->constant_columns,
        .notes = t->notes,
        .note = (const char *const *)t->note,
    };
}

/* Takes over the table, which is empty afterwards, whatever happens. */
static bn_status hand_out(bn_dataset **out, bn_table *table, const char *path, const char *format,
                          const char *name, bn_error *err)
{
    bn_dataset *data = bn_array(1, sizeof *data);
    char *kept_path = bn_strings_add(&table->strings, path, strlen(path));
    if (!data || !kept_path) {
        free(data);
        bn_table_free(table);
        return bn_out_of_memory(name, err);
    }
    data->table = *table;
    describe(data, kept_path, format);
    *out = data;
    return BN_OK;
}

static bn_status unknown_format(const bn_text *text, const char *format, bn_error *err)
{
    char list[200] = "auto";
    for (const bn_reader *const *r = bn_readers(); *r && strlen(list) + strlen((*r)->name) + 3 < sizeof list;
         r++)
        strcat(strcat(list, ", "), (*r)->name);
    return bn_fail(err, BN_BAD_ARGUMENT, "%s: format \"%.60s\" asked for, expected one of %s", text->name,
                   format, list);
}

/* The named reader, or the first that recognises the text: the last one takes whatever comes. */
static const bn_reader *choose_reader(bn_text *text, const char *format)
{
    if (format && strcmp(format, "auto") != 0)
        return bn_reader_find(format);
    const bn_reader *const *reader = bn_readers();
    while (*reader && !(*reader)->probe(text))
        reader++;
    return *reader;
}

bn_status bn_dataset_parse(bn_dataset **out, bn_text *text, const bn_dataset_options *options, bn_error *err)
{
    options = options ? options : &all_defaults;
    bn_table table = { .limit = options->memory_limit, .taken = text->block ? text->room : text->size };
    const bn_reader *reader = choose_reader(text, options->format);
    if (!reader)
        return unknown_format(text, options->format, err);
    bn_status status = reader->read(&table, text, options, err);
    if (!status)
        status = finish(&table, options, text->name, err);
    if (status)
        bn_table_free(&table);
    return status ? status : hand_out(out, &table, text->path, reader->name, text->name, err);
}

bn_status bn_dataset_load(bn_dataset **out, const char *path, const bn_dataset_options *options,
                          bn_error *err)
{
    const size_t limit = options && options->memory_limit ? options->memory_limit : bn_physical_memory();
    bn_dataset *data = NULL;
    bn_input in;
    bn_text text;
    bn_status status = bn_input_open(&in, path, err);
    if (status)
        return status;
    status = bn_text_open(&text, path, &in, limit, BN_TEXT_WINDOW, err);
    if (!status) {
        status = bn_dataset_parse(&data, &text, options, err);
        bn_text_free(&text);
    }
    /* What could not be read, or was not the same to its end, explains whatever else is wrong with it. */
    const bn_status closed = bn_input_close(&in, BN_OK, err);
    if (closed)
        bn_dataset_free(data);
    else if (!status)
        *out = data;
    return closed ? closed : status;
}

static bn_status check_finite(const double *x, size_t rows, size_t cols, const char *what, bn_error *err)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < cols; j++)
            if (!isfinite(x[i * cols + j]))
                return bn_fail(err, BN_NOT_FINITE, "memory: %s, row %zu, column %zu: not a finite number",
                               what, i + 1, j + 1);
    return BN_OK;
}

static bn_status check_copy(size_t rows, size_t cols, const double *X, const double *y, const double *weights,
                            bn_error *err)
{
    if (!rows || !cols)
        return bn_fail(err, BN_BAD_ARGUMENT, "memory: %zu rows of %zu numbers, expected at least one", rows,
                       cols);
    if (!X)
        return bn_fail(err, BN_BAD_ARGUMENT, "memory: X is NULL, expected %zu rows of %zu numbers", rows,
                       cols);
    bn_status status = check_finite(X, rows, cols, "X", err);
    if (!status && y)
        status = check_finite(y, rows, 1, "y", err);
    if (!status && weights)
        status = check_finite(weights, rows, 1, "weights", err);
    for (size_t i = 0; !status && weights && i < rows; i++)
        if (weights[i] < 0)
            status = bn_fail(err, BN_BAD_ARGUMENT, "memory: weights, row %zu: negative", i + 1);
    return status;
}

bn_status bn_dataset_copy(bn_dataset **out, size_t rows, size_t cols, const double *X, const double *y,
                          const double *weights, const bn_dataset_options *options, bn_error *err)
{
    bn_dataset_options used = { .standardize = options && options->standardize,
                                .storage = options ? options->storage : BN_STORAGE_FLOAT64 };
    bn_table table = { .limit = options ? options->memory_limit : 0 };
    bn_status status = bn_table_reserve(&table, rows, cols, weights, "memory", err);
    if (!status)
        status = check_copy(rows, cols, X, y, weights, err);
    table.no_target = !y;
    if (!status) {
        memcpy(table.X, X, rows * cols * sizeof *X);
        if (y)
            memcpy(table.y, y, rows * sizeof *y);
        if (weights)
            memcpy(table.weights, weights, rows * sizeof *weights);
        status = finish(&table, &used, "memory", err);
    }
    if (status)
        bn_table_free(&table);
    return status ? status : hand_out(out, &table, "memory", "memory", "memory", err);
}

bn_status bn_dataset_standardize(bn_dataset *data, const double *means, const double *scales, bn_error *err)
{
    bn_status status = bn_table_standardize_by(&data->table, means, scales, data->info.path, err);
    data->info.means = data->table.means;
    data->info.scales = data->table.scales;
    return status;
}

void bn_dataset_free(bn_dataset *data)
{
    if (data)
        bn_table_free(&data->table);
    free(data);
}

const bn_dataset_info *bn_dataset_describe(const bn_dataset *data)
{
    return &data->info;
}

const double *bn_dataset_row(const bn_dataset *data, size_t i)
{
    return data->table.X ? data->table.X + i * data->table.cols : NULL;
}

const float *bn_dataset_row_floats(const bn_dataset *data, size_t i)
{
    return data->table.floats ? data->table.floats + i * data->table.cols : NULL;
}

const double *bn_dataset_all_doubles(double **own, const bn_dataset *data)
{
    const bn_table *t = &data->table;
    *own = t->X ? NULL : bn_doubles(t->rows, t->cols);
    for (size_t k = 0; *own && k < t->rows * t->cols; k++)
        (*own)[k] = t->floats[k];
    return t->X ? t->X : *own;
}

bn_status bn_dataset_round_to_floats(bn_dataset *data, bn_error *err)
{
    return bn_table_round_to_floats(&data->table, data->info.path, err);
}

bn_status bn_dataset_columns(bn_column *out, const bn_dataset *data, bn_error *err)
{
    const size_t cols = data->table.cols;
    bn_moments *column = bn_array(cols, sizeof *column);
    if (!column)
        return bn_out_of_memory(data->info.path, err);
    bn_moments_measure(column, &data->table);
    for (size_t j = 0; j < cols; j++)
        out[j] = (bn_column){ .mean = column[j].mean, .sd = column[j].sd };
    free(column);
    return BN_OK;
}
