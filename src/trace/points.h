/* The iterates of a run as a table: a row for each. */
#ifndef BN_TRACE_POINTS_H
#define BN_TRACE_POINTS_H

#include "base/output.h"

typedef struct bn_points {
    bn_output out;
    size_t dim, rows;
    bool npy, began;
} bn_points;

/* grows: as bn_output_continue does it. On failure there is nothing to close. */
bn_status bn_points_open(bn_points *points, const char *path, bool grows, size_t dim, bn_error *err);

/* What comes before the first point. */
void bn_points_begin(bn_points *points);

void bn_points_add(bn_points *points, const double *x);

/* As bn_output_close. */
bn_status bn_points_close(bn_points *points, bn_status status, bn_error *err);

#endif
