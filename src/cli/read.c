/* From arguments to settings, by the table. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

static bn_status store_choice(int *out, const cli_option *o, const char *value, bn_error *err)
{
    const size_t length = strlen(value);
    int place = 0;
    for (const char *word = o->argument; *word; place++) {
        const size_t size = strcspn(word, "|");
        if (size == length && !memcmp(word, value, size)) {
            *out = place;
            return BN_OK;
        }
        word += size + (word[size] == '|');
    }
    return cli_fail(err, BN_BAD_ARGUMENT, "--%s: \"%s\" is not one of %s", o->name, value, o->argument);
}

static bn_status store_count(uint64_t *out, const cli_option *o, const char *value, bn_error *err)
{
    if (!cli_count(out, value))
        return cli_fail(err, BN_BAD_ARGUMENT, "--%s: \"%s\" is not a whole number of at most 18 digits",
                        o->name, value);
    if (o->kind == CLI_COUNT && *out == 0)
        return cli_fail(err, BN_BAD_ARGUMENT, "--%s: %s is not positive", o->name, value);
    return BN_OK;
}

/* A number, perhaps with a unit: K is 1000, M is 1000 K, and so on. */
static bn_status store_bytes(size_t *out, const cli_option *o, const char *value, bn_error *err)
{
    static const char units[] = "KMGT";
    char digits[32] = "";
    double number = 0;
    const size_t length = strlen(value);
    const char *unit = length ? strchr(units, value[length - 1]) : NULL;
    snprintf(digits, sizeof digits, "%.*s", (int)(length < 31 ? length : 31) - (unit != NULL), value);
    if (length < sizeof digits && cli_number(&number, digits) && number > 0) {
        for (const char *u = units; unit && u <= unit; u++)
            number *= 1000;
        if (number >= 1 && number < 0x1p63) {
            *out = (size_t)number;
            return BN_OK;
        }
    }
    return cli_fail(err, BN_BAD_ARGUMENT, "--%s: \"%s\" is not a number of bytes, such as 500M or 2G",
                    o->name, value);
}

static bn_status store_number(double *out, const cli_option *o, const char *value, bn_error *err)
{
    if (!cli_number(out, value))
        return cli_fail(err, BN_BAD_ARGUMENT, "--%s: \"%s\" is not a finite decimal number", o->name, value);
    if (o->kind == CLI_NOT_NEGATIVE && *out < 0)
        return cli_fail(err, BN_BAD_ARGUMENT, "--%s: %s is negative", o->name, value);
    if (o->kind == CLI_POSITIVE && !(*out > 0))
        return cli_fail(err, BN_BAD_ARGUMENT, "--%s: %s is not positive", o->name, value);
    return BN_OK;
}

static bn_status store(cli_settings *out, const cli_option *o, const char *value, bn_error *err)
{
    void *field = (char *)out + o->field;
    switch (o->kind) {
    case CLI_FLAG:
        *(bool *)field = true;
        return BN_OK;
    case CLI_TEXT:
        *(const char **)field = value;
        return BN_OK;
    case CLI_CHOICE:
        return store_choice(field, o, value, err);
    case CLI_COUNT:
    case CLI_SEED:
        return store_count(field, o, value, err);
    case CLI_BYTES:
        return store_bytes(field, o, value, err);
    default:
        return store_number(field, o, value, err);
    }
}

/* An unknown option: perhaps another command's, perhaps a slip. */
static bn_status unknown(const cli_command *command, const char *name, size_t length, bn_error *err)
{
    for (const cli_command *const *other = cli_commands; *other; other++)
        if (cli_option_find(*other, name, length))
            return cli_fail(err, BN_BAD_ARGUMENT, "%s has no option --%.*s (%s has)", command->name,
                            (int)length, name, (*other)->name);
    const char *meant = cli_suggest_option(command, name, length);
    const int shown = (int)(length < 60 ? length : 60);
    return meant ? cli_fail(err, BN_BAD_ARGUMENT, "%s has no option --%.*s, did you mean --%s?",
                            command->name, shown, name, meant)
                 : cli_fail(err, BN_BAD_ARGUMENT, "%s has no option --%.*s; see banach help %s",
                            command->name, shown, name, command->name);
}

/* One option at arguments[0], its value perhaps at arguments[1]; *used counts what it took. */
static bn_status read_option(cli_settings *out, const cli_command *command, char **arguments, int *used,
                             bn_error *err)
{
    const char *name = arguments[0] + 2, *value = strchr(name, '=');
    const size_t length = value ? (size_t)(value - name) : strlen(name);
    const cli_option *o = cli_option_find(command, name, length);
    *used = 1;
    if (!o)
        return unknown(command, name, length, err);
    if (o->kind == CLI_FLAG)
        return value ? cli_fail(err, BN_BAD_ARGUMENT, "--%s takes no value", o->name)
                     : store(out, o, NULL, err);
    if (value)
        return store(out, o, value + 1, err);
    if (!arguments[1] || !strncmp(arguments[1], "--", 2))
        return cli_fail(err, BN_BAD_ARGUMENT, "--%s needs a value: --%s %s", o->name, o->name, o->argument);
    *used = 2;
    return store(out, o, arguments[1], err);
}

static bn_status add_operand(cli_settings *out, const cli_command *command, const char *operand,
                             bn_error *err)
{
    if (out->operands == command->most)
        return cli_fail(err, BN_BAD_ARGUMENT, "%s does not know what to do with \"%s\"; see banach help %s",
                        command->name, operand, command->name);
    out->operand[out->operands++] = operand;
    return BN_OK;
}

bn_status cli_options_read(cli_settings *out, const cli_command *command, int count, char **arguments,
                           bn_error *err)
{
    bn_status status = BN_OK;
    bool only_operands = false;
    *out = (cli_settings){ .l2 = NAN, .mu = NAN, .L = NAN, .known_min = NAN };
    for (int i = 0, used = 1; i < count && !status; i += used, used = 1) {
        const char *a = arguments[i];
        if (!only_operands && !strcmp(a, "--"))
            only_operands = true;
        else if (!only_operands && !strcmp(a, "-h"))
            out->help = true;
        else if (!only_operands && !strncmp(a, "--", 2))
            status = read_option(out, command, arguments + i, &used, err);
        else if (!only_operands && a[0] == '-' && a[1])
            status = cli_fail(err, BN_BAD_ARGUMENT,
                              "options begin with two dashes, \"%s\" with one; see banach help %s", a,
                              command->name);
        else
            status = add_operand(out, command, a, err);
    }
    if (!status && !out->help && out->operands < command->least)
        status = cli_fail(err, BN_BAD_ARGUMENT, "%s needs %s; see banach help %s", command->name,
                          command->operands, command->name);
    return status;
}
