/* Gram matrices in MPFR, summed there product by product or, in blocks, in doubled precision. */
#include "base/gram.h"

#include <math.h>
#include <stdlib.h>

#include <omp.h>

#include "base/alloc.h"
#include "base/clones.h"

enum { BLOCK = 256, LANES = 8 };

/* Row a of G; zeros, which data are full of, cost nothing. Entry i of column a is x[a * BLOCK + i]. */
static void add_exactly(bn_triangle *G, size_t a, const double *s, const double *x)
{
    mpfr_t *row = bn_triangle_row(G->A, a), *own = G->scratch + 2 * omp_get_thread_num();
    mpfr_ptr v = own[0], p = own[1];
    for (size_t i = 0; i < BLOCK; i++) {
        mpfr_set_d(v, x[a * BLOCK + i], MPFR_RNDN);
        mpfr_mul_d(v, v, s[i], MPFR_RNDN);
        for (size_t b = 0; !mpfr_zero_p(v) && b <= a; b++)
            if (x[b * BLOCK + i] != 0) {
                mpfr_mul_d(p, v, x[b * BLOCK + i], MPFR_RNDN);
                mpfr_add(row[b], row[b], p, MPFR_RNDN);
            }
    }
}

/* The leading half of the digits, so that products of halves are exact (Veltkamp, Dekker 1971). */
INLINE double half(double x)
{
    const double c = 0x1.0000002p27 * x;
    return c - (c - x);
}

/* a b = p + the value returned, exactly; p = fl(a b), and a1, b1 are the halves of a and b. */
INLINE double error_of(double p, double a, double a1, double b, double b1)
{
    return ((a1 * b1 - p) + a1 * (b - b1) + (a - a1) * b1) + (a - a1) * (b - b1);
}

/* a + b = s + the value returned, exactly; s = fl(a + b) (Knuth). */
INLINE double lost(double s, double a, double b)
{
    const double t = s - a;
    return (a - (s - t)) + (b - t);
}

/* A column that has been multiplied by s: v + rest = s x. */
typedef struct column {
    double v[BLOCK], first[BLOCK], rest[BLOCK];
} column;

CLONES static void weigh(column *c, const double *s, const double *x)
{
#pragma omp simd
    for (size_t i = 0; i < BLOCK; i++) {
        c->v[i] = s[i] * x[i];
        c->first[i] = half(c->v[i]);
        c->rest[i] = error_of(c->v[i], s[i], half(s[i]), x[i], half(x[i]));
    }
}

/* sum (v_i + rest_i) y_i = high + low: eight sums side by side, and their sum. */
CLONES static void dot(double *high, double *low, const column *c, const double *y)
{
    double sum[LANES] = { 0 }, small[LANES] = { 0 };
    for (size_t i = 0; i < BLOCK; i += LANES)
#pragma omp simd
        for (size_t k = 0; k < LANES; k++) {
            const double v = c->v[i + k], w = y[i + k], p = v * w, s = sum[k] + p;
            small[k] +=
                lost(s, sum[k], p) + (error_of(p, v, c->first[i + k], w, half(w)) + c->rest[i + k] * w);
            sum[k] = s;
        }
    *high = *low = 0;
    for (size_t k = 0; k < LANES; k++) {
        const double s = *high + sum[k];
        *low += lost(s, *high, sum[k]) + small[k];
        *high = s;
    }
}

/* Are all products, and what is lost in them, far inside the range of doubles? */
static bool moderate(const double *x, size_t count)
{
    bool all = true;
    for (size_t i = 0; i < count; i++)
        all = all && (x[i] == 0 || (fabs(x[i]) > 1e-90 && fabs(x[i]) < 1e90));
    return all;
}

/* One block, a column after the other; the longest row of G first. */
static void add_block(bn_triangle *G, const double *s, const double *x, bool exact)
{
    exact = exact || !moderate(s, BLOCK) || !moderate(x, G->m * BLOCK);
#pragma omp parallel for schedule(dynamic, 1) num_threads(G->threads) if (G->threads > 1)
    for (size_t a = G->m; a > 0; a--) {
        column c;
        double high, low;
        if (exact)
            add_exactly(G, a - 1, s, x);
        else
            weigh(&c, s, x + (a - 1) * BLOCK);
        for (size_t b = 0; !exact && b < a; b++) {
            mpfr_ptr to = bn_triangle_row(G->A, a - 1)[b];
            dot(&high, &low, &c, x + b * BLOCK);
            mpfr_add_d(to, to, high, MPFR_RNDN);
            mpfr_add_d(to, to, low, MPFR_RNDN);
        }
    }
}

/* Of each product at most eps s |x y| is missed: n additions in MPFR; in doubled precision a lane's 32 sums
   leave up to 34 u sum s |x y| to add up in 32 more, u = 2^-53, and lanes the like in 8 more: below 2000 u^2
   < 2^-94. As sum s |x y| <= sqrt(G_aa G_bb), the norm is at most eps tr(G). */
static void add_error(bn_triangle *G, size_t n, bool exact)
{
    mpfr_ptr eps = G->p, trace = G->q;
    mpfr_set_d(eps, 2.2 * (double)n + 16, MPFR_RNDU);
    mpfr_div_2ui(eps, eps, (unsigned long)G->bits - 1, MPFR_RNDU);
    mpfr_add_d(eps, eps, exact ? 0 : 0x1p-94, MPFR_RNDU);
    mpfr_set_zero(trace, 1);
    for (size_t a = 0; a < G->m; a++)
        mpfr_add(trace, trace, bn_triangle_row(G->A, a)[a], MPFR_RNDU);
    mpfr_fma(G->error, trace, eps, G->error, MPFR_RNDU);
}

bool bn_gram_add(bn_triangle *G, const bn_rows *x, const double *s)
{
    const bool exact = 0.5 * (double)x->n * (double)G->m * (double)(G->m + 1) <= 2e7;
    double *room = bn_doubles(G->m + 1, BLOCK);
    for (size_t first = 0; room && first < x->n; first += BLOCK) {
        for (size_t i = 0; i < BLOCK; i++) {
            const size_t row = first + i < x->n ? first + i : 0;
            room[i] = first + i < x->n ? s[row] : 0;
            for (size_t a = 0; a < G->m; a++)
                room[(a + 1) * BLOCK + i] = bn_rows_at(x, row, a);
        }
        add_block(G, room, room + BLOCK, exact);
    }
    if (room)
        add_error(G, x->n, exact);
    free(room);
    return room;
}
