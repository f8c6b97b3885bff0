/* A table of machine constants as a JSON file: written by the bench, read with suspicion. */
#include <stddef.h>

#include "base/fields.h"
#include "report/json.h"

static const char format[] = "banach costs 1";

static const struct {
    const char *key;
    size_t at;
} numbers[] = {
    { "number", offsetof(bn_costs, number) },
    { "row", offsetof(bn_costs, row) },
    { "gram", offsetof(bn_costs, gram) },
    { "cholesky", offsetof(bn_costs, cholesky) },
    { "eigenvalue", offsetof(bn_costs, eigenvalue) },
    { "random", offsetof(bn_costs, random) },
    { "doubled", offsetof(bn_costs, doubled) },
};

enum { NUMBERS = sizeof numbers / sizeof *numbers };

bn_status bn_costs_save(const char *path, const bn_costs *costs, bn_error *err)
{
    json_t *o = json_object();
    bn_json_set(&o, "format", bn_json_text(format));
    bn_json_set(&o, "name", bn_json_text(costs->name));
    for (size_t i = 0; i < NUMBERS; i++)
        bn_json_set(&o, numbers[i].key,
                    bn_json_number(*(const double *)((const char *)costs + numbers[i].at)));
    return bn_json_save(path, o, err);
}

bn_status bn_costs_load(bn_costs *out, const char *path, bn_error *err)
{
    bn_fields f;
    bn_costs costs = { .name = "a file" };
    bn_fields_open(&f, path, err);
    bn_fields_expect(&f, format);
    for (size_t i = 0; i < NUMBERS; i++) {
        const double seconds = bn_field_number(&f, f.root, numbers[i].key);
        if (!(seconds > 0))
            bn_fields_refuse(&f, "\"%s\" is not a positive number of seconds", numbers[i].key);
        *(double *)((char *)&costs + numbers[i].at) = seconds;
    }
    const bn_status status = f.status;
    bn_fields_close(&f);
    if (!status)
        *out = costs;
    return status;
}
