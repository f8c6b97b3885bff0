/* The walk through the methods: each of them, traced; and what they say of themselves. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "guest/walk.h"

enum { MOST = 6 };

static void note_result(guest_walk *w, const char *call, size_t dim, const double *x, const bn_result *r)
{
    const double numbers[] = { (double)r->iterations,
                               r->passes,
                               r->value,
                               r->grad_norm,
                               r->gap_bound,
                               r->scale,
                               r->step,
                               r->momentum,
                               r->distance_bound,
                               r->contract.promised.rate,
                               r->contract.measured_rate };
    guest_numbers(w, call, dim, x);
    guest_numbers(w, call, sizeof numbers / sizeof *numbers, numbers);
    guest_text(w, call, bn_outcome_name(r->outcome));
    if (w->texts)
        guest_text(w, call, r->advice);
}

static void solve(guest_walk *w, const bn_method *method, bn_objective *f, const bn_solve_options *how)
{
    bn_error err;
    bn_result r;
    double x[MOST] = { 0 };
    char call[60];
    bn_trace *trace = NULL;
    bn_solve_options options = *how;
    const bn_objective_info *info = bn_objective_describe(f);
    const guest_path points = guest_place(w, "points.npy");
    snprintf(call, sizeof call, "bn_solve, %s, %s, %d", info->loss, bn_method_name(method),
             (int)how->step_rule);
    bn_status status = bn_trace_open(&trace, NULL, f, &(bn_trace_options){ .points = points.text }, &err);
    guest_done(w, "bn_trace_open", status, BN_OK, &err);
    options.observe = bn_trace_observe;
    options.observe_context = trace;
    options.tol = 1e-5;
    options.max_passes = 200;
    options.seed = 5;
    guest_done(w, call, bn_solve(method, f, x, &options, &r, &err), BN_OK, &err);
    note_result(w, call, info->dim, x, &r);
    guest_done(w, "bn_trace_close", bn_trace_close(trace, &err), BN_OK, &err);
    guest_file(w, call, "points.npy");
}

/* What a run is watched by: a trace of its points, and a number of the guest's own. */
typedef struct watch {
    bn_trace *trace;
    double mine;
    size_t last;
} watch;

static bool observe(const bn_progress *now, void *context)
{
    const watch *seen = context;
    return bn_trace_observe(now, seen->trace) && now->k < seen->last;
}

static void remember(bn_checkpoint *c, void *context)
{
    watch *seen = context;
    uint64_t seven = 7;
    bn_trace_remember(c, seen->trace);
    bn_checkpoint_doubles(c, "mine", 1, &seen->mine);
    bn_checkpoint_counts(c, "seven", 1, &seven);
    if (bn_checkpoint_loads(c) && seven != 7)
        bn_checkpoint_refuse(c, "seven is %d", (int)seven);
}

/* Cancelled after three steps, and resumed. */
static void resume(guest_walk *w, bn_objective *f)
{
    bn_error err;
    bn_result r;
    double x[MOST] = { 0 };
    const guest_path path = guest_place(w, "checkpoint"), points = guest_place(w, "points.csv");
    for (int part = 0; part < 2; part++) {
        watch seen = { .mine = part ? 0 : 42, .last = part ? SIZE_MAX : 3 };
        const bn_solve_options options = { .observe = observe,
                                           .remember = remember,
                                           .observe_context = &seen,
                                           .checkpoint = { .path = path.text,
                                                           .resume = part ? path.text : NULL } };
        bn_status status = bn_trace_open(
            &seen.trace, NULL, f, &(bn_trace_options){ .points = points.text, .resumable = true }, &err);
        guest_done(w, "bn_trace_open, resumable", status, BN_OK, &err);
        guest_done(w, "bn_solve, checkpoint", bn_solve(&bn_nesterov, f, x, &options, &r, &err), BN_OK, &err);
        note_result(w, "bn_solve, checkpoint", bn_objective_describe(f)->dim, x, &r);
        guest_done(w, "bn_trace_close", bn_trace_close(seen.trace, &err), BN_OK, &err);
        guest_numbers(w, "bn_checkpoint_doubles", 1, &seen.mine);
    }
    guest_file(w, "bn_trace_remember", "points.csv");
    guest_file(w, NULL, "checkpoint"); /* it has the seconds of the run */
}

static void plan(guest_walk *w, const bn_method *method, const bn_objective *f)
{
    bn_error err;
    char text[BN_MEMORY_TEXT];
    const bn_memory memory = bn_memory_plan(method, f, NULL);
    if (w->texts)
        guest_text(w, "bn_memory_plan", bn_memory_format(text, &memory));
    guest_done(w, "bn_memory_check", bn_memory_check(&memory, 0, &err), BN_OK, &err);
    guest_done(w, "bn_memory_check", bn_memory_check(&memory, 1, &err), BN_NO_MEMORY, &err);
}

/* The rules that a method does not offer are refused. */
static void solve_by_rules(guest_walk *w, const bn_method *method, bn_objective *f)
{
    for (bn_step_rule rule = BN_STEP_OPTIMAL; rule <= BN_STEP_KNOWN_MIN; rule++) {
        bn_step_rule same;
        const bool quadratic = !strcmp(bn_objective_describe(f)->loss, "quadratic");
        if (!bn_step_rule_find(&same, bn_step_rule_name(rule)) || same != rule ||
            (rule == BN_STEP_KNOWN_MIN && quadratic) || (rule == BN_STEP_EXACT && !quadratic))
            continue;
        solve(w, method, f,
              &(bn_solve_options){ .step_rule = rule, .step = rule == BN_STEP_VALUE ? 0.5 : 0 });
    }
}

static void describe(guest_walk *w, const bn_method *method, const bn_objective *f, const bn_curvature *c)
{
    const bn_facts facts = bn_facts_of(f, c);
    const bn_rate promise = bn_method_promise(method, &facts, 0);
    const char *refusal = bn_method_refuses(method, f);
    guest_numbers(w, "bn_method_promise", 3, (double[]){ promise.step, promise.rate, promise.constant });
    guest_text(w, "bn_method_name", bn_method_name(method));
    guest_text(w, "bn_method_summary", bn_method_summary(method));
    guest_text(w, "bn_method_has_step", bn_method_has_step(method) ? "yes" : "no");
    guest_text(w, "bn_method_refuses", refusal ? refusal : "no");
    if (bn_method_find(bn_method_name(method)) != method)
        guest_text(w, "bn_method_find", "another");
}

static void choose(guest_walk *w, const bn_objective *f)
{
    bn_error err;
    bn_costs costs;
    size_t count = 0;
    bn_choice choices[BN_MAX_CHOICES];
    const guest_path path = guest_place(w, "costs.json");
    guest_done(w, "bn_costs_save", bn_costs_save(path.text, bn_costs_here(), &err), BN_OK, &err);
    guest_done(w, "bn_costs_load", bn_costs_load(&costs, path.text, &err), BN_OK, &err);
    guest_file(w, "bn_costs_save", "costs.json");
    const bn_choose_options options = { .costs = &costs };
    guest_done(w, "bn_method_choose", bn_method_choose(choices, &count, f, &options, &err), BN_OK, &err);
    for (size_t i = 0; i < count; i++)
        guest_text(w, "bn_method_choose", bn_method_name(choices[i].method));
}

void guest_walk_solve(guest_walk *w, bn_objective *f)
{
    bn_error err;
    bn_result r;
    bn_curvature c;
    double x[MOST] = { NAN };
    guest_done(w, "bn_curvature_bound", bn_curvature_bound(&c, f, &err), BN_OK, &err);
    for (const bn_method *const *method = bn_methods(); *method; method++) {
        describe(w, *method, f, &c);
        plan(w, *method, f);
        if (!bn_method_refuses(*method, f))
            solve(w, *method, f, &(bn_solve_options){ 0 });
    }
    solve_by_rules(w, &bn_gd, f);
    resume(w, f);
    choose(w, f);
    guest_done(w, "bn_solve from NaN", bn_solve(&bn_gd, f, x, NULL, &r, &err), BN_NOT_FINITE, &err);
}
