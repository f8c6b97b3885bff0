/* Several methods run on one problem, from the same start to the same gap. */
#ifndef BN_CLI_CONTEST_H
#define BN_CLI_CONTEST_H

#include "cli/curve.h"
#include "cli/settings.h"

#define CLI_LABEL 40

/* A method with its step rule, and what became of it. */
typedef struct cli_entry {
    char label[CLI_LABEL]; /* "gd", "gd:armijo" */
    const bn_method *method;
    bn_solve_options options;
    bn_error failure; /* its status is BN_OK if the method ran */
    size_t runs;      /* one for each seed, if it draws */
    bn_result *results;
    cli_curve *curves;
} cli_entry;

typedef struct cli_contest {
    const cli_settings *settings;
    bn_objective *f;
    const bn_curvature *curvature;
    cli_entry *entry;
    size_t count;
} cli_contest;

/* entries.c: who takes part, by --methods. Release with cli_contest_free, also after a failure. */
bn_status cli_contest_open(cli_contest *c, bn_error *err);
void cli_contest_free(cli_contest *c);

/* All entries, one after the other. A method that cannot run is a result, not a failure. */
bn_status cli_contest_run(cli_contest *c, bn_error *err);

#endif
