/* The two routes to a spectrum, and what each proves. */
#ifndef BN_CURVATURE_SPECTRUM_H
#define BN_CURVATURE_SPECTRUM_H

#include <banach/curvature.h>

#include "curvature/enclose.h"
#include "objective/objective.h"

typedef struct bn_spectrum_bounds {
    double *values;       /* dim eigenvalues ascending; the caller frees them */
    bn_extremes extremes; /* of the exact matrix: rounding of its assembly is included */
    double mu_value;      /* the best single number for the smallest eigenvalue */
    double width;         /* of the enclosure that the matrix gives by itself */
    const char *mu_method, *L_method;
} bn_spectrum_bounds;

/* dim x dim matrix, LAPACK's eigenvalues, Cholesky enclosures. */
bn_status bn_spectrum_dense(bn_spectrum_bounds *out, bn_objective *f, const double *x, bn_error *err);

/* Singular values in place of small eigenvalues where the Gram matrix is blind; Jacobi's method takes its
   time. */
bn_status bn_spectrum_refine(bn_spectrum_bounds *s, bn_objective *f, const double *x, bn_error *err);

/* Fewer terms than unknowns: through matrices of the size of the number of terms. */
bn_status bn_spectrum_wide(bn_spectrum_bounds *out, bn_objective *f, const double *x, bn_error *err);

/* Doubles that these take at their height, values included. LAPACK wants some for each unknown. */
double bn_spectrum_dense_room(const bn_objective *f);
double bn_spectrum_refine_room(const bn_objective *f);
double bn_spectrum_wide_room(const bn_objective *f);

/* Doubles at the height of bn_curvature_bound, of bn_curvature_at if local, and of bn_spectrum_enclose. */
double bn_curvature_room(const bn_objective *f, bool local);
double bn_spectrum_enclose_room(const bn_objective *f);

/* sigma_max/sigma_min of the data part without penalty, HUGE_VAL when the rank is not full numerically. */
bn_status bn_singular_ratio(double *ratio, bn_objective *f, bn_error *err);

#endif
