/* What goes to standard error, and the last word on standard output. */
#include "cli/message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"

static void put_line(const char *kind, const char *text)
{
    fprintf(stderr, "banach: %s", kind);
    for (; *text; text++)
        fputc((unsigned char)*text < 0x20 || *text == 0x7F ? '?' : *text, stderr);
    fputc('\n', stderr);
}

void cli_complain(const bn_error *err)
{
    put_line("", err->message);
}

void cli_note(const char *format, ...)
{
    char text[1000];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    put_line("note: ", text);
}

bn_status cli_close_stdout(bn_error *err)
{
    errno = 0;
    const bool failed = ferror(stdout);
    if (fclose(stdout) == 0 && !failed)
        return BN_OK;
    return cli_fail(err, BN_CANNOT_WRITE, "cannot write to standard output%s%s", errno ? ": " : "",
                    errno ? strerror(errno) : "");
}
