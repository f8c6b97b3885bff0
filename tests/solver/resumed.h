/* Checkpoints of small runs, and what resuming from them says. */
#ifndef TESTS_SOLVER_RESUMED_H
#define TESTS_SOLVER_RESUMED_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <banach/solver.h>
#include <banach/synthetic.h>
#include <criterion/criterion.h>

#include "base/folder.h"
#include "support/support.h"

enum { DIM = 3 };

static inline void resumed_init(void)
{
    setenv("TMPDIR", "/dev/shm", !access("/dev/shm", W_OK)); /* files by the thousand, each synced */
    folder_make();
}

typedef struct problem {
    bn_dataset *data;
    bn_objective *f;
    bn_curvature curvature;
    char file[1000];
} problem;

static inline problem made(const char *loss, size_t rows, double l2)
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

static inline void problem_free(problem *p)
{
    bn_objective_free(p->f);
    bn_dataset_free(p->data);
}

/* Leaves a checkpoint of this run at p->file. */
static inline bn_result leave(const problem *p, const bn_method *method, bn_solve_options o)
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
static inline bn_status resume(bn_error *err, const problem *p, const bn_method *method, bn_solve_options o)
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

static inline void refused(const char *sentence, const problem *p, const bn_method *method,
                           const bn_solve_options *o)
{
    bn_error err;
    const bn_status status = resume(&err, p, method, *o);
    cr_expect(status == BN_BAD_ARGUMENT && strstr(err.message, sentence), "%s expected, found: %s (%d)",
              sentence, err.message, (int)status);
}

#endif
