/* How far a run has come, in one line on a terminal. */
#ifndef BN_CLI_PROGRESS_H
#define BN_CLI_PROGRESS_H

#include <banach/solver.h>

typedef struct cli_progress {
    bool on;
    double shown; /* seconds of the run at the last drawing */
    double first; /* log of gap/target at the start, once known */
} cli_progress;

/* An observer; its context is a cli_progress. */
bool cli_progress_observe(const bn_progress *now, void *context);

/* Removes the line. */
void cli_progress_clear(const cli_progress *progress);

#endif
