/* The step rules: what they are called, and what a method becomes under one. */
#include <string.h>

#include "solver/method.h"

static const char *const names[] = {
    [BN_STEP_AUTO] = "auto",           [BN_STEP_OPTIMAL] = "optimal", [BN_STEP_1_OVER_L] = "1/L",
    [BN_STEP_VALUE] = "VALUE",         [BN_STEP_EXACT] = "exact",     [BN_STEP_ARMIJO] = "armijo",
    [BN_STEP_WOLFE] = "wolfe",         [BN_STEP_BB] = "bb",           [BN_STEP_BB2] = "bb2",
    [BN_STEP_KNOWN_MIN] = "known-min",
};

enum { RULES = sizeof names / sizeof *names };

const char *bn_step_rule_name(bn_step_rule rule)
{
    return (size_t)rule < RULES ? names[rule] : "unknown";
}

bool bn_step_rule_find(bn_step_rule *rule, const char *name)
{
    for (size_t i = 0; i < RULES; i++)
        if (i != BN_STEP_VALUE && !strcmp(names[i], name)) {
            *rule = (bn_step_rule)i;
            return true;
        }
    return false;
}

const bn_method *bn_method_ruled(const bn_method *method, bn_step_rule rule)
{
    if ((size_t)rule >= RULES || (method->own_step && rule != BN_STEP_AUTO))
        return NULL;
    if (rule < BN_STEP_EXACT)
        return method;
    return method->searches ? method->searches[rule] : NULL;
}
