/* A dataset as 64 hexadecimal digits. */
#include "dataset/digest.h"

const char *bn_dataset_digest(char out[BN_DIGEST_TEXT], const bn_dataset *data)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    bn_digest digest;
    bn_digest_open(&digest);
    bn_digest_count(&digest, info->rows);
    bn_digest_count(&digest, info->cols);
    for (size_t i = 0; i < info->rows; i++) {
        bn_digest_doubles(&digest, info->cols, bn_dataset_row(data, i));
        bn_digest_doubles(&digest, 1, info->targets + i);
        if (info->weights)
            bn_digest_doubles(&digest, 1, info->weights + i);
    }
    return bn_digest_close(out, &digest);
}
