/* SHA-256 of files and of numbers, by libmd. */
#include "base/digest.h"

#include <stdio.h>
#include <string.h>

#include "base/input.h"
#include "base/words.h"

enum { CHUNK = 512 }; /* numbers turned into bytes at a time */

void bn_digest_open(bn_digest *digest)
{
    SHA256Init(&digest->state);
}

void bn_digest_bytes(bn_digest *digest, size_t count, const void *bytes)
{
    SHA256Update(&digest->state, bytes, count);
}

void bn_digest_count(bn_digest *digest, uint64_t count)
{
    unsigned char bytes[BN_WORD];
    bn_word_put(bytes, count);
    SHA256Update(&digest->state, bytes, sizeof bytes);
}

void bn_digest_doubles(bn_digest *digest, size_t count, const double *x)
{
    unsigned char bytes[CHUNK * sizeof *x];
    for (size_t first = 0, size; first < count; first += size) {
        size = count - first < CHUNK ? count - first : CHUNK;
        for (size_t i = 0; i < size; i++) {
            uint64_t bits;
            memcpy(&bits, x + first + i, sizeof bits);
            bn_word_put(bytes + i * BN_WORD, bits);
        }
        SHA256Update(&digest->state, bytes, size * sizeof *x);
    }
}

const char *bn_digest_close(char out[BN_DIGEST_TEXT], bn_digest *digest)
{
    unsigned char bytes[SHA256_DIGEST_LENGTH];
    SHA256Final(bytes, &digest->state);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    return out;
}

bn_status bn_digest_file(char out[BN_DIGEST_TEXT], const char *path, bn_error *err)
{
    unsigned char bytes[1 << 14];
    bn_digest digest;
    bn_input in;
    bn_status status = bn_input_open(&in, path, err);
    if (status)
        return status;
    bn_digest_open(&digest);
    for (size_t size; (size = bn_input_take(&in, bytes, sizeof bytes)) > 0;)
        SHA256Update(&digest.state, bytes, size);
    status = bn_input_close(&in, BN_OK, err);
    if (!status)
        bn_digest_close(out, &digest);
    return status;
}
