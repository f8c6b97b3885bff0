/* Prescribed eigenvalues: one function per shape, which fills count > 1 numbers; the ends are set last. */
#include <banach/synthetic.h>

#include "dataset/spectra.h"

#include <math.h>
#include <string.h>

#define GROUPS 5
#define SPIKES 10 /* one in so many */

static const double pi = 3.14159265358979323846;

typedef void shape(double *values, size_t count, double kappa);

static void flat(double *values, size_t count, double kappa)
{
    (void)kappa;
    for (size_t i = 0; i < count; i++)
        values[i] = 1;
}

/* 1/kappa + t (1 - 1/kappa) */
static double between(double t, double kappa)
{
    return (1 + t * (kappa - 1)) / kappa;
}

static void uniform(double *values, size_t count, double kappa)
{
    for (size_t i = 0; i < count; i++)
        values[i] = between((double)i / (double)(count - 1), kappa);
}

static void geometric(double *values, size_t count, double kappa)
{
    for (size_t i = 0; i < count; i++)
        values[i] = pow(kappa, (double)i / (double)(count - 1) - 1);
}

static void spiked(double *values, size_t count, double kappa)
{
    size_t spikes = count > SPIKES ? count / SPIKES : 1, bulk = count - spikes;
    for (size_t i = 0; i < count; i++)
        values[i] = between(i < bulk ? 0 : (double)(i - bulk + 1) / (double)spikes, kappa);
}

static void clustered(double *values, size_t count, double kappa)
{
    size_t groups = count < GROUPS ? count : GROUPS;
    for (size_t i = 0; i < count; i++) {
        const size_t group = i * groups / count;
        values[i] = pow(kappa, (double)group / (double)(groups - 1) - 1);
    }
}

/* The law has density proportional to sqrt((b - x)(x - a)) / x on [a, b] = [1/kappa, 1]. Integrated with
   x = (a + b)/2 - (b - a)/2 cos(angle) that is, up to a factor,
       c angle + sin(angle) - 2 root atan(sqrt(kappa) tan(angle/2)),    pi (c - root) at the end,
   c = (b + a)/(b - a) = (kappa + 1)/(kappa - 1), root = sqrt(c^2 - 1) = 2 sqrt(kappa)/(kappa - 1). */
static double cumulative(double angle, double kappa)
{
    double c = (kappa + 1) / (kappa - 1), root = 2 * sqrt(kappa) / (kappa - 1);
    double part = c * angle + sin(angle) - 2 * root * atan(sqrt(kappa) * tan(angle / 2));
    return part / (pi * (c - root));
}

static void marchenko_pastur(double *values, size_t count, double kappa)
{
    double low = 0;
    for (size_t i = 0; i < count; i++) {
        double wanted = (double)i / (double)(count - 1), high = pi, middle;
        while (middle = low + (high - low) / 2, kappa > 1 && low < middle && middle < high)
            *(cumulative(middle, kappa) < wanted ? &low : &high) = middle;
        values[i] = between((1 - cos(low)) / 2, kappa);
    }
}

static const char *const names[] = { "flat",      "uniform",          "geometric", "spiked",
                                     "clustered", "marchenko-pastur", NULL };
static shape *const shapes[] = { flat, uniform, geometric, spiked, clustered, marchenko_pastur };

const char *const *bn_synthetic_spectra(void)
{
    return names;
}

bool bn_spectrum_fill(double *values, size_t count, const char *name, double kappa)
{
    size_t i = 0;
    while (names[i] && strcmp(names[i], name))
        i++;
    if (!names[i])
        return false;
    if (count > 1)
        shapes[i](values, count, kappa);
    if (count) {
        values[0] = 1 / kappa;
        values[count - 1] = 1;
    }
    return true;
}
