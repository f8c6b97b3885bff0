/* The lines of a trace: one number a column, as CSV or JSON. */
#ifndef BN_TRACE_LINE_H
#define BN_TRACE_LINE_H

#include "base/output.h"

enum {
    BN_TRACE_K,
    BN_TRACE_PASSES,
    BN_TRACE_SECONDS,
    BN_TRACE_F,
    BN_TRACE_GRAD_NORM,
    BN_TRACE_GAP,
    BN_TRACE_STEP,
    BN_TRACE_MOMENTUM,
    BN_TRACE_MOVE,
    BN_TRACE_CONTRACTION,
    BN_TRACE_TURN,
    BN_TRACE_VARIANCE,
    BN_TRACE_REDUCED,
    BN_TRACE_COLUMNS
};

typedef struct bn_line_format {
    const char *name;
    void (*head)(bn_output *out);                     /* before the first line; may be NULL */
    void (*line)(bn_output *out, const double *line); /* BN_TRACE_COLUMNS numbers */
} bn_line_format;

/* The format called name or, with name NULL, the one for this path; NULL if there is none of that name. */
const bn_line_format *bn_line_format_for(const char *path, const char *name);

#endif
