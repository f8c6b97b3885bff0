/* An objective made of the caller's own functions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "linalg/blas.h"
#include "objective/objective.h"

typedef struct custom {
    bn_objective base;
    bn_functions functions;
    void *context;
    double *out, *x, *v; /* dim each: what they give, until it is known to be finite; what they are given,
                            which is theirs to spoil */
} custom;

static void release(bn_objective *f)
{
    free(((custom *)f)->out);
    free(f);
}

static const double *lent(double *copy, const bn_objective *f, const double *x)
{
    return memcpy(copy, x, f->info.dim * sizeof *x);
}

/* What they gave, if it is finite; out may be NULL. */
static bool taken(double *out, const custom *c)
{
    const size_t d = c->base.info.dim;
    if (!bn_all_finite(d, c->out))
        return false;
    if (out)
        memcpy(out, c->out, d * sizeof *out);
    return true;
}

static bn_status evaluate(bn_evaluation *out, bn_objective *f, const double *x, double *grad, bn_error *err)
{
    custom *c = (custom *)f;
    const double value = c->functions.value(c->context, lent(c->x, f, x), c->out);
    if (value == HUGE_VAL) /* beyond the domain of f, where there is no gradient */
        memset(c->out, 0, f->info.dim * sizeof *c->out);
    if (isnan(value) || value == -HUGE_VAL || !taken(grad, c))
        return bn_fail(err, BN_NOT_FINITE, "your function gave f = %g%s", value,
                       isfinite(value) ? " with a gradient that is not finite" : "");
    *out = (bn_evaluation){ .value = value,
                            .grad_norm = value < HUGE_VAL ? bn_norm(f->info.dim, c->out) : HUGE_VAL,
                            .dual_gap = HUGE_VAL,
                            .rounding = BN_ASSUMED };
    if (c->functions.has_lower_bound)
        out->dual_gap = fmax(0, value - c->functions.lower_bound);
    return BN_OK;
}

static bn_status product(double *Hv, bn_objective *f, const double *x, const double *v, bn_error *err)
{
    custom *c = (custom *)f;
    if (!c->functions.product)
        return bn_fail(err, BN_UNSUPPORTED, "no Hessian product was given for this objective");
    c->functions.product(c->context, lent(c->x, f, x), lent(c->v, f, v), c->out);
    if (!taken(Hv, c))
        return bn_fail(err, BN_NOT_FINITE, "your Hessian product is not finite");
    return BN_OK;
}

static bn_status hessian(double *H, double *error, bn_objective *f, const double *x, bn_error *err)
{
    const size_t d = f->info.dim;
    if (!x)
        return bn_fail(err, BN_UNSUPPORTED, "no global Hessian bound is known for functions of yours");
    double *e = bn_doubles(1, d);
    bn_status status = e ? BN_OK : bn_fail(err, BN_NO_MEMORY, "no memory for a Hessian of %zu unknowns", d);
    for (size_t j = 0; j < d && !status; j++) {
        e[j] = 1;
        status = product(H + j * d, f, x, e, err);
        e[j] = 0;
    }
    for (size_t i = 0; i < d && !status; i++)
        for (size_t j = 0; j < i; j++)
            H[i * d + j] = H[j * d + i] = 0.5 * (H[i * d + j] + H[j * d + i]);
    if (error)
        *error = HUGE_VAL;
    free(e);
    return status;
}

static bn_status term(double *grad, bn_objective *f, size_t i, const double *x, bn_error *err)
{
    custom *c = (custom *)f;
    c->functions.term(c->context, i, lent(c->x, f, x), c->out);
    if (!taken(grad, c))
        return bn_fail(err, BN_NOT_FINITE, "your gradient of term %zu is not finite", i);
    return BN_OK;
}

static bn_rooms rooms(const bn_objective *f)
{
    const double d = (double)f->info.dim;
    return (bn_rooms){ .own = 3 * d, .hessian = d };
}

static const bn_objective_kind whole = {
    .evaluate = evaluate, .hessian = hessian, .product = product, .rooms = rooms, .release = release
};
static const bn_objective_kind with_terms = { .evaluate = evaluate,
                                              .hessian = hessian,
                                              .product = product,
                                              .term = term,
                                              .rooms = rooms,
                                              .release = release };

bn_status bn_objective_custom(bn_objective **out, size_t dim, const bn_functions *functions, void *context,
                              bn_error *err)
{
    if (dim == 0 || !functions || !functions->value)
        return bn_fail(err, BN_BAD_ARGUMENT,
                       "an objective of your own needs at least one unknown and the function value");
    if (functions->term && functions->terms == 0)
        return bn_fail(err, BN_BAD_ARGUMENT, "term gradients were given, but the number of terms is 0");
    custom *c = bn_array(1, sizeof *c);
    double *room = bn_doubles(3, dim);
    if (!c || !room) {
        free(c);
        free(room);
        return bn_fail(err, BN_NO_MEMORY, "no memory for an objective of %zu unknowns", dim);
    }
    c->base.kind = functions->term ? &with_terms : &whole;
    c->base.info = (bn_objective_info){
        .dim = dim, .terms = functions->term ? functions->terms : 0, .loss = "custom", .formula = "f(x)"
    };
    c->base.threads = 1;
    c->functions = *functions;
    c->context = context;
    c->out = room;
    c->x = room + dim;
    c->v = room + 2 * dim;
    *out = &c->base;
    return BN_OK;
}
