/* The verdict on each claim. */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/threads.h"
#include "dataset/statement.h"
#include "verify/trial.h"

/* What is known of one number: found bounds it on the side of the claim, other on the other side. */
typedef struct knowledge {
    double found, other;
    const char *rule;
} knowledge;

typedef struct hearing {
    bn_trial t;
    bn_look look;
    bn_tried_hessian *h;
    const double *claim; /* NaN: not claimed; NULL: nothing is, show what can be proved */
    knowledge known[BN_CLAIMS];
    bn_error *err;
} hearing;

static double claimed(const hearing *c, size_t k)
{
    return c->claim ? c->claim[k] : NAN;
}

/* Takes the smaller upper bound. */
static void offer(hearing *c, size_t k, double found, const char *rule)
{
    if (found < c->known[k].found)
        c->known[k] = (knowledge){ found, c->known[k].other, rule };
}

/* mu and L, from l2 alone or from the Hessian with the claim as shift; logistic loss flattens out to l2. */
static bn_status hear_curvature(hearing *c)
{
    const bool logistic = c->t.loss == BN_ON_LOGISTIC, quadratic = c->t.loss == BN_ON_QUADRATIC,
               bare = !c->claim;
    const double floor = quadratic || c->t.intercept ? 0 : c->t.l2, L = claimed(c, BN_CLAIM_L);
    double shift = logistic ? NAN : claimed(c, BN_CLAIM_MU);
    knowledge *mu = &c->known[BN_CLAIM_MU];
    *mu = (knowledge){ quadratic ? -HUGE_VAL : floor, logistic ? floor : HUGE_VAL, "l2" };
    if (isnan(L) && !(shift > mu->found) && (!bare || logistic))
        return BN_OK;
    bn_status status = bn_tried_hessian_new(&c->h, &c->t, NULL, c->err);
    if (status || !c->h)
        return status;
    if (bare)
        shift = bn_tried_least(c->h);
    if (shift > mu->found && (bare || bn_tried_side(c->h, 1, shift)))
        *mu = (knowledge){ shift, HUGE_VAL, "shift" };
    if (!isnan(L) && bn_tried_side(c->h, -1, L))
        offer(c, BN_CLAIM_L, L, "shift");
    return BN_OK;
}

/* The Newton decrement N = (g'H^-1 g)^(1/2) in the Hessian at the point, or a smaller one. Where it is
   constant, f - min f = N^2/2 and |h|_H = N for the way h to the minimizer. For logistic loss, with r the
   largest (x_i'H^-1 x_i)^(1/2) and a = r N < 1 (theory 2.7; Bach 2010), a minimizer exists, f - min f <=
   N^2/(2 (1 - a)) and |h|_H <= N/(1 - a). Either way |h| <= |h|_H/sqrt(mu) with mu at the point: for a
   claimed distance the mu that it takes is put to the test. */
static bn_status hear_decrement(hearing *c)
{
    const bool logistic = c->t.loss == BN_ON_LOGISTIC, bare = !c->claim;
    bn_tried_hessian *h = logistic ? NULL : c->h;
    if (logistic && bn_trial_products(&c->t) > BN_EXACT_PRODUCTS)
        return BN_OK;
    bn_status status = h ? BN_OK : bn_tried_hessian_new(&h, &c->t, logistic ? c->look.curve : NULL, c->err);
    if (h && bn_tried_factor(h)) {
        const double N = bn_tried_norm(h, c->look.grad, NULL), distance = claimed(c, BN_CLAIM_DISTANCE);
        double r = 0, mu = c->known[BN_CLAIM_MU].found;
        for (size_t i = 0; logistic && i < c->t.info->rows; i++)
            if (!c->t.info->weights || c->t.info->weights[i] > 0)
                r = fmax(r, bn_tried_norm(h, NULL, bn_dataset_row(c->t.data, i)));
        const double rest = bn_down(1 - bn_up(r * N)), way = bn_up(N / rest);
        const char *rule = logistic ? "local Newton decrement" : "Newton decrement";
        offer(c, BN_CLAIM_GAP, bn_up(bn_up(N * way) / 2), rule);
        if (!bare || logistic)
            mu = bare ? bn_tried_least(h) : bn_up(bn_up(way / distance) * bn_up(way / distance));
        if (mu > 0 && (bare || bn_tried_side(h, 1, mu)))
            offer(c, BN_CLAIM_DISTANCE, bare ? bn_up(way / bn_down(sqrt(mu))) : distance, rule);
    }
    if (h != c->h)
        bn_tried_hessian_free(h);
    return status;
}

/* With G = |grad f|, mu and L: G^2/(2 L) <= f - min f <= G^2/(2 mu), G/L <= distance <= G/mu, sqrt(2 gap/mu).
 */
static bn_status hear_bounds(hearing *c)
{
    const double mu = c->known[BN_CLAIM_MU].found, L = c->known[BN_CLAIM_L].found, G = c->look.norm_hi;
    knowledge *gap = &c->known[BN_CLAIM_GAP], *distance = &c->known[BN_CLAIM_DISTANCE];
    offer(c, BN_CLAIM_GAP, c->look.dual, "duality");
    if (mu > 0) {
        offer(c, BN_CLAIM_GAP, bn_up(bn_up(bn_up(G * G) / mu) / 2), "|g|^2/(2 mu)");
        offer(c, BN_CLAIM_DISTANCE, bn_up(G / mu), "|g|/mu");
        offer(c, BN_CLAIM_DISTANCE, bn_up(sqrt(bn_up(2 * gap->found / mu))), "sqrt(2 gap/mu)");
    }
    gap->other = bn_down(bn_down(bn_down(c->look.norm_lo / L) * c->look.norm_lo) / 2);
    distance->other = mu >= 0 ? bn_down(c->look.norm_lo / L) : 0; /* L says nothing of negative curvature */
    const bool met = !(gap->found > claimed(c, BN_CLAIM_GAP));
    const bool near = !(distance->found > claimed(c, BN_CLAIM_DISTANCE));
    return c->claim && met && near ? BN_OK : hear_decrement(c);
}

/* A claim to be at most (value_lower and mu: at least) some number; of a bare point what was found is shown.
 */
static void decide(bn_verification *out, const hearing *c, size_t k)
{
    const int side = k == BN_CLAIM_VALUE_LOWER || k == BN_CLAIM_MU ? -1 : 1;
    const knowledge *known = &c->known[k];
    const double claim = claimed(c, k);
    const bool found =
        known->rule && isfinite(known->found) && (c->claim || k != BN_CLAIM_MU || known->found > 0);
    bn_check check = { bn_claim_names[k], BN_NOT_PROVED, claim, found ? known->found : NAN, known->rule };
    if (c->claim ? isnan(claim) : !found && k != BN_CLAIM_GAP)
        return;
    if (found && (!c->claim || side * known->found <= side * claim))
        check.finding = BN_PROVED;
    else if (side * known->other > side * claim)
        check.finding = BN_FALSE;
    out->holds = out->holds && check.finding == BN_PROVED;
    out->checks[out->count++] = check;
}

/* The rest of what is on trial, if data, loss and l2 go together. */
static bn_status open_trial(bn_trial *t, const char *loss, const bn_verify_options *options, bn_error *err)
{
    static const char *const losses[] = { "squared", "logistic", "quadratic" };
    const bn_dataset_info *d = t->info = bn_dataset_describe(t->data);
    while (t->loss < 3 && strcmp(loss, losses[t->loss]))
        t->loss++;
    const bool logistic = t->loss == BN_ON_LOGISTIC, quadratic = t->loss == BN_ON_QUADRATIC;
    bool fits = !quadratic || (t->l2 == 0 && !t->intercept && !d->means && !d->weights && d->rows == d->cols);
    for (size_t i = 0; i < d->rows; i++) {
        t->high = i ? fmax(t->high, d->targets[i]) : d->targets[i];
        for (size_t j = 0; quadratic && fits && j < i; j++)
            fits = bn_dataset_row(t->data, i)[j] == bn_dataset_row(t->data, j)[i];
    }
    t->dim = d->cols + t->intercept;
    t->bits = options && options->bits ? options->bits : 256;
    t->threads = (int)bn_threads(options ? options->threads : 0);
    if (t->loss == 3 || !(t->l2 >= 0 && isfinite(t->l2)) || t->bits < 192 || t->bits > 1 << 16)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "cannot verify %.40s loss with l2 = %g in %ld bits (192 to 65536)", loss, t->l2,
                       (long)t->bits);
    if (!fits || (logistic ? d->classes != 2 : d->words))
        return bn_fail(
            err, BN_BAD_FORMAT, "%s: not data for %s loss (%s)", d->path, loss,
            "two classes for logistic, a symmetric A for quadratic, numbers as targets for others");
    return BN_OK;
}

static bn_status judge(bn_verification *found, hearing *c, const char *loss, const bn_verify_options *options)
{
    const bn_look *look = &c->look;
    const mpfr_flags_t flags = mpfr_flags_save(); /* of this thread: the caller may use them */
    bn_status status = open_trial(&c->t, loss, options, c->err);
    if (!status)
        status = bn_look_at(&c->look, &c->t, c->err);
    for (size_t k = 0; k < BN_CLAIMS; k++)
        c->known[k] = (knowledge){ HUGE_VAL, 0, NULL };
    c->known[BN_CLAIM_VALUE_LOWER] = (knowledge){ look->value_lo, look->value_hi, "evaluation" };
    c->known[BN_CLAIM_VALUE_UPPER] = (knowledge){ look->value_hi, look->value_lo, "evaluation" };
    c->known[BN_CLAIM_GRAD_NORM] = (knowledge){ look->norm_hi, look->norm_lo, "evaluation" };
    status = status ? status : hear_curvature(c);
    status = status ? status : hear_bounds(c);
    for (size_t k = 0; !status && k < BN_CLAIMS; k++)
        decide(found, c, k);
    bn_look_free(&c->look);
    bn_tried_hessian_free(c->h);
    mpfr_flags_restore(flags, MPFR_FLAGS_ALL);
    return status;
}

bn_status bn_verify_point(bn_verification *out, const bn_question *q, const bn_verify_options *options,
                          bn_error *err)
{
    bn_verification found = { .holds = true };
    hearing c = { .t = { .data = q->data, .l2 = q->l2, .intercept = q->intercept, .w = q->x }, .err = err };
    bn_status status = judge(&found, &c, q->loss, options);
    if (!status)
        *out = found;
    return status;
}

bn_status bn_verify(bn_verification *out, const char *certificate, const bn_verify_options *options,
                    bn_error *err)
{
    bn_statement s;
    bn_status status = bn_statement_load(&s, certificate, options ? options->data : NULL, err);
    if (status)
        return status;
    bn_verification found = { .holds = s.same_data && (s.same_file || !s.has_file) };
    hearing c = { .claim = s.claim, .err = err };
    c.t = (bn_trial){ .data = s.data, .l2 = s.l2, .intercept = s.intercept, .w = s.x };
    if (s.has_file)
        found.checks[found.count++] =
            (bn_check){ "file", s.same_file ? BN_PROVED : BN_FALSE, NAN, NAN, NULL };
    found.checks[found.count++] = (bn_check){ "data", s.same_data ? BN_PROVED : BN_FALSE, NAN, NAN, NULL };
    if (s.same_data)
        status = judge(&found, &c, s.loss, options);
    for (size_t k = 0; !s.same_data && k < BN_CLAIMS; k++) {
        c.known[k] = (knowledge){ NAN, NAN, NULL }; /* of other data nothing is known */
        decide(&found, &c, k);
    }
    bn_statement_free(&s);
    if (!status)
        *out = found;
    return status;
}
