/* What a resumed run accepts and refuses; what a checkpoint survives. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <banach/solver.h>
#include <banach/synthetic.h>
#include <criterion/criterion.h>

#include "base/digest.h"
#include "base/folder.h"
#include "support/support.h"

enum { DIM = 3, SUM = 64 };

static void init(void)
{
    setenv("TMPDIR", "/dev/shm", !access("/dev/shm", W_OK)); /* files by the thousand, each synced */
    folder_make();
}

TestSuite(resume, .init = init, .fini = folder_remove);

typedef struct problem {
    bn_dataset *data;
    bn_objective *f;
    bn_curvature curvature;
    char file[1000];
} problem;

static problem made(const char *loss, size_t rows, double l2)
{
    problem p = { .f = NULL };
    cr_assert(!bn_synthetic(&p.data, NULL,
                            &(bn_synthetic_options){ .loss = loss, .rows = rows, .cols = DIM, .noise = 0.5 },
                            NULL));
    cr_assert(!bn_objective_new(&p.f, bn_loss_find(loss), p.data, &(bn_objective_options){ .l2 = l2 }, NULL));
    cr_assert(!bn_curvature_bound(&p.curvature, p.f, NULL));
    strcpy(p.file, folder_path("run"));
    return p;
}

static void problem_free(problem *p)
{
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
}

/* Leaves a checkpoint of this run at p->file. */
static bn_result leave(const problem *p, const bn_method *method, bn_solve_options o)
{
    double x[DIM] = { 0 };
    bn_result r;
    bn_error err;
    o.curvature = &p->curvature;
    o.checkpoint.path = p->file;
    cr_assert(!bn_solve(method, p->f, x, &o, &r, &err), "%s", err.message);
    cr_assert(!r.checkpoint.status, "%s", r.checkpoint.message);
    return r;
}

/* Resumes from the file; nothing changes if that is refused. */
static bn_status resume(bn_error *err, const problem *p, const bn_method *method, bn_solve_options o)
{
    double x[DIM] = { 7, 7, 7 };
    bn_result r = { .iterations = 12345 };
    *err = (bn_error){ BN_OK, "" };
    o.curvature = o.curvature ? o.curvature : &p->curvature;
    o.checkpoint.resume = p->file;
    const bn_status status = bn_solve(method, p->f, x, &o, &r, err);
    if (status)
        cr_expect(x[0] == 7 && r.iterations == 12345 && err->status == status && strlen(err->message) > 20,
                  "%s", err->message);
    return status;
}

static void refused(const char *sentence, const problem *p, const bn_method *method,
                    const bn_solve_options *o)
{
    bn_error err;
    const bn_status status = resume(&err, p, method, *o);
    cr_expect(status == BN_BAD_ARGUMENT && strstr(err.message, sentence), "%s expected, found: %s (%d)",
              sentence, err.message, (int)status);
}

/* ---- What has to be the same --------------------------------------------------------------- */

Test(resume, names_the_option_that_differs)
{
    problem p = made("logistic", 30, 1e-2);
    const bn_curvature other = bn_curvature_assume(1e-3, 1);
    const bn_solve_options svrg = { .max_passes = 20, .seed = 4 }, gd = { .max_passes = 20 };
    const struct {
        const char *sentence;
        bn_solve_options change;
    } draws[] = {
        { "seed is 4; here it is 5", { .seed = 5 } },
        { "batch is 1; here it is 2", { .seed = 4, .batch = 2 } },
        { "sampling is uniform; here it is shuffled", { .seed = 4, .sampling = BN_SAMPLE_SHUFFLED } },
        { "snapshot is loopless; here it is average", { .seed = 4, .snapshot = BN_SNAPSHOT_AVERAGE } },
        { "refresh is 0.0333", { .seed = 4, .refresh = 0.5 } },
        { "epoch length is 60; here it is 9", { .seed = 4, .epoch_length = 9 } },
        { "average is none; here it is suffix", { .seed = 4, .average = BN_AVERAGE_SUFFIX } },
        { "schedule is constant; here it is switching", { .seed = 4, .schedule = BN_SCHEDULE_SWITCHING } },
    },
      steps[] = {
          { "step rule is auto; here it is optimal", { .step_rule = BN_STEP_OPTIMAL } },
          { "step rule is auto; here it is VALUE", { .step_rule = BN_STEP_VALUE, .step = 0.1 } },
          { "step is 0; here it is 0.1", { .step = 0.1 } },
          { "known minimum is 0; here it is -1", { .known_min = -1 } },
          { "claim to know the minimum is false; here it is true", { .known_min_attained = true } },
          { "restart is auto; here it is never", { .restart = BN_RESTART_NEVER } },
          { "mu is 0.01; here it is 0.001", { .curvature = &other } },
      };
    leave(&p, &bn_svrg, svrg);
    for (size_t k = 0; k < sizeof draws / sizeof *draws; k++)
        refused(draws[k].sentence, &p, &bn_svrg, &draws[k].change);
    refused("method is svrg; here it is saga", &p, &bn_saga, &svrg);
    leave(&p, &bn_gd, gd);
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++)
        refused(steps[k].sentence, &p, &bn_gd, &steps[k].change);
    problem_free(&p);
}

Test(resume, names_what_is_other_about_the_objective)
{
    const bn_solve_options few = { .max_passes = 20 };
    problem p = made("logistic", 30, 1e-2), rows = made("logistic", 31, 1e-2), l2 = made("logistic", 30, 0.1),
            loss = made("squared", 30, 1e-2);
    leave(&p, &bn_gd, few);
    refused("number of terms is 30; here it is 31", &rows, &bn_gd, &few);
    refused("l2 is 0.01; here it is 0.1", &l2, &bn_gd, &few);
    refused("loss is logistic; here it is squared", &loss, &bn_gd, &few);
    problem_free(&rows);
    problem_free(&l2);
    problem_free(&loss);
    problem_free(&p);
}

/* Functions of the caller have nothing to compare but what they say. */
static double bowl(void *context, const double *x, double *grad)
{
    const double steep = *(const double *)context;
    double sum = 0;
    for (size_t j = 0; j < DIM; j++) {
        grad[j] = steep * (x[j] - 1) + 0.1 * (x[j] - 1);
        sum += (steep + 0.1) * (x[j] - 1) * (x[j] - 1) / 2;
    }
    return sum;
}

Test(resume, functions_of_the_caller_are_known_by_what_they_say_at_the_origin)
{
    double steep = 1;
    problem p = { .curvature = bn_curvature_assume(0.1, 9) };
    bn_error err;
    const bn_solve_options few = { .max_passes = 5, .tol = -1 };
    strcpy(p.file, folder_path("run"));
    cr_assert(!bn_objective_custom(&p.f, DIM, &(bn_functions){ .value = bowl }, &steep, NULL));
    leave(&p, &bn_gd, few);
    steep = 1 + 0x1p-50;
    refused("is of another function, or of another kind of processor", &p, &bn_gd, &few);
    steep = 1;
    cr_expect(!resume(&err, &p, &bn_gd, few));
    problem_free(&p);
}

/* ---- What may change ----------------------------------------------------------------------- */

static bool count_calls(const bn_progress *now, void *calls)
{
    (void)now;
    ++*(size_t *)calls;
    return true;
}

Test(resume, limits_and_tolerance_may_change_and_the_run_goes_on)
{
    problem p = made("logistic", 30, 1e-2);
    size_t calls = 0;
    double x[DIM] = { 0 }, whole[DIM] = { 0 };
    bn_result r, w;
    bn_solve_options o = { .curvature = &p.curvature, .tol = 1e-12, .max_passes = 1000 };
    cr_assert(!bn_solve(&bn_nesterov, p.f, whole, &o, &w, NULL));
    cr_assert_eq(w.outcome, BN_CONVERGED);
    leave(&p, &bn_nesterov, (bn_solve_options){ .max_passes = 7, .tol = 1e-6 });
    o.checkpoint.resume = p.file;
    o.observe = count_calls;
    o.observe_context = &calls;
    cr_assert(!bn_solve(&bn_nesterov, p.f, x, &o, &r, NULL));
    cr_expect(r.outcome == BN_CONVERGED && r.iterations == w.iterations && r.passes == w.passes);
    cr_expect(!memcmp(x, whole, sizeof x) && r.gap_bound == w.gap_bound);
    cr_expect(r.contract.measured_rate == w.contract.measured_rate && r.contract.holds == w.contract.holds);
    cr_expect_eq(calls, w.iterations + 1 - 6, "%zu calls", calls);
    cr_expect_eq(r.used.tol, 1e-12);
    o.max_passes = 3; /* below what is done already */
    cr_assert(!bn_solve(&bn_nesterov, p.f, x, &o, &r, NULL));
    cr_expect(r.outcome == BN_PASS_LIMIT && r.passes == 7 && r.iterations == 6);
    problem_free(&p);
}

/* A run that is over may be resumed: it is over at once, or goes on to a smaller tolerance. */
Test(resume, of_a_run_that_ended_ends_the_same)
{
    problem p = made("squared", 30, 1e-2);
    for (const bn_method *const *m = bn_methods(); *m; m++) {
        const bn_result first = leave(&p, *m, (bn_solve_options){ .max_passes = 60 });
        double x[DIM];
        bn_result r;
        memset(x, 0, sizeof x);
        cr_assert(!bn_solve(
            *m, p.f, x,
            &(bn_solve_options){ .curvature = &p.curvature, .max_passes = 60, .checkpoint.resume = p.file },
            &r, NULL));
        cr_expect(r.outcome == first.outcome && r.iterations == first.iterations &&
                      r.passes == first.passes && r.gap_bound == first.gap_bound && r.value == first.value &&
                      r.seconds >= first.seconds,
                  "%s", bn_method_name(*m));
    }
    problem_free(&p);
}

/* The direction that is left is flat, f falls along it for ever, and another step would find just that. */
Test(resume, of_a_run_that_had_nothing_more_to_do_does_nothing)
{
    const double A[DIM * DIM] = { 1 }, b[DIM] = { 1, 1 };
    const bn_solve_options o = { .max_passes = 60 };
    problem p = { .f = NULL };
    double x[DIM] = { 0 };
    bn_result r;
    strcpy(p.file, folder_path("run"));
    cr_assert(!bn_objective_quadratic(&p.f, DIM, A, b, NULL));
    cr_assert(!bn_curvature_bound(&p.curvature, p.f, NULL));
    const bn_result first = leave(&p, &bn_cg, o);
    cr_assert_eq(first.outcome, BN_PRECISION_LIMIT);
    cr_assert(!bn_solve(
        &bn_cg, p.f, x,
        &(bn_solve_options){ .curvature = &p.curvature, .max_passes = 60, .checkpoint.resume = p.file }, &r,
        NULL));
    cr_expect(r.outcome == first.outcome && r.iterations == first.iterations && r.passes == first.passes,
              "%zu iterations, were %zu", r.iterations, first.iterations);
    problem_free(&p);
}

static bool after(void *left)
{
    return --*(size_t *)left == 0;
}

Test(resume, stop_cancels_and_costs_no_look)
{
    problem p = made("logistic", 30, 1e-2);
    size_t left = 4, never = 0;
    double x[DIM] = { 0 };
    bn_result r, w;
    bn_solve_options o = { .curvature = &p.curvature, .stop = after, .stop_context = &left };
    cr_assert(!bn_solve(&bn_gd, p.f, x, &o, &r, NULL));
    cr_expect(r.outcome == BN_CANCELLED && r.iterations == 3 && isfinite(r.gap_bound));
    o.stop_context = &never;
    cr_assert(!bn_solve(&bn_saga, p.f, memset(x, 0, sizeof x), &o, &r, NULL));
    o.stop = NULL;
    cr_assert(!bn_solve(&bn_saga, p.f, memset(x, 0, sizeof x), &o, &w, NULL));
    cr_expect(r.passes == w.passes && r.value == w.value);
    problem_free(&p);
}

/* Stopped anywhere, also between two looks of a method that looks seldom, or where another step would not
   help: a resumed run that may not go on ends the same. */
Test(resume, of_a_run_that_was_stopped_knows_where_it_was)
{
    problem p = made("squared", 30, 1e-2);
    for (const bn_method *const *m = bn_methods(); *m; m++)
        for (size_t steps = 1; steps < 12; steps++) {
            size_t left = steps;
            /* a snapshot of svrg that hardly ever changes is looked at once */
            bn_solve_options o = {
                .tol = 1e-40, .max_passes = 60, .refresh = 1e-3, .stop = after, .stop_context = &left
            };
            const bn_result first = leave(&p, *m, o);
            double x[DIM] = { 0 };
            bn_result r;
            o = (bn_solve_options){ .curvature = &p.curvature,
                                    .tol = 1e-40,
                                    .refresh = 1e-3,
                                    .max_passes = first.outcome == BN_CANCELLED ? 1e-9 : 60,
                                    .checkpoint.resume = p.file };
            cr_assert(!bn_solve(*m, p.f, x, &o, &r, NULL));
            cr_expect(r.iterations == first.iterations && r.passes == first.passes && r.step == first.step,
                      "%s after %zu: %zu iterations and %g passes, were %zu and %g", bn_method_name(*m),
                      steps, r.iterations, r.passes, first.iterations, first.passes);
        }
    problem_free(&p);
}

Test(resume, options_without_meaning_are_refused)
{
    problem p = made("squared", 30, 1e-2);
    const bn_checkpoint_options bad[] = { { .every_passes = -1 }, { .every_seconds = NAN } };
    for (size_t k = 0; k < 2; k++) {
        double x[DIM] = { 0 };
        bn_result r;
        cr_expect_eq(bn_solve(&bn_gd, p.f, x, &(bn_solve_options){ .checkpoint = bad[k] }, &r, NULL),
                     BN_BAD_ARGUMENT);
    }
    problem_free(&p);
}

/* ---- Damage -------------------------------------------------------------------------------- */

static void write_bytes(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file && fwrite(bytes, 1, size, file) == size && !fclose(file));
}

/* A byte flipped anywhere, a file cut anywhere, bytes behind the end. */
Test(resume, no_damage_goes_unseen)
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
Test(resume, no_forgery_crashes)
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
Test(resume, a_full_disk_keeps_the_checkpoint_and_does_not_end_the_run)
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

Test(resume, a_folder_that_is_not_there_is_told_at_once)
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
