/* The parts of the driver: the run's memory, when it stops, what its contract says. */
#ifndef BN_SOLVER_RUN_H
#define BN_SOLVER_RUN_H

#include "base/digest.h"
#include "solver/method.h"

/* One look at f during a run, kept to fit rates afterwards. Doubles only: a checkpoint takes them as such. */
typedef struct bn_look {
    double k, passes, value, value_error, grad_norm, grad_error, point_norm;
} bn_look;

/* When a checkpoint was written last, by this process, and what never changes in one. */
typedef struct bn_keeper {
    bool began;
    double passes, clock;
    char data[BN_DIGEST_TEXT];
    bn_error last; /* how that went */
} bn_keeper;

typedef struct bn_run {
    const bn_method *method;
    bn_state state;
    bn_curvature curvature;
    bn_solve_options options;
    bn_certificate certificate; /* at state.x */
    double reference;           /* f of the null model, or |f| at the start where there is none */
    double scale, target;       /* max(reference, |f(x)|), tol * scale */

    double *best; /* the point with the smallest gap bound so far */
    bn_certificate best_certificate;
    size_t since_best; /* evaluations since then */

    bool separated;     /* best is a direction in which f falls for ever */
    size_t astray;      /* where to look first: a row that was on the wrong side when last looked */
    double prove_below; /* |grad| at which a proof by the Hessian is tried again */

    bn_look *looks; /* one for each look, in order */
    size_t seen, looks_room;
    size_t broken; /* steps that did less than their theorem promised */
    size_t judged; /* steps whose promise could be checked */

    bool told;      /* the observer has seen this look */
    double seconds; /* spent in the method */
    double *origin; /* the point that the run began at */
    bn_keeper keeper;
    bn_contract contract;
} bn_run;

/* options.c: given (NULL: zeros) with the defaults in place of its zeros; BN_BAD_ARGUMENT where it has no
   meaning. */
bn_status bn_run_options(bn_solve_options *o, const bn_solve_options *given, bn_error *err);

/* stop.c: what ends the run now, if anything does. */
bool bn_run_should_stop(bn_run *run, bn_outcome *outcome);

/* advise.c: one sentence on what to do about it. */
void bn_run_advise(const bn_run *run, bn_outcome outcome, char *advice, size_t size);

/* settle.c: proofs that are not had at every look: after a look, and at the end, where they may turn the
   outcome. */
bn_status bn_run_prove(bn_run *run);
bn_status bn_run_settle(bn_run *run, bn_outcome *outcome);

/* Of the driver: x, gradient, best point, origin. */
enum { BN_RUN_VECTORS = 4 };

/* Doubles from one vector of a run to the next: whole pages and a quarter of one. A load waits for a store of
   a moment before whose address ends alike, on another page too; measured: a step of svrg along 1000 columns
   takes three times as long when its two vectors stand badly. */
static inline size_t bn_run_stride(size_t dim)
{
    const size_t page = 4096 / sizeof(double);
    return (dim + page - 1) / page * page + page / 4;
}

/* settle.c: unknowns for which a Hessian is worth a proof. */
bool bn_run_affordable(const bn_objective *f);

/* remember.c: the state of a run into a file, when it is time or if now is true; and out of it. */
bn_status bn_run_save(bn_run *run, bool now);
bn_status bn_run_resume(bn_run *run);

/* solve.c: room for so many looks; false when memory is out. */
bool bn_run_make_room(bn_run *run, size_t looks);

/* Of the machine, in seconds. */
double bn_run_clock(void);

/* contract.c: hypotheses and promise before the first step, each step judged, the verdict at the end. */
void bn_contract_open(bn_run *run);
void bn_contract_judge(bn_run *run, const bn_look *before, const bn_look *after);
void bn_contract_close(bn_run *run);

#endif
