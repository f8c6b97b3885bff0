/* What is proven and what is only measured, what is near and what is not: told apart. */
#include "advice/patient.h"

TestSuite(exactly, .fini = bn_no_leaks);

enum { LOGISTIC = 1, INTERCEPT = 2, STANDARDIZE = 4 };

/* Entry by entry equal but for one row, which comes before all that could be compared. */
Test(exactly, one_row_is_enough_not_to_be_a_multiple)
{
    patient p;
    patient_draw(&p, 0, 21);
    for (size_t i = 0; i < p.n; i++)
        *entry(&p, i, 3) = 2 * *entry(&p, i, 1);
    *entry(&p, 0, 1) = 0;
    *entry(&p, 0, 3) = 1e-7;
    patient_examine(&p);
    cr_expect(p.advice->dependent == 0 && p.advice->rank.rank == COLS);
    patient_release(&p);
}

/* Each of several multiples is one of the first. */
Test(exactly, multiples_of_one_column_are_all_proven)
{
    static const double factors[] = { -2, 0.5, 4 };
    patient p;
    patient_draw(&p, 0, 22);
    for (size_t k = 0; k < 3; k++)
        combine(&p, 3 + k, (double[COLS]){ factors[k] });
    patient_examine(&p);
    cr_expect_eq(p.advice->dependent, 3);
    for (size_t k = 0; k < p.advice->dependent; k++) {
        const bn_dependence *found = &p.advice->dependence[k];
        cr_expect(found->status == BN_PROVEN && found->terms == 1 && found->term[0].column == 0);
    }
    patient_release(&p);
}

/* A remark is no better proven than the worst of what it is made of. */
Test(exactly, a_sum_of_columns_is_measured_and_so_is_the_remark)
{
    patient p;
    patient_draw(&p, INTERCEPT, 23);
    combine(&p, 5, (double[COLS]){ [1] = 1, [2] = 1.0 / 3 });
    patient_examine(&p);
    const bn_remark *remark = remark_on(&p, BN_TOPIC_COLUMNS);
    cr_expect(p.advice->dependent == 1 && p.advice->dependence->status == BN_MEASURED);
    cr_expect(remark && remark->status == BN_MEASURED);
    patient_release(&p);
}

/* Classes that overlap in the columns that are left: proven if nothing was lost with the others. */
Test(exactly, an_overlap_is_proven_unless_columns_were_left_out_by_measure)
{
    for (int rounded = 0; rounded < 2; rounded++) {
        patient p;
        patient_draw(&p, LOGISTIC, 29);
        combine(&p, 5, (double[COLS]){ [1] = rounded ? 0.3 : 2 });
        patient_examine(&p);
        cr_expect(p.advice->dependent == 1 && p.advice->separation == BN_OVERLAPPING);
        cr_expect_eq(p.advice->separation_status, rounded ? BN_MEASURED : BN_PROVEN);
        patient_release(&p);
    }
}

/* Above the tolerance, but not by so much that nothing could be in between. */
Test(exactly, a_rank_that_is_nearly_lost_is_not_clear)
{
    patient p;
    dice random = { 3 };
    patient_draw(&p, 0, 24);
    for (size_t i = 0; i < p.n; i++)
        *entry(&p, i, 5) = *entry(&p, i, 2) + 3e-13 * draw_normal(&random);
    patient_examine(&p);
    cr_expect(p.advice->rank.rank == COLS && !p.advice->rank.clear, "rank %zu, kept %g", p.advice->rank.rank,
              p.advice->rank.kept);
    patient_release(&p);
}

/* As many rows as columns, and an intercept: fewer than unknowns. */
Test(exactly, an_intercept_is_an_unknown)
{
    patient p;
    patient_draw(&p, INTERCEPT, 25);
    p.n = p.d;
    patient_examine(&p);
    const bn_remark *remark = remark_on(&p, BN_TOPIC_COLUMNS);
    cr_expect(remark && remark->status == BN_PROVEN);
    patient_release(&p);
}

/* The rest of L_i is the penalty's. */
Test(exactly, the_share_of_a_column_in_a_steep_row)
{
    patient p;
    patient_draw(&p, 0, 26);
    p.l2 = 7;
    patient_examine(&p);
    cr_assert_eq(p.advice->steep, BN_MAX_STEEP);
    for (size_t k = 0; k < p.advice->steep; k++) {
        const bn_steep_row *row = &p.advice->steepest[k];
        const double x = *entry(&p, row->row, row->column);
        cr_expect(bn_close(row->share, x * x / row->L_i, 1e-14), "%g", row->share);
    }
    patient_release(&p);
}

/* With the curvature of the penalized problem, which the one without has not, a plane would go unseen. */
Test(exactly, a_penalty_hides_no_plane)
{
    patient p;
    patient_draw(&p, LOGISTIC, 27);
    p.l2 = 0.5;
    for (size_t k = 0; k < p.n * p.d; k++)
        p.X[k] *= 0.02;
    for (size_t i = 0; i < p.n; i++)
        *entry(&p, i, 1) = *entry(&p, i, 0) + 1e-3 * p.y[i];
    patient_examine(&p);
    cr_expect(p.advice->separation == BN_SEPARATED, "%s", bn_separation_name(p.advice->separation));
    patient_release(&p);
}

/* Rows drawn as often as they are steep make the best promise here. */
Test(exactly, what_a_steep_row_costs)
{
    patient p;
    patient_draw(&p, LOGISTIC, 28);
    p.l2 = 0.06;
    for (size_t j = 0; j < p.d; j++)
        *entry(&p, 9, j) *= 30;
    patient_examine(&p);
    const bn_remark *remark = remark_on(&p, BN_TOPIC_ROWS);
    cr_expect(remark && remark->gain > 1.2, "%g", remark ? remark->gain : 0);
    patient_release(&p);
}

/* Of the loss of the null model, whatever that is: targets a hundred times as large change nothing. */
Test(exactly, the_share_that_an_intercept_would_take)
{
    for (int large = 0; large < 2; large++) {
        patient p;
        patient_draw(&p, STANDARDIZE, 30);
        for (size_t i = 0; i < p.n; i++)
            p.y[i] = (large ? 100 : 1) * (p.y[i] + 0.1);
        patient_examine(&p);
        cr_expect(!remark_on(&p, BN_TOPIC_INTERCEPT));
        patient_release(&p);
    }
}
