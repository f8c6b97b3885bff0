/* A fit in its two styles. */
#ifndef BN_REPORT_FIT_H
#define BN_REPORT_FIT_H

#include <banach/report.h>

/* What both styles show and neither is given: the coefficients, and their standard errors, in the units
   of the file. */
typedef struct bn_fit_numbers {
    size_t cols;
    double *coef, *errors;             /* cols each; errors is NULL when there are none */
    double intercept, intercept_error; /* the error is NaN when there is none */
} bn_fit_numbers;

/* bn_coefficients, or BN_NOT_FINITE: a column that hardly varies asks for a coefficient beyond any double. */
bn_status bn_finite_coefficients(double *coef, double *intercept, const bn_objective *f, const double *x,
                                 bn_error *err);

bn_status bn_fit_text(FILE *to, const bn_fit_report *what, const bn_fit_numbers *numbers, bn_error *err);
bn_status bn_fit_json(FILE *to, const bn_fit_report *what, const bn_fit_numbers *numbers, bn_error *err);

#endif
