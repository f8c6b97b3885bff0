/* f, its gradient and a dual bound at the point: one pass over the data in intervals. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "verify/trial.h"

/* Scratch: margin z, phi, phi', k of the dual bound, and more. Sums: s phi; s k and s phi' x, apart for rows with
   phi' > 0 and the others, as two sides. */
enum { Z, PHI, SLOPE, K, P, Q, LOSS, PULL, SIDES = PULL + 2 };

typedef struct sums {
    bn_interval *a; /* as enumerated; the sides, dim each; the dim numbers of the point; 1; S */
    bn_interval *side[2], *w, *one;
    mpfr_t t;
} sums;

/* phi = (z - y)^2/2 = k, phi' = z - y. */
static void squared(sums *m, double y)
{
    bn_interval *a = m->a;
    bn_interval_put(&a[SLOPE], &a[Z], 1, m->t);
    bn_interval_add(&a[SLOPE], m->one, -y, m->t);
    bn_interval_set(&a[P], 0);
    bn_interval_add_square(&a[P], &a[SLOPE], m->t);
    bn_interval_put(&a[PHI], &a[P], 0.5, m->t);
    bn_interval_put(&a[K], &a[P], 0.5, m->t);
}

/* k = exp(-y z), phi = ln(1 + k), phi' = -y p with p = k/(1 + k). Returns a lower bound of phi'' = p/(1 + k). */
static double logistic(sums *m, double y)
{
    bn_interval *a = m->a;
    bn_interval_put(&a[Q], &a[Z], -y, m->t);
    mpfr_exp(a[K].lo, a[Q].lo, MPFR_RNDD);
    mpfr_exp(a[K].hi, a[Q].hi, MPFR_RNDU);
    mpfr_log1p(a[PHI].lo, a[K].lo, MPFR_RNDD);
    mpfr_log1p(a[PHI].hi, a[K].hi, MPFR_RNDU);
    bn_interval_put(&a[P], &a[K], 1, m->t);
    bn_interval_put(&a[Q], &a[K], 1, m->t);
    bn_interval_add(&a[Q], m->one, 1, m->t);
    bn_interval_divide(&a[P], &a[Q]);
    bn_interval_put(&a[SLOPE], &a[P], -y, m->t);
    mpfr_div(m->t, a[P].lo, a[Q].hi, MPFR_RNDD);
    return mpfr_get_d(m->t, MPFR_RNDD);
}

static void add_row(sums *m, const bn_trial *t, size_t i, double *curve)
{
    const double *x = bn_dataset_row(t->data, i), s = t->info->weights ? t->info->weights[i] : 1;
    const double y = t->info->targets[i];
    const size_t d = t->info->cols;
    bn_interval *a = m->a, *z = &a[Z];
    bn_interval_set(z, 0);
    for (size_t j = 0; j < d; j++)
        bn_interval_add(z, &m->w[j], x[j], m->t);
    if (t->loss == BN_ON_QUADRATIC) { /* z = A_i w; the gradient is z - b_i, and 2 f = sum w_i (z - 2 b_i) */
        bn_interval_add(z, m->one, -y, m->t);
        bn_interval_add(&m->side[0][i], z, 1, m->t);
        bn_interval_add(z, m->one, -y, m->t);
        bn_interval_add(&a[LOSS], z, t->w[i], m->t);
        return;
    }
    if (t->intercept)
        bn_interval_add(z, &m->w[d], 1, m->t);
    if (t->loss == BN_ON_LOGISTIC)
        curve[i] = logistic(m, y == t->high ? 1 : -1);
    else
        squared(m, y);
    const int k = mpfr_sgn(a[SLOPE].hi) <= 0;
    bn_interval_add(&a[LOSS], &a[PHI], s, m->t);
    bn_interval_add(&a[PULL + k], &a[K], s, m->t);
    bn_interval_put(z, &a[SLOPE], s, m->t);
    for (size_t j = 0; j < d; j++)
        bn_interval_add(&m->side[k][j], z, x[j], m->t);
    if (t->intercept)
        bn_interval_add(&m->side[k][d], z, 1, m->t);
}

/* Fenchel duality. The point a_i = -phi'_i, both sides shrunk, by 1 - eps, to a mass that both have, is feasible, and
   with k_i >= (phi(z) + phi*(-a) + a z)/eps^2 (logistic: a divergence, at most chi^2 = eps^2 exp(-y z))
     f - min f <= sum over sides eps^2 pull + (|grad_w f| + sum over sides eps |side|)^2/(2 l2).
   Without an intercept nothing need be shrunk. On entry out is |grad_w f|. */
static void dual(mpfr_t out, const bn_trial *t, sums *m)
{
    const size_t d = t->info->cols;
    bn_interval *mass = &m->a[Z], *slack = &m->a[K], *side = &m->a[P], *eps = &m->a[Q];
    bn_interval_set(slack, 0);
    for (int k = 0; t->intercept && k < 2; k++) {
        mpfr_neg(mass->lo, m->side[1][d].hi, MPFR_RNDD);
        mpfr_min(mass->lo, mass->lo, m->side[0][d].lo, MPFR_RNDD);
        mpfr_abs(mass->hi, k ? m->side[1][d].lo : m->side[0][d].hi, MPFR_RNDU);
        mpfr_div(mass->lo, mass->lo, mass->hi, MPFR_RNDD);
        bn_interval_set(eps, 1);
        if (mpfr_sgn(mass->lo) > 0)
            mpfr_ui_sub(eps->hi, 1, mass->lo, MPFR_RNDU);
        bn_interval_set(side, 0);
        for (size_t j = 0; j < d; j++)
            bn_interval_add_square(side, &m->side[k][j], m->t);
        mpfr_sqrt(side->hi, side->hi, MPFR_RNDU);
        mpfr_fma(out, side->hi, eps->hi, out, MPFR_RNDU);
        mpfr_sqr(eps->hi, eps->hi, MPFR_RNDU);
        mpfr_fma(slack->hi, eps->hi, m->a[PULL + k].hi, slack->hi, MPFR_RNDU);
    }
    mpfr_sqr(out, out, MPFR_RNDU);
    mpfr_div_d(out, out, t->l2, MPFR_RNDU);
    mpfr_div_2ui(out, out, 1, MPFR_RNDU);
    mpfr_add(out, out, slack->hi, MPFR_RNDU);
}

/* From means over rows to bounds: grad = side_0 + side_1 + l2 w, 2 f = 2 loss + l2 |w|^2. */
static void conclude(bn_look *out, const bn_trial *t, sums *m)
{
    bn_interval *g = &m->a[P], *squares = &m->a[SLOPE], *ww = &m->a[K], *twice = &m->a[Q];
    bn_interval_set(squares, 0);
    bn_interval_set(ww, 0);
    for (size_t j = 0; j < t->dim; j++) {
        bn_interval_put(g, &m->side[0][j], 1, m->t);
        bn_interval_add(g, &m->side[1][j], 1, m->t);
        if (j < t->info->cols) {
            bn_interval_add(g, &m->w[j], t->l2, m->t);
            bn_interval_add(ww, &m->w[j], t->w[j], m->t);
        }
        bn_interval_add_square(squares, g, m->t);
        if (j + 1 == t->info->cols)
            mpfr_sqrt(out->bound[BN_DUAL], squares->hi, MPFR_RNDU); /* of all but the intercept */
    }
    mpfr_sqrt(out->bound[BN_NORM_LO], squares->lo, MPFR_RNDD);
    mpfr_sqrt(out->bound[BN_NORM_HI], squares->hi, MPFR_RNDU);
    bn_interval_put(twice, &m->a[LOSS], t->loss == BN_ON_QUADRATIC ? 1 : 2, m->t);
    bn_interval_add(twice, ww, t->l2, m->t);
    mpfr_div_2ui(out->bound[BN_VALUE_LO], twice->lo, 1, MPFR_RNDD);
    mpfr_div_2ui(out->bound[BN_VALUE_HI], twice->hi, 1, MPFR_RNDU);
    if (t->l2 > 0)
        dual(out->bound[BN_DUAL], t, m);
    else
        mpfr_set_inf(out->bound[BN_DUAL], 1);
}

void bn_trial_total(bn_interval *S, const bn_trial *t)
{
    const double *s = t->info->weights;
    bn_interval_set(S, t->loss == BN_ON_QUADRATIC ? 1 : s ? 0 : (double)t->info->rows);
    for (size_t i = 0; s && i < t->info->rows; i++) {
        mpfr_add_d(S->lo, S->lo, s[i], MPFR_RNDD);
        mpfr_add_d(S->hi, S->hi, s[i], MPFR_RNDU);
    }
}

static void pass(bn_look *out, const bn_trial *t, sums *m)
{
    m->side[0] = m->a + SIDES;
    m->side[1] = m->side[0] + t->dim;
    m->w = m->side[1] + t->dim;
    m->one = m->w + t->dim;
    for (size_t j = 0; j <= t->dim; j++)
        bn_interval_set(&m->w[j], j < t->dim ? t->w[j] : 1);
    mpfr_init2(m->t, t->bits);
    for (size_t i = 0; i < t->info->rows; i++)
        add_row(m, t, i, out->curve);
    bn_trial_total(m->one + 1, t);
    for (bn_interval *a = m->a + LOSS; a < m->w; a++)
        bn_interval_divide(a, m->one + 1);
    conclude(out, t, m);
    mpfr_clear(m->t);
}

bn_status bn_look_at(bn_look *out, const bn_trial *t, bn_error *err)
{
    const size_t count = SIDES + 3 * t->dim + 2;
    sums m = { .a = bn_intervals_new(count, t->bits) };
    out->curve = bn_doubles(1, t->info->rows);
    for (size_t k = 0; k < BN_BOUNDS; k++)
        mpfr_init2(out->bound[k], t->bits);
    const bool whole = m.a && out->curve;
    if (whole)
        pass(out, t, &m);
    bn_intervals_free(m.a, count);
    return whole ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory to look at %zu unknowns", t->dim);
}

void bn_look_free(bn_look *look)
{
    for (size_t k = 0; k < BN_BOUNDS; k++)
        mpfr_clear(look->bound[k]);
    free(look->curve);
}
