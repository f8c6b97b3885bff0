/* The verdict on each claim. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/threads.h"
#include "dataset/rows.h"
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
    const double floor = quadratic || c->t.x.one ? 0 : c->t.l2, L = claimed(c, BN_CLAIM_L);
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

/* f - min f <= N^2/(2 rest) and |h|_H <= N/rest for the way h to a minimizer, h only proved to be as long as
   is claimed. */
static void hear_factor(hearing *c, bn_tried_hessian *h, double N, double rest, const char *rule)
{
    const double way = bn_up(N / rest), distance = fmax(claimed(c, BN_CLAIM_DISTANCE), 0); /* it is squared */
    offer(c, BN_CLAIM_GAP, bn_up(bn_up(N * way) / 2), rule);
    const double mu = c->claim ? bn_up(bn_up(way / distance) * bn_up(way / distance)) : bn_tried_least(h);
    if (mu > 0 && (!c->claim || bn_tried_side(h, 1, mu)))
        offer(c, BN_CLAIM_DISTANCE, c->claim ? distance : bn_up(way / bn_down(sqrt(mu))), rule);
}

static bool is_met(const hearing *c)
{
    return c->claim && !(c->known[BN_CLAIM_GAP].found > c->claim[BN_CLAIM_GAP]) &&
           !(c->known[BN_CLAIM_DISTANCE].found > c->claim[BN_CLAIM_DISTANCE]);
}

/* Logistic loss. Let H be the Hessian for phi'' at its least within t_i of margin i, N = (g'H^-1 g)^(1/2)
   and r_i = ([x_i; 1]'H^-1 [x_i; 1])^(1/2). With a = max N r_i (theory 2.7; Bach 2010), rest is
     1 - a   for t = 0, if a < 1
     1       if N r_i <= t_i, or if t_i bounds how far margin i is at a minimizer; then N r_i does too
   First t = 0; next twice N r_i, a guess; if that was wrong, what the distance says; and so on. */
static bn_status hear_rounds(hearing *c, double *t, double *reach, double *curve)
{
    const bn_rows *x = &c->t.x;
    const knowledge *gap = &c->known[BN_CLAIM_GAP], *distance = &c->known[BN_CLAIM_DISTANCE];
    bn_status status = BN_OK;
    double before = HUGE_VAL;
    for (int round = 0; !status && round < 8 && !is_met(c); round++) {
        bn_tried_hessian *h = NULL;
        for (size_t i = 0; i < x->n; i++)
            curve[i] = bn_down_bell(bn_up(c->look.margin[i] + t[i]), c->t.S + 1); /* phi'' falls with |z| */
        status = bn_tried_hessian_new(&h, &c->t, curve, c->err);
        double N = h && bn_tried_factor(h) ? bn_tried_norm(h, c->look.grad) : HUGE_VAL, a = 0, rest = 1;
        if (N < HUGE_VAL && !bn_tried_reach(reach, h))
            status = BN_NO_MEMORY;
        for (size_t i = 0; i < x->n; i++) {
            reach[i] = bn_up(N * reach[i]);
            a = fmax(a, reach[i]);
            rest = round > 1 || reach[i] <= t[i] ? rest : 0;
        }
        rest = round ? rest : bn_down(1 - a);
        for (size_t i = 0; i < x->n; i++)
            t[i] = !round     ? 2 * reach[i]
                   : rest > 0 ? fmin(t[i], reach[i])
                              : bn_rows_norm(x, i) * distance->found;
        if (!status && N < HUGE_VAL && rest > 0)
            hear_factor(c, h, N, rest, round ? "sublevel set" : "local Newton decrement");
        bn_tried_hessian_free(h);
        if (!(N < HUGE_VAL) || (!c->claim && round > 1 && gap->found > 0.99 * before))
            break;
        before = gap->found;
    }
    return status;
}

static bn_status hear_decrement(hearing *c)
{
    const size_t n = c->t.x.n;
    bn_status status = BN_OK;
    if (c->t.loss == BN_ON_LOGISTIC) {
        double *room = bn_doubles(3, n);
        status = room ? hear_rounds(c, room, room + n, room + 2 * n) : BN_NO_MEMORY;
        free(room);
        return status ? bn_fail(c->err, status, "no memory for a Hessian at %zu margins", n) : BN_OK;
    }
    if (!c->h)
        status = bn_tried_hessian_new(&c->h, &c->t, NULL, c->err);
    if (c->h && bn_tried_factor(c->h))
        hear_factor(c, c->h, bn_tried_norm(c->h, c->look.grad), 1, "Newton decrement");
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
    return is_met(c) ? BN_OK : hear_decrement(c);
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

/* The rest of what is on trial. */
static bn_status open_trial(bn_trial *t, const char *loss, const bn_verify_options *options, bn_error *err)
{
    static const char *const losses[] = { "squared", "logistic", "quadratic" };
    const bn_dataset_info *d = t->info = bn_dataset_describe(t->data);
    while (t->loss < 3 && strcmp(loss, losses[t->loss]))
        t->loss++;
    t->x = (bn_rows){ d->rows, d->cols, d->cols, bn_dataset_all_doubles(&t->doubles, t->data), t->x.one };
    const bool quadratic = t->loss == BN_ON_QUADRATIC;
    t->dim = d->cols + t->x.one;
    t->bits = options && options->bits ? options->bits : 256;
    t->threads = (int)bn_threads(options ? options->threads : 0);
    if (t->loss == 3 || !(t->l2 >= 0 && isfinite(t->l2)) || t->bits < 192 || t->bits > 1 << 16)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "%.30s loss, l2 %g, %ld bits: expected a loss of banach, 0 or more, 192 to 65536",
                       loss, t->l2, (long)t->bits);
    if (!bn_dataset_suits(t->data, loss) || (quadratic && (t->l2 != 0 || t->x.one)))
        return bn_fail(
            err, BN_BAD_FORMAT, "%s: not data for %s loss (%s)", d->path, loss,
            "two classes for logistic, a symmetric A for quadratic, numbers as targets for others");
    t->S = bn_intervals_new(2, t->bits);
    if (!t->S || !t->x.first)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a trial");
    bn_interval_set(t->S, quadratic ? 1 : d->weights ? 0 : (double)d->rows);
    bn_interval_sum(t->S, d->weights, d->weights ? d->rows : 0);
    t->high = d->targets[0];
    for (size_t i = 0; i < d->rows; i++)
        t->high = fmax(t->high, d->targets[i]);
    return BN_OK;
}

/* *out is found, with a verdict on each claim; of other data nothing is known. */
static bn_status judge(bn_verification *out, bn_verification *found, hearing *c, const char *loss,
                       const bn_verify_options *options, bool same_data)
{
    const bn_look *look = &c->look;
    const mpfr_flags_t flags = mpfr_flags_save(); /* of this thread: the caller may use them */
    bn_status status = same_data ? open_trial(&c->t, loss, options, c->err) : BN_OK;
    for (size_t k = 0; k < BN_CLAIMS; k++)
        c->known[k] = same_data ? (knowledge){ HUGE_VAL, 0, NULL } : (knowledge){ NAN, NAN, NULL };
    if (same_data && !status && !(status = bn_look_at(&c->look, &c->t, c->err))) {
        c->known[BN_CLAIM_VALUE_LOWER] = (knowledge){ look->value_lo, look->value_hi, "evaluation" };
        c->known[BN_CLAIM_VALUE_UPPER] = (knowledge){ look->value_hi, look->value_lo, "evaluation" };
        c->known[BN_CLAIM_GRAD_NORM] = (knowledge){ look->norm_hi, look->norm_lo, "evaluation" };
        status = hear_curvature(c);
        status = status ? status : hear_bounds(c);
    }
    for (size_t k = 0; !status && k < BN_CLAIMS; k++)
        decide(found, c, k);
    bn_look_free(&c->look);
    bn_tried_hessian_free(c->h);
    free(c->t.S);
    free(c->t.doubles);
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE); /* the thread is the caller's, who may end it without a word */
    mpfr_flags_restore(flags, MPFR_FLAGS_ALL);
    if (!status)
        *out = *found;
    return status;
}

bn_status bn_verify_point(bn_verification *out, const bn_question *q, const bn_verify_options *options,
                          bn_error *err)
{
    bn_verification found = { .holds = true };
    hearing c = { .t = { .data = q->data, .l2 = q->l2, .x.one = q->intercept, .w = q->x }, .err = err };
    return judge(out, &found, &c, q->loss, options, true);
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
    c.t = (bn_trial){ .data = s.data, .l2 = s.l2, .x.one = s.intercept, .w = s.x };
    if (s.has_file)
        found.checks[found.count++] =
            (bn_check){ "file", s.same_file ? BN_PROVED : BN_FALSE, NAN, NAN, NULL };
    found.checks[found.count++] = (bn_check){ "data", s.same_data ? BN_PROVED : BN_FALSE, NAN, NAN, NULL };
    status = judge(out, &found, &c, s.loss, options, s.same_data);
    bn_statement_free(&s);
    return status;
}
