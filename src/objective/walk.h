/* The steps of methods that draw terms f_i of f = mean f_i. Of terms that are a scalar times a row,
   grad f_i(x) = slope_i(x) [x_i; 1] and the penalty, with a_i = slope_i(x) - table_i and S what a step draws:

     x      =  keep x + shift - step (mean over S of weight_i a_i [x_i; 1])      keep: of penalized unknowns
     shift  =  shift - (step/n) (sum over S of a_i [x_i; 1]),   table_i = slope_i(x)     if it learns

   sgd takes neither table nor shift, svrg both as they are at a snapshot, saga learns them. */
#ifndef BN_OBJECTIVE_WALK_H
#define BN_OBJECTIVE_WALK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bn_walk {
    double *x;
    double *shift;        /* dim numbers; NULL: zeros */
    double *table;        /* n numbers; NULL: zeros */
    const double *anchor; /* in place of a table where terms are vectors: at it, they are taken away */
    double keep, step;
    bool learns;
} bn_walk;

/* What is drawn: batch terms for each of so many steps, in order. */
typedef struct bn_draws {
    const size_t *term;
    const double *weight; /* of each term; NULL: 1 */
    size_t steps, batch;
    size_t known; /* terms, those of coming steps included: to be asked for while there is time */
    double *room; /* batch numbers of scratch */
} bn_draws;

#endif
