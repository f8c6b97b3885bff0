/* Memory that runs out on purpose. */
#ifndef TESTS_LUCK_MEMORY_H
#define TESTS_LUCK_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* From here on the k-th allocation (from 1) fails, and with for_good every later one too. */
void memory_fails_at(size_t k, bool for_good);

/* It is there again. How many allocations were asked for meanwhile; fewer than k: none has failed. */
size_t memory_is_back(void);

/* Blocks that were allocated and are not free, as far as they are counted. */
size_t memory_blocks(void);

/* Jansson's reader is not to be tried: where a buffer of it cannot grow it drops bytes, and may write behind
   its end (2.14). src/base/fields.c asks for memory before it. */
void memory_spares_jansson(bool so);

/* How much of the program the above is about, for messages. */
extern const char *const memory_of;

#endif
