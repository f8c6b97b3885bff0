/* banach list: what there is to choose from. */
#include <stdio.h>

#include "cli/command.h"

static bn_status run(int *ended, const cli_settings *s, bn_error *err)
{
    *ended = CLI_DONE;
    return bn_report_list(stdout, s->json ? BN_JSON : BN_TEXT, err);
}

const cli_command cli_list = {
    .name = "list",
    .bit = CLI_LIST,
    .operands = "",
    .summary = "methods, losses and readers",
    .details = "The members of every family that other commands choose from by name.",
    .run = run,
};
