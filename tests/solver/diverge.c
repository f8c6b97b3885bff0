/* Steps from proven curvature never diverge: every method as it comes, on problems of every kind, ends
   converged or at a limit, with a bound on the gap that is true. BANACH_TEST_MULTIPLIER=10 makes 1000
   problems. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/rng.h"
#include "problem.h"
#include "support/support.h"

TestSuite(diverge, .fini = bn_no_leaks);

static size_t ended[BN_CANCELLED + 1];

static void check_method(problem *p, const bn_method *method)
{
    bn_error err;
    bn_result r;
    const bn_solve_options o = { .curvature = &p->curvature, .max_passes = 300 };
    problem_rewind(p);
    cr_assert(!bn_solve(method, p->f, p->x, &o, &r, &err), "%s: %s: %s", p->label, bn_method_name(method),
              err.message);
    cr_expect(r.outcome == BN_CONVERGED || r.outcome == BN_PASS_LIMIT || r.outcome == BN_PRECISION_LIMIT,
              "%s: %s: %s", p->label, bn_method_name(method), bn_outcome_name(r.outcome));
    cr_expect_neq(r.contract.holds, BN_FAILS, "%s: %s broke its promise", p->label, bn_method_name(method));
    const double gap = problem_gap(p, p->x), noise = problem_gap_noise(p, gap);
    cr_expect(gap <= r.gap_bound + noise, "%s: %s: gap %g, bound %g, noise %g", p->label,
              bn_method_name(method), gap, r.gap_bound, noise);
    ended[r.outcome]++;
}

static void check_problem(problem p)
{
    for (const bn_method *const *method = bn_methods(); *method; method++)
        if (!bn_method_refuses(*method, p.f))
            check_method(&p, *method);
    problem_free(&p);
}

static void report(const char *what)
{
    printf("# %s:", what);
    for (size_t i = 0; i <= BN_CANCELLED; i++)
        printf(" %zu %s", ended[i], bn_outcome_name((bn_outcome)i));
    printf("\n");
}

static const char *const losses[] = { "quadratic", "squared", "logistic" };
static const char *const spectra[] = { "flat", "spiked", "clustered", "geometric" };

Test(diverge, does_not_happen_on_made_problems, .timeout = 600)
{
    const size_t problems = (size_t)ceil(90 * bn_test_multiplier());
    const bn_rng rng = bn_rng_open(1, "diverge", 0);
    for (size_t i = 0; i < problems; i++) {
        const char *loss = losses[i % 3];
        const size_t d = 2 + bn_rng_below(rng, 8 * i, 20);
        const double kappa = exp(bn_rng_uniform(rng, 8 * i + 1) * log(1e8)),
                     noise = bn_rng_uniform(rng, 8 * i + 2);
        check_problem(problem_new(&(bn_synthetic_options){ .loss = loss,
                                                           .spectrum = spectra[i / 3 % 4],
                                                           .rows = *loss == 'q' ? d : 3 * d + 20,
                                                           .cols = d,
                                                           .kappa = kappa,
                                                           .noise = *loss == 'q' ? 0 : noise,
                                                           .seed = i },
                                  *loss == 'l' ? 0.25 / kappa : 0));
    }
    report("made");
}

/* More columns than rows: mu is l2, and l2 is small. */
Test(diverge, does_not_happen_on_rank_deficient_problems_with_little_penalty, .timeout = 600)
{
    const size_t problems = (size_t)ceil(10 * bn_test_multiplier());
    const bn_rng rng = bn_rng_open(2, "diverge", 0);
    for (size_t i = 0; i < problems; i++) {
        const size_t n = 20 + bn_rng_below(rng, 4 * i, 10);
        check_problem(problem_new(&(bn_synthetic_options){ .loss = losses[1 + i % 2],
                                                           .spectrum = spectra[i % 4],
                                                           .rows = n,
                                                           .cols = 2 * n,
                                                           .kappa = 100,
                                                           .seed = i },
                                  pow(10, -2 - 6 * bn_rng_uniform(rng, 4 * i + 1))));
    }
    report("rank-deficient");
}

Test(diverge, does_not_happen_on_real_data)
{
    static const char *const sets[][2] = { { "breast_cancer", "logistic" },
                                           { "iris_pair", "logistic" },
                                           { "diabetes", "squared" },
                                           { "longley", "squared" },
                                           { "norris", "squared" } };
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        for (int intercept = 0; intercept < 2; intercept++) {
            bn_error err;
            bn_dataset *data = NULL;
            char path[80];
            snprintf(path, sizeof path, "data/%s.csv", sets[i][0]);
            cr_assert(!bn_dataset_load(&data, bn_test_source(path),
                                       &(bn_dataset_options){ .standardize = true }, &err),
                      "%s", err.message);
            const bn_objective_options o = { .l2 = 1.0 / (double)bn_dataset_describe(data)->rows,
                                             .intercept = intercept };
            check_problem(problem_of(data, sets[i][1], &o, sets[i][0]));
        }
    report("real");
}
