/* The first record of a CSV file: names of columns, or already data? */
#ifndef BN_DATASET_HEADER_H
#define BN_DATASET_HEADER_H

#include "dataset/records.h"
#include "dataset/table.h"

/* What cell says, with doubled quotes made single; in strings, NULL when memory is out. */
char *bn_cell_string(bn_strings *strings, const bn_cell *cell);

/* Reads the first record. *count is the number of its cells, 0 in a text without records; *names is NULL
   when it is data, else an array of *count names (free() it; the names belong to table->strings). Leaves
   a note when the answer could have been another. records stands anywhere afterwards. */
bn_status bn_header_read(char ***names, size_t *count, bn_table *table, bn_records *records,
                         const bn_dataset_options *options, bn_error *err);

#endif
