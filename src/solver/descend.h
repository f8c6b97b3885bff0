/* One step along a direction in which f falls, never worse than the step that theory 5.11 proves. */
#ifndef BN_SOLVER_DESCEND_H
#define BN_SOLVER_DESCEND_H

#include "solver/ray.h"

/* bn_method.rate of those who promise a decrease, a number of its own in every step, and no rate. */
bn_rate bn_decrease_only(const bn_facts *facts, double step);

/* n numbers, three times: margins at x, those before, and their motion along a line. */
typedef struct bn_margins {
    double *now, *before, *move;
} bn_margins;

/* For an objective that has margins: looks leave them in m->now from then on. */
bn_status bn_margins_new(bn_margins *m, bn_state *s);
double bn_margins_room(const bn_objective *f); /* doubles */
void bn_margins_free(bn_margins *m);
void bn_margins_remember(bn_margins *m, bn_state *s, bn_checkpoint *c);

/* bn_search_wolfe along a line of ray: its first look reads the data, the others n scalars each; and x is
   moved to what was found. */
bn_status bn_margins_search(bn_probe *found, bn_margins *m, bn_ray *ray, const bn_line *line, double c1,
                            double c2, double first);

/* x+ = x + t p; t = 1 is tried first and taken if f falls enough and its slope along p is mostly gone. from
   is a work vector and keeps x. Sets s->promised_decrease, s->step, s->fresh if t = 1 was taken. */
bn_status bn_descend(bn_state *s, bn_margins *m, double *from, const double *p);

#endif
