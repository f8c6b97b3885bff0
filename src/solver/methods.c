/* The registry of methods, and what outcomes are called. */
#include <string.h>

#include "solver/method.h"

#define METHOD(name) &bn_##name,
static const bn_method *const methods[] = {
#include <banach/methods.def>
    NULL
};
#undef METHOD

const bn_method *const *bn_methods(void)
{
    return methods;
}

const bn_method *bn_method_find(const char *name)
{
    for (const bn_method *const *method = methods; *method; method++)
        if (!strcmp((*method)->name, name))
            return *method;
    return NULL;
}

const char *bn_method_name(const bn_method *method)
{
    return method->name;
}

const char *bn_method_summary(const bn_method *method)
{
    return method->summary;
}

bool bn_method_has_step(const bn_method *method)
{
    return method->step_limit != NULL;
}

const char *bn_method_refuses(const bn_method *method, const bn_objective *f)
{
    return method->refuses ? method->refuses(f) : NULL;
}

bn_rate bn_method_promise(const bn_method *method, const bn_facts *facts, double step)
{
    return method->rate(facts, step);
}

const char *bn_outcome_name(bn_outcome outcome)
{
    static const char *const names[] = { "converged",       "pass_limit",   "time_limit", "diverged",
                                         "precision_limit", "no_minimizer", "cancelled" };
    return (size_t)outcome < sizeof names / sizeof *names ? names[outcome] : "unknown";
}
