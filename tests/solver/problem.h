/* Problems made to order for tests of the solver, with a minimizer to compare with. */
#ifndef TESTS_SOLVER_PROBLEM_H
#define TESTS_SOLVER_PROBLEM_H

#include <banach/solver.h>
#include <banach/synthetic.h>

typedef struct problem {
    bn_dataset *data;
    bn_objective *f;
    size_t dim;
    double *x;              /* zeros: a start, to be used up */
    double *optimum;        /* the minimizer, to */
    double optimum_error;   /* this distance */
    double value, noise;    /* f there, to this accuracy: f* */
    bn_curvature curvature; /* proven */
    char label[200];
} problem;

/* Fails the test with a sentence when something goes wrong. loss is "squared", "logistic" or "quadratic";
   l2 goes into the objective (a quadratic takes none). */
problem problem_new(const bn_synthetic_options *made, double l2);

/* From data that are there already, which the problem takes over; the label is copied. */
problem problem_of(bn_dataset *data, const char *loss, const bn_objective_options *options,
                   const char *label);

/* Curvature and minimizer of an objective that the problem takes over. */
problem problem_from(bn_objective *f, const char *label);

void problem_free(problem *p);

/* The start again: zeros. */
void problem_rewind(problem *p);

/* |x - optimum|, and f(x) - f* without cancellation on quadratics. */
double problem_distance(const problem *p, const double *x);
double problem_gap(const problem *p, const double *x);

/* What rounding may have added to the latter two, in a run of a stable method; the optimum's to a gap of that
 * size. */
double problem_distance_noise(const problem *p);
double problem_gap_noise(const problem *p, double gap);

#endif
