/* Directed rounding without touching the rounding mode of the thread, which belongs to the caller.
   Sums, products, quotients and roots of doubles are correctly rounded, so the neighbour of a result is on
   the wanted side of the exact value, underflow and overflow included. An exact zero stays zero.
   Operands are nonnegative. */
#ifndef BN_THEORY_ROUNDING_H
#define BN_THEORY_ROUNDING_H

#include <math.h>

#define UNIT_ROUNDOFF 0x1p-53

static inline double up(double x)
{
    return nextafter(x, HUGE_VAL);
}

/* The largest lower bound that anyone needs of a nonnegative quantity is 0. */
static inline double down(double x)
{
    return x > 0 ? nextafter(x, 0.0) : 0.0;
}

static inline double sum_up(double a, double b)
{
    return a == 0 ? b : b == 0 ? a : up(a + b);
}

/* Any b >= 0: a difference that is not positive gives 0. */
static inline double difference_down(double a, double b)
{
    return b == 0 ? a : down(a - b);
}

static inline double product_up(double a, double b)
{
    return a == 0 || b == 0 ? 0.0 : up(a * b);
}

static inline double product_down(double a, double b)
{
    return down(a * b);
}

static inline double quotient_up(double a, double b)
{
    return a == 0 && b > 0 ? 0.0 : up(a / b);
}

static inline double quotient_down(double a, double b)
{
    return down(a / b);
}

#endif
