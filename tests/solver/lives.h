/* Runs that are killed, in processes of their own, and what is left of them to compare. */
#ifndef TESTS_SOLVER_LIVES_H
#define TESTS_SOLVER_LIVES_H

#include <banach/solver.h>

enum { DIM = 6, NEVER = 1 << 30 };

typedef struct problem {
    bn_dataset *data;
    bn_objective *f;
    bn_curvature curvature;
} problem;

/* Functions of the caller: f = mean |x - p_i|^2/2 + |x|^2/20, the p_i on a curve. */
problem functions(double mu, double L);
problem made(const char *loss, double l2, bool intercept, double noise);
void problem_free(problem *p);

/* All that two runs must have in common. */
typedef struct outcome {
    bn_status status;
    char sentence[500];
    bn_outcome ended;
    size_t iterations, looks;
    double passes, x[DIM], step, momentum, scale;
    double at[5], gap, distance, floor;
    char rules[2][60], advice[400];
    bn_proof rounding, proofs[2];
    double rate, predicted, measured;
    bn_verdict holds;
    bn_proof hypotheses[BN_MAX_HYPOTHESES];
    double numbers[BN_MAX_HYPOTHESES];
} outcome;

/* Memory that a child writes and its parent reads; to be unmapped. */
outcome *shared(void);

/* One life of a run: from the last checkpoint, if there is one, to the end or to look number end, at which it
   is killed. name and points: its trace, in the folder of the test. */
void live(outcome *out, const bn_method *method, const problem *p, bn_solve_options o, const char *name,
          const char *points, size_t end);

/* The same in a process of its own, which is killed after so many microseconds (NEVER: not from here); true
   if it lived to its end. */
bool live_apart(outcome *out, const bn_method *method, const problem *p, const bn_solve_options *o,
                const char *name, const char *points, size_t end, size_t microseconds);

/* The same bytes? seconds: but for those of a trace. */
bool same_files(const char *one, const char *two, bool seconds);

#endif
