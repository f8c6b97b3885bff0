/* The program: a table of commands, and one way out. */
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/core.h"
#include "cli/message.h"
#include "cli/options.h"
#include "cli/outputs.h"

const cli_command *const cli_commands[] = {
    &cli_fit,    &cli_predict,  &cli_compare, &cli_verify, &cli_curvature,
    &cli_theory, &cli_generate, &cli_list,    &cli_help,   NULL,
};

const cli_command *cli_command_find(const char *name)
{
    for (const cli_command *const *c = cli_commands; *c; c++)
        if (!strcmp((*c)->name, name))
            return *c;
    return NULL;
}

bn_status cli_fail(bn_error *err, bn_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err->status = status;
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return status;
}

/* A file opened later must not become standard output: a missing stream is replaced by one that refuses. */
static void occupy_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* A full disk and a closed pipe are errors to be told, not signals to die of. */
static void refuse_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_IGN);
#endif
}

static bn_status run_command(int *ended, const cli_command *command, int count, char **arguments,
                             bn_error *err)
{
    cli_settings settings;
    bn_status status = cli_options_read(&settings, command, count, arguments, err);
    if (!status && settings.help) {
        cli_print_help(command);
        return BN_OK;
    }
    if (!status)
        status = cli_outputs_check(command, &settings, err);
    return status ? status : command->run(ended, &settings, err);
}

static bn_status dispatch(int *ended, int count, char **arguments, bn_error *err)
{
    const char *name = count > 1 ? arguments[1] : "--help";
    const cli_command *command = cli_command_find(name);
    if (command)
        return run_command(ended, command, count - 2, arguments + 2, err);
    if (!strcmp(name, "--version")) {
        printf("banach %s\nOpenBLAS kernels: %s\n", bn_version(), cli_core_name());
        return BN_OK;
    }
    if (!strcmp(name, "--help") || !strcmp(name, "-h")) {
        cli_print_overview();
        return BN_OK;
    }
    return cli_no_command(err, name);
}

int main(int argc, char **argv)
{
    cli_core_choose(argv);
    occupy_streams();
    refuse_signals();
    int ended = CLI_DONE;
    bn_error err;
    bn_status status = dispatch(&ended, argc, argv, &err);
    if (!status)
        status = cli_close_stdout(&err);
    if (status)
        cli_complain(&err);
    return status ? CLI_BAD : ended;
}
