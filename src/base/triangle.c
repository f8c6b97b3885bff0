/* Symmetric matrices and their Cholesky factors in MPFR. */
#include "base/triangle.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <omp.h>

#include "base/alloc.h"
#include "base/clones.h"
#include "base/numbers.h"

enum { LANES = 8 }; /* vectors side by side */

bn_triangle *bn_triangle_new(size_t m, mpfr_prec_t bits, int threads)
{
    const size_t cells = m * (m + 1) / 2;
    bn_triangle *t = bn_array(1, sizeof *t);
    mpfr_t *x = bn_numbers_new(2 * cells + m + 5 + 2 * (size_t)threads, bits);
    if (!t || !x) {
        free(t);
        free(x);
        return NULL;
    }
    mpfr_t *L = x + cells, *v = L + cells, *more = v + m;
    *t = (bn_triangle){ m, bits, threads, x, L, v, more + 5, more[0], more[1], more[2], more[3], more[4] };
    return t;
}

void bn_triangle_free(bn_triangle *t)
{
    if (t)
        free(t->A);
    free(t);
}

/* L = its own Cholesky factor; false when a pivot is not a positive number. */
static bool factor(bn_triangle *t)
{
    for (size_t k = 0; k < t->m; k++) {
        mpfr_ptr pivot = bn_triangle_row(t->L, k)[k];
        if (!mpfr_number_p(pivot) || mpfr_sgn(pivot) <= 0)
            return false;
        mpfr_sqrt(pivot, pivot, MPFR_RNDN);
        for (size_t a = k + 1; a < t->m; a++)
            mpfr_div(bn_triangle_row(t->L, a)[k], bn_triangle_row(t->L, a)[k], pivot, MPFR_RNDN);
#pragma omp parallel for schedule(dynamic, 8) num_threads(t->threads) if (t->threads > 1 && t->m - k > 16)
        for (size_t a = k + 1; a < t->m; a++) {
            mpfr_t *row = bn_triangle_row(t->L, a);
            mpfr_ptr p = t->scratch[omp_get_thread_num()];
            for (size_t b = k + 1; b <= a; b++) {
                mpfr_mul(p, row[k], bn_triangle_row(t->L, b)[k], MPFR_RNDN);
                mpfr_sub(row[b], row[b], p, MPFR_RNDN);
            }
        }
    }
    return true;
}

/* loss = (m + 4) 2^(4 - bits) size, eight times what theory asks for. */
static void rounding(mpfr_t loss, const bn_triangle *t, mpfr_t size)
{
    mpfr_mul_d(loss, size, (double)t->m + 4, MPFR_RNDU);
    mpfr_div_2ui(loss, loss, (unsigned long)t->bits - 4, MPFR_RNDU);
}

bool bn_triangle_exceeds(bn_triangle *t, int side, mpfr_t shift)
{
    mpfr_set(t->shift, shift, MPFR_RNDD);
    mpfr_add(t->p, shift, t->error, MPFR_RNDU);
    mpfr_set_zero(t->trace, 1);
    for (size_t k = 0; k < t->m * (t->m + 1) / 2; k++)
        mpfr_mul_si(t->L[k], t->A[k], side, MPFR_RNDD);
    for (size_t a = 0; a < t->m; a++) {
        mpfr_ptr diagonal = bn_triangle_row(t->L, a)[a];
        mpfr_sub(diagonal, diagonal, t->p, MPFR_RNDD);
        mpfr_add(t->trace, t->trace, diagonal, MPFR_RNDU);
    }
    rounding(t->q, t, t->trace);
    for (size_t a = 0; a < t->m; a++)
        mpfr_sub(bn_triangle_row(t->L, a)[a], bn_triangle_row(t->L, a)[a], t->q, MPFR_RNDD);
    return mpfr_sgn(t->trace) > 0 && factor(t);
}

/* Substitution, row by row: (L + D) v = g with |D| <= gamma |L|, so that g - L v is at most gamma |L|_F |v|,
   and |L|_F^2 <= tr. With LL' <= side A - shift I and g = L v + rest: |g| <= |v| + |rest|/sqrt(shift) in that
   norm. */
static void norm_within(mpfr_t out, bn_triangle *t, mpfr_t width)
{
    mpfr_ptr size = t->p;
    mpfr_set_zero(size, 1);
    for (size_t a = 0; a < t->m; a++) {
        mpfr_t *row = bn_triangle_row(t->L, a);
        for (size_t b = 0; b < a; b++)
            if (!mpfr_zero_p(t->v[b])) {
                mpfr_mul(t->q, row[b], t->v[b], MPFR_RNDN);
                mpfr_sub(t->v[a], t->v[a], t->q, MPFR_RNDN);
            }
        mpfr_div(t->v[a], t->v[a], row[a], MPFR_RNDN);
        mpfr_sqr(t->q, t->v[a], MPFR_RNDU);
        mpfr_add(size, size, t->q, MPFR_RNDU);
    }
    mpfr_sqrt(size, size, MPFR_RNDU);
    mpfr_sqrt(t->q, t->trace, MPFR_RNDU);
    rounding(t->q, t, t->q);
    mpfr_fma(out, t->q, size, width, MPFR_RNDU);
    mpfr_rec_sqrt(t->q, t->shift, MPFR_RNDU);
    mpfr_fma(out, out, t->q, size, MPFR_RNDU);
}

void bn_triangle_norm(mpfr_t out, bn_triangle *t, const bn_interval *g)
{
    mpfr_set_zero(out, 1);
    for (size_t a = 0; a < t->m; a++) {
        mpfr_set(t->v[a], g[a].lo, MPFR_RNDN);
        mpfr_sub(t->p, g[a].hi, g[a].lo, MPFR_RNDU);
        mpfr_add(out, out, t->p, MPFR_RNDU);
    }
    norm_within(out, t, out);
}

double bn_rows_norm(const bn_rows *x, size_t i)
{
    double norm = x->one;
    for (size_t j = 0; j < x->cols; j++)
        norm = hypot(norm, bn_rows_at(x, i, j));
    return norm * (1 + 4 * (double)x->cols * DBL_EPSILON);
}

/* T = L^-1 in doubles, row by row from the right, and a bound of |T L - I| in the norm of Frobenius: as
   computed, and what rounding did to it and to the entries of L, gamma |T||L|. HUGE_VAL where doubles do not
   do. */
static double invert(double *T, double *L, const bn_triangle *t)
{
    const size_t m = t->m;
    const double gamma = ((double)m + 8) * DBL_EPSILON;
    double squares = 0;
    for (size_t a = 0; a < m; a++)
        for (size_t b = 0; b <= a; b++) {
            const double entry = L[a * m + b] = mpfr_get_d(bn_triangle_row(t->L, a)[b], MPFR_RNDN);
            if (entry != 0 && !(fabs(entry) > 1e-140 && fabs(entry) < 1e140))
                return HUGE_VAL;
        }
    for (size_t a = 0; a < m; a++)
        for (size_t b = a + 1; b-- > 0;) {
            double rest = a == b, off = -rest, size = 0;
            for (size_t k = b + 1; k <= a; k++)
                rest -= T[a * m + k] * L[k * m + b];
            T[a * m + b] = rest / L[b * m + b];
            for (size_t k = b; k <= a; k++) {
                off += T[a * m + k] * L[k * m + b];
                size += fabs(T[a * m + k] * L[k * m + b]);
            }
            off = fabs(off) + gamma * (size + 1) + 1e-250;
            squares += off * off;
        }
    return sqrt(squares) * (1 + 1e-6);
}

/* |T x| for LANES vectors, entry b of vector k at x[b * LANES + k]. Each component is off by at most
   gamma sum |T_ab x_b|, and by what underflows. */
CLONES static void norms_of(double *norms, const double *T, size_t m, const double *x)
{
    const double gamma = ((double)m + 8) * DBL_EPSILON;
    double squares[LANES] = { 0 };
    for (size_t a = 0; a < m; a++) {
        double sum[LANES] = { 0 }, size[LANES] = { 0 };
        for (size_t b = 0; b <= a; b++)
#pragma omp simd
            for (size_t k = 0; k < LANES; k++) {
                const double p = T[a * m + b] * x[b * LANES + k];
                sum[k] += p;
                size[k] += fabs(p);
            }
        for (size_t k = 0; k < LANES; k++) {
            sum[k] = fabs(sum[k]) + gamma * size[k] + (double)m * DBL_MIN;
            squares[k] += sum[k] * sum[k];
        }
    }
    for (size_t k = 0; k < LANES; k++)
        norms[k] = sqrt(squares[k] + DBL_MIN) * (1 + 1e-9);
}

/* Rows first and on; scale takes |T x| to |L^-1 x|. */
static void reach_by(double *reach, const bn_triangle *t, const double *T, double scale, const bn_rows *x,
                     size_t first, double *room)
{
    double norms[LANES];
    for (size_t a = 0; a < t->m; a++)
        for (size_t k = 0; k < LANES; k++)
            room[a * LANES + k] = first + k < x->n ? bn_rows_at(x, first + k, a) : 0;
    norms_of(norms, T, t->m, room);
    for (size_t k = 0; k < LANES && first + k < x->n; k++)
        reach[first + k] = norms[k] * scale;
}

static double reach_exactly(bn_triangle *t, const bn_rows *x, size_t i)
{
    mpfr_ptr norm = t->scratch[0];
    mpfr_set_zero(norm, 1);
    for (size_t a = 0; a < t->m; a++)
        mpfr_set_d(t->v[a], bn_rows_at(x, i, a), MPFR_RNDN);
    norm_within(norm, t, norm);
    return mpfr_get_d(norm, MPFR_RNDU);
}

bool bn_triangle_reach(double *reach, bn_triangle *t, const bn_rows *x)
{
    const size_t m = t->m;
    double *T = bn_doubles(2 * m + LANES * (size_t)t->threads, m);
    if (!T)
        return false;
    double *room = T + 2 * m * m;
    const double defect = invert(T, T + m * m, t);
    if (defect < 1e-6)
#pragma omp parallel for schedule(static) num_threads(t->threads) if (t->threads > 1)
        for (size_t first = 0; first < x->n; first += LANES)
            reach_by(reach, t, T, 1 + 2 * defect, x, first, room + m * LANES * (size_t)omp_get_thread_num());
    for (size_t i = 0; !(defect < 1e-6) && i < x->n; i++)
        reach[i] = reach_exactly(t, x, i);
    free(T);
    return true;
}
