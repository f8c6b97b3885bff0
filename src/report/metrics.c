/* Predictions against targets. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "base/number.h"
#include "linalg/dd.h"
#include "report/model.h"

static double weight(const bn_dataset_info *data, size_t i)
{
    return data->weights ? data->weights[i] : 1;
}

/* ---- Regression ---------------------------------------------------------------------------- */

static void regression(bn_metrics *out, const bn_dataset_info *data, const double *scores)
{
    bn_dd total = { 0 }, sum = { 0 }, squares = { 0 }, absolute = { 0 }, around = { 0 };
    for (size_t i = 0; i < data->rows; i++) {
        total = bn_dd_add_d(total, weight(data, i));
        sum = bn_dd_add_d(sum, weight(data, i) * data->targets[i]);
    }
    const double mean = sum.hi / total.hi;
    for (size_t i = 0; i < data->rows; i++) {
        const double s = weight(data, i), e = data->targets[i] - scores[i], c = data->targets[i] - mean;
        squares = bn_dd_add_d(squares, s * e * e);
        absolute = bn_dd_add_d(absolute, s * fabs(e));
        around = bn_dd_add_d(around, s * c * c);
    }
    out->r_squared = around.hi > 0 ? 1 - squares.hi / around.hi : NAN;
    out->rmse = sqrt(squares.hi / total.hi);
    out->mae = absolute.hi / total.hi;
}

/* ---- Two classes --------------------------------------------------------------------------- */

typedef struct bn_scored {
    double score, weight;
    int side; /* 1: the positive class, 0: the other */
} bn_scored;

/* What a target must equal to be of a class: the number of the word, or the number itself; NaN when no
   row can. */
static double class_value(const bn_dataset_info *data, const char *name)
{
    double value;
    if (!data->words)
        return bn_number_parse(&value, name, strlen(name)) == BN_NUMBER ? value : NAN;
    for (size_t k = 0; k < data->classes; k++)
        if (!strcmp(data->class_names[k], name))
            return (double)k;
    return NAN;
}

static bn_status take_sides(bn_scored *rows, const bn_model_info *m, const bn_dataset_info *data,
                            const double *scores, bn_error *err)
{
    const double positive = class_value(data, m->positive), negative = class_value(data, m->negative);
    for (size_t i = 0; i < data->rows; i++) {
        const double y = data->targets[i];
        if (y != positive && y != negative)
            return bn_fail(err, BN_BAD_FORMAT,
                           "%s: the target of row %zu is neither %s nor %s, the classes of the model",
                           data->path, i + 1, m->positive, m->negative);
        rows[i] = (bn_scored){ scores[i], weight(data, i), y == positive };
    }
    return BN_OK;
}

static int by_score(const void *a, const void *b)
{
    const double x = ((const bn_scored *)a)->score, y = ((const bn_scored *)b)->score;
    return (x > y) - (x < y);
}

/* Every positive beats the negatives scored below it, and ties with those of its own score. */
static double area_under_curve(bn_scored *rows, size_t n)
{
    double below = 0, positives = 0, wins = 0;
    qsort(rows, n, sizeof *rows, by_score);
    for (size_t first = 0, end; first < n; first = end) {
        double side[2] = { 0, 0 };
        for (end = first; end < n && rows[end].score == rows[first].score; end++)
            side[rows[end].side] += rows[end].weight;
        wins += side[1] * (below + side[0] / 2);
        below += side[0];
        positives += side[1];
    }
    return below > 0 && positives > 0 ? wins / (below * positives) : NAN;
}

/* With m the score towards the true class, -ln of its probability is ln(1 + exp(-m)), which must not
   overflow. */
static void classification(bn_metrics *out, bn_scored *rows, size_t n)
{
    bn_dd total = { 0 }, right = { 0 }, loss = { 0 };
    for (size_t i = 0; i < n; i++) {
        const int predicted = rows[i].score > 0;
        const double m = rows[i].side ? rows[i].score : -rows[i].score;
        out->confusion[rows[i].side][predicted]++;
        total = bn_dd_add_d(total, rows[i].weight);
        right = bn_dd_add_d(right, predicted == rows[i].side ? rows[i].weight : 0);
        loss = bn_dd_add_d(loss, rows[i].weight * (fmax(-m, 0) + log1p(exp(-fabs(m)))));
    }
    out->accuracy = right.hi / total.hi;
    out->log_loss = loss.hi / total.hi;
    out->auc = area_under_curve(rows, n);
}

bn_status bn_metrics_of(bn_metrics *out, const bn_model *model, const bn_dataset *data, const double *scores,
                        bn_error *err)
{
    const bn_model_info *m = &model->info;
    const bn_dataset_info *info = bn_dataset_describe(data);
    bn_metrics metrics = { NAN, NAN, NAN, NAN, NAN, NAN, { { 0 } } };
    bn_status status = BN_OK;
    if (!m->positive && info->words)
        return bn_fail(err, BN_BAD_FORMAT, "%s, and the model predicts numbers", info->words_where);
    if (!m->positive) {
        regression(&metrics, info, scores);
    } else {
        bn_scored *rows = bn_array(info->rows, sizeof *rows);
        status = rows ? take_sides(rows, m, info, scores, err)
                      : bn_fail(err, BN_NO_MEMORY, "no memory to score %zu rows", info->rows);
        if (!status)
            classification(&metrics, rows, info->rows);
        free(rows);
    }
    if (!status)
        *out = metrics;
    return status;
}
