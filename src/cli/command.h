/* A command is one file that ends in one cli_command, and one line in main.c. */
#ifndef BN_CLI_COMMAND_H
#define BN_CLI_COMMAND_H

#include "cli/settings.h"

/* How the program ends. */
enum { CLI_DONE = 0, CLI_NOT_CONVERGED = 1, CLI_BAD = 2 };

/* Which options a command takes: a bit for each. */
enum {
    CLI_CURVATURE = 1 << 0,
    CLI_THEORY = 1 << 1,
    CLI_FIT = 1 << 2,
    CLI_PREDICT = 1 << 3,
    CLI_LIST = 1 << 4,
    CLI_HELP = 1 << 5,
    CLI_COMPARE = 1 << 6,
    CLI_GENERATE = 1 << 7,
    CLI_VERIFY = 1 << 8
};

typedef struct cli_command {
    const char *name;
    unsigned bit;
    const char *operands; /* as in the help, "DATA" */
    size_t least, most;   /* how many of them */
    const char *summary;  /* one line */
    const char *details;  /* paragraphs and examples, for its own help */
    /* Does the work. On failure it returns a status other than BN_OK and err has the sentence. *ended is
       CLI_DONE or CLI_NOT_CONVERGED. */
    bn_status (*run)(int *ended, const cli_settings *settings, bn_error *err);
} cli_command;

extern const cli_command cli_fit, cli_predict, cli_compare, cli_curvature, cli_theory, cli_generate, cli_list,
    cli_verify, cli_help;

/* All of them, NULL-terminated; and the one with that name, or NULL. */
extern const cli_command *const cli_commands[];
const cli_command *cli_command_find(const char *name);

/* Writes the sentence into err (as printf) and returns status. */
bn_status cli_fail(bn_error *err, bn_status status, const char *format, ...) BN_PRINTF(3, 4);

#endif
