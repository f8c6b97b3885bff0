/* The table of coefficients. */
#ifndef BN_REPORT_COEF_TEXT_H
#define BN_REPORT_COEF_TEXT_H

#include "report/fit.h"
#include "report/page.h"

/* The largest by |w|, in the units of the file; beside them the standardized ones or standard errors, if
   any. */
void bn_section_coefficients(bn_page *page, const bn_fit_report *what, const bn_fit_numbers *numbers);

#endif
