/* The minimizers of GSL on the plain objective, to smaller and smaller |g|/|g at 0|. */
#include <stdio.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_version.h>

#include "peer.h"

static void both(const gsl_vector *x, void *context, double *value, gsl_vector *grad)
{
    *value = peer_value(context, x->data, grad->data);
}

static double value_of(const gsl_vector *x, void *context)
{
    peer *p = context;
    gsl_vector *grad = gsl_vector_alloc(p->d);
    const double value = peer_value(p, x->data, grad->data);
    gsl_vector_free(grad);
    return value;
}

static void gradient_of(const gsl_vector *x, void *context, gsl_vector *grad)
{
    peer_value(context, x->data, grad->data);
}

static void minimize(peer *p, const gsl_multimin_fdfminimizer_type *type, double tol)
{
    gsl_multimin_function_fdf f = { .f = value_of, .df = gradient_of, .fdf = both, .n = p->d, .params = p };
    gsl_multimin_fdfminimizer *s = gsl_multimin_fdfminimizer_alloc(type, p->d);
    gsl_vector *x = gsl_vector_calloc(p->d);
    char setting[40], name[80];
    const double began = peer_clock();
    gsl_multimin_fdfminimizer_set(s, &f, x, 0.1, 0.1);
    const double wanted = tol * gsl_blas_dnrm2(s->gradient);
    for (int k = 0; k < 10000 && peer_has_time(p); k++)
        if (gsl_multimin_fdfminimizer_iterate(s) ||
            gsl_multimin_test_gradient(s->gradient, wanted) != GSL_CONTINUE)
            break;
    const double seconds = peer_clock() - began;
    snprintf(setting, sizeof setting, "gradient %.0e", tol);
    snprintf(name, sizeof name, "GSL-%s", gsl_multimin_fdfminimizer_name(s));
    peer_report(p, name, setting, seconds, s->x->data);
    gsl_multimin_fdfminimizer_free(s);
    gsl_vector_free(x);
}

int main(int argc, char **argv)
{
    const gsl_multimin_fdfminimizer_type *types[] = { gsl_multimin_fdfminimizer_vector_bfgs2,
                                                      gsl_multimin_fdfminimizer_conjugate_pr };
    peer p = peer_open(argc, argv, GSL_VERSION);
    gsl_set_error_handler_off();
    for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
        peer_turn(&p);
        for (double tol = 1e-1; tol > 1e-13 && peer_has_time(&p); tol /= 10)
            minimize(&p, types[k], tol);
    }
    peer_close(&p);
    return 0;
}
