/* The members of every family. */
#include "report/json.h"
#include "report/page.h"

/* The families differ in their types only; each gives its k-th member's name and summary, false after the
   last. */
typedef struct bn_member {
    const char *name, *summary;
} bn_member;

#define MEMBERS(family, kind)                                                                                \
    static bool family##_member(bn_member *out, size_t k)                                                    \
    {                                                                                                        \
        const bn_##kind *one = bn_##family()[k];                                                             \
        if (one)                                                                                             \
            *out = (bn_member){ bn_##kind##_name(one), bn_##kind##_summary(one) };                           \
        return one;                                                                                          \
    }

MEMBERS(methods, method)
MEMBERS(losses, loss)
MEMBERS(readers, reader)

static const struct {
    const char *title;
    bool (*member)(bn_member *out, size_t k);
} families[] = {
    { "methods", methods_member },
    { "losses", losses_member },
    { "readers", readers_member },
};

enum { FAMILIES = sizeof families / sizeof *families };

static bn_status text(FILE *to, bn_error *err)
{
    bn_page page = { .to = to };
    bn_member member;
    for (size_t i = 0; i < FAMILIES; i++) {
        bn_section(&page, families[i].title);
        for (size_t k = 0; families[i].member(&member, k); k++)
            bn_line(&page, "%-12s %s", member.name, member.summary);
    }
    return bn_page_close(&page, err);
}

static json_t *family(size_t i)
{
    json_t *array = json_array();
    bn_member member;
    for (size_t k = 0; families[i].member(&member, k); k++) {
        json_t *o = json_object();
        bn_json_set(&o, "name", bn_json_text(member.name));
        bn_json_set(&o, "summary", bn_json_text(member.summary));
        bn_json_add(&array, o);
    }
    return array;
}

static bn_status json(FILE *to, bn_error *err)
{
    json_t *o = json_object();
    for (size_t i = 0; i < FAMILIES; i++)
        bn_json_set(&o, families[i].title, family(i));
    bn_json_set(&o, "version", bn_json_text(bn_version()));
    return bn_json_write(to, o, err);
}

bn_status bn_report_list(FILE *to, bn_style style, bn_error *err)
{
    return (style == BN_JSON ? json : text)(to, err);
}
