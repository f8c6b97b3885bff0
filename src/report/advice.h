/* Advice in two styles. */
#ifndef BN_REPORT_ADVICE_H
#define BN_REPORT_ADVICE_H

#include "report/json.h"
#include "report/page.h"

#include <math.h>

/* L/mu, HUGE_VAL when mu is 0. */
static inline double bn_kappa(const bn_curvature *c)
{
    return c->mu.lower > 0 ? c->L.upper / c->mu.lower : HUGE_VAL;
}

void bn_section_advice(bn_page *page, const bn_objective *f, const bn_advice *a);
json_t *bn_json_advice(const bn_objective *f, const bn_advice *a);

#endif
