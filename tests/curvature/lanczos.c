/* The largest eigenvalue by products alone, against the one of the whole matrix. */
#include "curvature/lanczos.h"

#include <banach/curvature.h>

#include "objective/problem.h"

TestSuite(lanczos, .fini = bn_no_leaks);

Test(lanczos, upper_bound_holds_and_is_near)
{
    dice d = { 1 };
    for (size_t k = 0; k < draws(24); k++) {
        const size_t columns = 2 + draw_bits(&d) % (k % 4 ? 40 : 300);
        problem p = problem_draw(&d, &(recipe){ .n = 20 + draw_bits(&d) % 300,
                                                .d = columns,
                                                .logistic = k & 1,
                                                .intercept = k & 2,
                                                .l2 = 1e-3,
                                                .spread = k % 3 ? 1 : 10,
                                                .noise = 1 });
        double *lower = malloc(2 * p.dim * sizeof *lower), *upper = lower + p.dim,
               *x = calloc(p.dim, sizeof *x);
        double value, bound, again;
        bn_error err;
        const double *at = k % 3 ? x : NULL;
        cr_assert(!bn_spectrum_enclose(lower, upper, p.f, at, &err), "%s", err.message);
        cr_assert(!bn_lanczos(&value, &bound, p.f, at, &err), "%s", err.message);
        const double low = lower[p.dim - 1], high = upper[p.dim - 1];
        cr_expect(value <= high * (1 + 1e-12) && bound >= low, "%zu: %g <= [%g, %g] <= %g", k, value, low,
                  high, bound);
        cr_expect(bn_close(value, high, 1e-6) && bound <= 1.05 * high, "%zu: %g <= [%g, %g] <= %g", k, value,
                  low, high, bound);
        cr_assert(!bn_lanczos(&value, &again, p.f, at, &err));
        cr_expect_eq(again, bound, "another start");
        free(lower);
        free(x);
        problem_free(&p);
    }
}
