/* The cost model: counts for each method, times the table. */
#include <banach/choose.h>

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "linalg/dense_kernels.h"
#include "objective/objective.h"
#include "solver/method.h"

/* By kernel class, the widest first. */
static const struct {
    const char *kernels;
    bn_costs costs;
} tables[] = {
    { "512", { "512-bit vectors", 3.5e-10, 4e-9, 1.15e-11, 1.6e-11, 2e-10, 6.2e-10, 4e-8 } },
    { "256", { "256-bit vectors", 4e-10, 6e-9, 2.3e-11, 3.2e-11, 2.6e-10, 7.5e-10, 6e-8 } },
    { "", { "portable", 6e-10, 2.4e-8, 9e-11, 1.3e-10, 4e-10, 1.2e-9, 1.6e-7 } },
};

const bn_costs *bn_costs_here(void)
{
    const char *name = bn_dense_kernels_here()->name;
    size_t i = 0;
    while (!strstr(name, tables[i].kernels))
        i++;
    return &tables[i].costs;
}

/* What the model knows. kappa: an upper bound; digits: of the gap. */
typedef struct model {
    const bn_objective *f;
    bn_facts facts;
    double n, d, kappa, digits, tol;
    const bn_costs *costs;
} model;

typedef struct counts {
    double passes, grams, factors; /* Hessians, Cholesky factors of them */
    bool curvature;                /* eigenvalues are needed */
    double draws, doubled;         /* rows drawn; passes in doubled precision */
    bool promised;
} counts;

/* A Hessian in passes: newton makes fewer of them the dearer they are. */
static double dear(const model *m)
{
    return m->d * m->costs->gram / m->costs->number;
}

static counts exact(const model *m)
{
    (void)m;
    return (counts){ .passes = 2, .doubled = 6, .grams = 1, .factors = 1, .promised = true };
}

static counts newton(const model *m)
{
    if (m->facts.quadratic)
        return (counts){ .passes = 3, .grams = 1, .factors = 1 };
    const double hessians = 1 + fmin(fmax(log10(m->kappa) - 4, 0), 5) + 3 / (1 + dear(m));
    return (counts){ .passes = 4 + 1.2 * m->digits, .grams = hessians, .factors = hessians };
}

static counts newton_cg(const model *m)
{
    return (counts){ .passes = 12 + fmin(0.5 * sqrt(m->kappa), 6 * m->d) };
}

static counts lbfgs(const model *m)
{
    return (counts){ .passes = 3 + 0.45 * m->digits * pow(m->kappa, 0.3) };
}

/* As many steps as unknowns, were there no rounding; or Chebyshev's bound. */
static counts cg(const model *m)
{
    return (counts){ .passes = 2 + fmin(1.5 * m->d, 0.5 * sqrt(m->kappa) * log(4 / m->tol)) };
}

static counts by_theorem(const model *m, const bn_method *method)
{
    const bn_rate r = method->rate(&m->facts, 0);
    const double cost = method->cost ? method->cost(&m->facts) : 1;
    const double steps = m->facts.mu > 0 ? bn_rate_steps(&r, m->tol / m->kappa) : HUGE_VAL;
    return (counts){ .passes = steps * cost, .curvature = true, .promised = true };
}

static counts nesterov(const model *m)
{
    return by_theorem(m, &bn_nesterov);
}

static counts drawn(const model *m, const bn_method *method)
{
    counts c = by_theorem(m, method);
    c.draws = c.passes * m->n;
    c.passes = 2; /* of the other kind */
    return c;
}

static counts svrg(const model *m)
{
    return drawn(m, &bn_svrg);
}

static counts saga(const model *m)
{
    return drawn(m, &bn_saga);
}

static const struct {
    const bn_method *method;
    counts (*count)(const model *m);
} models[] = {
    { &bn_exact, exact }, { &bn_newton, newton },     { &bn_newton_cg, newton_cg }, { &bn_lbfgs, lbfgs },
    { &bn_cg, cg },       { &bn_nesterov, nesterov }, { &bn_svrg, svrg },           { &bn_saga, saga },
};

_Static_assert(sizeof models / sizeof *models <= BN_MAX_CHOICES, "a choice for each");

static double seconds(const model *m, const counts *c)
{
    const bn_costs *t = m->costs;
    const double n = m->n, d = m->d, least = fmin(n, d), hessian = n * d * d * t->gram,
                 pass = n * d * t->number + n * t->row;
    return c->passes * pass + c->grams * hessian + c->factors * d * d * d / 3 * t->cholesky +
           c->doubled * n * d * t->doubled + c->draws * (d * t->random + t->row) +
           (c->curvature ? least * (n * d * t->gram + least * least * t->eigenvalue) : 0);
}

/* Linear equations beyond this condition number, or of an unknown one, lose too many digits for
   all but exact, which refines. */
static const double too_steep = 1e10;

static bool safe(const model *m, const bn_method *method)
{
    return !m->facts.quadratic || m->kappa < too_steep || method == &bn_exact;
}

static bn_status know(model *m, const bn_objective *f, const bn_choose_options *o, bn_error *err)
{
    bn_curvature k = { 0 };
    bn_status status = f->kind->analytic ? bn_curvature_known(&k, f, err) : BN_OK;
    if (status)
        return status;
    const double tol = o && o->tol != 0 ? o->tol : 1e-8;
    *m = (model){ .f = f,
                  .facts = bn_facts_of(f, &k),
                  .d = (double)f->info.dim,
                  .tol = tol > 1e-16 && tol < 1 ? tol : 1e-16,
                  .costs = o && o->costs ? o->costs : bn_costs_here() };
    m->n = f->info.data ? (double)bn_dataset_describe(f->info.data)->rows : m->d;
    m->kappa = f->info.l2 > 0 && k.L.upper > 0 ? k.L.upper / f->info.l2 : HUGE_VAL;
    m->digits = -log10(m->tol);
    return BN_OK;
}

bn_status bn_method_choose(bn_choice out[BN_MAX_CHOICES], size_t *count, const bn_objective *f,
                           const bn_choose_options *options, bn_error *err)
{
    model m;
    size_t found = 0;
    if (!f || !out || !count)
        return bn_fail(err, BN_BAD_ARGUMENT, "a choice needs an objective and room for the answer");
    if (options && !isfinite(options->tol))
        return bn_fail(err, BN_BAD_ARGUMENT, "tol is %g, expected a finite number", options->tol);
    bn_status status = know(&m, f, options, err);
    if (status)
        return status;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        const bn_method *method = models[i].method;
        if (bn_method_refuses(method, f))
            continue;
        const counts c = models[i].count(&m);
        const double time = safe(&m, method) ? seconds(&m, &c) : HUGE_VAL;
        const bn_choice next = { .method = method,
                                 .passes = c.passes + c.grams + c.draws / m.n + c.doubled,
                                 .seconds = time < HUGE_VAL ? time : HUGE_VAL,
                                 .promised = c.promised };
        size_t place = found++;
        for (; place > 0 && out[place - 1].seconds > next.seconds; place--)
            out[place] = out[place - 1];
        out[place] = next;
    }
    *count = found;
    return BN_OK;
}
