/* Prescribed eigenvalues. */
#ifndef BN_DATASET_SPECTRA_H
#define BN_DATASET_SPECTRA_H

#include <stdbool.h>
#include <stddef.h>

/* count numbers, ascending, from 1/kappa to 1; a single one is 1. kappa >= 1. False: no such spectrum. */
bool bn_spectrum_fill(double *values, size_t count, const char *name, double kappa);

#endif
