/* f through its margins z_i = x_i'w + b: what is known of f once a pass has left them in f->margins. Along a
   line they move linearly, so f along it costs n scalars and no read of the data. */
#ifndef BN_OBJECTIVE_MARGINS_H
#define BN_OBJECTIVE_MARGINS_H

#include <banach/objective.h>

/* phi(t), phi'(t), phi''(t) */
typedef struct bn_slice {
    double value, slope, curve;
} bn_slice;

struct bn_margin_kind {
    /* The mean loss at the margins z + t u, without the penalty. */
    bn_slice (*slice)(bn_objective *f, const double *z, const double *u, double t);
    /* Its weights c_i = s_i phi''(z_i)/S in H = X' diag(c) X + l2 I: n numbers. */
    void (*curves)(double *c, bn_objective *f, const double *z);
    /* H v, in one read of the data. */
    void (*product)(double *Hv, bn_objective *f, const double *c, const double *v);
    /* About the diagonal of H, without a read: to scale by. */
    void (*diagonal)(double *out, const bn_objective *f, const double *c);
};

#endif
