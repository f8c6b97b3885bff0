/* f, its gradient and a dual bound at the point: one pass over the data in intervals. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "verify/trial.h"

/* Scratch: margin z, phi, phi', k of the dual bound, and more. Sums: s phi; s k and s phi' x, apart for rows
   with phi' > 0 and the others, as two sides. */
enum { Z, PHI, SLOPE, K, P, Q, LOSS, PULL, SIDES = PULL + 2 };

typedef struct sums {
    bn_interval *a, *side[2], *w, *one; /* as enumerated; the sides, dim each; the point; 1, and one of t */
    mpfr_ptr t;
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
}

/* k = exp(-y z), phi = ln(1 + k), phi' = -y p with p = k/(1 + k). Returns an upper bound of |z|. */
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
    return fmax(-mpfr_get_d(a[Z].lo, MPFR_RNDD), mpfr_get_d(a[Z].hi, MPFR_RNDU));
}

static void add_row(sums *m, const bn_trial *t, size_t i, double *margin)
{
    const double *x = t->x.first + i * t->x.stride, y = t->info->targets[i],
                 s = t->info->weights ? t->info->weights[i] : 1;
    const size_t d = t->x.cols;
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
    if (t->x.one)
        bn_interval_add(z, &m->w[d], 1, m->t);
    if (t->loss == BN_ON_LOGISTIC)
        margin[i] = logistic(m, y == t->high ? 1 : -1);
    else
        squared(m, y);
    const int k = mpfr_sgn(a[SLOPE].hi) <= 0;
    bn_interval_add(&a[LOSS], &a[PHI], s, m->t);
    bn_interval_add(&a[PULL + k], &a[t->loss == BN_ON_LOGISTIC ? K : PHI], s, m->t);
    bn_interval_put(z, &a[SLOPE], s, m->t);
    for (size_t j = 0; j < d; j++)
        bn_interval_add(&m->side[k][j], z, x[j], m->t);
    if (t->x.one)
        bn_interval_add(&m->side[k][d], z, 1, m->t);
}

/* Fenchel duality. The point a_i = -phi'_i, both sides shrunk, by 1 - eps, to a mass that both have, is
   feasible, and with k_i >= (phi(z) + phi*(-a) + a z)/eps^2 (logistic: a divergence, at most chi^2 = eps^2
   exp(-y z)) f - min f <= sum over sides eps^2 pull + (|grad_w f| + sum over sides eps |side|)^2/(2 l2).
   Without an intercept nothing need be shrunk. g is |grad_w f| and scratch. (At a = 0: f - min f <= f.) */
static double dual(mpfr_t g, const bn_trial *t, sums *m)
{
    const size_t d = t->x.cols;
    bn_interval *mass = &m->a[Z], *slack = &m->a[K], *side = &m->a[P], *eps = &m->a[Q];
    bn_interval_set(slack, 0);
    for (int k = 0; t->x.one && k < 2; k++) {
        mpfr_neg(mass->lo, m->side[1][d].hi, MPFR_RNDD);
        mpfr_min(mass->lo, mass->lo, m->side[0][d].lo, MPFR_RNDD);
        mpfr_abs(mass->hi, k ? m->side[1][d].lo : m->side[0][d].hi, MPFR_RNDU);
        mpfr_div(mass->lo, mass->lo, mass->hi, MPFR_RNDD);
        bn_interval_set(eps, 1);
        if (mpfr_sgn(mass->lo) > 0)
            mpfr_ui_sub(eps->hi, 1, mass->lo, MPFR_RNDU);
        bn_interval_norm(side, m->side[k], d, m->t);
        mpfr_fma(g, side->hi, eps->hi, g, MPFR_RNDU);
        mpfr_sqr(eps->hi, eps->hi, MPFR_RNDU);
        mpfr_fma(slack->hi, eps->hi, m->a[PULL + k].hi, slack->hi, MPFR_RNDU);
    }
    mpfr_sqr(g, g, MPFR_RNDU);
    mpfr_div_d(g, g, t->l2, MPFR_RNDU);
    mpfr_div_2ui(g, g, 1, MPFR_RNDU);
    mpfr_add(g, g, slack->hi, MPFR_RNDU);
    return mpfr_get_d(g, MPFR_RNDU);
}

/* From means over rows to bounds: grad = side_0 + side_1 + l2 w, f = loss + l2 |w|^2/2. */
static void conclude(bn_look *out, const bn_trial *t, sums *m)
{
    bn_interval *norm = &m->a[SLOPE], *ww = &m->a[Q], *value = &m->a[PHI];
    bn_interval_set(ww, 0);
    for (size_t j = 0; j < t->dim; j++) {
        bn_interval_put(&out->grad[j], &m->side[0][j], 1, m->t);
        bn_interval_add(&out->grad[j], &m->side[1][j], 1, m->t);
        if (j < t->x.cols) {
            bn_interval_add(&out->grad[j], &m->w[j], t->l2, m->t);
            bn_interval_add(ww, &m->w[j], t->w[j], m->t);
        }
    }
    bn_interval_put(value, &m->a[LOSS], t->loss == BN_ON_QUADRATIC ? 0.5 : 1, m->t);
    bn_interval_put(norm, ww, 0.5, m->t);
    bn_interval_add(value, norm, t->l2, m->t);
    bn_interval_norm(norm, out->grad, t->dim, m->t);
    out->value_lo = mpfr_get_d(value->lo, MPFR_RNDD);
    out->value_hi = mpfr_get_d(value->hi, MPFR_RNDU);
    out->norm_lo = mpfr_get_d(norm->lo, MPFR_RNDD);
    out->norm_hi = mpfr_get_d(norm->hi, MPFR_RNDU);
    bn_interval_norm(norm, out->grad, t->x.cols, m->t);
    const double whole = t->l2 > 0 || t->loss == BN_ON_SQUARED ? out->value_hi : HUGE_VAL;
    out->dual = t->l2 > 0 ? fmin(dual(norm->hi, t, m), whole) : whole;
}

bn_status bn_look_at(bn_look *out, const bn_trial *t, bn_error *err)
{
    const size_t dim = t->dim;
    bn_interval *a = bn_intervals_new(SIDES + 3 * dim + 2, t->bits);
    out->margin = bn_doubles(1, t->x.n);
    out->grad = bn_intervals_new(dim, t->bits);
    const bool whole = a && out->margin && out->grad;
    if (whole) {
        bn_interval *side = a + SIDES, *one = side + 3 * dim;
        sums m = { a, { side, side + dim }, side + 2 * dim, one, one[1].lo };
        for (size_t j = 0; j <= dim; j++)
            bn_interval_set(&m.w[j], j < dim ? t->w[j] : 1);
        for (size_t i = 0; i < t->x.n; i++)
            add_row(&m, t, i, out->margin);
        for (bn_interval *sum = a + LOSS; sum < m.w; sum++)
            bn_interval_divide(sum, t->S);
        conclude(out, t, &m);
    }
    free(a);
    return whole ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory to look at %zu unknowns", dim);
}

void bn_look_free(bn_look *look)
{
    free(look->grad);
    free(look->margin);
}
