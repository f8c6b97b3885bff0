/* What callbacks may do to a run: give numbers that are none, spoil what they are lent, contradict
   themselves, stop it. Every method that takes functions of the caller's, at every call. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "luck/problems.h"
#include "support/support.h"

TestSuite(callback, .fini = bn_no_leaks);

enum { DIM = 3, PASSES = 12 };

typedef enum fault {
    NONE,
    NAN_VALUE,
    MINUS_INFINITY,
    NAN_GRADIENT,
    INFINITE_GRADIENT,
    NAN_PRODUCT,
    NAN_TERM,
    OUTSIDE,    /* f = infinity and no gradient */
    SPOILS_X,   /* overwrites the point it is lent */
    WRONG_SIGN, /* the gradient of -f */
    FAULTS
} fault;

static const char *const names[FAULTS] = { "none",         "NaN value",         "-infinity",
                                           "NaN gradient", "infinite gradient", "NaN product",
                                           "NaN term",     "outside",           "spoils x",
                                           "wrong sign" };

typedef struct script {
    fault what;
    size_t at;    /* the call where it happens, from 1; 0: at every call */
    size_t calls; /* so far, of all three functions */
} script;

static bool now(script *s)
{
    s->calls++;
    return s->at == 0 || s->calls == s->at;
}

static void spoil(const double *x)
{
    for (size_t j = 0; j < DIM; j++)
        ((double *)x)[j] = NAN;
}

static double value(void *context, const double *x, double *grad)
{
    script *s = context;
    double f = problem_wave.value(NULL, x, grad);
    if (!now(s))
        return f;
    if (s->what == NAN_GRADIENT || s->what == OUTSIDE)
        grad[1] = NAN;
    if (s->what == INFINITE_GRADIENT)
        grad[1] = -HUGE_VAL;
    for (size_t j = 0; s->what == WRONG_SIGN && j < DIM; j++)
        grad[j] = -grad[j];
    if (s->what == SPOILS_X)
        spoil(x);
    return s->what == NAN_VALUE        ? NAN
           : s->what == MINUS_INFINITY ? -HUGE_VAL
           : s->what == OUTSIDE        ? HUGE_VAL
                                       : f;
}

static void product(void *context, const double *x, const double *v, double *Hv)
{
    script *s = context;
    problem_wave.product(NULL, x, v, Hv);
    if (!now(s))
        return;
    if (s->what == NAN_PRODUCT)
        Hv[2] = NAN;
    if (s->what == SPOILS_X) {
        spoil(x);
        spoil(v);
    }
}

static void term(void *context, size_t i, const double *x, double *grad)
{
    script *s = context;
    problem_wave.term(NULL, i, x, grad);
    if (!now(s))
        return;
    if (s->what == NAN_TERM)
        grad[0] = HUGE_VAL;
    if (s->what == SPOILS_X)
        spoil(x);
}

static const bn_functions functions = { .value = value, .product = product, .term = term, .terms = DIM };

/* A run of 12 passes from (1, 2, 3). */
static bn_status run(const bn_method *method, script *s, double *x, bn_solve_options o, bn_result *r,
                     bn_error *err)
{
    const bn_curvature c = bn_curvature_assume(0.5, 1.5);
    bn_objective *f;
    cr_assert(!bn_objective_custom(&f, DIM, &functions, s, NULL));
    for (size_t j = 0; j < DIM; j++)
        x[j] = (double)j + 1;
    o.curvature = &c;
    o.max_passes = PASSES;
    o.tol = -1;
    *err = (bn_error){ BN_OK, "" };
    r->passes = -7;
    bn_status status = bn_solve(method, f, x, &o, r, err);
    bn_objective_free(f);
    return status;
}

static void refused(const char *what, bn_status status, const double *x, const bn_result *r,
                    const bn_error *err)
{
    cr_expect_eq(status, BN_NOT_FINITE, "%s: %s", what, bn_status_name(status));
    cr_expect(err->status == status && strstr(err->message, "your "), "%s: %s", what, err->message);
    cr_expect(x[0] == 1 && x[1] == 2 && x[2] == 3 && r->passes == -7, "%s: something was touched", what);
}

static void ended(const char *what, bn_status status, const double *x, const bn_result *r,
                  const bn_error *err)
{
    cr_expect(!status, "%s: %s", what, err->message);
    cr_expect(isfinite(x[0]) && isfinite(x[1]) && isfinite(x[2]), "%s: x is not finite", what);
    cr_expect(!isnan(r->value) && !isnan(r->gap_bound) && r->certificate.gap.status != BN_PROVEN, "%s", what);
}

static void try_faults(const bn_method *method, bn_step_rule rule)
{
    script s = { NONE, 0, 0 };
    const bn_solve_options o = { .step_rule = rule };
    double x[DIM], honest[DIM];
    bn_result r;
    bn_error err;
    if (run(method, &s, honest, o, &r, &err))
        return; /* it does not take this rule */
    const size_t calls = s.calls;
    for (fault what = NAN_VALUE; what < FAULTS; what++)
        for (size_t at = 0; at <= calls; at++) {
            char name[100];
            s = (script){ what, at, 0 };
            bn_status status = run(method, &s, x, o, &r, &err);
            snprintf(name, sizeof name, "%s %s, %s at call %zu of %zu", bn_method_name(method),
                     bn_step_rule_name(rule), names[what], at, calls);
            if (what == SPOILS_X)
                cr_expect(!status && !memcmp(x, honest, sizeof x), "%s: another answer", name);
            if (status)
                refused(name, status, x, &r, &err);
            else
                ended(name, status, x, &r, &err);
            if (what < NAN_PRODUCT && at == 1)
                cr_expect(status, "%s: was not found", name);
            if (what == OUTSIDE || what == WRONG_SIGN)
                cr_expect(!status, "%s: %s", name, err.message);
        }
}

Test(callback, numbers_that_are_none_are_found_and_nothing_lent_can_be_spoilt)
{
    for (const bn_method *const *m = bn_methods(); *m; m++)
        for (bn_step_rule rule = BN_STEP_AUTO; rule <= BN_STEP_KNOWN_MIN; rule++)
            if (rule != BN_STEP_VALUE)
                try_faults(*m, rule);
}

typedef struct patience {
    size_t looks, at; /* it says no at that one */
    double value;     /* least f seen */
} patience;

static bool impatient(const bn_progress *look, void *context)
{
    patience *p = context;
    p->value = p->looks ? fmin(p->value, look->certificate->at.value) : look->certificate->at.value;
    return ++p->looks != p->at;
}

/* The best point so far, with what is known of it. */
Test(callback, an_observer_that_says_no_ends_the_run_there)
{
    for (size_t k = 0; problem_name(k); k++) {
        problem p;
        problem_make(&p, k);
        for (const bn_method *const *m = bn_methods(); *m; m++)
            for (size_t at = 1; at <= 4 && !bn_method_refuses(*m, p.f); at++) {
                patience want = { 0, at, 0 };
                double x[13] = { 0 };
                bn_result r;
                bn_error err;
                bn_evaluation there;
                const bn_solve_options o = { .curvature = &p.curvature,
                                             .max_passes = 40,
                                             .tol = -1,
                                             .observe = impatient,
                                             .observe_context = &want };
                cr_assert(!bn_solve(*m, p.f, x, &o, &r, &err), "%s", err.message);
                const bool over = r.outcome == BN_PRECISION_LIMIT; /* by itself, at this look or before */
                cr_expect(want.looks == at ? over || r.outcome == BN_CANCELLED : over && want.looks < at,
                          "%s of %s: %s after %zu looks", bn_method_name(*m), problem_name(k),
                          bn_outcome_name(r.outcome), want.looks);
                cr_assert(!bn_evaluate(&there, p.f, x, NULL, &err), "%s", err.message);
                cr_expect(bn_close(there.value, r.value, 1e-12), "%s of %s: f = %.17g, not %.17g",
                          bn_method_name(*m), problem_name(k), there.value, r.value);
                cr_expect(at > 1 || r.iterations == 0);
            }
        problem_free(&p);
    }
}
