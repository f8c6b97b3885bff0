/* What bn_memory_plan says beforehand, and what is taken: the linker's --wrap leads every allocation of the
   library through here, where they are counted. */
#define _GNU_SOURCE /* malloc_usable_size */

#include <malloc.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <banach/solver.h>
#include <banach/synthetic.h>
#include <banach/write.h>
#include <criterion/criterion.h>

#include "base/folder.h"
#include "support/support.h"

TestSuite(plan, .init = folder_make, .fini = folder_remove);

/* ---- Counting ------------------------------------------------------------------------------ */

static size_t taken, height; /* bytes now, and at most since rest() */

static void *count(void *block)
{
    taken += block ? malloc_usable_size(block) : 0;
    height = taken > height ? taken : height;
    return block;
}

static void discount(void *block)
{
    taken -= block ? malloc_usable_size(block) : 0;
}

/* From here on; what is there now is the floor. */
static size_t rest(void)
{
    height = taken;
    return taken;
}

#define REAL(type, name, ...)                                                                                \
    type __real_##name(__VA_ARGS__);                                                                         \
    type __wrap_##name(__VA_ARGS__);                                                                         \
    type __wrap_##name(__VA_ARGS__)

REAL(void *, malloc, size_t size)
{
    return count(__real_malloc(size));
}

REAL(void *, calloc, size_t n, size_t size)
{
    return count(__real_calloc(n, size));
}

REAL(void *, realloc, void *old, size_t size)
{
    const size_t before = old ? malloc_usable_size(old) : 0;
    void *block = __real_realloc(old, size);
    taken -= block ? before : 0;
    return count(block);
}

REAL(int, posix_memalign, void **out, size_t alignment, size_t size)
{
    const int failed = __real_posix_memalign(out, alignment, size);
    if (!failed)
        count(*out);
    return failed;
}

REAL(void, free, void *block)
{
    discount(block);
    __real_free(block);
}

/* ---- Plans --------------------------------------------------------------------------------- */

/* Headers of blocks, records of looks, names; a plan may be this much too small or large. */
enum { SMALL = 48 << 10 };

static bool holds(double planned, double found, double slack)
{
    return found <= planned * 1.02 + SMALL && planned <= slack * found + SMALL;
}

typedef struct shape {
    const char *loss;
    size_t rows, cols;
    bool intercept;
    double l2;
} shape;

static const shape shapes[] = { { "squared", 3000, 60, true, 0 },    { "squared", 90, 300, false, 0 },
                                { "squared", 20000, 8, false, 0 },   { "logistic", 3000, 60, false, 1e-2 },
                                { "logistic", 70, 200, true, 1e-2 }, { "logistic", 20000, 8, true, 1e-2 },
                                { "quadratic", 150, 150, false, 0 } };
enum { SHAPES = sizeof shapes / sizeof *shapes };

typedef struct problem {
    bn_dataset *data;
    bn_objective *f;
    double data_bytes, objective_bytes;
} problem;

static problem made(const shape *s)
{
    problem p = { .data = NULL };
    const bn_objective_options o = { .l2 = strcmp(s->loss, "quadratic") ? 1e-2 : 0,
                                     .intercept = s->intercept,
                                     .threads = 1 };
    const size_t start = rest();
    cr_assert(!bn_synthetic(
        &p.data, NULL, &(bn_synthetic_options){ .loss = s->loss, .rows = s->rows, .cols = s->cols }, NULL));
    const size_t before = rest();
    cr_assert(!bn_objective_new(&p.f, bn_loss_find(s->loss), p.data, &o, NULL));
    double *H = calloc(bn_objective_describe(p.f)->dim, bn_objective_describe(p.f)->dim * sizeof *H);
    cr_assert(H && !bn_hessian(H, p.f, H, NULL)); /* an objective keeps the room of its first one */
    free(H);
    p.data_bytes = (double)(before - start);
    p.objective_bytes = (double)(taken - before);
    return p;
}

static void problem_free(problem *p)
{
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
}

/* No run takes more than planned; and what no proof was made in, with the curvature given, has taken what was
   planned for the method. */
static void run(const char *what, const shape *s, const problem *p, const bn_method *method,
                const bn_solve_options *given)
{
    bn_solve_options o = *given;
    bn_result r;
    bn_error err;
    double *x;
    cr_assert(!bn_point_new(&x, p->f, NULL));
    o.max_passes = 25;
    o.tol = 1e-30;
    const bn_memory plan = bn_memory_plan(method, p->f, &o);
    const size_t floor = rest();
    cr_assert(!bn_solve(method, p->f, x, &o, &r, &err), "%s: %s", what, err.message);
    const double found = (double)(height - floor), planned = plan.total - plan.data - plan.objective;
    cr_expect(holds(planned, found, HUGE_VAL), "%s, %s %zu x %zu: planned %.0f, found %.0f", what, s->loss,
              s->rows, s->cols, planned, found);
    cr_expect(!o.curvature || plan.method <= 2 * found + SMALL,
              "%s, %s %zu x %zu: planned %.0f for the method, found %.0f", what, s->loss, s->rows, s->cols,
              plan.method, found);
    free(x);
}

/* Every method on every shape, from the data on and with the curvature given. */
Test(plan, says_what_a_run_takes)
{
    for (size_t k = 0; k < SHAPES; k++) {
        const shape *s = &shapes[k];
        problem p = made(s);
        bn_curvature c;
        cr_assert(!bn_curvature_bound(&c, p.f, NULL));
        for (const bn_method *const *m = bn_methods(); *m; m++) {
            if (bn_method_refuses(*m, p.f))
                continue;
            run(bn_method_name(*m), s, &p, *m, &(bn_solve_options){ .seed = 1 });
            run(bn_method_name(*m), s, &p, *m, &(bn_solve_options){ .curvature = &c });
        }
        problem_free(&p);
    }
}

/* How terms are drawn, and the step rules of gd. */
Test(plan, knows_the_options)
{
    const shape s = { "squared", 60000, 3, false, 1e-2 };
    problem p = made(&s);
    bn_curvature c;
    cr_assert(!bn_curvature_bound(&c, p.f, NULL));
    const bn_method *const drawing[] = { &bn_sgd, &bn_svrg, &bn_saga };
    const bn_solve_options ways[] = { { .sampling = BN_SAMPLE_SHUFFLED, .curvature = &c },
                                      { .sampling = BN_SAMPLE_IMPORTANCE, .curvature = &c },
                                      { .batch = 1000, .curvature = &c } };
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++)
            run("drawing", &s, &p, drawing[i], &ways[k]);
    for (int rule = BN_STEP_EXACT; rule <= BN_STEP_KNOWN_MIN; rule++)
        run(bn_step_rule_name((bn_step_rule)rule), &s, &p, &bn_gd,
            &(bn_solve_options){ .step_rule = (bn_step_rule)rule, .curvature = &c });
    problem_free(&p);
}

/* The parts, one by one. */
Test(plan, says_what_its_parts_take)
{
    for (size_t k = 0; k < SHAPES; k++) {
        problem p = made(&shapes[k]);
        const size_t d = bn_objective_describe(p.f)->dim;
        const bn_memory plan = bn_memory_plan(&bn_gd, p.f, NULL), alone = bn_memory_plan(NULL, p.f, NULL);
        /* mu of a constant Hessian may have to be had by a proof, and then it takes that much */
        const bool sharpened = strcmp(shapes[k].loss, "logistic") != 0;
        double *room = calloc(3, d * sizeof *room);
        bn_curvature c;
        bn_certificate proof;
        cr_assert(room);
        cr_expect(holds(plan.data, p.data_bytes, 1.1), "%zu: %.0f, %.0f", k, plan.data, p.data_bytes);
        cr_expect(holds(plan.objective, p.objective_bytes, 1.1), "%zu: %.0f, %.0f", k, plan.objective,
                  p.objective_bytes);
        size_t floor = rest();
        cr_assert(!bn_curvature_bound(&c, p.f, NULL));
        cr_expect(holds(plan.curvature, (double)(height - floor), sharpened ? HUGE_VAL : 2),
                  "%zu: curvature planned %.0f, found %zu", k, plan.curvature, height - floor);
        floor = rest();
        cr_assert(!bn_certify_closely(&proof, p.f, room, &c, NULL));
        cr_expect(holds(plan.certificate, (double)(height - floor), 2),
                  "%zu: certificate planned %.0f, found %zu", k, plan.certificate, height - floor);
        floor = rest();
        cr_assert(!bn_curvature_bound(&c, p.f, NULL) && !bn_curvature_at(&c, p.f, room, NULL));
        cr_assert(!bn_spectrum_enclose(room + d, room + 2 * d, p.f, room, NULL));
        cr_expect(holds(alone.curvature, (double)(height - floor), 2), "%zu: planned %.0f, found %zu", k,
                  alone.curvature, height - floor);
        free(room);
        problem_free(&p);
    }
}

/* ---- Refusals ------------------------------------------------------------------------------ */

Test(plan, what_is_too_much_is_refused_before_it_is_taken)
{
    problem p = made(&shapes[0]);
    bn_memory plan = bn_memory_plan(&bn_newton, p.f, NULL);
    double *x;
    bn_result r = { .iterations = 12345 };
    bn_error err;
    cr_assert(!bn_point_new(&x, p.f, NULL));
    bn_solve_options o = { .memory_limit = (size_t)plan.total - 1 };
    const size_t floor = rest();
    cr_expect_eq(bn_solve(&bn_newton, p.f, x, &o, &r, &err), BN_NO_MEMORY);
    cr_expect(height == floor && r.iterations == 12345, "%zu bytes were taken", height - floor);
    cr_expect(strstr(err.message, "of memory: data 1.46 MB") && strstr(err.message, "may be taken"), "%s",
              err.message);
    o.memory_limit++;
    cr_expect(!bn_solve(&bn_newton, p.f, x, &o, &r, &err), "%s", err.message);
    plan.total = 1e30;
    cr_expect_eq(bn_memory_check(&plan, 0, NULL), BN_NO_MEMORY);
    free(x);
    problem_free(&p);
}

/* A file is loaded within the limit or not at all, and nothing beyond the limit is taken to find that out. */
Test(plan, loading_keeps_to_its_limit)
{
    static const char *const names[] = { "t.csv", "t.npy", "t.libsvm" };
    bn_dataset *data = NULL;
    cr_assert(!bn_synthetic(&data, NULL, &(bn_synthetic_options){ .rows = 4000, .cols = 12 }, NULL));
    for (size_t k = 0; k < 3; k++) {
        cr_assert(!bn_dataset_write(data, folder_path(names[k]), NULL, NULL, NULL));
        size_t loaded = 0, told = 0;
        for (size_t limit = 100 << 10; limit < (6 << 20); limit += 250 << 10) {
            bn_dataset *again = NULL;
            bn_error err;
            const size_t floor = rest();
            const bn_status status = bn_dataset_load(&again, folder_path(names[k]),
                                                     &(bn_dataset_options){ .memory_limit = limit }, &err);
            cr_expect(height - floor <= limit + limit / 20 + SMALL, "%s: %zu taken, limit %zu", names[k],
                      height - floor, limit);
            cr_expect(!status || (status == BN_NO_MEMORY && strstr(err.message, "may be taken") && !again),
                      "%s", err.message);
            loaded += !status;
            told += status != BN_OK;
            bn_dataset_free(again);
        }
        cr_expect(loaded > 3 && told > 2, "%s: %zu loaded, %zu refused", names[k], loaded, told);
    }
    bn_dataset_free(data);
}
