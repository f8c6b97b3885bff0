/* A dataset from a text, in memory or coming there by and by: what bn_dataset_load does with an open file. */
#ifndef BN_DATASET_PARSE_H
#define BN_DATASET_PARSE_H

#include <banach/dataset.h>

#include "dataset/text.h"

/* The text may go afterwards: nothing of the dataset points into it. On failure *out is untouched. */
bn_status bn_dataset_parse(bn_dataset **out, bn_text *text, const bn_dataset_options *options, bn_error *err);

#endif
