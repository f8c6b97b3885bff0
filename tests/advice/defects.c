/* Each planted defect is found, and none is invented. */
#include "advice/patient.h"

TestSuite(defects, .fini = bn_no_leaks);

Test(defects, none_are_found_in_a_clean_table)
{
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (uint64_t seed = 0; seed < draws(3); seed++) {
            patient p;
            patient_draw(&p, kind, 100 * kind + seed);
            patient_examine(&p);
            const bn_advice *a = p.advice;
            for (size_t k = 0; k < a->remarks; k++)
                cr_expect_fail("kind %u: %s: %s", kind, bn_topic_name(a->remark[k].topic),
                               words_on(&p, a->remark[k].topic));
            cr_expect(a->rank.known && a->rank.rank == p.d + p.intercept && a->rank.clear);
            cr_expect(a->separation == (p.logistic ? BN_OVERLAPPING : BN_SEPARATION_NONE), "kind %u: %s",
                      kind, bn_separation_name(a->separation));
            cr_expect(a->dependent == 0 && a->splits == 0 && !a->direction);
            patient_release(&p);
        }
}

Test(defects, a_wide_column_is_worth_standardizing)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        patient p;
        patient_draw(&p, kind, kind);
        for (size_t i = 0; i < p.n; i++)
            *entry(&p, i, 3) *= 1e4;
        patient_examine(&p);
        const bn_remark *remark = remark_on(&p, BN_TOPIC_UNITS);
        cr_expect(!remark == p.standardize, "kind %u", kind);
        if (remark) {
            cr_expect(remark->gain > 100, "kind %u: %g", kind, remark->gain);
            cr_expect(strstr(words_on(&p, BN_TOPIC_UNITS), "feature 4 is "), "%s",
                      words_on(&p, BN_TOPIC_UNITS));
            cr_expect(remark == p.advice->remark, "the gain is the largest");
        }
        patient_release(&p);
    }
}

Test(defects, a_column_far_from_zero_is_worth_standardizing)
{
    patient p;
    patient_draw(&p, 2 | 16, 5);
    for (size_t i = 0; i < p.n; i++)
        *entry(&p, i, 1) += 400;
    patient_examine(&p);
    cr_expect(strstr(words_on(&p, BN_TOPIC_UNITS), "feature 2 lies "), "%s", words_on(&p, BN_TOPIC_UNITS));
    patient_release(&p);
}

Test(defects, constant_columns_are_intercepts_or_nothing)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        patient p;
        patient_draw(&p, kind, kind);
        fill(&p, 2, 7);
        fill(&p, 4, 0);
        patient_examine(&p);
        const bn_dependence *seven = dependence_of(p.advice, 2), *zero = dependence_of(p.advice, 4);
        const bool nothing = p.standardize, copy = p.intercept && !p.standardize;
        cr_assert(zero && zero->terms == 0 && zero->status == BN_PROVEN, "kind %u", kind);
        cr_assert(!seven == !(nothing || copy), "kind %u", kind);
        cr_expect(!seven || seven->terms == (copy ? 1 : 0));
        cr_expect(!copy || (seven->term[0].column == COLS && seven->term[0].coef == 7));
        cr_expect(p.advice->dependent == 1 + (seven != NULL));
        const char *words = words_on(&p, BN_TOPIC_COLUMNS);
        cr_expect(strstr(words, "feature 5 is 0 in every row"), "%s", words);
        cr_expect(!seven || strstr(words, "feature 3 is 7 in every row"), "%s", words);
        patient_release(&p);
    }
}

Test(defects, multiples_and_combinations_are_told_as_such)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        patient p;
        patient_draw(&p, kind, kind);
        combine(&p, 3, (double[COLS]){ [0] = -4 });          /* exact */
        combine(&p, 4, (double[COLS]){ [1] = 0.3 });         /* up to rounding */
        combine(&p, 5, (double[COLS]){ [0] = 2, [2] = -3 }); /* a combination */
        patient_examine(&p);
        const bn_advice *a = p.advice;
        const bn_dependence *exact = dependence_of(a, 3), *rounded = dependence_of(a, 4),
                            *combination = dependence_of(a, 5);
        cr_assert(a->dependent == 3 && exact && rounded && combination, "kind %u: %zu", kind, a->dependent);
        cr_expect(a->rank.rank == p.d - 3 + p.intercept && a->rank.clear);
        cr_expect(exact->terms == 1 && exact->term[0].column == 0 && exact->status == BN_PROVEN);
        cr_expect(bn_close(exact->term[0].coef, p.standardize ? -1 : -4, 1e-12));
        cr_expect(rounded->terms == 1 && rounded->term[0].column == 1 && rounded->residual < 1e-14,
                  "kind %u: %zu terms, %g: %g", kind, rounded->terms, rounded->term[1].coef,
                  rounded->residual);
        cr_expect(bn_close(rounded->term[0].coef, p.standardize ? 1 : 0.3, 1e-12));
        cr_expect(combination->terms == 2 && combination->status == BN_MEASURED, "kind %u: %zu terms", kind,
                  combination->terms);
        for (int k = 0; k < 2 && !p.standardize; k++) {
            const bn_term *t = &combination->term[k];
            cr_expect(bn_close(t->coef, t->column ? -3 : 2, 1e-10) && (t->column == 0 || t->column == 2));
        }
        const bn_remark *remark = remark_on(&p, BN_TOPIC_COLUMNS);
        cr_assert(remark);
        cr_expect((remark->gain == HUGE_VAL) == (p.l2 == 0 && !p.logistic), "kind %u: %g", kind,
                  remark->gain);
        patient_release(&p);
    }
}

Test(defects, shifted_copies_and_dummies_that_add_up_to_one)
{
    patient p;
    patient_draw(&p, 2, 9);
    for (size_t i = 0; i < p.n; i++) {
        *entry(&p, i, 1) = 32 + 1.8 * *entry(&p, i, 0);
        for (size_t j = 3; j < 6; j++)
            *entry(&p, i, j) = i % 3 == j - 3;
    }
    patient_examine(&p);
    const bn_dependence *shifted = dependence_of(p.advice, 1), *dummy = dependence_of(p.advice, 5);
    cr_assert(shifted && dummy && p.advice->dependent == 2);
    cr_expect(shifted->terms == 2 && bn_close(shifted->term[0].coef, 1.8, 1e-9) &&
              shifted->term[1].column == COLS && bn_close(shifted->term[1].coef, 32, 1e-9));
    cr_expect(dummy->terms == 3 && dummy->term[2].column == COLS && bn_close(dummy->term[2].coef, 1, 1e-9));
    const char *words = words_on(&p, BN_TOPIC_COLUMNS);
    cr_expect(strstr(words, "feature 2 = 1.8 feature 1 + 32; feature 6 = -feature 4 - feature 5 + 1"), "%s",
              words);
    patient_release(&p);
}

/* x_5 = x_0 + eps noise: what the others leave of it is eps sd(noise)/sd(x_5), up to sampling, wherever the
   columns lie. */
Test(defects, near_combinations_have_their_inflation)
{
    static const double sizes[] = { 1e-3, 1e-7 };
    for (unsigned k = 0; k < 2 * KINDS; k++) {
        patient p;
        const unsigned kind = k % KINDS;
        const double eps = sizes[k / KINDS];
        patient_draw(&p, kind, kind);
        for (size_t i = 0; i < p.n; i++) {
            *entry(&p, i, 0) += 9;
            *entry(&p, i, 5) = *entry(&p, i, 0) + eps * *entry(&p, i, 5);
        }
        patient_examine(&p);
        const bn_dependence *nearest = &p.advice->nearest;
        const bool centred = p.intercept || p.standardize;
        cr_expect(p.advice->dependent == 0 && p.advice->rank.rank == p.d + p.intercept);
        cr_expect(!remark_on(&p, BN_TOPIC_CORRELATION) == !centred, "kind %u", kind);
        cr_expect(!nearest->terms == !centred);
        if (centred) {
            cr_expect(nearest->residual > 0.8 * eps && nearest->residual < 1.2 * eps, "%g",
                      nearest->residual);
            cr_expect((nearest->column == 5 && nearest->term[0].column == 0) ||
                      (nearest->column == 0 && nearest->term[0].column == 5));
            cr_expect(bn_close(nearest->term[0].coef, 1, 1e-2));
        }
        patient_release(&p);
    }
}

Test(defects, a_steep_row_and_the_column_behind_it)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        patient p;
        patient_draw(&p, kind, kind);
        *entry(&p, 77, 2) = 1000;
        patient_examine(&p);
        const bn_steep_row *first = p.advice->steepest;
        cr_expect(first->row == 77 && first->column == 2 && first->share > 0.9, "kind %u: row %zu", kind,
                  first->row);
        cr_expect(p.advice->steep == BN_MAX_STEEP);
        for (size_t k = 1; k < BN_MAX_STEEP; k++)
            cr_expect(first[k].L_i <= first[k - 1].L_i);
        const char *words = words_on(&p, BN_TOPIC_ROWS);
        cr_expect(strstr(words, "row 78 is ") && strstr(words, "feature 3 = 1000"), "kind %u: %s", kind,
                  words);
        patient_release(&p);
    }
}

/* (1 + e)^2 is not 1 + 2e, though both have the same double. */
Test(defects, what_is_equal_to_the_last_digit_only_is_not_proven)
{
    patient p;
    patient_draw(&p, 16, 1);
    p.n = 5;
    p.d = 2;
    for (size_t i = 0; i < p.n; i++) {
        *entry(&p, i, 0) = i < 4 ? 1 : 1 + 0x1p-30;
        *entry(&p, i, 1) = i < 4 ? 1 + 0x1p-30 : 1 + 0x1p-29;
    }
    patient_examine(&p);
    const bn_dependence *found = dependence_of(p.advice, 1);
    cr_assert(found);
    cr_expect(found->status == BN_MEASURED && found->residual < 1e-15);
    patient_release(&p);
}

/* In long doubles, the sign of every margin. */
static void separates(const patient *p, bool strictly)
{
    size_t strict = 0;
    const double *w = p->advice->direction;
    cr_assert(w);
    for (size_t i = 0; i < p->n; i++) {
        const double *x = bn_dataset_row(p->data, i);
        long double z = p->intercept ? w[p->d] : 0;
        for (size_t j = 0; j < p->d; j++)
            z += (long double)w[j] * x[j];
        strict += z * p->y[i] > 0;
        cr_expect(z * p->y[i] >= 0, "row %zu", i);
    }
    cr_expect(strictly ? strict == p->n : strict > 0 && strict < p->n);
}

Test(defects, classes_that_a_plane_tells_apart)
{
    for (unsigned kind = 1; kind < KINDS; kind += 2) {
        patient p;
        patient_draw(&p, kind, kind);
        for (size_t i = 0; i < p.n; i++) {
            const double z = *entry(&p, i, 0) + *entry(&p, i, 1) - *entry(&p, i, 2);
            p.y[i] = z > 0 ? 1 : -1;
            *entry(&p, i, 1) += 0.3 * p.y[i]; /* a margin */
        }
        patient_examine(&p);
        const bn_remark *remark = remark_on(&p, BN_TOPIC_SEPARATION);
        cr_assert(p.advice->separation == BN_SEPARATED && remark, "kind %u: %s", kind,
                  bn_separation_name(p.advice->separation));
        cr_expect(remark->status == BN_PROVEN && remark->gain == (p.l2 > 0 ? 1 : HUGE_VAL));
        separates(&p, true);
        patient_release(&p);
    }
}

Test(defects, a_column_that_gives_the_class_away)
{
    for (unsigned kind = 1; kind < KINDS; kind += 2) {
        patient p;
        patient_draw(&p, kind, kind);
        for (size_t i = 0; i < p.n; i++)
            *entry(&p, i, 3) = 5 * p.y[i] + *entry(&p, i, 3) / 10;
        patient_examine(&p);
        const bn_split *split = p.advice->split;
        cr_assert(p.advice->splits == 1 && p.advice->separation == BN_SEPARATED, "kind %u", kind);
        cr_expect(split->column == 3 && split->clean && split->above == 1 && split->below == -1);
        cr_expect(strstr(words_on(&p, BN_TOPIC_SEPARATION), "all rows with feature 4 above ") &&
                      strstr(words_on(&p, BN_TOPIC_SEPARATION), "the answer in disguise?"),
                  "%s", words_on(&p, BN_TOPIC_SEPARATION));
        separates(&p, true);
        patient_release(&p);
    }
}

/* A mark that only rows of one class carry. */
Test(defects, classes_that_a_column_tells_apart_in_part)
{
    for (unsigned kind = 1; kind < KINDS; kind += 2) {
        patient p;
        patient_draw(&p, kind, kind);
        for (size_t i = 0; i < p.n; i++)
            *entry(&p, i, 3) = p.y[i] < 0 && i % 4 == 0;
        patient_examine(&p);
        /* Standardized and without an intercept there is no telling: zero is in between. */
        const bool hidden = p.standardize && !p.intercept;
        cr_assert(p.advice->separation == (hidden ? BN_OVERLAPPING : BN_WEAKLY_SEPARATED), "kind %u: %s",
                  kind, bn_separation_name(p.advice->separation));
        if (!hidden) {
            const bn_split *split = p.advice->split;
            cr_expect(split->column == 3 && !split->clean && split->above == -1 && split->below == 0);
            separates(&p, false);
        }
        patient_release(&p);
    }
}

Test(defects, a_rare_class)
{
    patient p;
    patient_draw(&p, 1 | 2 | 16, 3);
    for (size_t i = 0; i < p.n; i++)
        p.y[i] = i % 24 ? -1 : 1;
    patient_examine(&p);
    cr_expect(p.advice->class_rows[1] == 10 && p.advice->class_rows[0] == ROWS - 10);
    cr_expect(
        strstr(words_on(&p, BN_TOPIC_CLASSES), "only 10 of 240 rows (4.2 %) are of class 1: whoever says -1"),
        "%s", words_on(&p, BN_TOPIC_CLASSES));
    patient_release(&p);
}

Test(defects, an_intercept_that_standardized_columns_cannot_replace)
{
    for (unsigned kind = 0; kind < KINDS; kind++) {
        patient p;
        patient_draw(&p, kind, kind);
        for (size_t i = 0; i < p.n; i++)
            p.y[i] = p.logistic ? (i % 4 ? 1 : -1) : p.y[i] + 50;
        patient_examine(&p);
        cr_expect(!remark_on(&p, BN_TOPIC_INTERCEPT) == (p.intercept || !p.standardize), "kind %u", kind);
        patient_release(&p);
    }
}

Test(defects, of_rows_that_weigh_nothing_do_not_count)
{
    patient p;
    patient_draw(&p, 1 | 2 | 8 | 16, 11);
    for (size_t i = 0; i < p.n; i += 10) {
        p.s[i] = 0;
        for (size_t j = 0; j < p.d; j++)
            *entry(&p, i, j) = 1e3;
    }
    patient_examine(&p);
    for (size_t k = 0; k < p.advice->remarks; k++)
        cr_expect_fail("%s", words_on(&p, p.advice->remark[k].topic));
    cr_expect(p.advice->class_rows[0] + p.advice->class_rows[1] == ROWS - ROWS / 10);
    patient_release(&p);
}

Test(defects, of_a_column_are_hidden_by_no_row_that_weighs_nothing)
{
    patient p;
    patient_draw(&p, 1 | 2 | 8 | 16, 12);
    for (size_t i = 0; i < p.n; i++) {
        *entry(&p, i, 3) = i % 10 ? p.y[i] : -p.y[i];
        *entry(&p, i, 4) = i % 10 ? 3 : (double)i;
        p.s[i] = i % 10 > 0;
    }
    patient_examine(&p);
    cr_expect(p.advice->splits == 1 && p.advice->split[0].column == 3 && p.advice->split[0].clean);
    cr_expect(dependence_of(p.advice, 4) && dependence_of(p.advice, 4)->term[0].coef == 3);
    patient_release(&p);
}
