/* How much memory there is to hold a table, and the sentence when there is none. */
#ifndef BN_DATASET_MEMORY_H
#define BN_DATASET_MEMORY_H

#include <banach/status.h>

/* Bytes of physical memory, SIZE_MAX when the system does not tell. An allocator that overcommits grants
   more than that and lets the process die later, so sizes that come from a file are compared with this
   first. */
size_t bn_physical_memory(void);

/* "1.5 GB", 1 GB being 1e9 bytes */
#define BN_BYTES_TEXT 24
const char *bn_bytes_format(char out[BN_BYTES_TEXT], double bytes);

/* "name: out of memory" */
bn_status bn_out_of_memory(const char *name, bn_error *err);

#endif
