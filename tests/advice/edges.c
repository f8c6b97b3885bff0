/* Tables of one row, one column or too many of them, quadratics, and what has no table. */
#include "advice/patient.h"

TestSuite(edges, .fini = bn_no_leaks);

/* Advice about any table, every remark in words. */
static bn_advice *advise(bn_objective *f)
{
    bn_advice *a = NULL;
    bn_error err = { 0 };
    char text[BN_REMARK_TEXT];
    cr_assert(!bn_advise(&a, f, NULL, &err), "%s", err.message);
    for (size_t k = 0; k < a->remarks; k++) {
        bn_remark_text(text, f, a, &a->remark[k]);
        cr_expect(*text && strlen(text) < BN_REMARK_TEXT - 1, "%s", bn_topic_name(a->remark[k].topic));
        cr_expect(!strstr(text, "nan") && !strstr(text, "inf "), "%s", text);
        cr_expect(a->remark[k].gain >= 1 && (!k || a->remark[k].gain <= a->remark[k - 1].gain));
    }
    for (int style = BN_TEXT; style <= BN_JSON; style++) {
        FILE *to = tmpfile();
        bn_curvature c;
        cr_assert(!bn_curvature_bound(&c, f, &err), "%s", err.message);
        cr_expect(!bn_report_curvature(to, (bn_style)style,
                                       &(bn_curvature_report){ .f = f, .everywhere = &c, .advice = a }, &err),
                  "%s", err.message);
        fclose(to);
    }
    return a;
}

static const double ramp[] = { 1, -2, 3, -4, 5, -6, 7, -8, 9, 10, -11, 12 };

Test(edges, tables_of_every_small_shape)
{
    for (size_t n = 1; n <= 4; n++)
        for (size_t d = 1; d <= 3; d++)
            for (unsigned kind = 0; kind < KINDS; kind++) {
                const double labels[] = { 1, -1, 1, 1 }, weights[] = { 2, 1, 0.5, 0 };
                bn_dataset *data;
                bn_objective *f;
                const bool logistic = kind & 1;
                if (logistic && n == 1)
                    continue;
                cr_assert(!bn_dataset_copy(&data, n, d, ramp, labels, kind & 8 ? weights : NULL,
                                           &(bn_dataset_options){ .standardize = kind & 4 }, NULL));
                cr_assert(!bn_objective_new(
                    &f, logistic ? &bn_logistic : &bn_squared, data,
                    &(bn_objective_options){ .l2 = kind & 16 ? 0.1 : 0, .intercept = kind & 2 }, NULL));
                bn_advice *a = advise(f);
                cr_expect(a->rank.known && a->rank.rank <= d + !!(kind & 2) && a->rank.rank <= n);
                bn_advice_free(a);
                bn_objective_free(f);
                bn_dataset_free(data);
            }
}

Test(edges, a_table_of_zeros)
{
    const double zeros[6] = { 0 }, labels[] = { 1, -1, 1 };
    for (int intercept = 0; intercept < 2; intercept++) {
        bn_dataset *data;
        bn_objective *f;
        cr_assert(!bn_dataset_copy(&data, 3, 2, zeros, labels, NULL, NULL, NULL));
        cr_assert(!bn_objective_new(&f, &bn_logistic, data,
                                    &(bn_objective_options){ .l2 = 1, .intercept = intercept }, NULL));
        bn_advice *a = advise(f);
        cr_expect(a->dependent == 2 && a->rank.rank == (size_t)intercept &&
                  !a->prospect[BN_UNITS_FEWER].known);
        cr_expect(intercept || a->equal_condition.lower == 0, "%g", a->equal_condition.lower);
        bn_advice_free(a);
        bn_objective_free(f);
        bn_dataset_free(data);
    }
}

Test(edges, fewer_rows_than_unknowns)
{
    enum { N = 20, D = 50 };
    dice random = { 8 };
    double X[N * D], y[N];
    for (size_t k = 0; k < N * D; k++)
        X[k] = draw_normal(&random);
    for (size_t i = 0; i < N; i++)
        y[i] = i % 2 ? 1 : -1;
    for (int k = 0; k < 4; k++) {
        bn_dataset *data;
        bn_objective *f;
        cr_assert(!bn_dataset_copy(&data, N, D, X, y, NULL, NULL, NULL));
        cr_assert(!bn_objective_new(&f, k & 1 ? &bn_logistic : &bn_squared, data,
                                    &(bn_objective_options){ .l2 = 0.1, .intercept = k & 2 }, NULL));
        bn_advice *a = advise(f);
        cr_expect(a->rank.known && a->rank.rank == N && a->dependent == 0);
        cr_expect(a->separation == (k & 1 ? BN_SEPARATED : BN_SEPARATION_NONE));
        bool told = false;
        for (size_t r = 0; r < a->remarks; r++)
            told |= a->remark[r].topic == BN_TOPIC_COLUMNS;
        cr_expect(told);
        bn_advice_free(a);
        bn_objective_free(f);
        bn_dataset_free(data);
    }
}

/* More unknowns than matrices are made for: multiples are found, and the rank is said to be unknown. */
Test(edges, very_many_columns)
{
    enum { N = 1100, D = 1030 };
    dice random = { 3 };
    double *X = malloc(N * D * sizeof *X), y[N];
    bn_dataset *data;
    bn_objective *f;
    for (size_t k = 0; k < N * D; k++)
        X[k] = draw_normal(&random);
    for (size_t i = 0; i < N; i++) {
        X[i * D + 700] = 3 * X[i * D + 20];
        X[i * D + 5] = 1;
        y[i] = draw_normal(&random);
    }
    cr_assert(!bn_dataset_copy(&data, N, D, X, y, NULL, NULL, NULL));
    cr_assert(!bn_objective_new(&f, &bn_squared, data, &(bn_objective_options){ .l2 = 1, .intercept = true },
                                NULL));
    bn_curvature c = bn_curvature_assume(1, 1e6); /* one of a thousand unknowns takes its time */
    bn_advice *a;
    cr_assert(!bn_advise(&a, f, &(bn_advice_options){ .curvature = &c }, NULL));
    cr_expect(!a->rank.known && a->nearest.terms == 0 && a->equal_condition.lower == 0);
    cr_expect(a->dependent == 2 && dependence_of(a, 700) && dependence_of(a, 5));
    cr_expect(dependence_of(a, 700)->term[0].column == 20 &&
              bn_close(dependence_of(a, 700)->term[0].coef, 3, 1e-9));
    bn_advice_free(a);
    bn_objective_free(f);
    bn_dataset_free(data);
    free(X);
}

/* Products of entries that are too small for a double are 0: that proves nothing. */
Test(edges, columns_whose_products_underflow_are_no_multiples)
{
    enum { N = 20 };
    dice random = { 5 };
    double X[N * 3], y[N];
    bn_dataset *data;
    bn_objective *f;
    for (size_t i = 0; i < N; i++) {
        X[3 * i] = 1e-170 * (2 + draw_normal(&random) / 8);
        X[3 * i + 1] = X[3 * i] * (1 + 1e-8 * draw_normal(&random));
        X[3 * i + 2] = y[i] = draw_normal(&random);
    }
    cr_assert(!bn_dataset_copy(&data, N, 3, X, y, NULL, NULL, NULL));
    cr_assert(!bn_objective_new(&f, &bn_squared, data, &(bn_objective_options){ .l2 = 1 }, NULL));
    bn_advice *a = advise(f);
    cr_expect(a->dependent == 0, "column %zu, %s", a->dependence->column,
              bn_proof_name(a->dependence->status));
    bn_advice_free(a);
    bn_objective_free(f);
    bn_dataset_free(data);
}

Test(edges, rows_of_weight_0_are_not_steep)
{
    const double X[] = { 100, 1, 2 }, y[] = { 1, -1, 1 }, weights[] = { 0, 1, 1 };
    bn_dataset *data;
    bn_objective *f;
    cr_assert(!bn_dataset_copy(&data, 3, 1, X, y, weights, NULL, NULL));
    cr_assert(!bn_objective_new(&f, &bn_squared, data, NULL, NULL));
    bn_advice *a = advise(f);
    cr_expect_eq(a->steep, 2);
    for (size_t k = 0; k < a->steep; k++)
        cr_expect(a->steepest[k].row == 2 - k && a->steepest[k].share == 1, "row %zu, share %g",
                  a->steepest[k].row, a->steepest[k].share);
    bn_advice_free(a);
    bn_objective_free(f);
    bn_dataset_free(data);
}

static bn_advice *advise_quadratic(bn_objective **f, size_t d, const double *A)
{
    const double b[] = { 1, 1, 1 };
    cr_assert(!bn_objective_quadratic(f, d, A, b, NULL));
    return advise(*f);
}

Test(edges, quadratics)
{
    bn_objective *f;
    char text[BN_REMARK_TEXT];
    bn_advice *a = advise_quadratic(&f, 2, (double[]){ 1, 2, 2, 1 });
    cr_expect(a->remarks == 1 && a->remark[0].topic == BN_TOPIC_CONVEXITY && a->remark[0].gain == HUGE_VAL);
    cr_expect(strstr(bn_remark_text(text, f, a, a->remark), "at most -1"), "%s", text);
    bn_advice_free(a);
    bn_objective_free(f);

    a = advise_quadratic(&f, 3, (double[]){ 4e8, 1e4, 0, 1e4, 3, 0.01, 0, 0.01, 2e-4 });
    cr_expect(a->remarks == 1 && a->remark[0].topic == BN_TOPIC_UNITS && a->remark[0].gain > 1e3);
    cr_expect(a->prospect[BN_UNITS_EQUAL].known && a->rank.rank == 3);
    const bn_curvature *equal = &a->prospect[BN_UNITS_EQUAL].everywhere;
    cr_expect(bn_close(a->equal_condition.upper, equal->L.upper / equal->mu.lower, 1e-15));
    bn_advice_free(a);
    bn_objective_free(f);

    a = advise_quadratic(&f, 3, (double[]){ 1, 1, 0, 1, 1, 0, 0, 0, 0 });
    cr_expect(a->dependent == 2 && a->rank.rank == 1 && dependence_of(a, 1)->term[0].column == 0);
    cr_expect(dependence_of(a, 2)->terms == 0);
    bn_advice_free(a);
    bn_objective_free(f);

    a = advise_quadratic(&f, 2, (double[]){ 1e-300, 1e200, 1e200, 1 }); /* too far apart to be scaled */
    cr_expect(!a->rank.known && a->dependent == 0 && a->remarks == 1);
    bn_advice_free(a);
    bn_objective_free(f);

    a = advise_quadratic(&f, 3, (double[]){ 2, 1, 0, 1, 2, 1, 0, 1, 2 });
    cr_expect(a->remarks == 0);
    bn_advice_free(a);
    bn_objective_free(f);
}

static double parabola(void *context, const double *x, double *grad)
{
    (void)context;
    grad[0] = x[0];
    return x[0] * x[0] / 2;
}

Test(edges, functions_of_yours_have_no_table)
{
    bn_objective *f;
    bn_advice *a = NULL;
    bn_error err;
    cr_assert(!bn_objective_custom(&f, 1, &(bn_functions){ .value = parabola }, NULL, NULL));
    cr_expect(bn_advise(&a, f, NULL, &err) == BN_UNSUPPORTED && !a && strstr(err.message, "table"));
    bn_objective_free(f);
    bn_advice_free(NULL);
}

Test(edges, names_have_words)
{
    for (int k = 0; k < BN_TOPIC_COUNT; k++)
        cr_expect(strcmp(bn_topic_name((bn_topic)k), "unknown"));
    cr_expect_str_eq(bn_topic_name(BN_TOPIC_COUNT), "unknown");
    cr_expect_str_eq(bn_units_name(BN_UNITS_FEWER), "fewer_columns");
    cr_expect_str_eq(bn_separation_name(BN_SEPARATION_OPEN), "open");
}
