/* What a method would do under given facts, before it runs. */
#ifndef BN_SOLVER_OUTLOOK_H
#define BN_SOLVER_OUTLOOK_H

#include <banach/solver.h>

/* Numbers that do not apply are NaN, passes without a promise are HUGE_VAL. */
typedef struct bn_outlook {
    const char *name, *summary;
    const char *refuses;   /* why the method cannot minimize f; NULL: it can, or there is no f */
    double step, momentum; /* the method's own */
    double q_sq;           /* of a plain step; NaN with momentum */
    double rho;    /* promised factor of the distance per step; a promise on a square or a gap by its root */
    double passes; /* until the promise proves gap <= tol times the gap at the start */
    double safe_step_max; /* open end of the range of steps; NaN if the own step has a theorem of its own */
} bn_outlook;

/* f may be NULL: numbers alone. */
bn_outlook bn_outlook_of(const bn_method *method, const bn_objective *f, const bn_facts *facts, double tol);

/* The tolerance of a run when none is given. */
#define BN_DEFAULT_TOL 1e-8

#endif
