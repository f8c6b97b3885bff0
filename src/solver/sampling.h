/* What the methods that draw terms share: which terms a step looks at, and what their gradients add up to.

   f = mean f_i. A term of a loss over data is a scalar times a row, grad f_i(x) = a_i [x_i; 1] + l2 [w; 0]:
   there the sampler deals with the scalars, and the penalty is the method's to add. A term of functions of
   yours is a vector, penalty and all; then l2 is 0 here. Draws depend on the seed, the method's name and a
   count of draws alone. */
#ifndef BN_SOLVER_SAMPLING_H
#define BN_SOLVER_SAMPLING_H

#include "base/rng.h"
#include "solver/method.h"

/* What a test feeds: count steps and no more, their terms and coins in place of random ones. */
typedef struct bn_script {
    size_t count;
    const size_t *rows; /* one a step; NULL: random as always */
    const bool *coins;  /* one a step; NULL: random as always */
    const size_t *pick; /* svrg in epochs: the point that becomes the snapshot; NULL: random as always */
} bn_script;

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
    size_t drawn;  /* draws so far */
    size_t reads;  /* terms looked at since bn_sampler_passes */
    size_t *order; /* shuffled: of this epoch */
    size_t next;   /* shuffled: where in it */
    double *sums;  /* importance: sums[i] = L_0 + ... + L_(i-1), n + 1 of them; L_i without its penalty */
    bool *taken;   /* batches: scratch of n */

    size_t *index, count; /* the present draw */
    double *slope;        /* scalar terms: of each drawn one, what multiplies its row */
    double *vector, *one; /* vector terms: the sum over the draw, and scratch */
} bn_sampler;

/* Settles batch and step, in s->options and s->facts, and makes a sampler of them. Release with close, also
   after a failure. */
bn_status bn_sampler_open(bn_sampler *b, bn_state *s, const char *name, size_t auto_batch);
void bn_sampler_close(bn_sampler *b);

/* Doubles that a sampler takes. */
double bn_sampler_room(const bn_objective *f, const bn_solve_options *o);

/* Where in its draws a sampler is. */
void bn_sampler_remember(bn_sampler *b, bn_checkpoint *c);

/* What the theorem says with uniform draws and, under importance sampling, with weighted ones becomes
   s->promise: the weighted one only if it needs fewer iterations. It is the uniform one for other facts,
   those with L_mean for L_max, and where tables are refreshed by draws, for the smallest probability of a
   term in place of 1/n. */
void bn_sampler_promise(bn_sampler *b, bn_state *s, const bn_rate *uniform, const bn_rate *weighted);
bn_facts bn_sampler_weighted(const bn_state *s);
double bn_sampler_smallest(const bn_sampler *b);

/* wanted, or fewer where a script ends before. */
size_t bn_sampler_steps(const bn_sampler *b, size_t wanted);

/* The next draw, into index and count; and the coin of the same step, to be thrown before the draw. */
void bn_sampler_draw(bn_sampler *b);
bool bn_sampler_coin(const bn_sampler *b, double p);

/* The gradients of the drawn terms at x; less, the same with those at w taken away, whose scalars are
   slopes. */
bn_status bn_sampler_look(bn_sampler *b, const double *x);
bn_status bn_sampler_less(bn_sampler *b, const double *w, const double *slopes);

/* y += a (mean over the draw), each term weighted by 1/(n p_i). */
void bn_sampler_add(const bn_sampler *b, double a, double *y);

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
