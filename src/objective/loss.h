/* A loss is scalar mathematics: phi(z, y) of the margin z = x'w + b and the target y, convex in z. The glm
   engine does every pass over data; a new loss is one file, and one line LOSS(name) in losses.def. */
#ifndef BN_OBJECTIVE_LOSS_H
#define BN_OBJECTIVE_LOSS_H

#include <banach/objective.h>

/* Where a block of margins becomes a block of loss values: arrays of m numbers. */
typedef struct bn_loss_block {
    double *phi;  /* phi(z, y) */
    double *d1;   /* phi' */
    double *d2;   /* phi'', NULL if not wanted */
    double *dual; /* k >= 0 with phi(z) + phi*(-a) + a z <= eps^2 k for a = -(1 + eps) phi', -1 <= eps and |1
                     + eps| feasible */
} bn_loss_block;

struct bn_loss {
    const char *name;
    const char *summary;
    const char *formula; /* of the mean loss, for people */
    bool classifies;     /* targets are -1 and +1 */
    bool residual;       /* phi' = z - y, which doubled precision has without rounding */
    double sup_d2;       /* sup phi'': smoothness is sup_d2 lambda_max(X'X/n) + l2 */
    double sup_d3;   /* sup |phi'''|. Unless it is 0, |phi'''| <= phi'', and phi'' is even in z and falls with
                        |z| */
    double sup_dual; /* sup of k / phi'^2, HUGE_VAL when there is none */
    double roundings; /* of phi' itself, relative, in units of u: |fl(phi') - phi'| <= roundings u |phi'|; of
                         phi, 2 more */
    void (*eval)(size_t m, const double *z, const double *y, const bn_loss_block *out);
    /* phi' of one margin, as soon as it can be had: the next step of a method that draws rows waits for it.
       Within roundings u |phi'|, as if z were off by 1.25 u |z|. */
    double (*slope)(double z, double y);
    /* Instead of all that: an objective that reads the dataset in its own way. */
    bn_status (*assemble)(bn_objective **out, const bn_dataset *data, const bn_objective_options *options,
                          bn_error *err);
};

#endif
