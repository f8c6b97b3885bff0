/* A judge of enclosures: how many eigenvalues of a matrix of doubles lie below a number, by Householder's
   reduction to a tridiagonal matrix and Sturm's count, in MPFR. With p bits both are as good as a change of
   the matrix by less than 2^(16 - p) of its norm (d <= 60), which the number is moved by. */
#ifndef TESTS_CURVATURE_INERTIA_H
#define TESTS_CURVATURE_INERTIA_H

#include <stdlib.h>

#include <mpfr.h>

typedef struct inertia {
    size_t d;
    mpfr_t *a, *b; /* diagonal; squares of the entries beside it */
    mpfr_t slack, q, shift, t;
} inertia;

static inline mpfr_t *inertia_numbers(size_t count, mpfr_prec_t bits)
{
    mpfr_t *a = malloc(count * sizeof *a);
    for (size_t i = 0; i < count; i++) {
        mpfr_init2(a[i], bits);
        mpfr_set_zero(a[i], 1);
    }
    return a;
}

static inline void inertia_free_numbers(mpfr_t *a, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mpfr_clear(a[i]);
    free(a);
}

/* A -> (I - 2 vv'/v'v) A (I - 2 vv'/v'v) with v from column k below the diagonal; M is full, d x d. */
static inline void inertia_reflect(size_t d, mpfr_t *M, size_t k, mpfr_t *v, mpfr_t *p, mpfr_t s, mpfr_t t)
{
    mpfr_set_zero(s, 1);
    for (size_t i = k + 1; i < d; i++) {
        mpfr_set(v[i], M[i * d + k], MPFR_RNDN);
        mpfr_fma(s, v[i], v[i], s, MPFR_RNDN);
    }
    if (mpfr_zero_p(s))
        return;
    mpfr_sqrt(t, s, MPFR_RNDN);
    mpfr_setsign(t, t, mpfr_signbit(v[k + 1]), MPFR_RNDN);
    mpfr_add(v[k + 1], v[k + 1], t, MPFR_RNDN);
    mpfr_mul(s, v[k + 1], t, MPFR_RNDN); /* v'v/2 */
    for (size_t i = k; i < d; i++) {     /* p = A v/(v'v/2) */
        mpfr_set_zero(p[i], 1);
        for (size_t j = k + 1; j < d; j++)
            mpfr_fma(p[i], M[i * d + j], v[j], p[i], MPFR_RNDN);
        mpfr_div(p[i], p[i], s, MPFR_RNDN);
    }
    mpfr_set_zero(t, 1);
    for (size_t i = k + 1; i < d; i++)
        mpfr_fma(t, p[i], v[i], t, MPFR_RNDN);
    mpfr_div(t, t, s, MPFR_RNDN);
    mpfr_div_2ui(t, t, 1, MPFR_RNDN);
    for (size_t i = k + 1; i < d; i++) { /* p - (p'v/v'v) v */
        mpfr_mul(s, t, v[i], MPFR_RNDN);
        mpfr_sub(p[i], p[i], s, MPFR_RNDN);
    }
    mpfr_set_zero(v[k], 1);
    for (size_t i = k; i < d; i++)
        for (size_t j = k; j < d; j++) {
            mpfr_fmma(s, v[i], p[j], p[i], v[j], MPFR_RNDN);
            mpfr_sub(M[i * d + j], M[i * d + j], s, MPFR_RNDN);
        }
}

/* Of (C + C')/2 for the exact d x d entries of C, if scale divides them: C is read as numbers, not through
   doubles. */
static inline inertia inertia_of(size_t d, mpfr_t *M, mpfr_prec_t bits)
{
    inertia h = { .d = d, .a = inertia_numbers(d, bits), .b = inertia_numbers(d, bits) };
    mpfr_t *v = inertia_numbers(d, bits), *p = inertia_numbers(d, bits);
    mpfr_inits2(bits, h.slack, h.q, h.shift, h.t, (mpfr_ptr)0);
    mpfr_set_zero(h.slack, 1);
    for (size_t i = 0; i < d * d; i++)
        mpfr_fma(h.slack, M[i], M[i], h.slack, MPFR_RNDU);
    mpfr_sqrt(h.slack, h.slack, MPFR_RNDU);
    mpfr_mul_2si(h.slack, h.slack, 32 - (long)bits, MPFR_RNDU);
    for (size_t k = 0; k + 2 < d; k++)
        inertia_reflect(d, M, k, v, p, h.q, h.t);
    for (size_t i = 0; i < d; i++) {
        mpfr_set(h.a[i], M[i * d + i], MPFR_RNDN);
        if (i + 1 < d)
            mpfr_sqr(h.b[i], M[(i + 1) * d + i], MPFR_RNDN);
    }
    inertia_free_numbers(v, d);
    inertia_free_numbers(p, d);
    return h;
}

static inline void inertia_free(inertia *h)
{
    inertia_free_numbers(h->a, h->d);
    inertia_free_numbers(h->b, h->d);
    mpfr_clears(h->slack, h->q, h->shift, h->t, (mpfr_ptr)0);
}

/* Eigenvalues below x; x is moved by the slack, downwards with side -1, upwards with +1. */
static inline size_t inertia_below(inertia *h, double x, int side)
{
    size_t below = 0;
    mpfr_set_d(h->shift, x, MPFR_RNDN);
    (side < 0 ? mpfr_sub : mpfr_add)(h->shift, h->shift, h->slack, MPFR_RNDN);
    for (size_t i = 0; i < h->d; i++) {
        mpfr_sub(h->t, h->a[i], h->shift, MPFR_RNDN);
        if (i > 0) {
            if (mpfr_zero_p(h->q)) /* a neighbour of 0 does as well */
                mpfr_set(h->q, h->slack, MPFR_RNDN);
            mpfr_div(h->q, h->b[i - 1], h->q, MPFR_RNDN);
            mpfr_sub(h->t, h->t, h->q, MPFR_RNDN);
        }
        mpfr_set(h->q, h->t, MPFR_RNDN);
        below += mpfr_sgn(h->q) < 0;
    }
    return below;
}

#endif
