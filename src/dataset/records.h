/* A walk over the records of a delimited text: quotes, comments, blank lines, any line end. */
#ifndef BN_DATASET_RECORDS_H
#define BN_DATASET_RECORDS_H

#include "base/clones.h"
#include "dataset/text.h"

typedef struct bn_cell {
    bn_span text; /* trimmed, without the quotes around it */
    size_t line;  /* where it begins */
    bool doubled; /* a quoted cell with "" in it, each of which means one " */
} bn_cell;

typedef struct bn_records {
    bn_text *text;
    const char *at;
    size_t line;    /* of at */
    char delimiter; /* , ; TAB, or a blank for runs of blanks and TABs */
    bn_cell *cell;  /* the record, valid until the next one is read; free() it at the end */
    size_t cells;   /* 0: the text has ended */
    size_t first_line;
    size_t room;
    bool looks; /* at what is in the window, and does not move it: */
    bool cut;   /* the record, by the end of the window */
} bn_records;

/* Before the first record; that one and the next are in the window then. The delimiter is found on the first
   line that is neither blank nor a comment. */
bn_status bn_records_start(bn_records *records, bn_text *text, bn_error *err);

/* The next record. The window of the text follows, and lets go of the records before. */
bn_status bn_records_next(bn_records *records, bn_error *err);

/* Blanks that decorate; a TAB that delimits is not one. */
INLINE const char *bn_records_skip(const bn_records *records, const char *at, const char *end)
{
    while (at < end && (*at == ' ' || (*at == '\t' && records->delimiter != '\t')))
        at++;
    return at;
}

#endif
