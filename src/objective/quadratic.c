/* f(x) = x'Ax/2 - b'x with A symmetric. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "objective/loss.h"
#include "objective/quadratic.h"

static void release(bn_objective *f)
{
    free(((bn_quadratic_objective *)f)->A);
    free(f);
}

/* g = Ax - b, and f from the product that is there already: (x'(Ax) - 2 b'x)/2 = (x'g - b'x)/2.
   |fl(g) - g| <= gamma_(d+1) (|A|_F |x| + |b|) (theory 11.1), and 2^-1075 for each product that underflows. */
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
    *out = (bn_evaluation){
        .value = 0.5 * (bn_dot(d, x, g) - bn_dot(d, x, q->b)),
        .value_error = 3 * gamma * xnorm * size * grow + tiny * (1 + xnorm),
        .grad_norm = norm > 0 ? nextafter(norm * grow, HUGE_VAL) : norm,
        .grad_error = gamma * size * grow + tiny,
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

static const bn_objective_kind kind = {
    .evaluate = evaluate,
    .hessian = hessian,
    .product = product,
    .release = release,
    .constant_hessian = true,
};

static bn_status check(size_t d, const double *A, const double *b, bn_error *err)
{
    if (!bn_all_finite(d * d, A) || !bn_all_finite(d, b))
        return bn_fail(err, BN_NOT_FINITE, "A and b of a quadratic must be finite");
    for (size_t i = 0; i < d; i++)
        for (size_t j = i + 1; j < d; j++)
            if (A[i * d + j] != A[j * d + i])
                return bn_fail(err, BN_BAD_FORMAT,
                               "A is not symmetric: entry (%zu,%zu) is %.17g, entry (%zu,%zu) is %.17g", i + 1, j + 1,
                               A[i * d + j], j + 1, i + 1, A[j * d + i]);
    return BN_OK;
}

bn_status bn_objective_quadratic(bn_objective **out, size_t d, const double *A, const double *b, bn_error *err)
{
    if (d == 0 || !bn_fits_int(d) || d > SIZE_MAX / d)
        return bn_fail(err, BN_BAD_ARGUMENT, "a quadratic of %zu unknowns", d);
    bn_status status = check(d, A, b, err);
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
        return bn_fail(err, BN_BAD_FORMAT, "%s: %zu rows of %zu numbers, expected the table [A b] with A square", info->path,
                       info->rows, d + 1);
    double *A = bn_doubles(d, d);
    if (!A)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a %zu x %zu matrix", d, d);
    for (size_t i = 0; i < d; i++)
        memcpy(A + i * d, bn_dataset_row(data, i), d * sizeof *A);
    bn_status status = bn_objective_quadratic(out, d, A, info->targets, err);
    free(A);
    if (!status)
        (*out)->info.data = data;
    return status;
}

const bn_loss bn_quadratic = {
    .name = "quadratic",
    .summary = "the table [A b] as x'Ax/2 - b'x",
    .formula = "x'Ax/2 - b'x",
    .assemble = assemble,
};
