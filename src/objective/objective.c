/* The public face of every objective: checks at the door, then the kind's own work. */
#include "objective/objective.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "objective/loss.h"

bool bn_all_finite(size_t n, const double *x)
{
    double sum = 0; /* x - x is 0 for a finite x and NaN for all others */
    for (size_t i = 0; i < n; i++)
        sum += x[i] - x[i];
    return sum == 0;
}

#define LOSS(name) &bn_##name,
static const bn_loss *const losses[] = {
#include <banach/losses.def>
    NULL
};
#undef LOSS

const bn_loss *const *bn_losses(void)
{
    return losses;
}

const bn_loss *bn_loss_find(const char *name)
{
    for (const bn_loss *const *loss = losses; *loss; loss++)
        if (!strcmp((*loss)->name, name))
            return *loss;
    return NULL;
}

const char *bn_loss_name(const bn_loss *loss)
{
    return loss->name;
}

const char *bn_loss_summary(const bn_loss *loss)
{
    return loss->summary;
}

void bn_objective_free(bn_objective *f)
{
    if (f)
        f->kind->release(f);
}

const bn_objective_info *bn_objective_describe(const bn_objective *f)
{
    return &f->info;
}

bn_status bn_point_new(double **x, const bn_objective *f, bn_error *err)
{
    double *point = bn_doubles(1, f->info.dim);
    if (!point)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a point of %zu numbers", f->info.dim);
    *x = point;
    return BN_OK;
}

static bn_status point_is_finite(const bn_objective *f, const double *x, bn_error *err)
{
    if (bn_all_finite(f->info.dim, x))
        return BN_OK;
    size_t j = 0;
    while (isfinite(x[j]))
        j++;
    return bn_fail(err, BN_NOT_FINITE, "coordinate %zu of the point is %g, expected a finite number", j + 1,
                   x[j]);
}

bn_status bn_evaluate(bn_evaluation *out, bn_objective *f, const double *x, double *grad, bn_error *err)
{
    bn_status status = point_is_finite(f, x, err);
    return status ? status : f->kind->evaluate(out, f, x, grad, err);
}

bn_status bn_hessian(double *H, bn_objective *f, const double *x, bn_error *err)
{
    bn_status status = point_is_finite(f, x, err);
    return status ? status : f->kind->hessian(H, NULL, f, x, err);
}

bn_status bn_hessian_product(double *Hv, bn_objective *f, const double *x, const double *v, bn_error *err)
{
    bn_status status = point_is_finite(f, x, err);
    if (!status && !bn_all_finite(f->info.dim, v))
        status = bn_fail(err, BN_NOT_FINITE, "the vector of a Hessian product is not finite");
    return status ? status : f->kind->product(Hv, f, x, v, err);
}

bn_status bn_term_gradient(double *grad, bn_objective *f, size_t i, const double *x, bn_error *err)
{
    if (!f->kind->term || i >= f->info.terms)
        return bn_fail(err, f->kind->term ? BN_BAD_ARGUMENT : BN_UNSUPPORTED,
                       "term %zu asked for, this objective has %zu", i, f->info.terms);
    bn_status status = point_is_finite(f, x, err);
    return status ? status : f->kind->term(grad, f, i, x, err);
}

/* Central differences with the step that balances truncation and rounding, u^(1/3). */
bn_status bn_gradient_check(double *worst, bn_objective *f, const double *x, bn_error *err)
{
    const size_t d = f->info.dim;
    bn_evaluation e, plus, minus;
    double *room = bn_doubles(2, d), *grad = room, *at = room ? room + d : NULL, largest = 1, off = 0;
    if (!room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a gradient check");
    bn_status status = bn_evaluate(&e, f, x, grad, err);
    for (size_t j = 0; j < d && !status; j++)
        largest = fmax(largest, fabs(grad[j]));
    for (size_t j = 0; j < d && !status; j++) {
        double h = 6e-6 * fmax(1, fabs(x[j]));
        memcpy(at, x, d * sizeof *at);
        at[j] = x[j] + h;
        status = bn_evaluate(&plus, f, at, NULL, err);
        at[j] = x[j] - h;
        status = status ? status : bn_evaluate(&minus, f, at, NULL, err);
        if (!status)
            off = fmax(off, fabs((plus.value - minus.value) / (2 * h) - grad[j]) / largest);
    }
    free(room);
    if (!status)
        *worst = off;
    return status;
}
