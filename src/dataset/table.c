/* The memory of a table. */
#include "dataset/table.h"
#include "base/alloc.h"
#include "base/fail.h"

#include <stdlib.h>

static bn_status too_large(size_t rows, size_t cols, const char *name, bn_error *err)
{
    double gb = 1e-9 * sizeof(double) * (double)rows * (double)cols;
    return bn_fail(err, BN_NO_MEMORY,
                   "%s: %zu rows of %zu numbers need %.0f GB of memory, this machine has %.0f GB", name, rows,
                   cols, gb, 1e-9 * (double)bn_physical_memory());
}

bn_status bn_table_reserve(bn_table *table, size_t rows, size_t cols, unsigned parts, const char *name,
                           bn_error *err)
{
    if (cols && rows > bn_physical_memory() / sizeof(double) / cols)
        return too_large(rows, cols, name, err);
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
    void *parts[] = { table->X,           table->y,     table->weights, table->labels, table->names,
                      table->class_names, table->means, table->scales,  table->note };
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
