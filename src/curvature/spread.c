/* Few rows tell it: |x_i|^2 is tr S in the mean, and (x_i'x_j)^2 of two rows apart is tr S^2. */
#include "curvature/spread.h"

#include <math.h>

#include "base/sizes.h"
#include "linalg/blas.h"

enum { MOST_ROWS = 32 };

/* x_i'x_j, of rows as they are stored */
static double product(const bn_dataset *data, size_t i, size_t j)
{
    const size_t d = bn_dataset_describe(data)->cols;
    const double *x = bn_dataset_row(data, i), *y = bn_dataset_row(data, j);
    if (x && y)
        return bn_dot(d, x, y);
    const float *u = bn_dataset_row_floats(data, i), *v = bn_dataset_row_floats(data, j);
    double sum = 0;
    for (size_t k = 0; k < d; k++)
        sum += (double)u[k] * v[k];
    return sum;
}

double bn_spread(const bn_objective *f)
{
    const bn_dataset *data = f->info.data;
    const size_t n = data ? bn_dataset_describe(data)->rows : 0,
                 m = bn_least(MOST_ROWS, (size_t)sqrt((double)n));
    const double one = f->info.intercept, d = (double)f->info.dim, pairs = (double)(m * m - m) / 2;
    double trace = 0, squares = 0;
    for (size_t i = 0; i < m; i++)
        trace += (product(data, i * n / m, i * n / m) + one) / (double)m;
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < i; j++) {
            const double share = (product(data, i * n / m, j * n / m) + one) / trace;
            squares += share * share;
        }
    return m > 1 ? fmin(fmax(d * squares / pairs, 1), d) : 1; /* 1 for NaN too: rows that are 0 */
}
