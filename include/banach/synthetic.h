/* Problems made to order: the eigenvalues are prescribed, a minimizer is known, and the seed decides every bit. */
#ifndef BANACH_SYNTHETIC_H
#define BANACH_SYNTHETIC_H

#include <banach/dataset.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zero means the default written beside the field; a NULL pointer to the whole means all defaults. */
typedef struct bn_synthetic_options {
    const char *loss;     /* what it is made for: "squared", "logistic" or "quadratic"; NULL: "squared" */
    const char *spectrum; /* a name from bn_synthetic_spectra; NULL: "geometric" */
    size_t rows;          /* n; 0: 1000. A quadratic has as many rows as columns */
    size_t cols;          /* d; 0: 20 */
    double kappa;         /* largest eigenvalue, which is 1, over the smallest; at least 1; 0: 100 */
    double noise;  /* relative to the root mean square s of x_i'w; 0: none. squared: y = Xw + r with X'r = 0
                             and |r| = noise s sqrt(n), wants n > d. logistic: y_i = +1 with probability
                             1/(1 + exp(-x_i'w/(noise s))), without noise the sign of x_i'w. quadratic: must be 0 */
    uint64_t seed; /* any number */
} bn_synthetic_options;

/* Makes a dataset.
     squared, logistic   X'X/n has the prescribed eigenvalues; with d > n the other d - n are 0
     quadratic           the table [A b], A exactly symmetric with the prescribed eigenvalues
   They are met up to rounding of the entries: to about 1e-13 sqrt(kappa), for a quadratic 1e-13 kappa, each relative
   to itself. w (d numbers, or NULL if not wanted) is what was planted: all +1 and -1, and Xw and Aw exact in doubles.
     squared     a minimizer at l2 = 0: exactly so without noise, else up to the rounding of y; unique if n >= d
     quadratic   the minimizer, exactly
     logistic    what drew the labels, divided by noise s if there is noise; not the minimizer
   The same options give the same bits at any number of threads, on the same CPU kernels and C library (bn_solve
   promises no more). On failure *out is untouched. Release with bn_dataset_free. */
BN_API bn_status bn_synthetic(bn_dataset **out, double *w, const bn_synthetic_options *options,
                              bn_error *err);

/* The d prescribed eigenvalues, ascending. */
BN_API bn_status bn_synthetic_eigenvalues(double *eigenvalues, const bn_synthetic_options *options,
                                          bn_error *err);

/* Names of the spectra, NULL after the last. Eigenvalues from 1/kappa to 1:
     flat               1, but the smallest
     uniform            evenly spaced
     geometric          evenly spaced logarithms
     spiked             1/kappa, but one in ten: those evenly spaced up to 1
     clustered          five groups of equal ones, geometric
     marchenko-pastur   quantiles of the limit law of random matrices with these edges */
BN_API const char *const *bn_synthetic_spectra(void);

/* The options as the command that makes the same data, defaults spelled out: a comment for bn_dataset_write. */
#define BN_SYNTHETIC_TEXT 400
BN_API const char *bn_synthetic_command(char text[BN_SYNTHETIC_TEXT], const bn_synthetic_options *options);

#ifdef __cplusplus
}
#endif
#endif
