/* An advice in the making. Each file fills its part of the facts; remarks.c weighs them at the end. */
#ifndef BN_ADVICE_DOCTOR_H
#define BN_ADVICE_DOCTOR_H

#include <banach/advice.h>

#include "dataset/rows.h"
#include "objective/objective.h"

typedef struct bn_doctor {
    bn_advice facts; /* first: what is handed out; its pointers are those below */
    bn_objective *f;
    const bn_dataset_info *data; /* NULL for a quadratic that has none */
    bn_advice_options options;   /* defaults filled in */
    unsigned threads;            /* of f */
    bn_column *column;
    double *room; /* for a row */
    double *size; /* root mean squares of the columns, and 1 for an intercept */
    bn_dependence *dependence;
    bool *depends; /* by column: is it in dependence? */
    double *direction;
    double unexplained; /* share of the null model's loss that an intercept would take away */
    double *passes;     /* BN_UNITS_COUNT x methods */
} bn_doctor;

/* Rows of weight 0 are not there. */
static inline bool bn_doctor_counts(const bn_doctor *d, size_t row)
{
    return !d->data->weights || d->data->weights[row] > 0;
}

static inline const double *bn_doctor_row(const bn_doctor *d, size_t row)
{
    return bn_dataset_doubles(d->f->info.data, row, d->room);
}

void bn_doctor_depends(bn_doctor *d, const bn_dependence *found);

/* Memory that is out ends an advice, with the sentence; what else cannot be had is not known, and that is no
   failure. */
bn_status bn_doctor_pardon(bn_status status, const bn_error *why, bn_error *err);

/* The table without the columns that depend on others, of which at least one must not. */
bn_status bn_doctor_thin(bn_dataset **out, const bn_doctor *d, bn_error *err);

bn_status bn_doctor_multiples(bn_doctor *d, bn_error *err); /* multiples.c: constant columns, multiples */
bn_status bn_doctor_rank(bn_doctor *d, bn_error *err);    /* rank.c: rank, other combinations, the nearest */
bn_status bn_doctor_rows(bn_doctor *d, bn_error *err);    /* rows.c: steep ones */
bn_status bn_doctor_classes(bn_doctor *d, bn_error *err); /* classes.c: balance and separation */
bn_status bn_doctor_prospects(bn_doctor *d, bn_error *err); /* prospects.c: other units */
void bn_doctor_remarks(bn_doctor *d);                       /* remarks.c */

#endif
