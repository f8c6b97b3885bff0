/* What the methods that draw terms share: which terms a step looks at, and the steps along them.

   f = mean f_i. A term of a loss over data is a scalar times a row, grad f_i(x) = a_i [x_i; 1] + l2 [w; 0]:
   the penalty is the method's to add. A term of functions of yours is a vector, penalty and all; then l2 is 0
   here. Draws depend on the seed, the method's name and a count of draws alone. */
#ifndef BN_SOLVER_SAMPLING_H
#define BN_SOLVER_SAMPLING_H

#include "base/rng.h"
#include "objective/walk.h"
#include "solver/method.h"

/* What a test feeds: count steps and no more, their terms and coins in place of random ones. */
typedef struct bn_script {
    size_t count;
    const size_t *rows; /* one a step; NULL: random as always */
    const bool *coins;  /* one a step; NULL: random as always */
    const size_t *pick; /* svrg in epochs: the point that becomes the snapshot; NULL: random as always */
} bn_script;

/* Single draws that are looked up together. */
#define BN_DRAWS ((size_t)1024)

typedef struct bn_sampler {
    bn_objective *f;
    const char *name;
    bn_error *err;
    const bn_script *script;
    size_t dim, penalized; /* the first so many unknowns carry the penalty l2 */
    double l2;
    size_t n, batch;
    bn_sampling sampling;
    double step; /* that the options ask for; 0: the theorem's own */
    uint64_t seed;
    bn_rng rows, coins;
    size_t drawn;  /* draws so far: all that a draw depends on, and so all that is remembered of them */
    size_t reads;  /* terms looked at since bn_sampler_passes */
    double *table; /* n slopes, of the method; NULL: it wants none */

    size_t block, *term; /* single terms: draws number block BN_DRAWS and following */
    double *weight;      /* importance: 1/(n p_i) of each */
    double *sums; /* importance: sums[i] = L_0 + ... + L_(i-1), n + 1 of them; L_i without its penalty */
    size_t epoch, *order; /* shuffled: of this epoch */
    bool *taken;          /* batches: scratch of n */
    double *room;         /* batches of scalar terms: scratch of batch */
    double *vector, *one; /* vector terms: the sum over the draw, and scratch */
} bn_sampler;

/* Makes s->own, of size bytes and beginning with a sampler, the rest 0; settles batch and step, in s->options
   and s->facts. table: wants one. stop releases it, also after a failure. */
bn_status bn_sampler_start(bn_state *s, size_t size, const char *name, size_t auto_batch, bool table);
void bn_sampler_stop(bn_state *s);

/* Doubles that a sampler takes, beside its table. */
double bn_sampler_room(const bn_objective *f, const bn_solve_options *o);

/* Where in its draws a sampler is, and its table. */
void bn_sampler_remember(bn_sampler *b, bn_checkpoint *c);

/* The theorem of loopless svrg and saga (theory.h) for a step, 0: its own; and the open end of its range. */
bn_rate bn_sampler_unified(const bn_facts *facts, double step, double refresh);
double bn_sampler_step_limit(const bn_facts *facts);

/* What the theorem says with uniform draws and, under importance sampling, with weighted ones becomes
   s->promise: the weighted one only if it needs fewer iterations, or if it alone allows the step that was
   asked for; limit is the open end of its range. It is the uniform one for other facts, those with L_mean for
   L_max, and where tables are refreshed by draws, for the smallest probability of a term in place of 1/n. */
void bn_sampler_promise(bn_sampler *b, bn_state *s, double (*limit)(const bn_facts *facts),
                        const bn_rate *uniform, const bn_rate *weighted);
bn_facts bn_sampler_weighted(const bn_state *s);
double bn_sampler_smallest(const bn_sampler *b);

/* So many steps of walk.h's formula along the terms that are drawn next. */
bn_status bn_sampler_walk(bn_sampler *b, const bn_walk *walk, size_t steps);

/* wanted, or fewer where a script ends before; and the steps that take every term once. */
size_t bn_sampler_steps(const bn_sampler *b, size_t wanted);
size_t bn_sampler_epoch(const bn_sampler *b);

/* draws.c: the draws of at most so many steps; and how many of the next steps, most at most, come before the
   first whose coin falls. */
bn_draws bn_sampler_draw(bn_sampler *b, size_t most);
size_t bn_sampler_coins(const bn_sampler *b, double p, size_t most);
bn_rng bn_sampler_stream(const bn_sampler *b, const char *what, uint64_t epoch);

/* 1/(n p_i), what the gradient of term i counts when it is drawn. */
double bn_sampler_weight(const bn_sampler *b, size_t i);

/* variance.c: of the estimate that the next draw at x would make when terms count without their gradients at
   w (slopes: the scalars there; w NULL: plain draws), and the share of the variance of plain draws that this
   takes away. */
void bn_sampler_variance(const bn_sampler *b, const double *x, const double *w, const double *slopes,
                         double *variance, double *reduced);

/* Row reads since the last call, in passes. */
double bn_sampler_passes(bn_sampler *b);

#endif
