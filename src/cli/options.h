/* The options of all commands: one table, from which they are read, checked and explained. */
#ifndef BN_CLI_OPTIONS_H
#define BN_CLI_OPTIONS_H

#include "cli/command.h"

typedef enum cli_kind {
    CLI_FLAG = 0, /* bool */
    CLI_TEXT,     /* const char * */
    CLI_CHOICE,   /* int: the place of the word among those of argument, "auto|yes|no" */
    CLI_COUNT,    /* uint64_t, at least 1 */
    CLI_SEED,     /* uint64_t */
    CLI_BYTES,    /* size_t */
    CLI_NUMBER,   /* double, finite */
    CLI_NOT_NEGATIVE,
    CLI_POSITIVE
} cli_kind;

typedef struct cli_option {
    const char *name;     /* without the dashes */
    const char *argument; /* its name in the help; NULL for a flag */
    cli_kind kind;
    size_t field;      /* offset in cli_settings */
    unsigned commands; /* bits of those that take it */
    const char *group; /* heading in the help */
    const char *help;
} cli_option;

/* Ends with a NULL name. */
extern const cli_option cli_options[];

/* The option of this command called name (length bytes of it), or NULL. */
const cli_option *cli_option_find(const cli_command *command, const char *name, size_t length);

/* Reads the arguments after the command's name. */
bn_status cli_options_read(cli_settings *out, const cli_command *command, int count, char **arguments,
                           bn_error *err);

/* suggest.c: the best guess at what was meant by name, within a slip or two of the hand; else NULL. */
const char *cli_suggest_option(const cli_command *command, const char *name, size_t length);
bn_status cli_no_command(bn_error *err, const char *name);
bn_status cli_no_method(bn_error *err, const char *name);
bn_status cli_no_loss(bn_error *err, const char *name);

/* help.c: for people at a terminal. */
extern const char cli_purpose[], cli_conventions[];
void cli_print_help(const cli_command *command);
void cli_print_overview(void);

/* manual.c: banach.1, for troff. completion.c: a script for bash. */
void cli_print_manual(void);
void cli_print_completion(void);

/* number.c: a plain decimal, the whole text of it; the same in every locale. False for anything else. */
bool cli_number(double *out, const char *text);
bool cli_count(uint64_t *out, const char *text);

#endif
