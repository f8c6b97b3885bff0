/* The header of an NPY file: the magic, a version, a length, and a Python dictionary
   {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } padded with blanks.
   Strict: these three keys, each of them once. */
#include "dataset/npy_header.h"
#include "base/fail.h"

#include <string.h>

#define MAGIC "\x93NUMPY"
#define MAGIC_LENGTH 6
#define VERSION_END 8
#define MAX_AXES 8

/* What the dictionary said; the parser stops at the first thing that is not as it should be. */
typedef struct {
    const char *at, *end;
    bn_span descr;
    bool fortran;
    size_t axis[MAX_AXES], axes;
} dictionary;

static void skip_blanks(dictionary *d)
{
    while (d->at < d->end && (*d->at == ' ' || *d->at == '\n' || *d->at == '\t'))
        d->at++;
}

/* Takes word if it comes next. */
static bool take(dictionary *d, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(d);
    if ((size_t)(d->end - d->at) < length || memcmp(d->at, word, length) != 0)
        return false;
    d->at += length;
    return true;
}

static bool take_string(dictionary *d, bn_span *out)
{
    skip_blanks(d);
    if (d->at == d->end || (*d->at != '\'' && *d->at != '"'))
        return false;
    const char *start = d->at + 1, *close = memchr(start, *d->at, (size_t)(d->end - start));
    if (!close)
        return false;
    *out = (bn_span){ start, (size_t)(close - start) };
    d->at = close + 1;
    return true;
}

static bool take_number(dictionary *d, size_t *out)
{
    skip_blanks(d);
    const char *start = d->at;
    for (*out = 0; d->at < d->end && *d->at >= '0' && *d->at <= '9'; d->at++) {
        if (*out > SIZE_MAX / 10 - 1)
            return false;
        *out = 10 * *out + (size_t)(*d->at - '0');
    }
    return d->at > start;
}

static bool take_descr(dictionary *d)
{
    return take_string(d, &d->descr);
}

static bool take_order(dictionary *d)
{
    d->fortran = take(d, "True");
    return d->fortran || take(d, "False");
}

/* (3, 4), with or without a last comma */
static bool take_shape(dictionary *d)
{
    if (!take(d, "("))
        return false;
    while (!take(d, ")")) {
        if (d->axes == MAX_AXES || !take_number(d, &d->axis[d->axes++]))
            return false;
        if (!take(d, ",")) /* then nothing may follow but the end */
            return take(d, ")");
    }
    return true;
}

static const struct {
    const char *key;
    bool (*take_value)(dictionary *d);
} entries[] = { { "descr", take_descr }, { "fortran_order", take_order }, { "shape", take_shape } };

#define ENTRIES (sizeof entries / sizeof *entries)

static bool take_entry(dictionary *d, bool *seen)
{
    bn_span key;
    if (!take_string(d, &key) || !take(d, ":"))
        return false;
    for (size_t i = 0; i < ENTRIES; i++)
        if (!seen[i] && key.length == strlen(entries[i].key) && !memcmp(key.at, entries[i].key, key.length))
            return seen[i] = true, entries[i].take_value(d);
    return false;
}

static bool take_dictionary(dictionary *d)
{
    bool seen[ENTRIES] = { false };
    if (!take(d, "{"))
        return false;
    for (size_t i = 0; i < ENTRIES; i++)
        if (!take_entry(d, seen) || (!take(d, ",") && i + 1 < ENTRIES))
            return false;
    if (!take(d, "}"))
        return false;
    skip_blanks(d);
    return d->at == d->end;
}

bool bn_npy_probe(bn_text *text)
{
    return text->size >= MAGIC_LENGTH && !memcmp(text->bytes, MAGIC, MAGIC_LENGTH);
}

/* Finds the dictionary between the version and the numbers. */
static bn_status open_dictionary(dictionary *d, bn_text *text, bn_error *err)
{
    const unsigned char *bytes = (const unsigned char *)text->bytes;
    if (!bn_npy_probe(text))
        return bn_fail(err, BN_BAD_FORMAT, "%s: does not begin as an NPY file does", text->name);
    unsigned version = text->size >= VERSION_END ? bytes[MAGIC_LENGTH] : 0;
    if (text->size >= VERSION_END && (version < 1 || version > 3))
        return bn_fail(err, BN_UNSUPPORTED, "%s: NPY version %u.%u, expected 1 to 3", text->name, version,
                       (unsigned)bytes[MAGIC_LENGTH + 1]);
    size_t start = version == 1 ? VERSION_END + 2 : VERSION_END + 4, length = 0;
    if (text->size >= start)
        for (size_t i = start; i-- > VERSION_END;)
            length = length << 8 | bytes[i];
    if (text->size < start || text->size - start < length)
        return bn_fail(err, BN_BAD_FORMAT, "%s: the file ends within its NPY header", text->name);
    *d = (dictionary){ .at = text->bytes + start, .end = text->bytes + start + length };
    return BN_OK;
}

static bn_status check_kind(bn_npy_header *out, const dictionary *d, const char *name, bn_error *err)
{
    static const struct {
        const char *descr;
        size_t width;
        bool big_endian;
    } kinds[] = { { "<f8", 8, false }, { ">f8", 8, true }, { "<f4", 4, false }, { ">f4", 4, true } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (d->descr.length == 3 && !memcmp(d->descr.at, kinds[i].descr, 3)) {
            out->width = kinds[i].width;
            out->big_endian = kinds[i].big_endian;
            return BN_OK;
        }
    }
    return bn_fail(err, BN_UNSUPPORTED,
                   "%s: numbers of type " BN_QUOTE ", expected f8 or f4 (double or float)", name,
                   BN_QUOTED(d->descr));
}

static bn_status check_shape(const dictionary *d, const char *name, bn_error *err)
{
    if (d->axes != 2)
        return bn_fail(err, BN_UNSUPPORTED, "%s: an array of %zu dimension%s, expected 2: rows and columns",
                       name, d->axes, d->axes == 1 ? "" : "s");
    if (!d->axis[0] || !d->axis[1])
        return bn_fail(err, BN_BAD_FORMAT, "%s: %zu rows and %zu columns, no data", name, d->axis[0],
                       d->axis[1]);
    return BN_OK;
}

/* The file holds as many bytes as the shape promises, no more and no less. */
static bn_status check_size(const bn_npy_header *h, size_t bytes, const char *name, bn_error *err)
{
    size_t numbers = bytes / h->width;
    if (bytes % h->width || numbers / h->cols != h->rows || numbers % h->cols)
        return bn_fail(err, BN_BAD_FORMAT,
                       "%s: %zu bytes of numbers, expected %zu rows of %zu numbers of %zu bytes", name, bytes,
                       h->rows, h->cols, h->width);
    return BN_OK;
}

bn_status bn_npy_header_read(bn_npy_header *out, bn_text *text, bn_error *err)
{
    dictionary d;
    bn_status status = open_dictionary(&d, text, err);
    if (status)
        return status;
    const char *numbers = d.end;
    if (!take_dictionary(&d))
        return bn_fail(err, BN_BAD_FORMAT,
                       "%s: byte %zu of the NPY header is not as in {'descr': '<f8', 'fortran_order': False, "
                       "'shape': (ROWS, COLUMNS), }",
                       text->name, (size_t)(d.at - text->bytes) + 1);
    bn_npy_header h = { .fortran = d.fortran, .data = (const unsigned char *)numbers };
    if ((status = check_kind(&h, &d, text->name, err)) || (status = check_shape(&d, text->name, err)))
        return status;
    h.rows = d.axis[0];
    h.cols = d.axis[1];
    status = check_size(&h, (size_t)(text->bytes + text->size - numbers), text->name, err);
    if (!status)
        *out = h;
    return status;
}
