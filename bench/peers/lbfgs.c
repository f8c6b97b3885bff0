/* libLBFGS on the plain objective, to smaller and smaller |g|/|x|. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lbfgs.h>

#include "peer.h"

static lbfgsfloatval_t evaluate(void *context, const lbfgsfloatval_t *x, lbfgsfloatval_t *g, const int n,
                                const lbfgsfloatval_t step)
{
    (void)n, (void)step;
    return peer_value(context, x, g);
}

int main(int argc, char **argv)
{
    peer p = peer_open(argc, argv, "version not told");
    double *x = lbfgs_malloc((int)p.d);
    peer_turn(&p);
    for (double tol = 1e-1; x && tol > 1e-13 && peer_has_time(&p); tol /= 10) {
        char setting[40];
        lbfgs_parameter_t how;
        lbfgs_parameter_init(&how);
        how.epsilon = tol;
        how.m = 10;
        how.max_iterations = 10000;
        memset(x, 0, p.d * sizeof *x);
        const double began = peer_clock();
        lbfgs((int)p.d, x, NULL, evaluate, NULL, &p, &how);
        const double seconds = peer_clock() - began;
        snprintf(setting, sizeof setting, "epsilon %.0e", tol);
        peer_report(&p, "libLBFGS", setting, seconds, x);
    }
    lbfgs_free(x);
    peer_close(&p);
    return 0;
}
