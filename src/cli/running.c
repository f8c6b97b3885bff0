/* From settings to how a method runs. */
#include "cli/running.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "cli/options.h"
#include "cli/problem.h"

bn_status cli_step_rule(bn_solve_options *out, const char *text, bn_error *err)
{
    if (bn_step_rule_find(&out->step_rule, text))
        return BN_OK;
    out->step_rule = BN_STEP_VALUE;
    if (cli_number(&out->step, text) && out->step > 0)
        return BN_OK;
    return cli_fail(
        err, BN_BAD_ARGUMENT,
        "--step: \"%.60s\" is not auto, optimal, 1/L, exact, armijo, wolfe, bb, bb2, known-min or a "
        "positive number",
        text);
}

/* "auto" or a whole number of rows. */
static bn_status batch_of(size_t *out, const char *text, bn_error *err)
{
    double number = 0;
    if (!strcmp(text, "auto"))
        *out = BN_BATCH_AUTO;
    else if (cli_number(&number, text) && number >= 1 && number == floor(number) && number < 1e15)
        *out = (size_t)number;
    else
        return cli_fail(err, BN_BAD_ARGUMENT, "--batch: \"%.60s\" is not auto or a whole number from 1 on",
                        text);
    return BN_OK;
}

bn_status cli_running(bn_solve_options *out, const cli_settings *s, bn_error *err)
{
    *out = (bn_solve_options){ .tol = s->tol,
                               .max_passes = s->max_passes,
                               .max_seconds = s->max_seconds,
                               .memory_limit = s->memory_limit,
                               .seed = s->seed,
                               .known_min = isnan(s->known_min) ? 0 : s->known_min,
                               .restart = (bn_restart)s->restart,
                               .sampling = (bn_sampling)s->sampling,
                               .snapshot = (bn_snapshot)s->snapshot,
                               .refresh = s->refresh,
                               .epoch_length = s->epoch_length,
                               .average = (bn_average)s->average,
                               .schedule = (bn_schedule)s->schedule };
    bn_status status = s->step ? cli_step_rule(out, s->step, err) : BN_OK;
    return !status && s->batch ? batch_of(&out->batch, s->batch, err) : status;
}

/* A number with its unit. */
static bn_status pace(bn_checkpoint_options *out, const char *text, bn_error *err)
{
    static const struct {
        const char *unit;
        size_t field;
    } units[] = { { "s", offsetof(bn_checkpoint_options, every_seconds) },
                  { "", offsetof(bn_checkpoint_options, every_seconds) },
                  { "pass", offsetof(bn_checkpoint_options, every_passes) },
                  { "passes", offsetof(bn_checkpoint_options, every_passes) } };
    char digits[32] = "";
    double number = 0;
    const size_t length = strspn(text, "0123456789.eE+-");
    if (length < sizeof digits)
        memcpy(digits, text, length);
    const bool positive = cli_number(&number, digits) && number > 0;
    for (size_t i = 0; positive && i < sizeof units / sizeof *units; i++)
        if (!strcmp(text + length, units[i].unit)) {
            *(double *)((char *)out + units[i].field) = number;
            return BN_OK;
        }
    return cli_fail(err, BN_BAD_ARGUMENT,
                    "--every: \"%.60s\" is not a number of seconds, such as 30s, or passes, such as 2passes",
                    text);
}

bn_status cli_keeping(bn_checkpoint_options *out, const cli_settings *s, bn_error *err)
{
    *out = (bn_checkpoint_options){ .path = s->checkpoint ? s->checkpoint : s->resume, .resume = s->resume };
    if (s->every && !out->path)
        return cli_fail(err, BN_BAD_ARGUMENT, "--every says how often, --checkpoint FILE has to say where");
    return s->every ? pace(out, s->every, err) : BN_OK;
}

bn_status cli_method(const bn_method **out, const char *name, bn_error *err)
{
    *out = bn_method_find(name);
    return *out ? BN_OK : cli_no_method(err, name);
}
