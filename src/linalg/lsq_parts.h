/* What the files of the least-squares solver share. */
#ifndef BN_LINALG_LSQ_PARTS_H
#define BN_LINALG_LSQ_PARTS_H

#include "linalg/lsq.h"

/* ---- Frame: the problem at unit size ------------------------------------------------------- */

/* Scaled by powers of two, so without rounding:
       y^_i = y_i target_unit,  s^_i = s_i weight_unit,  v_j = w_j target_unit / unit_j,  b^ = b
       target_unit.
   With an intercept each column is taken less its rounded mean, as an exact hi + lo, so that a column far
   from zero, or constant, brings no rounding of its mean into anything:
       x^_ij = x_ij unit_j - shift_j,      b^ = base - shift'v.
   What is left of the mean is centre. The unknowns are v and level = base + centre'v: they separate, the
   normal matrix is diag(V, S), up to rounding; refinement sees to that. */
typedef struct bn_lsq_frame {
    const bn_lsq_problem *problem;
    size_t used;    /* rows of positive weight */
    double *unit;   /* cols */
    double *shift;  /* cols, zeros without an intercept */
    double *centre; /* cols: weighted means of x^, zeros without an intercept */
    double target_unit;
    double weight_unit; /* 4^k, so that its root is a power of two as well */
    bn_dd total;        /* S of the scaled weights */
    bn_dd ridge;        /* S l2 of the scaled weights */
} bn_lsq_frame;

/* Looks for NaN and infinity on the way. uniform: one unit for all columns, which keeps |w| a norm. */
bn_status bn_lsq_frame_new(bn_lsq_frame *f, const bn_lsq_problem *p, bool uniform, bn_error *err);
void bn_lsq_frame_free(bn_lsq_frame *f);

double bn_lsq_weight(const bn_lsq_frame *f, size_t i); /* s^_i */
double bn_lsq_target(const bn_lsq_frame *f, size_t i); /* y^_i */

/* ridge unit_j^2, the penalty of v_j. */
bn_dd bn_lsq_penalty(const bn_lsq_frame *f, size_t j);

/* out[i][j] = sqrt(s^_i) (x^_ij - centre_j), for the columns [left, left + width) of the rows [first, first
   + count). */
void bn_lsq_rows(const bn_lsq_frame *f, size_t first, size_t count, size_t left, size_t width, double *out);

/* x^_i' v in doubled precision. */
bn_dd bn_lsq_row_dot(const bn_lsq_frame *f, size_t i, const bn_dd *v);

/* sum += a x^_i. */
void bn_lsq_row_add(const bn_lsq_frame *f, size_t i, bn_dd a, bn_dd *sum);

/* a - c'v, cols terms: base from level by centre, b^ from base by shift. */
bn_dd bn_lsq_minus_dot(bn_dd a, const bn_lsq_frame *f, const double *c, const bn_dd *v);

/* (w, b) in the caller's units. */
bn_status bn_lsq_unscale(bn_dd *z, const bn_lsq_frame *f, const bn_dd *v, bn_dd level, bn_error *err);

/* ---- Factor: a rough inverse of V ---------------------------------------------------------- */

typedef struct bn_lsq_factor {
    bn_lsq_route route;
    size_t cols, rank;
    double condition;
    bool safe; /* small enough a condition for refinement to contract */
    double *R; /* Cholesky, QR: cols x cols, V = R'R up to rounding. SVD: rank rows, right singular vectors */
    double *values; /* SVD: rank eigenvalues of V */
    double *span; /* SVD below full rank: rank rows, an orthonormal basis of the rows of X, caller's units */
    double *shrink; /* with span: unit_j / max unit */
    double *work;   /* cols */
} bn_lsq_factor;

bn_status bn_lsq_factor_new(bn_lsq_factor *F, const bn_lsq_frame *f, bn_lsq_route route, bn_error *err);
void bn_lsq_factor_free(bn_lsq_factor *F);

/* g = V^-1 g, or the best the rank allows. */
void bn_lsq_factor_solve(const bn_lsq_factor *F, double *g);

/* ---- Refinement ---------------------------------------------------------------------------- */

/* A right-hand side: minimize sum s_i (x_i'w + b - y_i)^2/2 + ridge |w|^2/2 - linear'(w, b), all scaled. */
typedef struct bn_lsq_right {
    bool targets;         /* y is as in the problem, else 0 */
    const double *linear; /* cols + 1 numbers, or NULL: none */
} bn_lsq_right;

/* kappa up to which a route's refinement contracts well enough; see lsq_factor.c. */
#define BN_LSQ_CHOLESKY_LIMIT 0x1p18 /* by 2^-17 or better, and QR would not be worth its price */
#define BN_LSQ_QR_LIMIT 0x1p46 /* beyond, a small singular value may be rounding alone: the SVD judges */

/* Judges a sequence of corrections: go on, or stop and say whether the end was good. */
typedef struct bn_lsq_progress {
    unsigned sweeps, strikes;
    double size, correction; /* of the last one; and relative to the solution */
    bool finished, converged;
} bn_lsq_progress;

/* size: largest entry of the correction just made; norm: of the solution after it. */
void bn_lsq_judge(bn_lsq_progress *now, double size, double norm);

bn_status bn_lsq_refine(bn_dd *v, bn_dd *level, bn_lsq_progress *progress, const bn_lsq_frame *f,
                        const bn_lsq_factor *F, bn_lsq_right right, bn_error *err);

/* The same problem through the kernel matrix, by Cholesky or QR, factor and refinement in one. Wants a
   uniform frame. Sets *safe and *condition as a factor. */
bn_status bn_lsq_kernel(bn_dd *v, bn_dd *level, bn_lsq_progress *progress, bool *safe, double *condition,
                        const bn_lsq_frame *f, bn_lsq_route route, bn_error *err);

/* Threads that a pass over the data is worth, at most as many as wanted. */
int bn_lsq_threads(const bn_lsq_problem *p);

/* parts[0] = the sum of count vectors of length each, pairwise in a shape that depends on count alone. */
void bn_lsq_sum_pairwise(bn_dd *parts, size_t count, size_t length);

/* Memory for count doubled numbers, zeroed. */
bn_dd *bn_dds(size_t count);

#endif
