/* Armijo's backtracking, and a search for the strong Wolfe conditions. */
#include "solver/linesearch.h"

#include <math.h>

enum { MOST_LOOKS = 100 };

/* What rounding can hide in a difference of two values; ten units of the last place if no bound is known. */
static double noise(const bn_line *line, const bn_probe *p)
{
    return fmax(line->start.error + p->error, 10 * 0x1p-53 * fabs(line->start.value));
}

/* Armijo's condition. Where rounding hides the decrease, in the form of Hager & Zhang (2005), which says
   the same of a parabola: phi'(t) <= (2 c1 - 1) phi'(0), with no rise that could be seen. */
static bool falls(const bn_line *line, const bn_probe *p, double c1)
{
    const double hidden = noise(line, p), slope = line->start.slope;
    if (-slope * p->t > hidden)
        return p->value <= line->reference + c1 * p->t * slope;
    return p->value <= line->reference + hidden && p->slope <= (2 * c1 - 1) * slope;
}

bn_status bn_search_armijo(bn_probe *found, const bn_line *line, double c1, double first)
{
    double t = first;
    for (int looks = 0; looks < MOST_LOOKS; looks++, t /= 2) {
        bn_status status = line->look(found, t, line->context);
        if (status || falls(line, found, c1))
            return status;
    }
    *found = line->start;
    return BN_OK;
}

/* Where a parabola with the two slopes has its lowest point; the middle when that is too near an end. */
static double between(const bn_probe *a, const bn_probe *b)
{
    const double s = a->slope / (a->slope - b->slope);
    return a->t + (s > 0.1 && s < 0.9 ? s : 0.5) * (b->t - a->t);
}

/* Between low and high lie points that meet both conditions: low meets the first and points into the interval
   (Nocedal & Wright 2006, algorithm 3.6). */
static bn_status zoom(bn_probe *found, const bn_line *line, double c1, double c2, bn_probe low, bn_probe high)
{
    for (int looks = 0; looks < MOST_LOOKS; looks++) {
        const double t = between(&low, &high);
        if (t == low.t || t == high.t)
            break;
        bn_status status = line->look(found, t, line->context);
        if (status)
            return status;
        if (!falls(line, found, c1) || found->value > low.value + noise(line, found)) {
            high = *found;
            continue;
        }
        if (fabs(found->slope) <= -c2 * line->start.slope)
            return BN_OK;
        if (found->slope * (high.t - low.t) >= 0)
            high = low;
        low = *found;
    }
    *found = low; /* rounding stands between the two: the first condition has to do */
    return low.t > 0 ? line->look(found, low.t, line->context) : BN_OK;
}

/* Algorithm 3.5: lengthens t until an interval with the wanted points is found. */
bn_status bn_search_wolfe(bn_probe *found, const bn_line *line, double c1, double c2, double first)
{
    bn_probe before = line->start;
    double t = first;
    for (int looks = 0; looks < MOST_LOOKS; looks++, t *= 2) {
        bn_status status = line->look(found, t, line->context);
        if (status)
            return status;
        if (!falls(line, found, c1) || found->value > before.value + noise(line, found))
            return zoom(found, line, c1, c2, before, *found);
        if (fabs(found->slope) <= -c2 * line->start.slope)
            return BN_OK;
        if (found->slope >= 0)
            return zoom(found, line, c1, c2, *found, before);
        before = *found;
    }
    return BN_OK; /* f falls without end */
}
