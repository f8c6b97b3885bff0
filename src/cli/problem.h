/* From settings to a dataset and an objective. */
#ifndef BN_CLI_PROBLEM_H
#define BN_CLI_PROBLEM_H

#include "cli/settings.h"

typedef struct cli_problem {
    bn_dataset *data;
    bn_objective *f;
} cli_problem;

/* { NULL } on failure; release with cli_problem_free. */
bn_status cli_problem_load(cli_problem *out, const cli_settings *settings, bn_error *err);
void cli_problem_free(cli_problem *problem);

/* --l2, or its default: 1/n, and nothing for a quadratic, which takes its table as it is. */
double cli_l2(const cli_settings *s, const bn_dataset *data);

/* --threads as the library takes it. */
unsigned cli_threads(const cli_settings *s);

/* What the settings say about reading a file. */
bn_dataset_options cli_reading(const cli_settings *settings);

/* The first method of the registry that takes f. */
const bn_method *cli_default_method(const bn_objective *f);

#endif
