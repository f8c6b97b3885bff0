/* The file of a checkpoint: named arrays, one after the other, and a checksum. What a run consists of is not
   known here: solver/remember.c walks through it. */
#ifndef BN_BASE_CHECKPOINT_H
#define BN_BASE_CHECKPOINT_H

#include <banach/checkpoint.h>

/* Writes or reads the file by a walk through what is in it; a walk that saves may leave out a last part when
   it loads. What was at path stays unless BN_OK is returned; what was loaded means nothing then. */
typedef void bn_checkpoint_walk(bn_checkpoint *c, void *context);
bn_status bn_checkpoint_save(const char *path, bn_checkpoint_walk *walk, void *context, bn_error *err);
bn_status bn_checkpoint_load(const char *path, bn_checkpoint_walk *walk, void *context, bn_error *err);

/* Still no failure? After one, what was loaded must not be used: as an index, as a size. */
bool bn_checkpoint_good(const bn_checkpoint *c);

/* More kinds of things. */
void bn_checkpoint_double(bn_checkpoint *c, const char *name, double *x);
void bn_checkpoint_flag(bn_checkpoint *c, const char *name, bool *flag);
void bn_checkpoint_size(bn_checkpoint *c, const char *name, size_t *n, size_t most); /* loading: n <= most */

/* Doubles that can follow at most, for sizes known to the file alone; SIZE_MAX when saving. */
size_t bn_checkpoint_room(const bn_checkpoint *c);

/* One of names, which end with NULL; saved as text. */
void bn_checkpoint_choice(bn_checkpoint *c, const char *name, const char **choice, const char *const *names);

/* Something that must not have changed: saved, and on loading compared with what the file says. A
   double that is not finite is "inf" or "none" there. */
void bn_checkpoint_same(bn_checkpoint *c, const char *what, const char *value);
void bn_checkpoint_same_double(bn_checkpoint *c, const char *what, double value);

#endif
