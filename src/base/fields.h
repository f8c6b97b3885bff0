/* JSON files that were written by hands unknown: every field is checked for its kind before it is used. The
   first failure stays; getters after it do nothing and return 0, so that a caller looks once. */
#ifndef BN_BASE_FIELDS_H
#define BN_BASE_FIELDS_H

#include <banach/status.h>

#include <jansson.h>

typedef struct bn_fields {
    json_t *root;     /* NULL unless the file was read; the pointers that getters return live as long as it */
    const char *path; /* for sentences */
    bn_status status;
    bn_error *err;
} bn_fields;

/* Reads the file, "-" being standard input. Release with bn_fields_close, whatever the status. */
void bn_fields_open(bn_fields *f, const char *path, bn_error *err);
void bn_fields_close(bn_fields *f);

/* Makes this the failure, "PATH: ...", unless there is one already. */
void bn_fields_refuse(bn_fields *f, const char *format, ...) BN_PRINTF(2, 3);

/* The document has to say that this is its "format". */
void bn_fields_expect(bn_fields *f, const char *format);

/* The value of a key of an object (NULL: of none). */
const json_t *bn_field_object(bn_fields *f, const json_t *in, const char *key);
const char *bn_field_text(bn_fields *f, const json_t *in, const char *key);
const char *bn_field_text_or_null(bn_fields *f, const json_t *in, const char *key);
size_t bn_field_count(bn_fields *f, const json_t *in, const char *key);
bool bn_field_flag(bn_fields *f, const json_t *in, const char *key);
double bn_field_number(bn_fields *f, const json_t *in, const char *key);
double bn_field_hex(bn_fields *f, const json_t *in, const char *key); /* as bn_hex_format writes it */
/* The place of the text among names, which end with NULL. */
size_t bn_field_choice(bn_fields *f, const json_t *in, const char *key, const char *const *names);

/* Arrays, on the heap: free() them, whatever the status. */

/* *count numbers, at least one. */
double *bn_field_numbers(bn_fields *f, const json_t *in, const char *key, size_t *count);
/* count texts, or NULL for null. */
const char **bn_field_texts(bn_fields *f, const json_t *in, const char *key, size_t count);
/* count doubles as bn_hex_format writes them. */
double *bn_field_hexes(bn_fields *f, const json_t *in, const char *key, size_t count);

#endif
