/* The contract of a method with the driver. A method is one file of src/solver: theorem above, iteration
   below, object last; and one line METHOD(name) in methods.def.

   The driver owns the memory, the clock, the stopping rule and the certificate. A method owns one thing, the
   runtime update: step() moves s->x. After it the driver looks: it evaluates f and its gradient at s->x,
   unless the step did so itself and says so by s->fresh. s->x is always the point that a stop would return. A
   step of a method that draws terms is a run of many steps of its theorem, and may ask for no look by
   s->quiet.

   A run may be killed after any step and go on from a checkpoint with the same bits. The driver keeps all of
   bn_state that steps change: x, grad, at, the flags, k, passes, step, momentum, target_grad and every work
   vector. What rate() and start() settle, a resumed run settles anew, at a point of no meaning: they may copy
   x but not compute with it, and read no clock. What a step leaves in own for the next one is for the method
   to name:

       static void remember(bn_state *s, bn_checkpoint *c)
       {
           mine *own = s->own;
           bn_checkpoint_double(c, "t", &own->t);
           bn_checkpoint_size(c, "pairs", &own->pairs, MEMORY);        at most so many
           bn_checkpoint_doubles(c, "y", MEMORY * s->dim, own->y);
       }

   One walk for both directions: it is called to save and, after start(), to load, so that neither can forget
   half. Scratch is not named. tests/solver/kill.c kills each method of the registry at random steps and
   compares bits. */
#ifndef BN_SOLVER_METHOD_H
#define BN_SOLVER_METHOD_H

#include "base/checkpoint.h"

#include <banach/solver.h>

typedef struct bn_state {
    bn_objective *f;
    size_t dim;
    bn_solve_options *options; /* every default filled in; start() fills in what only it knows */
    const bn_curvature *curvature;
    bn_facts facts;
    bn_rate promise; /* what rate() said; start() may take it back or make another */
    unsigned needs;  /* hypotheses of the promise, method->needs unless start() knows better */
    double cost;     /* passes per iteration, method->cost unless start() knows better */
    double gain;     /* of importance sampling: so many times fewer iterations; 0: none */

    double *x;          /* the point */
    double *grad;       /* its gradient */
    bn_evaluation at;   /* f there */
    bool fresh;         /* set by step() when grad and at belong to the x it leaves */
    bool finished;      /* set by step() when another step would not help */
    bool quiet;         /* set by step() when a look at x would not pay */
    double target_grad; /* kept by the driver: |grad| at which a look may end the run */
    double *slopes;     /* set by start(): where looks leave the n slopes of the terms */
    double *margins;    /* set by start(): where looks leave the n margins (objective/margins.h) */

    size_t k;      /* iterations done; the driver adds 1 for a step(), a step the rest */
    double passes; /* n row reads; the driver adds 1 for each of its evaluations, a step adds its own */
    double step, momentum;    /* as shown to observers; start from promise */
    double promised_decrease; /* set by step() when its theorem bounds the decrease of f in this very step */
    double **work;            /* method->vectors arrays of dim zeros */
    void *own;                /* of the method: made by start(), released by stop() */
    const struct bn_script *script; /* of tests: draws to use in place of random ones (sampling.h) */
    bn_error *err;
} bn_state;

/* Hypotheses that a theorem may need; the driver fills in numbers and statuses. */
enum {
    BN_NEEDS_STRONG = 1 << 0,    /* mu > 0 */
    BN_NEEDS_SMOOTH = 1 << 1,    /* L known */
    BN_NEEDS_STEP = 1 << 2,      /* step_range */
    BN_NEEDS_QUADRATIC = 1 << 3, /* constant Hessian */
    BN_NEEDS_TERMS = 1 << 4,     /* every f_i convex and L_max-smooth */
    BN_NEEDS_MINIMUM = 1 << 5,   /* options.known_min is f*, or bounds it */
};

/* Which observed quantity decides whether the promise was kept, step by step. */
typedef enum bn_check {
    BN_CHECK_NOTHING = 0, /* one run cannot decide */
    BN_CHECK_GRADIENT,    /* |grad f(x_k+1)| <= rate |grad f(x_k)| */
    BN_CHECK_DECREASE,    /* f(x_k+1) <= f(x_k) - promised_decrease */
    BN_CHECK_HISTORY      /* the promise itself, for every recorded k, once the end bounds f* from below */
} bn_check;

struct bn_method {
    const char *name;
    const char *summary;
    unsigned needs; /* hypotheses, BN_NEEDS_... */
    size_t vectors; /* work vectors */
    bn_check check;
    const char *(*refuses)(const bn_objective *f); /* NULL, or NULL when it takes every objective */
    const char *step_range;                        /* "0 < step < 2/L", the hypothesis with BN_NEEDS_STEP */
    double (*step_limit)(const bn_facts *facts);   /* its open end */
    /* With step_range: the curvature up to which every mode of a quadratic dies out, and what a step
       multiplies the mode of curvature lambda by (theory 5.7). */
    double (*stable)(double step, double momentum);
    double (*radius)(double step, double momentum, double lambda);
    double (*cost)(const bn_facts *facts);               /* passes per iteration of the theorem; NULL: 1 */
    bn_rate (*rate)(const bn_facts *facts, double step); /* step 0: the method's own */
    bn_status (*start)(bn_state *s);                     /* optional */
    bn_status (*step)(bn_state *s);
    void (*remember)(bn_state *s, bn_checkpoint *c); /* own, see above; NULL: nothing in it lasts */
    /* Doubles that start() and step() take at their height, beside the work vectors; NULL: next to none. */
    double (*room)(const bn_objective *f, const bn_solve_options *o);
    void (*variance)(bn_state *s, double *variance, double *reduced); /* of bn_progress; NULL: none */
    void (*stop)(bn_state *s);        /* optional; must take a state whose start failed */
    const bn_method *const *searches; /* by bn_step_rule: the method with steps searched for; NULL: none */
    bool own_step;                    /* takes no step rule but BN_STEP_AUTO */
    bool blind;                       /* mu and L steer no step: bounds of them that cost nothing will do */
};

/* f and its gradient at s->x, with what start() asked looks to leave. One pass, which is not counted here. */
bn_status bn_state_look(bn_state *s, bn_error *err);

/* The method as the rule makes it: itself for a constant step; NULL if it does not offer the rule. */
const bn_method *bn_method_ruled(const bn_method *method, bn_step_rule rule);

#endif
