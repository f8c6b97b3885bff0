/* A file that is read from its beginning to its end. */
#ifndef BN_BASE_INPUT_H
#define BN_BASE_INPUT_H

#include <banach/status.h>

#include <sys/stat.h>

typedef struct bn_input {
    const char *name; /* for sentences: the path, only its end when it is long, or "standard input" */
    int file;
    bool ours;          /* to close: not standard input */
    int error;          /* errno of the first read that failed, or 0 */
    struct stat before; /* the file as it was found */
} bn_input;

/* path "-" is standard input. path must live until the close. On failure there is nothing to close. */
bn_status bn_input_open(bn_input *in, const char *path, bn_error *err);

/* Up to room more bytes, at least one; 0 at the end, and after a failure: look once, when closing. What a
   signal interrupted is done again. */
size_t bn_input_take(bn_input *in, void *bytes, size_t room);

/* status: how the reading went as far as the caller knows. Returns the first failure; it is one, too, if a
   regular file is no longer what it was when it was opened, for then what was read may be half of each. */
bn_status bn_input_close(bn_input *in, bn_status status, bn_error *err);

#endif
