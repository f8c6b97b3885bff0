/* From the unknowns of the objective to the units of the file. */
#include <banach/report.h>

#include "linalg/dd.h"

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
        b = bn_dd_sub(b, bn_two_prod(coef[j], data->means[j]));
    }
    *intercept = b.hi;
}
