/* How large the data is: norms of rows and columns, and means of them, which the rounding bounds are made of.
   Two reads of the data. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "dataset/rows.h"
#include "linalg/blas.h"
#include "objective/glm.h"

/* Sums of squares above this have lost nothing to underflow that counts. */
static const double safe = 1e-280;

static double row_norm(const bn_glm *g, size_t i, double squares)
{
    if (squares > safe)
        return sqrt(squares);
    double norm = 0;
    for (size_t j = 0; j < g->X.cols; j++)
        norm = hypot(norm, bn_dataset_at(g->base.info.data, i, j));
    return norm;
}

/* What a read leaves for each row: its norm, rounded up; or that of the row with columns scaled. */
typedef struct reading {
    const double *scale; /* NULL: ones */
    double *norms, grow;
} reading;

static void read_block(const bn_glm *g, const void *context, size_t first, size_t count, double *columns)
{
    const reading *r = context;
    const double lost = (double)g->X.cols * DBL_MIN; /* to underflow, at most */
    double *norms = r->norms + first;
    g->X.kind->squares(&g->X, first, count, r->scale, norms, columns);
    for (size_t i = 0; i < count; i++)
        norms[i] = r->scale ? sqrt(norms[i] + lost) : row_norm(g, first + i, norms[i]) * r->grow;
}

/* Squares added up by columns; valid until the next pass. */
static const double *read_all(bn_glm *g, const double *scale, double *norms)
{
    const double work = 2.0 * (double)g->X.rows * (double)g->X.cols;
    const reading r = { scale, norms, 1 + 2 * bn_gamma((double)g->X.cols + 8) };
    return bn_glm_sum(g, g->X.cols, work, read_block, &r);
}

/* From norms of the rows as they are, and of those with scaled columns. */
static bn_row_sizes sizes_of(const bn_glm *g, const double *scaled)
{
    const double grow = 1 + 2 * bn_gamma((double)(g->X.rows + g->X.cols) + 16);
    bn_row_sizes r = { 0 };
    for (size_t i = 0; i < g->X.rows; i++) {
        const double weight = g->weights ? g->weights[i] : 1, s = weight / g->total, y = fabs(g->y[i]),
                     norm = g->row_norm[i], e = scaled[i];
        r.x += s * norm;
        r.x2 += s * norm * norm;
        r.xe += s * norm * e;
        r.e += s * e;
        r.e2 += s * e * e;
        r.y2 += s * y * y;
        r.e_max = e > r.e_max ? e : r.e_max;
        r.x_max = norm > r.x_max ? norm : r.x_max;
        r.y_max = weight > 0 && y > r.y_max ? y : r.y_max;
    }
    double *field = (double *)&r;
    for (size_t k = 0; k < sizeof r / sizeof *field; k++)
        field[k] *= grow;
    return r;
}

/* Columns divided by their norms are of one size. A column whose squares underflow is enlarged before its
   norm is had, which takes another read unless it is zero: then 1 will do, as any number would. */
static bn_status scale_columns(double *scale, double *scaled, bn_glm *g, bn_error *err)
{
    const double enlarged = 0x1p700;
    const size_t d = g->X.cols;
    bool again = false;
    const double *columns = read_all(g, NULL, g->row_norm);
    for (size_t j = 0; j < d; j++) {
        if (!(columns[j] < HUGE_VAL))
            return bn_fail(err, BN_NOT_FINITE,
                           "%s: column %zu is too large to square: scale it (standardize)",
                           bn_dataset_describe(g->base.info.data)->path, j + 1);
        scale[j] = columns[j] > safe ? 1 / sqrt(columns[j]) : enlarged;
    }
    columns = read_all(g, scale, scaled);
    for (size_t j = 0; j < d; j++)
        if (scale[j] == enlarged) {
            again = again || columns[j] > 0;
            scale[j] = columns[j] > 0 ? fmin(enlarged / sqrt(columns[j]), 1 / DBL_MIN) : 1;
        }
    if (again)
        read_all(g, scale, scaled);
    for (size_t j = 0; j < d; j++)
        g->col_norm[j] = 1 / scale[j];
    return BN_OK;
}

bn_status bn_glm_measure(bn_glm *g, bn_error *err)
{
    const size_t n = g->X.rows;
    double *room = bn_doubles(1, n + g->X.cols);
    bn_status status = room ? scale_columns(room + n, room, g, err)
                            : bn_fail(err, BN_NO_MEMORY, "no memory for the norms of %zu rows", n);
    if (!status)
        g->size = sizes_of(g, room);
    free(room);
    if (!status && !bn_all_finite(sizeof g->size / sizeof(double), (const double *)&g->size))
        return bn_fail(err, BN_NOT_FINITE,
                       "%s: the numbers are too large to square: scale the columns (standardize)",
                       bn_dataset_describe(g->base.info.data)->path);
    return status;
}
