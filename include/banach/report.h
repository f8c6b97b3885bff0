/* What a run leaves behind: coefficients in the units of the file, models that predict, and reports, as
   text for people and as JSON for programs. Nothing is printed unasked. */
#ifndef BANACH_REPORT_H
#define BANACH_REPORT_H

#include <banach/advice.h>
#include <banach/choose.h>

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Coefficients in the units of the file ------------------------------------------------- */

/* For a row as it stands in the file the model says intercept + sum coef_j row_j. coef takes as many
   numbers as the data have columns (dim without data). On standardized data, with x = (w, b),
       coef_j = w_j/sd_j,   intercept = b - sum w_j mean_j/sd_j,
   so that there is an intercept even when the objective was given none: the implied one. Otherwise coef =
   w and intercept = b, or 0. The sum is carried in doubled precision, over the coefficients as rounded. */
BN_API void bn_coefficients(double *coef, double *intercept, const bn_objective *f, const double *x);

/* n finite numbers, one a line, each as the shortest text that reads back to the same bits; saved as
   bn_dataset_write does it. */
BN_API bn_status bn_point_save(const char *path, size_t n, const double *x, bn_error *err);

/* ---- Models: a fit that outlives its run --------------------------------------------------- */

/* Immutable: any number of threads may share a model. */
typedef struct bn_model bn_model;

/* What a model says about itself; pointers live as long as the model. */
typedef struct bn_model_info {
    const char *loss;                /* "squared", "logistic" */
    size_t cols;                     /* d */
    const double *coef;              /* d numbers, in the units of the file */
    double intercept;                /* 0 without one */
    const char *const *names;        /* d feature names, or NULL */
    const char *target_name;         /* or NULL */
    const char *positive, *negative; /* the two classes, NULL for a regression */
    double l2;                       /* as in bn_objective_options */
    bn_outcome outcome;              /* how the fit ended: a model need not be a converged one */
} bn_model_info;

/* What a finished run found. Copies all it needs. BN_UNSUPPORTED when f has no rows to predict, BN_NOT_FINITE
   when a coefficient is too large for a double in the units of the file. */
BN_API bn_status bn_model_new(bn_model **out, const bn_objective *f, const double *x, const bn_result *result,
                              bn_error *err);

/* As a JSON file, 17 significant digits: loading it gives the same bits. Saved whole or not at all, as
   bn_dataset_write does; a file that is loaded is checked before any of it is believed, BN_BAD_FORMAT if
   it is no model. Path "-" is standard output or input. Release what was loaded with bn_model_free. */
BN_API bn_status bn_model_save(const bn_model *model, const char *path, bn_error *err);
BN_API bn_status bn_model_load(bn_model **out, const char *path, bn_error *err);

/* A model owns all that its description points to. */
BN_API void bn_model_free(bn_model *model);

/* Never NULL. */
BN_API const bn_model_info *bn_model_describe(const bn_model *model);

/* intercept + sum coef_j row_j for every row, in doubled precision, rounded once. data has d columns in
   the units of the file the model came from (standardized ones are BN_BAD_ARGUMENT); another number of
   columns, or other names where both have some, is BN_BAD_FORMAT. scores takes one number a row;
   BN_NOT_FINITE where one overflows. */
BN_API bn_status bn_model_predict(double *scores, const bn_model *model, const bn_dataset *data,
                                  bn_error *err);

/* 1/(1 + exp(-score)), the probability of the positive class under a logistic model. */
BN_API double bn_probability(double score);

/* ---- Certificates: a fit that can be checked ------------------------------------------------ */

/* What is proven of the point x, dim numbers, where result ended, as the JSON file that <banach/verify.h>
   describes; reading: how the data were read (NULL: defaults). Saved as a model is. The data file is read
   once more, for its digest. BN_UNSUPPORTED when f has no data. */
BN_API bn_status bn_certificate_save(const char *path, const bn_objective *f, const double *x,
                                     const bn_result *result, const bn_dataset_options *reading,
                                     bn_error *err);

/* ---- How good are predictions? ------------------------------------------------------------- */

/* Means are weighted where the data are. Numbers that do not apply or are 0/0 are NaN. */
typedef struct bn_metrics {
    double r_squared, rmse, mae; /* regression: 1 - SS/SS of the mean, sqrt mean e^2, mean |e| */
    double accuracy;             /* classes: share of rows on the right side of 1/2 (score > 0: positive) */
    double log_loss;             /* mean -ln of the probability given to the true class */
    double auc;                  /* P(a positive scores above a negative), ties count half */
    size_t confusion[2][2];      /* rows by [actual][predicted], 1 being the positive class; not weighted */
} bn_metrics;

/* Compares scores with the targets of data. BN_BAD_FORMAT unless the classes of data are those of the
   model. */
BN_API bn_status bn_metrics_of(bn_metrics *out, const bn_model *model, const bn_dataset *data,
                               const double *scores, bn_error *err);

/* ---- Reports ------------------------------------------------------------------------------- */

/* BN_JSON is exactly one object, numbers with 17 significant digits, those that are not finite as null;
   keys may be added, none is renamed. Text is for people and changes as it likes; it is at most 100
   columns wide. */
typedef enum bn_style { BN_TEXT = 0, BN_JSON } bn_style;

/* What a report may ask of a run; borrowed while it is written. */
typedef struct bn_fit_report {
    const bn_method *method;  /* that ran */
    const bn_objective *f;    /* on this */
    const double *x;          /* dim numbers: the point that the result is about */
    const bn_result *result;  /* from bn_solve */
    const double *errors;     /* dim standard errors, from bn_standard_errors; NULL: none */
    double residual_sd;       /* with errors */
    unsigned threads;         /* as in bn_objective_options */
    const bn_choice *choices; /* from bn_method_choose, the method being the first; NULL: the caller's own */
    size_t choice_count;      /* as many */
    bool explain;             /* show them all */
} bn_fit_report;

/* All reports are written to a stream of the caller's, which stays open. BN_CANNOT_WRITE if it has failed;
   BN_NOT_FINITE as bn_model_new has it, then nothing is written. */
BN_API bn_status bn_report_fit(FILE *to, bn_style style, const bn_fit_report *what, bn_error *err);

/* A table of machine constants as a file: one JSON object, "format" "banach costs 1", "name" for people, and
   a positive number of seconds for each of number, row, gram, cholesky, eigenvalue, random, doubled
   (<banach/choose.h>). bench_costs writes it; fit --costs reads it. name of what was read: "a file". */
BN_API bn_status bn_costs_save(const char *path, const bn_costs *costs, bn_error *err);
BN_API bn_status bn_costs_load(bn_costs *out, const char *path, bn_error *err);

/* Everywhere and, perhaps, at a point; borrowed. */
typedef struct bn_curvature_report {
    const bn_objective *f;
    const bn_curvature *everywhere; /* from bn_curvature_bound: what safe steps are made of */
    const bn_curvature *here;       /* from bn_curvature_at, or NULL: only everywhere is asked for */
    const char *at;                 /* where here is: "origin", "optimum", a file; NULL: "global" */
    const double *spectrum;         /* dim eigenvalues, ascending, there; or NULL */
    double cond_X, cond_XtX;        /* from bn_condition; NaN: not known */
    double tol;                     /* for the passes that methods promise to need; 0: 1e-8 */
    const bn_advice *advice;        /* from bn_advise; NULL: none asked for */
} bn_curvature_report;

/* Curvature, safe steps, and what each method would need. */
BN_API bn_status bn_report_curvature(FILE *to, bn_style style, const bn_curvature_report *what,
                                     bn_error *err);

/* A remark as sentences for people, with the names of the features and the options of the command. */
#define BN_REMARK_TEXT 1500
BN_API const char *bn_remark_text(char out[BN_REMARK_TEXT], const bn_objective *f, const bn_advice *advice,
                                  const bn_remark *remark);

/* What theory says of numbers alone. step 0: bn_step_auto. tol as above. BN_BAD_ARGUMENT for a
   contradiction, such as mu > L or a NaN. */
BN_API bn_status bn_report_theory(FILE *to, bn_style style, double step, const bn_facts *facts, double tol,
                                  bn_error *err);

/* What a model says of data; borrowed. */
typedef struct bn_predict_report {
    const char *path; /* of the model, for the reader */
    const bn_model *model;
    const bn_dataset *data;
    const double *scores;      /* NULL: JSON goes without predictions; text never shows them */
    const bn_metrics *metrics; /* NULL: no targets to compare with */
} bn_predict_report;

/* How good the predictions are; as JSON with the predictions themselves. */
BN_API bn_status bn_report_predict(FILE *to, bn_style style, const bn_predict_report *what, bn_error *err);

/* A CSV file with a header, a line a row: prediction; for classes score, probability of the positive one,
   class. Saved as a model is; path "-" is standard output. */
BN_API bn_status bn_predictions_save(const bn_model *model, size_t rows, const double *scores,
                                     const char *path, bn_error *err);

/* ---- Several methods on one problem -------------------------------------------------------- */

/* A look at a run: what a plot needs. */
typedef struct bn_curve_point {
    double passes, seconds, gap; /* gap: the certified bound, HUGE_VAL where nothing is known */
} bn_curve_point;

/* One method of a comparison, and what became of it. */
typedef struct bn_contender {
    const char *label; /* "gd", or "gd:armijo" for another step rule; no two are the same */
    const bn_method *method;
    const char *reason;          /* why it could not run; NULL: it ran */
    bool refused;                /* with reason: it does not take this problem; else the call failed */
    size_t runs;                 /* one for each seed; 1 for a method that does not draw */
    const bn_result *results;    /* as many */
    size_t points;               /* of the curve */
    const bn_curve_point *curve; /* of results[typical], as many points */
    size_t typical;              /* the run whose passes are the median of all, from bn_typical_run */
} bn_contender;

/* All ran from the same start to the same tol. */
typedef struct bn_comparison {
    const bn_objective *f;         /* one for all */
    const bn_curvature *curvature; /* everywhere; what each of them was given */
    size_t count;                  /* of contenders */
    const bn_contender *contender; /* as many, in the order of the report */
} bn_comparison;

/* The index of the run with the median number of passes, the lower one of two; runs > 0. */
BN_API size_t bn_typical_run(size_t runs, const bn_result *results);

/* Text has a table and a plot of gaps against passes, with a letter for each method. */
BN_API bn_status bn_report_comparison(FILE *to, bn_style style, const bn_comparison *what, bn_error *err);

/* Draws gaps against passes and against seconds: SVG, or PNG if path ends in .png, both by gnuplot, a program
   that is started for it (BN_UNSUPPORTED if there is none); or, if it ends in .gp, the script for gnuplot
   with all its data. BN_NUMERICAL if no bound is finite. Saved as a model is. */
BN_API bn_status bn_plot_comparison(const char *path, const bn_comparison *what, bn_error *err);

/* ---- What there is ------------------------------------------------------------------------- */

/* The members of every family: methods, losses, readers. */
BN_API bn_status bn_report_list(FILE *to, bn_style style, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
