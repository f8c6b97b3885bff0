/* From a start to a certified answer. Every method stops on the same quantity, a bound on f(x) - f*
   recomputed from a fresh gradient at the returned point; "converged" means gap bound <= tol * scale. */
#ifndef BANACH_SOLVER_H
#define BANACH_SOLVER_H

#include <banach/certificate.h>
#include <banach/checkpoint.h>
#include <banach/curvature.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Methods ------------------------------------------------------------------------------- */

/* A theorem and the iteration that it is about: a constant of the library. */
typedef struct bn_method bn_method;

/* bn_gd, bn_nesterov, ...: one for each line of methods.def. */
#define METHOD(name) BN_API extern const bn_method bn_##name;
#include <banach/methods.def>
#undef METHOD

/* All methods of the library, NULL-terminated; the one called name, or NULL; its name; and in a line what
   it is. */
BN_API const bn_method *const *bn_methods(void);
BN_API const bn_method *bn_method_find(const char *name);
BN_API const char *bn_method_name(const bn_method *method);
BN_API const char *bn_method_summary(const bn_method *method);

/* Does the method take a step size? One that does not finds its own steps, and options.step is nothing to
   it. */
BN_API bool bn_method_has_step(const bn_method *method);

/* NULL if the method can minimize f, else the reason why not, a constant string. */
BN_API const char *bn_method_refuses(const bn_method *method, const bn_objective *f);

/* What the method promises under these facts with this step (0: the step it would take by itself). */
BN_API bn_rate bn_method_promise(const bn_method *method, const bn_facts *facts, double step);

/* The facts a method's theorem may use, from an objective and its curvature: mu.lower, L.upper, n. */
BN_API bn_facts bn_facts_of(const bn_objective *f, const bn_curvature *c);

/* ---- Memory -------------------------------------------------------------------------------- */

/* What a run takes, in bytes: numbers that may be beyond every size. Each part at its height, but for small
   change and what BLAS keeps for itself; total is the height of all: data + objective + the larger of
   curvature and method + certificate. */
typedef struct bn_memory {
    double data, objective; /* there already */
    double curvature;       /* while it is found; 0 when it is given */
    double method;          /* throughout the run */
    double certificate;     /* while a proof is made */
    double total;
} bn_memory;

typedef struct bn_solve_options bn_solve_options;

/* method NULL: curvature alone, at a point and with all eigenvalues. options NULL: all defaults. */
BN_API bn_memory bn_memory_plan(const bn_method *method, const bn_objective *f,
                                const bn_solve_options *options);

/* BN_NO_MEMORY and a sentence with all parts if the total is more than limit bytes; 0: than the machine
   has. bn_solve asks this before it takes anything. */
BN_API bn_status bn_memory_check(const bn_memory *plan, size_t limit, bn_error *err);

/* "1.5 GB of memory: data 1.2 GB, objective 20 MB, ...". Returns out. */
#define BN_MEMORY_TEXT 200
BN_API const char *bn_memory_format(char out[BN_MEMORY_TEXT], const bn_memory *plan);

/* ---- How a run ended ----------------------------------------------------------------------- */

/* Each leaves a result with the certificate of the point that is returned. */
typedef enum bn_outcome {
    BN_CONVERGED = 0,   /* gap bound <= tol * scale */
    BN_PASS_LIMIT,      /* max_passes reads of the data are used up */
    BN_TIME_LIMIT,      /* max_seconds are used up; the only outcome that reads a clock */
    BN_DIVERGED,        /* f grew without bound or became NaN; the best point seen is returned */
    BN_PRECISION_LIMIT, /* double precision cannot prove a smaller gap at any point reached */
    BN_NO_MINIMIZER,    /* f has none, proven: completely separable data without penalty, an indefinite A */
    BN_CANCELLED        /* observe returned false, or stop true */
} bn_outcome;

/* "converged", "pass_limit", "time_limit", "diverged", "precision_limit", "no_minimizer", "cancelled". */
BN_API const char *bn_outcome_name(bn_outcome outcome);

/* ---- The contract of a run ----------------------------------------------------------------- */

/* One hypothesis of a method's theorem, such as "0 < step < 2/L", filled in for this run. */
typedef struct bn_hypothesis {
    const char *name;     /* as above; a constant string */
    double value;         /* the number the hypothesis is about: mu, L, the step; NaN where it is yes or no */
    bn_proof status;      /* BN_VIOLATED: it does not hold, and nothing is promised */
    const char *evidence; /* where the number came from or what it was compared with; a constant string */
} bn_hypothesis;

/* Was the promise kept? */
typedef enum bn_verdict { BN_UNDECIDED = 0, BN_HOLDS, BN_FAILS } bn_verdict;

/* Room for those of any theorem here. */
#define BN_MAX_HYPOTHESES 6

/* Promise beside fact. */
typedef struct bn_contract {
    bn_hypothesis hypotheses[BN_MAX_HYPOTHESES];
    size_t count;            /* of hypotheses */
    bn_rate promised;        /* quantity_k <= constant * rate^k * quantity_0; rate >= 1 promises nothing */
    double predicted_passes; /* to tol, by the promise; HUGE_VAL without one */
    double measured_rate;    /* of the same quantity, fitted to the run; NaN when the run is too short */
    bn_verdict holds;        /* undecided where one run cannot decide */
    double drift;            /* bounds how far the last point of the run is from that of the ideal one, which
                                takes x+ = x - step grad f(x) in real arithmetic from the same start; as sure
                                as the hypotheses. NaN where the step is no contraction */
} bn_contract;

/* ---- Running ------------------------------------------------------------------------------- */

/* How a full-gradient method chooses its step. Gradient descent offers all of them, other methods none that
   search, from BN_STEP_EXACT on; a rule that a method does not offer is BN_UNSUPPORTED. */
typedef enum bn_step_rule {
    BN_STEP_AUTO =
        0, /* the method's own safe step; gradient descent: min(2/(mu+L), 1.8/L), 1/L when mu is 0 */
    BN_STEP_OPTIMAL,  /* 2/(mu+L), the fastest constant step on paper; nesterov and polyak: their values tuned
                         for quadratics, whatever f is */
    BN_STEP_1_OVER_L, /* 1/L */
    BN_STEP_VALUE,    /* options.step, safe or not: the contract says */
    BN_STEP_EXACT,    /* the lowest point along the gradient, for quadratics; two passes a step */
    BN_STEP_ARMIJO,   /* halved until f falls enough */
    BN_STEP_WOLFE,    /* moved both ways until f falls enough and its slope is mostly gone */
    BN_STEP_BB,       /* Barzilai & Borwein's long step s's/s'y; f need not fall in each step */
    BN_STEP_BB2,      /* their short step s'y/y'y */
    BN_STEP_KNOWN_MIN /* Polyak's step (f - f*)/|g|^2; half of it, halved further, when f* is only bounded */
} bn_step_rule;

/* As people write them: "auto", "optimal", "1/L", "VALUE", "exact", "armijo", "wolfe", "bb", "bb2",
   "known-min". */
BN_API const char *bn_step_rule_name(bn_step_rule rule);

/* False if no rule has this name; a number is for the caller to read, as BN_STEP_VALUE. */
BN_API bool bn_step_rule_find(bn_step_rule *rule, const char *name);

/* When momentum is thrown away: where the gradient turns against the motion, <grad f(y_k), x_k+1 - x_k> > 0
   (O'Donoghue & Candes 2015). Finds a curvature better than the proven mu by itself; no rate is promised
   then. */
typedef enum bn_restart {
    BN_RESTART_AUTO = 0, /* only when mu is 0 */
    BN_RESTART_NEVER,
    BN_RESTART_ALWAYS
} bn_restart;

/* Which terms f_i the methods that draw terms (sgd, svrg, saga) draw. */
typedef enum bn_sampling {
    BN_SAMPLE_UNIFORM = 0, /* fresh and independent: with replacement; a batch holds no term twice */
    BN_SAMPLE_SHUFFLED,    /* every term once in an epoch, in an order drawn anew; no rate is promised */
    BN_SAMPLE_IMPORTANCE   /* with probability ~ L_i - l2, single terms of losses over data; only if the
                              theorem expects a gain (contract: "drawing rows by L_i") or it alone allows
                              the step that was asked for, else uniform */
} bn_sampling;

/* What svrg takes as its next snapshot. */
typedef enum bn_snapshot {
    BN_SNAPSHOT_LOOPLESS = 0, /* the point before the step, with probability options.refresh at each step */
    BN_SNAPSHOT_RANDOM, /* after epoch_length steps, one of the points before them (Johnson & Zhang 2013) */
    BN_SNAPSHOT_AVERAGE /* after epoch_length steps, the mean of the points after them (Xiao & Zhang 2014) */
} bn_snapshot;

/* What sgd returns. An average smooths the noise, and no rate is promised for it. */
typedef enum bn_average {
    BN_AVERAGE_NONE = 0, /* the last point */
    BN_AVERAGE_ALL,      /* the mean of all points (Polyak & Juditsky 1992) */
    BN_AVERAGE_SUFFIX    /* the mean of the last half of them, or a little more */
} bn_average;

/* How sgd's step changes. */
typedef enum bn_schedule {
    BN_SCHEDULE_CONSTANT = 0,
    BN_SCHEDULE_SWITCHING /* constant for the first 4 ceil(calL/mu) steps, then (2k + 1)/((k + 1)^2 mu):
                             |x - x*|^2 falls like 1/k to 0 (Gower et al. 2019, Theorem 3.2); constant when
                             mu is 0 */
} bn_schedule;

/* For bn_solve_options.batch. */
#define BN_BATCH_AUTO ((size_t)-1)

/* What an observer sees after each iteration, of sgd, svrg and saga after a run of them (about n row reads).
   Valid during the call. */
typedef struct bn_progress {
    size_t k;               /* iterations of the theorem done, 0 at the start */
    double passes;          /* n row reads each, checks included */
    double seconds;         /* in the method, time in observers excluded */
    const double *x, *grad; /* the point a stop would return, and the gradient there */
    const bn_certificate *certificate;
    double target;           /* tol * scale, what certificate->gap.bound must reach */
    double step, momentum;   /* of the last iteration; 0 for a method without */
    double predicted_passes; /* by the contract, HUGE_VAL without a promise */
    double variance;         /* E |g - E g|^2 of the next gradient estimate g; NaN unless measured */
    double reduced; /* share of that of plain draws which variance reduction takes away; NaN likewise */
} bn_progress;

/* Zero means the default written beside the field; a NULL pointer to the whole means all defaults. What
   the method does not use is not looked at. */
struct bn_solve_options {
    const bn_curvature *curvature; /* NULL: bn_curvature_bound(f); where mu and L steer no step and the
                                      penalty proves gaps, bn_curvature_known(f) */
    bn_step_rule step_rule;        /* of methods that take full gradients */
    double step;             /* with BN_STEP_VALUE; with armijo, wolfe, bb the first to try, 0: as auto */
    double known_min;        /* with BN_STEP_KNOWN_MIN: f never falls below it; 0 suits every loss */
    bool known_min_attained; /* it is the minimum itself */
    bn_restart restart;      /* of nesterov */
    double tol;              /* 0: 1e-8; relative to scale, see bn_result. Negative: never converge */
    double max_passes;       /* 0: 10000 */
    double max_seconds;      /* 0: no limit */
    uint64_t seed;           /* of methods that draw: any number; the same one gives the same bits */
    size_t batch;            /* terms per step of methods that draw; 0: 1. BN_BATCH_AUTO: as many as
                                cost no more passes by the theorem (sgd: 1) */
    bn_sampling sampling;    /* of methods that draw */
    bn_snapshot snapshot;    /* of svrg */
    double refresh;          /* of svrg: probability of a new snapshot at each step; 0: batch/n */
    size_t epoch_length;     /* of svrg with other snapshots: steps in between; 0: 2 n/batch */
    bn_average average;      /* of sgd */
    bn_schedule schedule;    /* of sgd */
    bool (*observe)(const bn_progress *now, void *context); /* false cancels; NULL: none */
    void *observe_context;                                  /* of observe and remember */
    bool measure_variance; /* of methods that draw, for observers: n row reads a call, not charged */
    void (*remember)(bn_checkpoint *c, void *context); /* the observer's own state, into a checkpoint or from
                                                          one; context is observe_context. NULL: none */
    bool (*stop)(void *context);      /* asked after each step, at no cost; true cancels. NULL: none */
    void *stop_context;               /* of stop */
    bn_checkpoint_options checkpoint; /* none if all is zero */
    size_t memory_limit; /* bytes, data and objective included; more is refused. 0: what the machine has */
};

/* What became of a run. Plain data; what pointers it has are those of the options. */
typedef struct bn_result {
    bn_outcome outcome;               /* how it ended */
    size_t iterations;                /* of the method's theorem */
    double passes, seconds;           /* as in bn_progress */
    bn_certificate certificate;       /* at the returned point, from a fresh gradient */
    double value, grad_norm;          /* f and |grad f| there */
    double gap_bound, distance_bound; /* certificate.gap.bound and .distance.bound */
    double scale;           /* max(f of the null model, |f(x)|), f(0) in place of the first where that
                                         model fits to the last digit; for quadratics and custom functions
                                         max(|f(x_start)|, |f(x)|) */
    bn_curvature curvature; /* that the step was taken from */
    double step, momentum;  /* last used; 0 for a method without */
    bn_contract contract;   /* promise beside fact */
    bn_solve_options used;  /* with every default filled in */
    bn_error checkpoint; /* status BN_OK, or why the last one could not be written: the one before is there */
    char advice[400];    /* what to do next when the outcome is not converged, else "" */
} bn_result;

/* Minimizes f from x (dim numbers, in and out). x is a warm start: zeros are a fine one. On a failure of
   the call x is untouched and *result is not written; every outcome, diverged included, is a success of
   the call. Many solves may run at once, each with an objective of its own. BN_BAD_ARGUMENT for options
   that contradict themselves or the checkpoint, BN_UNSUPPORTED for a method or rule that does not take f
   (bn_method_refuses says why), BN_NOT_FINITE for a start that is not finite or at which functions of yours
   are not, BN_BAD_FORMAT for a checkpoint that is none. */
BN_API bn_status bn_solve(const bn_method *method, bn_objective *f, double *x,
                          const bn_solve_options *options, bn_result *result, bn_error *err);

/* Classical statistics of an ordinary least-squares fit (squared loss, l2 = 0, full rank, more rows than
   unknowns) at its exact solution: dim standard errors, and the residual standard deviation. BN_UNSUPPORTED
   for anything else. */
BN_API bn_status bn_standard_errors(double *errors, double *residual_sd, bn_objective *f, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
