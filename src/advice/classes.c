/* The two classes: how many rows each has, and whether a plane tells them apart. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/doctor.h"
#include "base/alloc.h"
#include "base/fail.h"

enum {
    SMALL = 2048, /* unknowns up to which Newton's method is affordable */
    LEAST = 30,
    MOST = 3000, /* passes over the data, to find a plane or a minimizer */
};
static const double WORK = 3e10; /* multiplications for the same */

/* Range of a column in each class, the negative one first. */
typedef struct range {
    double low[2], high[2];
} range;

static void take(range *r, double x, int class)
{
    r->low[class] = fmin(r->low[class], x);
    r->high[class] = fmax(r->high[class], x);
}

/* Weights relative to the heaviest, so that their sum is a number. */
static void count(bn_doctor *d, range *r)
{
    const double *y = d->data->targets, *weights = d->data->weights;
    double high = y[0], heaviest = weights ? 0 : 1, total = 0;
    for (size_t i = 0; i < d->data->rows; i++) {
        high = fmax(high, y[i]);
        heaviest = weights ? fmax(heaviest, weights[i]) : heaviest;
    }
    for (size_t i = 0; i < d->data->rows; i++) {
        const double *x = bn_doctor_row(d, i), weight = (weights ? weights[i] : 1) / heaviest;
        const int class = y[i] == high;
        total += weight;
        d->facts.class_share[class] += weight;
        d->facts.class_rows[class] += bn_doctor_counts(d, i);
        for (size_t j = 0; j < d->facts.cols && bn_doctor_counts(d, i); j++)
            take(&r[j], x[j], class);
    }
    d->facts.class_share[0] /= total;
    d->facts.class_share[1] /= total;
}

/* Is class upper, 0 or 1, above a number or at it, the other below or at it, and not all of them at it? */
static bool splits(bn_split *out, const range *r, int upper, bool intercept)
{
    const double low = r->high[!upper], high = r->low[upper], at = intercept ? low + (high - low) / 2 : 0;
    out->at = at;
    out->above = r->high[upper] > at ? 2 * upper - 1 : 0;
    out->below = r->low[!upper] < at ? 1 - 2 * upper : 0;
    out->clean = low < at && at < high;
    return low <= at && at <= high && (out->above || out->below);
}

/* Clean ones before the others; the first of them is a direction that separates. */
static void find_splits(bn_doctor *d, const range *r)
{
    bn_advice *a = &d->facts;
    size_t cleans = 0;
    for (size_t j = 0; j < a->cols; j++)
        for (int upper = 0; upper < 2; upper++) {
            bn_split s = { .column = j };
            if (!splits(&s, &r[j], upper, d->f->info.intercept))
                continue;
            const size_t place = s.clean ? cleans++ : a->splits;
            a->splits++;
            for (size_t k = fmin((double)a->splits, BN_MAX_SPLITS) - 1; k > place; k--)
                a->split[k] = a->split[k - 1];
            if (place < BN_MAX_SPLITS)
                a->split[place] = s;
            if (place == 0) {
                memset(d->direction, 0, d->f->info.dim * sizeof *d->direction);
                d->direction[j] = upper ? 1 : -1;
                if (d->f->info.intercept)
                    d->direction[a->cols] = upper ? -s.at : s.at;
            }
        }
    if (a->splits) {
        a->separation = a->split[0].clean ? BN_SEPARATED : BN_WEAKLY_SEPARATED;
        a->direction = d->direction;
    }
}

/* Passes that are worth the answer: a step of Newton's takes three, and forms a matrix. With a plane at hand
   there is less to learn. */
static double allowed(const bn_objective *f, bool plane)
{
    const double work = (double)f->info.terms * (double)f->info.dim * (double)f->info.dim;
    const double most = f->info.dim > SMALL ? LEAST : fmin(fmax(WORK / work, LEAST), MOST);
    return plane ? LEAST : most;
}

/* Without a penalty a run ends at a plane that separates, or near a minimizer, which proves that there is no
   such plane; or nowhere. */
static bn_status run(bn_separation *found, bn_objective *f, double *x, const bn_curvature *known, bool plane,
                     bn_error *err)
{
    bn_curvature c = *known; /* its L holds without a penalty too */
    c.mu = (bn_enclosure){ .method = "l2" };
    const bn_solve_options options = { .curvature = &c, .tol = 1e-3, .max_passes = allowed(f, plane) };
    const bn_method *method = f->info.dim <= SMALL ? &bn_newton : &bn_nesterov;
    bn_result r;
    bn_error why;
    bn_status status = bn_solve(method, f, x, &options, &r, &why);
    *found = BN_SEPARATION_OPEN;
    if (!status && r.outcome == BN_NO_MINIMIZER)
        *found = BN_SEPARATED;
    else if (!status && r.distance_bound < HUGE_VAL && r.certificate.distance.status == BN_PROVEN)
        *found = BN_OVERLAPPING; /* what is that near exists; a gap would be no proof, as f >= 0 bounds it */
    return bn_doctor_pardon(status, &why, err);
}

/* x over the columns that are left -> d->direction over all of them, with zeros. */
static void spread(bn_doctor *d, const double *x)
{
    for (size_t j = 0, k = 0; j < d->f->info.dim; j++)
        d->direction[j] = j < d->facts.cols && d->depends[j] ? 0 : x[k++];
    d->facts.direction = d->direction;
}

static bn_status separate(bn_doctor *d, const bn_dataset *data, bn_error *err)
{
    bn_objective *f;
    double *x = NULL;
    bn_advice *a = &d->facts;
    const bn_objective_info *info = &d->f->info;
    bn_status status =
        bn_objective_new(&f, bn_loss_find(info->loss), data,
                         &(bn_objective_options){ .intercept = info->intercept, .threads = d->threads }, err);
    if (status)
        return status;
    bn_separation found = BN_SEPARATION_OPEN;
    status = bn_point_new(&x, f, err);
    if (!status)
        status = run(&found, f, x, d->options.curvature, a->direction != NULL, err);
    if (found == BN_SEPARATED)
        spread(d, x);
    for (size_t k = 0; found == BN_OVERLAPPING && k < a->dependent; k++)
        if (a->dependence[k].status != BN_PROVEN)
            a->separation_status = BN_MEASURED;
    if (found == BN_SEPARATED || !a->direction)
        a->separation = found;
    free(x);
    bn_objective_free(f);
    return status;
}

/* Columns that depend on others change nothing about planes, and would hide a minimizer. */
static bn_status find_plane(bn_doctor *d, bn_error *err)
{
    bn_dataset *thin = NULL;
    bn_status status =
        d->facts.dependent && d->facts.dependent < d->facts.cols ? bn_doctor_thin(&thin, d, err) : BN_OK;
    if (!status)
        status = separate(d, thin ? thin : d->f->info.data, err);
    bn_dataset_free(thin);
    return status;
}

bn_status bn_doctor_classes(bn_doctor *d, bn_error *err)
{
    if (!d->f->info.positive)
        return BN_OK;
    range *r = bn_array(d->facts.cols, sizeof *r);
    d->direction = bn_doubles(1, d->f->info.dim);
    if (!r || !d->direction) {
        free(r);
        return bn_fail(err, BN_NO_MEMORY, "no memory for the ranges of %zu columns", d->facts.cols);
    }
    for (size_t j = 0; j < d->facts.cols; j++)
        r[j] = (range){ { HUGE_VAL, HUGE_VAL }, { -HUGE_VAL, -HUGE_VAL } };
    count(d, r);
    find_splits(d, r);
    free(r);
    return d->facts.separation == BN_SEPARATED ? BN_OK : find_plane(d, err);
}
