/* Eight doubles at a time, in registers as wide as the compiler may use for this file. Lane k of a sum is
   always the same eight-fold sum and lanes are added in a fixed tree, so that the width changes the speed and
   no bit. Nothing is contracted to fma: it would round differently from machine to machine
   (-ffp-contract=off). */
#ifndef BN_LINALG_LANES_H
#define BN_LINALG_LANES_H

#include <stddef.h>
#include <string.h>

#include "base/clones.h"

enum { LANES = 8 };

#if defined(__AVX512F__)
#include <immintrin.h>

/* What fits in registers at once: rows of dot products; groups of lanes of a sum of rows; rows and groups of
   lanes of a tile. */
enum { DOTS = 8, PANELS = 4, TILE_ROWS = 8, TILE_PANELS = 3 };

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

static inline lanes lanes_load_floats(const float *p)
{
    return _mm512_cvtps_pd(_mm256_loadu_ps(p));
}

static inline lanes lanes_load_floats_part(const float *p, size_t count)
{
    return _mm512_cvtps_pd(_mm512_castps512_ps256(_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p)));
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

/* x y + z, rounded once. */
static inline lanes lanes_fuse(lanes x, lanes y, lanes z)
{
    return _mm512_fmadd_pd(x, y, z);
}

static inline __m256d lanes_halve(lanes x)
{
    return _mm512_castpd512_pd256(x) + _mm512_extractf64x4_pd(x, 1);
}

#elif defined(__AVX2__)
#include <immintrin.h>

enum { DOTS = 4, PANELS = 2, TILE_ROWS = 4, TILE_PANELS = 1 };

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

static inline lanes lanes_load_floats(const float *p)
{
    return (lanes){ _mm256_cvtps_pd(_mm_loadu_ps(p)), _mm256_cvtps_pd(_mm_loadu_ps(p + 4)) };
}

static inline lanes lanes_load_floats_part(const float *p, size_t count)
{
    const __m256i below =
        _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
    const __m256 x = _mm256_maskload_ps(p, below);
    return (lanes){ _mm256_cvtps_pd(_mm256_castps256_ps128(x)),
                    _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1)) };
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

static inline lanes lanes_fuse(lanes x, lanes y, lanes z)
{
    return (lanes){ _mm256_fmadd_pd(x.a, y.a, z.a), _mm256_fmadd_pd(x.b, y.b, z.b) };
}

static inline __m256d lanes_halve(lanes x)
{
    return x.a + x.b;
}

#else

enum { DOTS = 2, PANELS = 1, TILE_ROWS = 2, TILE_PANELS = 1 };

#ifdef __GNUC__
typedef double lane_pair __attribute__((vector_size(16), aligned(8), may_alias));

static inline lane_pair lane_pair_add(lane_pair x, lane_pair y)
{
    return x + y;
}

static inline lane_pair lane_pair_mul(lane_pair x, lane_pair y)
{
    return x * y;
}

static inline lane_pair lane_pair_of(double x, double y)
{
    return (lane_pair){ x, y };
}
#else
typedef struct lane_pair {
    double x[2];
} lane_pair;

static inline lane_pair lane_pair_add(lane_pair x, lane_pair y)
{
    return (lane_pair){ { x.x[0] + y.x[0], x.x[1] + y.x[1] } };
}

static inline lane_pair lane_pair_mul(lane_pair x, lane_pair y)
{
    return (lane_pair){ { x.x[0] * y.x[0], x.x[1] * y.x[1] } };
}

static inline lane_pair lane_pair_of(double x, double y)
{
    return (lane_pair){ { x, y } };
}
#endif

typedef struct lanes {
    lane_pair a, b, c, d;
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
    const lane_pair p = lane_pair_of(a, a);
    return (lanes){ p, p, p, p };
}

static inline lane_pair lane_pair_part(const double *p, size_t skip, size_t count)
{
    return lane_pair_of(count > skip ? p[skip] : 0, count > skip + 1 ? p[skip + 1] : 0);
}

static inline lanes lanes_load_part(const double *p, size_t count)
{
    return (lanes){ lane_pair_part(p, 0, count), lane_pair_part(p, 2, count), lane_pair_part(p, 4, count),
                    lane_pair_part(p, 6, count) };
}

static inline lanes lanes_load_floats(const float *p)
{
    return (lanes){ lane_pair_of(p[0], p[1]), lane_pair_of(p[2], p[3]), lane_pair_of(p[4], p[5]),
                    lane_pair_of(p[6], p[7]) };
}

static inline lanes lanes_load_floats_part(const float *p, size_t count)
{
    double all[LANES] = { 0 };
    for (size_t k = 0; k < count; k++)
        all[k] = p[k];
    return lanes_load(all);
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
    return (lanes){ lane_pair_add(x.a, y.a), lane_pair_add(x.b, y.b), lane_pair_add(x.c, y.c),
                    lane_pair_add(x.d, y.d) };
}

static inline lanes lanes_mul(lanes x, lanes y)
{
    return (lanes){ lane_pair_mul(x.a, y.a), lane_pair_mul(x.b, y.b), lane_pair_mul(x.c, y.c),
                    lane_pair_mul(x.d, y.d) };
}

/* The portable form rounds twice. */
static inline lanes lanes_fuse(lanes x, lanes y, lanes z)
{
    return lanes_add(lanes_mul(x, y), z);
}

#endif

/* z[r] = ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)) of the lanes of s[r], r < DOTS. */
#if defined(__AVX2__)

#if defined(__AVX512F__)

/* Of s and t: lanes k and k + 4 added, s below, t above. */
static inline lanes lanes_halves(lanes s, lanes t)
{
    return _mm512_shuffle_f64x2(s, t, 0x44) + _mm512_shuffle_f64x2(s, t, 0xee);
}

/* Pairs of lanes: those of the first quarter of s and the second added, so the third and fourth, then the
   same of t. */
static inline lanes lanes_quarters(lanes s, lanes t)
{
    return _mm512_shuffle_f64x2(s, t, 0x88) + _mm512_shuffle_f64x2(s, t, 0xdd);
}

static inline void lanes_sums(const lanes s[DOTS], double *z)
{
    const lanes p = lanes_quarters(lanes_halves(s[0], s[1]), lanes_halves(s[2], s[3]));
    const lanes q = lanes_quarters(lanes_halves(s[4], s[5]), lanes_halves(s[6], s[7]));
    const lanes sum = _mm512_unpacklo_pd(p, q) + _mm512_unpackhi_pd(p, q); /* of 0, 4, 1, 5, 2, 6, 3, 7 */
    _mm512_storeu_pd(z, _mm512_permutexvar_pd(_mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0), sum));
}

#else

static inline void lanes_sums(const lanes s[DOTS], double *z)
{
    const __m256d h0 = lanes_halve(s[0]), h1 = lanes_halve(s[1]), h2 = lanes_halve(s[2]),
                  h3 = lanes_halve(s[3]);
    const __m256d p = _mm256_permute2f128_pd(h0, h1, 0x20) + _mm256_permute2f128_pd(h0, h1, 0x31);
    const __m256d q = _mm256_permute2f128_pd(h2, h3, 0x20) + _mm256_permute2f128_pd(h2, h3, 0x31);
    const __m256d sum = _mm256_unpacklo_pd(p, q) + _mm256_unpackhi_pd(p, q); /* of 0, 2, 1, 3 */
    _mm256_storeu_pd(z, _mm256_permute4x64_pd(sum, 0xd8));
}

#endif

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
    const lane_pair p = lane_pair_add(lane_pair_add(s.a, s.c), lane_pair_add(s.b, s.d));
    memcpy(x, &p, sizeof p);
    return x[0] + x[1];
}

static inline void lanes_sums(const lanes s[DOTS], double *z)
{
    z[0] = lanes_sum(s[0]);
    z[1] = lanes_sum(s[1]);
}

#endif

/* Asks for the cache line at p, which may be anywhere. INLINE, and so must be who does little else: gcc sees
   no effect in it, and drops calls of functions without one (tests/prefetch.sh). */
INLINE void lanes_prefetch(const void *p)
{
#ifdef __GNUC__
    __builtin_prefetch(p, 0, 2);
#else
    (void)p;
#endif
}

/* The same, and into the first-level cache. */
INLINE void lanes_prefetch_near(const void *p)
{
#ifdef __GNUC__
    __builtin_prefetch(p, 0, 3);
#else
    (void)p;
#endif
}

#endif
