#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "solver/lives.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <banach/synthetic.h>
#include <banach/trace.h>
#include <criterion/criterion.h>

#include "base/folder.h"
#include "objective/objective.h"

/* ---- Problems ------------------------------------------------------------------------------ */

static double place(size_t i, size_t j)
{
    return (double)((i * (j + 3)) % 7) - 3;
}

static void term(void *context, size_t i, const double *x, double *grad)
{
    (void)context;
    for (size_t j = 0; j < DIM; j++)
        grad[j] = x[j] - place(i, j) + 0.1 * x[j];
}

static double value(void *context, const double *x, double *grad)
{
    const size_t n = *(const size_t *)context;
    double sum = 0;
    memset(grad, 0, DIM * sizeof *grad);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < DIM; j++) {
            const double e = x[j] - place(i, j);
            sum += (e * e + 0.1 * x[j] * x[j]) / 2 / (double)n;
            grad[j] += (e + 0.1 * x[j]) / (double)n;
        }
    return sum;
}

problem functions(double mu, double L)
{
    static size_t terms = 40;
    problem p = { .curvature = bn_curvature_assume(mu, L) };
    const bn_functions of = { .value = value, .term = term, .terms = terms };
    cr_assert(!bn_objective_custom(&p.f, DIM, &of, &terms, NULL));
    return p;
}

problem made(const char *loss, double l2, bool intercept, double noise)
{
    problem p = { .f = NULL };
    bn_error err;
    const bn_synthetic_options o = { .loss = loss,
                                     .rows = strcmp(loss, "quadratic") ? 60 : 0,
                                     .cols = DIM - intercept,
                                     .kappa = 30,
                                     .noise = noise };
    const bn_objective_options q = { .l2 = l2, .intercept = intercept, .threads = 1 };
    cr_assert(!bn_synthetic(&p.data, NULL, &o, &err), "%s", err.message);
    cr_assert(!bn_objective_new(&p.f, bn_loss_find(loss), p.data, &q, &err), "%s", err.message);
    cr_assert(!bn_curvature_bound(&p.curvature, p.f, &err), "%s", err.message);
    return p;
}

void problem_free(problem *p)
{
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
}

/* ---- Lives --------------------------------------------------------------------------------- */

typedef struct life {
    size_t looks, end; /* so far, and at which to be killed */
} life;

outcome *shared(void)
{
    void *room = mmap(NULL, sizeof(outcome), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert(room != MAP_FAILED);
    return room;
}

static bool observe(const bn_progress *now, void *context)
{
    life *l = context;
    (void)now;
    if (l->looks++ == l->end)
        raise(SIGKILL);
    return true;
}

static double number(double x)
{
    return isnan(x) ? -1 : x;
}

static void tell(outcome *out, const bn_result *r, const double *x)
{
    const bn_certificate *c = &r->certificate;
    out->ended = r->outcome;
    out->iterations = r->iterations;
    out->passes = r->passes;
    memcpy(out->x, x, sizeof out->x);
    out->step = r->step;
    out->momentum = r->momentum;
    out->scale = r->scale;
    memcpy(out->at, &c->at, sizeof out->at);
    out->gap = c->gap.bound;
    out->distance = c->distance.bound;
    out->floor = c->floor;
    out->rounding = c->at.rounding;
    out->proofs[0] = c->gap.status;
    out->proofs[1] = c->distance.status;
    strcpy(out->rules[0], c->gap.rule);
    strcpy(out->rules[1], c->distance.rule);
    strcpy(out->advice, r->advice);
    out->rate = r->contract.promised.rate;
    out->predicted = r->contract.predicted_passes;
    out->measured = number(r->contract.measured_rate);
    out->holds = r->contract.holds;
    for (size_t i = 0; i < r->contract.count; i++) {
        out->hypotheses[i] = r->contract.hypotheses[i].status;
        out->numbers[i] = r->contract.hypotheses[i].value;
    }
}

void live(outcome *out, const bn_method *method, const problem *p, bn_solve_options o, const char *name,
          const char *points, size_t end)
{
    life l = { .end = end };
    bn_trace *trace = NULL;
    bn_result r;
    bn_error err = { 0 };
    double x[DIM] = { 0 };
    const bn_trace_options wiring = {
        .points = folder_path(points), .resumable = o.checkpoint.path, .next = observe, .next_context = &l
    };
    out->status = bn_trace_open(&trace, folder_path(name), p->f, &wiring, &err);
    o.curvature = &p->curvature;
    o.observe = bn_trace_observe;
    o.observe_context = trace;
    o.remember = bn_trace_remember;
    if (o.checkpoint.path && !access(o.checkpoint.path, R_OK)) {
        o.checkpoint.resume = o.checkpoint.path;
        x[0] = 7; /* to be ignored */
    }
    out->status = out->status ? out->status : bn_solve(method, p->f, x, &o, &r, &err);
    out->status = out->status ? out->status : bn_trace_close(trace, &err);
    strcpy(out->sentence, err.message);
    out->looks = o.checkpoint.path ? 0 : l.looks;
    if (!out->status)
        tell(out, &r, x);
}

bool live_apart(outcome *out, const bn_method *method, const problem *p, const bn_solve_options *o,
                const char *name, const char *points, size_t end, size_t microseconds)
{
    int how;
    const pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        live(out, method, p, *o, name, points, end);
        _exit(0);
    }
    if (microseconds < NEVER) {
        nanosleep(&(struct timespec){ 0, (long)microseconds * 1000 }, NULL);
        kill(child, SIGKILL);
    }
    cr_assert_eq(waitpid(child, &how, 0), child);
    cr_assert(WIFSIGNALED(how) ? WTERMSIG(how) == SIGKILL : WIFEXITED(how) && WEXITSTATUS(how) == 0);
    return WIFEXITED(how);
}

/* ---- Traces -------------------------------------------------------------------------------- */

/* Without the seconds: the third field of a line of CSV, the third number of one of JSON. */
static void forget_seconds(char *text)
{
    char *to = text;
    int field = 0;
    for (char *from = text; *from; from++) {
        field = *from == '\n' ? 0 : field + (*from == ',');
        if (field != 2 || *from == ',')
            *to++ = *from;
    }
    *to = '\0';
}

bool same_files(const char *one, const char *two, bool seconds)
{
    size_t sizes[2];
    char *texts[] = { folder_get(one, &sizes[0]), folder_get(two, &sizes[1]) };
    if (seconds) {
        forget_seconds(texts[0]);
        forget_seconds(texts[1]);
    }
    const bool same =
        seconds ? !strcmp(texts[0], texts[1]) : sizes[0] == sizes[1] && !memcmp(texts[0], texts[1], sizes[0]);
    free(texts[0]);
    free(texts[1]);
    return same;
}
