/* What a trace shows of known runs: rates, oscillation, a cycle. */
#include "lines.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "base/folder.h"
#include "support/support.h"

TestSuite(motion, .init = folder_make, .fini = folder_remove);

Test(motion, contraction_tends_to_rho)
{
    static const double lambda[] = { 1, 3, 7, 20 }, b[] = { 1, 1, 1, 1 };
    const double steps[] = { 0.02, 0.05, 0.09, 0.099 };
    bn_objective *f = diagonal(4, lambda, b);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        double x[4] = { 0 };
        const bn_solve_options options = {
            .step_rule = BN_STEP_VALUE, .step = steps[i], .max_passes = 150, .tol = -1
        };
        traced(&bn_gd, f, x, "gd.csv", NULL, options);
        trace_lines t = lines_of_csv("gd.csv");
        const double rho = bn_rho(steps[i], 1, 20), last = t.line[t.count - 1][CONTRACTION];
        cr_expect(fabs(last - rho) < 1e-3, "step %g: %g, rho %g", steps[i], last, rho);
        cr_expect_eq(t.line[t.count - 1][TURN], steps[i] * 20 - 1 > 1 - steps[i] ? -1 : 1);
        free(t.line);
    }
    bn_objective_free(f);
}

/* A step of 2/L bounces along the steepest direction for ever: moves keep their length, each turns back. The
   last line is of the point that is returned, which may be an earlier one. */
Test(motion, a_step_of_2_over_L_bounces)
{
    static const double lambda[] = { 4 }, b[] = { 0 };
    bn_objective *f = diagonal(1, lambda, b);
    double x[] = { 1 };
    traced(&bn_gd, f, x, "gd.csv", NULL,
           (bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = 0.5, .max_passes = 30, .tol = -1 });
    trace_lines t = lines_of_csv("gd.csv");
    for (size_t k = 2; k + 1 < t.count; k++)
        cr_expect(t.line[k][CONTRACTION] == 1 && t.line[k][TURN] == -1 && t.line[k][F] == 2);
    free(t.line);
    bn_objective_free(f);
}

/* Lessard, Recht & Packard 2016, section 4.6: f' = 25x, x + 24, 25x - 24 below 1, in [1, 2), from 2 on. */
static double cycling(void *context, const double *x, double *grad)
{
    (void)context;
    const double at = *x;
    if (grad)
        *grad = at < 1 ? 25 * at : at < 2 ? at + 24 : 25 * at - 24;
    return at < 1 ? 12.5 * at * at : at < 2 ? 0.5 * at * at + 24 * at - 12 : 12.5 * at * at - 24 * at + 36;
}

Test(motion, tuned_heavy_ball_is_caught_in_its_cycle)
{
    bn_objective *f = NULL;
    const bn_curvature c = bn_curvature_assume(1, 25);
    double x[] = { 3.3 };
    cr_assert(!bn_objective_custom(&f, 1, &(bn_functions){ .value = cycling }, NULL, NULL));
    const bn_result r =
        traced(&bn_polyak, f, x, "cycle.csv", "cycle.csv.points",
               (bn_solve_options){ .curvature = &c, .step_rule = BN_STEP_OPTIMAL, .max_passes = 300 });
    trace_lines t = lines_of_csv("cycle.csv");
    cr_assert(r.outcome == BN_PASS_LIMIT && t.count == 300);
    for (size_t k = 200; k + 3 < t.count; k++) {
        const double turns = t.line[k][TURN] + t.line[k + 1][TURN] + t.line[k + 2][TURN];
        const double product =
            t.line[k][CONTRACTION] * t.line[k + 1][CONTRACTION] * t.line[k + 2][CONTRACTION];
        cr_expect_eq(turns, -1, "two of three steps turn back");
        cr_expect(bn_close(product, 1, 1e-9), "%g: the three moves repeat", product);
        cr_expect(bn_close(t.line[k][F], t.line[k + 3][F], 1e-9));
    }
    free(t.line);

    x[0] = 3.3;
    cr_expect_eq(traced(&bn_polyak, f, x, "guarded.csv", NULL, (bn_solve_options){ .curvature = &c }).outcome,
                 BN_CONVERGED);
    bn_objective_free(f);
}
