/* The numbers of an advice: what the same questions give when they are asked elsewhere. */
#include "advice/patient.h"

TestSuite(prospects, .fini = bn_no_leaks);

/* A table with columns of very different sizes, some of them far from 0. */
static void draw_rough(patient *p, unsigned kind, uint64_t seed)
{
    dice random = { seed + 1000 };
    patient_draw(p, kind, seed);
    for (size_t j = 0; j < p->d; j++) {
        const double size = draw_log(&random, 1e-3, 1e3), shift = draw(&random, -5, 5);
        for (size_t i = 0; i < p->n; i++)
            *entry(p, i, j) = size * (*entry(p, i, j) + shift);
    }
}

static bool same(const bn_curvature *a, const bn_curvature *b)
{
    return a->mu.lower == b->mu.lower && a->L.upper == b->L.upper && a->L_max == b->L_max;
}

Test(prospects, of_standardizing_are_what_a_standardized_table_has)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        if (kind & 4)
            continue;
        patient raw, standard;
        draw_rough(&raw, kind, kind);
        draw_rough(&standard, kind | 4, kind);
        patient_examine(&raw);
        patient_examine(&standard);
        const bn_prospect *promised = &raw.advice->prospect[BN_UNITS_STANDARD],
                          *had = &standard.advice->prospect[BN_UNITS_STANDARD];
        cr_assert(promised->known && had->known);
        cr_expect(same(&promised->everywhere, &had->everywhere) && same(&promised->origin, &had->origin));
        for (size_t m = 0; bn_methods()[m]; m++)
            cr_expect(promised->passes[m] == had->passes[m] ||
                      (isnan(had->passes[m]) && isnan(promised->passes[m])));
        /* And back, up to rounding, which a mu near 0 feels most. */
        const bn_prospect *file = &raw.advice->prospect[BN_UNITS_FILE],
                          *back = &standard.advice->prospect[BN_UNITS_FILE];
        cr_assert(file->known && back->known);
        cr_expect(bn_close(file->everywhere.L.upper, back->everywhere.L.upper, 1e-9));
        cr_expect(bn_close(file->origin.mu.lower, back->origin.mu.lower, 1e-4), "kind %u: %g %g", kind,
                  file->origin.mu.lower, back->origin.mu.lower);
        patient_release(&raw);
        patient_release(&standard);
    }
}

Test(prospects, as_asked_are_those_of_the_objective)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        patient p;
        bn_curvature c;
        draw_rough(&p, kind, kind);
        patient_examine(&p);
        cr_assert(!bn_curvature_bound(&c, p.f, NULL));
        const bn_prospect *own = &p.advice->prospect[p.advice->units];
        cr_expect(p.advice->units == (p.standardize ? BN_UNITS_STANDARD : BN_UNITS_FILE));
        cr_expect(same(&own->everywhere, &c));
        double best = HUGE_VAL;
        for (size_t m = 0; bn_methods()[m]; m++)
            if (bn_methods()[m] != &bn_exact)
                best = fmin(best, own->passes[m]);
        cr_expect(best == own->best_passes && !own->best == !(best < HUGE_VAL));
        cr_expect(c.mu.lower > 0 || !own->best);
        patient_release(&p);
    }
}

Test(prospects, without_dependent_columns_are_those_of_the_table_without_them)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        if (kind & 4) /* a table standardized anew differs by rounding */
            continue;
        patient p, less;
        bn_curvature c;
        draw_rough(&p, kind, kind);
        draw_rough(&less, kind, kind);
        less.d = COLS - 1;
        for (size_t i = 0; i < p.n; i++) {
            *entry(&p, i, COLS - 1) = 2 * *entry(&p, i, 0);
            memmove(less.X + i * less.d, p.X + i * COLS, less.d * sizeof *p.X);
        }
        patient_examine(&p);
        patient_examine(&less);
        cr_assert(!bn_curvature_bound(&c, less.f, NULL));
        cr_assert(p.advice->prospect[BN_UNITS_FEWER].known);
        cr_expect(same(&p.advice->prospect[BN_UNITS_FEWER].everywhere, &c));
        cr_expect(!less.advice->prospect[BN_UNITS_FEWER].known, "nothing to leave out");
        patient_release(&p);
        patient_release(&less);
    }
}

/* lambda_max/lambda_min of X'X, X as it is. */
static double condition(const double *X, size_t n, size_t d, bool intercept)
{
    bn_dataset *data;
    bn_objective *f;
    bn_curvature c;
    cr_assert(!bn_dataset_copy(&data, n, d, X, NULL, NULL, NULL, NULL));
    cr_assert(
        !bn_objective_new(&f, &bn_squared, data, &(bn_objective_options){ .intercept = intercept }, NULL));
    cr_assert(!bn_curvature_bound(&c, f, NULL));
    bn_objective_free(f);
    bn_dataset_free(data);
    return c.L.upper / c.mu.lower;
}

/* van der Sluis: no diagonal scaling comes below 1/dim of equal sizes. Random ones, and a descent from the
   best of them. */
Test(prospects, no_scaling_beats_the_bound)
{
    for (unsigned k = 0; k < draws(8); k++) {
        dice random = { k };
        patient p;
        draw_rough(&p, k % 2 ? 2 : 0, k);
        for (size_t i = 0; i < p.n; i++) /* correlated, or equal sizes would be best */
            for (size_t j = 1; j < p.d; j++)
                *entry(&p, i, j) += 3 * *entry(&p, i, j - 1);
        patient_examine(&p);
        const bn_range *equal = &p.advice->equal_condition;
        const double bound = equal->lower / (double)(p.d + p.intercept);
        double scale[COLS], Z[ROWS * COLS], best = HUGE_VAL;
        cr_assert(equal->lower > 1 && equal->lower <= equal->upper &&
                      equal->upper <= equal->lower * (1 + 1e-4),
                  "%g %g", equal->lower, equal->upper);
        for (size_t j = 0; j < p.d; j++)
            scale[j] = 1 / hypot(p.advice->column[j].mean, p.advice->column[j].sd);
        for (int step = 0; step < 200; step++) {
            double tried[COLS];
            for (size_t j = 0; j < p.d; j++)
                tried[j] = scale[j] * (step ? exp(draw_normal(&random) * 0.3) : 1);
            for (size_t i = 0; i < p.n; i++)
                for (size_t j = 0; j < p.d; j++)
                    Z[i * p.d + j] = *entry(&p, i, j) * tried[j];
            const double now = condition(Z, p.n, p.d, p.intercept);
            cr_expect(now >= bound, "%g < %g", now, bound);
            cr_expect(step || bn_close(now, equal->upper, 1e-4), "equal sizes: %g, not %g", equal->upper,
                      now);
            if (now < best) {
                best = now;
                memcpy(scale, tried, sizeof scale);
            }
        }
        patient_release(&p);
    }
}

Test(prospects, do_not_depend_on_threads)
{
    for (unsigned kind = 0; kind < KINDS; kind += 5) {
        patient one, many;
        draw_rough(&one, kind, kind);
        draw_rough(&many, kind, kind);
        one.threads = 1;
        many.threads = 4;
        patient_examine(&one);
        patient_examine(&many);
        const bn_advice *a = one.advice, *b = many.advice;
        for (int u = 0; u < BN_UNITS_COUNT; u++)
            cr_expect(a->prospect[u].known == b->prospect[u].known &&
                      same(&a->prospect[u].everywhere, &b->prospect[u].everywhere));
        cr_expect(!memcmp(&a->rank, &b->rank, sizeof a->rank) && a->remarks == b->remarks);
        cr_expect(!memcmp(a->remark, b->remark, sizeof a->remark));
        cr_expect(a->nearest.residual == b->nearest.residual && a->separation == b->separation);
        patient_release(&one);
        patient_release(&many);
    }
}

/* A row of weight 2 is two rows. */
Test(prospects, of_weights_are_those_of_repeated_rows)
{
    patient p;
    draw_rough(&p, 2 | 8 | 16, 4);
    for (size_t i = 0; i < p.n; i++)
        p.s[i] = 2;
    patient_examine(&p);
    patient q;
    draw_rough(&q, 2 | 16, 4);
    patient_examine(&q);
    for (int u = 0; u < BN_UNITS_FEWER; u++)
        cr_expect(bn_close(p.advice->prospect[u].everywhere.L.value, q.advice->prospect[u].everywhere.L.value,
                           1e-12));
    for (size_t j = 0; j < p.d; j++)
        cr_expect(bn_close(p.advice->column[j].sd, q.advice->column[j].sd, 1e-13));
    patient_release(&p);
    patient_release(&q);
}
