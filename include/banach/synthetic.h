/* Problems made to order: eigenvalues as prescribed, a minimizer that is known, every bit from the seed. */
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
    double noise;         /* at least 0, in units of the root mean square of x_i'w; 0: none. See below */
    uint64_t seed;        /* any number */
} bn_synthetic_options;

/* Makes a dataset. A vector w of +1 and -1 is planted (d numbers, NULL if not wanted), s = |Xw|/sqrt(n).
     squared    X'X/n has the prescribed eigenvalues (with d > n the other d - n are 0). y = Xw + r, X'r = 0,
                |r| = noise s sqrt(n); noise wants n > d. w is a minimizer at l2 = 0: without noise exactly,
                for Xw is exact in doubles, else up to the rounding of y
     logistic   the same X. y_i = +1 with probability 1/(1 + exp(-x_i'w/(noise s))), else -1; without noise
                the sign of x_i'w. What is handed out is w/(noise s), or w without noise: not the minimizer
     quadratic  the table [A b]: A exactly symmetric with the prescribed eigenvalues, b = Aw exact in doubles,
                so w is the minimizer, not only up to rounding. No noise
   Eigenvalues are met up to the rounding of entries, to about 2e-15 d; the smallest, relative to itself, to
   1e-15 d sqrt(kappa), of a quadratic to 1e-15 d kappa, so that it need not be positive beyond that.
   The same options give the same bits at any number of threads, with the same BLAS on the same CPU.
   BN_BAD_ARGUMENT for options that have no meaning. Release with bn_dataset_free. */
BN_API bn_status bn_synthetic(bn_dataset **out, double *w, const bn_synthetic_options *options,
                              bn_error *err);

/* The d prescribed eigenvalues, ascending. BN_BAD_ARGUMENT as above. */
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

/* The options as the command that makes the same data, defaults spelled out: a comment for a file. Returns
   text. */
#define BN_SYNTHETIC_TEXT 400
BN_API const char *bn_synthetic_command(char text[BN_SYNTHETIC_TEXT], const bn_synthetic_options *options);

#ifdef __cplusplus
}
#endif
#endif
