/* How many columns say something of their own, and what the others are combinations of. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/doctor.h"
#include "base/alloc.h"
#include "base/fail.h"
#include "curvature/enclose.h"
#include "linalg/blas.h"

/* The columns [x_j] and [1] as those of a small matrix T, rows x dim, of the same inner products (up to a
   factor), each then divided by its norm. */
typedef struct frame {
    size_t rows, dim;
    double *T;
    double *norm; /* dim, 0 for a zero column */
    double *room; /* 3 dim */
} frame;

static bn_status no_memory(size_t d, bn_error *err)
{
    return bn_fail(err, BN_NO_MEMORY, "no memory for the rank of %zu columns", d);
}

/* The matrix of a quadratic with its rows in the units of its columns, 1/sqrt(A_ii): a row's size says
   nothing about how columns depend on each other. */
static bn_status fill_quadratic(frame *t, bn_objective *f, bn_error *err)
{
    bn_status status = f->kind->hessian(t->T, NULL, f, NULL, err);
    for (size_t i = 0; i < t->dim && !status; i++) {
        const double unit = sqrt(fabs(t->T[i * t->dim + i]));
        for (size_t j = 0; j < t->dim && unit > 0; j++)
            t->T[i * t->dim + j] /= unit;
    }
    return status;
}

/* By orthogonal transformations, or the few rows themselves. */
static bn_status fill(frame *t, bn_objective *f, bn_error *err)
{
    double error;
    if (!f->kind->root)
        return fill_quadratic(t, f, err);
    return t->rows < t->dim ? f->kind->rows(t->T, &error, f, NULL, err)
                            : f->kind->root(t->T, f, NULL, 0, err);
}

static void equilibrate(frame *t)
{
    for (size_t j = 0; j < t->dim; j++) {
        double norm = 0;
        for (size_t i = 0; i < t->rows; i++)
            norm = hypot(norm, t->T[i * t->dim + j]);
        t->norm[j] = norm;
        for (size_t i = 0; i < t->rows && norm > 0; i++)
            t->T[i * t->dim + j] /= norm;
    }
}

static void frame_free(frame *t)
{
    free(t->T);
    free(t->norm);
}

static bn_status frame_new(frame *out, bn_objective *f, bn_error *err)
{
    const size_t dim = f->info.dim;
    frame t = { .rows = f->kind->root && f->info.terms < dim ? f->info.terms : dim, .dim = dim };
    t.T = bn_doubles(t.rows, dim);
    t.norm = bn_doubles(4, dim);
    bn_status status = t.T && t.norm ? fill(&t, f, err) : no_memory(dim, err);
    if (!status) {
        equilibrate(&t);
        if (!bn_all_finite(dim, t.norm))
            status = bn_fail(err, BN_NUMERICAL, "the columns are too large for their norms");
    }
    if (status) {
        frame_free(&t);
        return status;
    }
    t.room = t.norm + dim;
    *out = t;
    return BN_OK;
}

/* ---- Rank ---------------------------------------------------------------------------------- */

/* Descending: of T, or of the triangle of its transpose when it is wide. */
static bn_status singular_values(double *sigma, const frame *t, bn_error *err)
{
    const size_t r = t->rows, dim = t->dim;
    double *R = bn_doubles(dim, r);
    if (!R)
        return no_memory(dim, err);
    for (size_t i = 0; i < r; i++)
        for (size_t j = 0; j < dim; j++)
            R[j * r + i] = t->T[i * dim + j];
    int before = bn_serial_begin();
    bn_status status = bn_triangle(dim, r, R, r);
    for (size_t i = 1; i < r; i++)
        memset(R + i * r, 0, i * sizeof *R);
    if (!status)
        status = bn_gejsv(r, R, r, sigma);
    bn_serial_end(before);
    free(R);
    return status ? bn_no_spectrum(dim, status, err) : BN_OK;
}

static bn_status measure_rank(bn_rank *out, const frame *t, bn_error *err)
{
    double *sigma = bn_doubles(1, t->dim);
    if (!sigma)
        return no_memory(t->dim, err);
    bn_status status = singular_values(sigma, t, err);
    bn_rank r = { .known = true, .tolerance = 8 * DBL_EPSILON * (double)t->dim };
    while (!status && r.rank < t->rows && sigma[r.rank] > r.tolerance * sigma[0])
        r.rank++;
    if (!status && r.rank > 0) {
        r.kept = sigma[r.rank - 1] / sigma[0];
        r.dropped = r.rank < t->rows ? sigma[r.rank] / sigma[0] : 0;
    }
    r.clear = r.kept >= 1000 * fmax(r.dropped, r.tolerance);
    free(sigma);
    if (!status)
        *out = r;
    return status;
}

/* ---- Combinations -------------------------------------------------------------------------- */

/* What a column of norm 1 weighs in a combination: with an intercept its deviations do, and the intercept
   comes last. */
static double weight(const bn_doctor *d, size_t k)
{
    if (!d->f->info.intercept || d->size[k] == 0)
        return 1;
    return k < d->facts.cols ? d->column[k].sd / d->size[k] : DBL_MIN;
}

/* The heaviest terms of sum coef_k t_k, t_k columns of norm 1, in the units of the data; those below 1e-9 of
   the largest are rounding. coef is used up. */
static void tell(bn_dependence *out, const bn_doctor *d, const frame *t, double *coef)
{
    double largest = 0;
    for (size_t k = 0; k < t->dim; k++)
        largest = fmax(largest, fabs(coef[k]));
    out->terms = 0;
    for (size_t k = 0; k < t->dim; k++) {
        coef[k] = fabs(coef[k]) > 1e-9 * largest ? coef[k] : 0;
        out->terms += coef[k] != 0;
    }
    for (size_t told = 0; told < out->terms && told < BN_MAX_TERMS; told++) { /* of equals the first */
        size_t best = 0;
        for (size_t k = 1; k < t->dim; k++)
            best = weight(d, k) * fabs(coef[k]) > (1 + 1e-9) * weight(d, best) * fabs(coef[best]) ? k : best;
        out->term[told] = (bn_term){ best, coef[best] * (t->norm[out->column] / t->norm[best]) };
        coef[best] = 0;
    }
}

/* An orthonormal basis of the columns kept so far, and each of these in that basis. */
typedef struct basis {
    size_t count;
    size_t *column; /* count */
    double *Q;      /* count rows of t->rows */
    double *S;      /* upper, dim apart: column k holds the coordinates of column[k] */
} basis;

/* v less its part in the basis, whose coordinates go to c: Gram and Schmidt, twice. Returns what is left. */
static double purge(const basis *b, size_t rows, double *v, double *c, double *work)
{
    memset(c, 0, b->count * sizeof *c);
    for (int twice = 0; twice < 2 && b->count; twice++) {
        bn_gemv(b->count, rows, 1.0, b->Q, rows, v, 0.0, work);
        bn_gemv_t(b->count, rows, -1.0, b->Q, rows, work, 1.0, v);
        bn_axpy(b->count, 1.0, work, c);
    }
    return bn_norm(rows, v);
}

/* c = S^-1 c, S upper. */
static void solve(size_t count, const double *S, size_t apart, double *c)
{
    for (size_t i = count; i-- > 0;) {
        for (size_t k = i + 1; k < count; k++)
            c[i] -= S[i * apart + k] * c[k];
        c[i] /= S[i * apart + i];
    }
}

/* Column j joins the basis, or is told as a combination of those that did. */
static void take(bn_doctor *d, const frame *t, basis *b, size_t j)
{
    double *v = t->room, *c = v + t->dim, *work = c + t->dim;
    for (size_t i = 0; i < t->rows; i++)
        v[i] = t->T[i * t->dim + j];
    const double left = purge(b, t->rows, v, c, work);
    if (left > d->facts.rank.tolerance) {
        for (size_t k = 0; k < b->count; k++)
            b->S[k * t->dim + b->count] = c[k];
        b->S[b->count * t->dim + b->count] = left;
        bn_scale(t->rows, 1 / left, v);
        memcpy(b->Q + b->count * t->rows, v, t->rows * sizeof *v);
        b->column[b->count++] = j;
        return;
    }
    bn_dependence found = { .column = j, .residual = left / weight(d, j), .status = BN_MEASURED };
    solve(b->count, b->S, t->dim, c);
    memset(work, 0, t->dim * sizeof *work);
    for (size_t k = 0; k < b->count; k++)
        work[b->column[k]] = c[k];
    tell(&found, d, t, work);
    bn_doctor_depends(d, &found);
}

/* The intercept first, so that columns that add up to a constant are told so; then in the order of the file.
 */
static bn_status combinations(bn_doctor *d, const frame *t, bn_error *err)
{
    const size_t cols = d->facts.cols;
    double *room = bn_doubles(2, t->dim * t->dim);
    basis b = { .column = bn_array(t->dim, sizeof *b.column), .Q = room, .S = room + t->dim * t->dim };
    if (!room || !b.column) {
        free(room);
        free(b.column);
        return no_memory(t->dim, err);
    }
    int before = bn_serial_begin();
    if (cols < t->dim)
        take(d, t, &b, cols);
    for (size_t j = 0; j < cols; j++)
        if (!d->depends[j])
            take(d, t, &b, j);
    bn_serial_end(before);
    free(room);
    free(b.column);
    return BN_OK;
}

/* ---- The column that the others explain best ----------------------------------------------- */

/* What the others leave of t_j, relative: 1/|row j of T^-1|. With an intercept, of its deviations. */
static double left_over(const bn_doctor *d, const frame *t, size_t j)
{
    const double norm = bn_norm(t->dim, t->T + j * t->dim);
    const double spread = d->f->info.intercept ? d->column[j].sd / d->size[j] : 1;
    return 1 / (norm * spread);
}

/* With P = (T'T)^-1 = T^-1 T^-T:  t_j is nearest to -sum_k P_jk/P_jj t_k. T is used up. */
static void find_nearest(bn_doctor *d, frame *t)
{
    double *coef = t->room;
    bn_dependence nearest = { .residual = HUGE_VAL, .status = BN_MEASURED };
    int before = bn_serial_begin();
    const bool inverted = bn_invert_triangle(t->dim, t->T, t->dim) == BN_OK;
    for (size_t j = 0; inverted && j < d->facts.cols; j++) {
        const double left = left_over(d, t, j);
        if (left < nearest.residual) {
            nearest.column = j;
            nearest.residual = left;
        }
    }
    const double *row = t->T + nearest.column * t->dim;
    if (inverted)
        bn_gemv(t->dim, t->dim, -1 / bn_dot(t->dim, row, row), t->T, t->dim, row, 0.0, coef);
    bn_serial_end(before);
    if (!inverted || !bn_all_finite(t->dim, coef))
        return;
    coef[nearest.column] = 0;
    tell(&nearest, d, t, coef);
    d->facts.nearest = nearest;
}

static bn_status look(bn_doctor *d, frame *t, bn_error *err)
{
    bn_status status = measure_rank(&d->facts.rank, t, err);
    if (!status && t->rows == t->dim && d->facts.rank.rank < t->dim)
        status = combinations(d, t, err);
    else if (!status && t->rows == t->dim && d->column && (d->f->info.intercept || d->data->means))
        find_nearest(d, t);
    return status;
}

bn_status bn_doctor_rank(bn_doctor *d, bn_error *err)
{
    frame t;
    if (d->f->info.dim > BN_ADVICE_DENSE)
        return BN_OK;
    bn_status status = frame_new(&t, d->f, err);
    if (!status) {
        status = look(d, &t, err);
        frame_free(&t);
    }
    return status == BN_NUMERICAL ? BN_OK : status; /* no norms or singular values: the rank is not known */
}
