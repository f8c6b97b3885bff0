/* The lines of a LIBSVM text: "label index:value index:value ...". */
#include "dataset/pairs.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "base/number.h"
#include "dataset/cell.h"
#include "dataset/memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_INDEX INT_MAX /* what the format's own programs read */

static const char *find_in(bn_span text, char c)
{
    return text.length ? memchr(text.at, c, text.length) : NULL;
}

static bn_span before(bn_span text, const char *mark)
{
    return (bn_span){ text.at, (size_t)(mark - text.at) };
}

static bn_span after(bn_span text, const char *mark)
{
    return (bn_span){ mark + 1, text.length - (size_t)(mark + 1 - text.at) };
}

static bn_span without_comment(const bn_line *line)
{
    bn_span all = { line->at, line->length };
    const char *comment = find_in(all, '#');
    return comment ? before(all, comment) : all;
}

/* Takes the next run of what is not blank from the rest of a line; empty at its end. */
static bn_span next_word(bn_span *rest)
{
    const char *at = rest->at, *end = at + rest->length;
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    const char *start = at;
    while (at < end && *at != ' ' && *at != '\t')
        at++;
    *rest = (bn_span){ at, (size_t)(end - at) };
    return (bn_span){ start, (size_t)(at - start) };
}

static bn_status too_many(const bn_pairs *p)
{
    char most[BN_BYTES_TEXT];
    return bn_fail(p->err, BN_NO_MEMORY, "%s:%zu: no memory for more numbers, where %s may be taken by them",
                   p->text->name, p->line, bn_bytes_format(most, (double)p->most));
}

static bn_status push_pair(bn_pairs *p, bn_pair entry)
{
    if (p->count == p->room) {
        const size_t room = p->room ? 2 * p->room : 256;
        bn_pair *more = room * sizeof *more <= p->most ? bn_resize(p->pair, room, sizeof *more) : NULL;
        if (!more)
            return too_many(p);
        p->pair = more;
        p->room = room;
    }
    p->pair[p->count++] = entry;
    return BN_OK;
}

#define PLACE 300

static bn_status number_failure(bn_pairs *p, bn_cell_kind kind, bn_span word, const char *what, bn_error *err)
{
    char where[PLACE];
    snprintf(where, sizeof where, "%s:%zu: %s", p->text->name, p->line, what);
    return bn_cell_fail(err, kind, word, where);
}

/* The first word among the labels makes classes of them all; the complaint is kept for who needs numbers. */
static bn_status keep_word(bn_pairs *p, bn_span label)
{
    bn_error complaint;
    bn_table *t = p->table;
    if (t->words_where)
        return BN_OK;
    number_failure(p, BN_CELL_WORD, label, "label", &complaint);
    if (t->said.lost)
        return bn_fail(p->err, BN_BAD_FORMAT, "%s", complaint.message);
    t->said.words = true;
    t->words_where = bn_strings_print(&t->strings, "%s", complaint.message);
    return t->words_where ? BN_OK : bn_out_of_memory(p->text->name, p->err);
}

static bn_status read_label(double *target, bn_pairs *p, bn_span label)
{
    if (find_in(label, ':'))
        return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: found " BN_QUOTE ", expected a label first",
                       p->text->name, p->line, BN_QUOTED(label));
    bn_cell_kind kind = bn_cell_read(target, label);
    if (kind == BN_CELL_NUMBER)
        return BN_OK;
    if (kind != BN_CELL_WORD)
        return number_failure(p, kind, label, "label", p->err);
    if (find_in(label, ','))
        return bn_fail(p->err, BN_UNSUPPORTED,
                       "%s:%zu: label " BN_QUOTE ": multi-label data is not supported", p->text->name,
                       p->line, BN_QUOTED(label));
    return keep_word(p, label);
}

static bn_status read_index(size_t *index, bn_pairs *p, bn_span digits)
{
    size_t n = 0;
    for (size_t i = 0; i < digits.length; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: index " BN_QUOTE " is not a plain whole number",
                           p->text->name, p->line, BN_QUOTED(digits));
        n = n > MAX_INDEX ? n : 10 * n + (size_t)(digits.at[i] - '0');
    }
    if (!digits.length)
        return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: no index before a colon", p->text->name, p->line);
    if (n > MAX_INDEX)
        return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: index %.*s is too large, expected at most %d",
                       p->text->name, p->line, (int)(digits.length > 40 ? 40 : digits.length), digits.at,
                       MAX_INDEX);
    if (n == 0 && p->index_base == BN_INDEX_ONE)
        return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: index 0 in a 1-based file", p->text->name, p->line);
    *index = n;
    return BN_OK;
}

/* A blank may stand between the colon and a lone number. */
static bn_status read_pair(bn_pairs *p, bn_span word, bn_span *rest)
{
    bn_pair entry = { 0, 0 };
    char what[40];
    const char *colon = find_in(word, ':');
    if (!colon)
        return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: " BN_QUOTE " has no colon, expected index:value",
                       p->text->name, p->line, BN_QUOTED(word));
    bn_span index = before(word, colon), value = after(word, colon);
    value = value.length ? value : next_word(rest);
    if (!value.length || (value.at != colon + 1 && find_in(value, ':')))
        return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: no value after " BN_QUOTE, p->text->name, p->line,
                       BN_QUOTED(word));
    if (index.length == 3 && !memcmp(index.at, "qid", 3)) {
        p->qid_line = p->qid_line ? p->qid_line : p->line;
        return BN_OK;
    }
    bn_status status = read_index(&entry.index, p, index);
    if (status)
        return status;
    bn_cell_kind kind = bn_cell_read(&entry.value, value);
    snprintf(what, sizeof what, "index %zu", entry.index);
    return kind ? number_failure(p, kind, value, what, p->err) : push_pair(p, entry);
}

static int by_index(const void *a, const void *b)
{
    const bn_pair *x = a, *y = b;
    return (x->index > y->index) - (x->index < y->index);
}

/* Ascending indices, each one once. */
static bn_status put_in_order(bn_pairs *p)
{
    bn_pair *entry = p->pair;
    const size_t count = p->count;
    size_t ascending = 1;
    while (ascending < count && entry[ascending - 1].index < entry[ascending].index)
        ascending++;
    if (ascending >= count)
        return BN_OK;
    qsort(entry, count, sizeof *entry, by_index);
    for (size_t i = 1; i < count; i++)
        if (entry[i - 1].index == entry[i].index)
            return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: index %zu appears twice", p->text->name, p->line,
                           entry[i].index);
    p->unsorted_line = p->unsorted_line ? p->unsorted_line : p->line;
    return BN_OK;
}

/* What a row in order adds to what is known of all. */
static void note_indices(bn_pairs *p)
{
    const size_t first = p->pair[0].index, last = p->pair[p->count - 1].index;
    if (first == 0 && !p->zero_line)
        p->zero_line = p->line;
    p->largest = last > p->largest ? last : p->largest;
    for (size_t base = 0; base < 2 && p->limit; base++)
        if (last >= p->limit + base && !p->beyond[base].line)
            p->beyond[base] = (bn_beyond){ p->line, last };
    p->pair_count += p->count;
}

static bn_status keep_row(bn_pairs *p, double target, bn_span label)
{
    bn_table *t = p->table;
    bn_status status = put_in_order(p);
    if (!status && p->count)
        note_indices(p);
    if (!status && t->rows == t->room)
        status = bn_table_grow(t, t->room + t->room / 2 + 256, false, p->text->name, p->err);
    if (status)
        return status;
    const size_t beside = t->said.room + t->room * sizeof *t->y;
    if (!bn_runs_add(&p->runs, p->pair, p->count, p->most > beside ? p->most - beside : 0))
        return too_many(p);
    t->y[t->rows++] = target;
    return bn_labels_keep(&t->said, label) ? BN_OK : bn_out_of_memory(p->text->name, p->err);
}

static bn_status read_line(bn_pairs *p, bn_span rest)
{
    double target = 0;
    const bn_span label = next_word(&rest);
    if (!label.length)
        return BN_OK;
    p->count = 0;
    bn_status status = read_label(&target, p, label);
    for (bn_span word; !status && (word = next_word(&rest)).length;)
        status = read_pair(p, word, &rest);
    return status ? status : keep_row(p, target, label);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Are we behind a word? */
static bool ends_word(const char *at, const char *end)
{
    return at == end || is_blank(*at) || *at == '\n' || *at == '\r';
}

/* The next line, if it is a number and pairs of numbers and nothing else: then *next is the one after it, and
   the row is in p->pair. */
static bool read_numbers(bn_pairs *p, const char **next, double *target, bn_span *label)
{
    const char *at = *next, *end = p->text->bytes + p->text->size, *after = bn_number_take(target, at, end);
    if (!after || !ends_word(after, end))
        return false;
    *label = (bn_span){ at, (size_t)(after - at) };
    for (p->count = 0;;) {
        bn_pair entry = { 0, 0 };
        for (at = after; at < end && is_blank(*at);)
            at++;
        if (at == end || *at == '\n' || *at == '\r')
            break;
        const char *digits = at;
        for (unsigned digit; at < end && (digit = (unsigned)(unsigned char)*at - '0') < 10; at++)
            entry.index = 10 * entry.index + digit;
        const bool index = at > digits && at - digits <= 9 && (entry.index || p->index_base != BN_INDEX_ONE);
        if (!index || end - at < 2 || *at != ':' || !(after = bn_number_take(&entry.value, at + 1, end)) ||
            !ends_word(after, end) || push_pair(p, entry))
            return false;
    }
    *next = at < end ? bn_line_end(at, end) : end;
    return true;
}

static bn_status read_any(bn_pairs *p, bn_line *line)
{
    double target = 0;
    bn_span label;
    const char *next = line->next;
    p->line = line->number + 1;
    if (read_numbers(p, &next, &target, &label)) {
        line->next = next;
        line->number++;
        return keep_row(p, target, label);
    }
    bn_next_line(line, p->text);
    return read_line(p, without_comment(line));
}

bn_status bn_pairs_read(bn_pairs *p)
{
    bn_text *text = p->text;
    bn_line line = { .next = text->bytes };
    bn_status status = bn_text_check(text, p->err);
    while (!status) {
        if (line.next < text->bytes + text->size) {
            status = read_any(p, &line);
        } else if (!text->ended) {
            status = bn_text_more(text, line.next, line.number + 1, p->err);
            line.next = text->bytes;
        } else {
            break;
        }
    }
    if (!status && !p->table->rows)
        return bn_fail(p->err, BN_BAD_FORMAT, "%s: no data rows", p->text->name);
    return status;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 2020-01-01 or 1/2/2020: digits, and a sign behind one of them. In front of a time it is no label. */
static bool is_date(bn_span label)
{
    for (size_t i = 1; i < label.length && is_digit(label.at[0]); i++)
        if ((label.at[i] == '-' || label.at[i] == '/') && is_digit(label.at[i - 1]))
            return true;
    return false;
}

/* Is it a number with a colon behind it, as in 3:0.5, and no other colon as in 12:30:00? A comma in it may be
   a decimal one if the label is a number; behind anything else it makes a row of CSV. */
static bool is_pair(bn_span label, bn_span word)
{
    double number;
    const char *colon = find_in(word, ':');
    if (!colon || colon == word.at || find_in(after(word, colon), ':') || is_date(label))
        return false;
    if (find_in(word, ',') && bn_cell_read(&number, label) != BN_CELL_NUMBER)
        return false;
    for (const char *at = word.at; at < colon; at++)
        if (!strchr("0123456789+-.", *at))
            return word.at + 3 == colon && !memcmp(word.at, "qid", 3);
    return true;
}

/* 1: yes, 0: no, -1: no line in the window tells. */
static int probe_window(const bn_text *text)
{
    bn_line line = { .next = text->bytes };
    while (bn_next_line(&line, text)) {
        bn_span rest = without_comment(&line), label = next_word(&rest), word = next_word(&rest);
        if (!word.length && (find_in(label, ',') || find_in(label, ';')))
            return 0;
        if (!word.length)
            continue; /* a row without pairs tells nothing */
        for (; word.length; word = next_word(&rest))
            if (is_pair(label, word))
                return 1;
        return 0;
    }
    return -1;
}

bool bn_pairs_probe(bn_text *text)
{
    int answer;
    while ((answer = probe_window(text)) < 0 && !text->ended)
        if (bn_text_more(text, text->bytes, 1, NULL))
            break;
    return answer > 0;
}

void bn_pairs_free(bn_pairs *p)
{
    free(p->pair);
    bn_runs_free(&p->runs);
}
