/* A loss over data: made, described, released; and what is known of its curvature without a spectrum. */
#include "objective/glm.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/threads.h"
#include "linalg/blas.h"
#include "linalg/cascade.h"
#include "linalg/dd.h"

static void release(bn_objective *f)
{
    bn_glm *g = (bn_glm *)f;
    free(g->own_y);
    free(g->own_weights);
    free(g->row_norm);
    free(g->col_norm);
    free(g->room);
    free(g->gram_room);
    free(g);
}

/* Of f_i = n s_i/S phi_i(x_i'w + b), the penalty apart. */
static double row_smoothness(const bn_objective *f, size_t i)
{
    const bn_glm *g = (const bn_glm *)f;
    const double one = f->info.intercept ? 1 : 0;
    return bn_glm_share(g, i) * g->loss->sup_d2 * (g->row_norm[i] * g->row_norm[i] + one);
}

/* f_i = n s_i/S phi_i + l2 |w|^2/2 has L_i = n s_i/S sup phi'' |x_i, 1|^2 + l2. mu is l2 without an
   intercept, and nothing is known of it with one: the penalty has a zero there. */
static void analytic(bn_curvature *out, const bn_objective *f)
{
    const bn_glm *g = (const bn_glm *)f;
    const double n = (double)g->X.rows;
    double largest = 0, sum = 0;
    for (size_t i = 0; i < g->X.rows; i++) {
        const double L = row_smoothness(f, i);
        largest = fmax(largest, L);
        sum += L;
    }
    const double grow = 1 + 4 * bn_gamma(n + 16), lost = g->size.x_max > 0 ? DBL_MIN : 0; /* to underflow */
    const double mu = f->info.intercept ? 0 : f->info.l2;
    out->L_max = (largest + f->info.l2) * grow + lost;
    out->L_mean = (sum / n + f->info.l2) * grow + lost;
    out->mu =
        (bn_enclosure){ .value = mu, .lower = mu, .upper = HUGE_VAL, .status = BN_PROVEN, .method = "l2" };
}

static double slope(const bn_objective *f, size_t i, const double *x)
{
    const bn_glm *g = (const bn_glm *)f;
    double z;
    g->X.kind->product(&g->X, i, 1, x, &z);
    z += f->info.intercept ? x[g->X.cols] : 0;
    return g->loss->slope(z, g->y[i]) * bn_glm_share(g, i);
}

static void add_row(const bn_objective *f, size_t i, double a, double *y)
{
    const bn_glm *g = (const bn_glm *)f;
    g->X.kind->row_axpy(&g->X, i, a, y);
    if (f->info.intercept)
        y[g->X.cols] += a;
}

static bn_status term(double *grad, bn_objective *f, size_t i, const double *x, bn_error *err)
{
    (void)err;
    const size_t d = ((const bn_glm *)f)->X.cols;
    for (size_t j = 0; j < f->info.dim; j++)
        grad[j] = j < d ? f->info.l2 * x[j] : 0;
    add_row(f, i, slope(f, i, x), grad);
    return BN_OK;
}

static double null_value(const bn_objective *f)
{
    return ((const bn_glm *)f)->null_value;
}

/* The room of a Hessian stays, once there was one, unless it is large. */
static bn_rooms rooms(const bn_objective *f)
{
    const bn_glm *g = (const bn_glm *)f;
    const double per_row = 1 + (g->own_y != NULL) + (g->own_weights != NULL),
                 hessian = bn_glm_hessian_room(g), kept = hessian > BN_GLM_KEPT ? 0 : hessian;
    return (bn_rooms){ .own = per_row * (double)g->X.rows + (double)g->X.cols + (double)bn_glm_pass_room(g) +
                              kept,
                       .hessian = hessian - kept,
                       .root = bn_glm_root_room(g),
                       .careful = bn_glm_careful_room(g),
                       .congruence = bn_glm_congruence_room(g) };
}

#define GLM_KIND(constant)                                                                                   \
    {                                                                                                        \
        .evaluate = bn_glm_evaluate, .hessian = bn_glm_hessian, .product = bn_glm_product, .term = term,     \
        .slope = slope, .add_row = add_row, .walk = bn_glm_walk, .row_smoothness = row_smoothness,           \
        .root = bn_glm_root, .rows = bn_glm_rows, .by_margins = &bn_glm_margins, .analytic = analytic,       \
        .null_value = null_value, .evaluate_careful = bn_glm_evaluate_careful,                               \
        .congruence = bn_glm_congruence, .separates = bn_glm_separates, .rooms = rooms, .release = release,  \
        .constant_hessian = constant                                                                         \
    }

static const bn_objective_kind curved = GLM_KIND(false), constant = GLM_KIND(true);

/* The best constant model: minimizes mean phi(b, y) over b by damped Newton (theory 5.11), b = 0 without an
   intercept. n scalar evaluations a step, no data. One that fits to the last digit is no scale for anything:
   then the value at b = 0 is, or nothing (NAN) if all targets are 0. */
static double null_model(const bn_glm *g)
{
    double z[BN_BLOCK], phi[BN_BLOCK], d1[BN_BLOCK], d2[BN_BLOCK], dual[BN_BLOCK];
    double b = 0, value = 0, at_zero = 0;
    const bn_loss_block out = { phi, d1, d2, dual };
    for (int iteration = 0; iteration < 60; iteration++) {
        double slope = 0, curve = 0;
        value = 0;
        for (size_t first = 0; first < g->X.rows; first += BN_BLOCK) {
            size_t count = g->X.rows - first < BN_BLOCK ? g->X.rows - first : BN_BLOCK;
            double part[3] = { 0 };
            for (size_t i = 0; i < count; i++)
                z[i] = b;
            g->loss->eval(count, z, g->y + first, &out);
            for (size_t i = 0; i < count; i++) {
                double s = g->weights ? g->weights[first + i] : 1;
                part[0] += s * phi[i];
                part[1] += s * d1[i];
                part[2] += s * d2[i];
            }
            value += part[0] / g->total;
            slope += part[1] / g->total;
            curve += part[2] / g->total;
        }
        at_zero = iteration ? at_zero : value;
        if (!g->base.info.intercept || !(curve > 0) || slope * slope <= 1e-24 * curve * value)
            break;
        double step = slope / curve;
        b -= g->loss->sup_d3 > 0 ? step * bn_newton_damping(fabs(step)) : step;
    }
    return value > 8 * 0x1p-106 * at_zero ? value : at_zero > 0 ? at_zero : NAN;
}

static bn_status too_many_classes(const bn_loss *loss, const bn_dataset_info *data, const char *name,
                                  bn_error *err)
{
    enum { SHOWN = 4 };
    char count[24] = "more than 64", list[SHOWN * 40] = "";
    if (data->classes)
        snprintf(count, sizeof count, "%zu", data->classes);
    for (size_t i = 0, length = 0; i < data->classes && i < SHOWN; i++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%.30s", i ? ", " : ": ",
                                   data->class_names[i]);
    return bn_fail(err, BN_BAD_FORMAT, "%s: %s has %s distinct labels%s%s; %s loss needs exactly two",
                   data->path, name, count, list, data->classes > SHOWN ? ", ..." : "", loss->name);
}

/* Targets as the loss wants them: numbers, or -1 and +1 for the two classes in their sorted order. */
static bn_status take_targets(bn_glm *g, const bn_dataset_info *data, bn_error *err)
{
    const char *name = data->target_name ? data->target_name : "the target";
    g->y = data->targets;
    if (!g->loss->classifies) {
        if (data->words)
            return bn_fail(err, BN_BAD_FORMAT, "%s (%s loss needs numbers as targets)", data->words_where,
                           g->loss->name);
        return BN_OK;
    }
    if (data->classes == 1)
        return bn_fail(err, BN_BAD_FORMAT, "%s: only one class (%s) in %s, %s loss needs two", data->path,
                       data->class_names[0], name, g->loss->name);
    if (data->classes != 2)
        return too_many_classes(g->loss, data, name, err);
    g->y = g->own_y = bn_doubles(1, data->rows);
    if (!g->own_y)
        return bn_fail(err, BN_NO_MEMORY, "no memory for %zu targets", data->rows);
    double high = data->targets[0];
    for (size_t i = 0; i < data->rows; i++)
        high = fmax(high, data->targets[i]);
    for (size_t i = 0; i < data->rows; i++)
        g->own_y[i] = data->targets[i] == high ? 1 : -1;
    g->base.info.negative = data->class_names[0];
    g->base.info.positive = data->class_names[1];
    return BN_OK;
}

/* Row weights as they are, unless sums and products of them could leave the range of doubles: then all are
   multiplied by a power of two, which changes no mean and no digit. */
static bn_status take_weights(bn_glm *g, const bn_dataset_info *data, bn_error *err)
{
    double largest = 0;
    g->weights = data->weights;
    g->total = (double)data->rows;
    if (!data->weights)
        return BN_OK;
    for (size_t i = 0; i < data->rows; i++)
        largest = fmax(largest, data->weights[i]);
    const int exponent = ilogb(largest);
    if (abs(exponent) > 300) {
        g->weights = g->own_weights = bn_doubles(1, data->rows);
        if (!g->own_weights)
            return bn_fail(err, BN_NO_MEMORY, "no memory for %zu weights", data->rows);
        for (size_t i = 0; i < data->rows; i++) {
            g->own_weights[i] = ldexp(data->weights[i], -exponent);
            if (ldexp(g->own_weights[i], exponent) != data->weights[i])
                return bn_fail(err, BN_NOT_FINITE, "%s: the weights %g and %g are too far apart for doubles",
                               data->path, data->weights[i], largest);
        }
    }
    bn_dd sum = { 0, 0 }; /* a plain sum would leave n roundings in every mean */
    for (size_t i = 0; i < data->rows; i++)
        sum = bn_dd_add_d(sum, g->weights[i]);
    g->total = sum.hi;
    return BN_OK;
}

static bn_matrix matrix_of(const bn_dataset *data, const bn_dataset_info *info)
{
    return info->storage == BN_STORAGE_FLOAT32
               ? bn_matrix_floats(info->rows, info->cols, info->cols, bn_dataset_row_floats(data, 0))
               : bn_matrix_dense(info->rows, info->cols, info->cols, bn_dataset_row(data, 0));
}

static bn_status fill(bn_glm *g, const bn_loss *loss, const bn_dataset *data,
                      const bn_objective_options *options, bn_error *err)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    g->loss = loss;
    g->base.kind = loss->sup_d3 == 0 ? &constant : &curved;
    g->base.info = (bn_objective_info){ .dim = info->cols + options->intercept,
                                        .terms = info->rows,
                                        .loss = loss->name,
                                        .formula = loss->formula,
                                        .l2 = options->l2,
                                        .intercept = options->intercept,
                                        .data = data };
    g->X = matrix_of(data, info);
    g->lanes = bn_glm_lanes(info->rows, info->cols);
    g->base.threads = bn_threads(options->threads);
    bn_status status = take_weights(g, info, err);
    if (!status)
        status = take_targets(g, info, err);
    if (status)
        return status;
    g->row_norm = bn_doubles(1, info->rows);
    g->col_norm = bn_doubles(1, info->cols);
    g->room = bn_doubles(1, bn_glm_pass_room(g));
    if (!g->row_norm || !g->col_norm || !g->room)
        return bn_fail(err, BN_NO_MEMORY, "no memory for an objective over %zu rows", info->rows);
    status = bn_glm_measure(g, err);
    if (!status)
        g->null_value = null_model(g);
    return status;
}

bn_status bn_objective_new(bn_objective **out, const bn_loss *loss, const bn_dataset *data,
                           const bn_objective_options *options, bn_error *err)
{
    const bn_objective_options defaults = { 0 };
    options = options ? options : &defaults;
    if (!loss || !data)
        return bn_fail(err, BN_BAD_ARGUMENT, "an objective needs a loss and a dataset");
    if (!(options->l2 >= 0) || !isfinite(options->l2))
        return bn_fail(err, BN_BAD_ARGUMENT, "l2 is %g, expected a finite number >= 0", options->l2);
    if (options->l2 > 0 && options->l2 < DBL_MIN) /* half of it need not be a double */
        return bn_fail(err, BN_BAD_ARGUMENT, "l2 is %g, expected 0 or at least %g", options->l2, DBL_MIN);
    if (loss->assemble)
        return loss->assemble(out, data, options, err);
    bn_glm *g = bn_array(1, sizeof *g);
    if (!g)
        return bn_fail(err, BN_NO_MEMORY, "no memory for an objective");
    bn_status status = fill(g, loss, data, options, err);
    if (status)
        release(&g->base);
    else
        *out = &g->base;
    return status;
}
