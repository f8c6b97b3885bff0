/* What was meant by a name that does not exist. */
#include <string.h>

#include "cli/options.h"

#define LONGEST 32

/* The least number of insertions, deletions, replacements and swaps of neighbours between a and b, both
   shorter than LONGEST. row[i % 3][j] is that between the first i of a and the first j of b. */
static size_t distance(const char *a, size_t m, const char *b, size_t n)
{
    size_t row[3][LONGEST + 1];
    for (size_t i = 0; i <= m; i++)
        for (size_t j = 0; j <= n; j++) {
            size_t *best = &row[i % 3][j];
            if (i == 0 || j == 0) {
                *best = i + j;
                continue;
            }
            const size_t up = row[(i - 1) % 3][j] + 1, left = row[i % 3][j - 1] + 1;
            const size_t across = row[(i - 1) % 3][j - 1] + (a[i - 1] != b[j - 1]);
            *best = up < left ? up : left;
            *best = across < *best ? across : *best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                row[(i - 2) % 3][j - 2] + 1 < *best)
                *best = row[(i - 2) % 3][j - 2] + 1;
        }
    return row[m % 3][n];
}

/* Takes candidate if it is closer to name than the best one so far. A beginning counts as one slip. */
static void consider(const char **best, size_t *closest, const char *candidate, const char *name,
                     size_t length)
{
    const size_t size = strlen(candidate);
    size_t slips = length < LONGEST && size < LONGEST ? distance(name, length, candidate, size) : SIZE_MAX;
    if (length >= 3 && length < size && !memcmp(name, candidate, length))
        slips = 1;
    if (slips < *closest) {
        *closest = slips;
        *best = candidate;
    }
}

/* Fewer slips than this: one in three letters or four, two in more. */
static size_t allowed(size_t length)
{
    return length < 3 ? 1 : length < 5 ? 2 : 3;
}

const char *cli_suggest_option(const cli_command *command, const char *name, size_t length)
{
    const char *best = NULL;
    size_t closest = allowed(length);
    for (const cli_option *o = cli_options; o->name; o++)
        if (o->commands & command->bit)
            consider(&best, &closest, o->name, name, length);
    return best;
}

static bn_status no_such(bn_error *err, const char *what, const char *name, const char *best, const char *all)
{
    return best ? cli_fail(err, BN_BAD_ARGUMENT, "there is no %s \"%.60s\", did you mean %s?", what, name,
                           best)
                : cli_fail(err, BN_BAD_ARGUMENT, "there is no %s \"%.60s\"; see banach %s", what, name, all);
}

bn_status cli_no_command(bn_error *err, const char *name)
{
    const char *best = NULL;
    size_t closest = allowed(strlen(name));
    for (const cli_command *const *c = cli_commands; *c; c++)
        consider(&best, &closest, (*c)->name, name, strlen(name));
    return no_such(err, "command", name, best, "help");
}

bn_status cli_no_method(bn_error *err, const char *name)
{
    const char *best = NULL;
    size_t closest = allowed(strlen(name));
    for (const bn_method *const *m = bn_methods(); *m; m++)
        consider(&best, &closest, bn_method_name(*m), name, strlen(name));
    return no_such(err, "method", name, best, "list");
}

bn_status cli_no_loss(bn_error *err, const char *name)
{
    const char *best = NULL;
    size_t closest = allowed(strlen(name));
    for (const bn_loss *const *loss = bn_losses(); *loss; loss++)
        consider(&best, &closest, bn_loss_name(*loss), name, strlen(name));
    return no_such(err, "loss", name, best, "list");
}
