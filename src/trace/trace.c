/* The ready-made observer: a line for each look at the run, and the iterates if wanted. */
#include <banach/trace.h>

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fail.h"
#include "trace/line.h"
#include "trace/motion.h"
#include "trace/points.h"

struct bn_trace {
    bn_trace_options options;
    const bn_line_format *format; /* NULL: no lines */
    bn_output lines;
    bn_points points; /* with options.points */
    bn_motion motion;
    bool began; /* the files hold what comes before the first line, or what a killed run left */
};

static void begin(bn_trace *t)
{
    if (t->began)
        return;
    t->began = true;
    if (t->format)
        bn_output_cut(&t->lines, 0);
    if (t->format && t->format->head)
        t->format->head(&t->lines);
    if (t->options.points)
        bn_points_begin(&t->points);
}

static bn_status open_lines(bn_trace *t, const char *path, const char *format, bn_error *err)
{
    const bn_line_format *wanted = bn_line_format_for(path, format);
    if (!wanted)
        return bn_fail(err, BN_BAD_ARGUMENT, "%s: trace format \"%.60s\" asked for, expected csv or jsonl",
                       path, format);
    bn_status status = t->options.resumable ? bn_output_continue(&t->lines, path, err)
                                            : bn_output_open(&t->lines, path, err);
    if (!status)
        t->format = wanted;
    return status;
}

static bn_status open_all(bn_trace *t, const char *path, const char *points, size_t dim, bn_error *err)
{
    if (!bn_motion_open(&t->motion, dim))
        return bn_fail(err, BN_NO_MEMORY, "no memory for a trace of %zu unknowns", dim);
    bn_status status = path ? open_lines(t, path, t->options.format, err) : BN_OK;
    if (!status && points)
        status = bn_points_open(&t->points, points, t->options.resumable, dim, err);
    if (!status)
        t->options.points = points;
    if (!status && !t->options.resumable)
        begin(t);
    return status;
}

/* Files that were opened vanish again unless status is BN_OK. */
static bn_status release(bn_trace *t, bn_status status, bn_error *err)
{
    if (t->format)
        status = bn_output_close(&t->lines, status, err);
    if (t->options.points)
        status = bn_points_close(&t->points, status, err);
    bn_motion_close(&t->motion);
    free(t);
    return status;
}

bn_status bn_trace_open(bn_trace **out, const char *path, const bn_objective *f,
                        const bn_trace_options *options, bn_error *err)
{
    const size_t dim = bn_objective_describe(f)->dim;
    bn_trace *t = bn_array(1, sizeof *t);
    if (!t)
        return bn_fail(err, BN_NO_MEMORY, "no memory for a trace");
    t->options = options ? *options : (bn_trace_options){ 0 };
    const char *points = t->options.points;
    t->options.points = NULL; /* until they are open */
    bn_status status = open_all(t, path, points, dim, err);
    if (status)
        return release(t, status, err);
    *out = t;
    return BN_OK;
}

static void put_line(bn_trace *t, const bn_progress *now)
{
    const bn_evaluation *at = &now->certificate->at;
    const double line[BN_TRACE_COLUMNS] = {
        [BN_TRACE_K] = (double)now->k,        [BN_TRACE_PASSES] = now->passes,
        [BN_TRACE_SECONDS] = now->seconds,    [BN_TRACE_F] = at->value,
        [BN_TRACE_GRAD_NORM] = at->grad_norm, [BN_TRACE_GAP] = now->certificate->gap.bound,
        [BN_TRACE_STEP] = now->step,          [BN_TRACE_MOMENTUM] = now->momentum,
        [BN_TRACE_MOVE] = t->motion.move,     [BN_TRACE_CONTRACTION] = t->motion.contraction,
        [BN_TRACE_TURN] = t->motion.turn,     [BN_TRACE_VARIANCE] = now->variance,
        [BN_TRACE_REDUCED] = now->reduced,
    };
    t->format->line(&t->lines, line);
}

bool bn_trace_observe(const bn_progress *now, void *trace)
{
    bn_trace *t = trace;
    begin(t);
    if (t->format) {
        bn_motion_add(&t->motion, now->x, now->grad);
        put_line(t, now);
    }
    if (t->options.points)
        bn_points_add(&t->points, now->x);
    return t->options.next ? t->options.next(now, t->options.next_context) : true;
}

/* A checkpoint knows how long a file was, so everything up to there has to be on the disk before it is. */
static void remember_file(bn_checkpoint *c, const char *name, bn_output *out)
{
    uint64_t size = bn_checkpoint_loads(c) ? 0 : bn_output_sync(out);
    bn_checkpoint_counts(c, name, 1, &size);
    if (out->error)
        bn_checkpoint_refuse(c, "%s cannot be written any more", out->name);
    if (bn_checkpoint_loads(c) && bn_checkpoint_good(c) && !bn_output_cut(out, size))
        bn_checkpoint_refuse(c,
                             "%s has less than the %llu bytes that the run had written: is it the same file?",
                             out->name, (unsigned long long)size);
}

void bn_trace_remember(bn_checkpoint *c, void *trace)
{
    bn_trace *t = trace;
    const bool points = t->options.points;
    bn_checkpoint_same(c, "trace format", t->format ? t->format->name : "none");
    bn_checkpoint_same(c, "trace points", points ? t->points.npy ? "npy" : "csv" : "none");
    if (!bn_checkpoint_loads(c))
        begin(t);
    if (t->format) {
        remember_file(c, "trace bytes", &t->lines);
        bn_motion_remember(&t->motion, c);
    }
    if (points) {
        remember_file(c, "trace points bytes", &t->points.out);
        bn_checkpoint_size(c, "trace points rows", &t->points.rows, SIZE_MAX);
    }
    if (bn_checkpoint_loads(c) && bn_checkpoint_good(c))
        t->began = t->points.began = true;
}

bn_status bn_trace_close(bn_trace *trace, bn_error *err)
{
    return trace ? release(trace, BN_OK, err) : BN_OK;
}
