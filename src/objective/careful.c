/* From a gradient in doubled precision to an evaluation. */
#include "objective/careful.h"

#include <math.h>

#include "linalg/blas.h"

static double known(double bound)
{
    return bound < HUGE_VAL ? bound : HUGE_VAL;
}

void bn_careful_finish(bn_careful *out, size_t dim, double more_error, bn_dd value, double value_error,
                       double grow)
{
    for (size_t j = 0; j < dim; j++)
        out->error[j] = known(out->error[j] * grow);
    const double norm = bn_norm(dim, out->grad) * grow,
                 error = (bn_norm(dim, out->error) + more_error) * grow;
    out->slope_error = known(out->slope_error);
    out->at = (bn_evaluation){
        .value = value.hi,
        .value_error = known((value_error + fabs(value.lo)) * grow),
        .grad_norm = norm > 0 ? known(nextafter(norm, HUGE_VAL)) : known(norm),
        .grad_error = error > 0 ? known(nextafter(error, HUGE_VAL)) : known(error),
        .dual_gap = HUGE_VAL,
        .rounding = BN_PROVEN,
    };
}
