/* The memory of a table. */
#include "dataset/table.h"
#include "base/alloc.h"
#include "base/fail.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A double: the product may be beyond every size. */
static double bytes_of(const bn_table *table, size_t rows, bool weights)
{
    return (double)rows * sizeof(double) * ((double)table->cols + 1 + (weights || table->weights));
}

static double limit_of(const bn_table *table)
{
    return (double)(table->limit ? table->limit : bn_physical_memory());
}

/* By the text, and by what was read of it. */
static double taken_by(const bn_table *table)
{
    return (double)table->taken + (double)table->said.room;
}

size_t bn_table_most(const bn_table *table, bool weights)
{
    const double rows = (limit_of(table) - taken_by(table)) / bytes_of(table, 1, weights);
    return rows < 1 ? 0 : rows < 1e18 ? (size_t)rows : SIZE_MAX / 2;
}

static bn_status too_large(const bn_table *table, size_t rows, bool weights, const char *name, bn_error *err)
{
    char needed[BN_BYTES_TEXT], taken[BN_BYTES_TEXT], most[BN_BYTES_TEXT], file[BN_BYTES_TEXT + 32] = "";
    if (taken_by(table) > 0)
        snprintf(file, sizeof file, " beside the %s of the file", bn_bytes_format(taken, taken_by(table)));
    return bn_fail(err, BN_NO_MEMORY,
                   "%s: %zu rows of %zu numbers need %s of memory%s, where %s may be taken", name, rows,
                   table->cols, bn_bytes_format(needed, bytes_of(table, rows, weights)), file,
                   bn_bytes_format(most, limit_of(table)));
}

bn_status bn_table_grow(bn_table *table, size_t rows, bool weights, const char *name, bn_error *err)
{
    const size_t used = table->rows;
    weights = weights || table->weights;
    if (rows > bn_table_most(table, weights))
        return too_large(table, rows, weights, name, err);
    if (!bn_doubles_resize(&table->X, used, rows, table->cols) ||
        !bn_doubles_resize(&table->y, used, rows, 1) ||
        (weights && !bn_doubles_resize(&table->weights, used, rows, 1)))
        return bn_out_of_memory(name, err);
    table->room = rows;
    return BN_OK;
}

bn_status bn_table_reserve(bn_table *table, size_t rows, size_t cols, bool weights, const char *name,
                           bn_error *err)
{
    table->cols = cols;
    bn_status status = bn_table_grow(table, rows, weights, name, err);
    if (status)
        return status;
    table->rows = rows;
    memset(table->y, 0, rows * sizeof *table->y);
    return BN_OK;
}

bn_status bn_table_trim(bn_table *table, const char *name, bn_error *err)
{
    bn_status status =
        table->room > table->rows ? bn_table_grow(table, table->rows, false, name, err) : BN_OK;
    if (!status && table->words_where) {
        table->labels = bn_labels_list(&table->said, table->rows);
        status = table->labels ? BN_OK : bn_out_of_memory(name, err);
    }
    return status;
}

void bn_table_free(bn_table *table)
{
    void *parts[] = { table->X,      table->floats,     table->y,     table->weights,
                      table->labels, table->said.bytes, table->names, table->class_names,
                      table->means,  table->scales,     table->note };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        free(parts[i]);
    bn_strings_free(&table->strings);
    *table = (bn_table){ .rows = 0 };
}

bn_status bn_table_note(bn_table *table, char *note, const char *name, bn_error *err)
{
    char **more = note ? bn_resize(table->note, table->notes + 1, sizeof *more) : NULL;
    if (!more)
        return bn_out_of_memory(name, err);
    table->note = more;
    table->note[table->notes++] = note;
    return BN_OK;
}
