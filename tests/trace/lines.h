/* A trace read back. */
#ifndef TESTS_TRACE_LINES_H
#define TESTS_TRACE_LINES_H

#include <banach/trace.h>

enum {
    K,
    PASSES,
    SECONDS,
    F,
    GRAD_NORM,
    GAP,
    STEP,
    MOMENTUM,
    MOVE,
    CONTRACTION,
    TURN,
    VARIANCE,
    REDUCED,
    COLUMNS
};

extern const char *const column_names[COLUMNS];

typedef struct trace_lines {
    size_t count;
    double (*line)[COLUMNS]; /* NaN for an empty field */
} trace_lines;

/* The file called name in the folder of the test; free() line. Fails the test if the file is not a trace. */
trace_lines lines_of_csv(const char *name);
trace_lines lines_of_json(const char *name);

/* Minimizes f from x with a trace into these files (NULL: none) of the folder. */
bn_result traced(const bn_method *method, bn_objective *f, double *x, const char *name, const char *points,
                 bn_solve_options options);

/* (1/2) sum lambda_i x_i^2 - sum b_i x_i, at most 8 unknowns. */
bn_objective *diagonal(size_t d, const double *lambda, const double *b);

#endif
