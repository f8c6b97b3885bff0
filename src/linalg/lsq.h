/* Least squares to the last digit:
       minimize  sum_i s_i (x_i'w + b - y_i)^2  +  S l2 |w|^2,   S = sum_i s_i,
   the b only when asked for. Any shape, any rank, any l2 >= 0, columns of any size. The doubles given are
   taken as exact; the answer comes in doubled precision.
     lsq.c         the ladder of routes
     lsq_frame.c   powers of two and means that bring a problem to unit size
     lsq_factor.c  a rough inverse in doubles: Cholesky, QR or SVD
     lsq_refine.c  residuals in doubled precision, corrected until nothing is left to correct
     lsq_kernel.c  the same through the n x n kernel matrix, for d > n
     lsq_stats.c   standard errors */
#ifndef BN_LINALG_LSQ_H
#define BN_LINALG_LSQ_H

#include "linalg/dd.h"

#include <banach/status.h>

typedef struct bn_lsq_problem {
    size_t rows, cols;
    const double *X; /* rows x cols, row i at X + i * stride */
    size_t stride;
    const double *y;
    const double *weights; /* s_i >= 0, or NULL: all 1. A row of weight 0 is not there */
    double l2;
    bool intercept;
    unsigned threads; /* 0: as many as OpenMP would take; never changes a bit of the answer */
} bn_lsq_problem;

typedef enum bn_lsq_route {
    BN_LSQ_CHOLESKY = 0, /* of the d x d Gram matrix */
    BN_LSQ_QR,
    BN_LSQ_SVD,
    BN_LSQ_TRUNCATED, /* SVD without the directions below 2^-40: the last resort */
    BN_LSQ_KERNEL,    /* Cholesky of the n x n kernel matrix, for d > n */
    BN_LSQ_KERNEL_QR
} bn_lsq_route;

/* "cholesky", "qr", "svd", "truncated_svd", "kernel", "kernel_qr". */
const char *bn_lsq_route_name(bn_lsq_route route);

typedef struct bn_lsq_report {
    bn_lsq_route route; /* that gave the answer */
    size_t rank;        /* of the problem, intercept and penalty included */
    unsigned sweeps;    /* refinements */
    double passes;      /* reads of all rows, in all routes that were tried */
    double correction;  /* the last one, relative to the solution, columns scaled to unit size */
    double condition;   /* estimate for the scaled and centred matrix; in the SVD route of what it kept */
} bn_lsq_report;

/* z = (w, b): cols numbers and, with an intercept, one more. When the minimizer is not unique (rank below
   the number of unknowns, l2 = 0 or as good as that) the one of least |w|; least in scaled columns, when
   their sizes differ by more than 2^40. BN_NUMERICAL: no route converged. */
bn_status bn_lsq_solve(bn_dd *z, const bn_lsq_problem *p, bn_lsq_report *report, bn_error *err);

/* Doubles that it takes at its height, unless it comes to an SVD, which takes about twice as many. */
double bn_lsq_room(const bn_lsq_problem *p);

typedef struct bn_lsq_statistics {
    size_t freedom;     /* rows of positive weight - unknowns */
    double residual_sd; /* s = sqrt(sum s_i r_i^2 / freedom); 0 when the fit is exact as far as z can tell */
} bn_lsq_statistics;

/* errors[k] = s sqrt(((A'SA)^-1)_kk), A = [X 1]: one for each unknown. z is what bn_lsq_solve gave. Wants
   l2 = 0, more rows than unknowns and full rank. */
bn_status bn_lsq_statistics_at(bn_lsq_statistics *out, double *errors, const bn_lsq_problem *p,
                               const bn_dd *z, bn_error *err);

#endif
