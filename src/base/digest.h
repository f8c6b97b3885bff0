/* SHA-256 of files and of numbers. Numbers count as their bits, least significant byte first, on every
   machine. */
#ifndef BN_BASE_DIGEST_H
#define BN_BASE_DIGEST_H

#include <banach/status.h>

#include <sys/types.h>

#include <sha2.h>

typedef struct bn_digest {
    SHA2_CTX state;
} bn_digest;

#define BN_DIGEST_TEXT 65 /* 64 hexadecimal digits, lower case */

void bn_digest_open(bn_digest *digest);
void bn_digest_bytes(bn_digest *digest, size_t count, const void *bytes);
void bn_digest_count(bn_digest *digest, uint64_t count);
void bn_digest_doubles(bn_digest *digest, size_t count, const double *x);
const char *bn_digest_close(char out[BN_DIGEST_TEXT], bn_digest *digest);

/* Of all bytes of a file. */
bn_status bn_digest_file(char out[BN_DIGEST_TEXT], const char *path, bn_error *err);

#endif
