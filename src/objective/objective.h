/* What every kind of objective offers to the stages right of it. */
#ifndef BN_OBJECTIVE_OBJECTIVE_H
#define BN_OBJECTIVE_OBJECTIVE_H

#include <banach/objective.h>

typedef struct bn_careful bn_careful; /* careful.h */
typedef struct bn_walk bn_walk;       /* walk.h */
typedef struct bn_draws bn_draws;
typedef struct bn_congruence bn_congruence; /* congruence.h */
typedef struct bn_margin_kind bn_margin_kind;

/* Memory, in doubles: what an objective holds, and what its calls take while they run, results apart. */
typedef struct bn_rooms {
    double own, hessian, root, careful, congruence;
} bn_rooms;

typedef struct bn_objective_kind {
    bn_status (*evaluate)(bn_evaluation *out, bn_objective *f, const double *x, double *grad, bn_error *err);
    /* H(x), or with x NULL the constant matrix that bounds every H from above; both triangles. *error bounds
       the spectral norm of what rounding did to it (HUGE_VAL: unknown). */
    bn_status (*hessian)(double *H, double *error, bn_objective *f, const double *x, bn_error *err);
    bn_status (*product)(double *Hv, bn_objective *f, const double *x, const double *v, bn_error *err);
    bn_status (*term)(double *grad, bn_objective *f, size_t i, const double *x, bn_error *err);
    /* Terms that are a scalar times a row: grad f_i(x) = slope(f, i, x) [x_i; 1] + l2 [w; 0], row weights
       included. NULL where terms are not of this form. Loops over single terms call these: no
       checks inside. */
    double (*slope)(const bn_objective *f, size_t i, const double *x);
    void (*add_row)(const bn_objective *f, size_t i, double a, double *y);           /* y += a [x_i; 1] */
    void (*walk)(const bn_objective *f, const bn_walk *walk, const bn_draws *draws); /* walk.h */
    double (*row_smoothness)(const bn_objective *f, size_t i);                       /* L_i - l2 */
    /* The data part of the same matrix by orthogonal transformations only: a triangle R (dim x dim, upper)
       with R'R = H - diag(penalty), plus diag(l2) on the penalized unknowns for an l2 of the
       caller's choice. */
    bn_status (*root)(double *R, bn_objective *f, const double *x, double l2, bn_error *err);
    /* The data part as B'B, B terms x dim: for objectives with fewer terms than unknowns. *error bounds the
       spectral norm of what rounding did to that product by way of the stored B. */
    bn_status (*rows)(double *B, double *error, bn_objective *f, const double *x, bn_error *err);
    /* f and its gradient in doubled precision: careful.h. NULL where functions are not ours. */
    bn_status (*evaluate_careful)(bn_careful *out, bn_objective *f, const double *x, bn_error *err);
    /* S'HS, to prove things of H: congruence.h. NULL likewise. */
    bn_status (*congruence)(bn_congruence *out, bn_objective *f, const double *x, const double *S,
                            bn_error *err);
    /* Is y_i (x_i'w + b) > 0 for all rows of positive weight, rounding included? Looks at row *first first,
       and leaves there a row where it is not so. False for a loss that does not classify. */
    bool (*separates)(const bn_objective *f, const double *x, size_t *first);
    const bn_margin_kind *by_margins; /* margins.h; NULL where f has none */
    /* Global facts known without computing a spectrum: mu.lower, and upper bounds of L_max and L_mean. */
    void (*analytic)(bn_curvature *out, const bn_objective *f);
    /* f of the null model, or, where that fits to the last digit, f(0): the scale of tol. NAN: there is
       none. */
    double (*null_value)(const bn_objective *f);
    bn_rooms (*rooms)(const bn_objective *f);
    void (*release)(bn_objective *f);
    bool constant_hessian;
} bn_objective_kind;

struct bn_objective {
    const bn_objective_kind *kind;
    bn_objective_info info;
    unsigned threads; /* for its calls, and for what solvers make of their results */
    /* Set for one call by who makes it: */
    double *slopes, *margins; /* not NULL: evaluate leaves all n of slope(), of x_i'w + b, there */
    const double *spread; /* not NULL: n of them; second derivatives take phi'' at its least within spread[i]
                         of the margin of row i */
};

/* n finite numbers? The scan before LAPACK and at every door. */
bool bn_all_finite(size_t n, const double *x);

#endif
