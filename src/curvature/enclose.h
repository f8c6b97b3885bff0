/* Proven bounds for the extreme eigenvalues of a stored symmetric matrix.

   If tau I - C = R'R + E for any matrix R, then R'R >= 0 gives lambda_max(C) <= tau + |E|; likewise
   C - tau I = R'R + E gives lambda_min(C) >= tau - |E|. R comes from a Cholesky factorization that need
   not be trusted: E is computed and its own rounding bounded (theory 10.6, 11.1; Rump 2006 for the idea). */
#ifndef BN_CURVATURE_ENCLOSE_H
#define BN_CURVATURE_ENCLOSE_H

#include <banach/status.h>

typedef struct bn_extremes {
    double min, max;             /* the eigenvalue estimates that were given */
    double min_lower, min_upper; /* min_lower <= lambda_min(C) <= min_upper */
    double max_lower, max_upper; /* max_lower <= lambda_max(C) <= max_upper */
} bn_extremes;

/* C is d x d, symmetric, finite, both triangles stored. values: its d eigenvalues ascending as LAPACK
   estimates them. Costs two Cholesky factorizations and two products R'R. */
bn_status bn_enclose(bn_extremes *out, size_t d, const double *C, const double *values, bn_error *err);

/* Doubles that it takes while it runs. */
double bn_enclose_room(size_t d);

/* The sentence when LAPACK does not find d eigenvalues or singular values. Returns status. */
bn_status bn_no_spectrum(size_t d, bn_status status, bn_error *err);

#endif
