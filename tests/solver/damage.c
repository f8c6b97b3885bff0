/* What a checkpoint survives: damage, forgery, full disks. */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "base/digest.h"
#include "solver/resumed.h"

TestSuite(damage, .init = resumed_init, .fini = folder_remove);

enum { SUM = 64 };

static void write_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file && fwrite(bytes, 1, size, file) == size && !fclose(file));
}

/* A byte flipped anywhere, a file cut anywhere, bytes behind the end. */
Test(damage, no_damage_goes_unseen)
{
    problem p = made("squared", 5, 1e-2);
    const bn_solve_options few = { .max_passes = 3, .tol = -1 };
    size_t size;
    bn_error err;
    leave(&p, &bn_gd, few);
    char *bytes = folder_get("run", &size);
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= (char)(1 << i % 8);
        write_bytes(p.file, bytes, size);
        cr_assert_eq(resume(&err, &p, &bn_gd, few), BN_BAD_FORMAT, "byte %zu: %s", i, err.message);
        bytes[i] ^= (char)(1 << i % 8);
    }
    for (size_t length = 0; length < size; length++) {
        write_bytes(p.file, bytes, length);
        cr_assert_eq(resume(&err, &p, &bn_gd, few), BN_BAD_FORMAT, "%zu bytes: %s", length, err.message);
    }
    write_bytes(p.file, bytes, size + 1);
    cr_assert_eq(resume(&err, &p, &bn_gd, few), BN_BAD_FORMAT);
    write_bytes(p.file, bytes, size);
    cr_assert(!resume(&err, &p, &bn_gd, few));
    free(bytes);
    problem_free(&p);
}

/* A forger who knows the checksum gets a sentence, or a run, and no more than that. */
Test(damage, no_forgery_crashes)
{
    problem p = made("logistic", 5, 1e-2);
    size_t size, ran = 0, told = 0;
    for (const bn_method *const *m = bn_methods(); *m; m++) {
        const bn_solve_options few = { .max_passes = 9, .tol = -1, .sampling = BN_SAMPLE_SHUFFLED };
        bn_error err;
        if (bn_method_refuses(*m, p.f))
            continue;
        leave(&p, *m, few);
        char *bytes = folder_get("run", &size), sum[BN_DIGEST_TEXT];
        for (size_t i = 20; i < size - SUM; i++) {
            const char was = bytes[i];
            bn_digest digest;
            bytes[i] = (char)(i % 3 ? was ^ (1 << i % 8) : 0xFF);
            bn_digest_open(&digest);
            bn_digest_bytes(&digest, size - SUM, bytes);
            memcpy(bytes + size - SUM, bn_digest_close(sum, &digest), SUM);
            write_bytes(p.file, bytes, size);
            const bn_status status = resume(&err, &p, *m, few);
            cr_assert(status != BN_NO_MEMORY, "%s, byte %zu: %s", bn_method_name(*m), i, err.message);
            ran += !status;
            told += status != BN_OK;
            bytes[i] = was;
        }
        free(bytes);
    }
    cr_expect(ran > 1000 && told > 1000, "%zu ran, %zu told", ran, told);
    problem_free(&p);
}

/* ---- Disks --------------------------------------------------------------------------------- */

static void limit_files(size_t size)
{
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(!setrlimit(RLIMIT_FSIZE, &(struct rlimit){ size, RLIM_INFINITY }));
}

static bool fill_disk(const bn_progress *now, void *context)
{
    (void)context;
    if (now->k == 20)
        limit_files(3000);
    return true;
}

/* A limit on the size of files stands in for a full disk. */
Test(damage, a_full_disk_keeps_the_checkpoint_and_does_not_end_the_run)
{
    problem p = made("logistic", 30, 1e-2);
    double x[DIM] = { 0 }, whole[DIM] = { 0 };
    bn_result r, w;
    bn_error err;
    bn_solve_options o = { .curvature = &p.curvature, .max_passes = 40, .tol = -1 };
    cr_assert(!bn_solve(&bn_gd, p.f, whole, &o, &w, NULL));
    o.checkpoint = (bn_checkpoint_options){ .path = p.file, .every_passes = 1 };
    o.observe = fill_disk;
    cr_assert(!bn_solve(&bn_gd, p.f, x, &o, &r, NULL));
    cr_expect(r.outcome == w.outcome && !memcmp(x, whole, sizeof x));
    cr_expect(r.checkpoint.status == BN_CANNOT_WRITE && strstr(r.checkpoint.message, "too large"), "%s",
              r.checkpoint.message);
    cr_expect_eq(folder_count(), 1);
    /* At the start it is a failure, and the file is as it was. */
    size_t size;
    char *before = folder_get("run", &size), *now;
    o.checkpoint.resume = p.file;
    o.observe = NULL;
    cr_expect_eq(bn_solve(&bn_gd, p.f, x, &o, &r, &err), BN_CANNOT_WRITE);
    cr_expect(strstr(err.message, "too large"), "%s", err.message);
    cr_assert_arr_eq(before, now = folder_get("run", NULL), size);
    free(before);
    free(now);
    /* With room again it goes on from the last that was whole. */
    cr_assert(!setrlimit(RLIMIT_FSIZE, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY }));
    cr_assert(!bn_solve(&bn_gd, p.f, memset(x, 0, sizeof x), &o, &r, &err), "%s", err.message);
    cr_expect(!memcmp(x, whole, sizeof x) && r.iterations == w.iterations && !r.checkpoint.status);
    problem_free(&p);
}

Test(damage, a_folder_that_is_not_there_is_told_at_once)
{
    problem p = made("squared", 30, 1e-2);
    double x[DIM] = { 7 };
    bn_result r;
    bn_error err;
    bn_solve_options o = { .checkpoint.path = folder_path("no/run") };
    cr_expect_eq(bn_solve(&bn_gd, p.f, x, &o, &r, &err), BN_CANNOT_WRITE);
    cr_expect(x[0] == 7 && strstr(err.message, "no/run: cannot write: No such file"), "%s", err.message);
    o = (bn_solve_options){ .checkpoint.resume = folder_path("nothing") };
    cr_expect_eq(bn_solve(&bn_gd, p.f, x, &o, &r, &err), BN_CANNOT_READ);
    cr_expect(x[0] == 7 && strstr(err.message, "nothing: cannot read: No such file"), "%s", err.message);
    problem_free(&p);
}
