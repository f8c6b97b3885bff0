/* A run, iteration by iteration, in a file: the ready-made observer. A run without a trace pays nothing for
   it, and neither the time nor the passes of a run with one include it. */
#ifndef BANACH_TRACE_H
#define BANACH_TRACE_H

#include <banach/solver.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One per run, for one thread at a time. A line for each call of the observer; the first line of a CSV
   names the columns, a line of JSON is one object with them as keys:

       k passes seconds   as bn_progress has them
       f grad_norm gap    at x, the point that a stop would return; gap is the certified bound of f(x) - f*
       step momentum
       move               |x_k - x_(k-1)| / |x_k|
       contraction        |x_k - x_(k-1)| / |x_(k-1) - x_(k-2)|: for a linear iteration it tends to the rate
       turn               1, 0 or -1, the sign of <g_k, g_(k-1)>: -1 again and again is an oscillation
       variance reduced   of the gradient estimate of a method that draws, see bn_progress

   k-1 and k-2 are the lines before. A number that does not exist or is not finite is an empty field, null
   in JSON; all others read back to the same bits. */
typedef struct bn_trace bn_trace;

/* Zero means the default written beside the field; NULL for the whole means all defaults. */
typedef struct bn_trace_options {
    const char *format; /* "csv" or "jsonl"; NULL: as the path ends, .jsonl or anything else, which is CSV */
    /* The iterates go to this file, a row for each line of the trace: doubles if it ends in .npy, which must
       be a regular file, else CSV. NULL: nowhere */
    const char *points;
    /* For a run with checkpoints, together with bn_trace_remember: regular files are written in their place,
       line by line, and belong to a killed run until a resumed one goes on with them. What was in them is
       lost with the first line of a run that is not resumed */
    bool resumable;
    /* Called after each line; its answer is the trace's. NULL: go on */
    bool (*next)(const bn_progress *now, void *context);
    void *next_context;
} bn_trace_options;

/* Begins a trace of runs that minimize f. "-" is standard output; path NULL: no lines, only points. A regular
   file appears when the trace is closed, as bn_dataset_write does it; what is no regular file is written
   through. f is only asked for the number of its unknowns. BN_BAD_ARGUMENT for another format, BN_UNSUPPORTED
   for points that cannot go where they are sent. */
BN_API bn_status bn_trace_open(bn_trace **out, const char *path, const bn_objective *f,
                               const bn_trace_options *options, bn_error *err);

/* For bn_solve_options.observe; context is the trace. A write that fails does not end the run: bn_trace_close
   tells. With measure_variance the last two columns have numbers. */
BN_API bool bn_trace_observe(const bn_progress *now, void *trace);

/* For bn_solve_options.remember. The files of a resumed run are cut to what they were at the checkpoint, and
   end like those of one that nobody disturbed, but for the seconds. Refuses other formats, and files that are
   shorter than they were; standard output and pipes just go on. */
BN_API void bn_trace_remember(bn_checkpoint *c, void *trace);

/* Completes the files and releases the trace. BN_CANNOT_WRITE if anything could not be written; BN_OK for
   NULL. */
BN_API bn_status bn_trace_close(bn_trace *trace, bn_error *err);

#ifdef __cplusplus
}
#endif
#endif
