/* The damped Newton step for losses whose third derivative is at most their second. */
#include <banach/theory.h>
#include "theory/domain.h"

static bool valid_scale(double c)
{
    return c >= 0 && isfinite(c);
}

double bn_newton_damping(double c)
{
    if (!valid_scale(c))
        return NO_MEANING;
    return c > 0 ? log1p(c) / c : 1.0;
}

/* ((1 + c) ln(1 + c) - c)/c^2. For small c the numerator cancels; with s = c/(2 + c) the logarithm is
   2 atanh(s) = 2 (s + s^3/3 + ...), and the quotient (1 - s)/2 (1 + (1 + s)(s/3 + s^3/5 + s^5/7 + ...)),
   where every term is positive. */
static double decrease(double c)
{
    if (c > 1)
        return ((1 + 1 / c) * log1p(c) - 1) / c;
    double s = c / (2 + c), tail = 0;
    for (int j = 17; j >= 0; j--) /* s <= 1/3: the next term is below 9^-18 < u */
        tail = tail * s * s + 1.0 / (2 * j + 3);
    return (1 - s) / 2 * (1 + (1 + s) * s * tail);
}

double bn_newton_decrease(double c, double gp)
{
    return valid_scale(c) ? gp * decrease(c) : NO_MEANING;
}
