/* Problems made to order. X = Q diag(sqrt(n s)) V' with orthonormal columns in Q and V gives
   X'X/n = V diag(s) V'; a quadratic is A = V diag(s) V' itself. */
#include <banach/synthetic.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/rng.h"
#include "dataset/memory.h"
#include "dataset/plan.h"
#include "dataset/spectra.h"
#include "linalg/blas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    bn_plan plan;
    size_t n, d, rank;
    double *values;    /* rank eigenvalues s */
    double *Qt, *Vt;   /* rank x n and rank x d, orthonormal rows */
    double *X, *y, *w; /* n x d, n, d */
} problem;

static bn_status no_memory(bn_error *err)
{
    return bn_out_of_memory("synthetic", err);
}

static bn_status reserve(problem *p, bn_error *err)
{
    p->n = p->plan.rows;
    p->d = p->plan.cols;
    p->rank = p->plan.rank;
    p->values = bn_doubles(1, p->rank);
    p->Qt = bn_doubles(p->rank, p->n);
    p->Vt = bn_doubles(p->rank, p->d);
    p->X = bn_doubles(p->n, p->d);
    p->y = bn_doubles(1, p->n);
    p->w = bn_doubles(1, p->d);
    return p->values && p->Qt && p->Vt && p->X && p->y && p->w ? BN_OK : no_memory(err);
}

static void release(problem *p)
{
    double *const all[] = { p->values, p->Qt, p->Vt, p->X, p->y, p->w };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

static bn_rng stream(const problem *p, const char *purpose)
{
    return bn_rng_open(p->plan.options.seed, purpose, 0);
}

static bn_status orthonormal(double *rows, size_t count, size_t length, bn_error *err)
{
    bn_status status = bn_orthonormal_rows(count, length, rows, length);
    return status ? bn_fail(err, status, "synthetic: %zu orthonormal rows: %s", count, bn_status_name(status))
                  : BN_OK;
}

/* count orthonormal rows of that length: those of random normals, made so. */
static bn_status draw_rows(double *rows, size_t count, size_t length, bn_rng rng, bn_error *err)
{
    for (size_t i = 0; i < count * length; i++)
        rows[i] = bn_rng_normal(rng, i);
    return orthonormal(rows, count, length, err);
}

/* Rounds to multiples of one power of two, so coarse that every sum of up to cols entries, whatever their
   signs and order, is a double: entries are at most 2^e, sums at most cols 2^e <= 2^53 units. */
static void coarsen(double *entries, size_t count, size_t cols)
{
    double largest = 0;
    int e, room;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(entries[i]));
    frexp(largest, &e);
    frexp((double)cols, &room);
    const double unit = ldexp(1, e + room - 53);
    for (size_t i = 0; i < count; i++)
        entries[i] = unit * rint(entries[i] / unit);
}

static void mirror(double *A, size_t d)
{
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < i; j++)
            A[i * d + j] = A[j * d + i];
}

static bn_status make_matrix(problem *p, bn_error *err)
{
    const bool quadratic = p->plan.loss == BN_PLAN_QUADRATIC;
    bn_spectrum_fill(p->values, p->rank, p->plan.options.spectrum, p->plan.options.kappa);
    bn_status status = draw_rows(p->Vt, p->rank, p->d, stream(p, "synthetic right"), err);
    if (!status && quadratic)
        memcpy(p->Qt, p->Vt, p->rank * p->d * sizeof *p->Qt);
    else if (!status)
        status = draw_rows(p->Qt, p->rank, p->n, stream(p, "synthetic left"), err);
    if (status)
        return status;
    for (size_t i = 0; i < p->rank; i++)
        bn_scale(p->d, quadratic ? p->values[i] : sqrt((double)p->n * p->values[i]), p->Vt + i * p->d);
    bn_gemm(true, false, p->n, p->d, p->rank, 1, p->Qt, p->n, p->Vt, p->d, 0, p->X, p->d);
    coarsen(p->X, p->n * p->d, p->d);
    if (quadratic)
        mirror(p->X, p->d);
    return BN_OK;
}

/* w of +1 and -1, and y = Xw without a rounding. Returns the root mean square of y. */
static double plant(problem *p)
{
    bn_rng rng = stream(p, "synthetic planted");
    for (size_t j = 0; j < p->d; j++)
        p->w[j] = bn_rng_coin(rng, j, 0.5) ? 1 : -1;
    bn_gemv(p->n, p->d, 1, p->X, p->d, p->w, 0, p->y);
    return bn_norm(p->n, p->y) / sqrt((double)p->n);
}

/* r = normals without their part in the span of X. That part is taken off twice, because once leaves the
   rounding of what was taken; and the span is that of X as it was rounded, not that of Q. */
static bn_status draw_residual(double *r, problem *p, bn_error *err)
{
    double *part = bn_doubles(1, p->rank);
    if (!part)
        return no_memory(err);
    bn_rng rng = stream(p, "synthetic noise");
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->d; j++)
            p->Qt[j * p->n + i] = p->X[i * p->d + j];
    bn_status status = orthonormal(p->Qt, p->rank, p->n, err);
    for (size_t i = 0; i < p->n; i++)
        r[i] = bn_rng_normal(rng, i);
    for (int times = 0; !status && times < 2; times++) {
        bn_gemv(p->rank, p->n, 1, p->Qt, p->n, r, 0, part);
        bn_gemv_t(p->rank, p->n, -1, p->Qt, p->n, part, 1, r);
    }
    free(part);
    return status;
}

/* y += r with the root mean square of r as given. */
static bn_status add_residual(problem *p, double size, bn_error *err)
{
    double *r = bn_doubles(1, p->n);
    bn_status status = r ? draw_residual(r, p, err) : no_memory(err);
    if (!status)
        bn_axpy(p->n, size * sqrt((double)p->n) / bn_norm(p->n, r), r, p->y);
    free(r);
    return status;
}

/* y = +1 where x'w + size log(u/(1 - u)) > 0, u uniform: with probability 1/(1 + exp(-x'w/size)). */
static bn_status draw_labels(problem *p, double size, bn_error *err)
{
    bn_rng rng = stream(p, "synthetic noise");
    size_t positive = 0;
    for (size_t i = 0; i < p->n; i++) {
        double u = bn_rng_uniform(rng, i) + 0x1p-54;
        p->y[i] = p->y[i] + size * log(u / (1 - u)) > 0 ? 1 : -1;
        positive += p->y[i] > 0;
    }
    if (!positive || positive == p->n)
        return bn_fail(
            err, BN_BAD_ARGUMENT,
            "synthetic: all %zu labels came out the same, expected both: take another seed or more rows",
            p->n);
    for (size_t j = 0; size > 0 && j < p->d; j++)
        p->w[j] /= size;
    return BN_OK;
}

static bn_status make(problem *p, bn_error *err)
{
    bn_status status = make_matrix(p, err);
    if (status)
        return status;
    double size = plant(p) * p->plan.options.noise;
    if (p->plan.loss == BN_PLAN_LOGISTIC)
        return draw_labels(p, size, err);
    return size > 0 ? add_residual(p, size, err) : BN_OK;
}

bn_status bn_synthetic(bn_dataset **out, double *w, const bn_synthetic_options *options, bn_error *err)
{
    problem p = { .n = 0 };
    bn_status status = bn_plan_make(&p.plan, options, err);
    if (!status)
        status = reserve(&p, err);
    if (!status) {
        int before = bn_serial_begin();
        status = make(&p, err);
        bn_serial_end(before);
    }
    if (!status)
        status = bn_dataset_copy(out, p.n, p.d, p.X, p.y, NULL, NULL, err);
    if (!status && w)
        memcpy(w, p.w, p.d * sizeof *w);
    release(&p);
    return status;
}
