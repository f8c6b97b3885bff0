/* Small fits drawn at random, with their data file and their certificate, for the tests of this folder. */
#ifndef TESTS_VERIFY_CASE_H
#define TESTS_VERIFY_CASE_H

#include <banach/banach.h>

#include "base/rng.h"

typedef struct test_case {
    bn_rng rng;
    uint64_t drawn; /* of rng */
    bn_dataset_options reading;
    bn_objective_options options;
    const bn_loss *loss;
    bn_dataset *data;
    bn_objective *f;
    double *x;
    bn_result result;
    char text[200]; /* what it is, for failures */
} test_case;

uint64_t draw_below(test_case *c, uint64_t n);
double draw_uniform(test_case *c, double from, double to);

/* Case number k: writes data.csv into the test's folder, fits it by some method, until it converges or is
   stopped by a random pass, and writes certificate.json. Fails the test when a call fails. no_minimizer: l2 =
   0 and logistic loss may come together. */
void case_make(test_case *c, uint64_t k, bool no_minimizer);
void case_free(test_case *c);

#endif
