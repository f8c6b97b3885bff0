/* How iterates move, from one to the next. */
#ifndef BN_TRACE_MOTION_H
#define BN_TRACE_MOTION_H

#include "base/checkpoint.h"

typedef struct bn_motion {
    size_t dim, seen;               /* iterates so far */
    double *x, *grad;               /* of the last one, dim numbers each, in one block of memory at x */
    double length;                  /* of the last move, NaN before there was one */
    double move, contraction, turn; /* at the last one; NaN where they do not exist */
} bn_motion;

/* False when memory is out. Release with bn_motion_close, also after that. */
bool bn_motion_open(bn_motion *m, size_t dim);
void bn_motion_close(bn_motion *m);

void bn_motion_remember(bn_motion *m, bn_checkpoint *c);

void bn_motion_add(bn_motion *m, const double *x, const double *grad);

#endif
