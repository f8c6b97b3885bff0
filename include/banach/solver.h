/* From a start to a certified answer. Every method stops on the same quantity, a bound on f(x) - f*
   recomputed from a fresh gradient at the returned point; "converged" means gap bound <= tol * scale. */
#ifndef BANACH_SOLVER_H
#define BANACH_SOLVER_H

#include <banach/certificate.h>
#include <banach/curvature.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Methods ------------------------------------------------------------------------------- */

typedef struct bn_method bn_method;

#define METHOD(name) BN_API extern const bn_method bn_##name;
#include <banach/methods.def>
#undef METHOD

/* All methods of the library, NULL-terminated; and the one called name, or NULL. */
BN_API const bn_method *const *bn_methods(void);
BN_API const bn_method *bn_method_find(const char *name);
BN_API const char *bn_method_name(const bn_method *method);
BN_API const char *bn_method_summary(const bn_method *method);

/* NULL if the method can minimize f, else the reason why not, a constant string. */
BN_API const char *bn_method_refuses(const bn_method *method, const bn_objective *f);

/* What the method promises under these facts with this step (0: the step it would take by itself). */
BN_API bn_rate bn_method_promise(const bn_method *method, const bn_facts *facts, double step);

/* The facts a method's theorem may use, from an objective and its curvature: mu.lower, L.upper, n. */
BN_API bn_facts bn_facts_of(const bn_objective *f, const bn_curvature *c);

/* ---- How a run ended ----------------------------------------------------------------------- */

typedef enum bn_outcome {
    BN_CONVERGED = 0,    /* gap bound <= tol * scale */
    BN_PASS_LIMIT,       /* max_passes reads of the data are used up */
    BN_TIME_LIMIT,       /* max_seconds are used up; the only outcome that reads a clock */
    BN_DIVERGED,         /* f grew without bound or became NaN; the best point seen is returned */
    BN_PRECISION_LIMIT,  /* double precision cannot prove a smaller gap at any point reached */
    BN_NO_MINIMIZER,     /* f has none, proven: completely separable data without penalty */
    BN_CANCELLED         /* observe returned false */
} bn_outcome;

/* "converged", "pass_limit", "time_limit", "diverged", "precision_limit", "no_minimizer", "cancelled". */
BN_API const char *bn_outcome_name(bn_outcome outcome);

/* ---- The contract of a run ----------------------------------------------------------------- */

/* One hypothesis of a method's theorem, such as "0 < step < 2/L", filled in for this run. */
typedef struct bn_hypothesis {
    const char *name;
    double value;         /* the number the hypothesis is about: mu, L, the step */
    bn_proof status;
    const char *evidence; /* where the number came from or what it was compared with; a constant string */
} bn_hypothesis;

typedef enum bn_verdict { BN_UNDECIDED = 0, BN_HOLDS, BN_FAILS } bn_verdict;

#define BN_MAX_HYPOTHESES 6

/* Promise beside fact. */
typedef struct bn_contract {
    bn_hypothesis hypotheses[BN_MAX_HYPOTHESES];
    size_t count;
    bn_rate promised;        /* quantity_k <= constant * rate^k * quantity_0; rate >= 1 promises nothing */
    double predicted_passes; /* to tol, by the promise; HUGE_VAL without one */
    double measured_rate;    /* of the same quantity, fitted to the run; NaN when the run is too short */
    bn_verdict holds;        /* undecided where one run cannot decide */
} bn_contract;

/* ---- Running ------------------------------------------------------------------------------- */

/* How a full-gradient method chooses its step. Steps that are searched for, from BN_STEP_EXACT on, are offered by
   gradient descent; a method that does not offer a rule answers BN_UNSUPPORTED. */
typedef enum bn_step_rule {
    BN_STEP_AUTO = 0, /* the method's own safe step; gradient descent: min(2/(mu+L), 1.8/L), 1/L when mu is 0 */
    BN_STEP_OPTIMAL,  /* 2/(mu+L), the fastest constant step there is on paper */
    BN_STEP_1_OVER_L, /* 1/L */
    BN_STEP_VALUE,    /* options.step, safe or not: the contract says */
    BN_STEP_EXACT,    /* the lowest point along the gradient, for quadratics; two passes a step */
    BN_STEP_ARMIJO,   /* halved until f falls enough */
    BN_STEP_WOLFE,    /* moved both ways until f falls enough and its slope is mostly gone */
    BN_STEP_BB,       /* Barzilai & Borwein's long step s's/s'y; f need not fall in each step */
    BN_STEP_BB2,      /* their short step s'y/y'y */
    BN_STEP_KNOWN_MIN /* Polyak's step (f - f*)/|g|^2; half of it, halved further, when f* is only bounded */
} bn_step_rule;

/* As people write them: "auto", "optimal", "1/L", "VALUE", "exact", "armijo", "wolfe", "bb", "bb2", "known-min". */
BN_API const char *bn_step_rule_name(bn_step_rule rule);

/* False if no rule has this name; a number is for the caller to read, as BN_STEP_VALUE. */
BN_API bool bn_step_rule_find(bn_step_rule *rule, const char *name);

/* When momentum is thrown away: where the gradient turns against the motion, <grad f(y_k), x_k+1 - x_k> > 0
   (O'Donoghue & Candes 2015). Finds a curvature better than the proven mu by itself; no rate is promised then. */
typedef enum bn_restart {
    BN_RESTART_AUTO = 0, /* only when mu is 0 */
    BN_RESTART_NEVER,
    BN_RESTART_ALWAYS
} bn_restart;

/* What an observer sees after each iteration. Valid during the call. */
typedef struct bn_progress {
    size_t k;               /* iterations done, 0 at the start */
    double passes;          /* n row reads each, checks included */
    double seconds;         /* in the method, time in observers excluded */
    const double *x, *grad; /* the point a stop would return, and the gradient there */
    const bn_certificate *certificate;
    double target;          /* tol * scale, what certificate->gap.bound must reach */
    double step, momentum;
    double predicted_passes; /* by the contract, HUGE_VAL without a promise */
} bn_progress;

typedef struct bn_solve_options {
    const bn_curvature *curvature; /* NULL: bn_curvature_bound(f) */
    bn_step_rule step_rule;
    double step;                   /* with BN_STEP_VALUE; the first to try with armijo, wolfe, bb, 0: as BN_STEP_AUTO */
    double known_min;              /* with BN_STEP_KNOWN_MIN: a number that f does not fall below; 0 suits every loss */
    bool known_min_attained;       /* it is the minimum itself */
    bn_restart restart;            /* of nesterov */
    double tol;                    /* 0: 1e-8; relative to scale, see bn_result. Negative: never converge */
    double max_passes;             /* 0: 10000 */
    double max_seconds;            /* 0: no limit */
    uint64_t seed;                 /* of methods that draw */
    bool (*observe)(const bn_progress *now, void *context); /* false cancels; NULL: none */
    void *observe_context;
} bn_solve_options;

typedef struct bn_result {
    bn_outcome outcome;
    size_t iterations;
    double passes, seconds;
    bn_certificate certificate;         /* at the returned point, from a fresh gradient */
    double value, grad_norm;            /* f and |grad f| there */
    double gap_bound, distance_bound;   /* certificate.gap.bound and .distance.bound */
    double scale;                       /* max(f of the null model, |f(x)|); for quadratics and custom functions
                                           max(|f(x_start)|, |f(x)|) */
    bn_curvature curvature;             /* that the step was taken from */
    double step, momentum;              /* last used; 0 for a method without */
    bn_contract contract;
    bn_solve_options used;              /* with every default filled in */
    char advice[400];                   /* what to do next when the outcome is not converged, else "" */
} bn_result;

/* Minimizes f from x (dim numbers, in and out). x is a warm start: zeros are a fine one. On a failure of
   the call x is untouched and *result is not written; every outcome, diverged included, is a success of the call.
   Many solves may run at once, each with an objective of its own. */
BN_API bn_status bn_solve(const bn_method *method, bn_objective *f, double *x, const bn_solve_options *options,
                          bn_result *result, bn_error *err);

/* Classical statistics of an ordinary least-squares fit (squared loss, l2 = 0, full rank, more rows than
   unknowns) at its exact solution: dim standard errors, and the residual standard deviation. */
BN_API bn_status bn_standard_errors(double *errors, double *residual_sd, bn_objective *f, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
