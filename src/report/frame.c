/* Where the curves of a comparison lie. */
#include <math.h>

#include "report/compare.h"

/* Gaps this far below the target, and this far above the start, are not told apart. */
#define BELOW 1e-4
#define ABOVE 1e3

bool bn_drawable(const bn_curve_point *point)
{
    return point->gap > 0 && isfinite(point->gap) && point->passes > 0 && point->seconds > 0;
}

bool bn_drawn(const bn_contender *c)
{
    for (size_t i = 0; i < c->points; i++)
        if (bn_drawable(&c->curve[i]))
            return true;
    return false;
}

static void add_point(bn_frame *frame, const bn_curve_point *p)
{
    frame->gap_low = frame->gap_high > 0 ? fmin(frame->gap_low, p->gap) : p->gap;
    frame->gap_high = fmax(frame->gap_high, p->gap);
    frame->first_pass = fmin(frame->first_pass, p->passes);
    frame->first_second = fmin(frame->first_second, p->seconds);
    frame->passes = fmax(frame->passes, p->passes);
    frame->seconds = fmax(frame->seconds, p->seconds);
}

/* Returns the first and the last point that can be drawn, NULL and NULL if there is none. */
static void add_curve(bn_frame *frame, const bn_contender *c, const bn_curve_point *ends[2])
{
    ends[0] = ends[1] = NULL;
    for (size_t i = 0; i < c->points; i++) {
        if (!bn_drawable(&c->curve[i]))
            continue;
        ends[0] = ends[0] ? ends[0] : &c->curve[i];
        ends[1] = &c->curve[i];
        add_point(frame, ends[1]);
    }
}

static void clip(bn_frame *frame, double start)
{
    frame->gap_high = fmax(fmin(frame->gap_high, ABOVE * start), frame->target);
    if (frame->target > 0)
        frame->gap_low = fmin(fmax(frame->gap_low, BELOW * frame->target), frame->target);
}

bn_frame bn_frame_of(const bn_comparison *what)
{
    bn_frame frame = { .first_pass = HUGE_VAL, .first_second = HUGE_VAL };
    double fewest = HUGE_VAL, fastest = HUGE_VAL, start = 0;
    for (size_t i = 0; i < what->count; i++) {
        const bn_contender *c = &what->contender[i];
        const bn_curve_point *ends[2];
        add_curve(&frame, c, ends);
        if (!ends[0])
            continue;
        start = fmax(start, ends[0]->gap);
        fewest = fmin(fewest, ends[1]->passes);
        fastest = fmin(fastest, ends[1]->seconds);
        frame.target = fmax(frame.target, c->results[c->typical].used.tol * c->results[c->typical].scale);
    }
    frame.log_passes = frame.passes > 20 * fewest;
    frame.log_seconds = frame.seconds > 20 * fastest;
    if (frame.gap_high > 0)
        clip(&frame, start);
    return frame;
}
