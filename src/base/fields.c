/* JSON files that were written by hands unknown. */
#include "base/fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/hex.h"
#include "base/input.h"

static void fail(bn_fields *f, bn_status status, const char *text)
{
    if (!f->status)
        f->status = bn_fail(f->err, status, "%s: %s", f->path, text);
}

void bn_fields_refuse(bn_fields *f, const char *format, ...)
{
    char text[200];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fail(f, BN_BAD_FORMAT, text);
}

static size_t take(void *bytes, size_t room, void *in)
{
    return bn_input_take(in, bytes, room);
}

/* Jansson 2.14 does not look whether the buffer for a token could grow: without memory it would read other
   bytes than are there. So what it may take is asked for first, and given back to the heap. */
static bool has_room(const bn_input *in)
{
    const off_t size = in->before.st_size;
    void *room = (uintmax_t)size < PTRDIFF_MAX / 32 ? bn_array((size_t)size + 4096, 16) : NULL;
    free(room);
    return room != NULL;
}

void bn_fields_open(bn_fields *f, const char *path, bn_error *err)
{
    json_error_t where = { .line = 0 };
    bn_input in;
    *f = (bn_fields){ .path = bn_path_name(path, "standard input"), .err = err };
    f->status = bn_input_open(&in, path, err);
    if (f->status)
        return;
    if (has_room(&in))
        f->root = json_load_callback(take, &in, JSON_REJECT_DUPLICATES, &where);
    else
        fail(f, BN_NO_MEMORY, "no memory to read it");
    f->status = bn_input_close(&in, f->status, err);
    if (!f->root)
        bn_fields_refuse(f, "line %d, column %d: not JSON: %.100s", where.line, where.column, where.text);
}

void bn_fields_close(bn_fields *f)
{
    json_decref(f->root);
    f->root = NULL;
}

/* The value, NULL after a failure; it is a failure not to be there. */
static const json_t *get(bn_fields *f, const json_t *in, const char *key)
{
    const json_t *value = f->status ? NULL : json_object_get(in, key);
    if (!value)
        bn_fields_refuse(f, "\"%s\" is missing", key);
    return value;
}

static void wrong(bn_fields *f, const char *key, const char *expected)
{
    bn_fields_refuse(f, "\"%s\" is not %s", key, expected);
}

void bn_fields_expect(bn_fields *f, const char *format)
{
    const char *found = json_string_value(json_object_get(f->root, "format"));
    if (!found)
        bn_fields_refuse(f, "\"format\" is not \"%s\"", format);
    else if (strcmp(found, format))
        bn_fields_refuse(f, "\"format\" is \"%.40s\", expected \"%s\"", found, format);
}

const json_t *bn_field_object(bn_fields *f, const json_t *in, const char *key)
{
    const json_t *value = get(f, in, key);
    if (!f->status && !json_is_object(value))
        wrong(f, key, "an object");
    return f->status ? NULL : value;
}

const char *bn_field_text_or_null(bn_fields *f, const json_t *in, const char *key)
{
    const json_t *value = get(f, in, key);
    if (!f->status && !json_is_string(value) && !json_is_null(value))
        wrong(f, key, "a text");
    return f->status ? NULL : json_string_value(value);
}

const char *bn_field_text(bn_fields *f, const json_t *in, const char *key)
{
    const char *text = bn_field_text_or_null(f, in, key);
    if (!text)
        wrong(f, key, "a text");
    return text ? text : "";
}

size_t bn_field_count(bn_fields *f, const json_t *in, const char *key)
{
    const json_t *value = get(f, in, key);
    if (!f->status && (!json_is_integer(value) || json_integer_value(value) < 0))
        wrong(f, key, "a whole number");
    return f->status ? 0 : (size_t)json_integer_value(value);
}

bool bn_field_flag(bn_fields *f, const json_t *in, const char *key)
{
    const json_t *value = get(f, in, key);
    if (!f->status && !json_is_boolean(value))
        wrong(f, key, "true or false");
    return !f->status && json_is_true(value);
}

double bn_field_number(bn_fields *f, const json_t *in, const char *key)
{
    const json_t *value = get(f, in, key);
    if (!f->status && !json_is_number(value))
        wrong(f, key, "a number");
    return f->status ? 0 : json_number_value(value);
}

static const char expected_hex[] = "a double as exact hexadecimal text, such as \"0x3p-2\"";

double bn_field_hex(bn_fields *f, const json_t *in, const char *key)
{
    double x = 0;
    const char *text = bn_field_text(f, in, key);
    if (!f->status && !bn_hex_parse(&x, text))
        wrong(f, key, expected_hex);
    return x;
}

size_t bn_field_choice(bn_fields *f, const json_t *in, const char *key, const char *const *names)
{
    size_t place = 0;
    const char *text = bn_field_text(f, in, key);
    while (!f->status && names[place] && strcmp(names[place], text))
        place++;
    if (!f->status && !names[place])
        bn_fields_refuse(f, "\"%s\" is \"%.40s\", which is none of those it may be", key, text);
    return f->status ? 0 : place;
}

/* The value of a key that has to be an array. */
static const json_t *get_array(bn_fields *f, const json_t *in, const char *key)
{
    const json_t *array = get(f, in, key);
    if (!f->status && !json_is_array(array))
        wrong(f, key, "an array");
    return f->status ? NULL : array;
}

/* Room for count things, NULL after a failure. */
static void *room(bn_fields *f, size_t count, size_t size)
{
    void *out = f->status ? NULL : bn_array(count, size);
    if (!f->status && !out)
        fail(f, BN_NO_MEMORY, "no memory for what is in it");
    return out;
}

double *bn_field_numbers(bn_fields *f, const json_t *in, const char *key, size_t *count)
{
    const json_t *array = get_array(f, in, key);
    *count = json_array_size(array);
    if (!f->status && *count == 0)
        bn_fields_refuse(f, "\"%s\" is empty, expected numbers", key);
    double *x = room(f, *count, sizeof *x);
    for (size_t j = 0; !f->status && j < *count; j++) {
        const json_t *value = json_array_get(array, j);
        if (!json_is_number(value))
            bn_fields_refuse(f, "number %zu of \"%s\" is not a number", j + 1, key);
        x[j] = json_number_value(value);
    }
    return x;
}

const char **bn_field_texts(bn_fields *f, const json_t *in, const char *key, size_t count)
{
    if (f->status || json_is_null(get(f, in, key)))
        return NULL;
    const json_t *array = get_array(f, in, key);
    if (!f->status && json_array_size(array) != count)
        bn_fields_refuse(f, "\"%s\" has %zu texts, expected %zu", key, json_array_size(array), count);
    const char **text = room(f, count, sizeof *text);
    for (size_t j = 0; !f->status && j < count; j++)
        if (!(text[j] = json_string_value(json_array_get(array, j))))
            bn_fields_refuse(f, "text %zu of \"%s\" is not a text", j + 1, key);
    return text;
}

double *bn_field_hexes(bn_fields *f, const json_t *in, const char *key, size_t count)
{
    const json_t *array = get_array(f, in, key);
    if (!f->status && json_array_size(array) != count)
        bn_fields_refuse(f, "\"%s\" has %zu doubles, expected %zu", key, json_array_size(array), count);
    double *x = room(f, count, sizeof *x);
    for (size_t j = 0; !f->status && j < count; j++) {
        const char *text = json_string_value(json_array_get(array, j));
        if (!text || !bn_hex_parse(&x[j], text))
            bn_fields_refuse(f, "number %zu of \"%s\" is not %s", j + 1, key, expected_hex);
    }
    return x;
}
