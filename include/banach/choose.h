/* Which method? A model of what each costs on this problem, from counts and a table of machine constants.
   It reads no clock and no thread count: the same problem on the same kind of CPU gets the same method. */
#ifndef BANACH_CHOOSE_H
#define BANACH_CHOOSE_H

#include <banach/solver.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Seconds on a machine with two threads. Only their ratios matter for the choice. */
typedef struct bn_costs {
    const char *name;  /* the kind of CPU that it is of; for people */
    double number;     /* of the data, in a pass for value and gradient */
    double row;        /* of the data, likewise: its loss */
    double gram;       /* n d^2 multiplications and additions of a Hessian, each */
    double cholesky;   /* d^3/3 of a factor, each */
    double eigenvalue; /* d^3 of the eigenvalues behind proven curvature, each */
    double random;     /* a number in a row that was drawn, in a step of svrg or saga */
    double doubled;    /* a number of the data in each of six passes of exact, in doubled precision */
} bn_costs;

/* The table that the library was shipped with, for the vectors that this CPU has. Each is the median of what
   bench/costs measured with two threads of one CPU, which has vectors of 512 bits and keeps the 64 MB of data
   in its last cache: with all kernels; without those of 512 bits, and OpenBLAS's for Haswell; with portable
   ones, and OpenBLAS's for Prescott. */
BN_API const bn_costs *bn_costs_here(void);

/* One method, and what it would take. */
typedef struct bn_choice {
    const bn_method *method; /* a constant of the library */
    double passes;           /* n row reads each */
    double seconds;          /* curvature included, where the method needs it; HUGE_VAL: no end is known */
    bool promised;           /* passes follow from the method's theorem; else they are an estimate */
} bn_choice;

/* Room for all there are. */
#define BN_MAX_CHOICES 8

/* Zero means the default written beside the field; a NULL pointer to the whole means all defaults. */
typedef struct bn_choose_options {
    double tol;            /* as in bn_solve_options; 0: 1e-8 */
    const bn_costs *costs; /* NULL: bn_costs_here() */
} bn_choose_options;

/* All methods among exact, newton, newton-cg, lbfgs, cg, nesterov, svrg and saga that take f, fastest first;
   count at least 1. Known are bn_curvature_known and how unequal the eigenvalues are, from products of at
   most 32 rows with each other: no more numbers than half a pass reads. The passes of newton, newton-cg,
   lbfgs and cg are estimates, fitted to runs on 57 problems: half of those are right within a factor of two,
   nine in ten within six. Those of exact, nesterov, svrg and saga are from theorems, mostly more than are
   needed. */
BN_API bn_status bn_method_choose(bn_choice out[BN_MAX_CHOICES], size_t *count, const bn_objective *f,
                                  const bn_choose_options *options, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
