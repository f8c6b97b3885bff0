/* A file into memory, whole or by and by, and what every file is asked before anyone takes it for a table. */
#include "dataset/text.h"
#include "base/alloc.h"
#include "base/clones.h"
#include "base/fail.h"
#include "dataset/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)1 << 16)

/* Bytes that tell what a file is, and more. */
#define BEGINNING 8

/* Windows that a line may fill, 1 GB in all: some 50 million numbers. What has no line end up to there has
   none, and would be read until memory is refused. */
#define LONGEST_LINE 1024

/* Files that people mistake for tables. None of these beginnings can be text in UTF-8, or an NPY file. */
static const struct {
    const char *start;
    size_t length;
    const char *what;
} strangers[] = {
    { "\xFF\xFE", 2, "looks like UTF-16 (FF FE), convert it to UTF-8" },
    { "\xFE\xFF", 2, "looks like UTF-16 (FE FF), convert it to UTF-8" },
    { "\x1F\x8B", 2, "compressed with gzip, decompress it first" },
    { "\xFD"
      "7zXZ",
      5, "compressed with xz, decompress it first" },
    { "\x28\xB5\x2F\xFD", 4, "compressed with zstd, decompress it first" },
    { "\0", 1, "NUL byte, expected text" },
    { "PK\3\4", 4, "a ZIP archive (npz and xlsx are), unpack it first" },
    { "\x89HDF", 4, "an HDF5 file, export it as NPY or CSV" },
};

/* A regular file tells how long it is; one byte more finds its end. */
static size_t first_room(const bn_text *text)
{
    const struct stat *file = &text->in->before;
    const uintmax_t size = S_ISREG(file->st_mode) ? (uintmax_t)file->st_size : 0;
    return size == 0 ? FIRST_BLOCK : size < text->window ? (size_t)size + 1 : text->window;
}

static bn_status make_room(bn_text *text, size_t room, bn_error *err)
{
    char size[BN_BYTES_TEXT], most[BN_BYTES_TEXT];
    const struct stat *file = &text->in->before;
    const bool told = S_ISREG(file->st_mode);
    char *bigger = room - 1 > text->limit ? NULL : bn_resize(text->block, room, 1);
    if (!bigger)
        return bn_fail(err, BN_NO_MEMORY, "%s: a file of %s%s, where %s of memory may be taken", text->name,
                       bn_bytes_format(size, told ? (double)file->st_size : (double)text->filled),
                       told ? "" : " and more", bn_bytes_format(most, (double)text->limit));
    text->bytes = bigger + (text->block ? text->bytes - text->block : 0);
    text->block = bigger;
    text->room = room;
    return BN_OK;
}

static void fill(bn_text *text)
{
    while (text->filled < text->room && !text->ended) {
        const size_t got = bn_input_take(text->in, text->block + text->filled, text->room - text->filled);
        text->filled += got;
        text->later -= text->later == SIZE_MAX ? 0 : got < text->later ? got : text->later;
        text->ended = !got;
    }
}

/* Past the last line end that is surely one: a CR may have its LF still to come. */
static const char *last_line_end(const char *at, const char *end)
{
    const char *cr = NULL;
    for (const char *c = end; c-- > at;)
        if (*c == '\n')
            return c + 1;
        else if (*c == '\r' && c + 1 < end && !cr)
            cr = c + 1;
    return cr ? cr : at;
}

/* The window: whole lines of what is there. */
static void show(bn_text *text)
{
    const char *end = text->block + text->filled;
    text->size = (size_t)((text->ended ? end : last_line_end(text->bytes, end)) - text->bytes);
}

/* As much as there is room for, which is doubled once half of it is taken. */
static bn_status take_more(bn_text *text, bn_error *err)
{
    const bool tight = text->filled > text->room / 2;
    const bn_status status = tight ? make_room(text, 2 * text->room, err) : BN_OK;
    if (!status)
        fill(text);
    return status;
}

static bn_status check_last_line(const bn_text *text, bn_error *err)
{
    char longest[BN_BYTES_TEXT];
    const size_t length = (size_t)(text->block + text->filled - (text->bytes + text->size));
    if (length / LONGEST_LINE < text->window)
        return BN_OK;
    return bn_fail(err, BN_BAD_FORMAT, "%s: a line of more than %s, expected text in lines", text->name,
                   bn_bytes_format(longest, (double)LONGEST_LINE * (double)text->window));
}

/* Reads on until the window is full, and has more whole lines than it had. */
static bn_status extend(bn_text *text, size_t had, bn_error *err)
{
    bn_status status = BN_OK;
    for (show(text); !text->ended && (text->size <= had || text->room < text->window); show(text)) {
        status = check_last_line(text, err);
        if (!status)
            status = take_more(text, err);
        if (status)
            break;
    }
    return status;
}

static bn_status recognise(bn_text *text, bn_error *err)
{
    if (!text->size)
        return bn_fail(err, BN_BAD_FORMAT, "%s: empty file (0 bytes)", text->name);
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
        if (text->size >= strangers[i].length &&
            !memcmp(text->bytes, strangers[i].start, strangers[i].length))
            return bn_fail(err, BN_BAD_FORMAT, "%s:1: %s", text->name, strangers[i].what);
    if (text->size >= 3 && !memcmp(text->bytes, "\xEF\xBB\xBF", 3)) {
        text->bytes += 3;
        text->size -= 3;
    }
    return BN_OK;
}

bn_status bn_text_wrap(bn_text *out, const char *path, const void *bytes, size_t size, bn_error *err)
{
    *out = (bn_text){ .path = path,
                      .name = bn_path_name(path, "standard input"),
                      .bytes = bytes,
                      .size = size,
                      .ended = true };
    return recognise(out, err);
}

bn_status bn_text_open(bn_text *out, const char *path, bn_input *in, size_t limit, size_t window,
                       bn_error *err)
{
    const struct stat *file = &in->before;
    bn_text text = { .path = path, .name = in->name, .in = in, .limit = limit };
    text.window = window > BEGINNING ? window : BEGINNING;
    text.later = S_ISREG(file->st_mode) ? (size_t)file->st_size : SIZE_MAX;
    bn_status status = make_room(&text, first_room(&text), err);
    if (!status) {
        fill(&text);
        text.size = text.filled;
        status = recognise(&text, err);
    }
    if (!status)
        status = extend(&text, 0, err);
    if (status)
        bn_text_free(&text);
    else
        *out = text;
    return status;
}

void bn_text_free(bn_text *text)
{
    free(text->block);
    *text = (bn_text){ .size = 0 };
}

/* Any of them? In vector code. */
CLONES static bool has_controls(const char *at, size_t count)
{
    unsigned char any = 0;
#pragma omp simd reduction(| : any)
    for (size_t i = 0; i < count; i++) {
        const unsigned char c = (unsigned char)at[i];
        any |= (c < ' ') & (c != '\t') & (c != '\n') & (c != '\r');
    }
    return any;
}

static bn_status look_for_controls(const bn_text *text, const char *at, size_t line, bn_error *err)
{
    const char *end = text->bytes + text->size;
    while (at < end) {
        const unsigned char c = (unsigned char)*at;
        if (c == '\n' || c == '\r') {
            at = bn_line_end(at, end);
            line++;
        } else if (c >= ' ' || c == '\t') {
            at++;
        } else if (c == 0) {
            return bn_fail(err, BN_BAD_FORMAT, "%s:%zu: NUL byte, expected text", text->name, line);
        } else {
            return bn_fail(err, BN_BAD_FORMAT, "%s:%zu: stray control character 0x%02X, expected text",
                           text->name, line, (unsigned)c);
        }
    }
    return BN_OK;
}

bn_status bn_text_check(bn_text *text, bn_error *err)
{
    text->checked = true;
    return has_controls(text->bytes, text->size) ? look_for_controls(text, text->bytes, 1, err) : BN_OK;
}

bn_status bn_text_more(bn_text *text, const char *keep, size_t line, bn_error *err)
{
    const size_t had = (size_t)(text->bytes + text->size - keep);
    text->filled = (size_t)(text->block + text->filled - keep);
    memmove(text->block, keep, text->filled);
    text->bytes = text->block;
    bn_status status = extend(text, had, err);
    if (!status && text->checked && has_controls(text->bytes + had, text->size - had))
        status = look_for_controls(text, text->bytes, line, err);
    return status;
}

bn_status bn_text_whole(bn_text *text, bn_error *err)
{
    bn_status status = BN_OK;
    if (text->ended)
        return BN_OK;
    while (!text->ended && !status)
        status = take_more(text, err);
    show(text);
    return status;
}

CLONES static size_t count_byte(const char *at, size_t count, char wanted)
{
    size_t found = 0;
    for (size_t i = 0; i < count;) {
        const size_t stop = count - i < 255 ? count : i + 255;
        unsigned char some = 0;
        for (; i < stop; i++)
            some += at[i] == wanted;
        found += some;
    }
    return found;
}

size_t bn_text_lines(const bn_text *text, const char *at)
{
    const size_t size = (size_t)(text->bytes + text->size - at);
    return count_byte(at, size, '\n') + count_byte(at, size, '\r') + 1;
}

const char *bn_line_end(const char *at, const char *end)
{
    bool pair = *at == '\r' && at + 1 < end && at[1] == '\n';
    return at + (pair ? 2 : 1);
}

bool bn_next_line(bn_line *line, const bn_text *text)
{
    const char *end = text->bytes + text->size, *at = line->next;
    if (at == end)
        return false;
    line->at = at;
    line->number++;
    const char *lf = memchr(at, '\n', (size_t)(end - at)), *stop = lf ? lf : end;
    const char *cr = memchr(at, '\r', (size_t)(stop - at));
    at = cr ? cr : stop;
    line->length = (size_t)(at - line->at);
    line->next = at < end ? bn_line_end(at, end) : end;
    return true;
}
