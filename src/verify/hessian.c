/* Is H - tau I positive semidefinite? Products of the data are summed exactly but for a tiny part that is bounded,
   then factored in MPFR, where a plain Cholesky that runs through is a proof.

   Sums. With vectors x_a (columns; rows where unknowns outnumber them) scaled by powers of two to entries below 1, each
   product s x y is v y + rest y, v y = p + e exactly (Veltkamp's split, Dekker's product). p is summed along with its
   rounding errors (Knuth), the small parts beside (Ogita, Rump, Oishi 2005): what is missed of sum s x y is at most
   gamma_n+8^2 sum |s x y|, and n 2^-1060 for what underflows. |E_ab| <= eps sqrt(G_aa G_bb) makes
   |v'Ev| <= eps m v' diag(G) v, so a change of the diagonal pays for it.
   Factor. If Cholesky of B in unit u runs through, no eigenvalue of B is below -gamma_m+2 tr(B) (Rump 2006, theory
   10.6); if it breaks down at a pivot whose size does not exceed B's entry there, one is at most 4 gamma_m+2 tr(B). */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "verify/trial.h"

enum { BLOCK = 256, TILE = 8, LARGEST = 4096 };

/* One place of TILE vectors: x = x_hi + x_lo, s x = v + rest, v = v_hi + v_lo. */
typedef struct strip {
    double x[TILE], x_hi[TILE], x_lo[TILE], v[TILE], v_hi[TILE], v_lo[TILE], rest[TILE];
} strip;

struct bn_hessian_matrix {
    const bn_trial *t;
    const double *curve;
    bool wide;
    size_t m, tiles, length; /* m vectors, of that many places */
    double *scale, *first;   /* m: the vectors' powers of two; the diagonal before it is factored */
    double *sum, *rest;      /* of products, by tiles of rows and columns */
    strip *strips;
    mpfr_t *G, *B;           /* lower triangles by rows, (a, b) at a (a + 1)/2 + b: sums; what is factored */
    bn_interval *diagonal;   /* m: of G, wide enough to pay for E; then S */
};

static double split(double x)
{
    const double c = 134217729 * x;
    return c - (c - x);
}

/* a b - p for p = fl(a b), exactly */
static double left_over(double p, double a_hi, double a_lo, double b_hi, double b_lo)
{
    return a_lo * b_lo - (((p - a_hi * b_hi) - a_lo * b_hi) - a_hi * b_lo);
}

static void put(strip *at, size_t k, double x, double s)
{
    const double s_hi = split(s);
    at->x[k] = x;
    at->x_hi[k] = split(x);
    at->x_lo[k] = x - at->x_hi[k];
    at->v[k] = s * x;
    at->v_hi[k] = split(at->v[k]);
    at->v_lo[k] = at->v[k] - at->v_hi[k];
    at->rest[k] = left_over(at->v[k], s_hi, s - s_hi, at->x_hi[k], at->x_lo[k]);
}

static void multiply(const strip *left, const strip *right, size_t k, size_t count, double *sums, double *rests)
{
    double sum[TILE], rest[TILE];
    for (size_t j = 0; j < TILE; j++)
        sum[j] = sums[j], rest[j] = rests[j];
    for (size_t i = 0; i < count; i++) {
        const double v = left[i].v[k], v_hi = left[i].v_hi[k], v_lo = left[i].v_lo[k], more = left[i].rest[k];
        for (size_t j = 0; j < TILE; j++) {
            const double p = v * right[i].x[j], e = left_over(p, v_hi, v_lo, right[i].x_hi[j], right[i].x_lo[j]);
            const double next = sum[j] + p, part = next - sum[j];
            rest[j] += ((sum[j] - (next - part)) + (p - part)) + (e + more * right[i].x[j]);
            sum[j] = next;
        }
    }
    for (size_t j = 0; j < TILE; j++)
        sums[j] = sum[j], rests[j] = rest[j];
}

/* Weight of row i beside the power of two that all of them share; never above its true value with curve. */
static double weight(const bn_hessian_matrix *h, size_t i)
{
    const double s = h->t->info->weights ? h->t->info->weights[i] : 1;
    return !h->curve ? s : h->curve[i] == 0 ? 0 : nextafter(s * h->curve[i], 0);
}

/* Entries first .. first + count - 1 of all vectors into the strips; with measure, only the largest ones into scale. */
static void pack(bn_hessian_matrix *h, size_t first, size_t count, double unit, double *room, bool measure)
{
    const size_t d = h->t->info->cols, outer = h->wide ? h->m : count;
    for (size_t o = 0; o < outer; o++) {
        const size_t row = h->wide ? o : first + o;
        const double *x = bn_trial_row(h->t, row, room), s = h->wide ? 1 : weight(h, row) * unit;
        const bool idle = h->wide && weight(h, row) == 0;
        for (size_t j = h->wide ? first : 0; j < (h->wide ? first + count : h->t->dim); j++) {
            const size_t a = h->wide ? row : j, place = h->wide ? j - first : o;
            const double entry = idle ? 0 : j < d ? x[j] : 1;
            if (measure)
                h->scale[a] = fmax(h->scale[a], fabs(entry));
            else
                put(&h->strips[a / TILE * BLOCK + place], a % TILE, entry * h->scale[a], s);
        }
    }
}

static void add_block(bn_hessian_matrix *h, size_t count)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(h->t->threads) if (h->t->threads > 1)
    for (size_t a = 0; a < h->tiles * TILE; a++)
        for (size_t tile = 0; tile <= a / TILE; tile++) {
            const size_t at = (a * h->tiles + tile) * TILE;
            multiply(h->strips + a / TILE * BLOCK, h->strips + tile * BLOCK, a % TILE, count, h->sum + at, h->rest + at);
        }
}

static double power_below(double largest)
{
    return largest > 0 ? ldexp(1, -(ilogb(largest) < -1000 ? -1000 : ilogb(largest) > 1000 ? 1000 : ilogb(largest))) : 1;
}

static void sum_products(bn_hessian_matrix *h, double *room)
{
    double unit = 0;
    for (size_t i = 0; !h->wide && i < h->t->info->rows; i++)
        unit = fmax(unit, weight(h, i));
    unit = power_below(unit);
    for (int measure = 1; measure >= 0; measure--) {
        for (size_t first = 0, count; first < h->length; first += count) {
            count = h->length - first < BLOCK ? h->length - first : BLOCK;
            pack(h, first, count, unit, room, measure);
            if (!measure)
                add_block(h, count);
        }
        for (size_t a = 0; measure && a < h->m; a++)
            h->scale[a] = power_below(h->scale[a]);
    }
    const double k = ((double)h->length + 8) * 0x1p-53, eps = 2.1 * k / (1 - k) * k / (1 - k) * (double)h->m;
    for (size_t a = 0; a < h->m; a++) {
        for (size_t b = 0; b <= a; b++) {
            const size_t at = a * h->tiles * TILE + b;
            mpfr_t *g = &h->G[a * (a + 1) / 2 + b];
            mpfr_set_d(*g, h->sum[at], MPFR_RNDN);
            mpfr_add_d(*g, *g, h->rest[at], MPFR_RNDN);
            mpfr_div_d(*g, *g, h->scale[a], MPFR_RNDN);
            mpfr_div_d(*g, *g, h->scale[b], MPFR_RNDN);
            mpfr_div_d(*g, *g, unit, MPFR_RNDN);
        }
    }
}
