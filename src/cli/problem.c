/* From settings to a dataset and an objective. */
#include "cli/problem.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"

bn_dataset_options cli_reading(const cli_settings *s)
{
    return (bn_dataset_options){
        .format = s->format ? bn_reader_name(bn_readers()[s->format - 1]) : NULL,
        .target = s->target,
        .weights = s->weights,
        .header = (bn_header)s->header,
        .missing = (bn_missing)s->missing,
        .index_base = (bn_index_base)s->index_base,
        .standardize = s->standardize,
        .storage = (bn_storage)s->storage,
        .memory_limit = s->memory_limit,
    };
}

unsigned cli_threads(const cli_settings *s)
{
    return s->threads < UINT_MAX ? (unsigned)s->threads : UINT_MAX;
}

double cli_l2(const cli_settings *s, const bn_dataset *data)
{
    const bool quadratic = s->loss && !strcmp(s->loss, bn_loss_name(&bn_quadratic));
    return !isnan(s->l2) ? s->l2 : quadratic ? 0 : 1 / (double)bn_dataset_describe(data)->rows;
}

bn_status cli_problem_load(cli_problem *out, const cli_settings *s, bn_error *err)
{
    *out = (cli_problem){ NULL, NULL };
    const bn_loss *loss = s->loss ? bn_loss_find(s->loss) : &bn_squared;
    if (!loss)
        return cli_no_loss(err, s->loss);
    const bn_dataset_options reading = cli_reading(s);
    bn_status status = bn_dataset_load(&out->data, s->operand[0], &reading, err);
    if (status)
        return status;
    const bn_objective_options options = { .l2 = cli_l2(s, out->data),
                                           .intercept = s->intercept,
                                           .threads = cli_threads(s) };
    status = bn_objective_new(&out->f, loss, out->data, &options, err);
    if (status)
        cli_problem_free(out);
    return status;
}

void cli_problem_free(cli_problem *problem)
{
    bn_objective_free(problem->f);
    bn_dataset_free(problem->data);
    *problem = (cli_problem){ NULL, NULL };
}

const bn_method *cli_default_method(const bn_objective *f)
{
    const bn_method *const *m = bn_methods();
    while (*m && bn_method_refuses(*m, f))
        m++;
    return *m;
}
