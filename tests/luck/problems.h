/* One small objective of each kind, for tests that try something on all of them. */
#ifndef TESTS_LUCK_PROBLEMS_H
#define TESTS_LUCK_PROBLEMS_H

#include <banach/banach.h>

/* Kind k: a name, or NULL when there is no such kind. */
const char *problem_name(size_t k);

/* Makes it, with its data (NULL without) and the curvature to assume where none can be computed. Fails the
   test when a call fails. One thread. */
typedef struct problem {
    const bn_loss *loss; /* NULL for functions of the caller's */
    bn_dataset *data;
    bn_objective_options options;
    bn_objective *f;
    size_t dim;
    bn_curvature curvature; /* of f, everywhere */
} problem;

void problem_make(problem *p, size_t k);
void problem_free(problem *p);

/* x'x/2 + sum cos(x_j + j)/2: between mu = 1/2 and L = 3/2. */
extern const bn_functions problem_wave;

#endif
