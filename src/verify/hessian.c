/* The Hessian, or a bound of it, in MPFR: S H = sum s_i c_i [x_i; 1][x_i; 1]' + S Lambda, known up to a
   bounded error; Lambda = l2, 0 for the intercept, and S = sum s_i. Factors of it less a shift prove things.
 */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/gram.h"
#include "dataset/statement.h"
#include "verify/trial.h"

struct bn_tried_hessian {
    const bn_trial *t;
    bn_triangle *A; /* S H */
    bn_interval *S; /* for the bound of logistic loss, phi'' <= 1/4, 4 S; then scratch */
    double tau;     /* a shift that matters to no one */
};

/* Lower bounds in curve make lower bounds of s_i c_i; what is next to nothing may be nothing. */
static bool add_rows(bn_tried_hessian *h, const double *curve, double *s)
{
    const double *weights = h->t->info->weights;
    for (size_t i = 0; i < h->t->x.n; i++) {
        s[i] = weights ? weights[i] : 1;
        if (curve)
            s[i] = curve[i] > 1e-80 ? bn_down(s[i] * curve[i]) : 0;
    }
    return bn_gram_add(h->A, &h->t->x, s);
}

/* The penalty's rounding is one of those that bn_gram_add grants. */
static void add_penalty(bn_tried_hessian *h)
{
    mpfr_ptr penalty = h->S[1].lo;
    mpfr_mul_d(penalty, h->S->lo, h->t->l2, MPFR_RNDN);
    for (size_t a = 0; a < h->t->x.cols; a++)
        mpfr_set(bn_triangle_row(h->A->A, a)[a], penalty, MPFR_RNDN);
    mpfr_sub(h->A->error, h->S->hi, h->S->lo, MPFR_RNDU);
    mpfr_mul_d(h->A->error, h->A->error, h->t->l2, MPFR_RNDU);
}

static bool fill(bn_tried_hessian *h, const double *curve, double *s)
{
    const bool quadratic = h->t->loss == BN_ON_QUADRATIC, quarter = h->t->loss == BN_ON_LOGISTIC && !curve;
    double least = HUGE_VAL;
    mpfr_mul_2ui(h->S->lo, h->t->S->lo, quarter ? 2 : 0, MPFR_RNDD);
    mpfr_mul_2ui(h->S->hi, h->t->S->hi, quarter ? 2 : 0, MPFR_RNDU);
    add_penalty(h);
    if (!quadratic && !add_rows(h, curve, s))
        return false;
    for (size_t a = 0; a < h->t->dim; a++) {
        for (size_t b = 0; quadratic && b <= a; b++)
            mpfr_set_d(bn_triangle_row(h->A->A, a)[b], bn_rows_at(&h->t->x, a, b), MPFR_RNDN);
        least = fmin(least, mpfr_get_d(bn_triangle_row(h->A->A, a)[a], MPFR_RNDN));
    }
    h->tau = least / mpfr_get_d(h->S->hi, MPFR_RNDN) * 0x1p-100;
    return true;
}

bool bn_tried_side(bn_tried_hessian *h, int side, double tau)
{
    mpfr_ptr shift = h->S[1].lo;
    mpfr_mul_d(shift, side * tau > 0 ? h->S->hi : h->S->lo, side * tau, MPFR_RNDU);
    return bn_triangle_exceeds(h->A, side, shift);
}

bool bn_tried_factor(bn_tried_hessian *h)
{
    return h->tau > 0 && bn_tried_side(h, 1, h->tau);
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

/* |v|_(H^-1) = sqrt(S) |v|_((S H)^-1), here and below. */
double bn_tried_norm(bn_tried_hessian *h, const bn_interval *g)
{
    mpfr_ptr norm = h->S[1].lo, root = h->S[1].hi;
    bn_triangle_norm(norm, h->A, g);
    mpfr_sqrt(root, h->S->hi, MPFR_RNDU);
    mpfr_mul(norm, norm, root, MPFR_RNDU);
    return mpfr_get_d(norm, MPFR_RNDU);
}

bool bn_tried_reach(double *reach, bn_tried_hessian *h)
{
    const double *weights = h->t->info->weights, root = bn_up(sqrt(mpfr_get_d(h->S->hi, MPFR_RNDU)));
    const bool had = bn_triangle_reach(reach, h->A, &h->t->x);
    for (size_t i = 0; i < h->t->x.n; i++)
        reach[i] = weights && !(weights[i] > 0) ? 0 : bn_up(reach[i] * root);
    return had;
}

void bn_tried_hessian_free(bn_tried_hessian *h)
{
    if (h) {
        bn_triangle_free(h->A);
        free(h->S);
    }
    free(h);
}

bn_status bn_tried_hessian_new(bn_tried_hessian **out, const bn_trial *t, const double *curve, bn_error *err)
{
    const size_t m = t->dim;
    if (m > BN_STATEMENT_LARGEST)
        return BN_OK;
    bn_tried_hessian *h = bn_array(1, sizeof *h);
    double *s = bn_doubles(1, t->x.n);
    if (h)
        *h =
            (bn_tried_hessian){ t, bn_triangle_new(m, t->bits, t->threads), bn_intervals_new(2, t->bits), 0 };
    const bool whole = h && s && h->A && h->S && fill(h, curve, s);
    free(s);
    if (whole)
        *out = h;
    else
        bn_tried_hessian_free(h);
    return whole ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory for a Hessian of %zu x %zu", m, m);
}
