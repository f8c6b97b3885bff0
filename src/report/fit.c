/* A fit as a report: what both styles need, then the style. */
#include "report/fit.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"

/* A coefficient w_j/sd_j has the error of w_j, divided by sd_j; that of an intercept would need
   covariances. */
static void errors_of(bn_fit_numbers *out, const bn_fit_report *what, const bn_dataset_info *data)
{
    const bool intercept = bn_objective_describe(what->f)->intercept;
    out->intercept_error = intercept && !data->means ? what->errors[out->cols] : NAN;
    for (size_t j = 0; j < out->cols; j++)
        out->errors[j] = what->errors[j] / (data->means ? data->scales[j] : 1);
}

bn_status bn_report_fit(FILE *to, bn_style style, const bn_fit_report *what, bn_error *err)
{
    const bn_objective_info *info = bn_objective_describe(what->f);
    const size_t d = info->dim - info->intercept;
    bn_fit_numbers numbers = { .cols = d, .coef = bn_doubles(2, d), .intercept_error = NAN };
    if (!numbers.coef)
        return bn_fail(err, BN_NO_MEMORY, "no memory to report %zu coefficients", d);
    bn_status status = bn_finite_coefficients(numbers.coef, &numbers.intercept, what->f, what->x, err);
    if (what->errors && info->data) {
        numbers.errors = numbers.coef + d;
        errors_of(&numbers, what, bn_dataset_describe(info->data));
    }
    if (!status)
        status = (style == BN_JSON ? bn_fit_json : bn_fit_text)(to, what, &numbers, err);
    free(numbers.coef);
    return status;
}
