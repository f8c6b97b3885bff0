/* Everything that a command line can say. Zero is "not said", except where a comment says otherwise. */
#ifndef BN_CLI_SETTINGS_H
#define BN_CLI_SETTINGS_H

#include <banach/banach.h>

#define CLI_OPERANDS 2

typedef struct cli_settings {
    const char *operand[CLI_OPERANDS];
    size_t operands;

    /* data */
    int format, header, missing, index_base; /* choices, in the order of their option */
    const char *target, *weights;
    bool standardize;
    int storage; /* bn_storage */

    /* objective */
    const char *loss;
    double l2; /* NaN: 1/n */
    bool intercept;
    uint64_t threads;

    /* fit */
    const char *method, *step;
    bool explain;
    const char *costs;
    double tol, max_passes, max_seconds;
    double known_min; /* NaN: not said, which is 0 */
    uint64_t seed;
    int restart, sampling, snapshot, average, schedule; /* choices, in the order of the enums */
    const char *batch;
    double refresh;
    uint64_t epoch_length;
    const char *model, *certificate, *trace, *trace_points;
    const char *checkpoint, *every, *resume;
    size_t memory_limit; /* bytes; 0: not said */
    bool progress;

    /* compare */
    const char *methods, *trace_dir, *plot;
    uint64_t seeds;

    /* generate */
    const char *spectrum_name, *optimum;
    uint64_t rows, cols;
    double kappa, noise;

    /* verify */
    const char *data, *point;
    uint64_t bits;

    /* curvature */
    const char *at;
    bool spectrum, advice;

    /* theory; NaN: not said */
    double step_number, mu, L, L_max;
    uint64_t n;

    /* output */
    const char *out;
    bool json, quiet, help;
} cli_settings;

#endif
