/* Does a JSON document have what it should?
       jsonkeys FILE PATH:WHAT...
   PATH: keys set apart by dots, "methods[].name" for every element of an array. WHAT: number, string,
   bool, array, object; with ? also null; =TEXT a string that says so; and for numbers <=X. Exit 1 and a
   line for each offence. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int offences;

static void complain(const char *claim, const char *found)
{
    printf("%s: %s\n", claim, found);
    offences++;
}

static const char *kind_of(const json_t *value)
{
    static const char *const kinds[] = {
        [JSON_OBJECT] = "object", [JSON_ARRAY] = "array", [JSON_STRING] = "string", [JSON_INTEGER] = "number",
        [JSON_REAL] = "number",   [JSON_TRUE] = "bool",   [JSON_FALSE] = "bool",    [JSON_NULL] = "null"
    };
    return value ? kinds[json_typeof(value)] : "missing";
}

static void check_value(const json_t *value, const char *what, const char *claim)
{
    const char *kind = kind_of(value);
    const size_t length = strlen(what);
    if (what[0] == '=') {
        const char *text = json_string_value(value);
        if (!text || strcmp(text, what + 1))
            complain(claim, text ? text : kind);
    } else if (!strncmp(what, "<=", 2)) {
        if (!json_is_number(value) || !(json_number_value(value) <= strtod(what + 2, NULL)))
            complain(claim, kind);
    } else if (what[length - 1] == '?') {
        if (strcmp(kind, "null") && (strlen(kind) != length - 1 || strncmp(kind, what, length - 1)))
            complain(claim, kind);
    } else if (strcmp(kind, what)) {
        complain(claim, kind);
    }
}

static void check_path(const json_t *value, const char *path, const char *what, const char *claim)
{
    char key[100];
    const size_t length = strcspn(path, ".[");
    if (length == 0 && *path == '[') {
        if (!json_array_size(value))
            complain(claim, "no elements");
        for (size_t i = 0; i < json_array_size(value); i++)
            check_path(json_array_get(value, i), path + 2 + (path[2] == '.'), what, claim);
        return;
    }
    if (length == 0) {
        check_value(value, what, claim);
        return;
    }
    snprintf(key, sizeof key, "%.*s", (int)length, path);
    check_path(json_object_get(value, key), path + length + (path[length] == '.'), what, claim);
}

int main(int argc, char **argv)
{
    json_error_t error;
    json_t *root = argc > 1 ? json_load_file(argv[1], JSON_REJECT_DUPLICATES, &error) : NULL;
    if (!json_is_object(root)) {
        printf("%s: not one JSON object\n", argc > 1 ? argv[1] : "usage: jsonkeys FILE PATH:WHAT...");
        return 1;
    }
    for (int i = 2; i < argc; i++) {
        char path[200];
        const char *colon = strchr(argv[i], ':');
        snprintf(path, sizeof path, "%.*s", colon ? (int)(colon - argv[i]) : 0, argv[i]);
        check_path(root, path, colon ? colon + 1 : "missing", argv[i]);
    }
    json_decref(root);
    return offences > 0;
}
