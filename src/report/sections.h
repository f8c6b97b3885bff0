/* The parts of a text report that several reports share. */
#ifndef BN_REPORT_SECTIONS_H
#define BN_REPORT_SECTIONS_H

#include "report/page.h"

/* f as a formula with its penalty, intercept and weights in place. */
#define BN_FORMULA 256
const char *bn_formula(char out[BN_FORMULA], const bn_objective *f);

/* alpha = n l2, or S l2 with weights of the rows: the penalty where the loss is summed. */
double bn_summed_penalty(const bn_objective_info *info);

void bn_section_data(bn_page *page, const bn_dataset *data);
void bn_section_objective(bn_page *page, const bn_objective *f);
void bn_section_curvature(bn_page *page, const char *title, const bn_curvature *c);

/* What the short name of a method says, as "singular values" for "svd"; other texts as they are. */
const char *bn_origin(const char *method);

/* "proven, from singular values": a status and, in words, the method behind it. */
#define BN_GROUNDS 120
const char *bn_grounds(char out[BN_GROUNDS], const bn_enclosure *number);

/* A table of all methods under these facts: step, safe range, factor, passes that the promise needs for
   tol. f may be NULL: numbers alone. */
void bn_section_methods(bn_page *page, const bn_objective *f, const bn_facts *facts, double tol);

#endif
