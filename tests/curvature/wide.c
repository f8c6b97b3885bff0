/* Fewer rows than unknowns: the small matrices say what the large one would. */
#include "curvature/eigen.h"

#include <banach/curvature.h>

#include "curvature/spectrum.h"

TestSuite(wide, .fini = bn_no_leaks);

enum { MOST = 64 };

Test(wide, spectrum_agrees_with_the_dense_one_and_bounds_hold)
{
    dice d = { 1 };
    for (unsigned k = 0; k < draws(60); k++) {
        recipe r = { .d = 5 + draw_bits(&d) % 30,
                     .logistic = k & 1,
                     .intercept = k & 2,
                     .weighted = k & 4,
                     .l2 = k % 3 ? draw_log(&d, 1e-6, 10) : 0,
                     .spread = k % 5 ? 1 : 100,
                     .noise = 1 };
        r.n = 2 + draw_bits(&d) % (r.d - 3);
        problem p = problem_draw(&d, &r);
        double x[MOST], eigenvalues[MOST];
        quad truth[MOST];
        bn_error err;
        for (size_t j = 0; j < p.dim; j++)
            x[j] = draw_normal(&d) / (r.spread > 1 ? r.spread : 1);
        for (int at = 0; at < 2; at++) {
            const double *where = at ? x : NULL;
            bn_spectrum_bounds dense;
            bn_curvature c;
            cr_assert(!(at ? bn_curvature_at(&c, p.f, x, &err) : bn_curvature_bound(&c, p.f, &err)), "%s",
                      err.message);
            cr_assert(!bn_spectrum(eigenvalues, p.f, where, &err), "%s", err.message);
            cr_assert(!bn_spectrum_dense(&dense, p.f, where, &err), "%s", err.message);
            eigen_of_problem(&p, where, truth);
            const double L = (double)truth[p.dim - 1];
            const quad slack = 1e-30 * (quad)L; /* of the judge */
            for (size_t j = 0; j < p.dim; j++) {
                cr_expect(fabs(eigenvalues[j] - (double)truth[j]) <= 1e-13 * (double)p.dim * L,
                          "%u: eigenvalue %zu: %.17g, truth %.17g", k, j, eigenvalues[j], (double)truth[j]);
                cr_expect(fabs(eigenvalues[j] - dense.values[j]) <= 1e-13 * (double)p.dim * L,
                          "%u: eigenvalue %zu: dense %g", k, j, dense.values[j]);
            }
            cr_expect(c.L.status == BN_PROVEN && c.L.upper >= truth[p.dim - 1] - slack &&
                          c.L.upper <= (L + (p.intercept ? p.l2 : 0)) * (1 + 1e-9),
                      "%u: L %.17g, truth %.17g", k, c.L.upper, L);
            cr_expect(c.mu.status != BN_PROVEN || c.mu.lower <= truth[0] + slack, "%u: mu %.17g, truth %.17g",
                      k, c.mu.lower, (double)truth[0]);
            cr_expect(c.mu.upper >= truth[0] - slack || (p.logistic && !at), "%u: mu <= %.17g, truth %.17g",
                      k, c.mu.upper, (double)truth[0]);
            if (p.logistic && !at) /* somewhere every term is flat */
                cr_expect(c.mu.upper == c.mu.lower, "%u: mu in [%g, %g]", k, c.mu.lower, c.mu.upper);
            cr_expect(p.intercept || c.mu.lower == p.l2, "%u: without an intercept mu is l2 = %g, not %.17g",
                      k, p.l2, c.mu.lower);
            free(dense.values);
        }
        double cond, square;
        cr_assert(!bn_condition(&cond, &square, p.f, NULL));
        cr_expect(p.n + p.intercept >= p.dim || cond == HUGE_VAL);
        problem_free(&p);
    }
}

/* At large margins phi'' is known through the margin only, and that rounding is part of the bound. */
Test(wide, local_bounds_include_the_rounding_of_the_margins)
{
    enum { D = 40 };
    double X[2 * D], y[] = { 1, -1 }, x[D];
    for (size_t j = 0; j < D; j++) {
        X[j] = X[D + j] = 1 + 1.0 / (double)(j + 3);
        x[j] = (j % 2 ? -1 : 1) * 1e12 *
               (1 + 1.0 / (double)(j / 2 + 7)); /* terms cancel to a margin of size 1e10 */
    }
    problem p = { .n = 2, .d = D, .logistic = true, .X = X, .y = y };
    problem_build(&p);
    const double far = (double)truth_margin(&p, 0, x) / X[0];
    x[0] -= far; /* and now to one near 0 */
    bn_curvature c;
    quad truth[D];
    cr_assert(!bn_curvature_at(&c, p.f, x, NULL));
    eigen_of_problem(&p, x, truth);
    cr_expect(c.L.upper >= truth[D - 1], "L %.17g, truth %.17g", c.L.upper, (double)truth[D - 1]);
    cr_expect(c.L.upper - c.L.value >= 1e-8 * c.L.value,
              "the bound claims more digits than the margins have");
    bn_objective_free(p.f);
    bn_dataset_free(p.data);
}
