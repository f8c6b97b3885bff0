/* The words for trust, and a curvature on the caller's word. */
#include <banach/theory.h>

#include <math.h>

const char *bn_proof_name(bn_proof proof)
{
    static const char *const names[] = {
        [BN_PROVEN] = "proven",   [BN_PROBABLE] = "probable", [BN_MEASURED] = "measured",
        [BN_ASSUMED] = "assumed", [BN_VIOLATED] = "violated",
    };
    return (size_t)proof < sizeof names / sizeof *names ? names[proof] : "unknown proof";
}

static bn_enclosure assumed(double value)
{
    return (bn_enclosure){ value, value, value, BN_ASSUMED, "assumed" };
}

bn_curvature bn_curvature_assume(double mu, double L)
{
    return (bn_curvature){ .mu = assumed(mu), .L = assumed(L) };
}

bool bn_curvature_consistent(double mu, double L)
{
    return mu >= 0 && mu <= L && L > 0 && isfinite(L);
}
