/* Help, made from the tables of commands and options. */
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

enum { WIDTH = 100, COLUMN = 32 };

/* The words of text from column COLUMN on, the cursor being at column. */
static void paragraph(const char *text, int column)
{
    if (column >= COLUMN) {
        putchar('\n');
        column = 0;
    }
    printf("%*s", COLUMN - column, "");
    for (column = COLUMN; *text; text += strspn(text, " ")) {
        const int length = (int)strcspn(text, " ");
        if (column > COLUMN && column + 1 + length > WIDTH) {
            printf("\n%*s", COLUMN, "");
            column = COLUMN;
        }
        column += printf("%s%.*s", column > COLUMN ? " " : "", length, text);
        text += length;
    }
    putchar('\n');
}

static void print_option(const cli_option *o)
{
    const int column = printf("  --%s%s%s", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
    paragraph(o->help, column + 2 > COLUMN ? COLUMN : column);
}

/* Options stand in groups; a group that the command has nothing of is left out. */
static void print_options(const cli_command *command)
{
    const char *group = NULL;
    for (const cli_option *o = cli_options; o->name; o++) {
        if (!(o->commands & command->bit))
            continue;
        if (o->group != group)
            printf("\n%s\n", o->group);
        group = o->group;
        print_option(o);
    }
}

void cli_print_help(const cli_command *command)
{
    printf("banach %s%s%s%s\n\n%s\n", command->name, *command->operands ? " " : "", command->operands,
           command->bit == CLI_HELP ? "" : " [options]", command->details);
    print_options(command);
}

const char cli_purpose[] = "regressions that say how far the answer can be from the best one";
const char cli_conventions[] =
    "banach help COMMAND explains one, with all its options. Results go to standard output, messages to\n"
    "standard error. Exit status: 0 done (fit: converged), 1 ran but did not converge, 2 bad usage or "
    "input.\n\n"
    "Try: banach fit data/breast_cancer.csv --loss logistic --l2 1e-3 --standardize";

void cli_print_overview(void)
{
    printf("banach: %s\n\n", cli_purpose);
    for (const cli_command *const *c = cli_commands; *c; c++)
        paragraph((*c)->summary, printf("  banach %s %s", (*c)->name, (*c)->operands));
    printf("\n  banach --version\n\n%s\n", cli_conventions);
}

static bn_status run(int *ended, const cli_settings *settings, bn_error *err)
{
    *ended = CLI_DONE;
    if (settings->operands && settings->format)
        return cli_fail(err, BN_BAD_ARGUMENT, "--format man and bash are about all commands, not \"%s\"",
                        settings->operand[0]);
    if (!settings->operands) {
        static void (*const print[])(void) = { cli_print_overview, cli_print_manual, cli_print_completion };
        print[settings->format]();
        return BN_OK;
    }
    const cli_command *command = cli_command_find(settings->operand[0]);
    if (!command)
        return cli_no_command(err, settings->operand[0]);
    cli_print_help(command);
    return BN_OK;
}

const cli_command cli_help = {
    .name = "help",
    .bit = CLI_HELP,
    .operands = "[COMMAND]",
    .most = 1,
    .summary = "what the commands are, and all about one of them",
    .details =
        "Without a command: a list of them. With --format, all there is to say, as a manual page or as\n"
        "completion for bash:\n"
        "    banach help --format man | man -l -\n"
        "    . <(banach help --format bash)",
    .run = run,
};
