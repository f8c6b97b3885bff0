/* The one engine behind every loss over data: state, and the parts it is made of.
     glm.c        made and released; the analytic facts
     glm_sizes.c  norms of rows and columns
     glm_pass.c   value, gradient, their rounding and the dual gap, in one pass
     glm_gram.c   Hessian, triangular root
     glm_walk.c   steps along single rows
     glm_margins.c     f along a line, from margins that are known; Hessian products
     glm_careful.c     value and gradient in doubled precision; are the classes separated?
     glm_congruence.c  S'HS, with a bound of its rounding */
#ifndef BN_OBJECTIVE_GLM_H
#define BN_OBJECTIVE_GLM_H

#include "linalg/matrix.h"
#include "objective/loss.h"
#include "objective/margins.h"
#include "objective/objective.h"
#include "objective/walk.h"

/* Means over rows, weighted like the loss, that the rounding bounds need; all rounded up. x~ is the row
   after each column is divided by its norm (columns of very different sizes would make |x||w| useless). */
typedef struct bn_row_sizes {
    double x, x2;    /* mean |x|, mean |x|^2 */
    double xe;       /* mean |x| |x~| */
    double e, e_max; /* mean |x~|, max |x~| */
    double e2;       /* mean |x~|^2 */
    double y2;       /* mean y^2: to know that it does not overflow */
    double x_max;    /* max |x| */
    double y_max;    /* max |y|, of rows of positive weight; 0 only if all are */
} bn_row_sizes;

typedef struct bn_glm {
    bn_objective base;
    const bn_loss *loss;
    bn_matrix X;
    const double *y;       /* rows targets as the loss wants them */
    const double *weights; /* rows, or NULL; the dataset's times a power of two */
    double total;          /* S = sum of weights, n without; to two roundings */
    double *own_y;         /* y where it is not the dataset's */
    double *own_weights;   /* weights where they are not the dataset's */
    double *row_norm;      /* |x_i|, rounded up */
    double *col_norm;      /* |column_j|, 1 for a zero column */
    bn_row_sizes size;
    double null_value;
    double *room;      /* scratch of one pass */
    double *gram_room; /* and of a Hessian, where it is small: NULL until one is wanted */
    size_t lanes;      /* row ranges summed apart, a function of n and d */
} bn_glm;

bn_status bn_glm_evaluate(bn_evaluation *out, bn_objective *f, const double *x, double *grad, bn_error *err);
bn_status bn_glm_hessian(double *H, double *error, bn_objective *f, const double *x, bn_error *err);
bn_status bn_glm_product(double *Hv, bn_objective *f, const double *x, const double *v, bn_error *err);
bn_status bn_glm_root(double *R, bn_objective *f, const double *x, double l2, bn_error *err);
bn_status bn_glm_rows(double *B, double *error, bn_objective *f, const double *x, bn_error *err);
bn_status bn_glm_evaluate_careful(bn_careful *out, bn_objective *f, const double *x, bn_error *err);
bn_status bn_glm_congruence(bn_congruence *out, bn_objective *f, const double *x, const double *S,
                            bn_error *err);
void bn_glm_walk(const bn_objective *f, const bn_walk *walk, const bn_draws *draws);
extern const bn_margin_kind bn_glm_margins;
bool bn_glm_separates(const bn_objective *f, const double *x, size_t *first);

/* A Hessian's scratch of up to so many doubles is kept: making it anew would take longer than the sums. */
#define BN_GLM_KEPT 0x1p24

/* Doubles that these take while they run. */
double bn_glm_hessian_room(const bn_glm *g);
double bn_glm_root_room(const bn_glm *g);
double bn_glm_careful_room(const bn_glm *g);
double bn_glm_congruence_room(const bn_glm *g);

/* What underflow takes from a weight s_i phi''(z_i)/S at most: from the exp in it, and in each operation. */
static inline double bn_glm_lost_weight(const bn_glm *g)
{
    return 0x1p-1072 * (1 + 1 / g->total);
}

/* Square roots of the weights s_i phi''(z_i)/S at x (base.spread apart), or s_i sup phi''/S with x NULL, of
   at most BN_BLOCK rows; and a bound of what any computed margin is off by. */
void bn_glm_root_weights(const bn_glm *g, const double *x, size_t first, size_t count, double *out);
double bn_glm_margin_error(const bn_glm *g, const double *x);

/* n s_i/S: f_i is this times phi_i, and the penalty. */
static inline double bn_glm_share(const bn_glm *g, size_t i)
{
    return (g->weights ? g->weights[i] : 1) / g->total * (double)g->X.rows;
}

/* Operations that the terms of a pass take: a logistic one about as many as thirty products. */
static inline double bn_glm_scalar_work(const bn_glm *g)
{
    return 30 * (double)g->X.rows;
}

/* Rows first .. first + count - 1 of lane k, in blocks of BN_BLOCK. */
void bn_glm_lane(const bn_glm *g, size_t k, size_t *first, size_t *end);

/* row_norm, col_norm and size, once the rest is there. */
bn_status bn_glm_measure(bn_glm *g, bn_error *err);

/* Doubles of scratch that an evaluation needs, and the lanes for so many rows and columns. */
size_t bn_glm_pass_room(const bn_glm *g);
size_t bn_glm_lanes(size_t rows, size_t cols);

/* A pass: the sum of what block adds to out, at most cols + 8 numbers, for every BN_BLOCK rows, added up in
   an order that depends on the size of X alone. The sum is in scratch of g, valid until its next pass.
   operations: of doubles, of the whole pass. */
typedef void bn_glm_block(const bn_glm *g, const void *context, size_t first, size_t count, double *out);
double *bn_glm_sum(bn_glm *g, size_t length, double operations, bn_glm_block *block, const void *context);

#endif
