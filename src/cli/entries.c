/* Who takes part in a comparison: all methods, or a list such as gd,gd:armijo,nesterov. */
#include <stdlib.h>
#include <string.h>

#include "cli/contest.h"
#include "cli/command.h"
#include "cli/running.h"

/* A method that draws is run for each of --seeds. */
static size_t runs_of(const cli_contest *c, const bn_method *method)
{
    const bn_facts facts = bn_facts_of(c->f, c->curvature);
    const bool draws = bn_method_promise(method, &facts, 0).in_expectation;
    return draws && c->settings->seeds > 1 ? (size_t)c->settings->seeds : 1;
}

/* name[:step], length bytes of it. */
static bn_status read_entry(cli_entry *e, const cli_contest *c, const char *name, size_t length,
                            bn_error *err)
{
    if (length >= CLI_LABEL)
        return cli_fail(err, BN_BAD_ARGUMENT, "--methods: \"%.*s...\" is too long for a method", CLI_LABEL,
                        name);
    memcpy(e->label, name, length);
    for (const cli_entry *other = c->entry; other < e; other++)
        if (!strcmp(other->label, e->label))
            return cli_fail(err, BN_BAD_ARGUMENT, "--methods names %s twice", e->label);
    char alone[CLI_LABEL];
    strcpy(alone, e->label);
    char *step = strchr(alone, ':');
    if (step)
        *step++ = '\0';
    bn_status status = cli_method(&e->method, alone, err);
    if (!status)
        status = cli_running(&e->options, c->settings, err);
    if (!status && step)
        status = cli_step_rule(&e->options, step, err);
    return status;
}

static bn_status add(cli_contest *c, const char *name, size_t length, bn_error *err)
{
    cli_entry *more = realloc(c->entry, (c->count + 1) * sizeof *more);
    if (!more)
        return cli_fail(err, BN_NO_MEMORY, "no memory for one more method");
    c->entry = more;
    cli_entry *e = &more[c->count++];
    *e = (cli_entry){ .runs = 0 };
    bn_status status = read_entry(e, c, name, length, err);
    if (status)
        return status;
    const size_t runs = runs_of(c, e->method);
    e->results = calloc(runs, sizeof *e->results);
    e->curves = calloc(runs, sizeof *e->curves);
    e->runs = e->curves ? runs : 0;
    return e->results && e->curves ? BN_OK : cli_fail(err, BN_NO_MEMORY, "no memory for %zu runs", runs);
}

bn_status cli_contest_open(cli_contest *c, bn_error *err)
{
    const char *list = c->settings->methods;
    bn_status status = BN_OK;
    if (!list || !strcmp(list, "all")) {
        for (const bn_method *const *m = bn_methods(); *m && !status; m++)
            status = add(c, bn_method_name(*m), strlen(bn_method_name(*m)), err);
        return status;
    }
    for (size_t length; !status; list += length + 1) {
        length = strcspn(list, ",");
        status = add(c, list, length, err);
        if (!list[length])
            break;
    }
    return status;
}

void cli_contest_free(cli_contest *c)
{
    for (size_t i = 0; i < c->count; i++) {
        for (size_t k = 0; k < c->entry[i].runs; k++)
            free(c->entry[i].curves[k].point);
        free(c->entry[i].curves);
        free(c->entry[i].results);
    }
    free(c->entry);
}
