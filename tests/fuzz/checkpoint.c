/* Damage of any kind to a checkpoint whose checksum is right all the same: a run resumes from it, or it is
   refused with a sentence. The first bytes choose the run, the others the damage. */
#include "fuzz/file.h"

#include <banach/banach.h>

#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "luck/problems.h"

enum { MOST = 1 << 16, SUM = BN_DIGEST_TEXT - 1, DIM = 13, METHODS = 16, PROBLEMS = 16 };

/* One checkpoint for each pair, made when it is first asked for. */
static struct {
    unsigned char *bytes;
    size_t size;
} saved[METHODS][PROBLEMS];

typedef struct run {
    problem p;
    const bn_method *method;
    bn_solve_options options;
    double x[DIM];
    bn_result result;
} run;

static void keep(run *r, size_t m, size_t k)
{
    bn_error err;
    const char *path = fuzz_file(1, "", 0);
    bn_solve_options o = r->options;
    o.checkpoint.path = path;
    o.max_passes = 7;
    MUST(!bn_solve(r->method, r->p.f, r->x, &o, &r->result, &err));
    FILE *file = fopen(path, "rb");
    saved[m][k].bytes = malloc(MOST);
    MUST(file && saved[m][k].bytes);
    saved[m][k].size = fread(saved[m][k].bytes, 1, MOST, file) - SUM;
    fclose(file);
}

static size_t damage(unsigned char *bytes, size_t size, fuzz_bytes *b)
{
    static const double numbers[] = { NAN, HUGE_VAL, -HUGE_VAL, 0, -1, 1e300, 1e-300, 0x1p60 };
    const unsigned what = fuzz_take(b), place = fuzz_take(b) << 8;
    const size_t at = (place | fuzz_take(b)) % size;
    switch (what % 4) {
    case 0:
        bytes[at] = (unsigned char)fuzz_take(b);
        return size;
    case 1:
        if (size - at >= sizeof(double))
            memcpy(bytes + at, &numbers[fuzz_below(b, 8)], sizeof(double));
        return size;
    case 2:
        return at ? at : 1;
    default:
        memmove(bytes + at, bytes + at + 1, size - at - 1);
        return size > 1 ? size - 1 : 1;
    }
}

static void resume(run *r, size_t m, size_t k, fuzz_bytes *b)
{
    static unsigned char bytes[MOST + SUM + 1];
    char sum[BN_DIGEST_TEXT];
    size_t size = saved[m][k].size;
    bn_digest digest;
    double before[DIM];
    bn_error err = { BN_OK, "" };
    memcpy(bytes, saved[m][k].bytes, size);
    while (b->left)
        size = damage(bytes, size, b);
    bn_digest_open(&digest);
    bn_digest_bytes(&digest, size, bytes);
    memcpy(bytes + size, bn_digest_close(sum, &digest), SUM);
    memcpy(before, r->x, sizeof before);
    r->options.checkpoint.resume = fuzz_file(0, bytes, size + SUM);
    bn_status status = bn_solve(r->method, r->p.f, r->x, &r->options, &r->result, &err);
    MUST(!status ||
         (err.status == status && strlen(err.message) > 10 && !memcmp(before, r->x, sizeof before)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_bytes b = { bytes, size < 64 ? size : 64 };
    size_t methods = 0, problems = 0;
    while (bn_methods()[methods])
        methods++;
    while (problem_name(problems))
        problems++;
    const size_t m = fuzz_below(&b, (unsigned)methods), k = fuzz_below(&b, (unsigned)problems);
    run r = { .method = bn_methods()[m], .options = { .max_passes = 12 } };
    problem_make(&r.p, k);
    r.options.curvature = &r.p.curvature;
    if (!bn_method_refuses(r.method, r.p.f)) {
        if (!saved[m][k].bytes)
            keep(&r, m, k);
        resume(&r, m, k, &b);
    }
    problem_free(&r.p);
    return 0;
}
