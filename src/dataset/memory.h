/* How much memory there is to hold a table, and the sentence when there is none. */
#ifndef BN_DATASET_MEMORY_H
#define BN_DATASET_MEMORY_H

#include <banach/status.h>

/* Bytes of physical memory, SIZE_MAX when the system does not tell. An allocator that overcommits grants
   more than that and lets the process die later, so sizes that come from a file are compared with this
   first. */
size_t bn_physical_memory(void);

/* "name: out of memory" */
bn_status bn_out_of_memory(const char *name, bn_error *err);

#endif
