/* What becomes of missing numbers: their rows go, or they take the mean of their column. */
#include "base/alloc.h"
#include "base/fail.h"
#include "dataset/moments.h"
#include "dataset/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_complete(const bn_table *table, size_t row)
{
    const double *x = table->X + row * table->cols;
    for (size_t j = 0; j < table->cols; j++)
        if (isnan(x[j]))
            return false;
    return !isnan(table->y[row]) && !(table->weights && isnan(table->weights[row]));
}

static void move_row(bn_table *table, size_t to, size_t from)
{
    memmove(table->X + to * table->cols, table->X + from * table->cols, table->cols * sizeof *table->X);
    table->y[to] = table->y[from];
    if (table->weights)
        table->weights[to] = table->weights[from];
    if (table->labels)
        table->labels[to] = table->labels[from];
}

static bn_status drop(bn_table *table, const char *name, bn_error *err)
{
    size_t kept = 0, rows = table->rows;
    for (size_t i = 0; i < rows; i++)
        if (is_complete(table, i))
            move_row(table, kept++, i);
    table->rows = kept;
    if (!kept)
        return bn_fail(err, BN_BAD_FORMAT, "%s: every row has a missing value, nothing is left", name);
    if (kept == rows)
        return BN_OK;
    return bn_table_note(
        table,
        bn_strings_print(&table->strings, "%zu of %zu rows dropped for missing values", rows - kept, rows),
        name, err);
}

/* A column of which nothing is known has no mean. */
static bn_status check_known(const bn_table *table, const bn_moments *column, const char *name, bn_error *err)
{
    for (size_t j = 0; j < table->cols; j++)
        if (!column[j].known)
            return bn_fail(err, BN_BAD_FORMAT, "%s: feature %zu%s%.60s%s has no value in any row that weighs",
                           name, j + 1, table->names ? " (" : "", table->names ? table->names[j] : "",
                           table->names ? ")" : "");
    return BN_OK;
}

static bn_status fill_means(bn_table *table, const bn_moments *column, const char *name, bn_error *err)
{
    size_t filled = 0;
    bn_status status = check_known(table, column, name, err);
    if (status)
        return status;
    for (size_t i = 0; i < table->rows; i++) {
        double *x = table->X + i * table->cols;
        for (size_t j = 0; j < table->cols; j++) {
            if (isnan(x[j])) {
                x[j] = column[j].mean;
                filled++;
            }
        }
    }
    if (!filled)
        return BN_OK;
    return bn_table_note(
        table,
        bn_strings_print(&table->strings, "%zu missing values filled with the mean of their column", filled),
        name, err);
}

static bn_status fill(bn_table *table, const char *name, bn_error *err)
{
    bn_moments *column = bn_array(table->cols, sizeof *column);
    if (!column)
        return bn_out_of_memory(name, err);
    bn_moments_measure(column, table);
    bn_status status = fill_means(table, column, name, err);
    free(column);
    return status;
}

bn_status bn_table_settle_missing(bn_table *table, bn_missing how, const char *name, bn_error *err)
{
    if (how == BN_MISSING_DROP)
        return drop(table, name, err);
    return how == BN_MISSING_MEAN ? fill(table, name, err) : BN_OK;
}
