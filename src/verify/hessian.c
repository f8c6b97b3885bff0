/* Is H - tau I positive semidefinite? G = sum s_i c_i x_i x_i' is summed with a bounded error E, then factored in MPFR,
   where a plain Cholesky that runs through is a proof.
   Sums: up to EXACT products, each is formed without error and added with one rounding. Beyond that they are summed 64 at
   a time in doubles, eight sums side by side: at most gamma_16 s |x y| is missed of each, and 2^-1074 (1 + s) where it
   underflows. As sum s |x y| <= sqrt(G_aa G_bb), the spectral norm of E is at most eps tr(G).
   Factor: Cholesky of B in precision u that runs through proves that no eigenvalue of B is below -gamma_m+2 tr(B)
   (Rump 2006; theory 10.6). */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "dataset/statement.h"
#include "verify/trial.h"

enum { BLOCK = 64, SUMS = 8 };
#define EXACT 3e8 /* half a minute's worth */

struct bn_tried_hessian {
    const bn_trial *t;
    bool exact;
    size_t m, triangle;
    double *x, *s; /* BLOCK entries of each column; BLOCK weights */
    bn_interval
        *cell; /* lower triangle, (a, b) at a (a + 1)/2 + b: lo of G, hi of B, which is factored in place */
    bn_interval *S; /* what divides G to give H: S, for the bound of logistic loss 4 S */
    bn_interval *E; /* hi: a bound of |E| */
};

static bn_interval *row_of(const bn_tried_hessian *h, size_t a)
{
    return h->cell + a * (a + 1) / 2;
}

static double dot(const double *s, const double *x, const double *y)
{
    double sum[SUMS] = { 0 };
    for (size_t i = 0; i < BLOCK; i += SUMS)
        for (size_t k = 0; k < SUMS; k++)
            sum[k] += x[i + k] * y[i + k] * s[i + k];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* Row a of G takes the products of one block. */
static void add_block(bn_tried_hessian *h, size_t a)
{
    const double *x = h->x + a * BLOCK;
    bn_interval *G = row_of(h, a);
    mpfr_t v, p;
    mpfr_inits2(h->t->bits, v, p, (mpfr_ptr)0);
    for (size_t b = 0; !h->exact && b <= a; b++)
        mpfr_add_d(G[b].lo, G[b].lo, dot(h->s, x, h->x + b * BLOCK), MPFR_RNDN);
    for (size_t i = 0; h->exact && i < BLOCK; i++) {
        mpfr_set_d(v, x[i], MPFR_RNDN);
        mpfr_mul_d(v, v, h->s[i], MPFR_RNDN);
        for (size_t b = 0; !mpfr_zero_p(v) && b <= a; b++)
            if (h->x[b * BLOCK + i] != 0) {
                mpfr_mul_d(p, v, h->x[b * BLOCK + i], MPFR_RNDN);
                mpfr_add(G[b].lo, G[b].lo, p, MPFR_RNDN);
            }
    }
    mpfr_clears(v, p, (mpfr_ptr)0);
}

/* Rows first .. first + BLOCK - 1; those beyond the last weigh nothing. */
static void load(bn_tried_hessian *h, size_t first, const double *curve)
{
    const bn_dataset_info *d = h->t->info;
    for (size_t i = 0; i < BLOCK; i++) {
        const size_t row = first + i < d->rows ? first + i : 0;
        const double *x = bn_dataset_row(h->t->data, row), s = d->weights ? d->weights[row] : 1;
        h->s[i] = first + i >= d->rows ? 0 : curve ? fmax(0, nextafter(s * curve[row], -1)) : s;
        for (size_t a = 0; a < h->m; a++)
            h->x[a * BLOCK + i] = a < d->cols ? x[a] : 1;
    }
}

static void sum_products(bn_tried_hessian *h, const double *curve)
{
    const double n = (double)h->t->info->rows;
    mpfr_t eps;
    for (size_t first = 0; first < h->t->info->rows; first += BLOCK) {
        load(h, first, curve);
#pragma omp parallel for schedule(dynamic, 1) num_threads(h->t->threads) if (h->t->threads > 1)
        for (size_t a = 0; a < h->m; a++)
            add_block(h, a);
    }
    mpfr_init2(eps, h->t->bits);
    mpfr_set_d(eps, 1.1 * n + 8, MPFR_RNDU);
    mpfr_div_2ui(eps, eps, (unsigned long)h->t->bits - 1, MPFR_RNDU);
    mpfr_add_d(eps, eps, h->exact ? 0 : 17 * 0x1p-53, MPFR_RNDU);
    for (size_t a = 0; a < h->m; a++)
        mpfr_add(h->E->hi, h->E->hi, row_of(h, a)[a].lo, MPFR_RNDU);
    mpfr_mul(h->E->hi, h->E->hi, eps, MPFR_RNDU);
    mpfr_add_d(eps, h->S->hi, n, MPFR_RNDU);
    mpfr_mul_d(eps, eps, h->exact ? 0 : (double)h->m * 0x1p-1074, MPFR_RNDU);
    mpfr_add(h->E->hi, h->E->hi, eps, MPFR_RNDU);
    mpfr_clear(eps);
}

static bool factor(bn_tried_hessian *h)
{
    for (size_t k = 0; k < h->m; k++) {
        mpfr_ptr pivot = row_of(h, k)[k].hi;
        if (!mpfr_number_p(pivot) || mpfr_sgn(pivot) <= 0)
            return false;
        mpfr_sqrt(pivot, pivot, MPFR_RNDN);
        for (size_t a = k + 1; a < h->m; a++)
            mpfr_div(row_of(h, a)[k].hi, row_of(h, a)[k].hi, pivot, MPFR_RNDN);
#pragma omp parallel for schedule(dynamic, 8)                                                                \
    num_threads(h->t->threads) if (h->t->threads > 1 && h->m - k > 16)
        for (size_t a = k + 1; a < h->m; a++) {
            bn_interval *row = row_of(h, a);
            mpfr_t p;
            mpfr_init2(p, h->t->bits);
            for (size_t b = k + 1; b <= a; b++) {
                mpfr_mul(p, row[k].hi, row_of(h, b)[k].hi, MPFR_RNDN);
                mpfr_sub(row[b].hi, row[b].hi, p, MPFR_RNDN);
            }
            mpfr_clear(p);
        }
    }
    return true;
}

/* B = side (G + S (Lambda - tau)) - |E| - what Cholesky may lose, rounded down; Lambda = l2, 0 for the intercept. */
bool bn_tried_side(bn_tried_hessian *h, int side, double tau)
{
    mpfr_t q, trace;
    mpfr_inits2(h->t->bits, q, trace, (mpfr_ptr)0);
    mpfr_set_zero(trace, 1);
    for (size_t a = 0; a < h->m; a++) {
        bn_interval *row = row_of(h, a);
        for (size_t b = 0; b <= a; b++)
            mpfr_mul_si(row[b].hi, row[b].lo, side, MPFR_RNDD);
        mpfr_set_d(q, a < h->t->info->cols ? side * h->t->l2 : 0, MPFR_RNDD);
        mpfr_sub_d(q, q, side * tau, MPFR_RNDD);
        mpfr_mul(q, q, mpfr_sgn(q) < 0 ? h->S->hi : h->S->lo, MPFR_RNDD);
        mpfr_add(row[a].hi, row[a].hi, q, MPFR_RNDD);
        mpfr_sub(row[a].hi, row[a].hi, h->E->hi, MPFR_RNDD);
        mpfr_add(trace, trace, row[a].hi, MPFR_RNDU);
    }
    mpfr_mul_d(trace, trace, (double)h->m + 4, MPFR_RNDU);
    mpfr_div_2ui(trace, trace, (unsigned long)h->t->bits - 4, MPFR_RNDU);
    for (size_t a = 0; a < h->m; a++)
        mpfr_sub(row_of(h, a)[a].hi, row_of(h, a)[a].hi, trace, MPFR_RNDD);
    const bool proved = mpfr_sgn(trace) > 0 && factor(h);
    mpfr_clears(q, trace, (mpfr_ptr)0);
    return proved;
}

double bn_tried_least(bn_tried_hessian *h)
{
    double high = HUGE_VAL, low;
    for (size_t a = 0; a < h->m; a++) /* no diagonal entry is below the least eigenvalue */
        high = fmin(high, mpfr_get_d(row_of(h, a)[a].lo, MPFR_RNDN) / mpfr_get_d(h->S->lo, MPFR_RNDN) +
                              (a < h->t->info->cols ? h->t->l2 : 0));
    low = 0x1p-60 * high;
    if (!(low > 0) || !bn_tried_side(h, 1, low))
        return 0;
    while (high > 1.001 * low) {
        const double middle = sqrt(low) * sqrt(high);
        *(bn_tried_side(h, 1, middle) ? &low : &high) = middle;
    }
    return low;
}

void bn_tried_hessian_free(bn_tried_hessian *h)
{
    if (!h)
        return;
    bn_intervals_free(h->cell, h->triangle + 2);
    free(h->x);
    free(h);
}

bn_status bn_tried_hessian_new(bn_tried_hessian **out, const bn_trial *t, const double *curve, bn_error *err)
{
    const size_t m = t->dim, triangle = m * (m + 1) / 2;
    bn_tried_hessian *h = m <= BN_STATEMENT_LARGEST ? bn_array(1, sizeof *h) : NULL;
    if (h)
        *h = (bn_tried_hessian){ .t = t,
                                 .m = m,
                                 .triangle = triangle,
                                 .x = bn_doubles(m + 1, BLOCK),
                                 .cell = bn_intervals_new(triangle + 2, t->bits) };
    if (m <= BN_STATEMENT_LARGEST && (!h || !h->x || !h->cell)) {
        bn_tried_hessian_free(h);
        return bn_fail(err, BN_NO_MEMORY, "no memory for a Hessian of %zu x %zu", m, m);
    }
    *out = h;
    if (!h)
        return BN_OK;
    h->s = h->x + m * BLOCK;
    h->S = h->cell + triangle;
    h->E = h->S + 1;
    h->exact = (double)t->info->rows * (double)triangle <= EXACT;
    bn_trial_total(h->S, t);
    mpfr_mul_2ui(h->S->lo, h->S->lo, t->loss == BN_ON_LOGISTIC && !curve ? 2 : 0, MPFR_RNDD);
    mpfr_mul_2ui(h->S->hi, h->S->hi, t->loss == BN_ON_LOGISTIC && !curve ? 2 : 0, MPFR_RNDU);
    for (size_t a = 0; t->loss == BN_ON_QUADRATIC && a < m; a++)
        for (size_t b = 0; b <= a; b++)
            bn_interval_set(&row_of(h, a)[b], bn_dataset_row(t->data, a)[b]);
    if (t->loss != BN_ON_QUADRATIC)
        sum_products(h, curve);
    return BN_OK;
}
