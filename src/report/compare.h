/* What the forms of a comparison share. */
#ifndef BN_REPORT_COMPARE_H
#define BN_REPORT_COMPARE_H

#include <banach/report.h>

/* The lower quartile, the median and the upper one, between the neighbours where they fall between two. */
typedef struct bn_quartiles {
    double lower, median, upper;
} bn_quartiles;

/* What a table tells of a contender that ran. Numbers that do not exist are NaN. */
typedef struct bn_summary {
    const bn_result *typical;
    size_t converged; /* runs that did */
    bn_quartiles passes, seconds;
    double promised, measured; /* 1 - factor of the distance to the optimum per pass over the data */
} bn_summary;

/* False when memory is out. */
bool bn_summarize(bn_summary *out, const bn_contender *c);

/* Where the curves lie. Axes are logarithmic; passes and seconds only if they differ much. */
typedef struct bn_frame {
    double gap_low, gap_high;        /* of all curves and the target; 0 and 0: nothing to draw */
    double target;                   /* tol * scale */
    double passes, seconds;          /* the most of any curve */
    double first_pass, first_second; /* the least that is positive */
    bool log_passes, log_seconds;
} bn_frame;

bn_frame bn_frame_of(const bn_comparison *what);

/* A point that a plot can show? A curve that has one? */
bool bn_drawable(const bn_curve_point *point);
bool bn_drawn(const bn_contender *c);

/* 'A' for the first contender, then on to 'Z', 'a' to 'z'; '?' beyond. */
char bn_letter(size_t contender);

bn_status bn_comparison_text(FILE *to, const bn_comparison *what, bn_error *err);
bn_status bn_comparison_json(FILE *to, const bn_comparison *what, bn_error *err);

/* gnuplot.c: the script, with all its data, for a terminal such as "svg"; the picture goes to its output. */
void bn_gnuplot_script(FILE *to, const char *terminal, const bn_comparison *what);

#endif
