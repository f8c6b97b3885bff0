/* What is minimized. Three kinds, one interface:

       a loss over data    f(w) = (1/S) sum s_i phi(x_i'w + b, y_i) + (l2/2) |w|^2,   S = sum s_i
       a quadratic         f(x) = x'Ax/2 - b'x
       functions of yours  f(x), grad f(x), perhaps Hessian products and terms

   The loss is a mean, always: S = n without row weights. The intercept b, if asked for, is the last
   unknown and is not penalized. */
#ifndef BANACH_OBJECTIVE_H
#define BANACH_OBJECTIVE_H

#include <banach/dataset.h>
#include <banach/theory.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Losses -------------------------------------------------------------------------------- */

/* What is summed over the rows: a constant of the library. */
typedef struct bn_loss bn_loss;

/* bn_squared, bn_logistic, ...: one for each line of losses.def. */
#define LOSS(name) BN_API extern const bn_loss bn_##name;
#include <banach/losses.def>
#undef LOSS

/* All losses of the library, NULL-terminated; the one called name, or NULL; its name; and in a line what
   it is. */
BN_API const bn_loss *const *bn_losses(void);
BN_API const bn_loss *bn_loss_find(const char *name);
BN_API const char *bn_loss_name(const bn_loss *loss);
BN_API const char *bn_loss_summary(const bn_loss *loss);

/* ---- Objectives ---------------------------------------------------------------------------- */

/* Has scratch memory, in which nothing that matters stays from one call to the next: one thread at a time.
   Any number of objectives may share a dataset. */
typedef struct bn_objective bn_objective;

/* Zero means the default written beside the field; a NULL pointer to the whole means all defaults. */
typedef struct bn_objective_options {
    double l2;        /* lambda, weight of |w|^2 / 2: at least DBL_MIN, or 0, which means no penalty */
    bool intercept;   /* an unpenalized constant as last unknown */
    unsigned threads; /* for passes over the data, at most 256; 0: as many as OpenMP would take. Never changes
                         a bit of a result */
} bn_objective_options;

/* A loss over data. The objective borrows the dataset, which must outlive it. A classifying loss
   wants exactly two classes and maps the larger label to +1; bn_quadratic reads the dataset as [A b].
   BN_BAD_FORMAT for data that the loss does not take, BN_NOT_FINITE for such that overflow. */
BN_API bn_status bn_objective_new(bn_objective **out, const bn_loss *loss, const bn_dataset *data,
                                  const bn_objective_options *options, bn_error *err);

/* x'Ax/2 - b'x. A is d x d; one that is not exactly symmetric is BN_BAD_FORMAT. */
BN_API bn_status bn_objective_quadratic(bn_objective **out, size_t d, const double *A, const double *b,
                                        bn_error *err);

/* Functions of yours; only value must be there. f = +infinity says that x lies outside of where f is defined:
   its gradient is not looked at, searches take a shorter step, and a run without a search has diverged. Any
   other NaN and infinity in what they give is found, and ends the call with BN_NOT_FINITE and a sentence.
   What they are lent they may overwrite. They are called by the thread that called the library and have to
   come back (no longjmp, no exception), and the same x has to give the same bits. Rounding inside them is not
   ours to bound, so a gap for such an objective is never called proven. */
typedef struct bn_functions {
    /* f(x), and its gradient into grad (never NULL) */
    double (*value)(void *context, const double *x, double *grad);
    /* optional: Hv = Hessian at x times v */
    void (*product)(void *context, const double *x, const double *v, double *Hv);
    /* optional: gradient of f_i, where f is the mean of as many terms */
    void (*term)(void *context, size_t i, const double *x, double *grad);
    size_t terms;       /* how many; with term */
    double lower_bound; /* a known f_low <= f*; used only if has_lower_bound */
    bool has_lower_bound;
} bn_functions;

/* f over dim unknowns. functions are copied, context is borrowed. BN_BAD_ARGUMENT without unknowns, value,
   or with term but no terms. */
BN_API bn_status bn_objective_custom(bn_objective **out, size_t dim, const bn_functions *functions,
                                     void *context, bn_error *err);

/* The data stay. */
BN_API void bn_objective_free(bn_objective *f);

/* What an objective says about itself; pointers live as long as the objective. */
typedef struct bn_objective_info {
    size_t dim;             /* number of unknowns, the intercept included */
    size_t terms;           /* n of f = mean f_i; 0 when there are none */
    const char *loss;       /* "squared", "logistic", "quadratic", "custom" */
    const char *formula;    /* f as text, for people */
    double l2;              /* lambda */
    bool intercept;         /* the last unknown is one */
    const bn_dataset *data; /* NULL without data */
    /* class names behind +1 and -1, NULL for a loss that does not classify */
    const char *positive, *negative;
} bn_objective_info;

/* Never NULL. */
BN_API const bn_objective_info *bn_objective_describe(const bn_objective *f);

/* A point of dim zeros. Release with free(). */
BN_API bn_status bn_point_new(double **x, const bn_objective *f, bn_error *err);

/* ---- Looking at f at a point --------------------------------------------------------------- */

/* One look at f: what was computed, and how far rounding can have taken it from the truth.
   The errors are bounds in the sense of rounding if rounding is BN_PROVEN, and 0 if it is BN_ASSUMED. */
typedef struct bn_evaluation {
    double value, value_error;    /* |value - f(x)| <= value_error */
    double grad_norm, grad_error; /* |grad - grad f(x)| <= grad_error, and grad_norm >= |grad| */
    double dual_gap; /* f(x) - f* <= dual_gap by Fenchel duality, rounding included: for losses with l2 > 0,
                        and at most f(x) itself; f(x) for squared loss with l2 = 0; HUGE_VAL: none known */
    bn_proof rounding;
} bn_evaluation;

/* f and its gradient (dim numbers, NULL if not wanted) in one pass over the data. Where these are beyond
   doubles the call succeeds all the same, with infinities or NaNs in their place and errors of HUGE_VAL;
   BN_NOT_FINITE is for what functions of yours must not give. */
BN_API bn_status bn_evaluate(bn_evaluation *out, bn_objective *f, const double *x, double *grad,
                             bn_error *err);

/* H(x), dim x dim, both triangles; and H(x) v without forming it. BN_UNSUPPORTED for functions of yours
   without a Hessian product. */
BN_API bn_status bn_hessian(double *H, bn_objective *f, const double *x, bn_error *err);
BN_API bn_status bn_hessian_product(double *Hv, bn_objective *f, const double *x, const double *v,
                                    bn_error *err);

/* Gradient of the term f_i, the penalty included: grad f = mean of these. BN_BAD_ARGUMENT unless i < terms,
   BN_UNSUPPORTED without terms. */
BN_API bn_status bn_term_gradient(double *grad, bn_objective *f, size_t i, const double *x, bn_error *err);

/* Largest difference between grad f(x) and central differences of f, relative to max(1, |grad f(x)|_inf):
   about 1e-7 for a right gradient, about 1 for a wrong one. For people who write their own functions. */
BN_API bn_status bn_gradient_check(double *worst, bn_objective *f, const double *x, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
