/* Value, gradient, what rounding did to them, and a dual bound on f - f*: one pass over the data. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/threads.h"
#include "linalg/blas.h"
#include "linalg/cascade.h"
#include "objective/glm.h"

/* Scalars that are summed along with the gradient, in the same tree; _POS and _NEG are rows with phi' > 0 and
   phi' < 0. */
enum { SUM_PHI, SUM_D1, MASS_POS, MASS_NEG, PULL_POS, PULL_NEG, DUAL_POS, DUAL_NEG, SUMS };

static size_t blocks_of(size_t rows)
{
    return (rows + BN_BLOCK - 1) / BN_BLOCK;
}

size_t bn_glm_lanes(size_t rows, size_t cols)
{
    const size_t blocks = blocks_of(rows), worth = (size_t)1 << 16; /* numbers: more than threads cost */
    const size_t by_size = rows / (worth / cols + 1), wide = by_size < blocks ? by_size : blocks;
    const size_t lanes = wide > blocks / 8 ? wide : blocks / 8;
    return lanes < 1 ? 1 : lanes > 64 ? 64 : lanes;
}

static size_t lane_blocks(const bn_glm *g)
{
    return (blocks_of(g->X.rows) + g->lanes - 1) / g->lanes;
}

void bn_glm_lane(const bn_glm *g, size_t k, size_t *first, size_t *end)
{
    const size_t span = lane_blocks(g) * BN_BLOCK, n = g->X.rows;
    *first = k * span < n ? k * span : n;
    *end = (k + 1) * span < n ? (k + 1) * span : n;
}

/* Gradient and scalars, up to the next cache line. */
static size_t length_of(const bn_glm *g)
{
    return (g->X.cols + SUMS + 7) / 8 * 8;
}

static size_t lane_room(const bn_glm *g)
{
    return bn_cascade_room(length_of(g), lane_blocks(g)) + length_of(g);
}

size_t bn_glm_pass_room(const bn_glm *g)
{
    return g->lanes * lane_room(g) + bn_cascade_room(length_of(g), g->lanes);
}

/* Each scalar of a block is summed in eight lanes, row i of the block in lane i mod 8. */
enum { LANES = 8 };
typedef double scalars[SUMS][LANES];

/* Adds the scalars of rows (at most LANES) to lane, and turns phi' into s phi'. */
INLINE void add_rows(const bn_glm *g, size_t first, size_t rows, const bn_loss_block *b, size_t at,
                     scalars lane)
{
    const double *norm = g->row_norm + first + at, *phi = b->phi + at, *dual = b->dual + at;
    double *d1 = b->d1 + at;
    const double one[LANES] = { 1, 1, 1, 1, 1, 1, 1, 1 }, *s = g->weights ? g->weights + first + at : one;
#pragma omp simd
    for (size_t i = 0; i < rows; i++) {
        const double slope = s[i] * d1[i], mass = fabs(slope), pull = mass * norm[i], excess = s[i] * dual[i];
        d1[i] = slope;
        lane[SUM_PHI][i] += s[i] * phi[i];
        lane[SUM_D1][i] += slope;
        lane[MASS_POS][i] += bn_choose(slope < 0, 0, mass);
        lane[MASS_NEG][i] += bn_choose(slope < 0, mass, 0);
        lane[PULL_POS][i] += bn_choose(slope < 0, 0, pull);
        lane[PULL_NEG][i] += bn_choose(slope < 0, pull, 0);
        lane[DUAL_POS][i] += bn_choose(slope < 0, 0, excess);
        lane[DUAL_NEG][i] += bn_choose(slope < 0, excess, 0);
    }
}

CLONES static void add_scalars(const bn_glm *g, size_t first, size_t count, const bn_loss_block *b,
                               scalars lane)
{
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        add_rows(g, first, LANES, b, i, lane);
    if (i < count)
        add_rows(g, first, count - i, b, i, lane);
}

typedef struct middle {
    const bn_glm *g;
    double offset;
    scalars lane;
} middle;

/* s phi' of some rows of a block, whose scalars are added up on the way. */
static void slopes_of(void *context, size_t first, size_t count, double *z, double *d1)
{
    middle *m = context;
    const bn_glm *g = m->g;
    double phi[BN_BLOCK], dual[BN_BLOCK];
    const bn_loss_block out = { .phi = phi, .d1 = d1, .dual = dual };
    for (size_t i = 0; i < count && g->base.info.intercept; i++)
        z[i] += m->offset;
    if (g->base.margins)
        memcpy(g->base.margins + first, z, count * sizeof *z);
    g->loss->eval(count, z, g->y + first, &out);
    for (size_t i = 0; i < count && g->base.slopes; i++)
        g->base.slopes[first + i] = d1[i] * bn_glm_share(g, first + i);
    add_scalars(g, first, count, &out, m->lane);
}

/* Gradient of the data part and the scalar sums. */
static void block_pass(const bn_glm *g, const void *point, size_t first, size_t count, double *out)
{
    const double *w = point;
    middle m = { .g = g, .offset = g->base.info.intercept ? w[g->X.cols] : 0 };
    g->X.kind->pass(&g->X, first, count, w, &(bn_between){ slopes_of, &m }, out);
    for (size_t k = 0; k < SUMS; k++)
        out[g->X.cols + k] = ((m.lane[k][0] + m.lane[k][4]) + (m.lane[k][2] + m.lane[k][6])) +
                             ((m.lane[k][1] + m.lane[k][5]) + (m.lane[k][3] + m.lane[k][7]));
}

/* Lanes side by side, each a cascade of its blocks, then a cascade of the lanes. */
double *bn_glm_sum(bn_glm *g, size_t length, double operations, bn_glm_block *block, const void *context)
{
    const size_t room = lane_room(g);
    const unsigned threads = bn_threads_for(g->base.threads, operations);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1 && g->lanes > 1)
    for (size_t k = 0; k < g->lanes; k++) {
        double *total = g->room + k * room;
        bn_cascade sum = bn_cascade_in(total + length, length, lane_blocks(g));
        size_t first, end;
        bn_glm_lane(g, k, &first, &end);
        for (; first < end; first += BN_BLOCK) {
            size_t count = end - first < BN_BLOCK ? end - first : BN_BLOCK;
            block(g, context, first, count, bn_cascade_open(&sum));
            bn_cascade_push(&sum);
        }
        bn_cascade_sum(&sum, total);
    }
    bn_cascade all = bn_cascade_in(g->room + g->lanes * room, length, g->lanes);
    for (size_t k = 0; k < g->lanes; k++) {
        memcpy(bn_cascade_open(&all), g->room + k * room, length * sizeof(double));
        bn_cascade_push(&all);
    }
    bn_cascade_sum(&all, g->room); /* in place of lane 0's total */
    return g->room;
}

/* k of gamma_k for the sums over rows: within a block of at most 256 rows, 32 additions in a lane and 3 in
   the tree of lanes; up the lane's cascade, up the cascade of lanes. */
static double sum_depth(const bn_glm *g)
{
    const size_t in_block = g->X.rows < 36 ? g->X.rows : 36;
    return (double)(in_block + bn_cascade_depth(lane_blocks(g)) + bn_cascade_depth(g->lanes) + 4);
}

static double gradient_depth(const bn_glm *g)
{
    return (double)(g->X.kind->transposed_depth(&g->X) + bn_cascade_depth(lane_blocks(g)) +
                    bn_cascade_depth(g->lanes) + 4);
}

/* NaN, the outcome of overflows, bounds nothing. */
static double known(double bound)
{
    return bound < HUGE_VAL ? bound : HUGE_VAL;
}

/* A bound that was itself evaluated in floating point, from sums of nonnegative terms, rounded up. */
static double up(const bn_glm *g, double bound)
{
    return bound * (1 + 2 * bn_gamma(sum_depth(g) + 64));
}

/* Sizes of the point: |w|, |w| against equilibrated rows, |b|. */
typedef struct sizes {
    double w, we, b;
} sizes;

static sizes sizes_of(const bn_glm *g, const double *x)
{
    const double w = bn_norm(g->X.cols, x);
    double we = w > 0 ? (double)g->X.cols * DBL_MIN : 0; /* what underflow can take from the sum */
    for (size_t j = 0; j < g->X.cols; j++)
        we += (x[j] * g->col_norm[j]) * (x[j] * g->col_norm[j]);
    const double grow = 1 + 2 * bn_gamma((double)g->X.cols + 8);
    return (sizes){ w * grow, sqrt(we) * grow, g->base.info.intercept ? fabs(x[g->X.cols]) : 0 };
}

/* What rounding can do to margins, and from there to f and its gradient (theory 11.3, 11.4, in row norms):
     |fl(z_i) - z_i|       <= gamma (|x~_i| |D w| + |b|)                                          =: t_i
     |fl(phi') - phi'|     <= sup phi'' t_i + roundings u |phi'|
     |fl(grad) - grad|     <= mean |x_i| (that) + gamma_m mean |phi'| |x_i| + gamma_4 (|X'phi'/S| + l2 |w|)
   and a product that underflows loses up to 2^-1075, once per row or column. */
typedef struct noise {
    double margin_max, margin_rms; /* of t_i */
    double grad_w, grad_b, value;
} noise;

static noise noise_of(const bn_glm *g, sizes p, const double *means, double data_grad_norm, double value)
{
    const bn_row_sizes *r = &g->size;
    const double u = 0x1p-53, d2 = g->loss->sup_d2;
    const double margin = bn_gamma((double)g->X.kind->product_depth(&g->X) + 4);
    const double mass = means[MASS_POS] + means[MASS_NEG], pull = means[PULL_POS] + means[PULL_NEG];
    const double relative = (g->loss->roundings + 2) * u;
    noise e;
    const bool still = g->size.y_max == 0 && p.w == 0 && p.b == 0; /* everything is exactly 0 */
    const double tiny = still ? 0 : 0x1p-1072, rows = (double)g->X.rows / g->total, cols = (double)g->X.cols;
    e.margin_max = margin * (r->e_max * p.we + p.b) + tiny * cols;
    e.margin_rms = margin * (sqrt(r->e2) * p.we + p.b) + tiny * cols;
    e.grad_w = d2 * margin * (r->xe * p.we + r->x * p.b) + (relative + bn_gamma(gradient_depth(g))) * pull +
               bn_gamma(4) * (data_grad_norm + g->base.info.l2 * p.w) +
               tiny * (sqrt(cols) * (2 + rows) + rows * r->x_max + (2 + cols) * r->x);
    e.grad_b = g->base.info.intercept
                   ? d2 * margin * (r->e * p.we + p.b) + (relative + bn_gamma(sum_depth(g))) * mass +
                         tiny * (4 + rows + cols)
                   : 0;
    e.value = mass * e.margin_max + 0.5 * d2 * e.margin_max * e.margin_max +
              (relative + bn_gamma(sum_depth(g) + 4)) * value +
              bn_gamma((double)g->X.cols + 8) * g->base.info.l2 * p.w * p.w +
              tiny * (4 + rows + cols * g->base.info.l2);
    e.margin_max = up(g, e.margin_max);
    e.margin_rms = up(g, e.margin_rms);
    e.grad_w = up(g, e.grad_w);
    e.grad_b = up(g, e.grad_b);
    e.value = up(g, e.value);
    return e;
}

/* Fenchel duality at the natural dual point -phi' (theory 2.8). With a free intercept it must sum to zero, so
   the heavier side is shrunk by 1 - eps. Loss terms then leave a slack of at most (eps sqrt(K) + T)^2, K the
   sum of the loss's k on the shrunk side and T what rounding in phi' adds; and l2 w - X'a/S differs from the
   gradient in w by eps times the pull of that side:
     f(x) - f*  <=  (eps sqrt(K) + T)^2 + (|grad_w| + eps pull)^2/(2 l2)
   Nothing is subtracted, every part is nonnegative, and no curvature is needed. Sides are not told apart, the
   worse one is taken: near the optimum they weigh the same. Without an intercept -phi' is dual feasible as it
   is, and |grad|^2/(2 l2) is all that is left. */
static double natural_gap(const bn_glm *g, const double *means, double grad_w, double grad_b, const noise *e)
{
    const double l2 = g->base.info.l2;
    if (!g->base.info.intercept)
        return known(bn_gap_bounds(grad_w, e->grad_w, l2, HUGE_VAL).upper);
    if (!isfinite(g->loss->sup_dual) && !(e->margin_max <= 0.01))
        return HUGE_VAL;
    const double tiny = 0x1p-1072 * (1 + (double)g->X.rows / g->total), depth = sum_depth(g),
                 sum_error = bn_gamma(depth + 2);
    const double light = fmin(means[MASS_POS], means[MASS_NEG]) * (1 - sum_error);
    const double offset = grad_b + sum_error * (means[MASS_POS] + means[MASS_NEG]) + tiny;
    const double eps = light > 0 ? fmin(1, offset / light) : 1;
    const double pull = fmax(means[PULL_POS], means[PULL_NEG]);
    const double K = fmax(means[DUAL_POS], means[DUAL_NEG]), K_all = means[DUAL_POS] + means[DUAL_NEG];
    /* Relative change of phi' when the margin moves by t: at most exp(t) - 1 for losses without sup_dual. */
    const double relative = 2 * e->margin_max + (g->loss->roundings + 2) * 0x1p-53;
    const double T =
        isfinite(g->loss->sup_dual)
            ? sqrt(g->loss->sup_dual) * (e->margin_rms + g->loss->roundings * 0x1p-53 * sqrt(2 * K_all))
            : relative * sqrt(K_all) * (1 + e->margin_max);
    const double slack = eps * sqrt(K) + T, gradient = up(g, grad_w + e->grad_w + eps * pull);
    return known(up(g, slack * slack + bn_gap_bounds(gradient, 0, l2, HUGE_VAL).upper) + tiny);
}

/* The dual point 0 is feasible too, and its dual value is 0, as phi >= 0: f - f* is at most f, which is less
   far from the optimum. Without a penalty that is all, and it is not said of a classifier: there f may fall
   to 0 for ever. */
static double dual_gap(const bn_glm *g, double natural, double value)
{
    const double whole = known(up(g, value));
    return g->base.info.l2 > 0 ? fmin(natural, whole) : g->loss->residual ? whole : HUGE_VAL;
}

bn_status bn_glm_evaluate(bn_evaluation *out, bn_objective *f, const double *x, double *grad, bn_error *err)
{
    (void)err;
    bn_glm *g = (bn_glm *)f;
    const size_t d = g->X.cols;
    const double l2 = f->info.l2;
    const double operations = 4.0 * (double)g->X.rows * (double)d + bn_glm_scalar_work(g);
    double *sum = bn_glm_sum(g, length_of(g), operations, block_pass, x), *means = sum + d;
    for (size_t j = 0; j < length_of(g); j++)
        sum[j] /= g->total;

    const sizes p = sizes_of(g, x);
    const double data_grad_norm = bn_norm(d, sum), wnorm2 = bn_dot(d, x, x);
    for (size_t j = 0; j < d; j++)
        sum[j] += l2 * x[j];
    const double grad_w = bn_norm(d, sum), grad_b = f->info.intercept ? fabs(means[SUM_D1]) : 0;
    if (grad) {
        memcpy(grad, sum, d * sizeof(double));
        if (f->info.intercept)
            grad[d] = means[SUM_D1];
    }
    const double value = means[SUM_PHI] + (l2 > 0 ? 0.5 * l2 * wnorm2 : 0); /* |w|^2 may be infinite */
    const noise e = noise_of(g, p, means, data_grad_norm, value);
    const double grow = 1 + 2 * bn_gamma((double)d + 8), norm = hypot(grad_w, grad_b) * grow;
    *out = (bn_evaluation){
        .value = value,
        .value_error = known(e.value),
        .grad_norm = norm > 0 ? known(nextafter(norm, HUGE_VAL)) : known(norm),
        .grad_error = norm < HUGE_VAL ? known(hypot(e.grad_w, e.grad_b) * grow) : HUGE_VAL,
        .dual_gap = dual_gap(g, natural_gap(g, means, grad_w * grow, grad_b, &e), value + e.value),
        .rounding = BN_PROVEN,
    };
    return BN_OK;
}
