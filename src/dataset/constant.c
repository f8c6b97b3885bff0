/* Which columns say nothing: all their values are equal. */
#include "base/alloc.h"
#include "dataset/table.h"

#include <stdlib.h>

/* varies[j] for every column; stops reading when all of them do, as a rule after a few rows. */
static size_t find_varying(bool *varies, const bn_table *table)
{
    size_t varying = 0;
    for (size_t i = 1; i < table->rows && varying < table->cols; i++) {
        const double *first = table->X, *x = table->X + i * table->cols;
        for (size_t j = 0; j < table->cols; j++) {
            bool news = !varies[j] && x[j] != first[j];
            varies[j] = varies[j] || news;
            varying += news;
        }
    }
    return varying;
}

bn_status bn_table_count_constant(bn_table *table, const char *name, bn_error *err)
{
    bool *varies = bn_array(table->cols, sizeof *varies);
    if (!varies)
        return bn_out_of_memory(name, err);
    table->constant_columns = table->cols - find_varying(varies, table);
    free(varies);
    return BN_OK;
}
