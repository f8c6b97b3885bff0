/* The state of a run into a checkpoint, and out of it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/number.h"
#include "certificate/certificate.h"
#include "dataset/digest.h"
#include "linalg/blas.h"
#include "objective/quadratic.h"
#include "solver/run.h"
#include "solver/option_words.h"

/* ---- What must not have changed ------------------------------------------------------------ */

typedef enum kind { NUMBER, SIZE, SEED, FLAG, WORD } kind;

#define AT(field) offsetof(bn_solve_options, field)

/* Every option that the iterates depend on, by the name that it has in the sentence. */
static const struct {
    const char *what;
    kind kind;
    size_t at;
    const char *const *words;
} options[] = {
    { "step", NUMBER, AT(step), NULL },
    { "known minimum", NUMBER, AT(known_min), NULL },
    { "claim to know the minimum", FLAG, AT(known_min_attained), NULL },
    { "restart", WORD, AT(restart), bn_restart_words },
    { "seed", SEED, AT(seed), NULL },
    { "batch", SIZE, AT(batch), NULL },
    { "sampling", WORD, AT(sampling), bn_sampling_words },
    { "snapshot", WORD, AT(snapshot), bn_snapshot_words },
    { "refresh", NUMBER, AT(refresh), NULL },
    { "epoch length", SIZE, AT(epoch_length), NULL },
    { "average", WORD, AT(average), bn_average_words },
    { "schedule", WORD, AT(schedule), bn_schedule_words },
};

/* Beside those: curvature and step_rule, compared below; tol and limits, of memory too, which may change; and
   callbacks. */
_Static_assert(sizeof(void *) != 8 || sizeof(bn_solve_options) == 200,
               "a new option: if the iterates depend on it, it belongs into the table above");

static void same_count(bn_checkpoint *c, const char *what, uint64_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)n);
    bn_checkpoint_same(c, what, text);
}

static void same_options(bn_checkpoint *c, const bn_solve_options *o)
{
    bn_checkpoint_same(c, "step rule", bn_step_rule_name(o->step_rule));
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const void *field = (const char *)o + options[i].at;
        switch (options[i].kind) {
        case NUMBER:
            bn_checkpoint_same_double(c, options[i].what, *(const double *)field);
            break;
        case SIZE:
            same_count(c, options[i].what, *(const size_t *)field);
            break;
        case SEED:
            same_count(c, options[i].what, *(const uint64_t *)field);
            break;
        case FLAG:
            bn_checkpoint_same(c, options[i].what, *(const bool *)field ? "true" : "false");
            break;
        case WORD:
            bn_checkpoint_same(c, options[i].what,
                               bn_option_word(options[i].words, *(const unsigned *)field));
            break;
        }
    }
}

static void same_objective(bn_checkpoint *c, const bn_run *run)
{
    const bn_objective_info *f = &run->state.f->info;
    bn_checkpoint_same(c, "loss", f->loss);
    same_count(c, "number of unknowns", f->dim);
    same_count(c, "number of terms", f->terms);
    bn_checkpoint_same_double(c, "l2", f->l2);
    bn_checkpoint_same(c, "intercept", f->intercept ? "true" : "false");
    bn_checkpoint_same(c, "digest of the data", run->keeper.data);
}

/* The curvature is computed again in a resumed run, by LAPACK: equal bits of it are evidence that the rest
   will be equal too. */
static void same_curvature(bn_checkpoint *c, const bn_curvature *k)
{
    char blas[BN_BLAS_NAME];
    bn_blas_name(blas);
    bn_checkpoint_same(c, "BLAS", blas);
    bn_checkpoint_same_double(c, "mu", k->mu.lower);
    bn_checkpoint_same_double(c, "L", k->L.upper);
    bn_checkpoint_same_double(c, "L_max", k->L_max);
    bn_checkpoint_same_double(c, "L_mean", k->L_mean);
}

/* ---- State --------------------------------------------------------------------------------- */

static void walk_proof(bn_checkpoint *c, const char *name, bn_proof *proof)
{
    size_t place = (size_t)*proof;
    bn_checkpoint_size(c, name, &place, BN_VIOLATED);
    *proof = (bn_proof)place;
}

static void walk_evaluation(bn_checkpoint *c, bn_evaluation *at)
{
    bn_checkpoint_double(c, "value", &at->value);
    bn_checkpoint_double(c, "value error", &at->value_error);
    bn_checkpoint_double(c, "gradient norm", &at->grad_norm);
    bn_checkpoint_double(c, "gradient error", &at->grad_error);
    bn_checkpoint_double(c, "dual gap", &at->dual_gap);
    walk_proof(c, "rounding", &at->rounding);
}

static void walk_bound(bn_checkpoint *c, bn_bound *b)
{
    bn_checkpoint_double(c, "bound", &b->bound);
    walk_proof(c, "status", &b->status);
    bn_checkpoint_choice(c, "rule", &b->rule, bn_rule_names);
}

static void walk_certificate(bn_checkpoint *c, bn_certificate *certificate)
{
    walk_evaluation(c, &certificate->at);
    walk_bound(c, &certificate->gap);
    walk_bound(c, &certificate->distance);
    bn_checkpoint_double(c, "floor", &certificate->floor);
}

static void walk_looks(bn_checkpoint *c, bn_run *run)
{
    enum { NUMBERS = sizeof(bn_look) / sizeof(double) };
    bn_checkpoint_size(c, "looks", &run->seen, bn_checkpoint_room(c) / NUMBERS);
    if (bn_checkpoint_good(c) && !bn_run_make_room(run, run->seen))
        bn_checkpoint_refuse(c, "no memory for the record of %zu looks", run->seen);
    if (bn_checkpoint_good(c))
        bn_checkpoint_doubles(c, "each look", NUMBERS * run->seen, &run->looks->k);
}

static void walk_state(bn_checkpoint *c, bn_state *s, size_t vectors)
{
    bn_checkpoint_doubles(c, "x", s->dim, s->x);
    bn_checkpoint_doubles(c, "gradient", s->dim, s->grad);
    for (size_t i = 0; i < vectors; i++)
        bn_checkpoint_doubles(c, "work", s->dim, s->work[i]);
    walk_evaluation(c, &s->at);
    bn_checkpoint_flag(c, "fresh", &s->fresh);
    bn_checkpoint_flag(c, "finished", &s->finished);
    bn_checkpoint_flag(c, "quiet", &s->quiet);
    bn_checkpoint_double(c, "target gradient", &s->target_grad);
    bn_checkpoint_size(c, "k", &s->k, SIZE_MAX);
    bn_checkpoint_double(c, "passes", &s->passes);
    bn_checkpoint_double(c, "step", &s->step);
    bn_checkpoint_double(c, "momentum", &s->momentum);
}

static void walk_run(bn_checkpoint *c, bn_run *run)
{
    const size_t dim = run->state.dim;
    bn_checkpoint_doubles(c, "origin", dim, run->origin);
    bn_checkpoint_doubles(c, "best", dim, run->best);
    walk_certificate(c, &run->certificate);
    walk_certificate(c, &run->best_certificate);
    bn_checkpoint_size(c, "looks since best", &run->since_best, SIZE_MAX);
    bn_checkpoint_double(c, "reference", &run->reference);
    bn_checkpoint_double(c, "scale", &run->scale);
    bn_checkpoint_flag(c, "separated", &run->separated);
    bn_checkpoint_double(c, "prove below", &run->prove_below);
    bn_checkpoint_size(c, "broken", &run->broken, SIZE_MAX);
    bn_checkpoint_size(c, "judged", &run->judged, SIZE_MAX);
    bn_checkpoint_double(c, "seconds", &run->seconds);
    bn_checkpoint_flag(c, "told", &run->told);
    walk_looks(c, run);
}

/* What the observer remembers comes last: who resumes without one leaves it there. */
static void walk_observer(bn_checkpoint *c, const bn_solve_options *o)
{
    bool there = o->remember != NULL;
    bn_checkpoint_flag(c, "observer", &there);
    if (there && o->remember && bn_checkpoint_good(c))
        o->remember(c, o->observe_context);
}

static void walk(bn_checkpoint *c, void *context)
{
    bn_run *run = context;
    bn_state *s = &run->state;
    bn_checkpoint_same(c, "version", bn_version());
    bn_checkpoint_same(c, "method", run->method->name);
    same_objective(c, run);
    same_options(c, &run->options);
    same_curvature(c, &run->curvature);
    walk_state(c, s, run->method->vectors);
    walk_run(c, run);
    if (run->method->remember && bn_checkpoint_good(c))
        run->method->remember(s, c);
    walk_observer(c, &run->options);
}

/* ---- When ---------------------------------------------------------------------------------- */

/* Once in a run. Functions of the caller have no numbers: what they say at the origin has to do. */
static void know_data(bn_run *run)
{
    const bn_objective *f = run->state.f;
    bn_digest digest;
    if (*run->keeper.data)
        return;
    if (f->info.data) {
        bn_dataset_digest(run->keeper.data, f->info.data);
        return;
    }
    bn_digest_open(&digest);
    if (!strcmp(f->info.loss, "quadratic")) {
        const bn_quadratic_objective *q = (const bn_quadratic_objective *)f;
        bn_digest_doubles(&digest, f->info.dim * f->info.dim, q->A);
        bn_digest_doubles(&digest, f->info.dim, q->b);
    }
    bn_digest_close(run->keeper.data, &digest);
}

static bool due(const bn_run *run)
{
    const bn_checkpoint_options *o = &run->options.checkpoint;
    const bn_keeper *k = &run->keeper;
    return !k->began || (o->every_passes > 0 && run->state.passes >= k->passes + o->every_passes) ||
           (o->every_seconds > 0 && bn_run_clock() >= k->clock + o->every_seconds);
}

bn_status bn_run_save(bn_run *run, bool now)
{
    const char *path = run->options.checkpoint.path;
    bn_keeper *k = &run->keeper;
    if (!path || !(now || due(run)))
        return BN_OK;
    const bool first = !k->began;
    know_data(run);
    k->last = (bn_error){ BN_OK, "" };
    k->last.status = bn_checkpoint_save(path, walk, run, &k->last);
    k->passes = run->state.passes;
    k->clock = bn_run_clock();
    k->began = true;
    if (!first)
        return BN_OK;
    if (k->last.status && run->state.err)
        *run->state.err = k->last;
    return k->last.status;
}

/* f at the origin once more: the same function, the same bits? */
static bn_status look_again(const bn_run *run)
{
    const bn_state *s = &run->state;
    const bn_look *first = &run->looks[0];
    const char *file = bn_path_name(run->options.checkpoint.resume, "standard input");
    bn_evaluation at;
    bn_status status = s->f->kind->evaluate(&at, s->f, run->origin, NULL, s->err);
    if (!status && (at.value != first->value || at.grad_norm != first->grad_norm))
        status = bn_fail(s->err, BN_BAD_ARGUMENT,
                         "%s: is of another function, or of another kind of processor: where the run "
                         "began f = %.17g and |grad f| = %.17g, and now they are %.17g and %.17g",
                         file, first->value, first->grad_norm, at.value, at.grad_norm);
    return status;
}

/* A state that a run can be in, as far as anything depends on that: x is finite, or else f there is not. */
static bool possible(const bn_run *run)
{
    const bn_state *s = &run->state;
    return run->seen > 0 && s->passes >= 0 && run->seconds >= 0 && bn_all_finite(s->dim, run->origin) &&
           bn_all_finite(s->dim, run->best) && (bn_all_finite(s->dim, s->x) || !isfinite(s->at.value));
}

bn_status bn_run_resume(bn_run *run)
{
    const char *path = run->options.checkpoint.resume;
    know_data(run);
    bn_status status = bn_checkpoint_load(path, walk, run, run->state.err);
    if (!status && !possible(run))
        status = bn_fail(run->state.err, BN_BAD_FORMAT, "%s: is of no run that can be",
                         bn_path_name(path, "standard input"));
    if (!status)
        status = look_again(run);
    run->target = run->options.tol * run->scale;
    return status;
}
