/* The memory of a table. */
#include "dataset/table.h"
#include "base/alloc.h"
#include "base/fail.h"

#include <stdlib.h>

/* A double: the product may be beyond every size. */
static double bytes_of(const bn_table *table, size_t rows, size_t cols, unsigned parts)
{
    const size_t row = sizeof(double) + (parts & BN_TABLE_LABELS ? sizeof *table->labels : 0) +
                       (parts & BN_TABLE_WEIGHTS ? sizeof *table->weights : 0);
    return (double)rows * ((double)cols * sizeof(double) + (double)row);
}

static bn_status check_limit(const bn_table *table, size_t rows, size_t cols, unsigned parts,
                             const char *name, bn_error *err)
{
    char needed[BN_BYTES_TEXT], taken[BN_BYTES_TEXT], most[BN_BYTES_TEXT];
    const double bytes = bytes_of(table, rows, cols, parts);
    const double limit = (double)(table->limit ? table->limit : bn_physical_memory());
    if (bytes + (double)table->taken <= limit)
        return BN_OK;
    return bn_fail(err, BN_NO_MEMORY,
                   "%s: %zu rows of %zu numbers need %s of memory beside the %s of the file, where %s may be "
                   "taken",
                   name, rows, cols, bn_bytes_format(needed, bytes),
                   bn_bytes_format(taken, (double)table->taken), bn_bytes_format(most, limit));
}

bn_status bn_table_reserve(bn_table *table, size_t rows, size_t cols, unsigned parts, const char *name,
                           bn_error *err)
{
    bn_status status = check_limit(table, rows, cols, parts, name, err);
    if (status)
        return status;
    table->rows = rows;
    table->cols = cols;
    table->X = bn_doubles(rows, cols);
    table->y = bn_doubles(rows, 1);
    if (parts & BN_TABLE_LABELS)
        table->labels = bn_array(rows, sizeof *table->labels);
    if (parts & BN_TABLE_WEIGHTS)
        table->weights = bn_doubles(rows, 1);
    if (parts & BN_TABLE_NAMES)
        table->names = bn_array(cols, sizeof *table->names);
    bool whole = table->X && table->y && (table->labels || !(parts & BN_TABLE_LABELS)) &&
                 (table->weights || !(parts & BN_TABLE_WEIGHTS)) &&
                 (table->names || !(parts & BN_TABLE_NAMES));
    return whole ? BN_OK : bn_out_of_memory(name, err);
}

void bn_table_free(bn_table *table)
{
    void *parts[] = { table->X,     table->floats,      table->y,     table->weights, table->labels,
                      table->names, table->class_names, table->means, table->scales,  table->note };
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
