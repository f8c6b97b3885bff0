/* The verdict on each claim. */
#include <math.h>
#include <string.h>

#include "base/fail.h"
#include "base/threads.h"
#include "dataset/statement.h"
#include "verify/trial.h"

const char *bn_finding_name(bn_finding finding)
{
    static const char *const names[] = { "not proved", "proved", "false" };
    return names[finding];
}

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

static bool wanted(const hearing *c, size_t k)
{
    return !c->claim || !isnan(c->claim[k]);
}

/* Takes the smaller upper bound. */
static void offer(hearing *c, size_t k, mpfr_t bound, const char *rule)
{
    const double found = mpfr_get_d(bound, MPFR_RNDU);
    if (found < c->known[k].found) {
        c->known[k].found = found;
        c->known[k].rule = rule;
    }
}

/* mu and L, from l2 alone or from the Hessian with the claim as shift; logistic loss flattens out to l2. */
static bn_status hear_curvature(hearing *c)
{
    const bool logistic = c->t.loss == BN_ON_LOGISTIC, quadratic = c->t.loss == BN_ON_QUADRATIC;
    const double floor = quadratic || c->t.intercept ? 0 : c->t.l2,
                 mu = c->claim ? c->claim[BN_CLAIM_MU] : NAN;
    const double L = c->claim ? c->claim[BN_CLAIM_L] : NAN;
    knowledge *known = c->known;
    known[BN_CLAIM_MU] = (knowledge){ quadratic ? -HUGE_VAL : floor, logistic ? floor : HUGE_VAL, "l2" };
    const bool look = (!logistic && wanted(c, BN_CLAIM_MU) && !(mu <= floor && !quadratic)) || !isnan(L);
    bn_status status = look ? bn_tried_hessian_new(&c->h, &c->t, NULL, c->err) : BN_OK;
    if (status || !c->h)
        return status;
    const double least = logistic ? 0 : c->claim ? mu : bn_tried_least(c->h);
    if (least > known[BN_CLAIM_MU].found && (!c->claim || bn_tried_side(c->h, 1, least)))
        known[BN_CLAIM_MU] = (knowledge){ least, HUGE_VAL, "shift" };
    if (!isnan(L) && bn_tried_side(c->h, -1, L))
        known[BN_CLAIM_L] = (knowledge){ L, 0, "shift" };
    return BN_OK;
}

/* At least the largest |x_i, 1|. */
static double reach(const bn_trial *t)
{
    double largest = 0;
    for (size_t i = 0; i < t->info->rows; i++) {
        double square = t->intercept;
        for (size_t j = 0; j < t->info->cols; j++)
            square += bn_dataset_row(t->data, i)[j] * bn_dataset_row(t->data, i)[j];
        largest = fmax(largest, square);
    }
    return sqrt(largest + (double)t->dim * 0x1p-1000) * (1 + ((double)t->dim + 8) * 0x1p-52);
}

/* The curvature mu at the point, with R >= |x_i|, a = |g| R/mu < 1 (theory 2.7; Bach 2010): a minimizer exists,
   f - min f <= |g|^2/(2 mu (1 - a)), |w - w*| <= -ln(1 - a)/R. */
static bn_status hear_local(hearing *c, mpfr_t a, mpfr_t b)
{
    bn_tried_hessian *h = NULL;
    bn_status status = bn_tried_hessian_new(&h, &c->t, c->look.curve, c->err);
    const double mu = h ? bn_tried_least(h) : 0, R = reach(&c->t);
    bn_tried_hessian_free(h);
    mpfr_mul_d(a, c->look.bound[BN_NORM_HI], R, MPFR_RNDU);
    mpfr_div_d(a, a, mu, MPFR_RNDU);
    if (status || !(mu > 0) || !(mpfr_cmp_ui(a, 1) < 0))
        return status;
    mpfr_ui_sub(b, 1, a, MPFR_RNDD);
    mpfr_mul_d(b, b, 2 * mu, MPFR_RNDD);
    mpfr_neg(a, a, MPFR_RNDD);
    mpfr_log1p(a, a, MPFR_RNDD);
    mpfr_div_d(a, a, -R, MPFR_RNDU);
    offer(c, BN_CLAIM_DISTANCE, a, "local curvature");
    mpfr_sqr(a, c->look.bound[BN_NORM_HI], MPFR_RNDU);
    mpfr_div(a, a, b, MPFR_RNDU);
    offer(c, BN_CLAIM_GAP, a, "local curvature");
    return BN_OK;
}

/* With G = |grad f|, mu and L: G^2/(2 L) <= f - min f <= G^2/(2 mu), G/L <= distance <= G/mu, sqrt(2 gap/mu). */
static bn_status hear_bounds(hearing *c)
{
    const double mu = c->known[BN_CLAIM_MU].found, L = c->known[BN_CLAIM_L].found;
    knowledge *gap = &c->known[BN_CLAIM_GAP], *distance = &c->known[BN_CLAIM_DISTANCE];
    bn_status status = BN_OK;
    mpfr_t a, b;
    mpfr_inits2(c->t.bits, a, b, (mpfr_ptr)0);
    offer(c, BN_CLAIM_GAP, c->look.bound[BN_DUAL], "duality");
    if (mu > 0) {
        mpfr_sqr(a, c->look.bound[BN_NORM_HI], MPFR_RNDU);
        mpfr_div_d(a, a, mu, MPFR_RNDU);
        mpfr_div_2ui(a, a, 1, MPFR_RNDU);
        offer(c, BN_CLAIM_GAP, a, "|g|^2/(2 mu)");
        mpfr_div_d(a, c->look.bound[BN_NORM_HI], mu, MPFR_RNDU);
        offer(c, BN_CLAIM_DISTANCE, a, "|g|/mu");
        mpfr_set_d(a, gap->found, MPFR_RNDU);
        mpfr_mul_2ui(a, a, 1, MPFR_RNDU);
        mpfr_div_d(a, a, mu, MPFR_RNDU);
        mpfr_sqrt(a, a, MPFR_RNDU);
        offer(c, BN_CLAIM_DISTANCE, a, "sqrt(2 gap/mu)");
    }
    const double gap_wanted = c->claim ? c->claim[BN_CLAIM_GAP] : HUGE_VAL;
    const double distance_wanted = c->claim ? c->claim[BN_CLAIM_DISTANCE] : 0x1p1023;
    if (c->t.loss == BN_ON_LOGISTIC && (gap->found > gap_wanted || distance->found > distance_wanted))
        status = hear_local(c, a, b);
    mpfr_div_d(a, c->look.bound[BN_NORM_LO], L, MPFR_RNDD);
    distance->other = mpfr_get_d(a, MPFR_RNDD);
    mpfr_mul(a, a, c->look.bound[BN_NORM_LO], MPFR_RNDD);
    gap->other = mpfr_get_d(a, MPFR_RNDD) / 2;
    mpfr_clears(a, b, (mpfr_ptr)0);
    return status;
}

static bn_status hear(hearing *c)
{
    mpfr_t *bound = c->look.bound;
    const double value_lo = mpfr_get_d(bound[BN_VALUE_LO], MPFR_RNDD),
                 value_hi = mpfr_get_d(bound[BN_VALUE_HI], MPFR_RNDU);
    for (size_t k = 0; k < BN_CLAIMS; k++)
        c->known[k] = (knowledge){ HUGE_VAL, 0, NULL };
    c->known[BN_CLAIM_VALUE_LOWER] = (knowledge){ value_lo, value_hi, "evaluation" };
    c->known[BN_CLAIM_VALUE_UPPER] = (knowledge){ value_hi, value_lo, "evaluation" };
    offer(c, BN_CLAIM_GRAD_NORM, bound[BN_NORM_HI], "evaluation");
    c->known[BN_CLAIM_GRAD_NORM].other = mpfr_get_d(bound[BN_NORM_LO], MPFR_RNDD);
    bn_status status = hear_curvature(c);
    return status ? status : hear_bounds(c);
}

/* A claim to be at most (value_lower and mu: at least) some number. Of a bare point what was found is shown. */
static void decide(bn_verification *out, const hearing *c, size_t k)
{
    const int side = k == BN_CLAIM_VALUE_LOWER || k == BN_CLAIM_MU ? -1 : 1;
    const knowledge *known = &c->known[k];
    const double claimed = c->claim ? c->claim[k] : NAN;
    bn_check check = { bn_claim_names[k], BN_NOT_PROVED, claimed, isfinite(known->found) ? known->found : NAN,
                       known->rule };
    if (c->claim ? side * known->found <= side * claimed : isfinite(known->found))
        check.finding = BN_PROVED;
    else if (side * known->other > side * claimed)
        check.finding = BN_FALSE;
    out->holds = out->holds && check.finding == BN_PROVED;
    out->checks[out->count++] = check;
}

static bn_status open_trial(bn_trial *t, const char *loss, const bn_verify_options *options, bn_error *err)
{
    static const char *const losses[] = { "squared", "logistic", "quadratic" };
    const bn_dataset_info *d = t->info = bn_dataset_describe(t->data);
    while (t->loss < 3 && strcmp(loss, losses[t->loss]))
        t->loss++;
    if (t->loss == 3 || !(t->l2 >= 0 && isfinite(t->l2)))
        return bn_fail(err, BN_BAD_ARGUMENT, "cannot verify a loss \"%.40s\" with l2 = %g", loss, t->l2);
    if (t->loss == BN_ON_LOGISTIC ? d->classes != 2 : d->words)
        return bn_fail(err, BN_BAD_FORMAT, "%s: %s loss needs %s as targets", d->path, loss,
                       t->loss == BN_ON_LOGISTIC ? "two classes" : "numbers");
    bool table = t->loss != BN_ON_QUADRATIC ||
                 (t->l2 == 0 && !t->intercept && !d->means && !d->weights && d->rows == d->cols);
    for (size_t i = 0; t->loss == BN_ON_QUADRATIC && table && i < d->rows; i++)
        for (size_t j = 0; table && j < i; j++)
            table = bn_dataset_row(t->data, i)[j] == bn_dataset_row(t->data, j)[i];
    t->dim = d->cols + t->intercept;
    t->high = d->targets[0];
    for (size_t i = 0; i < d->rows; i++)
        t->high = fmax(t->high, d->targets[i]);
    t->bits = options && options->bits ? options->bits : 256;
    t->threads = (int)(options && options->threads ? options->threads : bn_default_threads());
    if (t->bits < 192 || t->bits > 1 << 16)
        return bn_fail(err, BN_BAD_ARGUMENT, "%ld bits asked for, expected 192 to 65536", (long)t->bits);
    return table ? BN_OK : bn_fail(err, BN_BAD_FORMAT, "%s: not a table [A b] with A symmetric", d->path);
}

static bn_status judge(bn_verification *out, hearing *c, const char *loss, const bn_verify_options *options,
                       bn_error *err)
{
    bn_status status = open_trial(&c->t, loss, options, err);
    if (status)
        return status;
    c->err = err;
    status = bn_look_at(&c->look, &c->t, err);
    if (!status)
        status = hear(c);
    for (size_t k = 0; !status && k < BN_CLAIMS; k++)
        if (c->claim ? !isnan(c->claim[k])
                     : k != BN_CLAIM_L && (k == BN_CLAIM_GAP || isfinite(c->known[k].found)))
            decide(out, c, k);
    bn_look_free(&c->look);
    bn_tried_hessian_free(c->h);
    return status;
}

bn_status bn_verify_point(bn_verification *out, const bn_question *q, const bn_verify_options *options,
                          bn_error *err)
{
    bn_verification found = { .holds = true };
    hearing c = { .t = { .data = q->data, .l2 = q->l2, .intercept = q->intercept, .w = q->x } };
    bn_status status = judge(&found, &c, q->loss, options, err);
    if (!status)
        *out = found;
    return status;
}

bn_status bn_verify(bn_verification *out, const char *certificate, const bn_verify_options *options,
                    bn_error *err)
{
    bn_statement s;
    bn_verification found = { .holds = true };
    bn_status status = bn_statement_load(&s, certificate, options ? options->data : NULL, err);
    if (status)
        return status;
    hearing c = { .t = { .data = s.data, .l2 = s.l2, .intercept = s.intercept, .w = s.x }, .claim = s.claim };
    if (s.has_file)
        found.checks[found.count++] =
            (bn_check){ "file", s.same_file ? BN_PROVED : BN_FALSE, NAN, NAN, "SHA-256" };
    found.checks[found.count++] =
        (bn_check){ "data", s.same_data ? BN_PROVED : BN_FALSE, NAN, NAN, "SHA-256" };
    found.holds = s.same_data && (s.same_file || !s.has_file);
    if (s.same_data)
        status = judge(&found, &c, s.loss, options, err);
    for (size_t k = 0; !s.same_data && k < BN_CLAIMS; k++)
        if (!isnan(s.claim[k]))
            found.checks[found.count++] =
                (bn_check){ bn_claim_names[k], BN_NOT_PROVED, s.claim[k], NAN, NULL };
    bn_statement_free(&s);
    if (!status)
        *out = found;
    return status;
}
