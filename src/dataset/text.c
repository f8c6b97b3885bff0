/* A file into memory, with the questions that are asked of every file before anyone reads it as a table. */
#include "dataset/text.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "base/input.h"
#include "dataset/memory.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK ((size_t)1 << 16)

/* Files that people mistake for tables. None of these beginnings can be text in UTF-8. */
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
    { "PK\3\4", 4, "a ZIP archive (npz and xlsx are), unpack it first" },
    { "\x89HDF", 4, "an HDF5 file, export it as NPY or CSV" },
};

/* A regular file tells how long it is; one byte more finds its end. */
static size_t first_block(const bn_input *in)
{
    return S_ISREG(in->before.st_mode) ? (size_t)in->before.st_size + 1 : FIRST_BLOCK;
}

/* Reads until the end of the file, doubling the block: the size of a pipe is not known beforehand. */
static bn_status read_all(bn_text *text, bn_input *in, size_t limit, bn_error *err)
{
    char size[BN_BYTES_TEXT], most[BN_BYTES_TEXT];
    for (size_t room = 0, got = 1; got > 0; text->size += got) {
        if (text->size == room) {
            const size_t wanted = room ? 2 * room : first_block(in);
            void *bigger = wanted - 1 > limit ? NULL : bn_resize(text->block, wanted, 1);
            if (!bigger)
                return bn_fail(err, BN_NO_MEMORY, "%s: a file of %s%s, where %s of memory may be taken",
                               text->name, bn_bytes_format(size, (double)(room ? room : wanted - 1)),
                               room ? " and more" : "", bn_bytes_format(most, (double)limit));
            text->block = bigger;
            room = wanted;
        }
        got = bn_input_take(in, (char *)text->block + text->size, room - text->size);
    }
    return BN_OK;
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
    *out =
        (bn_text){ .path = path, .name = bn_path_name(path, "standard input"), .bytes = bytes, .size = size };
    return recognise(out, err);
}

bn_status bn_text_load(bn_text *out, const char *path, size_t limit, bn_error *err)
{
    bn_input in;
    bn_status status = bn_input_open(&in, path, err);
    if (status)
        return status;
    bn_text text = { .path = path, .name = in.name };
    status = bn_input_close(&in, read_all(&text, &in, limit, err), err);
    text.bytes = text.block;
    if (!status)
        status = recognise(&text, err);
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

bn_status bn_text_check(const bn_text *text, bn_error *err)
{
    size_t line = 1;
    const char *end = text->bytes + text->size;
    for (const char *at = text->bytes; at < end;) {
        unsigned char c = (unsigned char)*at;
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
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    line->length = (size_t)(at - line->at);
    line->next = at < end ? bn_line_end(at, end) : end;
    return true;
}
