/* The file of a checkpoint:

       banach checkpoint 1\n
       records, each  kind (d, u or t), length of the name (1 byte), name, count (8 bytes), contents
       SHA-256 of all that, 64 hexadecimal digits

   A d is a double and a u a whole number, 8 bytes each, the least significant first; a t is a byte of text.
 */
#include "base/checkpoint.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/fail.h"
#include "base/input.h"
#include "base/number.h"
#include "base/output.h"
#include "base/words.h"

static const char magic[] = "banach checkpoint 1\n";

enum { MAGIC = sizeof magic - 1, SUM = BN_DIGEST_TEXT - 1, CHUNK = 512, NAME = 64, TEXT = 1000 };

struct bn_checkpoint {
    const char *name; /* of the file, for sentences */
    bn_output out;    /* saving */
    bn_digest digest;
    const unsigned char *next; /* loading: what was not read yet; NULL: saving */
    size_t left;               /* so many bytes of it */
    bn_status status;
    bn_error *err;
};

bool bn_checkpoint_loads(const bn_checkpoint *c)
{
    return c->next != NULL;
}

bool bn_checkpoint_good(const bn_checkpoint *c)
{
    return c->status == BN_OK;
}

static void fail(bn_checkpoint *c, bn_status status, const char *format, va_list args)
{
    char text[400];
    vsnprintf(text, sizeof text, format, args);
    if (!c->status)
        c->status = bn_fail(c->err, status, "%s: %s", c->name, text);
}

void bn_checkpoint_refuse(bn_checkpoint *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(c, BN_BAD_ARGUMENT, format, args);
    va_end(args);
}

static void BN_PRINTF(2, 3) malformed(bn_checkpoint *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail(c, BN_BAD_FORMAT, format, args);
    va_end(args);
}

/* ---- Bytes --------------------------------------------------------------------------------- */

static void put(bn_checkpoint *c, const void *bytes, size_t size)
{
    bn_digest_bytes(&c->digest, size, bytes);
    bn_output_put(&c->out, bytes, size);
}

static void get(bn_checkpoint *c, void *bytes, size_t size)
{
    if (!c->status && size > c->left)
        malformed(c, "ends in the middle of something");
    if (c->status)
        return;
    memcpy(bytes, c->next, size);
    c->next += size;
    c->left -= size;
}

/* One record begins; on loading it has to be the expected one. */
static void head(bn_checkpoint *c, char kind, const char *name, uint64_t count)
{
    const size_t length = strnlen(name, NAME), size = 2 + length + BN_WORD;
    unsigned char bytes[2 + NAME + BN_WORD] = { (unsigned char)kind, (unsigned char)length };
    memcpy(bytes + 2, name, length);
    bn_word_put(bytes + 2 + length, count);
    if (!c->next) {
        put(c, bytes, size);
        return;
    }
    unsigned char found[sizeof bytes];
    get(c, found, size);
    if (!c->status && memcmp(found, bytes, 2 + length))
        malformed(c, "\"%s\" is not where this version of banach expects it", name);
    else if (!c->status && bn_word_get(found + 2 + length) != count)
        malformed(c, "\"%s\" has a length of %llu, expected %llu", name,
                  (unsigned long long)bn_word_get(found + 2 + length), (unsigned long long)count);
}

/* count words of 8 bytes; of a load only what was read is written. */
static void words(bn_checkpoint *c, size_t count, void *x)
{
    unsigned char bytes[CHUNK * BN_WORD], *at = x;
    for (size_t done = 0, size; done < count && !c->status; done += size) {
        size = count - done < CHUNK ? count - done : CHUNK;
        if (c->next)
            get(c, bytes, size * BN_WORD);
        for (size_t i = 0; i < size && !c->status; i++, at += BN_WORD) {
            uint64_t bits;
            memcpy(&bits, at, sizeof bits);
            if (c->next)
                bits = bn_word_get(bytes + i * BN_WORD);
            else
                bn_word_put(bytes + i * BN_WORD, bits);
            memcpy(at, &bits, sizeof bits);
        }
        if (!c->next)
            put(c, bytes, size * BN_WORD);
    }
}

/* ---- Things -------------------------------------------------------------------------------- */

void bn_checkpoint_doubles(bn_checkpoint *c, const char *name, size_t count, double *x)
{
    head(c, 'd', name, count);
    words(c, count, x);
}

void bn_checkpoint_counts(bn_checkpoint *c, const char *name, size_t count, uint64_t *x)
{
    head(c, 'u', name, count);
    words(c, count, x);
}

void bn_checkpoint_double(bn_checkpoint *c, const char *name, double *x)
{
    bn_checkpoint_doubles(c, name, 1, x);
}

void bn_checkpoint_size(bn_checkpoint *c, const char *name, size_t *n, size_t most)
{
    uint64_t count = *n;
    bn_checkpoint_counts(c, name, 1, &count);
    if (!c->status && count > most)
        malformed(c, "\"%s\" is %llu, expected %zu at most", name, (unsigned long long)count, most);
    if (!c->status)
        *n = (size_t)count;
}

void bn_checkpoint_flag(bn_checkpoint *c, const char *name, bool *flag)
{
    uint64_t count = *flag;
    bn_checkpoint_counts(c, name, 1, &count);
    if (!c->status && count > 1)
        malformed(c, "\"%s\" is neither true nor false", name);
    if (!c->status)
        *flag = count;
}

size_t bn_checkpoint_room(const bn_checkpoint *c)
{
    return c->next ? c->left / BN_WORD : SIZE_MAX;
}

/* A text of unknown length; too long a one is cut, both when it is saved and when it is compared. */
static void text(bn_checkpoint *c, const char *name, char x[TEXT])
{
    uint64_t length = strlen(x);
    char what[NAME];
    snprintf(what, sizeof what, "%s, bytes", name);
    bn_checkpoint_counts(c, what, 1, &length);
    if (!c->status && length >= TEXT)
        malformed(c, "\"%s\" has a length of %llu", name, (unsigned long long)length);
    if (c->status)
        return;
    head(c, 't', name, length);
    if (c->next)
        get(c, x, length);
    else
        put(c, x, length);
    x[length] = '\0';
}

void bn_checkpoint_choice(bn_checkpoint *c, const char *name, const char **choice, const char *const *names)
{
    char found[TEXT];
    snprintf(found, sizeof found, "%s", c->next ? "" : *choice);
    text(c, name, found);
    while (!c->status && *names && strcmp(*names, found))
        names++;
    if (!c->status && !*names)
        malformed(c, "\"%s\" is \"%.60s\", which this version of banach does not know", name, found);
    if (!c->status)
        *choice = *names;
}

void bn_checkpoint_same(bn_checkpoint *c, const char *what, const char *value)
{
    char found[TEXT], here[TEXT];
    snprintf(here, sizeof here, "%s", value);
    strcpy(found, here);
    text(c, what, found);
    if (!c->status && strcmp(found, here))
        bn_checkpoint_refuse(c, "is of a run whose %s is %.110s; here it is %.110s", what, found, here);
}

void bn_checkpoint_same_double(bn_checkpoint *c, const char *what, double value)
{
    char number[BN_NUMBER_TEXT];
    bn_checkpoint_same(c, what,
                       isfinite(value) ? bn_number_format(number, value)
                       : value > 0     ? "inf"
                                       : "none");
}

/* ---- Files --------------------------------------------------------------------------------- */

bn_status bn_checkpoint_save(const char *path, bn_checkpoint_walk *walk, void *context, bn_error *err)
{
    bn_checkpoint c = { .err = err };
    char sum[BN_DIGEST_TEXT];
    bn_status status = bn_output_open(&c.out, path, err);
    if (status)
        return status;
    c.name = c.out.name;
    bn_digest_open(&c.digest);
    put(&c, magic, MAGIC);
    walk(&c, context);
    bn_output_text(&c.out, bn_digest_close(sum, &c.digest));
    return bn_output_close(&c.out, c.status, err);
}

/* Nothing in the file is believed before the whole of it is what was written. */
static bn_status check(const char *name, const unsigned char *bytes, size_t size, bn_error *err)
{
    char sum[BN_DIGEST_TEXT];
    bn_digest digest;
    if (size < MAGIC || memcmp(bytes, magic, MAGIC))
        return bn_fail(err, BN_BAD_FORMAT, "%s: no checkpoint, or none of this version of banach", name);
    bn_digest_open(&digest);
    bn_digest_bytes(&digest, size < MAGIC + SUM ? size : size - SUM, bytes);
    bn_digest_close(sum, &digest);
    if (size < MAGIC + SUM || memcmp(bytes + size - SUM, sum, SUM))
        return bn_fail(err, BN_BAD_FORMAT, "%s: damaged or cut short: its checksum is another", name);
    return BN_OK;
}

static bn_status read_all(unsigned char **out, size_t *size, bn_input *in, bn_error *err)
{
    const size_t room = (size_t)in->before.st_size;
    if (!S_ISREG(in->before.st_mode))
        return bn_fail(err, BN_CANNOT_READ, "%s: cannot read: not a regular file", in->name);
    *out = bn_array(room, 1);
    if (!*out)
        return bn_fail(err, BN_NO_MEMORY, "%s: no memory to read %zu bytes", in->name, room);
    for (size_t got = 1; got > 0 && *size < room; *size += got)
        got = bn_input_take(in, *out + *size, room - *size);
    return BN_OK;
}

bn_status bn_checkpoint_load(const char *path, bn_checkpoint_walk *walk, void *context, bn_error *err)
{
    bn_input in;
    unsigned char *bytes = NULL;
    size_t size = 0;
    bn_status status = bn_input_open(&in, path, err);
    if (status)
        return status;
    status = bn_input_close(&in, read_all(&bytes, &size, &in, err), err);
    if (!status)
        status = check(in.name, bytes, size, err);
    if (!status) {
        bn_checkpoint c = { .name = in.name, .next = bytes + MAGIC, .left = size - MAGIC - SUM, .err = err };
        walk(&c, context);
        status = c.status;
    }
    free(bytes);
    return status;
}
