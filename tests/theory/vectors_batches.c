/* Reference values of batches (theory 8.5), and of rounding. */
#include "theory/vector.h"

static size_t count_in(const vector *v, const char *name)
{
    return (size_t)in(v, name);
}

static void expected_smoothness(vector *v)
{
    bn_facts f = {
        .L = in(v, "L"), .L_max = in(v, "L_max"), .n = count_in(v, "n"), .batch = count_in(v, "b")
    };
    bn_facts simple = f;
    simple.L = in(v, "L_bar");
    is(v, "calL", bn_expected_smoothness(&f));
    is(v, "calL_simple", bn_expected_smoothness(&simple));
    is(v, "residual_rho", bn_expected_residual(&f));
    is(v, "sgd_max_step", 1 / (2 * bn_expected_smoothness(&f)));
}

static void unified_step(vector *v)
{
    bn_facts f = { .mu = in(v, "mu"), .L = in(v, "L"), .L_max = in(v, "L_max"), .n = count_in(v, "n") };
    f.batch = count_in(v, "b");
    is(v, "gamma", bn_step_unified(&f));
    is(v, "saga_factor", bn_rate_saga(&f).rate);
    is(v, "lsvrg_factor", bn_rate_lsvrg(&f, in(v, "p")).rate);
}

static void saga_derived(vector *v)
{
    bn_facts f = { .mu = in(v, "mu"), .L = in(v, "L_max"), .L_max = in(v, "L_max"), .n = count_in(v, "n") };
    is(v, "gamma", bn_rate_saga(&f).step);
    is(v, "factor", bn_rate_saga(&f).rate);
}

static void lsvrg(vector *v)
{
    bn_facts f = { .mu = in(v, "mu"), .L = in(v, "L_max"), .L_max = in(v, "L_max"), .n = 100 };
    is(v, "eta", bn_rate_lsvrg(&f, in(v, "p")).step);
    is(v, "factor", bn_rate_lsvrg(&f, in(v, "p")).rate);
}

static void saga_batch(vector *v)
{
    bn_facts f = { .mu = in(v, "mu"), .L = in(v, "L"), .L_max = in(v, "L_max"), .n = count_in(v, "n") };
    f.batch = bn_batch_saga(&f);
    is(v, "b_floor", (double)f.batch);
    is(v, "complexity_b_floor", bn_work_saga(&f));
    is(v, "gamma_b_floor", bn_step_saga(&f));
    cr_expect_eq(floor(json_number_value(entry(v, "b_real"))), (double)f.batch);
    cr_expect(fabs(json_number_value(entry(v, "b_scan")) - (double)f.batch) <= 1);
    f.batch = 1;
    is(v, "complexity_b1", bn_work_saga(&f));
    is(v, "gamma_b1", bn_step_saga(&f));
}

static void gamma_k(vector *v)
{
    double reference = json_number_value(entry(v, "gamma")), gamma = bn_gamma(in(v, "k"));
    cr_expect(bn_close(gamma, reference, v->tol), "%s: %.17g, expected %.17g", v->id, gamma, reference);
}

const home vector_batches[] = {
    { "expected_smoothness.b_nice", expected_smoothness },
    { "vr.unified_step_b_nice", unified_step },
    { "saga.derived_6L", saga_derived },
    { "saga.optimal_minibatch", saga_batch },
    { "lsvrg.rate", lsvrg },
    { "round.gamma", gamma_k },
    { NULL, NULL },
};
