/* Bytes as a certificate: the checker finds something or refuses it with a sentence; it never proves a claim
   that is not so. The data are always the same, a
   table of two features and two classes. */
#include "fuzz/file.h"

#include <banach/verify.h>

#include <math.h>
#include <string.h>

static const char data[] = "a,b,y\n1,0,1\n0,1,2\n1,1,1\n0.5,2,2\n";

static void expect_sane(const bn_verification *v)
{
    bool all = true;
    MUST(v->count <= BN_MAX_CHECKS);
    for (size_t k = 0; k < v->count; k++) {
        const bn_check *c = &v->checks[k];
        MUST(c->claim && c->finding <= BN_FALSE);
        all = all && c->finding == BN_PROVED;
        const bool least = !strcmp(c->claim, "mu") || !strcmp(c->claim, "value_lower");
        if (c->finding == BN_PROVED && !isnan(c->claimed))
            MUST(least ? c->claimed <= c->found : c->claimed >= c->found);
    }
    MUST(v->holds == (all && v->count > 0) || !v->holds);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    bn_error err = { BN_OK, "" };
    bn_verification v = { .count = 99 };
    const bn_verify_options options = { .data = fuzz_file(1, data, sizeof data - 1), .threads = 1 };
    bn_status status = bn_verify(&v, fuzz_file(0, bytes, size), &options, &err);
    MUST(!status || (err.status == status && strlen(err.message) > 5 && v.count == 99));
    if (!status)
        expect_sane(&v);
    return 0;
}
