/* The files that a command is told to write. */
#ifndef BN_CLI_OUTPUTS_H
#define BN_CLI_OUTPUTS_H

#include "cli/command.h"

/* What is known to fail is said before the work is done: a place that cannot be written to, two outputs in
   one file, an output over a file that the command reads. */
bn_status cli_outputs_check(const cli_command *command, const cli_settings *s, bn_error *err);

#endif
