/* Features that are floats: as doubles, or in half the memory. */
#include "dataset/table.h"

#include "base/alloc.h"
#include "base/fail.h"

#include <math.h>
#include <string.h>

bn_status bn_table_round_to_floats(bn_table *table, const char *name, bn_error *err)
{
    for (size_t i = 0; i < table->rows; i++)
        for (size_t j = 0; j < table->cols; j++) {
            double *x = table->X + i * table->cols + j;
            const float rounded = (float)*x;
            if (!isfinite(rounded))
                return bn_fail(err, BN_NOT_FINITE,
                               "%s: row %zu, feature %zu: %g is beyond what float32 holds", name, i + 1,
                               j + 1, *x);
            *x = rounded;
        }
    return BN_OK;
}

/* In place, from the first number on: a float never lands on a double that is still to be read. */
void bn_table_store_floats(bn_table *table)
{
    const size_t count = table->rows * table->cols;
    char *to = (char *)table->X;
    for (size_t k = 0; k < count; k++) {
        const float x = (float)table->X[k];
        memcpy(to + k * sizeof x, &x, sizeof x);
    }
    void *half = bn_resize(table->X, count, sizeof *table->floats);
    table->floats = half ? half : table->X;
    table->X = NULL;
}
