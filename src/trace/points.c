/* The iterates of a run as a table. The header of an NPY file tells how many rows: it comes twice. */
#include "trace/points.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "dataset/writer.h"

static void put_names(bn_points *points)
{
    char name[32];
    for (size_t j = 0; j < points->dim; j++) {
        snprintf(name, sizeof name, "%sx%zu", j ? "," : "", j + 1);
        bn_output_text(&points->out, name);
    }
    bn_output_text(&points->out, "\n");
}

bn_status bn_points_open(bn_points *points, const char *path, bool grows, size_t dim, bn_error *err)
{
    *points = (bn_points){ .dim = dim, .npy = bn_path_ends(path, ".npy") };
    bn_status status =
        grows ? bn_output_continue(&points->out, path, err) : bn_output_open(&points->out, path, err);
    if (status)
        return status;
    if (points->npy && !points->out.path)
        return bn_output_close(
            &points->out,
            bn_fail(err, BN_UNSUPPORTED, "%s: NPY points want a regular file, CSV ones take any", path), err);
    return BN_OK;
}

void bn_points_begin(bn_points *points)
{
    bn_output_cut(&points->out, 0);
    if (points->npy)
        bn_write_npy_header(&points->out, 0, points->dim);
    else
        put_names(points);
    points->began = true;
}

void bn_points_add(bn_points *points, const double *x)
{
    for (size_t j = 0; j < points->dim; j++) {
        if (points->npy) {
            bn_write_npy_number(&points->out, x[j]);
            continue;
        }
        bn_output_text(&points->out, j ? "," : "");
        if (isfinite(x[j]))
            bn_write_number(&points->out, x[j]);
    }
    if (!points->npy)
        bn_output_text(&points->out, "\n");
    points->rows++;
}

bn_status bn_points_close(bn_points *points, bn_status status, bn_error *err)
{
    bn_output *out = &points->out;
    if (points->npy && points->began && !out->error) {
        if (fseek(out->file, 0, SEEK_SET))
            out->error = errno;
        bn_write_npy_header(out, points->rows, points->dim);
    }
    return bn_output_close(out, status, err);
}
