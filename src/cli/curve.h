/* The gaps of a run, kept for a plot. */
#ifndef BN_CLI_CURVE_H
#define BN_CLI_CURVE_H

#include <banach/report.h>

typedef struct cli_curve {
    bn_curve_point *point;
    size_t points, room;
    bool no_memory;
    bool (*next)(const bn_progress *now, void *context); /* asked after each look; NULL: none */
    void *next_context;
} cli_curve;

/* An observer; its context is a cli_curve. */
bool cli_curve_observe(const bn_progress *now, void *context);

#endif
