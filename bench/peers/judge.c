/* The judge: f(w) - min f of each answer, relative to f(0), from one objective in the same arithmetic for
   all. The minimum is enclosed by a certificate at 1e-13.

     judge DATA.npy LOSS L2 FOLDER BUDGET W...     a line {"w", "gap"} for each file W, gap null if W is no
   answer */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "peer.h"

static bool read_answer(const char *path, double *w, size_t d)
{
    FILE *file = fopen(path, "r");
    bool good = file != NULL;
    for (size_t j = 0; good && j < d; j++)
        good = fscanf(file, "%lf", &w[j]) == 1 && isfinite(w[j]);
    if (file)
        fclose(file);
    return good;
}

/* An upper bound on -min f: -(f(x) - gap). */
static double least(const peer *p, bn_objective *f, double *x)
{
    bn_result r;
    bn_error err;
    const bn_method *method = bn_method_refuses(&bn_exact, f) ? &bn_newton : &bn_exact;
    if (bn_solve(method, f, x, &(bn_solve_options){ .tol = 1e-13 }, &r, &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    if (r.gap_bound > 1e-11 * r.scale)
        fprintf(stderr, "the minimum over %s is known to %.1e only\n", bn_dataset_describe(p->data)->path,
                r.gap_bound / r.scale);
    return r.value - r.gap_bound;
}

int main(int argc, char **argv)
{
    peer p = peer_open(argc, argv, bn_version());
    bn_objective *f;
    double *w;
    bn_evaluation start, at;
    bn_error err;
    if (bn_objective_new(&f, p.loss, p.data, &(bn_objective_options){ .l2 = p.l2 }, &err) ||
        bn_point_new(&w, f, &err) || bn_evaluate(&start, f, w, NULL, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 2;
    }
    const double minimum = least(&p, f, w);
    for (int k = 6; k < argc; k++) {
        printf("{\"w\": \"%s\", \"gap\": ", argv[k]);
        if (read_answer(argv[k], w, p.d) && !bn_evaluate(&at, f, w, NULL, &err))
            printf("%.6g}\n", (at.value - minimum) / start.value);
        else
            printf("null}\n");
    }
    free(w);
    bn_objective_free(f);
    peer_close(&p);
    return 0;
}
