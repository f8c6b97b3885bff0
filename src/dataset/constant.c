/* Which columns say nothing: all their values are equal. */
#include "base/alloc.h"
#include "dataset/table.h"

#include <stdlib.h>

/* The columns that equal their first entry so far, the others struck out; as a rule none after a few rows,
   and then nothing more is read. Rows of weight 0 say nothing. */
static size_t strike_varying(size_t *column, const bn_table *table)
{
    size_t left = table->cols;
    const double *first = NULL;
    for (size_t i = 0; i < table->rows && left > 0; i++) {
        const double *x = table->X + i * table->cols;
        if (table->weights && !(table->weights[i] > 0))
            continue;
        first = first ? first : x;
        size_t kept = 0;
        for (size_t k = 0; k < left; k++) {
            const size_t j = column[k];
            column[kept] = j;
            kept += x[j] == first[j];
        }
        left = kept;
    }
    return left;
}

bn_status bn_table_count_constant(bn_table *table, const char *name, bn_error *err)
{
    size_t *column = bn_array(table->cols, sizeof *column);
    if (!column)
        return bn_out_of_memory(name, err);
    for (size_t j = 0; j < table->cols; j++)
        column[j] = j;
    table->constant_columns = strike_varying(column, table);
    free(column);
    return BN_OK;
}
