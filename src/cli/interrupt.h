/* Ctrl-C and SIGTERM end a run after the step that it is in. */
#ifndef BN_CLI_INTERRUPT_H
#define BN_CLI_INTERRUPT_H

#include <stdbool.h>

/* For bn_solve_options.stop: has someone asked for the end? Listens from its first call on, so that what
   comes before a run dies at once. A second signal is not listened to: it kills. A signal that was ignored
   when the program began stays so. */
bool cli_interrupted(void *context);

/* No longer listens. */
void cli_interrupt_close(void);

#endif
