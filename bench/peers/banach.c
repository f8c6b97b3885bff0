/* banach itself by the rules of the comparison: from data in memory, everything between included, curvature
   and certificate too. The method is what follows BUDGET, else that which auto chooses. */
#include <stdio.h>
#include <stdlib.h>

#include "peer.h"

static bool solve(peer *p, const bn_method *method, double tol)
{
    bn_choice choices[BN_MAX_CHOICES];
    size_t count;
    bn_objective *f = NULL;
    double *x = NULL;
    bn_result r;
    bn_error err;
    char solver[40], setting[40];
    const double began = peer_clock();
    if (bn_objective_new(&f, p->loss, p->data, &(bn_objective_options){ .l2 = p->l2 }, &err) ||
        bn_point_new(&x, f, &err) ||
        bn_method_choose(choices, &count, f, &(bn_choose_options){ .tol = tol }, &err) ||
        bn_solve(method ? method : choices[0].method, f, x,
                 &(bn_solve_options){ .tol = tol, .max_seconds = p->budget }, &r, &err)) {
        fprintf(stderr, "banach: %s\n", err.message);
        bn_objective_free(f);
        free(x);
        return false;
    }
    const double seconds = peer_clock() - began;
    snprintf(setting, sizeof setting, "tol %.0e", tol);
    snprintf(solver, sizeof solver, "banach-%s", method ? bn_method_name(method) : "auto");
    peer_report(p, solver, setting, seconds, x);
    bn_objective_free(f);
    free(x);
    return r.outcome == BN_CONVERGED;
}

int main(int argc, char **argv)
{
    static const double tols[] = { 1e-3, 1e-6, 1e-9 };
    peer p = peer_open(argc, argv, bn_version());
    const bn_method *method = argc > 6 ? bn_method_find(argv[6]) : NULL;
    if (argc > 6 && !method) {
        fprintf(stderr, "no method is called %s\n", argv[6]);
        return 2;
    }
    peer_turn(&p);
    for (size_t k = 0; k < sizeof tols / sizeof *tols && peer_has_time(&p) && solve(&p, method, tols[k]); k++)
        continue;
    peer_close(&p);
    return 0;
}
