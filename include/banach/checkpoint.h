/* A run that may be killed at any moment, and goes on with the same bits.

   bn_solve_options.checkpoint says where a run leaves its state and how often, and which state a run begins
   with. A run that was killed, even by SIGKILL or a power cut, and is resumed ends with the bits of one that
   nobody disturbed: point, certificate, contract and trace, all but the seconds.

       bn_solve_options o = { .checkpoint = { .path = "run.ckpt", .every_seconds = 30 } };
       bn_solve(&bn_saga, f, x, &o, &r, &err);                                                killed
       o.checkpoint.resume = "run.ckpt";
       bn_solve(&bn_saga, f, x, &o, &r, &err);                                                goes on

   The file. Written beside its place, synced, renamed, and the folder synced: whatever happens, path names
   the last whole checkpoint (who is killed in the middle of writing one leaves a .banach-PID-0 beside it). It
   ends with a SHA-256 of everything in it, and is as large as the method's memory and a record of the looks
   so far. Beside the state it holds what the run was made of, and a resumed run has to be made of the same:
   version, BLAS and its kernels, method, objective (by a digest of its numbers), curvature and every option
   that the iterates depend on; and f and its gradient at the start are computed again and compared, which
   covers functions of yours too. What differs is named in a sentence, BN_BAD_ARGUMENT; a file that is
   damaged, cut short or no checkpoint is BN_BAD_FORMAT. Limits (max_passes, max_seconds, both counted from
   the very start), tol, threads and observers may change: a run that ended at a limit goes on below a higher
   one. The bits are then those of the run so far, and of the new limits from here. */
#ifndef BANACH_CHECKPOINT_H
#define BANACH_CHECKPOINT_H

#include <banach/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zero means the default written beside the field. */
typedef struct bn_checkpoint_options {
    const char *path;     /* where to; NULL: nowhere */
    const char *resume;   /* the checkpoint to begin with; the point given to bn_solve is then not looked at.
                             May be path. NULL: begin at that point */
    double every_passes;  /* a checkpoint each time that so many passes are done, */
    double every_seconds; /* or so many seconds are over, whichever is first; both 0: 60 seconds */
} bn_checkpoint_options;

/* Written before the first step, then as above, and when the run ends, however it ends. If the first cannot
   be written the call fails; after that the run is worth more than its checkpoint, and goes on:
   bn_result.checkpoint tells. */

/* ---- What an observer remembers ------------------------------------------------------------ */

/* A checkpoint on its way to a file or from one, for bn_solve_options.remember. One walk serves for both: a
   function that names what it holds is called to save it and, before the first step of a resumed run, to load
   it, so no one can save a thing and forget to load it. Loading wants the same names and counts in the same
   order. After a failure, which becomes that of the whole, further calls do nothing. */
typedef struct bn_checkpoint bn_checkpoint;

/* count numbers, saved from x or loaded into it. name: the caller's own, of which 64 bytes count. */
BN_API void bn_checkpoint_doubles(bn_checkpoint *c, const char *name, size_t count, double *x);
BN_API void bn_checkpoint_counts(bn_checkpoint *c, const char *name, size_t count, uint64_t *x);

/* True when the walk loads. */
BN_API bool bn_checkpoint_loads(const bn_checkpoint *c);

/* Ends it with this sentence, behind the name of the file. */
BN_API void bn_checkpoint_refuse(bn_checkpoint *c, const char *format, ...) BN_PRINTF(2, 3);

#ifdef __cplusplus
}
#endif
#endif
