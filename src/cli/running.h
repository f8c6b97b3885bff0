/* From settings to how a method runs. */
#ifndef BN_CLI_RUNNING_H
#define BN_CLI_RUNNING_H

#include "cli/settings.h"

/* Limits, seed and the rule of --step. */
bn_status cli_running(bn_solve_options *out, const cli_settings *settings, bn_error *err);

/* What --checkpoint, --every and --resume say. */
bn_status cli_keeping(bn_checkpoint_options *out, const cli_settings *settings, bn_error *err);

/* A step rule by name, or a number, which is a step. */
bn_status cli_step_rule(bn_solve_options *out, const char *text, bn_error *err);

/* The method of that name, or a sentence. */
bn_status cli_method(const bn_method **out, const char *name, bn_error *err);

#endif
