/* A fit as text: every section hands a number to the next. */
#include <math.h>
#include <string.h>

#include "report/coef_text.h"
#include "report/fit.h"
#include "report/sections.h"
#include "solver/method.h"

/* ---- Method and contract ------------------------------------------------------------------- */

static const char *const step_rules[] = {
    [BN_STEP_AUTO] = "the method's own choice",
    [BN_STEP_OPTIMAL] = "2/(mu + L)",
    [BN_STEP_1_OVER_L] = "1/L",
    [BN_STEP_VALUE] = "as asked",
};

/* The method as its step rule made it. */
static const bn_method *method_of(const bn_fit_report *what)
{
    return bn_method_ruled(what->method, what->result->used.step_rule);
}

static bool needs_range(const bn_contract *c, const char *range)
{
    for (size_t i = 0; i < c->count; i++)
        if (range && !strcmp(c->hypotheses[i].name, range))
            return true;
    return false;
}

/* The ranking, or that there was one. */
static void choice_lines(bn_page *page, const bn_fit_report *what)
{
    if (!what->explain || !what->choices) {
        if (what->choices)
            bn_line(page, "the fastest by the cost model; --explain shows all");
        return;
    }
    bn_line(page, "the fastest by the cost model:   passes    seconds");
    for (size_t i = 0; i < what->choice_count; i++) {
        const bn_choice *c = &what->choices[i];
        const char *name = bn_method_name(c->method);
        if (c->seconds < HUGE_VAL)
            bn_line(page, "  %-26s %11.4g %10.2g   %s", name, c->passes, c->seconds,
                    c->promised ? "by its theorem" : "an estimate");
        else
            bn_line(page, "  %-26s no end is known", name);
    }
}

static void method_section(bn_page *page, const bn_fit_report *what)
{
    const bn_result *r = what->result;
    const bn_method *method = method_of(what);
    const bn_facts facts = bn_facts_of(what->f, &r->curvature);
    const bn_step_rule rule = r->used.step_rule;
    bn_section(page, "method");
    bn_words(page, "%s: %s", method->name, method->summary);
    choice_lines(page, what);
    if (rule >= BN_STEP_EXACT)
        bn_line(page, "steps by the rule %s, the last one %.9g", bn_step_rule_name(rule), r->step);
    else if (needs_range(&r->contract, method->step_range) && !r->contract.promised.in_expectation)
        bn_line(page, "step %.9g (%s), safe below %.9g", r->step, step_rules[rule],
                method->step_limit(&facts));
    else if (method->step_limit) /* that of a draw depends on batch and sampling: the contract has it */
        bn_line(page, "step %.9g (%s)", r->step,
                rule == BN_STEP_OPTIMAL ? "tuned for quadratics" : step_rules[rule]);
}

static const char *const quantities[] = {
    [BN_DISTANCE] = "the distance to the optimum",
    [BN_DISTANCE_SQ] = "the squared distance to the optimum",
    [BN_GAP] = "f - f*",
    [BN_LYAPUNOV] = "the method's Lyapunov value",
};

static void promise_lines(bn_page *page, const bn_contract *c, bn_check check)
{
    const bn_rate *p = &c->promised;
    if (p->one_minus_rate >= 1)
        bn_line(page, "promise   the optimum in one step, up to rounding");
    else if (p->one_minus_rate > 0)
        bn_words(page, "promise   %s shrinks by 1 - %.3e a step%s%s", quantities[p->quantity],
                 p->one_minus_rate, p->in_expectation ? ", on average over the draws" : "",
                 p->floor > 0 ? ", to a floor that their noise leaves" : "");
    else if (check == BN_CHECK_DECREASE)
        bn_line(page, "promise   a decrease of f in every step, computed before the step");
    else
        bn_line(page, "promise   no rate");
    if (p->one_minus_rate < 1 && isfinite(c->predicted_passes))
        bn_line(page, "          so at most %.6g pass%s to tol%s", ceil(c->predicted_passes),
                c->predicted_passes > 1 ? "es" : "",
                p->in_expectation ? ", on average; usually far fewer" : "");
    if (isfinite(c->measured_rate))
        bn_line(page, "measured  1 %c %.3e a step", c->measured_rate > 1 ? '+' : '-',
                fabs(1 - c->measured_rate));
    if (isfinite(c->drift))
        bn_line(page, "rounding  took the run at most %.1e away from the ideal one", c->drift);
}

static const char *verdict(const bn_contract *c, bn_check check, size_t iterations)
{
    if (iterations == 0)
        return "no step was taken, so there is nothing to judge";
    if (c->holds == BN_HOLDS)
        return "kept in every step that rounding lets us judge";
    if (c->holds == BN_FAILS)
        return "BROKEN: a step did less than its theorem says; please report this";
    if (c->promised.in_expectation)
        return "one run cannot decide: the promise is about the mean over all draws";
    if (!(c->promised.rate < 1))
        return "nothing was promised that a run could keep or break";
    return check == BN_CHECK_HISTORY ? "undecided: the bounds of what was promised are too wide to tell"
                                     : "undecided: rounding hides the steps that could tell";
}

/* "proven    f is L-smooth: 4.02647 (eigenvalues, rounding enclosed)". */
static void hypotheses(bn_page *page, const bn_contract *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const bn_hypothesis *h = &c->hypotheses[i];
        char number[32] = "";
        if (!isnan(h->value))
            snprintf(number, sizeof number, ": %.6g", h->value);
        bn_words(page, h->evidence ? "%-9s %s%s (%s)" : "%-9s %s%s", bn_proof_name(h->status), h->name,
                 number, h->evidence ? bn_origin(h->evidence) : "");
    }
}

static void contract_section(bn_page *page, const bn_fit_report *what)
{
    const bn_contract *c = &what->result->contract;
    bn_section(page, "contract");
    hypotheses(page, c);
    promise_lines(page, c, method_of(what)->check);
    bn_line(page, "verdict   %s", verdict(c, method_of(what)->check, what->result->iterations));
}

/* ---- Result and certificate ---------------------------------------------------------------- */

static const char *const outcomes[] = {
    [BN_CONVERGED] = "converged",
    [BN_PASS_LIMIT] = "NOT converged: the limit on passes was reached",
    [BN_TIME_LIMIT] = "NOT converged: the limit on time was reached",
    [BN_DIVERGED] = "NOT converged: f grew without bound",
    [BN_PRECISION_LIMIT] = "NOT converged: double precision cannot prove a smaller gap here",
    [BN_NO_MINIMIZER] = "NOT converged: f has no minimizer",
    [BN_CANCELLED] = "NOT converged: cancelled",
};

static void result_section(bn_page *page, const bn_result *r)
{
    bn_section(page, "result");
    bn_line(page, "%s", outcomes[r->outcome]);
    bn_line(page, "%zu iteration%s, %.0f pass%s over the data, %.3g ms", r->iterations,
            bn_plural(r->iterations), r->passes, round(r->passes) == 1 ? "" : "es", 1e3 * r->seconds);
    bn_line(page, "f = %.12g, |grad f| = %.3e", r->value, r->grad_norm);
}

/* The unknowns of a loss over data are called w, those of a quadratic x. */
static void certificate_section(bn_page *page, const bn_result *r, char x)
{
    const bn_bound *gap = &r->certificate.gap, *distance = &r->certificate.distance;
    bn_section(page, "certificate");
    if (gap->bound < HUGE_VAL)
        bn_line(page, "f - f*    <= %.3e    %s, by %s", gap->bound, bn_proof_name(gap->status), gap->rule);
    else
        bn_line(page, "f - f*    nothing is known");
    bn_line(page, "wanted    <= %.3e    tol %.3g x scale %.6g", r->used.tol * r->scale, r->used.tol,
            r->scale);
    if (distance->bound < HUGE_VAL)
        bn_line(page, "|%c - %c*|  <= %.3e    %s, by %s", x, x, distance->bound,
                bn_proof_name(distance->status), distance->rule);
    else
        bn_line(page, "|%c - %c*|  nothing is known: that takes mu > 0", x, x);
}

/* ---- What to do next ----------------------------------------------------------------------- */

static bool two_numbers(const bn_objective_info *info)
{
    return info->terms && !info->positive && bn_dataset_describe(info->data)->classes == 2;
}

static void next_section(bn_page *page, const bn_fit_report *what)
{
    const bn_result *r = what->result;
    const bn_objective_info *info = bn_objective_describe(what->f);
    const bool unproven = r->outcome == BN_CONVERGED && r->certificate.gap.status != BN_PROVEN;
    if (!*r->advice && !unproven && !two_numbers(info))
        return;
    bn_section(page, "next");
    if (*r->advice)
        bn_words(page, "%s", r->advice);
    if (unproven)
        bn_words(page, "the bound on f - f* is %s, not proven, because mu is; a larger l2 would prove it",
                 bn_proof_name(r->certificate.gap.status));
    if (two_numbers(info))
        bn_words(page, "the target has just two values: --loss logistic would fit a classifier");
}

bn_status bn_fit_text(FILE *to, const bn_fit_report *what, const bn_fit_numbers *numbers, bn_error *err)
{
    bn_page page = { .to = to };
    const bn_objective_info *info = bn_objective_describe(what->f);
    if (info->data)
        bn_section_data(&page, info->data);
    bn_section_objective(&page, what->f);
    bn_section_curvature(&page, "curvature", &what->result->curvature);
    method_section(&page, what);
    contract_section(&page, what);
    result_section(&page, what->result);
    certificate_section(&page, what->result, info->terms ? 'w' : 'x');
    bn_section_coefficients(&page, what, numbers);
    next_section(&page, what);
    return bn_page_close(&page, err);
}
