/* A file that appears whole or not at all; or one that grows in place, over several lives of a program. */
#ifndef BN_BASE_OUTPUT_H
#define BN_BASE_OUTPUT_H

#include <banach/status.h>

#include <stdio.h>

typedef struct bn_output {
    FILE *file;
    const char *name; /* for sentences: the path, only its end when it is long, or "standard output" */
    char *path;       /* of a regular file, links resolved; NULL when written through */
    char *temporary;  /* next to it, what is being written; NULL when written through */
    bool grows;       /* a regular file, written in its place */
    bool made;        /* and not there before */
    int error;        /* errno of the first write that failed, or 0 */
} bn_output;

/* A regular file, or one that does not exist yet, is written beside its place and moved there when closed.
   Anything else that exists is written through, and so is what is standard output or standard error already
   (as /dev/stdout is, even when it is a regular file); path "-" is standard output.
   path must live until the close. On failure there is nothing to close. */
bn_status bn_output_open(bn_output *out, const char *path, bn_error *err);

/* A regular file is opened in its place, and what is in it stays until bn_output_cut tells how much of it
   counts; call that before the first write. Everything else is as above. */
bn_status bn_output_continue(bn_output *out, const char *path, bn_error *err);

/* Keeps the first size bytes and goes on behind them; false if there are fewer. What does not grow in place
   is left alone. */
bool bn_output_cut(bn_output *out, uint64_t size);

/* Everything that was put so far is on the disk when this returns its size; 0 for what does not grow. */
uint64_t bn_output_sync(bn_output *out);

/* After a failure further calls do nothing: look once, when closing. */
void bn_output_put(bn_output *out, const void *bytes, size_t count);
void bn_output_text(bn_output *out, const char *text);

/* Does path end so, with a name before it? Formats go by that. */
bool bn_path_ends(const char *path, const char *ending);

/* status: how the writing went as far as the caller knows. Unless it is BN_OK and everything has reached the
   disk, a regular file is as it was before (one that grows is as long as it got; an empty one that was not
   there vanishes). Returns the first failure. */
bn_status bn_output_close(bn_output *out, bn_status status, bn_error *err);

#endif
