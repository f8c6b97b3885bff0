/* Delimited text: a record per row, a cell per column. Rows of nothing but numbers are read where they stand;
   every other one is taken apart by records.c, which knows what is wrong with it. */
#include "base/alloc.h"
#include "base/fail.h"
#include "base/number.h"
#include "base/sizes.h"
#include "dataset/cell.h"
#include "dataset/columns.h"
#include "dataset/header.h"
#include "dataset/marks.h"
#include "dataset/reader.h"
#include "dataset/records.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    bn_table *table;
    bn_text *text;
    const bn_dataset_options *options;
    bn_records records;
    char **header; /* a name for every column, or NULL */
    size_t count;  /* of all columns */
    bn_columns columns;
    size_t expected; /* rows of the table that have their memory */
    double *row;     /* count numbers: the present one */
    bool narrow;     /* was the row before? Most of its cells were tiny then */
    bn_error *err;
} csv;

/* Bytes for each cell of a narrow row, what is between them included. */
enum { NARROW = 4 };

/* Leaves the records before the first one that is data: both that there may be are in the window. */
static bn_status read_header(csv *c)
{
    bn_status status = bn_records_start(&c->records, c->text, c->err);
    const bn_records start = c->records;
    if (!status)
        status = bn_header_read(&c->header, &c->count, c->table, &c->records, c->options, c->err);
    if (!status && !c->count)
        return bn_fail(c->err, BN_BAD_FORMAT, "%s: no data rows", c->text->name);
    if (!status && !c->header) {
        c->records.at = start.at;
        c->records.line = start.line;
    }
    return status;
}

static bn_status choose_columns(csv *c)
{
    return bn_columns_choose(&c->columns, c->options, c->count, (const char *const *)c->header, c->text->name,
                             c->err);
}

/* Rows up to the first that cannot be read, that one included: reading it tells what is wrong with it. */
static size_t count_rows(const csv *c)
{
    bn_records walk = c->records;
    size_t rows = 0;
    bn_status status;
    walk.cell = NULL;
    walk.room = 0;
    while (!(status = bn_records_next(&walk, NULL)) && walk.cells == c->count)
        rows++;
    free(walk.cell);
    return rows + (status || walk.cells);
}

/* Rows that the whole file may have: lines are as long in the rest of it as in the window. Nobody knows how
   much rest a pipe has: one more window, say, and a quarter of the rows that are there. Room that is not used
   costs nothing. */
static size_t guess_rows(const csv *c)
{
    const bn_text *text = c->text;
    const double lines = (double)bn_text_lines(text, c->records.at),
                 bytes = (double)(text->bytes + text->size - c->records.at) + 1;
    const double later = text->ended               ? 0
                         : text->later == SIZE_MAX ? lines
                                                   : 1.02 * (double)text->later / bytes * lines;
    const double all =
        (double)c->table->rows + lines + later + (double)(c->table->rows ? c->table->rows / 4 : 0);
    return all < 1e18 ? (size_t)all : SIZE_MAX / 2;
}

/* Room for the row that was read, and for those that may follow. Where they would not fit they are counted:
   to know better, or for the sentence. */
static bn_status make_room(csv *c)
{
    const bool weights = c->columns.weights != BN_NO_COLUMN;
    const size_t rows = c->table->rows + 1, most = bn_table_most(c->table, weights);
    size_t wanted = guess_rows(c);
    if (wanted > most && !c->text->ended && most >= rows)
        wanted = most;
    else if (wanted > most)
        wanted = rows + count_rows(c);
    return bn_table_grow(c->table, wanted > rows ? wanted : rows, weights, c->text->name, c->err);
}

static bn_status reserve(csv *c)
{
    c->table->cols = c->columns.features;
    c->table->no_target = c->columns.target == BN_NO_COLUMN;
    c->table->names = c->header ? bn_array(c->columns.features, sizeof *c->table->names) : NULL;
    c->row = bn_doubles(1, c->count);
    return c->row && (c->table->names || !c->header) ? BN_OK : bn_out_of_memory(c->text->name, c->err);
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
    if (c->table->said.lost)
        return bn_fail(c->err, BN_BAD_FORMAT, "%s", complaint.message);
    c->table->said.words = true;
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
    if (kind == BN_CELL_WORD && column == c->columns.target) {
        *slot = 0;
        return keep_word(c, column);
    }
    if (!may_be_missing(c, column, kind))
        return cell_failure(c, column, kind);
    *slot = NAN;
    return BN_OK;
}

static bn_status keep_label(csv *c, bn_span label)
{
    return bn_labels_keep(&c->table->said, label) ? BN_OK : bn_out_of_memory(c->text->name, c->err);
}

static bn_status keep_cell(csv *c, const bn_cell *cell)
{
    bn_span label = cell->text;
    if (cell->doubled) {
        label.at = bn_cell_string(&c->table->strings, cell);
        label.length = label.at ? strlen(label.at) : 0;
    }
    return label.at ? keep_label(c, label) : bn_out_of_memory(c->text->name, c->err);
}

/* The record that was taken apart, into c->row. */
static bn_status read_cells(csv *c)
{
    if (c->records.cells != c->count)
        return bn_fail(c->err, BN_BAD_FORMAT, "%s:%zu: %zu field%s, expected %zu", c->text->name,
                       c->records.first_line, c->records.cells, c->records.cells == 1 ? "" : "s", c->count);
    for (size_t i = 0; i < c->count; i++) {
        double *slot = &c->row[i];
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
    return c->columns.target == BN_NO_COLUMN ? BN_OK : keep_cell(c, &c->records.cell[c->columns.target]);
}

/* Is the cell a number, but for blanks around it? They come off. */
INLINE bool take_number(double *out, bn_span *cell, const csv *c, const char *end)
{
    const bn_records *r = &c->records;
    const char *at = cell->at, *stop = at + cell->length;
    if (end - at >= BN_SHORT &&
        ((c->narrow && bn_number_tiny(out, at, cell->length)) || bn_number_short(out, at, cell->length)))
        return true;
    at = bn_records_skip(r, at, stop);
    const char *after = at == stop              ? NULL
                        : stop - at > BN_COMMON ? bn_number_take_long(out, at, end)
                                                : bn_number_take(out, at, end);
    if (!after || bn_records_skip(r, after, stop) != stop)
        return false;
    *cell = (bn_span){ at, (size_t)(after - at) };
    return true;
}

static bool row_ends(const char *at, const char *end)
{
    return at == end || *at == '\n' || *at == '\r';
}

/* The next record, if it is as many numbers as there are columns and nothing else: then records stand behind
   it. */
static bool read_numbers(csv *c, bn_span *label)
{
    bn_records *r = &c->records;
    const char *at = r->at, *end = c->text->bytes + c->text->size;
    bn_marks marks = bn_marks_start(at, end, r->delimiter);
    for (size_t i = 0; i < c->count; i++) {
        bn_span cell = { at, (size_t)(bn_marks_next(&marks) - at) };
        at += cell.length;
        if (!take_number(&c->row[i], &cell, c, end))
            return false;
        if (i == c->columns.target)
            *label = cell;
        if (i + 1 < c->count && row_ends(at++, end))
            return false;
    }
    at = bn_records_skip(r, at, end);
    if (!row_ends(at, end) || (c->columns.weights != BN_NO_COLUMN && c->row[c->columns.weights] < 0))
        return false;
    c->narrow = (size_t)(at - r->at) < NARROW * c->count;
    r->at = at < end ? bn_line_end(at, end) : end;
    r->line++;
    return true;
}

/* Rows are written from the first one on. */
static void expect_rows(csv *c)
{
    const bn_table *t = c->table;
    if (t->rows < c->expected)
        return;
    const size_t some = bn_least(bn_rows_ahead(t->cols), t->room - t->rows);
    bn_doubles_expect(t->X + t->rows * t->cols, some * t->cols);
    c->expected = t->rows + some;
}

/* c->row to where its numbers belong. */
static bn_status keep_row(csv *c)
{
    bn_table *t = c->table;
    expect_rows(c);
    double *feature = t->X + t->rows * t->cols;
    for (size_t i = 0; i < c->count;) {
        const size_t target = c->columns.target, weights = c->columns.weights;
        size_t stop = c->count;
        stop = target >= i && target < stop ? target : stop;
        stop = weights >= i && weights < stop ? weights : stop;
        memcpy(feature, c->row + i, (stop - i) * sizeof *feature);
        feature += stop - i;
        if (stop == target && stop < c->count)
            t->y[t->rows] = c->row[stop];
        else if (stop < c->count)
            t->weights[t->rows] = c->row[stop];
        i = stop + 1;
    }
    if (t->no_target)
        t->y[t->rows] = 0;
    t->rows++;
    return BN_OK;
}

/* One row; none where the file ends. */
static bn_status read_row(csv *c, bool *ended)
{
    bn_span label = { NULL, 0 };
    bn_status status = BN_OK;
    if (read_numbers(c, &label)) {
        if (c->columns.target != BN_NO_COLUMN)
            status = keep_label(c, label);
    } else {
        status = bn_records_next(&c->records, c->err);
        *ended = !status && !c->records.cells;
        if (!status && !*ended)
            status = read_cells(c);
    }
    if (!status && !*ended && c->table->rows == c->table->room)
        status = make_room(c);
    return status || *ended ? status : keep_row(c);
}

static bn_status read_rows(csv *c)
{
    bool ended = false;
    bn_status status = BN_OK;
    while (!status && !ended)
        status = read_row(c, &ended);
    if (!status && !c->table->rows)
        return bn_fail(c->err, BN_BAD_FORMAT, "%s: no data rows after the header", c->text->name);
    return status ? status : bn_table_trim(c->table, c->text->name, c->err);
}

static bn_status check(csv *c)
{
    return bn_text_check(c->text, c->err);
}

static bn_status read_csv(bn_table *out, bn_text *text, const bn_dataset_options *options, bn_error *err)
{
    static bn_status (*const steps[])(csv *) = { check,   read_header,  choose_columns,
                                                 reserve, name_columns, read_rows };
    csv c = { .table = out, .text = text, .options = options, .err = err };
    bn_status status = BN_OK;
    for (size_t i = 0; !status && i < sizeof steps / sizeof *steps; i++)
        status = steps[i](&c);
    free(c.records.cell);
    free(c.header);
    free(c.row);
    return status;
}

/* Whatever is no other format is taken for CSV, which complains precisely. */
static bool probe(bn_text *text)
{
    (void)text;
    return true;
}

const bn_reader bn_reader_csv = { "csv", "delimited text: , ; TAB or blanks, with or without a header", probe,
                                  read_csv };
