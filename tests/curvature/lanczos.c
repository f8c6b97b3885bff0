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

/* A Hessian that is a diagonal, by products. */
enum { UNKNOWNS = 8192 };

static double diagonal_value(void *context, const double *x, double *grad)
{
    const double *diagonal = context;
    for (size_t j = 0; j < UNKNOWNS; j++)
        grad[j] = diagonal[j] * x[j];
    return 0;
}

static void diagonal_product(void *context, const double *x, const double *v, double *Hv)
{
    (void)x;
    diagonal_value(context, v, Hv);
}

/* One eigenvalue is larger than all others, which are equal, by so little that after one product, or two, the
   next vector is as small as rounding. */
Test(lanczos, finds_an_eigenvalue_that_hardly_shows)
{
    double *diagonal = malloc(UNKNOWNS * sizeof *diagonal), *x = calloc(UNKNOWNS, sizeof *x), value, upper;
    const bn_functions functions = { .value = diagonal_value, .product = diagonal_product };
    bn_objective *f;
    cr_assert(!bn_objective_custom(&f, UNKNOWNS, &functions, diagonal, NULL));
    for (size_t k = 0; k < 8; k++) {
        const double largest = 1 + (k % 4 + 2) * 2e-10;
        for (size_t j = 0; j < UNKNOWNS; j++)
            diagonal[j] = k < 4 || j % 2 ? 1 : 0;
        diagonal[1000 * k + 1] = largest;
        cr_assert(!bn_lanczos(&value, &upper, f, x, NULL));
        cr_expect(value <= largest * (1 + 1e-12) && largest <= upper && upper <= 1.05 * largest,
                  "%zu: %.17g <= %.17g <= %.17g", k, value, largest, upper);
    }
    bn_objective_free(f);
    free(diagonal);
    free(x);
}

/* Zero, and a unit matrix: there is nothing to look for after a product or two. */
Test(lanczos, matrices_that_are_exhausted_at_once)
{
    double *diagonal = calloc(UNKNOWNS, sizeof *diagonal), *x = calloc(UNKNOWNS, sizeof *x), value, upper;
    const bn_functions functions = { .value = diagonal_value, .product = diagonal_product };
    bn_objective *f;
    cr_assert(!bn_objective_custom(&f, UNKNOWNS, &functions, diagonal, NULL));
    cr_assert(!bn_lanczos(&value, &upper, f, x, NULL));
    cr_expect(value == 0 && upper == 0, "%g, %g", value, upper);
    for (size_t j = 0; j < UNKNOWNS; j++)
        diagonal[j] = 4;
    cr_assert(!bn_lanczos(&value, &upper, f, x, NULL));
    cr_expect(bn_close(value, 4, 1e-12) && upper >= 4 && upper <= 4.2, "%g, %g", value, upper);
    bn_objective_free(f);
    free(diagonal);
    free(x);
}
