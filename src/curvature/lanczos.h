/* The largest eigenvalue where a dim x dim matrix is out of the question: by products alone. */
#ifndef BN_CURVATURE_LANCZOS_H
#define BN_CURVATURE_LANCZOS_H

#include <banach/curvature.h>

/* The probability with which upper is wrong, over random starts; and unknowns beyond which no matrix is
   formed. */
#define BN_LANCZOS_FAILURE 1e-10
#define BN_DENSE_LIMIT ((size_t)8192)

/* value <= lambda_max(H(x)) up to rounding; lambda_max <= upper but for that probability. H must be positive
   semidefinite; x NULL as for hessian. The start is drawn with a fixed seed: the same bits in every run. */
double bn_lanczos_room(const bn_objective *f); /* doubles that it takes */
bn_status bn_lanczos(double *value, double *upper, bn_objective *f, const double *x, bn_error *err);

/* curvature.c: L by Lanczos' method, mu as far as it is known without a spectrum. */
bn_status bn_curvature_by_products(bn_curvature *out, bn_objective *f, const double *x, bn_error *err);

#endif
