/* Every promise of every method, held against what really happened: distance and gap are computed from the
   minimizer. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "base/rng.h"
#include "problem.h"
#include "solver/method.h"
#include "support/support.h"

TestSuite(contract, .fini = bn_no_leaks);

enum { STEPS = 200, PROBLEMS = 50 };

static const double kappas[] = { 1e1, 1e2, 1e4, 1e6 };
static const char *const losses[] = { "quadratic", "squared", "logistic" };

enum { KAPPAS = sizeof kappas / sizeof *kappas, LOSSES = sizeof losses / sizeof *losses };

typedef struct record {
    const problem *p;
    size_t count;
    double distance[STEPS + 1], gap[STEPS + 1];
} record;

static bool write_down(const bn_progress *now, void *context)
{
    record *r = context;
    if (now->k > STEPS)
        return false;
    r->distance[now->k] = problem_distance(r->p, now->x);
    r->gap[now->k] = problem_gap(r->p, now->x);
    r->count = now->k + 1;
    return now->k < STEPS;
}

static bool proven(const bn_contract *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->hypotheses[i].status == BN_VIOLATED)
            return false;
    return true;
}

static void check_promise(const record *r, const bn_contract *c, const char *what)
{
    const bn_rate *promise = &c->promised;
    const bool gap = promise->quantity == BN_GAP, squared = promise->quantity == BN_DISTANCE_SQ;
    for (size_t k = 1; k < r->count; k++) {
        const double start = gap ? r->gap[0] : r->distance[0], now = gap ? r->gap[k] : r->distance[k];
        const double noise = gap ? problem_gap_noise(r->p, now) : problem_distance_noise(r->p);
        const double factor = bn_rate_after(promise, (double)k);
        const double allowed = (squared ? sqrt(factor) : factor) * start * (1 + 1e-9) + noise;
        cr_expect(now <= allowed, "%s: %s: %s is %.9g after %zu steps, promised %.9g (noise %.1e)",
                  r->p->label, what, bn_quantity_name(promise->quantity), now, k, allowed, noise);
        if (now > allowed)
            return;
    }
}

/* One run of at most STEPS iterations. True if it promised something. */
static bool check_run(problem *p, const bn_method *method, bn_solve_options o)
{
    bn_error err;
    bn_result r;
    record seen = { .p = p };
    char what[80];
    snprintf(what, sizeof what, "%s, step %s %g", bn_method_name(method), bn_step_rule_name(o.step_rule),
             o.step);
    o.curvature = &p->curvature;
    o.tol = -1;
    o.observe = write_down;
    o.observe_context = &seen;
    problem_rewind(p);
    bn_status status = bn_solve(method, p->f, p->x, &o, &r, &err);
    if (status == BN_UNSUPPORTED) /* a rule that this method has no use for */
        return false;
    cr_assert(!status, "%s: %s: %s", p->label, what, err.message);
    cr_expect(!proven(&r.contract) || r.contract.holds != BN_FAILS, "%s: %s: said to be broken", p->label,
              what);
    if (r.contract.promised.in_expectation || !(r.contract.promised.one_minus_rate > 0))
        return false;
    check_promise(&seen, &r.contract, what);
    return true;
}

/* Every rule that the method offers here, and a constant step drawn from the safe range. */
static size_t check_method(problem *p, const bn_method *method, double draw)
{
    size_t promises = 0;
    for (bn_step_rule rule = BN_STEP_AUTO; rule <= BN_STEP_KNOWN_MIN; rule++) {
        const bn_method *ruled = bn_method_ruled(method, rule);
        if (!ruled || bn_method_refuses(ruled, p->f))
            continue;
        bn_solve_options o = { .step_rule = rule, .known_min = p->value, .known_min_attained = true };
        if (rule == BN_STEP_VALUE) {
            const bn_facts facts = bn_facts_of(p->f, &p->curvature);
            o.step = method->step_limit ? draw * method->step_limit(&facts) : draw / facts.L;
        }
        promises += check_run(p, method, o);
    }
    return promises;
}

ParameterizedTestParameters(contract, is_kept_by_every_method_on_every_problem)
{
    static int cell[LOSSES * KAPPAS];
    for (int i = 0; i < LOSSES * KAPPAS; i++)
        cell[i] = i;
    return cr_make_param_array(int, cell, LOSSES *KAPPAS);
}

ParameterizedTest(int *cell, contract, is_kept_by_every_method_on_every_problem)
{
    const char *loss = losses[*cell % LOSSES];
    const double kappa = kappas[*cell / LOSSES];
    const bn_rng rng = bn_rng_open((uint64_t)*cell, "contract", 0);
    const size_t problems = (size_t)ceil(PROBLEMS * fmin(1, bn_test_multiplier()));
    size_t promises = 0;
    for (size_t i = 0; i < problems; i++) {
        const size_t spectra = 6, d = 3 + bn_rng_below(rng, 4 * i, 10);
        const bool logistic = !strcmp(loss, "logistic");
        const bn_synthetic_options made = { .loss = loss,
                                            .spectrum = bn_synthetic_spectra()[i % spectra],
                                            .rows = *loss == 'q' ? d : 4 * d,
                                            .cols = d,
                                            .kappa = logistic ? 10 : kappa,
                                            .noise = logistic,
                                            .seed = i };
        problem p = problem_new(&made, logistic ? 0.25 / (kappa - 1) : 0);
        for (const bn_method *const *method = bn_methods(); *method; method++)
            if (!bn_method_refuses(*method, p.f))
                promises += check_method(&p, *method, 0.01 + 0.98 * bn_rng_uniform(rng, 4 * i + 1));
        problem_free(&p);
    }
    cr_expect(promises >= 4 * problems, "only %zu promises were made on %zu problems", promises, problems);
}
