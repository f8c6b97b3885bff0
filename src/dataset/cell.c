/* Numbers, missing values and words. */
#include "dataset/cell.h"
#include "base/fail.h"
#include "base/number.h"

#include <stdio.h>
#include <string.h>

/* As spreadsheets, data bases, R and pandas write them. */
static const char *const missing_marks[] = { "", "NA", "?", "N/A", "n/a", "#N/A", "NULL", "null" };

static const bn_cell_kind kind_of_number[] = {
    [BN_NUMBER] = BN_CELL_NUMBER,    [BN_NUMBER_OVERFLOW] = BN_CELL_OVERFLOW,
    [BN_NUMBER_NAN] = BN_CELL_NAN,   [BN_NUMBER_INFINITE] = BN_CELL_INFINITE,
    [BN_NUMBER_NONE] = BN_CELL_WORD,
};

static const struct {
    bn_status status;
    const char *before, *after; /* around the cell */
} complaints[] = {
    [BN_CELL_MISSING] = { BN_BAD_FORMAT, "missing value", ", expected a number" },
    [BN_CELL_NAN] = { BN_NOT_FINITE, "non-finite value", ", expected a number" },
    [BN_CELL_INFINITE] = { BN_NOT_FINITE, "non-finite value", ", expected a number" },
    [BN_CELL_OVERFLOW] = { BN_NOT_FINITE, "", " is out of range, expected a double" },
    [BN_CELL_WORD] = { BN_BAD_FORMAT, "", " is not a number" },
};

static bool is_missing(bn_span cell)
{
    for (size_t i = 0; i < sizeof missing_marks / sizeof *missing_marks; i++)
        if (cell.length == strlen(missing_marks[i]) && !memcmp(cell.at, missing_marks[i], cell.length))
            return true;
    return false;
}

bn_cell_kind bn_cell_read(double *value, bn_span cell)
{
    bn_cell_kind kind = kind_of_number[bn_number_parse(value, cell.at, cell.length)];
    return kind == BN_CELL_WORD && is_missing(cell) ? BN_CELL_MISSING : kind;
}

/* Why a word that is nearly a number is none. */
static const char *hint(bn_span cell)
{
    bool comma = false, hex = cell.length > 1 && (cell.at[1] | 0x20) == 'x' && cell.at[0] == '0';
    for (size_t i = 0; i < cell.length; i++) {
        if (!strchr("0123456789+-.,eE", cell.at[i]))
            return hex ? ", expected decimal digits" : "";
        comma = comma || cell.at[i] == ',';
    }
    return comma ? " (a decimal comma or thousands separator?)" : "";
}

bn_status bn_cell_fail(bn_error *err, bn_cell_kind kind, bn_span cell, const char *where)
{
    char quoted[64] = "";
    if (cell.length)
        snprintf(quoted, sizeof quoted, BN_QUOTE, BN_QUOTED(cell));
    const char *before = complaints[kind].before, *gap = *before && *quoted ? " " : "";
    return bn_fail(err, complaints[kind].status, "%s: %s%s%s%s%s", where, before, gap, quoted,
                   complaints[kind].after, kind == BN_CELL_WORD ? hint(cell) : "");
}
