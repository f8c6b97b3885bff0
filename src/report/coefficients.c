/* From the unknowns of the objective to the units of the file. */
#include "report/fit.h"

#include <math.h>

#include "base/fail.h"
#include "linalg/dd.h"

/* a b, also where a is so large that its halves would overflow. */
static bn_dd product(double a, double b)
{
    int exponent;
    const double share = frexp(a, &exponent);
    return bn_two_prod(share, ldexp(b, exponent));
}

/* z = (row - mean)/sd, so w'z + b = sum coef_j (row_j - mean_j) + b with coef_j = w_j/sd_j. The intercept
   belongs to the coefficients as they were rounded: where means are large, rounding them then costs only
   its share of row - mean. */
void bn_coefficients(double *coef, double *intercept, const bn_objective *f, const double *x)
{
    const bn_objective_info *info = bn_objective_describe(f);
    const bn_dataset_info *data = info->data ? bn_dataset_describe(info->data) : NULL;
    const size_t d = info->dim - info->intercept;
    bn_dd b = bn_dd_from(info->intercept ? x[d] : 0);
    for (size_t j = 0; j < d; j++) {
        coef[j] = x[j];
        if (!data || !data->means)
            continue;
        coef[j] = x[j] / data->scales[j];
        b = bn_dd_sub(b, product(coef[j], data->means[j]));
    }
    *intercept = b.hi;
}

bn_status bn_finite_coefficients(double *coef, double *intercept, const bn_objective *f, const double *x,
                                 bn_error *err)
{
    const bn_objective_info *info = bn_objective_describe(f);
    bn_coefficients(coef, intercept, f, x);
    for (size_t j = 0; j < info->dim - info->intercept; j++)
        if (!isfinite(coef[j]))
            return bn_fail(err, BN_NOT_FINITE,
                           "coefficient %zu is too large for a double in the units of the file", j + 1);
    if (!isfinite(*intercept))
        return bn_fail(err, BN_NOT_FINITE,
                       "the intercept is too large for a double in the units of the file");
    return BN_OK;
}
