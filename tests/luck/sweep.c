/* Every allocation of a call failed in turn. */
#include "luck/sweep.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "luck/memory.h"

enum { MOST = 100000 };

static uint64_t kept;
static const char *kept_file;
static bool spoiled;

/* FNV-1a. */
void keep(const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        kept = (kept ^ at[i]) * UINT64_C(0x100000001B3);
}

void keep_text(const char *text)
{
    keep(text ? text : "", text ? strlen(text) + 1 : 0);
}

void keep_file(const char *name)
{
    kept_file = name;
}

void untouched(bool so)
{
    spoiled = spoiled || !so;
}

typedef struct outcome {
    bn_status status;
    uint64_t given;
    size_t asked, left; /* allocations, blocks left behind */
} outcome;

/* The call, its k-th allocation failing, none for k = 0. */
static outcome try(sweep_call *call, size_t k, bool for_good, bn_error *err)
{
    kept = UINT64_C(0xCBF29CE484222325);
    kept_file = NULL;
    spoiled = false;
    *err = (bn_error){ BN_OK, "" };
    const size_t blocks = memory_blocks();
    memory_fails_at(k ? k : SIZE_MAX, for_good);
    outcome o = { .status = call(err) };
    o.asked = memory_is_back();
    o.left = memory_blocks() - blocks;
    if (kept_file && !o.status) {
        size_t size;
        char *bytes = folder_get(kept_file, &size);
        keep(bytes, size);
        free(bytes);
        remove(folder_path(kept_file));
    }
    o.given = kept;
    return o;
}

static void judge(const char *what, const outcome *o, const outcome *right, const bn_error *err, size_t files)
{
    const bool sentence = err->status == o->status && strlen(err->message) > 10;
    cr_expect_eq(o->left, 0, "%s: %zu blocks left behind", what, o->left);
    cr_expect(!spoiled, "%s: what a failed call would have given is not as it was", what);
    cr_expect(!o->status || o->status == BN_NO_MEMORY, "%s: %s: %s", what, bn_status_name(o->status),
              err->message);
    cr_expect(!o->status || sentence, "%s: no sentence, but \"%s\"", what, err->message);
    cr_expect(o->status || o->given == right->given, "%s: not what it gives with enough memory", what);
    cr_expect_eq(folder_count(), files, "%s: a file was left behind", what);
}

void sweep(const char *name, sweep_call *call)
{
    bn_error err;
    char what[200];
    size_t failures = 0;
    try(call, 0, false, &err); /* what libraries keep for ever, they have now */
    const size_t files = folder_count();
    const outcome right = try(call, 0, false, &err);
    cr_assert(!right.status, "%s: %s", name, err.message);
    cr_assert_eq(right.left, 0, "%s: %zu blocks left behind without a failure", name, right.left);
    for (int for_good = 0; for_good < 2; for_good++)
        for (size_t k = 1; k <= MOST; k++) {
            const outcome o = try(call, k, for_good, &err);
            if (o.asked < k)
                break;
            snprintf(what, sizeof what, "%s, allocation %zu %s", name, k, for_good ? "and later ones" : "");
            judge(what, &o, &right, &err, files);
            failures += o.status != BN_OK;
            cr_assert_lt(k, MOST, "%s: no end", name);
        }
    cr_assert(right.asked == 0 || failures > 0, "%s: no failure was noticed", name);
    printf("# %s: %zu allocations, %zu failures of %s\n", name, right.asked, failures, memory_of);
}
