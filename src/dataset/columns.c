/* Which column of a table is the target, which holds the weights. */
#include "dataset/columns.h"
#include "base/fail.h"

#include <stdio.h>
#include <string.h>

bool bn_column_number(size_t *number, const char *wanted)
{
    size_t n = 0;
    if (!*wanted)
        return false;
    for (; *wanted; wanted++) {
        if (*wanted < '0' || *wanted > '9')
            return false;
        n = n > SIZE_MAX / 10 - 1 ? SIZE_MAX / 10 - 1 : 10 * n + (size_t)(*wanted - '0');
    }
    *number = n;
    return true;
}

/* The names that would have been right, as many as fit. */
static void list_names(char *list, size_t room, const char *const *names, size_t count)
{
    size_t used = 0;
    *list = 0;
    for (size_t i = 0; i < count; i++) {
        size_t need = strlen(names[i]) + 4;
        if (used + need + 4 > room) {
            strcpy(list + used, i ? ", ..." : "...");
            return;
        }
        used += (size_t)sprintf(list + used, "%s\"%s\"", i ? ", " : "", names[i]);
    }
}

typedef struct {
    const char *wanted, *role; /* role: "target" or "weights" */
    size_t count;
    const char *const *names;
    const char *file;
} question;

static bn_status unknown(const question *q, bn_error *err)
{
    char list[200];
    if (!q->names)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "%s: no %s column \"%.60s\": there is no header, expected a number from 1 to %zu",
                       q->file, q->role, q->wanted, q->count);
    list_names(list, sizeof list, q->names, q->count);
    return bn_fail(err, BN_BAD_ARGUMENT,
                   "%s: no %s column \"%.60s\", expected one of %s or a number from 1 to %zu", q->file,
                   q->role, q->wanted, list, q->count);
}

static bn_status find(size_t *column, const question *q, bn_error *err)
{
    size_t matches = 0, number;
    for (size_t i = 0; q->names && i < q->count; i++) {
        if (!strcmp(q->names[i], q->wanted)) {
            *column = i;
            matches++;
        }
    }
    if (matches > 1)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "%s: the %s column \"%.60s\" is ambiguous, %zu columns have that name", q->file,
                       q->role, q->wanted, matches);
    if (matches)
        return BN_OK;
    if (!bn_column_number(&number, q->wanted) || number < 1 || number > q->count)
        return unknown(q, err);
    *column = number - 1;
    return BN_OK;
}

static bn_status no_features(const bn_columns *c, const char *file, bn_error *err)
{
    static const char *const instead[] = { "", "a target", "weights", "a target, weights" };
    size_t which = (c->target != BN_NO_COLUMN) + 2 * (c->weights != BN_NO_COLUMN);
    return bn_fail(err, BN_BAD_FORMAT, "%s: only %zu column%s: %s and no features%s", file, c->count,
                   c->count == 1 ? "" : "s", instead[which],
                   c->count == 1 ? " (columns are set apart by , ; TAB or blanks)" : "");
}

/* A table of just the features that were asked for. */
static bool all_features(const bn_dataset_options *options, size_t count)
{
    return options->no_target ||
           (!options->target && options->cols && options->cols + !!options->weights == count);
}

bn_status bn_columns_choose(bn_columns *out, const bn_dataset_options *options, size_t count,
                            const char *const *names, const char *file, bn_error *err)
{
    question target = { options->target, "target", count, names, file };
    question weights = { options->weights, "weights", count, names, file };
    bn_columns c = { .count = count, .target = BN_NO_COLUMN, .weights = BN_NO_COLUMN };
    bn_status status = BN_OK;

    if (options->no_target && options->target)
        return bn_fail(err, BN_BAD_ARGUMENT, "%s: target column \"%.60s\" asked for together with no target",
                       file, options->target);
    if (options->weights && (status = find(&c.weights, &weights, err)))
        return status;
    if (options->target && (status = find(&c.target, &target, err)))
        return status;
    if (!options->target &&
        !all_features(options, count)) /* the last column that does not hold the weights */
        c.target = count > 1 && c.weights == count - 1 ? count - 2 : count - 1;
    if (c.target != BN_NO_COLUMN && c.target == c.weights)
        return bn_fail(err, BN_BAD_ARGUMENT, "%s: column %zu cannot be the target and the weights", file,
                       c.target + 1);
    c.features = count - (c.target != BN_NO_COLUMN) - (c.weights != BN_NO_COLUMN);
    if (!c.features)
        return no_features(&c, file, err);
    *out = c;
    return BN_OK;
}
