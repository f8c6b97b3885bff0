#include "verify/truth.h"

#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/hex.h"

static double target(const test_case *c, size_t i)
{
    const bn_dataset_info *d = bn_dataset_describe(c->data);
    double high = d->targets[0];
    for (size_t k = 0; k < d->rows; k++)
        high = fmax(high, d->targets[k]);
    return c->loss != &bn_logistic ? d->targets[i] : d->targets[i] == high ? 1 : -1;
}

/* f and its gradient at w. */
static quad look(const test_case *c, double l2, const double *w, quad *grad)
{
    const bn_dataset_info *d = bn_dataset_describe(c->data);
    quad value = 0, total = c->loss == &bn_quadratic ? 1 : 0;
    for (size_t j = 0; j < d->cols + c->options.intercept; j++)
        grad[j] = 0;
    for (size_t i = 0; i < d->rows; i++) {
        const double *x = bn_dataset_row(c->data, i), y = target(c, i), s = d->weights ? d->weights[i] : 1;
        quad z = c->options.intercept ? w[d->cols] : 0, slope;
        for (size_t j = 0; j < d->cols; j++)
            z += (quad)x[j] * w[j];
        if (c->loss == &bn_quadratic) {
            grad[i] = z - y;
            value += w[i] * (z / 2 - y);
            continue;
        }
        if (c->loss == &bn_logistic) {
            const quad m = y * z, a = quad_exp(-quad_abs(m));
            slope = -y * (m < 0 ? 1 : a) / (1 + a);
            value += s * ((m < 0 ? -m : 0) + quad_log1p(a));
        } else {
            slope = z - y;
            value += s * slope * slope / 2;
        }
        total += s;
        for (size_t j = 0; j < d->cols; j++)
            grad[j] += s * slope * x[j];
        if (c->options.intercept)
            grad[d->cols] += s * slope;
    }
    value /= total;
    for (size_t j = 0; j < d->cols + c->options.intercept; j++)
        grad[j] = grad[j] / total + (j < d->cols ? (quad)l2 * w[j] : 0);
    for (size_t j = 0; j < d->cols; j++)
        value += (quad)l2 * w[j] * w[j] / 2;
    return value;
}

bool truth_at(truth *out, const test_case *c, double l2, const double *w)
{
    bn_error err;
    bn_objective *f = NULL;
    bn_curvature k;
    bn_result r;
    quad grad[8], square = 0;
    double best[8] = { 0 }, way = 0;
    const bn_objective_options o = { .l2 = l2, .intercept = c->options.intercept };
    const size_t dim = bn_dataset_describe(c->data)->cols + c->options.intercept;
    const bn_method *method = c->loss == &bn_logistic ? &bn_newton : &bn_exact;
    if (bn_objective_new(&f, c->loss, c->data, &o, NULL))
        return false;
    cr_assert(!bn_curvature_bound(&k, f, &err), "%s", err.message);
    cr_assert(!bn_solve(method, f, best, &(bn_solve_options){ .tol = 1e-15 }, &r, &err), "%s", err.message);
    bn_objective_free(f);
    truth t = { .value = look(c, l2, w, grad), .mu = k.mu.value, .L = k.L.value };
    for (size_t j = 0; j < dim; j++) {
        square += grad[j] * grad[j];
        way = hypot(way, w[j] - best[j]);
    }
    t.grad_norm = quad_sqrt(square);
    t.gap = t.value - look(c, l2, best, grad);
    t.distance = r.distance_bound < HUGE_VAL ? way - r.distance_bound : 0;
    *out = t;
    return true;
}

bool is_false(const char *claim, double bound, const truth *t)
{
    const quad noise = 1e-22 * (1 + quad_abs(t->value));
    if (!strcmp(claim, "value_lower"))
        return bound > t->value + noise;
    if (!strcmp(claim, "value_upper"))
        return bound < t->value - noise;
    if (!strcmp(claim, "grad_norm"))
        return bound < t->grad_norm * (1 - (quad)1e-20) - 1e-22 * (quad)t->L;
    if (!strcmp(claim, "mu"))
        return bound > t->mu + 1e-9 * t->L;
    if (!strcmp(claim, "L"))
        return bound < t->L * (1 - 1e-9);
    if (!strcmp(claim, "gap"))
        return bound < t->gap - noise;
    return bound < t->distance * (1 - 1e-9) - 1e-12;
}

bool some_claim_is_false(json_t *root, const truth *t)
{
    const char *name;
    json_t *claim;
    double bound;
    json_object_foreach(json_object_get(root, "claims"), name, claim)
    {
        cr_assert(bn_hex_parse(&bound, json_string_value(json_object_get(claim, "bound"))));
        if (is_false(name, bound, t))
            return true;
    }
    return false;
}
