/* Eight doubles at a time, in registers as wide as the compiler may use for this file. Lane k of a sum is always
   the same eight-fold sum and lanes are added in a fixed tree, so that the width changes the speed and no bit.
   Nothing is contracted to fma: it would round differently from machine to machine (-ffp-contract=off). */
#ifndef BN_LINALG_LANES_H
#define BN_LINALG_LANES_H

#include <stddef.h>
#include <string.h>

enum { LANES = 8 };

#if defined(__AVX512F__)
#include <immintrin.h>

enum {
    DOTS = 8,
    PANELS = 4
}; /* rows whose dot products fit in registers at once; groups of lanes of a sum of rows */

typedef __m512d lanes;

static inline lanes lanes_all(double a)
{
    return _mm512_set1_pd(a);
}

static inline lanes lanes_load(const double *p)
{
    return _mm512_loadu_pd(p);
}

/* Numbers beyond the count-th are not touched: 0. */
static inline lanes lanes_load_part(const double *p, size_t count)
{
    return _mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), p);
}

static inline void lanes_store(double *p, lanes x)
{
    _mm512_storeu_pd(p, x);
}

static inline void lanes_store_part(double *p, size_t count, lanes x)
{
    _mm512_mask_storeu_pd(p, (__mmask8)((1u << count) - 1), x);
}

static inline lanes lanes_add(lanes x, lanes y)
{
    return x + y;
}

static inline lanes lanes_mul(lanes x, lanes y)
{
    return x * y;
}

static inline __m256d lanes_halve(lanes x)
{
    return _mm512_castpd512_pd256(x) + _mm512_extractf64x4_pd(x, 1);
}

#elif defined(__AVX2__)
#include <immintrin.h>

enum { DOTS = 4, PANELS = 2 };

typedef struct lanes {
    __m256d a, b;
} lanes;

static inline lanes lanes_all(double a)
{
    return (lanes){ _mm256_set1_pd(a), _mm256_set1_pd(a) };
}

static inline lanes lanes_load(const double *p)
{
    return (lanes){ _mm256_loadu_pd(p), _mm256_loadu_pd(p + 4) };
}

static inline __m256i lanes_below(long long count)
{
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_set_epi64x(3, 2, 1, 0));
}

static inline lanes lanes_load_part(const double *p, size_t count)
{
    const __m256d a = _mm256_maskload_pd(p, lanes_below((long long)count));
    return (lanes){ a, count <= 4 ? _mm256_setzero_pd()
                                  : _mm256_maskload_pd(p + 4, lanes_below((long long)count - 4)) };
}

static inline void lanes_store(double *p, lanes x)
{
    _mm256_storeu_pd(p, x.a);
    _mm256_storeu_pd(p + 4, x.b);
}

static inline void lanes_store_part(double *p, size_t count, lanes x)
{
    _mm256_maskstore_pd(p, lanes_below((long long)count), x.a);
    if (count > 4)
        _mm256_maskstore_pd(p + 4, lanes_below((long long)count - 4), x.b);
}

static inline lanes lanes_add(lanes x, lanes y)
{
    return (lanes){ x.a + y.a, x.b + y.b };
}

static inline lanes lanes_mul(lanes x, lanes y)
{
    return (lanes){ x.a * y.a, x.b * y.b };
}

static inline __m256d lanes_halve(lanes x)
{
    return x.a + x.b;
}

#else

enum { DOTS = 2, PANELS = 1 };

#ifdef __GNUC__
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

static inline pair pair_add(pair x, pair y)
{
    return x + y;
}

static inline pair pair_mul(pair x, pair y)
{
    return x * y;
}

static inline pair pair_of(double x, double y)
{
    return (pair){ x, y };
}
#else
typedef struct pair {
    double x[2];
} pair;

static inline pair pair_add(pair x, pair y)
{
    return (pair){ { x.x[0] + y.x[0], x.x[1] + y.x[1] } };
}

static inline pair pair_mul(pair x, pair y)
{
    return (pair){ { x.x[0] * y.x[0], x.x[1] * y.x[1] } };
}

static inline pair pair_of(double x, double y)
{
    return (pair){ { x, y } };
}
#endif

typedef struct lanes {
    pair a, b, c, d;
} lanes;

static inline lanes lanes_load(const double *p)
{
    lanes x;
    memcpy(&x.a, p, sizeof x.a);
    memcpy(&x.b, p + 2, sizeof x.b);
    memcpy(&x.c, p + 4, sizeof x.c);
    memcpy(&x.d, p + 6, sizeof x.d);
    return x;
}

static inline lanes lanes_all(double a)
{
    const pair p = pair_of(a, a);
    return (lanes){ p, p, p, p };
}

static inline pair pair_part(const double *p, size_t skip, size_t count)
{
    return pair_of(count > skip ? p[skip] : 0, count > skip + 1 ? p[skip + 1] : 0);
}

static inline lanes lanes_load_part(const double *p, size_t count)
{
    return (lanes){ pair_part(p, 0, count), pair_part(p, 2, count), pair_part(p, 4, count),
                    pair_part(p, 6, count) };
}

static inline void lanes_store(double *p, lanes x)
{
    memcpy(p, &x.a, sizeof x.a);
    memcpy(p + 2, &x.b, sizeof x.b);
    memcpy(p + 4, &x.c, sizeof x.c);
    memcpy(p + 6, &x.d, sizeof x.d);
}

static inline void lanes_store_part(double *p, size_t count, lanes x)
{
    double all[LANES];
    lanes_store(all, x);
    for (size_t k = 0; k < count; k++)
        p[k] = all[k];
}

static inline lanes lanes_add(lanes x, lanes y)
{
    return (lanes){ pair_add(x.a, y.a), pair_add(x.b, y.b), pair_add(x.c, y.c), pair_add(x.d, y.d) };
}

static inline lanes lanes_mul(lanes x, lanes y)
{
    return (lanes){ pair_mul(x.a, y.a), pair_mul(x.b, y.b), pair_mul(x.c, y.c), pair_mul(x.d, y.d) };
}

#endif

/* z[r] = ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)) of the lanes of s[r], r < DOTS. */
#if defined(__AVX2__)

static inline void lanes_sum_four(lanes s0, lanes s1, lanes s2, lanes s3, double *z)
{
    const __m256d h0 = lanes_halve(s0), h1 = lanes_halve(s1), h2 = lanes_halve(s2), h3 = lanes_halve(s3);
    const __m256d p = _mm256_permute2f128_pd(h0, h1, 0x20) + _mm256_permute2f128_pd(h0, h1, 0x31);
    const __m256d q = _mm256_permute2f128_pd(h2, h3, 0x20) + _mm256_permute2f128_pd(h2, h3, 0x31);
    const __m256d sum = _mm256_unpacklo_pd(p, q) + _mm256_unpackhi_pd(p, q); /* of s0, s2, s1, s3 */
    _mm256_storeu_pd(z, _mm256_permute4x64_pd(sum, 0xd8));
}

static inline void lanes_sums(const lanes s[DOTS], double *z)
{
    lanes_sum_four(s[0], s[1], s[2], s[3], z);
#if defined(__AVX512F__)
    lanes_sum_four(s[4], s[5], s[6], s[7], z + 4);
#endif
}

static inline double lanes_sum(lanes s)
{
    const __m256d h = lanes_halve(s);
    const __m128d p = _mm256_castpd256_pd128(h) + _mm256_extractf128_pd(h, 1);
    return _mm_cvtsd_f64(p) + _mm_cvtsd_f64(_mm_unpackhi_pd(p, p));
}

#else

static inline double lanes_sum(lanes s)
{
    double x[2];
    const pair p = pair_add(pair_add(s.a, s.c), pair_add(s.b, s.d));
    memcpy(x, &p, sizeof p);
    return x[0] + x[1];
}

static inline void lanes_sums(const lanes s[DOTS], double *z)
{
    z[0] = lanes_sum(s[0]);
    z[1] = lanes_sum(s[1]);
}

#endif

/* Asks for the cache line at p, which may be anywhere. */
static inline void lanes_prefetch(const char *p)
{
#ifdef __GNUC__
    __builtin_prefetch(p, 0, 2);
#else
    (void)p;
#endif
}

#endif
