/* Killed at any step and resumed, a run ends with the same bits and the same trace: every method, and every
   choice that one offers. Lives end by SIGKILL in the observer, so nothing is flushed, closed or said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/folder.h"
#include "solver/lives.h"
#include "solver/method.h"
#include "support/support.h"

enum { KILLS = 50 };

/* A folder in memory, where there is one: syncing is not what is tested here. */
static void init(void)
{
    if (!access("/dev/shm", W_OK))
        setenv("TMPDIR", "/dev/shm", 1);
    folder_make();
}

TestSuite(kill, .init = init, .fini = folder_remove);

static uint64_t dice_state = 1;

static size_t dice(size_t n)
{
    dice_state = dice_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)((dice_state >> 33) % n);
}

typedef struct tally {
    size_t runs, kills, differ;
} tally;

/* A run that nobody disturbs, and the same run killed again and again, with checkpoints of every pace. */
static void compare(tally *t, const char *what, const bn_method *method, const problem *p,
                    const bn_solve_options *given, size_t kills)
{
    static const double paces[] = { 1e-9, 2, 7, 25 };
    static const char *const lines[] = { "b.csv", "b.jsonl" }, *const points[] = { "b.npy", "p.csv" };
    static const char *const wanted[] = { "w.csv", "w.jsonl" }, *const wanted_points[] = { "w.npy", "q.csv" };
    outcome whole = { 0 }, *ended = shared();
    bn_solve_options o = *given;
    o.max_passes = o.max_passes > 0 ? o.max_passes : 40;
    for (int i = 0; i < 2; i++) {
        whole = (outcome){ 0 };
        live(&whole, method, p, o, wanted[i], wanted_points[i], NEVER);
        cr_assert(!whole.status, "%s: %s", what, whole.sentence);
    }
    const size_t looks = whole.looks;
    char file[1000];
    whole.looks = 0;
    strcpy(file, folder_path("run.ckpt"));
    o.checkpoint.path = file;
    while (kills > 0) {
        const size_t i = dice(2);
        bool over = false;
        remove(file);
        remove(folder_path(lines[i]));
        remove(folder_path(points[i]));
        t->runs++;
        for (size_t lives = 0; !over; lives++) {
            const bool killed = kills > 0 && lives < 3;
            o.checkpoint.every_passes = paces[dice(4)];
            memset(ended, 0, sizeof *ended);
            over = live_apart(ended, method, p, &o, lines[i], points[i], killed ? dice(looks) : NEVER, NEVER);
            t->kills += !over;
            kills -= !over;
        }
        const bool same = !memcmp(ended, &whole, sizeof whole) && same_files(lines[i], wanted[i], true) &&
                          same_files(points[i], wanted_points[i], false);
        cr_expect(same, "%s: %s after %zu iterations, %s after %zu when nobody disturbs; %s", what,
                  bn_outcome_name(ended->ended), ended->iterations, bn_outcome_name(whole.ended),
                  whole.iterations, ended->sentence);
        t->differ += !same;
    }
    munmap(ended, sizeof *ended);
}

/* Every method on every problem that it takes. */
Test(kill, every_method_goes_on_as_if_nothing_had_happened)
{
    problem p[] = { made("logistic", 1e-2, false, 0.5), made("squared", 1e-3, true, 0.5),
                    made("quadratic", 0, false, 0), made("logistic", 0, true, 0.5), functions(1, 1.5) };
    const size_t count = sizeof p / sizeof *p;
    tally t = { 0 };
    for (const bn_method *const *m = bn_methods(); *m; m++) {
        size_t taken = 0;
        for (size_t k = 0; k < count; k++)
            taken += !bn_method_refuses(*m, p[k].f);
        for (size_t k = 0; k < count; k++) {
            char what[100];
            snprintf(what, sizeof what, "%s on %s", bn_method_name(*m),
                     bn_objective_describe(p[k].f)->formula);
            if (!bn_method_refuses(*m, p[k].f))
                compare(&t, what, *m, &p[k], &(bn_solve_options){ .seed = 3 }, KILLS / taken + 1);
        }
    }
    printf("# methods: %zu runs killed %zu times, %zu differ\n", t.runs, t.kills, t.differ);
    for (size_t k = 0; k < count; k++)
        problem_free(&p[k]);
}

static const struct {
    const char *what;
    const bn_method *method;
    enum { CURVED, CONSTANT, FREE, SEPARABLE, STEEP, MISJUDGED, PROBLEMS } problem;
    bn_solve_options options;
} choices[] = {
    { "gd optimal", &bn_gd, CURVED, { .step_rule = BN_STEP_OPTIMAL } },
    { "gd 1/L", &bn_gd, CURVED, { .step_rule = BN_STEP_1_OVER_L } },
    { "gd exact", &bn_gd, CONSTANT, { .step_rule = BN_STEP_EXACT } },
    { "gd armijo", &bn_gd, CURVED, { .step_rule = BN_STEP_ARMIJO } },
    { "gd wolfe", &bn_gd, CURVED, { .step_rule = BN_STEP_WOLFE } },
    { "gd bb", &bn_gd, CURVED, { .step_rule = BN_STEP_BB } },
    { "gd bb on a quadratic", &bn_gd, CONSTANT, { .step_rule = BN_STEP_BB } },
    { "gd bb2", &bn_gd, CURVED, { .step_rule = BN_STEP_BB2 } },
    { "gd known-min", &bn_gd, CURVED, { .step_rule = BN_STEP_KNOWN_MIN } },
    { "gd too long", &bn_gd, CONSTANT, { .step_rule = BN_STEP_VALUE, .step = 1e3 } },
    { "exact to the last digit", &bn_exact, CONSTANT, { .tol = 1e-40 } },
    { "newton to the last digit", &bn_newton, CURVED, { .tol = 1e-40 } },
    { "newton that has to search", &bn_newton, STEEP, { .tol = 1e-40 } },
    { "newton-cg to the last digit", &bn_newton_cg, CURVED, { .tol = 1e-40 } },
    { "lbfgs to the last digit", &bn_lbfgs, CURVED, { .tol = 1e-40 } },
    { "nesterov to the last digit", &bn_nesterov, CURVED, { .tol = 1e-40, .max_passes = 600 } },
    { "nesterov without a penalty", &bn_nesterov, FREE, { .max_passes = 400 } },
    { "nesterov on separable classes", &bn_nesterov, SEPARABLE, { .max_passes = 400 } },
    { "gd that trusts a wrong mu", &bn_gd, MISJUDGED, { .tol = 1e-15 } },
    { "nesterov optimal", &bn_nesterov, CONSTANT, { .step_rule = BN_STEP_OPTIMAL } },
    { "nesterov restarts", &bn_nesterov, CURVED, { .restart = BN_RESTART_ALWAYS } },
    { "polyak optimal", &bn_polyak, CONSTANT, { .step_rule = BN_STEP_OPTIMAL } },
    { "sgd shuffled", &bn_sgd, CURVED, { .sampling = BN_SAMPLE_SHUFFLED, .batch = 7 } },
    { "sgd importance", &bn_sgd, CURVED, { .sampling = BN_SAMPLE_IMPORTANCE } },
    { "sgd batch", &bn_sgd, CURVED, { .batch = 5 } },
    { "sgd average all", &bn_sgd, CURVED, { .average = BN_AVERAGE_ALL } },
    { "sgd average suffix", &bn_sgd, CURVED, { .average = BN_AVERAGE_SUFFIX } },
    { "sgd switching", &bn_sgd, CURVED, { .schedule = BN_SCHEDULE_SWITCHING } },
    { "svrg shuffled", &bn_svrg, CURVED, { .sampling = BN_SAMPLE_SHUFFLED } },
    { "svrg importance", &bn_svrg, CURVED, { .sampling = BN_SAMPLE_IMPORTANCE } },
    { "svrg batch auto", &bn_svrg, CURVED, { .batch = BN_BATCH_AUTO } },
    { "svrg refresh", &bn_svrg, CURVED, { .refresh = 0.002 } },
    { "svrg random", &bn_svrg, CURVED, { .snapshot = BN_SNAPSHOT_RANDOM } },
    { "svrg average", &bn_svrg, CURVED, { .snapshot = BN_SNAPSHOT_AVERAGE, .epoch_length = 50 } },
    { "saga shuffled", &bn_saga, CURVED, { .sampling = BN_SAMPLE_SHUFFLED, .batch = 4 } },
    { "saga importance", &bn_saga, CURVED, { .sampling = BN_SAMPLE_IMPORTANCE } },
    { "saga batch auto", &bn_saga, CURVED, { .batch = BN_BATCH_AUTO, .max_passes = 100 } },
    { "saga whose mean drifts", &bn_saga, CURVED, { .tol = 1e-20, .max_passes = 150 } },
    { "saga with variances", &bn_saga, CURVED, { .measure_variance = true } },
};

/* Every step rule, way of drawing, snapshot, average, schedule. */
Test(kill, every_choice_goes_on_as_if_nothing_had_happened)
{
    problem p[PROBLEMS] = {
        [CURVED] = made("logistic", 1e-2, false, 0.5), [CONSTANT] = made("squared", 1e-3, true, 0.5),
        [FREE] = made("logistic", 0, true, 0.5),       [SEPARABLE] = made("logistic", 0, true, 0),
        [STEEP] = made("logistic", 1e-9, true, 0),     [MISJUDGED] = functions(1.3, 1.35)
    };
    tally t = { 0 };
    for (size_t k = 0; k < sizeof choices / sizeof *choices; k++)
        compare(&t, choices[k].what, choices[k].method, &p[choices[k].problem], &choices[k].options, KILLS);
    printf("# choices: %zu runs killed %zu times, %zu differ\n", t.runs, t.kills, t.differ);
    for (size_t k = 0; k < PROBLEMS; k++)
        problem_free(&p[k]);
}

/* A checkpoint after every step, so that most moments are in the middle of writing one, or of a line of the
   trace. */
Test(kill, any_moment_will_do)
{
    problem p = made("logistic", 1e-2, false, 0.5);
    outcome whole = { 0 }, *ended = shared();
    tally t = { 0 };
    char file[1000];
    bn_solve_options o = { .tol = 1e-40, .max_passes = 400 };
    live(&whole, &bn_gd, &p, o, "w.csv", "w.npy", NEVER);
    whole.looks = 0;
    strcpy(file, folder_path("run.ckpt"));
    o.checkpoint = (bn_checkpoint_options){ .path = file, .every_passes = 1e-9 };
    for (; t.kills < KILLS; t.runs++) {
        bool over = false;
        remove(file);
        while (!over) {
            memset(ended, 0, sizeof *ended);
            over = live_apart(ended, &bn_gd, &p, &o, "b.csv", "b.npy", NEVER,
                              t.kills < KILLS ? 500 + dice(30000) : NEVER);
            t.kills += !over;
        }
        const bool same = !memcmp(ended, &whole, sizeof whole) && same_files("b.csv", "w.csv", true) &&
                          same_files("b.npy", "w.npy", false);
        cr_expect(same, "%zu kills: %s", t.kills, ended->sentence);
        t.differ += !same;
    }
    printf("# moments: %zu runs killed %zu times, %zu differ\n", t.runs, t.kills, t.differ);
    munmap(ended, sizeof *ended);
    problem_free(&p);
}
