/* A dataset as 64 hexadecimal digits. */
#include "dataset/digest.h"
#include "dataset/rows.h"

static void digest_row(bn_digest *digest, const bn_dataset *data, size_t i)
{
    const size_t cols = bn_dataset_describe(data)->cols;
    if (bn_dataset_row(data, i)) {
        bn_digest_doubles(digest, cols, bn_dataset_row(data, i));
        return;
    }
    for (size_t j = 0; j < cols; j++)
        bn_digest_doubles(digest, 1, &(double){ bn_dataset_row_floats(data, i)[j] });
}

const char *bn_dataset_digest(char out[BN_DIGEST_TEXT], const bn_dataset *data)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    bn_digest digest;
    bn_digest_open(&digest);
    bn_digest_count(&digest, info->rows);
    bn_digest_count(&digest, info->cols);
    for (size_t i = 0; i < info->rows; i++) {
        digest_row(&digest, data, i);
        bn_digest_doubles(&digest, 1, info->targets + i);
        if (info->weights)
            bn_digest_doubles(&digest, 1, info->weights + i);
    }
    return bn_digest_close(out, &digest);
}
