/* The cost model: counts for each method, times the table. */
#include <banach/choose.h>

#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "curvature/spread.h"
#include "linalg/dense_kernels.h"
#include "objective/objective.h"
#include "solver/method.h"

/* By kernel class, the widest first. */
static const struct {
    const char *kernels;
    bn_costs costs;
} tables[] = {
    { "512", { "512-bit vectors", 3.3e-10, 5e-9, 1.12e-11, 1.9e-11, 2e-10, 5.5e-10, 3e-9 } },
    { "256", { "256-bit vectors", 3.2e-10, 5.5e-9, 1.62e-11, 2.3e-11, 2.6e-10, 6e-10, 3e-9 } },
    { "", { "portable", 3.3e-10, 1.7e-8, 3.9e-11, 4.2e-11, 1.6e-10, 7e-10, 3.2e-9 } },
};

const bn_costs *bn_costs_here(void)
{
    const char *name = bn_dense_kernels_here()->name;
    size_t i = 0;
    while (!strstr(name, tables[i].kernels))
        i++;
    return &tables[i].costs;
}

/* What the model knows. */
typedef struct model {
    const bn_objective *f;
    bn_facts facts;
    double n, d, kappa, kappa_max; /* L_mean/l2, a bound of the condition number, and L_max/l2 */
    double spread, tol, digits;    /* of the eigenvalues: spread.h; of the gap */
    const bn_costs *costs;
} model;

typedef struct counts {
    double passes, grams, factors; /* Hessians, Cholesky factors of them */
    bool curvature;                /* eigenvalues are needed */
    double draws, doubled;         /* rows drawn; passes in doubled precision */
    bool promised;
} counts;

typedef struct entry entry;
struct entry {
    const bn_method *method;
    counts (*count)(const model *m, const entry *e);
    double scale; /* of an estimate */
};

static counts exact(const model *m, const entry *e)
{
    (void)m, (void)e;
    return (counts){ .passes = 2, .doubled = 6, .grams = 1, .factors = 1, .promised = true };
}

/* Fits to runs, here and below: on 57 problems, real sets, products of their columns and generated ones, d
   from 4 to 2000, l2 = 1/n and 1/(100 n), tol from 1e-2 to 1e-9.
   Rows that are longer than others move the Hessian most, and so do many unknowns for few rows. Half of the
   runs took these seconds within a factor of 1.4, nine in ten within 2.6. */
static counts newton(const model *m, const entry *e)
{
    (void)e;
    if (m->facts.quadratic)
        return (counts){ .passes = 3, .grams = 1, .factors = 1 };
    const double hessians = cbrt(fmax(m->facts.L_max / m->facts.L_mean, 1)) * (1 + m->d / m->n);
    return (counts){ .passes = 8 + m->digits, .grams = hessians, .factors = hessians };
}

/* What these take depends on all eigenvalues, and no theorem is near it. Simple exponents that fit, and a
   scale that is right in the mean: half of the runs took these passes within a factor of 2, nine in ten of
   lbfgs within 4.4, of newton-cg within 5.7, of cg within 6.4. */
static counts estimate(const model *m, const entry *e)
{
    const double steps = (m->digits + 1) * pow(m->kappa_max, 0.15) * pow(m->spread, 2.0 / 3);
    return (counts){ .passes = 2 + e->scale * steps };
}

static counts by_theorem(const model *m, const entry *e)
{
    const bn_rate r = e->method->rate(&m->facts, 0);
    const double cost = e->method->cost ? e->method->cost(&m->facts) : 1;
    const double steps = m->facts.mu > 0 ? bn_rate_steps(&r, m->tol / m->kappa) : HUGE_VAL;
    return (counts){ .passes = steps * cost, .curvature = true, .promised = true };
}

static counts drawn(const model *m, const entry *e)
{
    counts c = by_theorem(m, e);
    c.draws = c.passes * m->n;
    c.passes = 2; /* of the other kind */
    return c;
}

static const entry entries[] = {
    { &bn_exact, exact, 0 },       { &bn_newton, newton, 0 },  { &bn_newton_cg, estimate, 0.75 },
    { &bn_lbfgs, estimate, 0.58 }, { &bn_cg, estimate, 0.29 }, { &bn_nesterov, by_theorem, 0 },
    { &bn_svrg, drawn, 0 },        { &bn_saga, drawn, 0 },
};

_Static_assert(sizeof entries / sizeof *entries <= BN_MAX_CHOICES, "a choice for each");

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
    const bool known = f->info.l2 > 0 && k.L.upper > 0;
    m->kappa = known ? k.L.upper / f->info.l2 : HUGE_VAL;
    m->kappa_max = known ? k.L_max / f->info.l2 : HUGE_VAL;
    m->spread = bn_spread(f);
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
    for (const entry *e = entries; e < entries + sizeof entries / sizeof *entries; e++) {
        const bn_method *method = e->method;
        if (bn_method_refuses(method, f))
            continue;
        const counts c = e->count(&m, e);
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
