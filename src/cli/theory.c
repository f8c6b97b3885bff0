/* banach theory: numbers in, numbers out. */
#include <math.h>
#include <stdio.h>

#include "cli/command.h"

static bn_status run(int *ended, const cli_settings *s, bn_error *err)
{
    if (isnan(s->mu) || isnan(s->L))
        return cli_fail(err, BN_BAD_ARGUMENT, "theory needs --mu and --L; see banach help theory");
    if ((s->n > 0) != (s->L_max > 0))
        return cli_fail(err, BN_BAD_ARGUMENT,
                        "--n and --Lmax go together: how many terms, and how smooth the worst is");
    *ended = CLI_DONE;
    const bn_facts facts = { .mu = s->mu, .L = s->L, .L_max = s->L_max, .L_mean = s->L_max, .n = s->n };
    return bn_report_theory(stdout, s->json ? BN_JSON : BN_TEXT, s->step_number, &facts, s->tol, err);
}

const cli_command cli_theory = {
    .name = "theory",
    .bit = CLI_THEORY,
    .operands = "",
    .summary = "what a step promises, given mu and L; no data",
    .details =
        "Contraction factors, safe and best steps, and what each method promises, from three numbers:\n"
        "    banach theory --step 0.1 --mu 1 --L 10\n"
        "q_sq is a factor of the squared distance and holds for any monotone operator; rho is a factor of\n"
        "the distance and holds for gradients.",
    .run = run,
};
