/* Curvature: how strongly f bends, from the Hessian itself, never from power iteration.

   Global bounds hold everywhere: mu |v|^2 <= v'H(x)v <= L |v|^2 for every x. Local ones hold at one point and
   describe it, but a step that is safe everywhere needs the global L.
   L.upper includes the rounding of the Gram matrix, of LAPACK and of the bound's own evaluation, and so does
   mu.lower where its status is proven.

   Beyond 8192 unknowns (and terms) no matrix is formed: L.upper is what Lanczos' method proves but for a
   probability of 1e-10, status probable, and L_mean, proven, bounds L for certain. */
#ifndef BANACH_CURVATURE_H
#define BANACH_CURVATURE_H

#include <banach/objective.h>

#ifdef __cplusplus
extern "C" {
#endif

/* BN_NUMERICAL, here and below, where a factorization fails on finite numbers, BN_NOT_FINITE where a Hessian
   overflows. All use the scratch memory of f: one thread at a time. */

/* Valid everywhere. For squared loss and quadratics the Hessian is constant and mu, L are its extreme
   eigenvalues; for logistic loss L is that of the bounding matrix X'X/(4n) + l2 I, and mu = l2 (0 with an
   intercept). BN_UNSUPPORTED for functions of yours: pass bn_curvature_assume to the solver instead. */
BN_API bn_status bn_curvature_bound(bn_curvature *out, bn_objective *f, bn_error *err);

/* What is known everywhere without computing a thing: mu >= l2 (0 with an intercept), L <= mean L_i, proven
   but up to dim times too large. Enough for methods that find their own steps, as the penalty and duality
   bound the gap. BN_UNSUPPORTED for quadratics and functions of yours. */
BN_API bn_status bn_curvature_known(bn_curvature *out, const bn_objective *f, bn_error *err);

/* The same at the point x: extreme eigenvalues of H(x). BN_UNSUPPORTED for functions of yours, whose rounding
   nobody knows; bn_spectrum takes those with a Hessian product. */
BN_API bn_status bn_curvature_at(bn_curvature *out, bn_objective *f, const double *x, bn_error *err);

/* All dim eigenvalues, ascending: of H(x), or, with x NULL, of the matrix behind the global bounds.
   Measured: by LAPACK from the Gram matrix and, where that is too coarse for the small ones, from the
   data. */
BN_API bn_status bn_spectrum(double *eigenvalues, bn_objective *f, const double *x, bn_error *err);

/* Bounds of the same, proven: lower[i] <= lambda_i <= upper[i], i ascending, every rounding included. Small
   eigenvalues of a matrix that is not singular to working precision have narrow bounds too. */
BN_API bn_status bn_spectrum_enclose(double *lower, double *upper, bn_objective *f, const double *x,
                                     bn_error *err);

/* Condition numbers of the data as the objective uses it (with the column of ones if there is an intercept):
   of X by its singular values, and of X'X as its square. HUGE_VAL when X has not full column rank.
   BN_UNSUPPORTED without data. */
BN_API bn_status bn_condition(double *cond_X, double *cond_XtX, bn_objective *f, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
