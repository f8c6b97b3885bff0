/* Damaged files: whatever the bytes, there is a dataset of finite numbers or a sentence, never a crash. */
#include "fixture.h"
#include "support/support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

TestSuite(mutate, .fini = bn_no_leaks);

#define NPY_HEADER "\x93NUMPY\1\0\x3d\0{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), } \n"
#define SIX_NUMBERS                                                                                          \
    "\0\0\0\0\0\0\xf0\x3f\1\2\3\4\5\6\7\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\xbf\0\0\0\0\0\0\x08\x40\1\0\0\0" \
    "\0\0\0\0"

static const struct {
    const char *bytes;
    size_t size;
} seeds[] = {
#define SEED(text)                                                                                           \
    {                                                                                                        \
        text, sizeof text - 1                                                                                \
    }
    SEED("a,b,y\n1,2,3\n4,5e-3,6\n-7,.8,9\n"),
    SEED("\"a \"\"q\"\"\",\"b\nc\",y\r\n1,\"2\",yes\r\n\r\n# c\r\n4,,no\r\n"),
    SEED("1\t0.5\t-2\n0\t1.5\t4\n"),
    SEED("  0.00632  18.00   2.310\n  0.02731   0.00   7.070\n"),
    SEED("1 1:2 3:4 # c\n-1 qid:3 2: 1\n+1\n"),
    SEED("\xEF\xBB\xBF"
         "x;y\n1;2\n?;3\n"),
    SEED(NPY_HEADER SIX_NUMBERS),
};

#define SEEDS (sizeof seeds / sizeof *seeds)

static uint64_t state = 20240607;

/* A number below limit (splitmix64). */
static size_t below(size_t limit)
{
    uint64_t z = state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (size_t)((z ^ (z >> 31)) % limit);
}

/* Bytes that mean something to a reader are likelier than others. */
static char some_byte(void)
{
    static const char telling[] = "\"\",,;\t\n\r #:0123456789eE.+-naif?\0\xff(){}'";
    return below(4) ? telling[below(sizeof telling - 1)] : (char)below(256);
}

static void overwrite(char *bytes, size_t *size)
{
    bytes[below(*size)] = some_byte();
}

static void cut(char *bytes, size_t *size)
{
    (void)bytes;
    *size = 1 + below(*size);
}

static void insert(char *bytes, size_t *size)
{
    size_t at = below(*size);
    memmove(bytes + at + 1, bytes + at, *size - at);
    bytes[at] = some_byte();
    ++*size;
}

static void remove_some(char *bytes, size_t *size)
{
    size_t at = below(*size), count = 1 + below(4);
    count = count < *size - at ? count : *size - at;
    if (count == *size)
        return;
    memmove(bytes + at, bytes + at + count, *size - at - count);
    *size -= count;
}

static void expect_sane(const bn_dataset *data)
{
    const bn_dataset_info *info = bn_dataset_describe(data);
    cr_assert(info->rows > 0 && info->cols > 0);
    for (size_t i = 0; i < info->rows; i++) {
        cr_assert(isfinite(info->targets[i]) && (!info->weights || info->weights[i] >= 0));
        for (size_t j = 0; j < info->cols; j++)
            cr_assert(isfinite(bn_dataset_row(data, i)[j]));
    }
}

Test(mutate, damaged_files_give_a_dataset_or_a_sentence)
{
    static void (*const damages[])(char *, size_t *) = { overwrite, overwrite, insert, remove_some, cut };
    size_t accepted = 0, runs = (size_t)(20000 * bn_test_multiplier());
    for (size_t run = 0; run < runs; run++) {
        char bytes[400];
        size_t seed = below(SEEDS), size = seeds[seed].size;
        memcpy(bytes, seeds[seed].bytes, size);
        for (size_t i = below(4) + 1; i > 0; i--)
            damages[below(sizeof damages / sizeof *damages)](bytes, &size);
        bn_dataset_options options = {
            .header = (bn_header)below(3),
            .missing = (bn_missing)below(3),
            .index_base = (bn_index_base)below(3),
            .target = below(8) ? NULL : "1",
            .weights = below(8) ? NULL : "2",
            .standardize = below(2),
            .no_target = !below(8),
        };
        bn_dataset *data = read_bytes(bytes, size, &options);
        accepted += data != NULL;
        if (data)
            expect_sane(data);
        else
            cr_assert(strlen(failure()->message) > 5 && failure()->status != BN_OK, "seed %zu, run %zu", seed,
                      run);
        bn_dataset_free(data);
    }
    cr_expect(accepted > runs / 20 && accepted < runs * 19 / 20, "%zu of %zu accepted: the damage is no test",
              accepted, runs);
}
