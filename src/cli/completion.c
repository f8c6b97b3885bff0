/* Completion for bash, made from the tables of commands and options. */
#include <stdio.h>
#include <string.h>

#include "cli/options.h"

static void commands(void)
{
    for (const cli_command *const *c = cli_commands; *c; c++)
        printf("%s ", (*c)->name);
}

static void losses(void)
{
    for (const bn_loss *const *loss = bn_losses(); *loss; loss++)
        printf("%s ", bn_loss_name(*loss));
}

static void methods(void)
{
    for (const bn_method *const *method = bn_methods(); *method; method++)
        printf("%s ", bn_method_name(*method));
}

static void rules(void)
{
    for (bn_step_rule rule = BN_STEP_AUTO; rule <= BN_STEP_KNOWN_MIN; rule++)
        if (rule != BN_STEP_VALUE)
            printf("%s ", bn_step_rule_name(rule));
}

static void spectra(void)
{
    for (const char *const *name = bn_synthetic_spectra(); *name; name++)
        printf("%s ", *name);
}

static void points(void)
{
    printf("global origin optimum ");
}

/* The words that can stand in a place: for operands as a command names them, or for the argument of an
   option, "loss NAME". */
static const struct {
    const char *place;
    void (*words)(void);
} known[] = {
    { "KIND", losses },         { "[COMMAND]", commands },   { "loss NAME", losses },
    { "method NAME", methods }, { "methods LIST", methods }, { "spectrum NAME", spectra },
    { "step RULE", rules },     { "at POINT", points },
};

/* What completes a place, as two variables of the script: known words, or else names of files. */
static void put_place(const char *place, bool files)
{
    printf("words='");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].place, place)) {
            known[i].words();
            files = known[i].words == points;
        }
    printf("' files=%s", files ? "yes" : "");
}

static void put_option(const cli_option *o)
{
    char place[100];
    printf("        --%s) ", o->name);
    if (o->kind == CLI_CHOICE) {
        printf("words='");
        for (const char *c = o->argument; *c; c++)
            putchar(*c == '|' ? ' ' : *c);
        printf("' files=");
    } else {
        snprintf(place, sizeof place, "%s %s", o->name, o->argument);
        put_place(place, !strcmp(o->argument, "FILE") || !strcmp(o->argument, "DIR"));
    }
    puts(" ;;");
}

static void put_command(const cli_command *command)
{
    printf("    %s)\n        case $before in\n", command->name);
    for (const cli_option *o = cli_options; o->name; o++)
        if (o->commands & command->bit && o->argument)
            put_option(o);
    printf("        *) ");
    put_place(command->operands, *command->operands);
    printf(" options='");
    for (const cli_option *o = cli_options; o->name; o++)
        if (o->commands & command->bit)
            printf("--%s ", o->name);
    puts("' ;;\n        esac ;;");
}

void cli_print_completion(void)
{
    puts("# Completion for bash: banach help --format bash\n"
         "_banach() {\n"
         "    local now=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words= files= options=\n"
         "    # bash makes three words of --option=value.\n"
         "    [[ $now == = ]] && now=\n"
         "    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
         "    case ${COMP_WORDS[1]} in");
    for (const cli_command *const *c = cli_commands; *c; c++)
        put_command(*c);
    printf("    esac\n    [[ $COMP_CWORD == 1 ]] && words='");
    commands();
    puts("--help --version' files= options=$words\n"
         "    [[ $now == -* ]] && words=$options files=\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$now\")\n"
         "    [[ $files ]] || compopt +o default 2>/dev/null\n"
         "    return 0\n"
         "}\n"
         "complete -o default -F _banach banach");
}
