/* The objective as a formula. */
#include "report/sections.h"

#include <string.h>

/* Replaces every old in text, which has size bytes of room, as long as the result fits. */
static void replace(char *text, size_t size, const char *old, const char *new)
{
    const size_t from = strlen(old), to = strlen(new);
    for (char *at = text; (at = strstr(at, old)) && strlen(text) + to < size; at += to) {
        memmove(at + to, at + from, strlen(at + from) + 1);
        memcpy(at, new, to);
    }
}

const char *bn_formula(char out[BN_FORMULA], const bn_objective *f)
{
    const bn_objective_info *info = bn_objective_describe(f);
    const bool weighted = info->data && bn_dataset_describe(info->data)->weights;
    snprintf(out, BN_FORMULA, "%s%s", info->formula, info->l2 > 0 ? " + l2/2 |w|^2" : "");
    if (info->intercept) { /* inside a bracket of its own, or in a product */
        replace(out, BN_FORMULA, "(x_i'w", "(x_i'w + b");
        replace(out, BN_FORMULA, " x_i'w", " (x_i'w + b)");
    }
    if (weighted) {
        replace(out, BN_FORMULA, "1/n sum", "1/S sum s_i");
        replace(out, BN_FORMULA, "1/(2n) sum", "1/(2S) sum s_i");
    }
    return out;
}
