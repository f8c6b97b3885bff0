/* A fit as JSON; the keys are those of the command's documentation. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/threads.h"
#include "report/fit.h"
#include "report/json.h"

static json_t *hypotheses(const bn_contract *c)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < c->count; i++) {
        const bn_hypothesis *h = &c->hypotheses[i];
        json_t *one = json_pack("{s:s, s:o, s:s, s:s}",
                                "name", h->name,
                                "value", bn_json_number(h->value),
                                "status", bn_proof_name(h->status),
                                "evidence", h->evidence ? h->evidence : "");
        if (json_array_append_new(array, one)) {
            json_decref(array);
            array = NULL;
        }
    }
    return array;
}

/* A promise that is empty is null, not 1. */
static json_t *promised(const bn_contract *c)
{
    const bn_rate *r = &c->promised;
    const bool empty = !(r->one_minus_rate > 0);
    return json_pack("{s:o, s:o, s:o, s:o, s:b, s:o}",
                     "quantity", bn_json_text(empty ? NULL : bn_quantity_name(r->quantity)),
                     "rate", bn_json_number(empty ? NAN : r->rate),
                     "constant", bn_json_number(empty ? NAN : r->constant),
                     "growth", bn_json_number(empty ? NAN : r->growth),
                     "in_expectation", r->in_expectation,
                     "predicted_passes", bn_json_number(c->predicted_passes));
}

static json_t *verdict(bn_verdict holds)
{
    return holds == BN_UNDECIDED ? json_null() : json_boolean(holds == BN_HOLDS);
}

static json_t *contract(const bn_contract *c)
{
    return json_pack("{s:o, s:o, s:{s:o}, s:o}",
                     "hypotheses", hypotheses(c),
                     "promised", promised(c),
                     "measured", "rate", bn_json_number(c->measured_rate),
                     "holds", verdict(c->holds));
}

static json_t *gap(const bn_result *r)
{
    const bn_bound *bound = &r->certificate.gap;
    return json_pack("{s:o, s:o, s:o, s:s, s:s}",
                     "bound", bn_json_number(bound->bound),
                     "tol", bn_json_number(r->used.tol),
                     "scale", bn_json_number(r->scale),
                     "status", bn_proof_name(bound->status),
                     "rule", bound->rule);
}

static json_t *distance(const bn_bound *bound)
{
    return json_pack("{s:o, s:s, s:s}",
                     "bound", bn_json_number(bound->bound),
                     "status", bn_proof_name(bound->status),
                     "rule", bound->rule);
}

static json_t *enclosure(const bn_enclosure *e)
{
    return json_pack("{s:o, s:o, s:o, s:s, s:s}",
                     "value", bn_json_number(e->value),
                     "lower", bn_json_number(e->lower),
                     "upper", bn_json_number(e->upper),
                     "status", bn_proof_name(e->status),
                     "method", e->method ? e->method : "");
}

