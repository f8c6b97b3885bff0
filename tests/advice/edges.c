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

typedef struct table {
    size_t n, d;
    const double *X, *y, *weights; /* weights: NULL for none */
    bool standardize;
    const bn_loss *loss;
    bn_objective_options options;
} table;

typedef struct study {
    bn_dataset *data;
    bn_objective *f;
    bn_advice *a;
} study;

static study study_begin(const table *t)
{
    study s = { 0 };
    cr_assert(!bn_dataset_copy(&s.data, t->n, t->d, t->X, t->y, t->weights,
                               &(bn_dataset_options){ .standardize = t->standardize }, NULL));
    cr_assert(!bn_objective_new(&s.f, t->loss, s.data, &t->options, NULL));
    return s;
}

static study study_of(const table *t)
{
    study s = study_begin(t);
    s.a = advise(s.f);
    return s;
}

static void study_end(study *s)
{
    bn_advice_free(s->a);
    bn_objective_free(s->f);
    bn_dataset_free(s->data);
}

static bool remarks_on(const bn_advice *a, bn_topic topic)
{
    for (size_t k = 0; k < a->remarks; k++)
        if (a->remark[k].topic == topic)
            return true;
    return false;
}

static const double ramp[] = { 1, -2, 3, -4, 5, -6, 7, -8, 9, 10, -11, 12 };

Test(edges, tables_of_every_small_shape)
{
    static const double labels[] = { 1, -1, 1, 1 }, weights[] = { 2, 1, 0.5, 0 };
    for (size_t n = 1; n <= 4; n++)
        for (size_t d = 1; d <= 3; d++)
            for (unsigned kind = 0; kind < KINDS; kind++) {
                const bool logistic = kind & 1, intercept = kind & 2;
                if (logistic && n == 1)
                    continue;
                study s = study_of(&(table){ n,
                                             d,
                                             ramp,
                                             labels,
                                             kind & 8 ? weights : NULL,
                                             kind & 4,
                                             logistic ? &bn_logistic : &bn_squared,
                                             { .l2 = kind & 16 ? 0.1 : 0, .intercept = intercept } });
                const bn_rank *rank = &s.a->rank;
                cr_expect(rank->known && rank->rank <= d + intercept && rank->rank <= n);
                study_end(&s);
            }
}

Test(edges, a_table_of_zeros)
{
    static const double zeros[6] = { 0 }, labels[] = { 1, -1, 1 };
    for (int intercept = 0; intercept < 2; intercept++) {
        study s = study_of(&(table){ 3, 2, zeros, labels, .loss = &bn_logistic,
                                     .options = { .l2 = 1, .intercept = intercept } });
        cr_expect(s.a->dependent == 2 && s.a->rank.rank == (size_t)intercept &&
                  !s.a->prospect[BN_UNITS_FEWER].known);
        cr_expect(intercept || s.a->equal_condition.lower == 0, "%g", s.a->equal_condition.lower);
        study_end(&s);
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
        const bool logistic = k & 1;
        study s = study_of(&(table){ N, D, X, y, .loss = logistic ? &bn_logistic : &bn_squared,
                                     .options = { .l2 = 0.1, .intercept = k & 2 } });
        cr_expect(s.a->rank.known && s.a->rank.rank == N && s.a->dependent == 0);
        cr_expect(s.a->separation == (logistic ? BN_SEPARATED : BN_SEPARATION_NONE));
        cr_expect(remarks_on(s.a, BN_TOPIC_COLUMNS));
        study_end(&s);
    }
}

/* More unknowns than matrices are made for: multiples are found, and the rank is said to be unknown. */
Test(edges, very_many_columns)
{
    enum { N = 1100, D = 1030 };
    dice random = { 3 };
    double *X = malloc(N * D * sizeof *X), y[N];
    for (size_t k = 0; k < N * D; k++)
        X[k] = draw_normal(&random);
    for (size_t i = 0; i < N; i++) {
        X[i * D + 700] = 3 * X[i * D + 20];
        X[i * D + 5] = 1;
        y[i] = draw_normal(&random);
    }
    study s =
        study_begin(&(table){ N, D, X, y, .loss = &bn_squared, .options = { .l2 = 1, .intercept = true } });
    bn_curvature c = bn_curvature_assume(1, 1e6); /* one of a thousand unknowns takes its time */
    cr_assert(!bn_advise(&s.a, s.f, &(bn_advice_options){ .curvature = &c }, NULL));
    cr_expect(!s.a->rank.known && s.a->nearest.terms == 0 && s.a->equal_condition.lower == 0);
    const bn_dependence *multiple = dependence_of(s.a, 700);
    cr_assert(s.a->dependent == 2 && multiple && dependence_of(s.a, 5));
    cr_expect(multiple->term[0].column == 20 && bn_close(multiple->term[0].coef, 3, 1e-9));
    study_end(&s);
    free(X);
}

/* Products of entries that are too small for a double are 0: that proves nothing. */
Test(edges, columns_whose_products_underflow_are_no_multiples)
{
    enum { N = 20 };
    dice random = { 5 };
    double X[N * 3], y[N];
    for (size_t i = 0; i < N; i++) {
        X[3 * i] = 1e-170 * (2 + draw_normal(&random) / 8);
        X[3 * i + 1] = X[3 * i] * (1 + 1e-8 * draw_normal(&random));
        X[3 * i + 2] = y[i] = draw_normal(&random);
    }
    study s = study_of(&(table){ N, 3, X, y, .loss = &bn_squared, .options = { .l2 = 1 } });
    cr_expect(s.a->dependent == 0, "column %zu, %s", s.a->dependence->column,
              bn_proof_name(s.a->dependence->status));
    study_end(&s);
}

Test(edges, rows_of_weight_0_are_not_steep)
{
    static const double X[] = { 100, 1, 2 }, y[] = { 1, -1, 1 }, weights[] = { 0, 1, 1 };
    study s = study_of(&(table){ 3, 1, X, y, weights, .loss = &bn_squared });
    cr_expect_eq(s.a->steep, 2);
    for (size_t k = 0; k < s.a->steep; k++)
        cr_expect(s.a->steepest[k].row == 2 - k && s.a->steepest[k].share == 1, "row %zu, share %g",
                  s.a->steepest[k].row, s.a->steepest[k].share);
    study_end(&s);
}

static study quadratic(size_t d, const double *A)
{
    static const double b[] = { 1, 1, 1 };
    study s = { 0 };
    cr_assert(!bn_objective_quadratic(&s.f, d, A, b, NULL));
    s.a = advise(s.f);
    return s;
}

Test(edges, quadratics)
{
    char text[BN_REMARK_TEXT];
    study s = quadratic(2, (double[]){ 1, 2, 2, 1 });
    cr_expect(s.a->remarks == 1 && s.a->remark->topic == BN_TOPIC_CONVEXITY && s.a->remark->gain == HUGE_VAL);
    cr_expect(strstr(bn_remark_text(text, s.f, s.a, s.a->remark), "at most -1"), "%s", text);
    study_end(&s);

    s = quadratic(3, (double[]){ 4e8, 1e4, 0, 1e4, 3, 0.01, 0, 0.01, 2e-4 });
    cr_expect(s.a->remarks == 1 && s.a->remark->topic == BN_TOPIC_UNITS && s.a->remark->gain > 1e3);
    cr_expect(s.a->prospect[BN_UNITS_EQUAL].known && s.a->rank.rank == 3);
    const bn_curvature *equal = &s.a->prospect[BN_UNITS_EQUAL].everywhere;
    cr_expect(bn_close(s.a->equal_condition.upper, equal->L.upper / equal->mu.lower, 1e-15));
    study_end(&s);

    s = quadratic(3, (double[]){ 1, 1, 0, 1, 1, 0, 0, 0, 0 });
    cr_assert(s.a->dependent == 2 && s.a->rank.rank == 1 && dependence_of(s.a, 1) && dependence_of(s.a, 2));
    cr_expect(dependence_of(s.a, 1)->term[0].column == 0 && dependence_of(s.a, 2)->terms == 0);
    study_end(&s);

    s = quadratic(2, (double[]){ 1e-300, 1e200, 1e200, 1 }); /* too far apart to be scaled */
    cr_expect(!s.a->rank.known && s.a->dependent == 0 && s.a->remarks == 1);
    study_end(&s);

    s = quadratic(3, (double[]){ 2, 1, 0, 1, 2, 1, 0, 1, 2 });
    cr_expect(s.a->remarks == 0);
    study_end(&s);
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
