/* The file of a trace: what it holds, where it goes, and that it costs nothing. */
#include "lines.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/folder.h"
#include "support/support.h"

TestSuite(trace, .init = folder_make, .fini = folder_remove);

static const double lambda[] = { 1, 10 }, b[] = { 1, 10 };

/* (x_1^2 + 10 x_2^2)/2 - x_1 - 10 x_2 from 0 with step 1/8: the error of mode i is (1 - lambda_i/8)^k, exact
   in doubles for the first steps, and f - f* = sum lambda_i error_i^2/2, f* = -11/2. */
Test(trace, of_gradient_descent_is_what_a_hand_computes)
{
    double x[] = { 0, 0 };
    bn_objective *f = diagonal(2, lambda, b);
    const bn_result r =
        traced(&bn_gd, f, x, "gd.csv", NULL,
               (bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = 0.125, .max_passes = 9, .tol = -1 });
    trace_lines t = lines_of_csv("gd.csv");
    cr_assert_eq(t.count, r.iterations + 1);
    double last[2] = { 1, 1 }, length = NAN;
    for (size_t k = 0; k < t.count; k++) {
        const double *line = t.line[k], e[] = { pow(0.875, (double)k), pow(-0.25, (double)k) };
        const double g = hypot(e[0], 10 * e[1]), move = hypot(e[0] - last[0], e[1] - last[1]);
        cr_expect_eq(line[K], k);
        cr_expect_eq(line[PASSES], k + 1);
        cr_expect_eq(line[STEP], 0.125);
        cr_expect_eq(line[MOMENTUM], 0);
        cr_expect_float_eq(line[F], -5.5 + (e[0] * e[0] + 10 * e[1] * e[1]) / 2, 1e-14);
        cr_expect(bn_close(line[GRAD_NORM], g, 1e-13));
        cr_expect(line[GAP] >= g * g / 2 && bn_close(line[GAP], g * g / 2, 1e-9));
        cr_expect(isnan(line[VARIANCE]) && isnan(line[REDUCED]));
        if (k == 0) {
            cr_expect(isnan(line[MOVE]) && isnan(line[CONTRACTION]) && isnan(line[TURN]));
            continue;
        }
        cr_expect(bn_close(line[MOVE], move / hypot(1 - e[0], 1 - e[1]), 1e-12));
        cr_expect(k == 1 ? isnan(line[CONTRACTION]) : bn_close(line[CONTRACTION], move / length, 1e-12));
        cr_expect_eq(line[TURN], e[0] * last[0] + 100 * e[1] * last[1] > 0 ? 1 : -1);
        length = move;
        memcpy(last, e, sizeof e);
    }
    cr_expect(t.line[0][SECONDS] <= t.line[t.count - 1][SECONDS] &&
              t.line[t.count - 1][SECONDS] <= r.seconds);
    free(t.line);
    bn_objective_free(f);
}

Test(trace, says_the_same_in_json_lines)
{
    bn_objective *f = diagonal(2, lambda, b);
    double x[] = { 0, 0 }, again[] = { 0, 0 };
    traced(&bn_nesterov, f, x, "a.csv", NULL, (bn_solve_options){ .tol = 1e-6 });
    traced(&bn_nesterov, f, again, "a.jsonl", NULL, (bn_solve_options){ .tol = 1e-6 });
    trace_lines csv = lines_of_csv("a.csv"), json = lines_of_json("a.jsonl");
    cr_assert(csv.count == json.count && csv.count > 5);
    for (size_t k = 0; k < csv.count; k++)
        for (size_t i = 0; i < COLUMNS; i++)
            cr_expect(i == SECONDS || csv.line[k][i] == json.line[k][i] ||
                          (isnan(csv.line[k][i]) && isnan(json.line[k][i])),
                      "line %zu, %s", k, column_names[i]);
    free(csv.line);
    free(json.line);
    bn_objective_free(f);
}

/* ---- Points ---------------------------------------------------------------------------------- */

Test(trace, keeps_the_points_in_either_format)
{
    bn_objective *f = diagonal(2, lambda, b);
    for (int npy = 0; npy < 2; npy++) {
        const char *name = npy ? "points.npy" : "points.csv";
        double x[] = { 0.1, 0.3 };
        bn_dataset *points = NULL;
        bn_error err;
        const bn_result r =
            traced(&bn_gd, f, x, npy ? NULL : "gd.csv", name, (bn_solve_options){ .tol = 1e-6 });
        cr_assert(
            !bn_dataset_load(&points, folder_path(name), &(bn_dataset_options){ .no_target = true }, &err),
            "%s", err.message);
        const bn_dataset_info *info = bn_dataset_describe(points);
        cr_assert(info->rows == r.iterations + 1 && info->cols == 2);
        cr_expect(bn_dataset_row(points, 0)[0] == 0.1 && bn_dataset_row(points, 0)[1] == 0.3);
        cr_expect(!memcmp(bn_dataset_row(points, r.iterations), x, sizeof x),
                  "the last point is not the result");
        cr_expect(npy || !strcmp(info->names[1], "x2"));
        bn_dataset_free(points);
    }
    cr_expect_eq(folder_count(), 3);
    bn_objective_free(f);
}

/* ---- Cost ------------------------------------------------------------------------------------ */

static bool sleep_long(const bn_progress *now, void *context)
{
    (void)now;
    ++*(size_t *)context;
    nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    return true;
}

Test(trace, is_not_charged_to_the_method)
{
    bn_objective *f = diagonal(2, lambda, b);
    double x[] = { 0, 0 }, bare[] = { 0, 0 };
    size_t calls = 0;
    bn_result with, without;
    bn_trace *trace = NULL;
    const bn_trace_options chain = { .next = sleep_long, .next_context = &calls };
    cr_assert(!bn_trace_open(&trace, folder_path("slow.csv"), f, &chain, NULL));
    const bn_solve_options options = { .max_passes = 20,
                                       .observe = bn_trace_observe,
                                       .observe_context = trace };
    cr_assert(!bn_solve(&bn_gd, f, x, &options, &with, NULL) && !bn_trace_close(trace, NULL));
    cr_assert(!bn_solve(&bn_gd, f, bare, &(bn_solve_options){ .max_passes = 20 }, &without, NULL));
    cr_expect(calls == 20 && with.seconds < 0.2, "%zu calls, %g s", calls, with.seconds);
    cr_expect(with.passes == without.passes && with.iterations == without.iterations &&
              !memcmp(x, bare, sizeof x));
    bn_objective_free(f);
}

static bool stop_at_three(const bn_progress *now, void *context)
{
    (void)context;
    return now->k < 3;
}

Test(trace, lets_the_next_observer_end_the_run)
{
    bn_objective *f = diagonal(2, lambda, b);
    double x[] = { 0, 0 };
    bn_result r;
    bn_trace *trace = NULL;
    cr_assert(!bn_trace_open(&trace, folder_path("short.csv"), f,
                             &(bn_trace_options){ .next = stop_at_three }, NULL));
    const bn_solve_options options = { .observe = bn_trace_observe, .observe_context = trace };
    cr_assert(!bn_solve(&bn_gd, f, x, &options, &r, NULL) && !bn_trace_close(trace, NULL));
    trace_lines t = lines_of_csv("short.csv");
    cr_expect(r.outcome == BN_CANCELLED && t.count == 4);
    free(t.line);
    bn_objective_free(f);
}

/* ---- What goes wrong ------------------------------------------------------------------------- */

Test(trace, of_a_divergence_has_no_infinite_number)
{
    bn_objective *f = diagonal(2, lambda, b);
    double x[] = { 0, 0 };
    const bn_result r = traced(&bn_gd, f, x, "far.csv", "far.npy",
                               (bn_solve_options){ .step_rule = BN_STEP_VALUE, .step = 1e200 });
    trace_lines t = lines_of_csv("far.csv"); /* which refuses infinity */
    cr_expect_eq(r.outcome, BN_DIVERGED);
    free(t.line);
    bn_objective_free(f);
}

static void refused(const char *path, const bn_trace_options *options, bn_status status, const char *words)
{
    bn_objective *f = diagonal(2, lambda, b);
    bn_error err;
    bn_trace *trace = NULL;
    cr_expect_eq(bn_trace_open(&trace, path, f, options, &err), status);
    cr_expect(!trace && strstr(err.message, words), "%s", err.message);
    bn_objective_free(f);
}

Test(trace, that_cannot_be_written_is_a_sentence_and_leaves_nothing)
{
    refused(folder_path("a.csv"), &(bn_trace_options){ .format = "xml" }, BN_BAD_ARGUMENT,
            "\"xml\" asked for");
    refused(folder_path("no/a.csv"), NULL, BN_CANNOT_WRITE, "cannot write");
    refused(folder_path("a.csv"), &(bn_trace_options){ .points = folder_path("no/p.csv") }, BN_CANNOT_WRITE,
            "p.csv");
    if (!symlink("/dev/null", folder_path("p.npy")))
        refused(NULL, &(bn_trace_options){ .points = folder_path("p.npy") }, BN_UNSUPPORTED, "regular file");
    unlink(folder_path("p.npy"));
    cr_expect_eq(folder_count(), 0);
    cr_expect_eq(bn_trace_close(NULL, NULL), BN_OK);
}

Test(trace, on_a_full_disk_lets_the_run_end_and_then_says_so)
{
    bn_objective *f = diagonal(2, lambda, b);
    bn_error err;
    bn_result r;
    double x[] = { 0, 0 };
    bn_trace *trace = NULL;
    if (access("/dev/full", W_OK))
        cr_skip_test("no trace was written on a full disk: there is no /dev/full");
    cr_assert(!bn_trace_open(&trace, "/dev/full", f, NULL, &err));
    const bn_solve_options options = { .observe = bn_trace_observe, .observe_context = trace };
    cr_assert(!bn_solve(&bn_gd, f, x, &options, &r, &err) && r.outcome == BN_CONVERGED);
    cr_expect(bn_trace_close(trace, &err) == BN_CANNOT_WRITE && strstr(err.message, "/dev/full"), "%s",
              err.message);
    bn_objective_free(f);
}
