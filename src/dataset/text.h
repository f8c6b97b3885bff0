/* The bytes of one file, whole in memory, and the lines in them. */
#ifndef BN_DATASET_TEXT_H
#define BN_DATASET_TEXT_H

#include <banach/status.h>

typedef struct bn_text {
    const char *path;  /* as the caller gave it */
    const char *name;  /* for sentences: the path, only its end when it is long, or "standard input" */
    const char *bytes; /* without a UTF-8 byte order mark */
    size_t size;
    void *block; /* what bn_text_free releases; NULL when the bytes belong to someone else */
} bn_text;

/* Part of a text: length bytes, not terminated. */
typedef struct bn_span {
    const char *at;
    size_t length;
} bn_span;

/* Reads path ("-": standard input) to its end, if that takes no more bytes than limit. Empty and compressed
   files and UTF-16 are refused. */
bn_status bn_text_load(bn_text *out, const char *path, size_t limit, bn_error *err);

/* The same for bytes that are in memory already and stay the caller's. */
bn_status bn_text_wrap(bn_text *out, const char *path, const void *bytes, size_t size, bn_error *err);

void bn_text_free(bn_text *text);

/* Text has no control characters but TAB, CR and LF; a NUL would silently cut a line. */
bn_status bn_text_check(const bn_text *text, bn_error *err);

/* Steps over one line end, CR LF, CR or LF. at < end. */
const char *bn_line_end(const char *at, const char *end);

/* A walk over lines: start from { .next = text->bytes }. */
typedef struct bn_line {
    const char *at, *next;
    size_t length; /* without the line end */
    size_t number; /* from 1 */
} bn_line;

bool bn_next_line(bn_line *line, const bn_text *text);

/* A span for a sentence: printf(BN_QUOTE, BN_QUOTED(span)) shows at most 40 bytes of it in quotes. */
#define BN_QUOTE "\"%.*s%s\""
#define BN_QUOTED(span)                                                                                      \
    (int)((span).length > 40 ? 40 : (span).length), (span).at, (span).length > 40 ? "..." : ""

#endif
