/* From numbers and names to JSON. */
#include "report/json.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/output.h"
#include "report/page.h"

static void lose(json_t **container)
{
    json_decref(*container);
    *container = NULL;
}

void bn_json_set(json_t **object, const char *key, json_t *value)
{
    if (json_object_set_new(*object, key, value))
        lose(object);
}

void bn_json_add(json_t **array, json_t *value)
{
    if (json_array_append_new(*array, value))
        lose(array);
}

json_t *bn_json_number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

json_t *bn_json_count(size_t n)
{
    return json_integer((json_int_t)n);
}

json_t *bn_json_seed(uint64_t seed)
{
    char digits[24];
    if (seed <= INT64_MAX)
        return json_integer((json_int_t)seed);
    snprintf(digits, sizeof digits, "%" PRIu64, seed);
    return json_string(digits);
}

json_t *bn_json_numbers(size_t n, const double *x)
{
    json_t *array = x ? json_array() : json_null();
    for (size_t i = 0; x && i < n; i++)
        bn_json_add(&array, bn_json_number(x[i]));
    return array;
}

/* Latin-1 has the code points of its bytes. */
static json_t *latin1(const char *text)
{
    char *utf8 = bn_array(strlen(text) + 1, 2), *out = utf8;
    if (!utf8)
        return NULL;
    for (const char *c = text; *c; c++) {
        const unsigned char byte = (unsigned char)*c;
        if (byte >= 0x80)
            *out++ = (char)(0xC0 | byte >> 6);
        *out++ = (char)(byte >= 0x80 ? 0x80 | (byte & 0x3F) : byte);
    }
    json_t *string = json_string(utf8);
    free(utf8);
    return string;
}

static json_t *null_for(const char *text)
{
    (void)text;
    return json_null();
}

/* json_string says NULL for bytes that are not UTF-8 and when memory is out; only that sets errno. */
static json_t *string_or(json_t *(*otherwise)(const char *text), const char *text)
{
    errno = 0;
    json_t *string = text ? json_string(text) : json_null();
    return string || errno == ENOMEM ? string : otherwise(text);
}

json_t *bn_json_text(const char *text)
{
    return string_or(latin1, text);
}

json_t *bn_json_exact_text(const char *text)
{
    return string_or(null_for, text);
}

json_t *bn_json_texts(size_t n, const char *const *text)
{
    json_t *array = text ? json_array() : json_null();
    for (size_t i = 0; text && i < n; i++)
        bn_json_add(&array, bn_json_text(text[i]));
    return array;
}

#define STYLE (JSON_INDENT(2) | JSON_REAL_PRECISION(17))

static bn_status no_memory(bn_error *err)
{
    return bn_fail(err, BN_NO_MEMORY, "no memory to write JSON");
}

bn_status bn_json_write(FILE *to, json_t *document, bn_error *err)
{
    const int failed = document ? json_dumpf(document, to, STYLE) : -1;
    json_decref(document);
    if (failed && !ferror(to))
        return no_memory(err);
    fputc('\n', to);
    return bn_check_written(to, err);
}

static int put(const char *bytes, size_t count, void *out)
{
    bn_output_put(out, bytes, count);
    return 0;
}

bn_status bn_json_save(const char *path, json_t *document, bn_error *err)
{
    bn_output out;
    bn_status status = document ? bn_output_open(&out, path, err) : no_memory(err);
    if (!status) {
        if (json_dump_callback(document, put, &out, STYLE))
            status = no_memory(err);
        bn_output_text(&out, "\n");
        status = bn_output_close(&out, status, err);
    }
    json_decref(document);
    return status;
}
