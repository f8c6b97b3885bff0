/* f, its gradient and a dual bound at the point: one pass over the data in intervals. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "verify/trial.h"

enum { LANES = 16 }; /* row ranges summed apart, whatever the number of threads */
enum { Z, PHI, SLOPE, K, SQUARE, PART, SUM, ROOM }; /* scratch: margin, phi, phi', k of the dual bound, ... */

/* Sums over the rows of one lane; rows with phi' > 0 and others are kept apart, as two sides. */
typedef struct lane {
    bn_interval *loss, *pull, *side[2], *row; /* pull: sum s k, two; side: sum s phi' x, dim each; row: scratch */
    mpfr_t t;
    double *room;
} lane;

/* phi = (z - y)^2/2 = k, phi' = z - y. */
static void squared(bn_interval *row, double y, mpfr_t t)
{
    mpfr_sub_d(row[SLOPE].lo, row[Z].lo, y, MPFR_RNDD);
    mpfr_sub_d(row[SLOPE].hi, row[Z].hi, y, MPFR_RNDU);
    bn_interval_set(&row[SQUARE], 0);
    bn_interval_set(&row[PHI], 0);
    bn_interval_set(&row[K], 0);
    bn_interval_add_square(&row[SQUARE], &row[SLOPE], t);
    bn_interval_add(&row[PHI], &row[SQUARE], 0.5, t);
    bn_interval_add(&row[K], &row[SQUARE], 0.5, t);
}

/* k = exp(-y z), phi = ln(1 + k), phi' = -y p with p = k/(1 + k). Returns a lower bound of phi'' = p (1 - p). */
static double logistic(bn_interval *row, double y, mpfr_t t)
{
    bn_interval *k = &row[K], *p = &row[SLOPE];
    bn_interval_set(p, 0);
    bn_interval_add(p, &row[Z], -y, t);
    mpfr_exp(k->lo, p->lo, MPFR_RNDD);
    mpfr_exp(k->hi, p->hi, MPFR_RNDU);
    mpfr_log1p(row[PHI].lo, k->lo, MPFR_RNDD);
    mpfr_log1p(row[PHI].hi, k->hi, MPFR_RNDU);
    mpfr_add_ui(t, k->lo, 1, MPFR_RNDU);
    mpfr_div(p->lo, k->lo, t, MPFR_RNDD);
    mpfr_add_ui(t, k->hi, 1, MPFR_RNDD);
    mpfr_div(p->hi, k->hi, t, MPFR_RNDU);
    mpfr_ui_sub(t, 1, p->hi, MPFR_RNDD);
    mpfr_mul(t, t, p->lo, MPFR_RNDD);
    if (y > 0) {
        mpfr_swap(p->lo, p->hi);
        mpfr_neg(p->lo, p->lo, MPFR_RNDD);
        mpfr_neg(p->hi, p->hi, MPFR_RNDU);
    }
    return fmax(0, mpfr_get_d(t, MPFR_RNDD));
}

/* w: the dim numbers of the point, then 1. */
static void add_row(lane *l, const bn_trial *t, const bn_interval *w, size_t i, double *curve)
{
    const double *x = bn_trial_row(t, i, l->room), s = t->info->weights ? t->info->weights[i] : 1;
    const double y = t->info->targets[i];
    const size_t d = t->info->cols;
    bn_interval *z = &l->row[Z];
    bn_interval_set(z, 0);
    for (size_t j = 0; j < d; j++)
        bn_interval_add(z, &w[j], x[j], l->t);
    if (t->loss == BN_ON_QUADRATIC) { /* z = A_i w; the gradient is z - b_i, and 2 f = sum w_i (z - 2 b_i) */
        bn_interval_add(z, &w[d], -y, l->t);
        bn_interval_add(&l->side[0][i], z, 1, l->t);
        bn_interval_add(z, &w[d], -y, l->t);
        bn_interval_add(l->loss, z, t->w[i], l->t);
        return;
    }
    if (t->intercept)
        bn_interval_add(z, &w[d], 1, l->t);
    if (t->loss == BN_ON_LOGISTIC)
        curve[i] = logistic(l->row, y == t->high ? 1 : -1, l->t);
    else
        squared(l->row, y, l->t);
    const int side = mpfr_sgn(l->row[SLOPE].hi) <= 0;
    bn_interval_set(z, 0); /* from here on it is s phi' */
    bn_interval_add(z, &l->row[SLOPE], s, l->t);
    bn_interval_add(l->loss, &l->row[PHI], s, l->t);
    bn_interval_add(&l->pull[side], &l->row[K], s, l->t);
    for (size_t j = 0; j < d; j++)
        bn_interval_add(&l->side[side][j], z, x[j], l->t);
    if (t->intercept)
        bn_interval_add(&l->side[side][d], z, 1, l->t);
}

/* Fenchel duality. The point a_i = -phi'_i, both sides shrunk, by 1 - eps, to a mass that both have, is feasible, and
   with k_i >= (phi(z) + phi*(-a) + a z)/eps^2 (logistic: a divergence, at most chi^2 = eps^2 exp(-y z))
     f - min f <= sum over sides eps^2 pull + (|grad_w f| + sum over sides eps |side|)^2/(2 l2).
   Without an intercept nothing need be shrunk. On entry out is |grad_w f|. */
static void dual(mpfr_t out, const bn_trial *t, lane *l)
{
    const size_t d = t->info->cols;
    bn_interval *mass = &l->row[Z], *slack = &l->row[K], *side = &l->row[PART], *eps = &l->row[SUM];
    bn_interval_set(slack, 0);
    for (int k = 0; t->intercept && k < 2; k++) {
        const bn_interval *M = &l->side[k][d];
        mpfr_neg(mass->lo, l->side[1][d].hi, MPFR_RNDD);
        mpfr_min(mass->lo, mass->lo, l->side[0][d].lo, MPFR_RNDD);
        mpfr_abs(mass->hi, k ? M->lo : M->hi, MPFR_RNDU);
        bn_interval_set(eps, 1);
        if (mpfr_sgn(mass->lo) > 0) {
            mpfr_div(mass->lo, mass->lo, mass->hi, MPFR_RNDD);
            mpfr_ui_sub(eps->hi, 1, mass->lo, MPFR_RNDU);
        }
        bn_interval_set(side, 0);
        for (size_t j = 0; j < d; j++)
            bn_interval_add_square(side, &l->side[k][j], l->t);
        mpfr_sqrt(side->hi, side->hi, MPFR_RNDU);
        mpfr_fma(out, side->hi, eps->hi, out, MPFR_RNDU);
        mpfr_sqr(eps->hi, eps->hi, MPFR_RNDU);
        mpfr_fma(slack->hi, eps->hi, l->pull[k].hi, slack->hi, MPFR_RNDU);
    }
    mpfr_sqr(out, out, MPFR_RNDU);
    mpfr_div_d(out, out, t->l2, MPFR_RNDU);
    mpfr_div_2ui(out, out, 1, MPFR_RNDU);
    mpfr_add(out, out, slack->hi, MPFR_RNDU);
}

/* From means over rows to bounds: grad = side_0 + side_1 + l2 w, 2 f = 2 loss + l2 |w|^2. */
static void conclude(bn_look *out, const bn_trial *t, lane *l, const bn_interval *w)
{
    bn_interval *g = &l->row[PART], *squares = &l->row[SQUARE], *ww = &l->row[K], *twice = &l->row[SUM];
    bn_interval_set(squares, 0);
    bn_interval_set(ww, 0);
    bn_interval_set(twice, 0);
    for (size_t j = 0; j < t->dim; j++) {
        bn_interval_set(g, 0);
        bn_interval_add(g, &l->side[0][j], 1, l->t);
        bn_interval_add(g, &l->side[1][j], 1, l->t);
        if (j < t->info->cols) {
            bn_interval_add(g, &w[j], t->l2, l->t);
            bn_interval_add(ww, &w[j], t->w[j], l->t);
        }
        bn_interval_add_square(squares, g, l->t);
        if (j + 1 == t->info->cols)
            mpfr_sqrt(out->bound[BN_DUAL], squares->hi, MPFR_RNDU); /* of all but the intercept */
    }
    mpfr_sqrt(out->bound[BN_NORM_LO], squares->lo, MPFR_RNDD);
    mpfr_sqrt(out->bound[BN_NORM_HI], squares->hi, MPFR_RNDU);
    bn_interval_add(twice, l->loss, t->loss == BN_ON_QUADRATIC ? 1 : 2, l->t);
    bn_interval_add(twice, ww, t->l2, l->t);
    mpfr_div_2ui(out->bound[BN_VALUE_LO], twice->lo, 1, MPFR_RNDD);
    mpfr_div_2ui(out->bound[BN_VALUE_HI], twice->hi, 1, MPFR_RNDU);
    if (t->l2 > 0)
        dual(out->bound[BN_DUAL], t, l);
    else
        mpfr_set_inf(out->bound[BN_DUAL], 1);
}

/* all: sums and scratch of every lane; w: dim + 2 numbers. */
static void pass(bn_look *out, const bn_trial *t, bn_interval *all, bn_interval *w, double *room)
{
    const size_t n = t->info->rows, sums = 2 * t->dim + 3;
    lane lanes[LANES];
    for (size_t j = 0; j <= t->dim; j++)
        bn_interval_set(&w[j], j < t->dim ? t->w[j] : 1);
    for (size_t k = 0; k < LANES; k++) {
        bn_interval *own = all + k * (sums + ROOM);
        lanes[k] = (lane){ .side = { own, own + t->dim }, .loss = own + 2 * t->dim, .pull = own + 2 * t->dim + 1,
                           .row = own + sums, .room = room + k * t->info->cols };
        mpfr_init2(lanes[k].t, t->bits);
    }
#pragma omp parallel num_threads(t->threads) if (t->threads > 1)
    {
#pragma omp for schedule(dynamic, 1)
        for (size_t k = 0; k < LANES; k++)
            for (size_t i = k * n / LANES; i < (k + 1) * n / LANES; i++)
                add_row(&lanes[k], t, w, i, out->curve);
        mpfr_free_cache();
    }
    for (size_t k = 1; k < LANES; k++)
        for (size_t j = 0; j < sums; j++)
            bn_interval_add(&all[j], &all[k * (sums + ROOM) + j], 1, lanes[0].t);
    bn_trial_total(&w[t->dim + 1], t);
    for (size_t j = 0; j < sums; j++)
        bn_interval_divide(&all[j], &w[t->dim + 1]);
    conclude(out, t, &lanes[0], w);
    for (size_t k = 0; k < LANES; k++)
        mpfr_clear(lanes[k].t);
}

bn_status bn_look_at(bn_look *out, const bn_trial *t, bn_error *err)
{
    const size_t count = LANES * (2 * t->dim + 3 + ROOM);
    bn_interval *all = bn_intervals_new(count, t->bits), *w = bn_intervals_new(t->dim + 2, t->bits);
    double *room = bn_doubles(LANES, t->info->cols);
    for (size_t k = 0; k < BN_BOUNDS; k++)
        mpfr_init2(out->bound[k], t->bits);
    out->curve = bn_doubles(1, t->info->rows);
    const bool whole = all && w && room && out->curve;
    if (whole)
        pass(out, t, all, w, room);
    bn_intervals_free(all, count);
    bn_intervals_free(w, t->dim + 2);
    free(room);
    return whole ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory to look at %zu unknowns", t->dim);
}

void bn_look_free(bn_look *look)
{
    for (size_t k = 0; k < BN_BOUNDS; k++)
        mpfr_clear(look->bound[k]);
    free(look->curve);
}
