/* Every allocation of a call failed in turn. */
#ifndef TESTS_LUCK_SWEEP_H
#define TESTS_LUCK_SWEEP_H

#include <banach/banach.h>

/* One call of the library. When it has succeeded it shows with keep() what it gave, and frees that; when it
   has failed it says with untouched() whether what it would have given is as it was. It asserts nothing:
   there is no memory for that. */
typedef bn_status sweep_call(bn_error *err);

void keep(const void *bytes, size_t size);
void keep_text(const char *text); /* or NULL */
void keep_file(const char *name); /* of the test's folder: what is in it after the call */
void untouched(bool so);

/* Calls again and again, and fails the 1st, 2nd, ... allocation of the call, until there is no such one; and
   again with all that come after it. Each time the call must return BN_NO_MEMORY with a sentence, what it
   would have given untouched, or the very same that it gives undisturbed; and leave neither block nor file
   behind. */
void sweep(const char *name, sweep_call *call);

#endif
