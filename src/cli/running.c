/* From settings to how a method runs. */
#include "cli/running.h"

#include <math.h>

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

bn_status cli_running(bn_solve_options *out, const cli_settings *s, bn_error *err)
{
    *out = (bn_solve_options){
        .tol = s->tol, .max_passes = s->max_passes, .max_seconds = s->max_seconds, .seed = s->seed
    };
    return s->step ? cli_step_rule(out, s->step, err) : BN_OK;
}

bn_status cli_method(const bn_method **out, const char *name, bn_error *err)
{
    *out = bn_method_find(name);
    return *out ? BN_OK : cli_no_such(err, "method", name);
}
