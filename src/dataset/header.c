/* The first record of a CSV file is a header if a cell in it is a word, with one exception: when that
   cell is the target and the next record has a word there too, it is data, and the target is a class.
   Otherwise a file of measurements and species would lose its first row in silence. */
#include "dataset/header.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "dataset/cell.h"
#include "dataset/columns.h"

#include <stdlib.h>
#include <string.h>

char *bn_cell_string(bn_strings *strings, const bn_cell *cell)
{
    char *string = bn_strings_add(strings, cell->text.at, cell->text.length), *to = string;
    if (!string || !cell->doubled)
        return string;
    for (const char *from = string; *from; from++) {
        *to++ = *from;
        from += from[0] == '"' && from[1] == '"';
    }
    *to = 0;
    return string;
}

static bool is_word(const bn_cell *cell)
{
    double unused;
    return bn_cell_read(&unused, cell->text) == BN_CELL_WORD;
}

/* The target's column in a file of count columns without a header; BN_NO_COLUMN when it has none. */
static size_t target_without_header(const bn_dataset_options *options, size_t count)
{
    bn_columns columns;
    bool failed = bn_columns_choose(&columns, options, count, NULL, "", NULL) != BN_OK;
    return failed ? BN_NO_COLUMN : columns.target;
}

/* What the cells of the first record say about it. */
typedef struct {
    size_t words;
    size_t last_word; /* its column */
    char *example;    /* what it says */
} impression;

static bn_status look(impression *seen, bn_table *table, const bn_records *records, bn_error *err)
{
    *seen = (impression){ .words = 0 };
    for (size_t i = 0; i < records->cells; i++) {
        if (is_word(&records->cell[i])) {
            seen->words++;
            seen->last_word = i;
        }
    }
    if (seen->words)
        seen->example = bn_cell_string(&table->strings, &records->cell[seen->last_word]);
    return seen->words && !seen->example ? bn_out_of_memory(records->text->name, err) : BN_OK;
}

/* Is the only word of the first record a class, because the second one has a word there too? */
static bn_status is_class(bool *answer, const impression *seen, const bn_records *records,
                          const bn_dataset_options *options, bn_error *err)
{
    bn_records second = *records;
    second.cell = NULL;
    second.room = 0;
    second.looks = true;
    *answer = false;
    if (seen->words != 1 || seen->last_word != target_without_header(options, records->cells))
        return BN_OK;
    bn_status status = bn_records_next(&second, err);
    if (!status && second.cells > seen->last_word)
        *answer = is_word(&second.cell[seen->last_word]);
    free(second.cell);
    return status;
}

/* BN_HEADER_AUTO, decided. */
static bn_status decide(bn_header *header, bn_table *table, const bn_records *records,
                        const bn_dataset_options *options, bn_error *err)
{
    impression seen;
    bool class = false;
    bn_status status = look(&seen, table, records, err);
    if (!status)
        status = is_class(&class, &seen, records, options, err);
    if (status)
        return status;
    *header = seen.words && !class ? BN_HEADER_YES : BN_HEADER_NO;
    if (!seen.words || (!class && seen.words == records->cells))
        return BN_OK;
    return bn_table_note(table,
                         bn_strings_print(&table->strings,
                                          "line %zu is taken as %s: \"%.60s\" in column %zu is not a number",
                                          records->first_line, class ? "data with classes" : "the header",
                                          seen.example, seen.last_word + 1),
                         records->text->name, err);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

enum { TOLD = 5 }; /* names of which each has a note of its own */

/* Notes of names that occur twice, which stand side by side. */
static bn_status note_runs(bn_table *table, char *const *sorted, size_t count, const char *file,
                           bn_error *err)
{
    bn_status status = BN_OK;
    size_t found = 0;
    for (size_t i = 0, same; i < count && !status; i += same) {
        for (same = 1; i + same < count && !strcmp(sorted[i], sorted[i + same]);)
            same++;
        if (same > 1 && ++found <= TOLD)
            status = bn_table_note(
                table, bn_strings_print(&table->strings, "%zu columns are named \"%.60s\"", same, sorted[i]),
                file, err);
    }
    if (status || found <= TOLD)
        return status;
    return bn_table_note(
        table,
        bn_strings_print(&table->strings, "%zu more names belong to several columns each", found - TOLD),
        file, err);
}

/* Names that occur twice are no error as long as nobody asks for them. */
static bn_status note_duplicates(bn_table *table, char *const *names, size_t count, const char *file,
                                 bn_error *err)
{
    char **sorted = bn_array(count, sizeof *sorted);
    if (!sorted)
        return bn_out_of_memory(file, err);
    memcpy(sorted, names, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_name);
    const bn_status status = note_runs(table, sorted, count, file, err);
    free(sorted);
    return status;
}

/* Where pandas and R leave the numbers of the rows. */
static bn_status note_nameless(bn_table *table, char *const *names, size_t count, const char *file,
                               bn_error *err)
{
    if (count < 2 || *names[0])
        return BN_OK;
    return bn_table_note(
        table,
        bn_strings_print(&table->strings, "column 1 has no name: if it numbers the rows, it is no feature"),
        file, err);
}

static bn_status keep_names(char ***names, bn_table *table, const bn_records *records, bn_error *err)
{
    char **kept = bn_array(records->cells, sizeof *kept);
    bool failed = !kept;
    for (size_t i = 0; !failed && i < records->cells; i++) {
        kept[i] = bn_cell_string(&table->strings, &records->cell[i]);
        failed = !kept[i];
    }
    *names = kept;
    if (failed)
        return bn_out_of_memory(records->text->name, err);
    const bn_status status = note_nameless(table, kept, records->cells, records->text->name, err);
    return status ? status : note_duplicates(table, kept, records->cells, records->text->name, err);
}

bn_status bn_header_read(char ***names, size_t *count, bn_table *table, bn_records *records,
                         const bn_dataset_options *options, bn_error *err)
{
    bn_header header = options->header;
    bn_status status = bn_records_next(records, err);
    *names = NULL;
    *count = records->cells;
    if (!status && header == BN_HEADER_AUTO)
        status = decide(&header, table, records, options, err);
    if (!status && header == BN_HEADER_YES && records->cells)
        status = keep_names(names, table, records, err);
    return status;
}
