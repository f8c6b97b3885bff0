#include <banach/banach.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    bn_dataset *data = NULL;
    bn_objective *f = NULL;
    double *x = NULL;
    bn_curvature c;
    bn_result r;
    bn_error err;
    const char *path = argc > 1 ? argv[1] : "-"; /* standard input */

    int failed = bn_dataset_load(&data, path, &(bn_dataset_options){ .standardize = true }, &err) ||
                 bn_objective_new(&f, &bn_logistic, data, &(bn_objective_options){ .l2 = 1e-3 }, &err) ||
                 bn_curvature_bound(&c, f, &err) || bn_point_new(&x, f, &err) ||
                 bn_solve(&bn_newton, f, x, &(bn_solve_options){ .curvature = &c, .tol = 1e-8 }, &r, &err);
    if (failed)
        fprintf(stderr, "%s\n", err.message);
    else
        printf("%s: f - f* <= %.1e, |x - x*| <= %.1e\n", bn_outcome_name(r.outcome), r.gap_bound,
               r.distance_bound);
    free(x);
    bn_objective_free(f);
    bn_dataset_free(data);
    return failed;
}
