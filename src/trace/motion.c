/* How iterates move, from one to the next. */
#include "trace/motion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "linalg/blas.h"

bool bn_motion_open(bn_motion *m, size_t dim)
{
    *m = (bn_motion){ .dim = dim, .x = bn_doubles(2, dim), .length = NAN };
    m->grad = m->x ? m->x + dim : NULL;
    return m->x;
}

void bn_motion_close(bn_motion *m)
{
    free(m->x);
}

void bn_motion_remember(bn_motion *m, bn_checkpoint *c)
{
    bn_checkpoint_size(c, "trace lines", &m->seen, SIZE_MAX);
    bn_checkpoint_doubles(c, "trace x and gradient", 2 * m->dim, m->x);
    bn_checkpoint_double(c, "trace length", &m->length);
}

static double sign(double a)
{
    return isnan(a) ? NAN : (double)((a > 0) - (a < 0));
}

/* |x - before|; before is lost. */
static double length_of(size_t dim, const double *x, double *before)
{
    bn_axpy(dim, -1, x, before);
    return bn_norm(dim, before);
}

void bn_motion_add(bn_motion *m, const double *x, const double *grad)
{
    const double last = m->length;
    m->length = m->seen ? length_of(m->dim, x, m->x) : NAN;
    m->move = m->length / bn_norm(m->dim, x);
    m->contraction = m->length / last;
    m->turn = m->seen ? sign(bn_dot(m->dim, grad, m->grad)) : NAN;
    memcpy(m->x, x, m->dim * sizeof *x);
    memcpy(m->grad, grad, m->dim * sizeof *grad);
    m->seen++;
}
