/* f(x) = x'Ax/2 - b'x with A symmetric. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/threads.h"
#include "dataset/rows.h"
#include "linalg/blas.h"
#include "linalg/careful.h"
#include "objective/careful.h"
#include "objective/congruence.h"
#include "objective/loss.h"
#include "objective/quadratic.h"

static void release(bn_objective *f)
{
    free(((bn_quadratic_objective *)f)->A);
    free(f);
}

/* Of a number that has overflowed nothing is known. */
static double error_of(double number, double bound)
{
    return isfinite(number) ? bound : HUGE_VAL;
}

/* g = Ax - b, and f from the product that is there already: (x'(Ax) - 2 b'x)/2 = (x'g - b'x)/2.
   |fl(g) - g| <= gamma_(d+1) (|A|_F |x| + |b|) (theory 11.1), and 2^-1075 for each product
   that underflows. */
static bn_status evaluate(bn_evaluation *out, bn_objective *f, const double *x, double *grad, bn_error *err)
{
    (void)err;
    bn_quadratic_objective *q = (bn_quadratic_objective *)f;
    const size_t d = f->info.dim;
    double *g = q->room;
    int before = bn_serial_begin();
    memcpy(g, q->b, d * sizeof *g);
    bn_gemv(d, d, 1.0, q->A, d, x, -1.0, g);
    bn_serial_end(before);
    if (grad)
        memcpy(grad, g, d * sizeof *g);
    const double gamma = bn_gamma((double)d + 2), grow = 1 + 4 * bn_gamma((double)d * (double)d + 8);
    const double xnorm = bn_norm(d, x), norm = bn_norm(d, g), size = (q->norm_A * xnorm + q->norm_b) * grow;
    const double tiny = size > 0 || xnorm > 0 ? 0x1p-1072 * (double)d * sqrt((double)d) : 0;
    const double value = 0.5 * (bn_dot(d, x, g) - bn_dot(d, x, q->b));
    *out = (bn_evaluation){
        .value = value,
        .value_error = error_of(value, 3 * gamma * xnorm * size * grow + tiny * (1 + xnorm)),
        .grad_norm = norm > 0 ? nextafter(norm * grow, HUGE_VAL) : norm,
        .grad_error = error_of(norm, gamma * size * grow + tiny),
        .dual_gap = HUGE_VAL,
        .rounding = BN_PROVEN,
    };
    return BN_OK;
}

static bn_status hessian(double *H, double *error, bn_objective *f, const double *x, bn_error *err)
{
    (void)x, (void)err;
    memcpy(H, ((bn_quadratic_objective *)f)->A, f->info.dim * f->info.dim * sizeof *H);
    if (error)
        *error = 0;
    return BN_OK;
}

static bn_status product(double *Hv, bn_objective *f, const double *x, const double *v, bn_error *err)
{
    (void)x, (void)err;
    const size_t d = f->info.dim;
    int before = bn_serial_begin();
    bn_gemv(d, d, 1.0, ((bn_quadratic_objective *)f)->A, d, v, 0.0, Hv);
    bn_serial_end(before);
    return BN_OK;
}

/* g = Ax - b and f = x'(g - b)/2 in doubled precision. */
static bn_status evaluate_careful(bn_careful *out, bn_objective *f, const double *x, bn_error *err)
{
    (void)err;
    const bn_quadratic_objective *q = (const bn_quadratic_objective *)f;
    const size_t d = f->info.dim;
    const double lost = bn_careful_lost((double)d), tiny = (double)d * BN_CAREFUL_TINY;
    bn_dd value = { 0, 0 };
    double value_error = 0;
    for (size_t i = 0; i < d; i++) {
        const bn_careful_sum Ax = bn_careful_dot(d, q->A + i * d, x);
        const bn_dd g = bn_dd_add_d(Ax.value, -q->b[i]), twice = bn_dd_add_d(g, -q->b[i]);
        const double size = Ax.size + 2 * fabs(q->b[i]);
        value = bn_dd_add_mul(value, twice, bn_dd_from(0.5 * x[i]));
        value_error += fabs(x[i]) * (2 * lost * size + tiny) + tiny;
        out->grad[i] = g.hi;
        out->error[i] = fabs(g.lo) + lost * size + tiny;
    }
    out->slope_error = 0;
    bn_careful_finish(out, d, 0, value, value_error, 1 + 4 * bn_gamma(2 * (double)d + 64));
    return BN_OK;
}

/* G = S'(A S). |fl(G) - G| <= gamma (2 + gamma) |S|'|A||S|, entry by entry, and so its norm by that of
   Frobenius; the products of absolute values are themselves rounded. */
static bn_status congruence(bn_congruence *out, bn_objective *f, const double *x, const double *S,
                            bn_error *err)
{
    (void)x;
    const bn_quadratic_objective *q = (const bn_quadratic_objective *)f;
    const size_t d = f->info.dim, cells = d * d;
    double *room = bn_doubles(3 * d, d), *size = room, *T = room + cells, *absolute = room + 2 * cells;
    if (!room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a proof about %zu unknowns", d);
    int before = bn_serial_begin();
    for (size_t k = 0; k < cells; k++) {
        absolute[k] = fabs(S[k]);
        size[k] = fabs(q->A[k]);
    }
    bn_gemm(false, false, d, d, d, 1.0, size, d, absolute, d, 0.0, T, d);
    bn_gemm(true, false, d, d, d, 1.0, absolute, d, T, d, 0.0, size, d);
    double squares = 0, sizes = 1;
    for (size_t i = 0; i < d; i++) {
        squares = hypot(squares, bn_norm(d, size + i * d));
        sizes += bn_norm(d, S + i * d);
    }
    bn_gemm(false, false, d, d, d, 1.0, q->A, d, S, d, 0.0, T, d);
    bn_gemm(true, false, d, d, d, 1.0, S, d, T, d, 0.0, size, d);
    bn_serial_end(before);
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            out->G[i * d + j] = 0.5 * (size[i * d + j] + size[j * d + i]);
    const double error = 3 * bn_gamma((double)d + 8) * squares * (1 + 1e-6) +
                         (double)cells * 0x1p-1070 * sizes; /* and what underflows */
    out->error = error < HUGE_VAL && bn_all_finite(cells, out->G) ? error : HUGE_VAL;
    out->reach = 0;
    free(room);
    return BN_OK;
}

static bn_rooms rooms(const bn_objective *f)
{
    const double d = (double)f->info.dim;
    return (bn_rooms){ .own = (d + 2) * d, .congruence = 3 * d * d };
}

static const bn_objective_kind kind = {
    .evaluate = evaluate,
    .evaluate_careful = evaluate_careful,
    .congruence = congruence,
    .hessian = hessian,
    .product = product,
    .rooms = rooms,
    .release = release,
    .constant_hessian = true,
};

static bn_status check(size_t d, const double *A, const double *b, const char *name, bn_error *err)
{
    if (!bn_all_finite(d * d, A) || !bn_all_finite(d, b))
        return bn_fail(err, BN_NOT_FINITE, "%s: A and b of a quadratic must be finite", name);
    for (size_t i = 0; i < d; i++)
        for (size_t j = i + 1; j < d; j++)
            if (A[i * d + j] != A[j * d + i])
                return bn_fail(err, BN_BAD_FORMAT,
                               "%s: A is not symmetric: row %zu, column %zu has %.17g, but row %zu, column "
                               "%zu has %.17g",
                               name, i + 1, j + 1, A[i * d + j], j + 1, i + 1, A[j * d + i]);
    return BN_OK;
}

/* name: where A and b are from, for sentences. */
static bn_status create(bn_objective **out, size_t d, const double *A, const double *b, const char *name,
                        bn_error *err)
{
    if (d == 0 || !bn_fits_int(d) || d > SIZE_MAX / d)
        return bn_fail(err, BN_BAD_ARGUMENT, "%s: a quadratic of %zu unknowns", name, d);
    bn_status status = check(d, A, b, name, err);
    if (status)
        return status;
    bn_quadratic_objective *q = bn_array(1, sizeof *q);
    double *room = bn_doubles(d + 2, d);
    if (!q || !room) {
        free(q);
        free(room);
        return bn_fail(err, BN_NO_MEMORY, "no memory for a quadratic of %zu unknowns", d);
    }
    q->base.kind = &kind;
    q->base.info = (bn_objective_info){ .dim = d, .loss = "quadratic", .formula = "x'Ax/2 - b'x" };
    q->base.threads = bn_threads(0);
    q->A = memcpy(room, A, d * d * sizeof *A);
    q->b = memcpy(room + d * d, b, d * sizeof *b);
    q->room = room + d * d + d;
    double squares = 0;
    for (size_t i = 0; i < d; i++)
        squares = hypot(squares, bn_norm(d, A + i * d));
    q->norm_A = squares;
    q->norm_b = bn_norm(d, b);
    *out = &q->base;
    return BN_OK;
}

bn_status bn_objective_quadratic(bn_objective **out, size_t d, const double *A, const double *b,
                                 bn_error *err)
{
    return create(out, d, A, b, "memory", err);
}

/* The dataset as the table [A b], b being its target column. */
static bn_status assemble(bn_objective **out, const bn_dataset *data, const bn_objective_options *options,
                          bn_error *err)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    const size_t d = info->cols;
    if (options->l2 != 0 || options->intercept || info->means || info->weights)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "a quadratic takes its table as it is: no l2, intercept, standardizing or weights");
    if (info->rows != d || info->words)
        return bn_fail(err, BN_BAD_FORMAT,
                       "%s: %zu rows of %zu numbers, expected the table [A b] with A square", info->path,
                       info->rows, d + 1);
    double *A = bn_doubles(d, d);
    if (!A)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a %zu x %zu matrix", d, d);
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            A[i * d + j] = bn_dataset_at(data, i, j);
    bn_status status = create(out, d, A, info->targets, info->path, err);
    free(A);
    if (!status) {
        (*out)->info.data = data;
        (*out)->threads = bn_threads(options->threads);
    }
    return status;
}

const bn_loss bn_quadratic = {
    .name = "quadratic",
    .summary = "the table [A b] as x'Ax/2 - b'x",
    .formula = "x'Ax/2 - b'x",
    .assemble = assemble,
};
