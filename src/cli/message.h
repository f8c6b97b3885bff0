/* What goes to standard error, and the last word on standard output. */
#ifndef BN_CLI_MESSAGE_H
#define BN_CLI_MESSAGE_H

#include <banach/status.h>

/* "banach: sentence", in one line, whatever bytes a file name brought into it. */
void cli_complain(const bn_error *err);

/* "banach: note: ..." */
void cli_note(const char *format, ...) BN_PRINTF(1, 2);

/* Everything that was printed has arrived, or the sentence that says why not. */
bn_status cli_close_stdout(bn_error *err);

#endif
