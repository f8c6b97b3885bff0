/* Damped Newton: the decrease it proves in every step, and where it must get to. */
#include "objective/problem.h"

#include <banach/solver.h>

TestSuite(newton, .fini = bn_no_leaks);

enum { MOST = 16 };

typedef struct watch {
    const problem *p;
    double before[MOST], value, value_error;
    size_t judged, failed;
} watch;

/* Along x+ - x = q, a = -g'q, b = q'H(x)q, c = max |x_i'q|, y = c a/b: f falls by at least
   (a^2/b) ((1 + y) ln(1 + y) - y)/y^2, what the damped step on this line promises, whatever its length. */
static bool decreases(const bn_progress *now, void *context)
{
    watch *w = context;
    const problem *p = w->p;
    const bn_evaluation *at = &now->certificate->at;
    if (now->k > 0) {
        quad grad[MOST];
        const quad before = truth_at(p, w->before, grad, NULL), after = truth_at(p, now->x, NULL, NULL);
        double a = 0, b = 0, c = 0, weights = 0;
        for (size_t j = 0; j < p->dim; j++) {
            const double q = now->x[j] - w->before[j];
            a -= (double)grad[j] * q;
            b += j < p->d ? p->l2 * q * q : 0;
        }
        for (size_t i = 0; i < p->n; i++)
            weights += p->s ? p->s[i] : 1;
        for (size_t i = 0; i < p->n; i++) {
            const double z = (double)truth_margin(p, i, w->before);
            const double move = (double)truth_margin(p, i, now->x) - z;
            const double curve = p->logistic ? 1 / (2 + 2 * cosh(z)) : 1;
            b += (p->s ? p->s[i] : 1) / weights * curve * move * move;
            c = p->logistic ? fmax(c, fabs(move)) : 0;
        }
        const double promised = bn_newton_decrease(c * a / b, a / b * a),
                     noise = at->value_error + w->value_error;
        if (promised > 100 * noise) {
            w->judged++;
            w->failed += before - after < promised * (1 - 1e-4) - 2 * noise;
        }
    }
    memcpy(w->before, now->x, p->dim * sizeof *now->x);
    w->value = at->value;
    w->value_error = at->value_error;
    return true;
}

static bn_result run(const problem *p, double *x, double tol, watch *w)
{
    bn_result r;
    bn_error err = { 0 };
    *w = (watch){ .p = p };
    cr_assert(!bn_solve(&bn_newton, p->f, x,
                        &(bn_solve_options){
                            .tol = tol, .max_passes = 3000, .observe = decreases, .observe_context = w },
                        &r, &err),
              "%s", err.message);
    return r;
}

Test(newton, proves_its_decrease_and_converges_from_far_starts)
{
    dice d = { 1 };
    for (unsigned k = 0; k < draws(24); k++) {
        problem p = problem_draw(&d, &(recipe){ .n = 6 + draw_bits(&d) % 30,
                                                .d = 1 + draw_bits(&d) % 6,
                                                .logistic = k % 4 != 0,
                                                .intercept = k & 1,
                                                .weighted = k % 5 == 0,
                                                .l2 = draw_log(&d, 1e-4, 1),
                                                .spread = k % 3 ? 1 : 1e3,
                                                .noise = k % 2 ? 1 : 0 });
        double x[MOST], best[MOST] = { 0 };
        const quad least = truth_minimum(&p, best);
        for (size_t j = 0; j < p.dim; j++)
            x[j] = k % 2 ? (k % 3 ? 30 : 1) * draw_normal(&d) : 0;
        watch w;
        const bn_result r = run(&p, x, 1e-9, &w);
        cr_expect_eq(r.outcome, BN_CONVERGED, "%u: %s after %zu iterations: %s", k,
                     bn_outcome_name(r.outcome), r.iterations, r.advice);
        cr_expect(w.failed == 0 && r.contract.holds != BN_FAILS, "%u: %zu of %zu steps fell short", k,
                  w.failed, w.judged);
        cr_expect(w.judged > 0 && r.contract.holds == BN_HOLDS);
        cr_expect(r.certificate.gap.status == BN_PROVEN &&
                  r.gap_bound >= (double)(truth_at(&p, x, NULL, NULL) - least) - 1e-28);
        problem_free(&p);
    }
}

/* Separable data have a minimizer only by the penalty, far out when that is small. */
Test(newton, separable_data_with_a_small_penalty)
{
    dice d = { 2 };
    for (unsigned k = 0; k < 10; k++) {
        problem p = problem_draw(&d, &(recipe){ .n = 40,
                                                .d = 3,
                                                .logistic = true,
                                                .intercept = k & 1,
                                                .l2 = pow(10, -2.0 - (double)(k / 2)),
                                                .spread = 1 });
        for (size_t i = 0; i < p.n; i++)
            p.y[i] = p.X[3 * i] > 0 ? 1 : -1;
        bn_objective_free(p.f);
        bn_dataset_free(p.data);
        problem_build(&p);
        double x[4] = { 0 };
        watch w;
        const bn_result r = run(&p, x, 1e-8, &w);
        cr_expect(r.outcome == BN_CONVERGED, "l2 %g: %s, gap %g: %s", p.l2, bn_outcome_name(r.outcome),
                  r.gap_bound, r.advice);
        cr_expect(w.failed == 0 && r.contract.holds == BN_HOLDS);
        problem_free(&p);
    }
}

/* The same column twice, scales from 1e-6 to 1e6: H is singular up to the penalty, or beyond doubles. */
Test(newton, raw_and_collinear_columns)
{
    dice d = { 3 };
    for (unsigned k = 0; k < 16; k++) {
        problem p = problem_draw(&d, &(recipe){ .n = 50,
                                                .d = 4,
                                                .logistic = k & 1,
                                                .intercept = k & 2,
                                                .l2 = k & 4 ? 1e-3 : 1e-9,
                                                .spread = k & 8 ? 1e6 : 1,
                                                .noise = 1 });
        for (size_t i = 0; i < p.n; i++)
            p.X[4 * i + 1] = p.X[4 * i];
        bn_objective_free(p.f);
        bn_dataset_free(p.data);
        problem_build(&p);
        double x[5] = { 0 }, best[5] = { 0 };
        const quad least = truth_minimum(&p, best);
        watch w;
        const bn_result r = run(&p, x, 1e-8, &w);
        cr_expect(r.outcome == BN_CONVERGED || r.outcome == BN_PRECISION_LIMIT,
                  "%u: %s after %zu: gap %g: %s", k, bn_outcome_name(r.outcome), r.iterations, r.gap_bound,
                  r.advice);
        cr_expect(w.failed == 0 && r.contract.holds != BN_FAILS, "%u: %zu of %zu steps fell short", k,
                  w.failed, w.judged);
        cr_expect(r.gap_bound >= (double)(truth_at(&p, x, NULL, NULL) - least) - 1e-28);
        cr_expect(bn_close(r.value, (double)least, 1e-7), "%u: f %.10g, least %.10g", k, r.value,
                  (double)least);
        problem_free(&p);
    }
}

Test(newton, squared_loss_takes_one_step)
{
    dice d = { 4 };
    for (unsigned k = 0; k < 8; k++) {
        problem p = problem_draw(
            &d,
            &(recipe){
                .n = 30, .d = 5, .intercept = k & 1, .weighted = k & 2, .l2 = 0.1, .spread = 2, .noise = 1 });
        double x[6] = { 0 };
        watch w;
        const bn_result r = run(&p, x, 1e-12, &w);
        cr_expect(r.outcome == BN_CONVERGED && r.iterations == 1, "%s after %zu", bn_outcome_name(r.outcome),
                  r.iterations);
        problem_free(&p);
    }
}

static double value(void *context, const double *x, double *grad)
{
    (void)context;
    if (grad)
        grad[0] = 4 * x[0] * x[0] * x[0];
    return x[0] * x[0] * x[0] * x[0];
}

Test(newton, refuses_functions_of_the_caller)
{
    bn_objective *f;
    bn_error err;
    bn_result r = { .iterations = 7 };
    double x = 3;
    const bn_curvature c = bn_curvature_assume(1, 2);
    cr_assert(!bn_objective_custom(&f, 1, &(bn_functions){ .value = value }, NULL, NULL));
    cr_expect(bn_method_refuses(&bn_newton, f));
    cr_expect_eq(bn_solve(&bn_newton, f, &x, &(bn_solve_options){ .curvature = &c }, &r, &err),
                 BN_UNSUPPORTED);
    cr_expect_str_eq(err.message, bn_method_refuses(&bn_newton, f));
    cr_expect(x == 3 && r.iterations == 7);
    bn_objective_free(f);
}
