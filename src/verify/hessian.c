/* The Hessian, or a bound of it, in MPFR: G = sum s_i c_i x_i x_i' with a bounded error E. B = S (H - tau I),
   less than it is by all errors, is factored: a plain Cholesky that runs through is a proof (Rump 2006;
   theory 10.6). */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/gram.h"
#include "dataset/statement.h"
#include "verify/trial.h"

struct bn_tried_hessian {
    const bn_trial *t;
    bool exact;
    size_t m;
    double tau;                  /* a shift that matters to no one */
    mpfr_t *G, *B, *v, *scratch; /* triangles, m + 6 numbers, two for each thread: one block, that of G */
    mpfr_ptr E, trace;           /* bounds of |E| and tr(B) */
    bn_interval *S;              /* what divides G to give H: S, for the bound of logistic loss 4 S */
};

/* The lower bounds in curve are rounded down, so that products with them are. */
static void sum_products(bn_tried_hessian *h, const double *curve, double *s, double *x)
{
    const bn_dataset_info *d = h->t->info;
    for (size_t first = 0; first < d->rows; first += BN_GRAM_BLOCK) {
        for (size_t i = 0; i < BN_GRAM_BLOCK; i++) {
            const size_t row = first + i < d->rows ? first + i : 0;
            const double *from = bn_dataset_row(h->t->data, row), weight = d->weights ? d->weights[row] : 1;
            s[i] = first + i >= d->rows ? 0 : curve ? fmax(0, nextafter(weight * curve[row], -1)) : weight;
            for (size_t a = 0; a < h->m; a++)
                x[a * BN_GRAM_BLOCK + i] = a < d->cols ? from[a] : 1;
        }
        bn_gram_add(h->G, h->m, s, x, h->exact, h->scratch, h->t->threads);
    }
    bn_gram_error(h->E, h->G, h->m, d->rows, h->S->hi, h->exact, h->scratch);
}

/* B = side (G + S (Lambda - tau)) - |E| - loss, rounded down; Lambda = l2, 0 for the intercept. */
bool bn_tried_side(bn_tried_hessian *h, int side, double tau)
{
    mpfr_ptr q = h->v[0];
    mpfr_set_zero(h->trace, 1);
    for (size_t a = 0; a < h->m; a++) {
        mpfr_t *from = bn_triangle_row(h->G, a), *to = bn_triangle_row(h->B, a);
        for (size_t b = 0; b <= a; b++)
            mpfr_mul_si(to[b], from[b], side, MPFR_RNDD);
        mpfr_set_d(q, a < h->t->info->cols ? side * h->t->l2 : 0, MPFR_RNDD);
        mpfr_sub_d(q, q, side * tau, MPFR_RNDD);
        mpfr_mul(q, q, mpfr_sgn(q) < 0 ? h->S->hi : h->S->lo, MPFR_RNDD);
        mpfr_add(to[a], to[a], q, MPFR_RNDD);
        mpfr_sub(to[a], to[a], h->E, MPFR_RNDD);
        mpfr_add(h->trace, h->trace, to[a], MPFR_RNDU);
    }
    bn_triangle_loss(q, h->m, h->t->bits, h->trace);
    for (size_t a = 0; a < h->m; a++)
        mpfr_sub(bn_triangle_row(h->B, a)[a], bn_triangle_row(h->B, a)[a], q, MPFR_RNDD);
    return mpfr_sgn(h->trace) > 0 && bn_triangle_factor(h->B, h->m, h->scratch, h->t->threads);
}

double bn_tried_least(bn_tried_hessian *h)
{
    double high = h->tau * 0x1p100, low = h->tau * 0x1p40;
    if (!(low > 0) || !bn_tried_side(h, 1, low))
        return 0;
    while (high > 1.01 * low) {
        const double middle = sqrt(low) * sqrt(high);
        *(bn_tried_side(h, 1, middle) ? &low : &high) = middle;
    }
    return low;
}

bool bn_tried_factor(bn_tried_hessian *h)
{
    return h->tau > 0 && bn_tried_side(h, 1, h->tau);
}

/* With LL' <= S (H - tau I) and g = Lv + rest, |g|_(H^-1) <= sqrt(S) |v| + |rest|/sqrt(tau). The width of g
 * is rest. */
double bn_tried_norm(bn_tried_hessian *h, const bn_interval *g, const double *x)
{
    mpfr_ptr p = h->v[h->m], size = h->v[h->m + 1], rest = h->v[h->m + 2], width = h->v[h->m + 3];
    mpfr_set_zero(width, 1);
    for (size_t a = 0; a < h->m; a++)
        if (g) {
            mpfr_set(h->v[a], g[a].lo, MPFR_RNDN);
            mpfr_sub(p, g[a].hi, g[a].lo, MPFR_RNDU);
            mpfr_add(width, width, p, MPFR_RNDU);
        } else {
            mpfr_set_d(h->v[a], a < h->t->info->cols ? x[a] : 1, MPFR_RNDN);
        }
    bn_triangle_solve(size, rest, h->v, h->B, h->m, h->t->bits, h->trace);
    mpfr_add(rest, rest, width, MPFR_RNDU);
    mpfr_set_d(p, h->tau, MPFR_RNDD);
    mpfr_rec_sqrt(p, p, MPFR_RNDU);
    mpfr_mul(rest, rest, p, MPFR_RNDU);
    mpfr_sqrt(p, h->S->hi, MPFR_RNDU);
    mpfr_fma(rest, p, size, rest, MPFR_RNDU);
    return mpfr_get_d(rest, MPFR_RNDU);
}

void bn_tried_hessian_free(bn_tried_hessian *h)
{
    if (h) {
        free(h->G);
        free(h->S);
    }
    free(h);
}

/* The sums, and a shift 2^-100 below the smallest entry of the diagonal of H. */
static void fill(bn_tried_hessian *h, const double *curve, double *x)
{
    const bn_trial *t = h->t;
    const unsigned long quarter = t->loss == BN_ON_LOGISTIC && !curve ? 2 : 0;
    h->B = h->G + h->m * (h->m + 1) / 2;
    h->v = h->B + h->m * (h->m + 1) / 2;
    h->scratch = h->v + h->m + 6;
    h->E = h->v[h->m + 4];
    h->trace = h->v[h->m + 5];
    bn_trial_total(h->S, t);
    mpfr_mul_2ui(h->S->lo, h->S->lo, quarter, MPFR_RNDD);
    mpfr_mul_2ui(h->S->hi, h->S->hi, quarter, MPFR_RNDU);
    for (size_t a = 0; t->loss == BN_ON_QUADRATIC && a < h->m; a++)
        for (size_t b = 0; b <= a; b++)
            mpfr_set_d(bn_triangle_row(h->G, a)[b], bn_dataset_row(t->data, a)[b], MPFR_RNDN);
    if (t->loss != BN_ON_QUADRATIC)
        sum_products(h, curve, x, x + BN_GRAM_BLOCK);
    h->tau = HUGE_VAL;
    for (size_t a = 0; a < h->m; a++)
        h->tau = fmin(h->tau,
                      mpfr_get_d(bn_triangle_row(h->G, a)[a], MPFR_RNDN) / mpfr_get_d(h->S->lo, MPFR_RNDN) +
                          (a < t->info->cols ? t->l2 : 0));
    h->tau *= 0x1p-100;
}

bn_status bn_tried_hessian_new(bn_tried_hessian **out, const bn_trial *t, const double *curve, bn_error *err)
{
    const size_t m = t->dim, count = m * (m + 1) + m + 6 + 2 * (size_t)t->threads;
    if (m > BN_STATEMENT_LARGEST)
        return BN_OK;
    bn_tried_hessian *h = bn_array(1, sizeof *h);
    double *x = bn_doubles(m + 1, BN_GRAM_BLOCK);
    if (h)
        *h = (bn_tried_hessian){
            .t = t, .m = m, .G = bn_numbers_new(count, t->bits), .S = bn_intervals_new(1, t->bits)
        };
    const bool whole = h && x && h->G && h->S;
    if (whole) {
        h->exact = bn_trial_products(t) <= BN_EXACT_PRODUCTS;
        fill(h, curve, x);
        *out = h;
    } else {
        bn_tried_hessian_free(h);
    }
    free(x);
    return whole ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory for a Hessian of %zu x %zu", m, m);
}
