/* The bytes of one file: all of them in memory, or as many as are looked at just now, in whole lines. */
#ifndef BN_DATASET_TEXT_H
#define BN_DATASET_TEXT_H

#include <banach/status.h>

#include "base/input.h"

/* A file up to this size is read as a whole; a longer one goes through a window of this size, which stays in
   a core's cache while it is read, checked and parsed. */
#define BN_TEXT_WINDOW ((size_t)1 << 20)

typedef struct bn_text {
    const char *path;  /* as the caller gave it */
    const char *name;  /* for sentences: the path, only its end when it is long, or "standard input" */
    const char *bytes; /* the window, without a UTF-8 byte order mark */
    size_t size;
    bool ended;   /* the window reaches to the end of the file, */
    size_t later; /* or so many bytes follow; SIZE_MAX: nobody knows */

    bool checked;         /* has the window been looked through for control characters? */
    bn_input *in;         /* where more comes from, or NULL */
    char *block;          /* what bn_text_free releases; NULL when the bytes belong to someone else */
    size_t room, filled;  /* of block, part of a line at its end included */
    size_t limit, window; /* room at most; and what to grow to before anyone looks */
} bn_text;

/* Part of a text: length bytes, not terminated. */
typedef struct bn_span {
    const char *at;
    size_t length;
} bn_span;

/* Reads all of in or, if it has more than window bytes (BN_TEXT_WINDOW, or in tests less), its beginning; in
   memory are at most limit bytes at a time. Empty and compressed files, UTF-16 and what begins with a NUL are
   refused, and so is, here or later, a line of 1024 windows. in must live as long as the text. */
bn_status bn_text_open(bn_text *out, const char *path, bn_input *in, size_t limit, size_t window,
                       bn_error *err);

/* The same for bytes that are in memory already and stay the caller's. */
bn_status bn_text_wrap(bn_text *out, const char *path, const void *bytes, size_t size, bn_error *err);

void bn_text_free(bn_text *text);

/* Lets the window begin at keep, which has the line number line, and end later. Where the bytes are changes:
   keep is text->bytes then. Not after the end. */
bn_status bn_text_more(bn_text *text, const char *keep, size_t line, bn_error *err);

/* The whole file in the window. */
bn_status bn_text_whole(bn_text *text, bn_error *err);

/* Text has no control characters but TAB, CR and LF; a NUL would silently cut a line. Looks at the window,
   and from then on at all that comes into it. */
bn_status bn_text_check(bn_text *text, bn_error *err);

/* Line ends in the window from at on, and one for a last line without: no fewer than lines. */
size_t bn_text_lines(const bn_text *text, const char *at);

/* Steps over one line end, CR LF, CR or LF. at < end. */
const char *bn_line_end(const char *at, const char *end);

/* A walk over the lines of the window: start from { .next = text->bytes }. */
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
