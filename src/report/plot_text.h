/* A plot made of letters. */
#ifndef BN_REPORT_PLOT_TEXT_H
#define BN_REPORT_PLOT_TEXT_H

#include "report/compare.h"
#include "report/page.h"

/* log(gap) against passes, 72 columns wide, the target as a line of dots; * where letters meet. */
void bn_section_plot(bn_page *page, const bn_comparison *what);

#endif
