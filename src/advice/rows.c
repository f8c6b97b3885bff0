/* Rows that are steep: L_max, the largest L_i, is what methods that draw rows have to step by. */
#include <math.h>

#include "advice/doctor.h"

/* The column with the largest part in L_i = share_i phi'' (|x_i|^2 + 1) + l2. */
static void explain(bn_steep_row *row, const bn_doctor *d)
{
    const double *x = bn_doctor_row(d, row->row);
    double squares = d->f->info.intercept;
    for (size_t j = 0; j < d->facts.cols; j++) {
        squares += x[j] * x[j];
        row->column = fabs(x[j]) > fabs(x[row->column]) ? j : row->column;
    }
    row->share = squares > 0 ? x[row->column] * x[row->column] / squares * (1 - d->f->info.l2 / row->L_i) : 0;
}

bn_status bn_doctor_rows(bn_doctor *d, bn_error *err)
{
    (void)err;
    bn_steep_row *best = d->facts.steepest;
    size_t *count = &d->facts.steep;
    for (size_t i = 0; d->column && i < d->data->rows; i++) {
        const double L_i = d->f->kind->row_smoothness(d->f, i) + d->f->info.l2;
        size_t k = *count;
        if (!bn_doctor_counts(d, i) || (k == BN_MAX_STEEP && L_i <= best[k - 1].L_i))
            continue;
        *count += k < BN_MAX_STEEP;
        for (k = *count - 1; k > 0 && best[k - 1].L_i < L_i; k--)
            best[k] = best[k - 1];
        best[k] = (bn_steep_row){ .row = i, .L_i = L_i };
    }
    for (size_t k = 0; k < *count; k++)
        explain(&best[k], d);
    return BN_OK;
}
