/* What is true of a fit, in quad precision, against a point as good as the solver can make it. Where that
   cannot tell, a claim is not false for sure. */
#ifndef TESTS_VERIFY_TRUTH_H
#define TESTS_VERIFY_TRUTH_H

#include <jansson.h>

#include "support/quad.h"
#include "verify/case.h"

typedef struct truth {
    quad value, grad_norm, gap; /* gap: at least this */
    double mu, L, distance;     /* distance: at least this */
} truth;

/* At w with this penalty. Data that a forger has changed may be no data for the loss: then false. */
bool truth_at(truth *out, const test_case *c, double l2, const double *w);

/* Is this claim false for sure? */
bool is_false(const char *claim, double bound, const truth *t);

/* Is one of a certificate's? */
bool some_claim_is_false(json_t *root, const truth *t);

#endif
