/* A walk over the records of a delimited text. A record ends with its line, except inside quotes. */
#include "dataset/records.h"
#include "base/alloc.h"
#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* A semicolon before the comma, which may be a decimal comma then; blanks last, because they also
   decorate. */
static char find_delimiter(const char *at, const char *end)
{
    static const char candidates[] = ";,\t ";
    bool found[sizeof candidates] = { false }, quoted = false;
    while (end > at && is_blank(end[-1]))
        end--;
    for (; at < end; at++) {
        const char *candidate = strchr(candidates, *at);
        quoted = quoted != (*at == '"');
        if (candidate && *candidate && !quoted)
            found[candidate - candidates] = true;
    }
    for (size_t i = 0; candidates[i]; i++)
        if (found[i])
            return candidates[i];
    return ',';
}

/* Steps over blank lines and comments. */
static void skip_to_record(bn_records *records, const char *end)
{
    while (records->at < end) {
        const char *at = skip_blanks(records->at, end);
        if (at < end && *at == '#')
            while (at < end && !is_line_end(*at))
                at++;
        if (at < end && !is_line_end(*at))
            return;
        records->at = at < end ? bn_line_end(at, end) : end;
        records->line++;
    }
}

static bool ends_cell(const bn_records *records, char c)
{
    return c == records->delimiter || is_line_end(c) || (records->delimiter == ' ' && c == '\t');
}

static bn_status quote_failure(const bn_records *records, const char *what, bn_error *err)
{
    return bn_fail(err, BN_BAD_FORMAT, "%s:%zu:%zu: %s", records->text->name,
                   records->cell[records->cells].line, records->cells + 1, what);
}

/* From after the opening quote to after the closing one. */
static bn_status read_quoted(bn_records *records, bn_cell *cell, const char *end, bn_error *err)
{
    const char *at = records->at;
    cell->text.at = at;
    while (at < end && (*at != '"' || (at + 1 < end && at[1] == '"'))) {
        cell->doubled = cell->doubled || *at == '"';
        if (is_line_end(*at)) {
            at = bn_line_end(at, end);
            records->line++;
        } else {
            at += *at == '"' ? 2 : 1;
        }
    }
    if (at == end) {
        records->cut = true;
        return records->text->ended ? quote_failure(records, "quote opened and never closed", err)
                                    : BN_BAD_FORMAT;
    }
    cell->text.length = (size_t)(at - cell->text.at);
    records->at = bn_records_skip(records, at + 1, end);
    bool apart = records->delimiter == ' ' && records->at > at + 1;
    if (apart || records->at == end || ends_cell(records, *records->at))
        return BN_OK;
    return quote_failure(records, "text after a closing quote, expected a delimiter", err);
}

static void read_plain(bn_records *records, bn_cell *cell, const char *end)
{
    const char *at = records->at;
    while (at < end && !ends_cell(records, *at))
        at++;
    cell->text.at = records->at;
    records->at = at;
    while (at > cell->text.at && is_blank(at[-1]))
        at--;
    cell->text.length = (size_t)(at - cell->text.at);
}

static bn_status read_cell(bn_records *records, const char *end, bn_error *err)
{
    if (records->cells == records->room) {
        size_t room = records->room ? 2 * records->room : 16;
        bn_cell *more = bn_resize(records->cell, room, sizeof *more);
        if (!more)
            return bn_fail(err, BN_NO_MEMORY, "%s:%zu: out of memory", records->text->name, records->line);
        records->cell = more;
        records->room = room;
    }
    bn_cell *cell = &records->cell[records->cells];
    *cell = (bn_cell){ .line = records->line };
    records->at = bn_records_skip(records, records->at, end);
    if (records->at < end && *records->at == '"') {
        records->at++;
        bn_status status = read_quoted(records, cell, end, err);
        if (status)
            return status;
    } else {
        read_plain(records, cell, end);
    }
    records->cells++;
    return BN_OK;
}

/* At the end of a cell: is there another one on this record? Steps over what separates them, or over the
   line end. */
static bool another_cell(bn_records *records, const char *end)
{
    const char *at = records->at;
    if (records->delimiter == ' ')
        at = skip_blanks(at, end);
    bool over = at == end || is_line_end(*at);
    if (!over) {
        records->at = records->delimiter == ' ' ? at : at + 1;
        return true;
    }
    records->at = at < end ? bn_line_end(at, end) : end;
    records->line++;
    return false;
}

static bn_status read_record(bn_records *records, bn_error *err)
{
    const char *end = records->text->bytes + records->text->size;
    skip_to_record(records, end);
    records->cells = 0;
    records->first_line = records->line;
    records->cut = records->at == end;
    if (records->cut)
        return BN_OK;
    do {
        bn_status status = read_cell(records, end, err);
        if (status)
            return status;
    } while (another_cell(records, end));
    return BN_OK;
}

bn_status bn_records_next(bn_records *records, bn_error *err)
{
    bn_text *text = records->text;
    for (;;) {
        const char *start = records->at;
        const size_t line = records->line;
        bn_status status = read_record(records, err);
        if (!records->cut || text->ended || records->looks)
            return status;
        status = bn_text_more(text, start, line, err);
        if (status)
            return status;
        records->at = text->bytes;
        records->line = line;
    }
}

/* The first line that tells; false if none is in the window. */
static bool choose_delimiter(bn_records *records)
{
    bn_line line = { .next = records->text->bytes };
    while (bn_next_line(&line, records->text)) {
        const char *end = line.at + line.length, *at = skip_blanks(line.at, end);
        if (at == end || *at == '#')
            continue;
        records->delimiter = find_delimiter(at, end);
        return true;
    }
    return false;
}

/* Are two records in the window, or all that there are? */
static bool sees_two(const bn_records *records)
{
    bn_records ahead = *records;
    ahead.cell = NULL;
    ahead.room = 0;
    ahead.looks = true;
    for (int k = 0; k < 2 && !ahead.cut; k++)
        if (bn_records_next(&ahead, NULL))
            break;
    free(ahead.cell);
    return !ahead.cut;
}

bn_status bn_records_start(bn_records *records, bn_text *text, bn_error *err)
{
    *records = (bn_records){ .text = text, .delimiter = ',', .line = 1 };
    for (;;) {
        records->at = text->bytes;
        if ((choose_delimiter(records) && sees_two(records)) || text->ended)
            return BN_OK;
        bn_status status = bn_text_more(text, text->bytes, 1, err);
        if (status)
            return status;
    }
}
