/* A dataset as 64 hexadecimal digits. */
#ifndef BN_DATASET_DIGEST_H
#define BN_DATASET_DIGEST_H

#include <banach/dataset.h>

#include "base/digest.h"

/* SHA-256 of rows, cols, then row by row the features as doubles, the target, and the
   weight if rows carry one. Returns out. */
const char *bn_dataset_digest(char out[BN_DIGEST_TEXT], const bn_dataset *data);

#endif
