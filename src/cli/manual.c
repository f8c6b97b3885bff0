/* The manual page, made from the tables of commands and options: a section for each command. */
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

/* length bytes of text, spelled so that troff makes nothing else of them: a hyphen of a dash, say. */
static void put(const char *text, size_t length)
{
    static const char special[] = "\\-'`^~";
    static const char *const spelled[] = { "\\e", "\\-", "\\(aq", "\\(ga", "\\(ha", "\\(ti" };
    for (size_t i = 0; i < length; i++) {
        const char *found = strchr(special, text[i]);
        if (found)
            fputs(spelled[found - special], stdout);
        else
            putchar(text[i]);
    }
}

/* A line of them, where a dot in front would be a request. */
static void put_line(const char *text, size_t length)
{
    fputs(*text == '.' ? "\\&" : "", stdout);
    put(text, length);
    putchar('\n');
}

/* One line in bold and italics: the name of a thing, and what it takes. */
static void put_call(const char *before, const char *name, const char *argument)
{
    fputs("\\fB", stdout);
    put(before, strlen(before));
    put(name, strlen(name));
    fputs("\\fR \\fI", stdout);
    put(argument, strlen(argument));
    puts("\\fR");
}

/* Lines that begin with blanks are examples, and stay as they are. */
static void put_text(const char *text)
{
    bool example = false;
    for (size_t length; *text; text += length + (text[length] == '\n')) {
        length = strcspn(text, "\n");
        const size_t blanks = strspn(text, " ");
        if (example != (blanks > 0))
            puts(example ? ".EE\n.RE\n.PP" : ".PP\n.RS 4\n.EX");
        example = blanks > 0;
        put_line(text + blanks, length - blanks);
    }
    if (example)
        puts(".EE\n.RE");
}

static void put_options(const cli_command *command)
{
    const char *group = NULL;
    for (const cli_option *o = cli_options; o->name; o++) {
        if (!(o->commands & command->bit))
            continue;
        if (o->group != group)
            printf(".SS \"%s\"\n", o->group);
        group = o->group;
        puts(".TP");
        put_call("--", o->name, o->argument ? o->argument : "");
        put_text(o->help);
    }
}

static void put_command(const cli_command *command)
{
    printf(".SH \"banach %s\"\n", command->name);
    put_call("banach ", command->name, command->operands);
    puts(".PP");
    put_text(command->summary);
    puts(".PP");
    put_text(command->details);
    put_options(command);
}

/* Nothing here reads them, the libraries below do. */
static const char *const environment[][2] = {
    { "OMP_NUM_THREADS", "How many threads, where --threads does not say. Results do not depend on it." },
    { "OPENBLAS_CORETYPE",
      "The kernels that OpenBLAS takes, such as Haswell. Where this is not set, and OpenBLAS has "
      "chosen slow ones for a processor that it does not know, banach sets it and starts itself again." },
};

void cli_print_manual(void)
{
    printf(".TH BANACH 1 \"\" \"banach %s\" \"User Commands\"\n.SH NAME\nbanach \\- ", bn_version());
    put_text(cli_purpose);
    puts(".SH SYNOPSIS");
    for (const cli_command *const *c = cli_commands; *c; c++) {
        put_call("banach ", (*c)->name, (*c)->operands);
        puts(".br");
    }
    puts("\\fBbanach \\-\\-version\\fR\n.SH DESCRIPTION");
    put_text(cli_conventions);
    for (const cli_command *const *c = cli_commands; *c; c++)
        put_command(*c);
    puts(".SH ENVIRONMENT");
    for (size_t i = 0; i < sizeof environment / sizeof *environment; i++) {
        puts(".TP");
        put_call("", environment[i][0], "");
        put_text(environment[i][1]);
    }
    puts(".SH \"SEE ALSO\"\n.BR banach (3)");
}
