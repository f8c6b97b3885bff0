/* What theory says of a step, mu and L, as a report. */
#include <math.h>

#include "base/fail.h"
#include "report/json.h"
#include "solver/outlook.h"
#include "report/sections.h"

/* ---- Text ---------------------------------------------------------------------------------- */

static void monotone_section(bn_page *page, double step, const bn_facts *k)
{
    const double q_sq = bn_q_sq(step, k->mu, k->L), best = bn_step_best_monotone(k->mu, k->L);
    bn_section(page, "any operator");
    bn_words(page, "g mu-strongly monotone and L-Lipschitz, a gradient or not:");
    bn_line(page, "|x+ - x*|^2 <= q_sq |x - x*|^2     q_sq = 1 - 2 step mu + step^2 L^2 = %.9g", q_sq);
    bn_line(page, "1 - q_sq  %.9g", bn_one_minus_q_sq(step, k->mu, k->L));
    bn_line(page, "safe      0 < step < 2 mu/L^2 = %.9g", bn_step_safe_monotone(k->mu, k->L));
    bn_line(page, "best      step mu/L^2 = %.9g, with q_sq = %.9g", best, bn_q_sq(best, k->mu, k->L));
    if (!(q_sq < 1))
        bn_words(page, "No promise at this step for a general g. A gradient does not need it: see below.");
}

static void smooth_section(bn_page *page, double step, const bn_facts *k)
{
    const double rho = bn_rho(step, k->mu, k->L), best = bn_step_optimal(k->mu, k->L);
    bn_section(page, "gradients");
    bn_words(page, "g the gradient of a mu-strongly convex, L-smooth f:");
    bn_line(page, "|x+ - x*| <= rho |x - x*|          rho = max(|1 - step mu|, |1 - step L|) = %.9g", rho);
    bn_line(page, "1 - rho   %.9g", bn_one_minus_rho(step, k->mu, k->L));
    bn_line(page, "safe      0 < step < 2/L = %.9g", bn_step_safe_smooth(k->L));
    bn_line(page, "best      step 2/(mu + L) = %.9g, with rho = %.9g", best, bn_rho(best, k->mu, k->L));
    if (rho < 1)
        return;
    if (step < bn_step_safe_smooth(k->L))
        bn_words(page, "No rate, as mu is 0: what is flat stays where it is. f - f* falls all the same, like "
                       "1/k in k steps, where f has a minimizer.");
    else
        bn_words(
            page,
            "No promise at this step: it multiplies an error along the steepest direction by up to %.6g.",
            bn_radius_gd(step, k->L));
}

static void terms_section(bn_page *page, const bn_facts *k)
{
    bn_section(page, "terms");
    bn_words(page, "f the mean of %zu terms, each convex and %.6g-smooth, drawn one at a time:", k->n,
             k->L_max);
    bn_line(page, "step      1/(6 L_max) = %.9g for SAGA and loopless SVRG, whatever mu", bn_step_unified(k));
    bn_line(page, "SAGA      E V falls by 1 - %.3e a step", bn_rate_saga(k).one_minus_rate);
    bn_line(page, "SVRG      E V falls by 1 - %.3e a step, snapshot with probability 1/n",
            bn_rate_lsvrg(k, 1 / (double)k->n).one_minus_rate);
}

static bool has_terms(const bn_facts *facts)
{
    return facts->n > 0 && facts->L_max > 0;
}

static bn_status text(FILE *to, double step, const bn_facts *facts, double tol, bn_error *err)
{
    bn_page page = { .to = to };
    bn_section(&page, "numbers");
    bn_line(&page, "step = %.9g   mu = %.9g   L = %.9g   kappa = L/mu = %.9g", step, facts->mu, facts->L,
            facts->L / facts->mu);
    monotone_section(&page, step, facts);
    smooth_section(&page, step, facts);
    if (has_terms(facts))
        terms_section(&page, facts);
    bn_section_methods(&page, NULL, facts, tol);
    return bn_page_close(&page, err);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static json_t *pair(const char *first, double a, const char *second, double b)
{
    json_t *o = json_object();
    bn_json_set(&o, first, bn_json_number(a));
    bn_json_set(&o, second, bn_json_number(b));
    return o;
}

static json_t *best_steps(double mu, double L)
{
    const double any = bn_step_best_monotone(mu, L), smooth = bn_step_optimal(mu, L);
    json_t *o = json_object();
    bn_json_set(&o, "monotone", pair("step", any, "q_sq", bn_q_sq(any, mu, L)));
    bn_json_set(&o, "smooth", pair("step", smooth, "rho", bn_rho(smooth, mu, L)));
    return o;
}

static json_t *stochastic(const bn_facts *facts)
{
    json_t *o = json_object();
    bn_json_set(&o, "n", bn_json_count(facts->n));
    bn_json_set(&o, "L_max", bn_json_number(facts->L_max));
    bn_json_set(&o, "step", bn_json_number(bn_step_unified(facts)));
    bn_json_set(&o, "saga_rate", bn_json_number(bn_rate_saga(facts).rate));
    bn_json_set(&o, "lsvrg_rate", bn_json_number(bn_rate_lsvrg(facts, 1 / (double)facts->n).rate));
    return o;
}

static bn_status json(FILE *to, double step, const bn_facts *facts, double tol, bn_error *err)
{
    const double mu = facts->mu, L = facts->L, q_sq = bn_q_sq(step, mu, L);
    json_t *o = json_object();
    bn_json_set(&o, "step", bn_json_number(step));
    bn_json_set(&o, "mu", bn_json_number(mu));
    bn_json_set(&o, "L", bn_json_number(L));
    bn_json_set(&o, "kappa", bn_json_number(L / mu));
    bn_json_set(&o, "q_sq", bn_json_number(q_sq));
    bn_json_set(&o, "q", bn_json_number(sqrt(q_sq)));
    bn_json_set(&o, "one_minus_q_sq", bn_json_number(bn_one_minus_q_sq(step, mu, L)));
    bn_json_set(&o, "rho", bn_json_number(bn_rho(step, mu, L)));
    bn_json_set(&o, "one_minus_rho", bn_json_number(bn_one_minus_rho(step, mu, L)));
    bn_json_set(&o, "safe_step_monotone", bn_json_number(bn_step_safe_monotone(mu, L)));
    bn_json_set(&o, "safe_step_smooth", bn_json_number(bn_step_safe_smooth(L)));
    bn_json_set(&o, "best", best_steps(mu, L));
    bn_json_set(&o, "stochastic", has_terms(facts) ? stochastic(facts) : json_null());
    bn_json_set(&o, "tol", bn_json_number(tol));
    bn_json_set(&o, "methods", bn_json_methods(NULL, facts, tol));
    bn_json_set(&o, "version", bn_json_text(bn_version()));
    return bn_json_write(to, o, err);
}

bn_status bn_report_theory(FILE *to, bn_style style, double step, const bn_facts *facts, double tol,
                           bn_error *err)
{
    if (!bn_curvature_consistent(facts->mu, facts->L))
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "mu = %g and L = %g contradict each other: expected 0 <= mu <= L, L > 0", facts->mu,
                       facts->L);
    if (!(step >= 0) || !isfinite(step))
        return bn_fail(err, BN_BAD_ARGUMENT, "step is %g, expected a positive number", step);
    if (facts->L_max != 0 && !(facts->L_max >= facts->L && isfinite(facts->L_max)))
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "L_max = %g and L = %g contradict each other: expected L_max >= L", facts->L_max,
                       facts->L);
    step = step > 0 ? step : bn_step_auto(facts->mu, facts->L);
    tol = tol > 0 ? tol : BN_DEFAULT_TOL;
    return (style == BN_JSON ? json : text)(to, step, facts, tol, err);
}
