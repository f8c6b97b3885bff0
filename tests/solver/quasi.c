/* newton, newton-cg, lbfgs and cg: how few steps they need, and where they may go. */
#include <math.h>
#include <stdlib.h>

#include <criterion/criterion.h>

#include "problem.h"
#include "support/support.h"

TestSuite(quasi, .fini = bn_no_leaks);

static bn_result run(problem *p, const bn_method *method, double tol)
{
    bn_error err;
    bn_result r;
    problem_rewind(p);
    cr_assert(!bn_solve(method, p->f, p->x, &(bn_solve_options){ .tol = tol }, &r, &err), "%s", err.message);
    return r;
}

Test(quasi, newton_and_its_kin_need_few_passes_on_real_data)
{
    static const struct {
        const bn_method *method;
        double passes;
    } most[] = { { &bn_newton, 24 }, { &bn_newton_cg, 120 }, { &bn_lbfgs, 120 } };
    bn_error err;
    bn_dataset *data = NULL;
    cr_assert(!bn_dataset_load(&data, bn_test_source("data/breast_cancer.csv"),
                               &(bn_dataset_options){ .standardize = true }, &err),
              "%s", err.message);
    problem p = problem_of(data, "logistic", &(bn_objective_options){ .l2 = 1e-3 }, "breast_cancer");
    for (size_t k = 0; k < sizeof most / sizeof *most; k++) {
        const bn_result r = run(&p, most[k].method, 1e-9);
        cr_expect(r.outcome == BN_CONVERGED && r.passes <= most[k].passes && r.contract.holds == BN_HOLDS,
                  "%s: %s after %g passes", bn_method_name(most[k].method), bn_outcome_name(r.outcome),
                  r.passes);
        const double gap = problem_gap(&p, p.x);
        cr_expect(gap <= r.gap_bound + problem_gap_noise(&p, gap));
    }
    problem_free(&p);
}

/* Five distinct eigenvalues: five steps, but for rounding. */
Test(quasi, cg_needs_a_step_for_each_eigenvalue)
{
    problem p = problem_new(
        &(bn_synthetic_options){
            .loss = "squared", .spectrum = "clustered", .rows = 200, .cols = 40, .kappa = 100 },
        0.01);
    const bn_result r = run(&p, &bn_cg, 1e-12);
    cr_expect(r.outcome == BN_CONVERGED && r.iterations <= 7, "%s after %zu", bn_outcome_name(r.outcome),
              r.iterations);
    cr_expect_neq(r.contract.holds, BN_FAILS);
    problem_free(&p);
}

/* Rosenbrock's valley is not convex: lbfgs goes to its end all the same. */
static double rosenbrock(void *context, const double *x, double *grad)
{
    const double a = x[1] - x[0] * x[0], b = 1 - x[0];
    (void)context;
    grad[0] = -400 * x[0] * a - 2 * b;
    grad[1] = 200 * a;
    return 100 * a * a + b * b;
}

Test(quasi, lbfgs_takes_functions_of_the_caller)
{
    bn_objective *f;
    bn_error err;
    bn_result r;
    double x[] = { -1.2, 1 };
    const bn_curvature c = bn_curvature_assume(0, 2000);
    cr_assert(!bn_objective_custom(&f, 2, &(bn_functions){ .value = rosenbrock, .has_lower_bound = true },
                                   NULL, NULL));
    cr_assert(!bn_solve(&bn_lbfgs, f, x, &(bn_solve_options){ .curvature = &c, .tol = 1e-14 }, &r, &err),
              "%s", err.message);
    cr_expect(r.outcome == BN_CONVERGED && fabs(x[0] - 1) < 1e-5 && fabs(x[1] - 1) < 1e-5 && r.passes < 100,
              "%s at %g, %g after %g passes", bn_outcome_name(r.outcome), x[0], x[1], r.passes);
    cr_expect(bn_method_refuses(&bn_newton_cg, f) && bn_method_refuses(&bn_cg, f));
    bn_objective_free(f);
}
