/* A fit of each loss, and what is made of it, for tests that take away its memory. */
#ifndef TESTS_LUCK_FITS_H
#define TESTS_LUCK_FITS_H

#include "luck/sweep.h"

enum { ROWS = 6, DIM = 3, LOSSES = 2 };

typedef struct fit {
    bn_dataset *data;
    bn_objective *f;
    double x[DIM];
    bn_curvature curvature;
    bn_result result;
    bn_model *model;
    double scores[ROWS];
} fit;

extern fit fits[LOSSES];
extern fit *now;                              /* what a sweep_call is about */
extern const bn_dataset_options fits_reading; /* how their files are read */

/* For TestSuite: the test's folder with the fits, and its end. */
void fits_make(void);
void fits_free(void);

/* A sweep for each of them. */
void each_fit(const char *what, sweep_call *call);

#endif
