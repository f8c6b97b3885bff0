/* Sums of products to twice the digits of a double. */
#include "linalg/careful.h"

enum { LANES = 8 };

bn_careful_sum bn_careful_dot(size_t n, const double *x, const double *w)
{
    double s[LANES] = { 0 }, c[LANES] = { 0 }, size[LANES] = { 0 };
    for (size_t j = 0; j < n; j += LANES)
        for (size_t k = 0; k < LANES && j + k < n; k++) {
            const bn_dd p = bn_two_prod(x[j + k], w[j + k]), t = bn_two_sum(s[k], p.hi);
            s[k] = t.hi;
            c[k] += t.lo + p.lo;
            size[k] += fabs(p.hi);
        }
    bn_careful_sum sum = { { 0, 0 }, 0 };
    for (size_t k = 0; k < LANES; k++) {
        sum.value = bn_dd_add(sum.value, bn_two_sum(s[k], c[k]));
        sum.size += size[k];
    }
    return sum;
}

void bn_careful_axpy(size_t n, bn_dd a, const double *restrict x, double *restrict high, double *restrict low)
{
    for (size_t j = 0; j < n; j++) {
        const bn_dd p = bn_two_prod(a.hi, x[j]), q = bn_two_sum(high[j], p.hi);
        high[j] = q.hi;
        low[j] += (q.lo + p.lo) + a.lo * x[j];
    }
}
