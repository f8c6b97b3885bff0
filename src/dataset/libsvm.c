/* LIBSVM files. What is absent is 0; whether the first index is 0 or 1 is known only at the end of the
   file. */
#include "base/fail.h"
#include "dataset/pairs.h"
#include "dataset/reader.h"

#include <stdlib.h>

static bn_status note(bn_table *table, const bn_pairs *p, char *sentence)
{
    return bn_table_note(table, sentence, p->text->name, p->err);
}

/* 0 or 1, and a note when it was not the caller who said so. */
static bn_status decide_base(size_t *base, bn_table *table, const bn_pairs *p)
{
    *base = p->index_base == BN_INDEX_ONE || (p->index_base == BN_INDEX_AUTO && !p->zero_line);
    if (p->index_base != BN_INDEX_AUTO)
        return BN_OK;
    return note(table, p,
                *base ? bn_strings_print(&table->strings, "index base 1")
                      : bn_strings_print(&table->strings, "index base 0, because line %zu has the index 0",
                                         p->zero_line));
}

static bn_status note_oddities(bn_table *table, const bn_pairs *p)
{
    bn_status status = BN_OK;
    if (p->unsorted_line)
        status = note(table, p,
                      bn_strings_print(&table->strings, "indices do not ascend on line %zu, rows were sorted",
                                       p->unsorted_line));
    if (!status && p->qid_line)
        status = note(
            table, p,
            bn_strings_print(&table->strings, "qid on line %zu ignored, on later lines too", p->qid_line));
    return status;
}

static bn_status check_limit(const bn_pairs *p, size_t base)
{
    const bn_beyond *first = &p->beyond[base];
    if (!first->line)
        return BN_OK;
    return bn_fail(p->err, BN_BAD_FORMAT, "%s:%zu: index %zu is beyond the %zu feature%s, counted from %zu",
                   p->text->name, first->line, first->index, p->limit, p->limit == 1 ? "" : "s", base);
}

static bn_status make_table(bn_table *table, bn_pairs *p)
{
    size_t base;
    bn_status status = decide_base(&base, table, p);
    if (status || (status = note_oddities(table, p)))
        return status;
    if ((status = check_limit(p, base)))
        return status;
    if (!p->limit && !p->pair_count)
        return bn_fail(p->err, BN_BAD_FORMAT, "%s: only labels and no index:value, so no features",
                       p->text->name);
    table->cols = p->limit ? p->limit : p->largest + 1 - base;
    table->taken += bn_runs_trim(&p->runs);
    free(table->X); /* of no columns */
    table->X = NULL;
    status = bn_table_grow(table, table->rows, false, p->text->name, p->err);
    if (!status)
        status = bn_table_trim(table, p->text->name, p->err);
    if (!status)
        bn_runs_spread(&p->runs, table->X, table->rows, table->cols, base);
    return status;
}

static bn_status read_libsvm(bn_table *out, bn_text *text, const bn_dataset_options *options, bn_error *err)
{
    const char *column = options->target ? options->target : options->weights;
    bn_pairs p = {
        .text = text, .table = out, .index_base = options->index_base, .limit = options->cols, .err = err
    };
    const size_t limit = out->limit ? out->limit : bn_physical_memory();
    p.most = limit > out->taken ? limit - out->taken : 0;
    if (column)
        return bn_fail(err, BN_UNSUPPORTED,
                       "%s: column \"%.60s\" asked for, but LIBSVM has its label first and no weights",
                       text->name, column);
    bn_status status = bn_pairs_read(&p);
    if (!status)
        status = make_table(out, &p);
    bn_pairs_free(&p);
    return status;
}

const bn_reader bn_reader_libsvm = { "libsvm", "label index:value index:value ..., absent entries are 0",
                                     bn_pairs_probe, read_libsvm };
