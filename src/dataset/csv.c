/* Delimited text: a record per row, a cell per column. Twice through the records: count, then read. */
#include "base/fail.h"
#include "dataset/cell.h"
#include "dataset/columns.h"
#include "dataset/header.h"
#include "dataset/reader.h"
#include "dataset/records.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    bn_table *table;
    const bn_text *text;
    const bn_dataset_options *options;
    bn_records records;
    char **header; /* a name for every column, or NULL */
    size_t count;  /* of all columns */
    bn_columns columns;
    bn_error *err;
} csv;

static bn_status read_header(csv *c)
{
    bn_records_start(&c->records, c->text);
    bn_status status = bn_header_read(&c->header, &c->count, c->table, &c->records, c->options, c->err);
    if (!status && !c->count)
        return bn_fail(c->err, BN_BAD_FORMAT, "%s: no data rows", c->text->name);
    return status;
}

static bn_status choose_columns(csv *c)
{
    return bn_columns_choose(&c->columns, c->options, c->count, (const char *const *)c->header, c->text->name,
                             c->err);
}

/* To the first record that is data. */
static bn_status rewind_to_data(csv *c)
{
    bn_records_rewind(&c->records);
    return c->header ? bn_records_next(&c->records, c->err) : BN_OK;
}

/* Rows up to the first that cannot be read, that one included: reading it tells what is wrong with it. */
static size_t count_rows(csv *c)
{
    size_t rows = 0;
    bn_status status;
    while (!(status = bn_records_next(&c->records, NULL)) && c->records.cells == c->count)
        rows++;
    return rows + (status || c->records.cells);
}

static bn_status reserve(csv *c)
{
    bn_status status = rewind_to_data(c);
    if (status)
        return status;
    size_t rows = count_rows(c);
    if (!rows)
        return bn_fail(c->err, BN_BAD_FORMAT, "%s: no data rows after the header", c->text->name);
    unsigned parts = (c->columns.target != BN_NO_COLUMN ? BN_TABLE_LABELS : 0u) |
                     (c->columns.weights != BN_NO_COLUMN ? BN_TABLE_WEIGHTS : 0u) |
                     (c->header ? BN_TABLE_NAMES : 0u);
    c->table->no_target = c->columns.target == BN_NO_COLUMN;
    return bn_table_reserve(c->table, rows, c->columns.features, parts, c->text->name, c->err);
}

static bn_status name_columns(csv *c)
{
    for (size_t i = 0, feature = 0; c->header && i < c->count; i++) {
        if (i == c->columns.target)
            c->table->target_name = c->header[i];
        else if (i != c->columns.weights)
            c->table->names[feature++] = c->header[i];
    }
    return BN_OK;
}

#define PLACE 400 /* a path, a line, a column and its name */

static const char *place(char out[PLACE], const csv *c, size_t column)
{
    bool named = c->header && c->header[column][0];
    snprintf(out, PLACE, "%s:%zu:%zu%s%.60s%s", c->text->name, c->records.cell[column].line, column + 1,
             named ? " (" : "", named ? c->header[column] : "", named ? ")" : "");
    return out;
}

static bn_status cell_failure(csv *c, size_t column, bn_cell_kind kind)
{
    char where[PLACE];
    bn_span text = c->records.cell[column].text;
    if (kind == BN_CELL_MISSING && !text.length && column && column + 1 == c->count)
        return bn_fail(c->err, BN_BAD_FORMAT, "%s: missing value (trailing delimiter), expected a number",
                       place(where, c, column));
    return bn_cell_fail(c->err, kind, text, place(where, c, column));
}

/* The first word among the targets makes classes of them all; the complaint is kept for who needs numbers. */
static bn_status keep_word(csv *c, size_t column)
{
    char where[PLACE];
    bn_error complaint;
    if (c->table->words_where)
        return BN_OK;
    bn_cell_fail(&complaint, BN_CELL_WORD, c->records.cell[column].text, place(where, c, column));
    c->table->words_where = bn_strings_print(&c->table->strings, "%s", complaint.message);
    return c->table->words_where ? BN_OK : bn_out_of_memory(c->text->name, c->err);
}

static bool may_be_missing(const csv *c, size_t column, bn_cell_kind kind)
{
    bool feature = column != c->columns.target && column != c->columns.weights;
    bn_missing how = c->options->missing;
    return (kind == BN_CELL_MISSING || kind == BN_CELL_NAN) &&
           (how == BN_MISSING_DROP || (how == BN_MISSING_MEAN && feature));
}

/* A cell that is not simply a number. */
static bn_status read_other(csv *c, size_t column, bn_cell_kind kind, double *slot)
{
    if (kind == BN_CELL_WORD && column == c->columns.target)
        return keep_word(c, column);
    if (!may_be_missing(c, column, kind))
        return cell_failure(c, column, kind);
    *slot = NAN;
    return BN_OK;
}

static bn_status keep_label(csv *c, size_t row)
{
    const bn_cell *cell = &c->records.cell[c->columns.target];
    bn_span label = cell->text;
    if (cell->doubled) {
        label.at = bn_cell_string(&c->table->strings, cell);
        label.length = label.at ? strlen(label.at) : 0;
    }
    c->table->labels[row] = label;
    return label.at ? BN_OK : bn_out_of_memory(c->text->name, c->err);
}

static bn_status read_row(csv *c, size_t row)
{
    double *feature = c->table->X + row * c->table->cols;
    for (size_t i = 0; i < c->count; i++) {
        double *slot = i == c->columns.target    ? &c->table->y[row]
                       : i == c->columns.weights ? &c->table->weights[row]
                                                 : feature++;
        bn_cell_kind kind = bn_cell_read(slot, c->records.cell[i].text);
        bn_status status = kind ? read_other(c, i, kind, slot) : BN_OK;
        if (status)
            return status;
        if (i == c->columns.weights && *slot < 0) {
            char where[PLACE];
            return bn_fail(c->err, BN_BAD_FORMAT, "%s: weight " BN_QUOTE " is negative", place(where, c, i),
                           BN_QUOTED(c->records.cell[i].text));
        }
    }
    return c->columns.target == BN_NO_COLUMN ? BN_OK : keep_label(c, row);
}

static bn_status read_rows(csv *c)
{
    bn_status status = rewind_to_data(c);
    for (size_t row = 0; !status && row < c->table->rows; row++) {
        status = bn_records_next(&c->records, c->err);
        if (!status && c->records.cells != c->count)
            return bn_fail(c->err, BN_BAD_FORMAT, "%s:%zu: %zu field%s, expected %zu", c->text->name,
                           c->records.first_line, c->records.cells, c->records.cells == 1 ? "" : "s",
                           c->count);
        if (!status)
            status = read_row(c, row);
    }
    return status;
}

static bn_status check(csv *c)
{
    return bn_text_check(c->text, c->err);
}

static bn_status read_csv(bn_table *out, const bn_text *text, const bn_dataset_options *options,
                          bn_error *err)
{
    static bn_status (*const steps[])(csv *) = { check,   read_header,  choose_columns,
                                                 reserve, name_columns, read_rows };
    csv c = { .table = out, .text = text, .options = options, .err = err };
    bn_status status = BN_OK;
    for (size_t i = 0; !status && i < sizeof steps / sizeof *steps; i++)
        status = steps[i](&c);
    free(c.records.cell);
    free(c.header);
    return status;
}

/* Whatever is no other format is taken for CSV, which complains precisely. */
static bool probe(const bn_text *text)
{
    (void)text;
    return true;
}

const bn_reader bn_reader_csv = { "csv", "delimited text: , ; TAB or blanks, with or without a header", probe,
                                  read_csv };
