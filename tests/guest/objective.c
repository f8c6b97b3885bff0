/* The walk around one objective: looks at a point, curvature, certificates, and functions of the guest's own.
 */
#include <math.h>
#include <stdlib.h>

#include "guest/walk.h"

enum { MOST = 6 };

static void note_evaluation(guest_walk *w, const char *call, const bn_evaluation *e)
{
    guest_numbers(w, call, 5,
                  (double[]){ e->value, e->value_error, e->grad_norm, e->grad_error, e->dual_gap });
}

static void look(guest_walk *w, bn_objective *f, size_t dim, const double *x)
{
    bn_error err;
    bn_evaluation e;
    double g[MOST], H[MOST * MOST], worst;
    guest_done(w, "bn_evaluate", bn_evaluate(&e, f, x, g, &err), BN_OK, &err);
    note_evaluation(w, "bn_evaluate", &e);
    guest_numbers(w, "bn_evaluate", dim, g);
    guest_done(w, "bn_hessian", bn_hessian(H, f, x, &err), BN_OK, &err);
    guest_numbers(w, "bn_hessian", dim * dim, H);
    guest_done(w, "bn_hessian_product", bn_hessian_product(H, f, x, g, &err), BN_OK, &err);
    guest_numbers(w, "bn_hessian_product", dim, H);
    if (bn_objective_describe(f)->terms) {
        guest_done(w, "bn_term_gradient", bn_term_gradient(g, f, 1, x, &err), BN_OK, &err);
        guest_numbers(w, "bn_term_gradient", dim, g);
    }
    guest_done(w, "bn_gradient_check", bn_gradient_check(&worst, f, x, &err), BN_OK, &err);
    guest_numbers(w, "bn_gradient_check", 1, &worst);
    double nowhere[MOST] = { NAN };
    guest_done(w, "bn_evaluate at NaN", bn_evaluate(&e, f, nowhere, NULL, &err), BN_NOT_FINITE, &err);
    guest_done(w, "bn_hessian at NaN", bn_hessian(H, f, nowhere, &err), BN_NOT_FINITE, &err);
}

static void note_curvature(guest_walk *w, const char *call, const bn_curvature *c)
{
    const double numbers[] = { c->mu.value, c->mu.lower, c->mu.upper, c->L.value,
                               c->L.lower,  c->L.upper,  c->L_max,    c->L_mean };
    guest_numbers(w, call, 8, numbers);
}

static void bend(guest_walk *w, bn_objective *f, size_t dim, const double *x)
{
    bn_error err;
    bn_curvature c;
    double lower[MOST], upper[MOST];
    guest_done(w, "bn_curvature_bound", bn_curvature_bound(&c, f, &err), BN_OK, &err);
    note_curvature(w, "bn_curvature_bound", &c);
    guest_done(w, "bn_curvature_at", bn_curvature_at(&c, f, x, &err), BN_OK, &err);
    note_curvature(w, "bn_curvature_at", &c);
    guest_done(w, "bn_spectrum", bn_spectrum(lower, f, x, &err), BN_OK, &err);
    guest_numbers(w, "bn_spectrum", dim, lower);
    guest_done(w, "bn_spectrum_enclose", bn_spectrum_enclose(lower, upper, f, NULL, &err), BN_OK, &err);
    guest_numbers(w, "bn_spectrum_enclose", dim, lower);
    guest_numbers(w, "bn_spectrum_enclose", dim, upper);
    const bool rows = bn_objective_describe(f)->terms > 0;
    guest_done(w, "bn_curvature_known", bn_curvature_known(&c, f, &err), rows ? BN_OK : BN_UNSUPPORTED, &err);
    note_curvature(w, "bn_curvature_known", &c);
    guest_done(w, "bn_condition", bn_condition(lower, upper, f, &err), rows ? BN_OK : BN_UNSUPPORTED, &err);
    if (rows)
        guest_numbers(w, "bn_condition", 2, (double[]){ lower[0], upper[0] });
}

static void advise(guest_walk *w, bn_objective *f)
{
    bn_error err;
    bn_advice *a;
    char text[BN_REMARK_TEXT];
    guest_done(w, "bn_advise", bn_advise(&a, f, NULL, &err), BN_OK, &err);
    for (size_t k = 0; k < a->remarks; k++) {
        guest_text(w, "bn_topic_name", bn_topic_name(a->remark[k].topic));
        guest_text(w, "bn_remark_text", bn_remark_text(text, f, a, &a->remark[k]));
    }
    const bn_remark units = { BN_TOPIC_UNITS, BN_PROVEN, 2.5 };
    guest_text(w, "bn_remark_text", bn_remark_text(text, f, a, &units));
    for (int u = 0; u < BN_UNITS_COUNT; u++) {
        guest_text(w, "bn_units_name", bn_units_name((bn_units)u));
        note_curvature(w, "bn_advise", &a->prospect[u].everywhere);
    }
    guest_text(w, "bn_separation_name", bn_separation_name(a->separation));
    guest_numbers(w, "bn_advise", 2, (double[]){ a->rank.kept, a->nearest.residual });
    bn_advice_free(a);
}

static void certify(guest_walk *w, bn_objective *f, const double *x)
{
    static bn_status (*const rules[])(bn_certificate *, bn_objective *, const double *, const bn_curvature *,
                                      bn_error *) = { bn_certify, bn_certify_closely };
    bn_error err;
    bn_curvature c;
    bn_certificate found;
    guest_done(w, "bn_curvature_bound", bn_curvature_bound(&c, f, &err), BN_OK, &err);
    for (size_t i = 0; i < 2; i++) {
        guest_done(w, "bn_certify", rules[i](&found, f, x, &c, &err), BN_OK, &err);
        guest_numbers(w, "bn_certify", 3, (double[]){ found.gap.bound, found.distance.bound, found.floor });
        guest_text(w, "bn_certify", found.gap.rule);
        guest_text(w, "bn_certify", bn_proof_name(found.gap.status));
    }
}

/* |x|^2/2 + x_0. */
static double value(void *context, const double *x, double *grad)
{
    ++*(int *)context;
    grad[0] = x[0] + 1;
    grad[1] = x[1];
    return (x[0] * x[0] + x[1] * x[1]) / 2 + x[0];
}

static void custom(guest_walk *w)
{
    bn_error err;
    bn_result r;
    int calls = 0;
    double x[2] = { 3, 4 };
    bn_objective *f = NULL;
    const bn_curvature c = bn_curvature_assume(1, 1.5);
    guest_done(w, "bn_objective_custom",
               bn_objective_custom(&f, 2, &(bn_functions){ .value = value }, &calls, &err), BN_OK, &err);
    guest_done(w, "bn_solve", bn_solve(&bn_gd, f, x, &(bn_solve_options){ .curvature = &c }, &r, &err), BN_OK,
               &err);
    guest_numbers(w, "bn_solve of a custom objective", 4, (double[]){ x[0], x[1], r.gap_bound, calls });
    bn_objective_free(f);
}

static void quadratic(guest_walk *w)
{
    static const double A[] = { 2, 1, 1, 3 }, b[] = { 1, -1 };
    bn_error err;
    bn_evaluation e;
    bn_objective *f = NULL;
    guest_done(w, "bn_objective_quadratic", bn_objective_quadratic(&f, 2, A, b, &err), BN_OK, &err);
    guest_done(w, "bn_evaluate", bn_evaluate(&e, f, b, NULL, &err), BN_OK, &err);
    note_evaluation(w, "bn_objective_quadratic", &e);
    bn_objective_free(f);
}

void guest_walk_objective(guest_walk *w, bn_objective *f)
{
    bn_error err;
    double *x = NULL;
    const bn_objective_info *info = bn_objective_describe(f);
    guest_text(w, "bn_objective_describe", info->formula);
    guest_done(w, "bn_point_new", bn_point_new(&x, f, &err), BN_OK, &err);
    for (size_t i = 0; i < info->dim; i++)
        x[i] = 0.1 * (double)i - 0.2;
    look(w, f, info->dim, x);
    bend(w, f, info->dim, x);
    advise(w, f);
    certify(w, f, x);
    free(x);
    custom(w);
    quadratic(w);
    for (const bn_loss *const *loss = bn_losses(); *loss; loss++) {
        guest_text(w, "bn_loss_name", bn_loss_name(*loss));
        guest_text(w, "bn_loss_summary", bn_loss_summary(*loss));
    }
}
